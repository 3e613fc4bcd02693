"""What cleaning would take from the text of a file, entry by entry; each can be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from annotator.domain.document import LedgerEntry
from annotator.i18n import _, ngettext
from annotator.text.cleaning import BLANK_RULES, RULES
from annotator.ui import widgets
from annotator.ui.dialogs.import_preview import Preview

INDEX = Qt.ItemDataRole.UserRole
SHOWN = 120  # characters of an entry


class CleaningPane(QWidget):
    """`taken_back` is what the person has unticked, by the digest of the text it was to go from."""

    def __init__(self) -> None:
        super().__init__()
        self.taken_back: dict[str, set[int]] = {}
        self._preview: Preview | None = None
        self.facts = widgets.label(wrap=True)
        self.summary = widgets.label(style="muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("What goes from the text"))
        layout = widgets.column(self.facts, self.summary, self.list, None, gap=4)
        layout.setStretchFactor(
            self.list, 100
        )  # all the room there is; where it is hidden, the rest stays at the top
        self.setLayout(layout)
        self.list.itemChanged.connect(self._tick)
        self.show_preview(None)

    def show_preview(self, preview: Preview | None) -> None:
        """Show what goes from one file."""
        self._preview = preview
        self.list.blockSignals(True)
        self.list.clear()
        ledger = preview.ledger if preview else ()
        seen = [(index, entry) for index, entry in enumerate(ledger) if entry.rule not in BLANK_RULES]
        for index, entry in seen:
            self.list.addItem(self._item(index, entry))
        self.list.blockSignals(False)
        self.list.setVisible(bool(seen))
        self.facts.setText(preview.facts if preview else "")
        self.facts.setVisible(bool(preview and preview.facts))
        self.summary.setText(_summary(preview, len(seen)))

    def _item(self, index: int, entry: LedgerEntry) -> QListWidgetItem:
        text = " ".join(entry.text.split())
        cut = text if len(text) <= SHOWN else text[: SHOWN - 20] + " … " + text[-16:]
        item = QListWidgetItem(f"{_(RULES[entry.rule])}　{cut}")
        item.setToolTip(entry.text[:2000])
        item.setData(INDEX, index)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        assert self._preview is not None
        kept = index in self.taken_back.get(self._preview.digest, ())
        item.setCheckState(Qt.CheckState.Unchecked if kept else Qt.CheckState.Checked)
        return item

    def _tick(self, item: QListWidgetItem) -> None:
        assert self._preview is not None
        indices = self.taken_back.setdefault(self._preview.digest, set())
        if item.checkState() == Qt.CheckState.Checked:
            indices.discard(item.data(INDEX))
        else:
            indices.add(item.data(INDEX))


def _summary(preview: Preview | None, seen: int) -> str:
    if preview is None:
        return _("Choose a file above to see what goes from its text.")
    if preview.error:
        return preview.error
    if preview.marks:
        return _("These marks are added; the text stays as it is.")
    blanks = len(preview.ledger) - seen
    if not preview.ledger:
        return _("Nothing goes from this text.")
    if not seen:
        return ngettext(
            "Only blanks and line breaks go, in {count} place.",
            "Only blanks and line breaks go, in {count} places.",
            blanks,
        )
    return ngettext(
        "Ticked passages go from the text; untick what is to stay. Blanks go in {count} more place.",
        "Ticked passages go from the text; untick what is to stay. Blanks go in {count} more places.",
        blanks,
    )
