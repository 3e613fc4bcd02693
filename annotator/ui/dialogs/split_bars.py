"""Splits as bars: how much of the documents each one gets, beside what was wanted."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.datasets.splits import SplitFigures
from annotator.domain import how_many
from annotator.i18n import _
from annotator.ui.theme import GRID

_ROW = 3 * GRID + 4
_NAME = 7 * GRID
_BAR = GRID + 2
_LEAST = 40  # pixels that a bar is long


class SplitBars(QWidget):
    """A row a split: its name, a bar with a mark where it should end, its figures in words."""

    def __init__(self) -> None:
        super().__init__()
        self._splits: Mapping[str, SplitFigures] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def set_splits(self, splits: Mapping[str, SplitFigures]) -> None:
        """Show these; nothing where there are none."""
        self._splits = splits
        self.setVisible(bool(splits))
        self.setAccessibleName("; ".join(self.lines()))
        self.updateGeometry()
        self.update()

    def lines(self) -> list[str]:
        """What the bars say, in words."""
        return [f"{name}: {_words(split)}" for name, split in self._splits.items()]

    def sizeHint(self) -> QSize:
        return QSize(max(320, _NAME + _LEAST + self._room()), _ROW * len(self._splits))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        words = {name: _words(split) for name, split in self._splits.items()}
        room = self._room()
        width = max(_LEAST, self.width() - _NAME - room)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, (name, split) in enumerate(self._splits.items()):
            top = row * _ROW
            bar = QRectF(_NAME, top + (_ROW - _BAR) / 2, width, _BAR)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(QRectF(0, top, _NAME, _ROW), middle, name)
            painter.drawText(QRectF(bar.right() + GRID, top, room, _ROW), middle, words[name])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            if split.share:
                painter.drawRoundedRect(
                    QRectF(bar.left(), bar.top(), max(4.0, width * split.share), _BAR), 3, 3
                )
            at = bar.left() + width * split.wanted
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
            painter.drawLine(int(at), int(bar.top()) - 3, int(at), int(bar.bottom()) + 3)

    def _room(self) -> int:
        """What the longest words need, with the air before them."""
        metrics = self.fontMetrics()
        words = map(_words, self._splits.values())
        return max(map(metrics.horizontalAdvance, words), default=0) + GRID + 2


def _words(split: SplitFigures) -> str:
    return _(
        "{documents}, {percent} %, {marks}",
        documents=how_many.documents(split.documents),
        percent=round(100 * split.share),
        marks=how_many.marks(sum(split.spans.values())),
    )
