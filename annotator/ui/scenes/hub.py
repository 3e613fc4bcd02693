"""The hub of the team: joining it, how it stands, a sync that is under way or has failed, what conflicts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from annotator.i18n import _
from annotator.services.hub.state import NAME, State, remember
from annotator.services.merging import preview_merge
from annotator.services.project import Project
from annotator.ui.dialogs.merge_dialog import Finder, Found
from annotator.ui.hub.decide_dialog import DecideDialog
from annotator.ui.hub.dialog import HubDialog
from annotator.ui.hub.syncing import HubSyncing
from annotator.ui.jobs import Progress
from annotator.ui.scenes.stage import Scene, Stage
from annotator.ui.scenes.team import note_on_both, returned_package

_PLACE = "hub.example.org/青禾"
_URL = f"postgresql://xiaozhou@{_PLACE}"
_AT = "2025-01-13T09:30:00+00:00"


def hub(stage: Stage) -> Iterator[Scene]:
    """As the dialog is in a project that has no hub yet, and in one that has; the project's hub is forgotten again."""
    yield from _joining(stage)
    window, project = stage.window, stage.project
    remember(project, _state(stage))
    window.hub.changed.emit()
    yield Scene("hub", HubDialog(window.hub, window))
    yield Scene("hub-status", window)
    refused = _("the hub {hub} cannot be reached; your work is kept here and goes there at the next sync ({reason})",
                hub=_PLACE, reason=_("Offline"))  # fmt: skip
    for name, syncing in (("hub-syncing", _Busy(window)), ("hub-failed", _failed(stage, refused))):
        yield Scene(name, HubDialog(syncing, window))
        syncing.deleteLater()
    yield from _conflicts(stage)
    project.store.keep_derived(NAME, None)
    window.hub.changed.emit()


def _joining(stage: Stage) -> Iterator[Scene]:
    dialog = HubDialog(stage.window.hub, stage.window)
    yield Scene("hub-join", dialog, stays=True)
    dialog.join_page.url.setText(_URL)
    dialog.join_page.set_busy(True)
    yield Scene("hub-joining", dialog, stays=True)
    dialog.join_page.set_busy(False)
    reason = _("there is no hub at {hub} yet; make one with “annotator hub init”", hub=_PLACE)
    dialog.join_page.say(reason)
    yield Scene("hub-refused", dialog)


def _conflicts(stage: Stage) -> Iterator[Scene]:
    package = returned_package(stage.project, stage.folder)
    note_on_both(stage.project, package)
    deciding = _Deciding(stage, package)
    deciding.wait()
    yield Scene("hub-conflicts", deciding)
    stage.project.undo()


def _state(stage: Stage) -> State:
    """Two conflicts, four changes that wait; what the last sync brought."""
    doings = [["小吴", "12", _AT], ["小周", "3", _AT]]
    pushed = stage.project.store.groups_after(0)
    return State(
        _URL, annotator=stage.project.annotator, role="annotator", pushed=pushed, held=["a", "b", "c", "d"],
        conflicts=2, synced=_AT, doings=doings,
    )  # fmt: skip


def _failed(stage: Stage, sentence: str) -> HubSyncing:
    syncing = HubSyncing(stage.window)
    syncing.failure, syncing.offline = sentence, True
    return syncing


class _Busy(HubSyncing):
    """Syncs for as long as one looks."""

    percent = 40

    @property
    def running(self) -> bool:
        return True


class _Deciding(DecideDialog):
    """What a file holds, as if a hub held it."""

    def __init__(self, stage: Stage, file: Path) -> None:
        self._file = file
        super().__init__(stage.project, stage.window.pool, stage.window)

    def finder(self) -> Finder:
        file = self._file

        def find(project: Project, _progress: Progress, _cancelled: Callable[[], bool]) -> Found:
            report = preview_merge(project, [file])
            sides = []
            for side in report.sides:
                found = [replace(conflict, file=_PLACE) for conflict in side.conflicts]
                sides.append(replace(side, file=_PLACE, conflicts=found))
            return Found.of(replace(report, sides=tuple(sides)), project)

        return find
