"""All places where the same words stand: a list to tick, in this document or in all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from annotator.i18n import _, ngettext
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.dialogs.occurrences import Place
from annotator.ui.theme import GRID

PLACE = Qt.ItemDataRole.UserRole
TITLE = 18  # characters of a title that are shown at the most


def _how_many(shown: int, total: int) -> str:
    """How many places there are, of `total` where that is more than are shown."""
    if total > shown:
        return ngettext(
            "The first {shown} of {count} place that is not marked yet; apply again afterwards for those that follow.",
            "The first {shown} of {count} places that are not marked yet; apply again afterwards for those that follow.",
            total,
            shown=shown,
        )
    return ngettext("{count} place is not marked yet.", "{count} places are not marked yet.", shown)


class OccurrencesDialog(Dialog):
    """All are ticked to begin with; Space unticks, Enter applies. `total`: where these are but the first ones."""

    def __init__(self, label: str, places: list[Place], parent: QWidget, total: int = 0) -> None:
        super().__init__(_("Apply to all occurrences"), parent)
        self.resize(720, 440)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Occurrences"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        high = max(28, self.list.fontMetrics().height() + GRID)
        several = len({place.document.id for place in places}) > 1
        for place in places:
            title = f"{_beginning(place.document.title)}　" if several else ""
            item = QListWidgetItem(title + place.in_context())
            item.setToolTip(place.document.title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(PLACE, place)
            item.setSizeHint(QSize(0, high))  # as wide as the list: what is longer ends in dots
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Mark as {label}", label=label))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.message = widgets.label(_how_many(len(places), total), "muted", wrap=True)
        head = widgets.row(
            self.message,
            None,
            widgets.push_button(_("Tick all"), lambda: self._tick(Qt.CheckState.Checked)),
            widgets.push_button(_("Tick none"), lambda: self._tick(Qt.CheckState.Unchecked)),
        )
        self.setLayout(
            widgets.column(
                head, self.list, buttons, gap=GRID, margins=(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
            )
        )
        self.list.setFocus()

    def ticked(self) -> list[Place]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(PLACE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _tick(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)


def _beginning(title: str) -> str:
    """Short titles as they are; in long ones of a series the year stands rather in front than behind."""
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"
