"""The marks whose words a correction changed: one after the other, before and after, keep or remove."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.domain.schema import LabelSchema
from annotator.i18n import _, language
from annotator.services.project import short
from annotator.services.revise import Case, Revision, Stretch
from annotator.ui import widgets
from annotator.ui.flow import Flow
from annotator.ui.theme import GRID

AROUND = 16  # characters of context on either side


class CasesPane(QWidget):
    """`decisions` is what was decided so far, by span id.

    Emits `shown` with the case that is looked at, `decided` after every decision, and `selection_wanted` when the
    mark is to go to what is selected in the text: whoever hears it answers with `decide`.
    """

    shown = Signal(object)  # Case
    decided = Signal()
    selection_wanted = Signal()

    def __init__(self, schema: LabelSchema) -> None:
        super().__init__()
        self._schema = schema
        self._revision: Revision | None = None
        self.decisions: dict[str, Stretch | None] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(_("Changed marks"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.before, self.after = widgets.label(wrap=True), widgets.label(wrap=True)
        self.keep = widgets.push_button(_("&Keep"), lambda: self._decide_as_proposed())
        self.select = widgets.push_button(_("Put on &selection"), self.selection_wanted.emit)
        self.drop = widgets.push_button(_("&Remove"), lambda: self.decide(None))
        self.keep.setToolTip(_("Keep the mark on the new words (Enter)"))
        self.select.setToolTip(_("Put the mark on what is selected in the text (S)"))
        self.drop.setToolTip(_("Remove the mark (Del)"))
        for key, button in (
            ("Return", self.keep),
            ("Enter", self.keep),
            ("S", self.select),
            ("Del", self.drop),
        ):
            shortcut = QShortcut(QKeySequence(key), self.list, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)
        self.list.currentRowChanged.connect(self._show)
        words = widgets.column(
            widgets.label(_("Before"), "heading"), self.before, widgets.label(_("After"), "heading"), self.after,
            gap=4,
        )  # fmt: skip
        buttons = Flow([self.keep, self.select, self.drop], GRID)
        layout = widgets.column(self.list, words, buttons, gap=GRID)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def set_revision(self, revision: Revision) -> None:
        """Show the cases of a revision; nothing is decided."""
        self._revision, self.decisions = revision, {}
        self.list.clear()
        for case in revision.cases:
            self.list.addItem(QListWidgetItem())
            self._write(self.list.count() - 1, case)
        self.list.setCurrentRow(0)

    @property
    def case(self) -> Case | None:
        row = self.list.currentRow()
        return self._revision.cases[row] if self._revision is not None and row >= 0 else None

    def decide(self, stretch: Stretch | None) -> None:
        """Put the mark of the current case on a stretch, or remove it; then the next that waits is shown.

        The same holds for marks of other layers with the same label on the same words that wait for a decision.
        """
        if self.case is None:
            return
        row = self.list.currentRow()
        for number in (row, *self._equal_to(self.case)):
            self.decisions[self._case(number).span.id] = stretch
            self._write(number, self._case(number))
        self._show(row)
        self.decided.emit()
        count = self.list.count()
        following = ((row + step) % count for step in range(1, count))
        waiting = next((i for i in following if self._case(i).span.id not in self.decisions), None)
        if waiting is not None:
            self.list.setCurrentRow(waiting)

    def stretch(self, case: Case) -> Stretch | None:
        """Where the mark of a case stands as far as is known: as decided, else as proposed."""
        return self.decisions.get(case.span.id, case.proposed)

    def _decide_as_proposed(self) -> None:
        if (case := self.case) is not None and case.proposed is not None:
            self.decide(case.proposed)

    def _equal_to(self, case: Case) -> list[int]:
        kind = (case.span.start, case.span.end, case.span.label)
        cases = enumerate(self._revision.cases if self._revision else ())
        return [
            row for row, other in cases
            if (other.span.start, other.span.end, other.span.label) == kind
            and other.span.id not in self.decisions and other.clash == case.clash
        ]  # fmt: skip

    def _case(self, row: int) -> Case:
        assert self._revision is not None
        return self._revision.cases[row]

    def _write(self, row: int, case: Case) -> None:
        """A line of the list: whether it is decided, what mark, whose, what becomes of its words."""
        label = self._schema.by_name.get(case.span.label)
        name = label.display(language()) if label else case.span.label
        stands, removed = case.span.id in self.decisions, _("removed")
        sign = "✓" if stands else "○"
        after = self._quote(self.stretch(case)) or (removed if stands else _("no longer there"))
        hint = _("  (would overlap another mark)") if case.clash and not stands else ""
        item = self.list.item(row)
        item.setText(
            f"{sign} {name} · {case.span.layer}\n{short(case.before, 24)}\n→ {short(after, 24)}{hint}"
        )

    def _quote(self, stretch: Stretch | None) -> str:
        assert self._revision is not None
        return self._revision.after.text[slice(*stretch)] if stretch is not None else ""

    def _show(self, row: int) -> None:
        case = self.case if row >= 0 else None
        self.keep.setEnabled(case is not None and case.proposed is not None)
        self.select.setEnabled(case is not None)
        self.drop.setEnabled(case is not None)
        if case is None or self._revision is None:
            self.before.setText("")
            self.after.setText("")
            return
        self.before.setText(_in_context(self._revision.before.text, (case.span.start, case.span.end)))
        stretch = self.stretch(case)
        self.after.setText(_in_context(self._revision.after.text, stretch) if stretch else "—")
        self.shown.emit(case)


def _in_context(text: str, stretch: Stretch) -> str:
    start, end = stretch
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return " ".join(f"…{before}【{short(text[start:end], 120)}】{after}…".split())
