"""Handing out packages, and merging what has come back, with and without conflicts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from annotator.services.hub.standing import Standing
from annotator.services.packaging import make_package
from annotator.services.project import Project
from annotator.ui.dialogs.merge_dialog import MergeDialog
from annotator.ui.dialogs.package_dialog import PackageDialog
from annotator.ui.hub.dialog import HubDialog
from annotator.ui.scenes.stage import Scene, Stage


def packages(stage: Stage) -> Iterator[Scene]:
    window, project = stage.window, stage.project
    assigning = PackageDialog(project, window.pool, window)
    assigning.wait()
    yield Scene("assign-and-package", assigning)
    yield Scene("merge-nothing-yet", MergeDialog(project, [], window.pool, window))
    returned = _returned(project, stage.folder)
    merging = MergeDialog(project, [returned], window.pool, window)
    merging.wait()
    yield Scene("merge", merging)
    ids = [head.id for head in project.store.document_heads()]
    project.set_document_note(ids[0], "甲")
    with Project(returned, project.annotator) as package:
        package.set_document_note(ids[0], "乙")
    conflicting = MergeDialog(project, [returned], window.pool, window)
    conflicting.wait()
    yield Scene("merge-conflicts", conflicting)
    project.undo()


def hub(stage: Stage) -> Iterator[Scene]:
    """The hub's dialog of a project that has none yet, and as it stands in one that has."""
    dialog = HubDialog(stage.window.hub, stage.window)
    yield Scene("hub-join", dialog, stays=True)
    dialog.pages.setCurrentWidget(dialog.state_page)
    now = datetime.now(UTC).isoformat()
    doings = [["小吴", "12", now], ["小周", "3", now]]
    dialog.state_page.show_standing(
        Standing("https://hub.example.org/qinghe", "小周", "annotator", now, 4, 2, 0, doings)
    )
    yield Scene("hub", dialog)


def _returned(project: Project, folder: Path) -> Path:
    """A package of the annotator's that has come back: every document is done, the first mark is removed."""
    ids = [head.id for head in project.store.document_heads()]
    name = f"{project.path.stem}-{project.annotator}.annot"
    file = make_package(project, Path(mkdtemp(dir=folder)) / name, project.annotator, ids).path
    with Project(file, project.annotator) as package:
        for document in ids:
            package.set_state(document, "done")
        package.remove(list(package.spans())[:1])
    return file
