"""Consistency beside the window: finding what is not marked alike, and steps that are too long for its thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.i18n import _
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.ui.jobs import Cancelled, Progress

Work = Callable[[Progress, Callable[[], bool]], object]


def groups(path: Path, annotator: str, layer: str) -> Work:
    """Work that finds the groups of a layer."""

    def work(progress: Progress, cancelled: Callable[[], bool]) -> Sequence[object]:
        from annotator.services.consistency import Stopped, find

        # A collection here would take away widgets that only the window's thread may touch.
        with no_collection(), Project(path, annotator) as project:
            try:
                return find(project, layer, progress, cancelled)
            except Stopped as error:
                raise Cancelled(_("stopped")) from error

    return work


def step(path: Path, annotator: str, action: Callable[[Project], object]) -> Work:
    """Work that writes one step with a project of its own."""

    def work(_progress: Progress, _cancelled: Callable[[], bool]) -> object:
        with no_collection(), Project(path, annotator) as project:
            return action(project)

    return work
