"""A label's colour and line as the text shows them, small, and as other eyes see them."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.domain import colour
from annotator.domain.schema import Label
from annotator.i18n import N_, _, language
from annotator.ui.panes.tagging_pane import PEN_STYLES
from annotator.ui.theme import DARK, GRID, LIGHT, Tokens

VISION_NAMES = {
    colour.NORMAL: N_("All colours"),
    colour.PROTAN: N_("No red cones"),
    colour.DEUTAN: N_("No green cones"),
    colour.TRITAN: N_("No blue cones"),
}
GROUNDS = (LIGHT.view.background, DARK.view.background)
"""What labels lie on in the text, light and dark."""
NAME_WIDTH = 112
FIGURE_WIDTH = 64
ROW = 30
WORD = 5  # characters of a label's name that are shown at the most


def swatch_icon(color: str, pattern: str) -> QIcon:
    """20 by 14 pixels: a soft ground with the line below it."""
    picture = QPixmap(QSize(20, 14) * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if colour.is_colour(color):
        draw_swatch(painter, QRect(0, 0, 20, 14), color, pattern)
    painter.end()
    return QIcon(picture)


def draw_swatch(painter: QPainter, rect: QRect, color: str, pattern: str) -> None:
    """The ground and the line of a mark."""
    soft = QColor(color)
    soft.setAlpha(46)
    painter.fillRect(rect.adjusted(0, 0, 0, -3), soft)
    style = PEN_STYLES.get(pattern, Qt.PenStyle.SolidLine)
    painter.setPen(QPen(QColor(color), 3, style, Qt.PenCapStyle.FlatCap))
    y = rect.bottom() - 0.5
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right() + 1, y))


class VisionStrip(QWidget):
    """All labels as people with each kind of colour vision see them, on light and on dark, with the least distance."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[Label, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("How the colours look to colour-blind people"))

    def show_labels(self, labels: Sequence[Label]) -> None:
        self._labels = tuple(labels)
        self.setAccessibleDescription("\n".join(self.sentences()))
        self.update()

    def sentences(self) -> list[str]:
        """The figures of the picture in words."""
        return [
            _("{vision}: least difference {light} on light, {dark} on dark",
              vision=_(name), light=_figure(self._least(kind, LIGHT)), dark=_figure(self._least(kind, DARK)))
            for kind, name in VISION_NAMES.items()
        ]  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(640, ROW * len(VISION_NAMES) + GRID)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        half = (self.width() - NAME_WIDTH - GRID) // 2
        for row, (kind, name) in enumerate(VISION_NAMES.items()):
            top = row * ROW
            painter.setPen(self.palette().windowText().color())
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(0, top, NAME_WIDTH - GRID, ROW), middle, _(name))
            for side, tokens in enumerate((LIGHT, DARK)):
                left = NAME_WIDTH + side * (half + GRID)
                self._draw_row(painter, QRect(left, top, half, ROW), kind, tokens)

    def _draw_row(self, painter: QPainter, rect: QRect, kind: str, tokens: Tokens) -> None:
        painter.fillRect(rect, QColor(tokens.view.background))
        least = self._least(kind, tokens)
        painter.setPen(QColor(tokens.warning if least < colour.ALIKE else tokens.muted))
        box = QRect(rect.right() - FIGURE_WIDTH, rect.top(), FIGURE_WIDTH - GRID, rect.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _figure(least))
        room = rect.width() - FIGURE_WIDTH - GRID
        wide = min(96, room // max(1, len(self._labels)))
        for at, label in enumerate(self._labels):
            color = label.color_dark if tokens.dark else label.color
            if not colour.is_colour(color):
                continue
            cell = QRect(rect.left() + GRID + at * wide, rect.top() + 5, max(8, wide - GRID), ROW - 11)
            draw_swatch(painter, cell, colour.simulate(color, kind), label.pattern)
            painter.setPen(QColor(tokens.view.text))
            name = painter.fontMetrics().elidedText(
                label.display(language())[: 2 * WORD], Qt.TextElideMode.ElideRight, cell.width()
            )
            painter.drawText(cell.adjusted(0, -2, 0, -3), Qt.AlignmentFlag.AlignCenter, name)

    def _least(self, kind: str, tokens: Tokens) -> float:
        colors = (label.color_dark if tokens.dark else label.color for label in self._labels)
        return colour.least_distance([color for color in colors if colour.is_colour(color)], kind)


def _figure(value: float) -> str:
    return "–" if value == float("inf") else f"ΔE {value:.0f}"
