"""Commands that make or change something: init, import, backup."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import click

from annotator.cli.adopting import left_out, plan_for, print_left_out
from annotator.cli.command import Command, Option, json_option, opened, project_argument, user
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.run import refuse
from annotator.cli.workers import crew_of, tell_of, workers_options
from annotator.domain import how_many
from annotator.domain.schema import schema_from_file
from annotator.i18n import N_, _, listed, ngettext
from annotator.services.exchange import import_paths
from annotator.services.import_report import ImportedDocument, ImportReport
from annotator.services.project import create_project, short
from annotator.text.cleaning import BLANK_RULES, RULES

LINES = 20  # of files and documents that are named one by one

file_argument = click.argument("out", type=click.Path(path_type=Path))


@click.command(cls=Command, help=N_("Make a project file."))
@project_argument
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=Option,
    help=N_("A label schema (JSON); without it, measures, problems and metrics."),
)
def init(project: Path, labels: Path | None) -> None:
    create_project(project, schema_from_file(labels) if labels else None, actor=user())
    click.echo(_("{file} is ready; bring in reports with “annotator import {file} …”", file=project))


@click.command(
    "import",
    cls=Command,
    help=N_(
        "Read files, and folders with all that is in them, into a project.\n\n"
        "A file comes in whole or not at all. A text that the project has already is skipped, but for the marks, "
        "statuses and relations that it lacks. Spans without a text (JSON lines with start, end, label and quote) "
        "go to the text that has every quote at its place."
    ),
)
@project_argument
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    cls=Option,
    help=N_("Read all files as this format (see “annotator formats”) and do not go by their names."),
)
@click.option(
    "--layer",
    metavar="NAME",
    cls=Option,
    help=N_(
        "The layer for marks that do not name one; for files of spans alone, the file's name without it."
    ),
)
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="OLD=NEW",
    cls=Option,
    help=N_(
        "What a label, a relation type or a layer (an annotator) of the files becomes; may be repeated. OLD= leaves it "
        "out, but for layers. LABEL.ATTRIBUTE= leaves an attribute out, LABEL.ATTRIBUTE:VALUE=NEW changes a value of "
        "it. layer:OLD=NEW is the layer where a label is called the same."
    ),
)
@click.option(
    "--new-labels",
    is_flag=True,
    cls=Option,
    help=N_("Make the labels, relation types, attributes and choices that the label schema lacks."),
)
@click.option(
    "--text-column",
    metavar="NAME",
    cls=Option,
    help=N_("The column of a table, or the key, that holds the text."),
)
@click.option(
    "--offsets",
    "unit",
    metavar="UNIT",
    cls=Option,
    help=N_("What offsets count in, for formats that leave the choice: “utf-16”, “graphemes”."),
)
@click.option(
    "--no-clean",
    is_flag=True,
    cls=Option,
    help=N_("Keep texts as they are in the files, with menus, page numbers, blank lines and all."),
)
@workers_options
@json_option
def import_(
    project: Path,
    paths: tuple[Path, ...],
    format_name: str | None,
    layer: str | None,
    pairs: tuple[str, ...],
    new_labels: bool,
    text_column: str | None,
    unit: str | None,
    no_clean: bool,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    crew = crew_of(workers, scheduler)
    with opened(project) as it:
        plan = plan_for(
            it, paths, pairs, create=new_labels, format_name=format_name, text_column=text_column, unit=unit
        )
        with progress(_("importing")) as tell:
            report = import_paths(
                it,
                paths,
                plan=plan,
                format=format_name,
                layer=layer,
                text_column=text_column,
                unit=unit,
                clean=not no_clean,
                beside=True,
                crew=crew,
                progress=tell,
            )
    tell_of(crew)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report)
    for _file, sentence in report.failed:
        refuse(sentence)
    return 1 if report.failed else 0


@click.command(cls=Command, help=N_("Copy a project, also while it is open in a window."))
@project_argument
@file_argument
def backup(project: Path, out: Path) -> None:
    with opened(project) as it:
        it.store.backup(out)
    click.echo(_("{file} is a copy of {project}", file=out, project=project))


def _as_dict(report: ImportReport) -> dict[str, Any]:
    return {
        "imported": [
            {
                "id": d.id,
                "file": d.file,
                "chars": d.chars,
                "encoding": d.encoding,
                "removed": d.removed,
                "spans": d.spans,
            }
            for d in report.imported
        ],
        "skipped": [{"file": file, "reason": reason} for file, reason in report.skipped],
        "failed": [{"file": file, "error": error} for file, error in report.failed],
        "left_out": left_out(report),
        "made": report.made,
    }


def _cleaned(removed: Mapping[str, int]) -> str:
    """What cleaning took away, but for blanks and line breaks, which nobody misses."""
    parts = listed(
        f"{_(RULES[rule])} {count:,}" for rule, count in removed.items() if rule not in BLANK_RULES
    )
    return _("cleaned: {parts}", parts=parts) if parts else ""


def _print_report(report: ImportReport) -> None:
    lines, files = [], 0
    for _file, documents in groupby(report.imported, attrgetter("file")):
        files += 1
        if files <= LINES:
            lines.append(_line(documents))
    if lines:
        print_table(lines)
    if files > LINES:
        click.echo(ngettext("… and {count} more file", "… and {count} more files", files - LINES))
    for file, reason in report.skipped[:LINES]:
        click.echo(_("{file} skipped: {reason}", file=file, reason=reason))
    if len(report.skipped) > LINES:
        click.echo(_("… and {count} more skipped", count=len(report.skipped) - LINES))
    click.echo(
        _("{documents} imported, {skipped} skipped, {files} failed", documents=how_many.documents(report.documents),
          skipped=len(report.skipped), files=how_many.files(len(report.failed)))
    )  # fmt: skip
    if report.marks_alone:
        click.echo(
            ngettext(
                "{count:,} mark added to documents from files of marks alone",
                "{count:,} marks added to documents from files of marks alone",
                report.marks_alone,
            )
        )
    print_left_out(report)


def _line(documents: Iterator[ImportedDocument]) -> tuple[str, ...]:
    """What came from one file."""
    first = next(documents)
    count = chars = spans = 0
    alone, removed = True, Counter[str]()
    for document in chain([first], documents):
        count, chars, spans = count + 1, chars + document.chars, spans + document.spans
        alone = alone and bool(document.layers)
        if document.removed:
            removed.update(document.removed)
    several = how_many.documents(count) if count > 1 else ""
    marks = how_many.marks(spans)
    if alone:
        of = _("of “{title}”, layer “{layer}”", title=short(first.title, 24), layer=listed(first.layers))
        return first.file, several, "", "", marks, of
    return (
        first.file,
        several,
        how_many.characters(chars),
        first.encoding if first.certain else _("{encoding}, a guess", encoding=first.encoding),
        marks if spans else "",
        _cleaned(removed),
    )
