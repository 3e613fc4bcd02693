"""The most doubtful passages of the project: a list to walk through with the text beside it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QDialog, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.change import Step
from annotator.i18n import _, language, ngettext
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.nextup.looking import Looking, Seen
from annotator.ui.one_column import one_column
from annotator.ui.theme import GRID, Tokens

if TYPE_CHECKING:
    from annotator.services.doubtful_passages import Passage
    from annotator.suggest.ordering import Finding

PASSAGE = Qt.ItemDataRole.UserRole
AGAIN_MS = 3_000  # after something was written
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PassagesWindow(QDialog):
    """Emits `chosen` with a document and a place in it. Stays open beside the main window."""

    chosen = Signal(str, int, int)

    def __init__(self, desk: Desk, looking: Looking, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Doubtful passages"))
        self.resize(760, 560)
        self._desk, self._looking = desk, looking
        self._step = 0  # somebody waits for a passage
        self.rows = PassagesModel(desk)
        self.list = one_column(self.rows, 2, GRID * 3)
        self.list.setAccessibleName(_("Doubtful passages"))
        self._delegate = _Delegate(tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.empty = widgets.hint()
        self.state = widgets.label(style="muted")
        self.stop_button = widgets.push_button(_("Stop"), looking.stop)
        about = widgets.label(
            _("Sentences whose suggestions are most doubtful; an answer there teaches the model the most."),
            "muted",
            wrap=True,
        )
        foot = widgets.row(self.state, None, self.stop_button)
        layout = widgets.column(about, self.empty, self.list, None, foot, gap=GRID, margins=(GRID * 2,) * 4)
        layout.setStretchFactor(self.list, 100)
        self.setLayout(layout)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.read)
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        looking.found.connect(self._take)
        looking.progressed.connect(self._tell)
        looking.ended.connect(self._show_state)
        looking.failed.connect(lambda error: self.state.setText(str(error)))
        desk.project_changed.connect(self._hear)

    def ask(self) -> None:
        """Show the window, with what is doubtful now."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()
        self.read()

    def step(self, direction: int) -> None:
        """To the next (1) or previous (-1) passage; the first time as soon as it is known."""
        if not self.rows.rowCount():
            self._step = direction
            if not self._looking.busy:
                self.read()
            self._desk.said.emit(_("Looking for doubtful passages…"), False)
            return
        index = self.list.currentIndex()
        row = index.row() + direction if index.isValid() else 0
        if not 0 <= row < self.rows.rowCount():
            self._desk.said.emit(_("There is no further doubtful passage."), False)
            return
        self.list.setCurrentIndex(self.rows.index(row))
        self._choose(self.rows.index(row))

    def read(self) -> None:
        """Look through the documents for what is doubtful."""
        self._looking.look("uncertainty", passages=True)
        self._show_state()

    def stir(self) -> None:
        """A key was pressed in the main window."""
        self._looking.stir()

    def stop(self) -> None:
        self._again.stop()
        self._looking.stop()

    def _hear(self, _step: Step) -> None:
        if self.isVisible() or self.rows.rowCount():
            self._again.start()

    def _take(self, seen: Seen) -> None:
        current = self.list.currentIndex()
        before = current.data(PASSAGE) if current.isValid() else None
        self.rows.show_passages(seen.passages)
        if before is not None:
            self.list.setCurrentIndex(self.rows.index(self.rows.row_near(before, current.row())))
        elif self.rows.rowCount():
            self.list.setCurrentIndex(self.rows.index(0))
        self._show_state()
        if self._step and self.rows.rowCount():
            direction, self._step = self._step, 0
            self.list.setCurrentIndex(QModelIndex())
            self.step(direction)

    def _tell(self, done: int, total: int) -> None:
        self.state.setText(_("{done} of {total} looked through", done=f"{done:,}", total=f"{total:,}"))

    def _show_state(self) -> None:
        count, busy = self.rows.rowCount(), self._looking.busy
        self.list.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self.empty.setText(_("Looking through the documents…") if busy else _("No suggestion is doubtful."))
        self.stop_button.setVisible(busy)
        if not busy:
            self.state.setText(ngettext("{count} passage", "{count} passages", count) if count else "")

    def _choose(self, index: QModelIndex) -> None:
        passage: Passage = index.data(PASSAGE)
        first = passage.findings[0]
        self.chosen.emit(passage.document, first.start, first.end)


class PassagesModel(QAbstractListModel):
    """The passages, the most doubtful first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: Sequence[Passage] = ()

    def show_passages(self, rows: "Sequence[Passage]") -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_near(self, passage: "Passage", row: int) -> int:
        """Where the same passage stands now, or what has come into its place."""
        place = (passage.document, passage.start)
        same = (i for i, one in enumerate(self._rows) if (one.document, one.start) == place)
        return next(same, min(row, len(self._rows) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        passage = self._rows[index.row()]
        if role == PASSAGE:
            return passage
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{passage.title}\n{self.doubts(passage)}"
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{passage.title}\n{self.doubts(passage)}\n{passage.text.strip()}"
        return None

    def doubts(self, passage: "Passage") -> str:
        """What is doubtful in a passage: `3: 举措 60 %, 70 %`, label by label."""
        schema = self._desk.project.schema
        by_label: dict[str, list[Finding]] = {}
        for one in passage.findings:
            by_label.setdefault(one.label, []).append(one)
        parts = []
        for name, found in by_label.items():
            label = schema.by_name.get(name)
            shown = label.display(language()) if label else name
            scores = sorted({round(100 * one.score) for one in found})
            span = f"{scores[0]}–{scores[-1]}" if len(scores) > 1 else f"{scores[0]}"
            parts.append(f"{shown} {len(found)} · " + _("{percent} %", percent=span))
        return "   ".join(parts)


class _Delegate(QStyledItemDelegate):
    """Two lines: the report with what is doubtful, and the sentence with the first of it underlined."""

    def __init__(self, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, passage = self._tokens(), index.data(PASSAGE)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens.accent_soft))
        high = option.fontMetrics.height()
        inner = option.rect.adjusted(GRID * 2, GRID, -GRID * 2, -GRID)
        title, doubts = str(index.data()).split("\n")
        wide = option.fontMetrics.horizontalAdvance(doubts)
        head = QRect(inner.left(), inner.top(), inner.width(), high)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, doubts)
        room = head.adjusted(0, 0, -wide - GRID * 2, 0)
        shown = option.fontMetrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)
        self._paint_text(
            painter, option, QRect(inner.left(), head.bottom() + GRID, inner.width(), high), passage
        )
        painter.restore()

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, place: QRect, passage: "Passage"
    ) -> None:
        """The first doubtful words in full ink, what stands around them muted."""
        tokens, first = self._tokens(), passage.findings[0]
        text = passage.text.replace("\n", " ")
        low, high = first.start - passage.start, first.end - passage.start
        before = option.fontMetrics.elidedText(
            text[max(0, low - 60) : low], Qt.TextElideMode.ElideLeft, place.width() // 4
        )
        for part, colour in (
            (before, tokens.muted),
            (text[low:high], tokens.text),
            (text[high:], tokens.muted),
        ):
            shown = option.fontMetrics.elidedText(part, Qt.TextElideMode.ElideRight, place.width())
            painter.setPen(QColor(colour))
            painter.drawText(place, _LEFT, shown)
            place = place.adjusted(min(option.fontMetrics.horizontalAdvance(shown), place.width()), 0, 0, 0)
