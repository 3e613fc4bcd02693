"""Handing out packages, and merging what has come back, with and without conflicts."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from annotator.services.packaging import make_package
from annotator.services.project import Project
from annotator.ui.dialogs.merge_dialog import MergeDialog
from annotator.ui.dialogs.package_dialog import PackageDialog
from annotator.ui.scenes.stage import Scene, Stage


def packages(stage: Stage) -> Iterator[Scene]:
    window, project = stage.window, stage.project
    assigning = PackageDialog(project, window.pool, window)
    assigning.wait()
    yield Scene("assign-and-package", assigning)
    yield Scene("merge-nothing-yet", MergeDialog(project, [], window.pool, window))
    returned = returned_package(project, stage.folder)
    merging = MergeDialog(project, [returned], window.pool, window)
    merging.wait()
    yield Scene("merge", merging)
    note_on_both(project, returned)
    conflicting = MergeDialog(project, [returned], window.pool, window)
    conflicting.wait()
    yield Scene("merge-conflicts", conflicting)
    project.undo()


def note_on_both(project: Project, file: Path) -> None:
    """Write other notes on the same document here and in a package."""
    first = next(iter(project.store.document_heads())).id
    project.set_document_note(first, "待核对附件")
    with Project(file, project.annotator) as package:
        package.set_document_note(first, "附件已核对")


def returned_package(project: Project, folder: Path) -> Path:
    """A package of the annotator's that has come back: every document is done, the first mark is removed."""
    ids = [head.id for head in project.store.document_heads()]
    name = f"{project.path.stem}-{project.annotator}.annot"
    file = make_package(project, Path(mkdtemp(dir=folder)) / name, project.annotator, ids).path
    with Project(file, project.annotator) as package:
        for document in ids:
            package.set_state(document, "done")
        package.remove(list(package.spans())[:1])
    return file
