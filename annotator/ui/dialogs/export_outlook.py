"""The right half of the export dialog: first records, splits, what will be lost; found out beside the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.formats import KINDS
from annotator.i18n import _, listed, ngettext
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.dialogs.export_request import ExportRequest
from annotator.ui.dialogs.split_bars import SplitBars
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

if TYPE_CHECKING:
    from annotator.services.outlook import Outlook

PAUSE = 120  # milliseconds without another choice before the look begins


class ExportOutlook(QWidget):
    """Looks through the project as the export would, anew for every choice; an older look does not count."""

    def __init__(self, project: Project, pool: QThreadPool) -> None:
        super().__init__()
        self._path, self._annotator = project.path, project.annotator
        self._pool = pool
        self._jobs: list[Job] = []
        self._wanted: ExportRequest | None = None
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(_("First records"))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.preview.setTabChangesFocus(True)
        self.bars = SplitBars()
        self.notes = widgets.label(wrap=True)
        self.losses = widgets.label(wrap=True)
        self.losses.setAccessibleName(_("What will be lost"))
        self.splits_heading = widgets.label(_("Splits"), "heading")
        for part in (self.splits_heading, self.notes):
            part.hide()
        for part in (self.notes, self.losses):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lost = widgets.scrolled(widgets.pane(widgets.column(self.losses, None), ""))
        column = widgets.column(
            widgets.label(_("First records"), "heading"),
            self.preview,
            self.splits_heading,
            self.bars,
            self.notes,
            widgets.label(_("What will be lost"), "heading"),
            lost,
            gap=GRID,
        )
        column.setStretchFactor(self.preview, 3)
        column.setStretchFactor(lost, 2)
        self.setLayout(column)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)

    def look(self, request: ExportRequest) -> None:
        """Find out, in a moment; what was being found out before is stopped."""
        self.stop()
        self.losses.setText(_("Looking…"))
        self._wanted = request
        self._pause.start()

    def wait(self) -> None:
        """Until what is being found out is there; its signals are delivered when the caller next handles events."""
        self._pause.stop()
        self._look()
        self._pool.waitForDone()

    def stop(self) -> None:
        """Whatever is still being found out is not wanted any more."""
        self._pause.stop()
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()

    def _look(self) -> None:
        request = self._wanted
        if request is None:
            return
        chosen: dict[str, Any] = {
            "format": request.format, "recipe": request.recipe, "options": request.options,
        }  # fmt: skip
        path, annotator = self._path, self._annotator

        def first(_progress: Progress, _cancelled: Callable[[], bool]) -> str:
            from annotator.services.outlook import preview

            with Project(path, annotator) as project:
                return preview(project, **chosen)

        def all_(_progress: Progress, cancelled: Callable[[], bool]) -> "Outlook":
            from annotator.services.outlook import outlook

            with Project(path, annotator) as project:
                return outlook(project, **chosen, cancelled=cancelled)

        self._start(first, self._show_preview, lambda error: self.preview.setPlainText(str(error)))
        self._start(all_, self._show, self._fail)

    def _start(
        self,
        work: Callable[[Progress, Callable[[], bool]], Any],
        show: Callable[[Any], None],
        fail: Callable[[Any], None],
    ) -> None:
        # The dialog may be gone before the work has ended: the window keeps the job.
        window = self.window().parentWidget() if self.window() is not self else None
        job = Job(work, window)
        self._jobs.append(job)

        def when_wanted(what: Callable[[Any], None]) -> Callable[[Any], None]:
            def tell(result: Any) -> None:
                if job in self._jobs:
                    self._jobs.remove(job)
                    what(result)

            return tell

        job.done.connect(when_wanted(show))
        job.failed.connect(when_wanted(fail))
        for end in (job.done, job.failed):
            end.connect(job.deleteLater)
        job.start(self._pool)

    def _show_preview(self, text: str) -> None:
        self.preview.setPlainText(text or _("This format is not text; open the file to see it."))

    def _show(self, found: "Outlook") -> None:
        lines = [
            _("{what}: {count} lost", count=f"{number:,}", what=_(KINDS[kind]))
            for kind, number in found.losses.counts().items()
        ]
        self.losses.setText("\n".join(lines) or _("Nothing: this format carries all that there is."))
        self.bars.set_splits(found.splits)
        self.splits_heading.setVisible(bool(found.splits))
        notes = "\n".join(_notes(found))
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))

    def _fail(self, error: Exception) -> None:
        self.losses.setText(str(error))
        self.bars.set_splits({})
        self.splits_heading.hide()
        self.notes.hide()


def _notes(found: "Outlook") -> list[str]:
    """What else is worth knowing of an export."""
    lines = []
    if found.leakage is not None:
        lines += [
            ngettext("{split}: nearly the same as one in an earlier split: {leaking} of {count} passage",
                     "{split}: nearly the same as one in an earlier split: {leaking} of {count} passages",
                     found.leakage.passages[split], split=split, leaking=count)
            for split, count in found.leakage.leaking.items()
            if count
        ] or [_("No passage is nearly the same as one in another split.")]  # fmt: skip
    if found.repeats:
        lines.append(
            ngettext(
                "{count} left out, because it repeats an earlier one",
                "{count} left out, because they repeat earlier ones",
                found.repeats,
            )
        )
    if found.negatives_left_out:
        lines.append(
            ngettext(
                "{count} segment without marks left out",
                "{count} segments without marks left out",
                found.negatives_left_out,
            )
        )
    if found.redacted:
        masked = listed(f"{name} {number:,}" for name, number in sorted(found.redacted.items()))
        lines.append(_("Masked: {things}", things=masked))
    return lines
