"""Draws pictures: on a widget, on an image, and on the pages of a PDF."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from annotator.services.pictures.picture import (
    Box,
    Dot,
    Line,
    Path,
    Picture,
    Shape,
    Words,
    colour,
    hatching,
    ink_on,
)
from annotator.ui.theme import Tokens


def inks(tokens: Tokens) -> dict[str, str]:
    """The colours of a theme under the names that pictures use."""
    names = ("text", "muted", "border", "accent", "base")
    return {**{name: getattr(tokens, name) for name in names}, "soft": tokens.accent_soft}


def draw(picture: Picture, painter: QPainter, colours: Mapping[str, str], font: QFont, *, dark: bool) -> None:
    """Draw at the painter's origin; a unit is a pixel of the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in picture.shapes:
        _shape(shape, painter, colours, font, dark)


def _shape(shape: Shape, painter: QPainter, colours: Mapping[str, str], font: QFont, dark: bool) -> None:
    match shape:
        case Box():
            _box(shape, painter, colours, dark)
        case Line():
            _line(shape, painter, colours, dark)
        case Words():
            _words(shape, painter, colours, font, dark)
        case Path():
            _path(shape, painter, QColor(colour(shape.ink, colours, dark)))
        case Dot():
            ink = QColor(colour(shape.ink, colours, dark))
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(QColor(colours["base"]) if shape.hollow else ink)
            painter.drawEllipse(QPointF(shape.x, shape.y), shape.radius, shape.radius)


def _box(box: Box, painter: QPainter, colours: Mapping[str, str], dark: bool) -> None:
    rect = QRectF(box.x, box.y, box.width, box.height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour(box.fill, colours, dark)))
    painter.drawRoundedRect(rect, box.radius, box.radius)
    if box.hatched:
        for ends in hatching(box):
            _line(Line(*ends), painter, colours, dark)


def _line(line: Line, painter: QPainter, colours: Mapping[str, str], dark: bool) -> None:
    pen = QPen(QColor(colour(line.ink, colours, dark)), line.width)
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
    ink = colour(words.ink, colours, dark) if words.on is None else ink_on(colour(words.on, colours, dark))
    painter.setPen(QColor(ink))
    wide = QFontMetricsF(made, painter.device()).horizontalAdvance(words.text)
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    painter.drawText(QPointF(left, words.y), words.text)


def _path(path: Path, painter: QPainter, ink: QColor) -> None:
    polygon = QPolygonF([QPointF(x, y) for x, y in path.points])
    if path.filled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(polygon)
        return
    pen = QPen(ink, path.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if path.dashes:
        pen.setDashPattern([length / path.width for length in path.dashes])
    painter.setPen(pen)
    painter.drawPolyline(polygon)
