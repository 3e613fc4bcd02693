"""A few words with emphasised parts, wrapped: what a card shows of a span."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.text_view.offsets import Offsets, display
from annotator.ui.text_view.theme import FAMILIES


class Part(NamedTuple):
    """A piece of the text; colours as `#rrggbb`, '' for none."""

    text: str
    color: str
    ground: str = ""
    heavy: bool = False
    underlined: bool = False
    struck: bool = False


class Passage(QWidget):
    """As high as its text needs at its width. Read out as `spoken`, else as its parts one after the other."""

    def __init__(self, size: int = 15) -> None:
        super().__init__()
        self._parts: tuple[Part, ...] = ()
        self._font = QFont()
        self._font.setFamilies(list(FAMILIES))
        self._font.setPixelSize(size)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._laid: tuple[int, QTextLayout, int] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_parts(self, parts: Sequence[Part], spoken: str = "") -> None:
        self._parts = tuple(parts)
        self._laid = None
        self.setAccessibleName(spoken or "".join(part.text for part in parts))
        self.updateGeometry()
        self.update()

    def parts(self) -> tuple[Part, ...]:
        return self._parts

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout_at(width)[1]

    def sizeHint(self) -> QSize:
        width = max(160, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._font.pixelSize() * 3 // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        layout, _height = self._layout_at(self.width())
        layout.draw(painter, QPointF(0, 0))
        painter.end()

    def _layout_at(self, width: int) -> tuple[QTextLayout, int]:
        if self._laid is None or self._laid[0] != width:
            self._laid = (width, *self._shape(width))
        return self._laid[1:]

    def _shape(self, width: int) -> tuple[QTextLayout, int]:
        layout = QTextLayout(display("".join(part.text for part in self._parts)), self._font)
        layout.setTextOption(self._option)
        layout.setFormats(self._formats())
        pitch = round(self._font.pixelSize() * 1.6)
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, lines * pitch + (pitch - line.height()) / 2))
            lines += 1
        layout.endLayout()
        return layout, max(1, lines) * pitch

    def _formats(self) -> list[QTextLayout.FormatRange]:
        found, at = [], 0
        for part in self._parts:
            each = QTextLayout.FormatRange()
            each.start = at
            each.length = Offsets(part.text).to_units(len(part.text))
            each.format = _format(part)
            at += each.length
            found.append(each)
        return found


def _format(part: Part) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(part.color))
    if part.ground:
        made.setBackground(QColor(part.ground))
    if part.heavy:
        made.setFontWeight(QFont.Weight.DemiBold)
    made.setFontUnderline(part.underlined)
    made.setFontStrikeOut(part.struck)
    return made
