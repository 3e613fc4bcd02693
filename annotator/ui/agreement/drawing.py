"""Draws the pictures of agreement: on a widget, and on the pages of a PDF."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from annotator.services.agreement_report.picture import Box, Line, Picture, Words, colour, hatching, ink_on
from annotator.ui.theme import Tokens


def inks(tokens: Tokens) -> dict[str, str]:
    """The colours of a theme under the names that pictures use."""
    names = ("text", "muted", "border", "accent", "base")
    return {**{name: getattr(tokens, name) for name in names}, "soft": tokens.accent_soft}


def draw(picture: Picture, painter: QPainter, colours: Mapping[str, str], font: QFont, *, dark: bool) -> None:
    """Draw at the painter's origin; a unit is a pixel of the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in picture.shapes:
        if isinstance(shape, Box):
            _box(shape, painter, colours, dark)
        elif isinstance(shape, Line):
            _line(shape, painter, colours)
        else:
            _words(shape, painter, colours, font, dark)


def _box(box: Box, painter: QPainter, colours: Mapping[str, str], dark: bool) -> None:
    rect = QRectF(box.x, box.y, box.width, box.height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour(box.fill, colours, dark)))
    painter.drawRoundedRect(rect, box.radius, box.radius)
    if box.hatched:
        for ends in hatching(box):
            _line(Line(*ends), painter, colours)


def _line(line: Line, painter: QPainter, colours: Mapping[str, str]) -> None:
    pen = QPen(QColor(colours[line.ink]), line.width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if line.dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(QPointF(line.x1, line.y1), QPointF(line.x2, line.y2))


def _words(words: Words, painter: QPainter, colours: Mapping[str, str], font: QFont, dark: bool) -> None:
    made = QFont(font)
    made.setPixelSize(round(words.size))
    made.setBold(words.bold)
    painter.setFont(made)
    ink = colours[words.ink] if words.on is None else ink_on(colour(words.on, colours, dark))
    painter.setPen(QColor(ink))
    wide = QFontMetricsF(made, painter.device()).horizontalAdvance(words.text)
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    painter.drawText(QPointF(left, words.y), words.text)
