"""Commands of a group: assign, package, merge."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.run import refuse
from annotator.domain import how_many
from annotator.domain.errors import BadInput
from annotator.i18n import N_, _, ngettext
from annotator.services import merge_words
from annotator.services.merging import MergeReport, Undecided, preview_merge
from annotator.services.merging import merge as merge_files
from annotator.services.packaging import (
    assigned,
    chosen_documents,
    make_package,
    make_packages,
    plan_assignments,
    write_assignments,
)
from annotator.team.assignment import loads_of

LINES = 40  # of conflicts and marks left out that are named one by one


@click.command(
    cls=Command,
    help=N_(
        "Assign documents to annotators: each document to so many of them, the loads even.\n\n"
        "Documents that are assigned to somebody already stay with them."
    ),
)
@project_argument
@click.option("--layers", required=True, metavar="A,B,…", cls=Option, help=N_("The annotators' layers."))
@click.option(
    "--per-document",
    type=int,
    default=1,
    metavar="K",
    show_default=True,
    cls=Option,
    help=N_("How many annotators read each document."),
)
@click.option(
    "--share",
    metavar="P",
    default="0",
    cls=Option,
    help=N_("A part of the documents that everybody reads, as 0.2 or 20%."),
)
@click.option(
    "--seed",
    type=int,
    default=1,
    metavar="N",
    show_default=True,
    cls=Option,
    help=N_("Another number, another draw."),
)
@click.option("--preview", is_flag=True, cls=Option, help=N_("Show what would be done and write nothing."))
@json_option
def assign(
    project: Path, layers: str, per_document: int, share: str, seed: int, preview: bool, as_json: bool
) -> None:
    names = [name.strip() for name in layers.split(",")]
    with opened(project) as it:
        plan = plan_assignments(it, names, per_document, seed=seed, share=_share(share))
        step = None if preview else write_assignments(it, plan).id or None
        standing = {given.doc_id: [] for given in it.store.assignments()}  # type: dict[str, list[str]]
        for given in it.store.assignments():
            standing[given.doc_id].append(given.layer)
    loads = loads_of({**standing, **plan})
    if as_json:
        print_json(
            {
                "assigned": [{"document": d, "layers": list(given)} for d, given in plan.items()],
                "loads": loads,
                "step": step,
                "preview": preview,
            }
        )
        return
    print_table([(layer, f"{count:,}") for layer, count in loads.items()], right=(1,))
    if preview:
        click.echo(
            ngettext("{count} document would be assigned", "{count} documents would be assigned", len(plan))
        )
    else:
        click.echo(ngettext("{count} document assigned", "{count} documents assigned", len(plan)))


@click.command(
    cls=Command,
    help=N_(
        "Write a package for one annotator: documents, label schema, their own work, nothing of others.\n\n"
        "With --all, OUT is a folder, and everybody whom documents are assigned to gets a package."
    ),
)
@project_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--layer", metavar="NAME", cls=Option, help=N_("The annotator's layer."))
@click.option(
    "--docs",
    metavar="DOC",
    multiple=True,
    cls=Option,
    help=N_(
        "A document's id or the beginning of it, a file with an id a line, or “all”; may be repeated. Without it, the "
        "documents assigned to the layer, or all where none are."
    ),
)
@click.option("--all", "everybody", is_flag=True, cls=Option, help=N_("A package for each annotator."))
@json_option
def package(
    project: Path, out: Path, layer: str | None, docs: tuple[str, ...], everybody: bool, as_json: bool
) -> None:
    if everybody == (layer is not None) or (everybody and docs):
        raise click.UsageError(_("give either --layer NAME (and --docs) or --all"))
    with opened(project) as it, progress(_("packaging")) as tell:
        if layer is None:
            made = make_packages(it, out, progress=tell)
        else:
            documents = chosen_documents(it, docs) if docs else assigned(it, layer)
            made = [make_package(it, out, layer, documents, progress=tell)]
    if as_json:
        print_json(
            {
                "packages": [
                    {"layer": p.layer, "file": str(p.path), "documents": p.documents, "spans": p.spans}
                    for p in made
                ]
            }
        )
        return
    for one in made:
        click.echo(
            _("{file}: {documents} with {marks} for {layer}", file=one.path,
              documents=how_many.documents(one.documents), marks=how_many.marks(one.spans), layer=one.layer)
        )  # fmt: skip


@click.command(
    cls=Command,
    help=N_(
        "Merge other projects or returned packages into a project, in one undoable step.\n\n"
        "Merging something again changes nothing, and the order does not matter. What conflicts is listed and decided "
        "with --take or in the window; without a decision nothing is merged."
    ),
)
@project_argument
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="OTHER…")
@click.option("--preview", is_flag=True, cls=Option, help=N_("Show what would be done and write nothing."))
@click.option(
    "--take",
    type=click.Choice(["ours", "theirs"]),
    cls=Option,
    help=N_("Decide all conflicts: as it is here, or as it is in the other file."),
)
@json_option
def merge(project: Path, others: tuple[Path, ...], preview: bool, take: str | None, as_json: bool) -> int:
    refused = ""
    with opened(project) as it, progress(_("merging")) as tell:
        do = preview_merge if preview else merge_files
        try:
            report = do(it, others, take=take or "", progress=tell)
        except Undecided as error:
            report, refused = error.report, str(error)
        lines = _report_lines(it.store.document_title, report)
    if as_json:
        print_json(merge_words.to_dict(report, others))
    else:
        for line in lines:
            click.echo(line)
    return refuse(refused) if refused else 0


def _report_lines(titles: merge_words.Titles, report: MergeReport) -> Sequence[str]:
    lines = [merge_words.headline(side) for side in report.sides] + merge_words.stray_lines(report)
    listed: list[tuple[str, list[Any]]] = [
        (
            ngettext("{count} conflict", "{count} conflicts", len(report.conflicts)),
            [merge_words.line(c, titles) for c in report.conflicts],
        ),
        (
            _("{count} not merged", count=sum(len(side.left_out) for side in report.sides)),
            [merge_words.left_out_line(one, titles) for side in report.sides for one in side.left_out],
        ),
    ]
    for heading, entries in listed:
        if entries:
            lines += [heading, *(f"  {entry}" for entry in entries[:LINES])]
            if len(entries) > LINES:
                lines.append(_("  … and {count} more", count=len(entries) - LINES))
    if report.step is None:
        lines.append(
            _("nothing was written")
            if report.preview or report.undecided
            else _("nothing new; nothing was written")
        )
    else:
        lines.append(_("merged; one undo takes all of it back"))
    return lines


def _share(text: str) -> float:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError as error:
        raise BadInput(_("“{text}” is no share; write it as 0.2 or 20%", text=text)) from error
