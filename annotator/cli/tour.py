"""`annotator tour`: the whole job on the built-in sample reports, without a display."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import click

from annotator.cli.agreeing import KIND_NAMES
from annotator.cli.command import Command, opened
from annotator.cli.output import print_table
from annotator.cli.run import refuse
from annotator.cli.window import need_qt
from annotator.domain import how_many
from annotator.domain.errors import ProjectError, ReadOnly
from annotator.i18n import N_, _, listed, ngettext
from annotator.services.exporting import export, export_jsonl
from annotator.services.project import Project, short
from annotator.services.recipe import Recipe
from annotator.services.sample import ACTOR, make_sample_project, sample_files
from annotator.store.file import remove_project


@click.command(
    cls=Command,
    help=N_(
        "Do the whole job on the built-in sample reports, without a display.\n\n"
        "Leaves in the folder DIR a project with the layers of two annotators, a report on their agreement, gold, datasets, "
        "and pictures of the windows."
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def tour(folder: Path) -> int:
    path = folder / "tour.annot"
    _clear(folder, path)
    make_sample_project(path)
    click.echo(
        ngettext(
            "1. {file}: a project made of {count} sample file",
            "1. {file}: a project made of {count} sample files",
            len(sample_files()),
            file=path,
        )
    )
    with Project(path, ACTOR) as project:
        spans = project.store.span_counts()
        print_table(
            [(layer, label, number) for layer, labels in spans.items() for label, number in labels.items()],
            right=(2,),
            indent="   ",
        )
        _agree(project, folder / "agreement.html")
        _adjudicate(project)
        _export(project, folder)
        problems = project.store.check()
        click.echo(_("5. check: {result}", result=listed(problems, clauses=True) or "ok"))
    layer = max(spans, key=lambda name: sum(spans[name].values()))
    need_qt()
    from annotator.ui.tour import take

    pictures = take(path, folder / "pictures", layer)
    click.echo(
        ngettext("6. {count} picture of the windows:", "6. {count} pictures of the windows:", len(pictures))
    )
    for picture in pictures:
        click.echo(f"   {picture}")
    click.echo(_("Look into {folder}; “annotator open {file}” opens the project.", folder=folder, file=path))
    return (
        refuse(
            ngettext("{file} has {count} problem", "{file} has {count} problems", len(problems), file=path)
        )
        if problems
        else 0
    )


def _agree(project: Project, page: Path) -> None:
    """How far the two annotators agree, with a report to look at."""
    from annotator.services.agreeing import Agreeing, Scope
    from annotator.services.agreement_report.page import write_page
    from annotator.services.agreement_report.parts import Saved

    agreed = Agreeing(project, Scope())
    when = datetime.now().astimezone()
    write_page(Saved(agreed, agreed.details(project), None, project.path.stem, when), page)
    figures = agreed.report
    click.echo(
        _("2. {layers} agree: exact F1 {f1}, alpha over characters {alpha}; {file} has all figures",
          layers=listed(figures.layers), f1=_figure(figures.f1["exact"]), alpha=_figure(figures.alpha["char"]), file=page)
    )  # fmt: skip


def _adjudicate(project: Project) -> None:
    """What both have goes into gold by the rule; one disagreement is decided, the others are left to look at."""
    from annotator.services.review import Review

    review = Review(project)
    settled = review.settle()
    cases = review.cases(state="open")
    kinds = Counter(_(KIND_NAMES[case.kind]) for case in cases)
    told = listed(f"{kind} {number}" for kind, number in kinds.most_common())
    click.echo(
        _("3. agreed places put into gold: {agreed}; disagreements that are left: {open} ({kinds})",
          agreed=settled.written, open=len(cases), kinds=told)
    )  # fmt: skip
    case = next((case for case in cases if case.kind == "boundary"), None)
    if case is not None:
        taken = next(layer for layer, found in case.candidates.items() if found)
        verdict = review.decide(case, "take", taken=[taken], reason=review.reasons()[0])
        quote = short(project.store.span(verdict.gold[0]).text)
        click.echo(_("   decided: “{quote}”, as {layer} has it ({reason})",
                     quote=quote, layer=taken, reason=verdict.reason))  # fmt: skip
    review.close()


def _export(project: Project, folder: Path) -> None:
    """Everything as one file, and gold as a dataset."""
    report = export_jsonl(project, folder / "tour.jsonl")
    click.echo(
        _("4. {file}: {documents} with {marks} and {relations}",
          file=report.path, documents=how_many.documents(report.documents), marks=how_many.marks(report.spans),
          relations=how_many.relations(report.relations))
    )  # fmt: skip
    dataset = export(project, folder / "dataset", format="jsonl", recipe=Recipe(split="2:1:1", redact=True))
    click.echo(_("   {file}: a dataset with splits, card and checksums", file=dataset.path))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


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
