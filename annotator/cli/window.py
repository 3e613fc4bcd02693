"""Commands that need the window: open, and tour, which draws it without a display."""

from importlib import import_module
from pathlib import Path

import click

from annotator.cli.command import Command, opened, project_argument
from annotator.cli.output import print_table
from annotator.cli.run import refuse
from annotator.domain.errors import ProjectError, ReadOnly, UserError
from annotator.i18n import N_, _, listed
from annotator.services.exporting import export, export_jsonl
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.services.sample import ACTOR, make_sample_project, sample_files
from annotator.store.file import remove_project


def open_window(project: Path | None) -> int:
    """Open the window; returns the exit code when it is closed. Raises UserError where Qt cannot be loaded."""
    _need_qt()
    from annotator.ui import app  # Qt costs a fifth of a second: only now

    return app.run(project)


@click.command("open", cls=Command, help=N_("Open a project in the window."))
@project_argument
def open_(project: Path) -> int:
    opened(project).close()  # what is wrong with it is said here, before a window opens
    return open_window(project)


@click.command(
    cls=Command,
    help=N_(
        "Do the whole job on the built-in sample reports, without a display.\n\n"
        "Leaves in the folder DIR a project, what was exported from it, and pictures of the windows."
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def tour(folder: Path) -> int:
    path = folder / "tour.annot"
    _clear(folder, path)
    make_sample_project(path)
    click.echo(_("1. {file}: a project made of {count} sample files", file=path, count=len(sample_files())))
    with Project(path, ACTOR) as project:
        spans = project.store.span_counts()
        print_table(
            [(layer, label, number) for layer, labels in spans.items() for label, number in labels.items()],
            right=(2,),
            indent="   ",
        )
        report = export_jsonl(project, folder / "tour.jsonl")
        click.echo(
            _("2. {file}: {documents} documents with {spans} marks and {relations} relations",
              file=report.path, documents=report.documents, spans=report.spans, relations=report.relations)
        )  # fmt: skip
        dataset = export(
            project, folder / "dataset", format="jsonl", recipe=Recipe(split="2:1:1", redact=True)
        )
        click.echo(_("   {file}: a dataset with splits, card and checksums", file=dataset.path))
        problems = project.store.check()
        click.echo(_("3. check: {result}", result=listed(problems, clauses=True) or "ok"))
    layer = max(spans, key=lambda name: sum(spans[name].values()))
    _need_qt()
    from annotator.ui.tour import take

    pictures = take(path, folder / "pictures", layer)
    click.echo(_("4. {count} pictures of the windows:", count=len(pictures)))
    for picture in pictures:
        click.echo(f"   {picture}")
    click.echo(_("Look into {folder}; “annotator open {file}” opens the project.", folder=folder, file=path))
    return refuse(_("{file} has {count} problems", file=path, count=len(problems))) if problems else 0


def _clear(folder: Path, path: Path) -> None:
    """Make the folder, and take away what an earlier tour left there. Raises ProjectError, ReadOnly."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadOnly(_("cannot make {folder}: {reason}", folder=folder, reason=error.strerror)) from error
    if path.exists():
        with opened(path) as project:
            if any(actor != ACTOR for actor in project.store.actors()):
                raise ProjectError(
                    _("somebody has worked in {file}; choose another folder for a new tour", file=path)
                )
        remove_project(path)


def _need_qt() -> None:
    try:
        import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise UserError(
            _("the window cannot be drawn here, since Qt does not load: {reason}", reason=error)
        ) from error
