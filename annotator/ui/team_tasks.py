"""What the file menu does for a group: assign and package, merge what comes back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.domain import how_many
from annotator.domain.errors import UserError
from annotator.i18n import _, ngettext
from annotator.services.project import Project
from annotator.ui.jobs import Progress

if TYPE_CHECKING:
    from annotator.services.merging import Decisions, MergeReport
    from annotator.services.packaging import Package
    from annotator.ui.main_window import MainWindow

Cancelled = Callable[[], bool]


class TeamTasks(QObject):
    """Dialogs and jobs of a group; what they need is imported when it is first asked for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "file.package": self.package,
            "file.merge": self.merge,
            "file.sync": lambda: self._window.hub.sync(),
            "file.hub": lambda: self._window.hub.open(),
        }

    def package(self) -> None:
        """Let the person say who is to read what, then write a package for each."""
        from annotator.ui.dialogs.package_dialog import PackageDialog

        window = self._window
        dialog = PackageDialog(window.desk.project, window.pool, window)
        dialog.accepted.connect(lambda: self._package(dialog.layers, dialog.wishes, dialog.folder))
        dialog.open()

    def merge(self, files: Sequence[Path] = ()) -> None:
        """Let the person choose files, look and decide, then merge."""
        from annotator.ui.dialogs.merge_dialog import MergeDialog

        window = self._window
        dialog = MergeDialog(window.desk.project, files, window.pool, window)
        dialog.accepted.connect(lambda: self._merge(dialog.files, dialog.decisions))
        dialog.open()

    def _package(self, layers: list[str], wishes: tuple[int, int, float], folder: Path) -> None:
        from annotator.services.packaging import make_packages, plan_assignments, write_assignments

        per_document, seed, share = wishes

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "list[Package]":
            plan = plan_assignments(project, layers, per_document, seed=seed, share=share)
            step = write_assignments(project, plan)
            try:
                return make_packages(project, folder, progress=progress, cancelled=cancelled)
            except UserError:
                if step.id:  # without packages nobody knows of them
                    project.undo()
                raise

        def told(made: "list[Package]") -> None:
            self._window.documents_pane.reload()
            self._window.desk.said.emit(
                ngettext(
                    "{count} package written to {folder}",
                    "{count} packages written to {folder}",
                    len(made),
                    folder=folder,
                ),
                False,
            )

        self._window.tasks.work(_("Assign and package"), work, told)

    def _merge(self, files: list[Path], decisions: "Decisions") -> None:
        from annotator.services.merging import Undecided, merge

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "MergeReport | UserError":
            try:
                return merge(project, files, decisions=decisions, progress=progress, cancelled=cancelled)
            except (
                Undecided
            ) as error:  # a decision has brought up something new, or somebody has gone on working
                return error

        def told(result: "MergeReport | UserError") -> None:
            if isinstance(result, UserError):
                self._window.desk.warned.emit(_("There is more to decide now; nothing was merged."))
                self._again(files, decisions)
            else:
                self._tell(result)

        self._window.tasks.work(_("Merge"), work, told)

    def _again(self, files: list[Path], decisions: "Decisions") -> None:
        from annotator.ui.dialogs.merge_dialog import MergeDialog

        window = self._window
        dialog = MergeDialog(window.desk.project, files, window.pool, window, decisions)
        dialog.accepted.connect(lambda: self._merge(dialog.files, dialog.decisions))
        dialog.open()

    def _tell(self, report: "MergeReport") -> None:
        from annotator.services.merge_words import left_out_line, stray_lines
        from annotator.ui.dialogs.report_dialog import ReportDialog

        window = self._window
        if report.step is None:
            window.desk.said.emit(_("There was nothing new to merge."), False)
        else:
            window.tasks.imported.emit()
            window.desk.said.emit(_merged(report), True)
        left_out = [one for side in report.sides for one in side.left_out]
        if left_out:
            titles = window.desk.project.store.document_title
            lines = [left_out_line(one, titles) for one in left_out]
            ReportDialog(_("Merge"), _("{count} not merged", count=len(lines)), lines, window).open()
        if strays := stray_lines(report):
            ReportDialog(_("Merge"), _("Labels that this project no longer has"), strays, window).open()


def _merged(report: "MergeReport") -> str:
    """What has become of marks, in a sentence."""
    tallies = [tally for side in report.sides for tally in side.layers.values()]
    files = how_many.files(len(report.sides))
    marks = ngettext("{count} new mark", "{count} new marks", sum(tally.added for tally in tallies))
    changed, removed = sum(tally.changed for tally in tallies), sum(tally.removed for tally in tallies)
    if not changed and not removed:
        return _("{files} merged: {marks}", files=files, marks=marks)
    return _(
        "{files} merged: {marks}, {changed} changed, {removed} removed",
        files=files, marks=marks, changed=changed, removed=removed,
    )  # fmt: skip
