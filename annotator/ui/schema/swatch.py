"""A label's colour and line as the text shows them, small, and as other eyes see them."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.domain import colour
from annotator.domain.schema import Label
from annotator.i18n import N_, _, language
from annotator.ui.theme import DARK, GRID, LIGHT, Tokens

VISION_NAMES = {
    colour.NORMAL: N_("All colours"),
    colour.PROTAN: N_("No red cones"),
    colour.DEUTAN: N_("No green cones"),
    colour.TRITAN: N_("No blue cones"),
}
GROUNDS = (LIGHT.view.background, DARK.view.background)
"""What labels lie on in the text, light and dark."""
FIGURE_WIDTH = 64
ICON = QSize(20, 14)
CHIP = QSize(28, 20)
THICK = 3
DASHES = {"dash": (12, 6), "dot": (3, 6)}  # pixels that are drawn and left out
WORD = 5  # characters of a label's name that are shown at the most


def swatch_icon(color: str, pattern: str, ground: str = "") -> QIcon:
    """A soft ground with the line below it, ICON large; with `ground` as it is seen on that, CHIP large.

    The colour is the same in a row that is chosen: Qt would tint it.
    """
    size = CHIP if ground else ICON
    picture = QPixmap(size * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(QColor(ground) if ground else Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if colour.is_colour(color):
        place = QRect(QPoint(0, 0), ICON)
        place.moveCenter(QRect(QPoint(0, 0), size).center())
        draw_swatch(painter, place, color, pattern)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon


def draw_swatch(painter: QPainter, rect: QRect, color: str, pattern: str) -> None:
    """The ground and the line of a mark."""
    soft = QColor(color)
    soft.setAlpha(46)
    painter.fillRect(rect.adjusted(0, 0, 0, -THICK), soft)
    pen = QPen(QColor(color), THICK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if pattern in DASHES:
        pen.setDashPattern(_whole_dashes(*DASHES[pattern], rect.width()))
    painter.setPen(pen)
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
        return QSize(640, self._row() * len(VISION_NAMES) + GRID)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        names = (
            max(self.fontMetrics().horizontalAdvance(_(name)) for name in VISION_NAMES.values()) + GRID * 2
        )
        high, half = self._row(), (self.width() - names - GRID) // 2
        for row, (kind, name) in enumerate(VISION_NAMES.items()):
            top = row * high
            painter.setPen(self.palette().windowText().color())
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(0, top, names, high), middle, _(name))
            for side, tokens in enumerate((LIGHT, DARK)):
                left = names + side * (half + GRID)
                self._draw_row(painter, QRect(left, top, half, high), kind, tokens)

    def _row(self) -> int:
        return self.fontMetrics().height() + THICK + GRID

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
            cell = QRect(
                rect.left() + GRID + at * wide, rect.top() + 4, max(8, wide - GRID), rect.height() - GRID
            )
            draw_swatch(painter, cell, colour.simulate(color, kind), label.pattern)
            painter.setPen(QColor(tokens.view.text))
            name = painter.fontMetrics().elidedText(
                label.display(language())[: 2 * WORD], Qt.TextElideMode.ElideRight, cell.width()
            )
            painter.drawText(cell.adjusted(0, 0, 0, -THICK), Qt.AlignmentFlag.AlignCenter, name)

    def _least(self, kind: str, tokens: Tokens) -> float:
        colors = (label.color_dark if tokens.dark else label.color for label in self._labels)
        return colour.least_distance([color for color in colors if colour.is_colour(color)], kind)


def _whole_dashes(drawn: int, left_out: int, width: int) -> list[float]:
    """A pattern in widths of the pen that begins and ends with a whole dash."""
    count = max(2, round((width + left_out) / (drawn + left_out)))
    scale = width / (count * drawn + (count - 1) * left_out) / THICK
    return [drawn * scale, left_out * scale]


def _figure(value: float) -> str:
    return "–" if value == float("inf") else f"ΔE {value:.0f}"
