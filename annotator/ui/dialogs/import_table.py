"""The files of an import, a row each: what format, how much is in them, how their text begins."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from annotator.i18n import _, listed
from annotator.services.survey import FileFound
from annotator.ui import widgets
from annotator.ui.columns import share
from annotator.ui.dialogs.import_preview import Preview

FILE, FORMAT, DOCUMENTS, MARKS, CHARS, ENCODING, BEGINNING = range(7)
_WIDTHS = (210, 104, 96, 72, 96, 80, 300)
_LEAST = (120, 64, 64, 48, 64, 64, 140)
_NUMBERS = (DOCUMENTS, MARKS, CHARS)
REASON = DOCUMENTS  # from this column on stands why a file cannot be read


class ImportTable(QTableWidget):
    """Rows as the last previews gave them; what a survey has counted comes into them later."""

    def __init__(self) -> None:
        super().__init__(0, 7)
        titles = (_("File"), _("Format"), _("Documents"), _("Marks"), _("Characters"), _("Encoding"))
        self.setHorizontalHeaderLabels([*titles, _("Beginning of the text")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        widgets.plain_rows(self)
        self.setShowGrid(False)
        self.setWordWrap(False)  # a sentence that is too long ends where the cell does
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in _NUMBERS:
            heading = self.horizontalHeaderItem(column)
            assert heading is not None
            heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(_("Files to import"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share(self.horizontalHeader(), self.viewport().width(), _WIDTHS, _LEAST, BEGINNING)

    def show_previews(self, previews: Sequence[Preview]) -> None:
        self.clearSpans()
        self.setRowCount(len(previews))
        names = Counter(preview.file.name for preview in previews)
        for row, preview in enumerate(previews):
            file = preview.file
            cells = {
                FILE: file.name if names[file.name] == 1 else f"{file.parent.name}/{file.name}",
                FORMAT: _format(preview.kinds),
                CHARS: f"{preview.chars:,}" if preview.chars else "",
                ENCODING: preview.encoding,
                BEGINNING: preview.beginning,
            }
            if preview.error:  # there is nothing to count: the reason takes the room of the numbers
                cells |= {REASON: preview.error.removeprefix(str(file)).lstrip(",:，： ")}
                self.setSpan(row, REASON, 1, self.columnCount() - REASON)
            for column in range(self.columnCount()):
                text = cells.get(column, "")
                item = QTableWidgetItem(text)
                if column in _NUMBERS and not preview.error:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                tip = str(file) if column == FILE else preview.error or text
                item.setToolTip(tip if column != FORMAT else _doubt(preview.kinds))
                self.setItem(row, column, item)
        if previews:
            self.selectRow(0)

    def show_found(self, previews: Sequence[Preview], found: Sequence[FileFound]) -> None:
        """Write into the rows of these files what was counted; nothing comes of one that cannot be read."""
        counted = {each.file: each for each in found}
        for row, preview in enumerate(previews[: self.rowCount()]):
            each = None if preview.error else counted.get(preview.file)
            for column, number in ((DOCUMENTS, each.documents), (MARKS, each.marks)) if each else ():
                item = self.item(row, column)
                if item is not None:
                    item.setText(f"{number:,}" if number else "")


def _format(kinds: Sequence[str]) -> str:
    if not kinds:
        return ""
    return _("{name}?", name=kinds[0]) if len(kinds) > 1 else kinds[0]


def _doubt(kinds: Sequence[str]) -> str:
    if len(kinds) < 2:
        return "".join(kinds)
    return _(
        "Read as {name}; it may also be {others}. Choose below.", name=kinds[0], others=listed(kinds[1:])
    )
