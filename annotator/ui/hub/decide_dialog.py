"""The dialog of merging, on what the hub has: the same conflicts, the same choices."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QDialogButtonBox, QTableWidgetItem, QWidget

from annotator.i18n import _
from annotator.services.hub.state import known_hub
from annotator.services.project import Project
from annotator.team.address import parse_address
from annotator.ui.dialogs.merge_dialog import Finder, Found, MergeDialog
from annotator.ui.jobs import Progress


class DecideDialog(MergeDialog):
    """`decisions` holds what was decided, once it is accepted."""

    def __init__(self, project: Project, pool: QThreadPool, parent: QWidget) -> None:
        address, _password = parse_address(known_hub(project).url)
        super().__init__(project, [Path(address.place)], pool, parent)
        self.setWindowTitle(_("Conflicts with the hub"))
        self.setAcceptDrops(False)
        for button in (self.add_button, self.clear_button):
            button.hide()
        self.table.setHorizontalHeaderItem(0, QTableWidgetItem(_("Hub")))
        self.conflicts.their_title.setText(_("On the hub"))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Decide and sync"))

    def finder(self) -> Finder:
        decisions = dict(self.decisions)

        def find(project: Project, progress: Progress, cancelled: Callable[[], bool]) -> Found:
            from annotator.services.hub.joining import open_hub
            from annotator.services.hub.syncing import Sync

            with open_hub(project) as hub:
                report = Sync(project, hub, progress=progress, cancelled=cancelled).preview(decisions)
            return Found.of(report, project)

        return find
