"""The command export: a project into a file, or into a dataset folder with splits and papers."""

from pathlib import Path
from typing import Any

import click

from annotator.cli.command import Command, Option, json_option
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.source import Unread, source, source_argument
from annotator.cli.workers import crew_of, tell_of, workers_options
from annotator.domain import how_many
from annotator.formats import KINDS, WriteOptions
from annotator.i18n import N_, _, listed, ngettext
from annotator.services.exporting import ExportReport
from annotator.services.exporting import export as export_project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection

_SOME = (
    (
        "layers",
        "--layer",
        N_("Only this layer; may be repeated. “majority”: what most who finished a document agree on."),
    ),
    ("labels", "--label", N_("Only spans of this label; may be repeated.")),
    ("documents", "--doc", N_("Only this document (its id, or the beginning of it); may be repeated.")),
)
_OPTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "--status",
        N_("Only documents that have this status in the layer: todo, doing, done, skipped."),
        {"metavar": "STATUS"},
    ),
    (
        "--split",
        N_("Make a dataset folder, split by document into train, dev and test (8:1:1) or train and test (8:2)."),
        {"metavar": "RATIOS"},
    ),
    ("--seed", N_("Another number splits and samples in another way."), {"type": int, "default": 0, "metavar": "N"}),
    (
        "--group-by",
        N_("Keep documents in one split that have the same value of this key of the metadata, such as issuer."),
        {"metavar": "KEY"},
    ),
    ("--together", N_("Keep documents in one split that share a passage which is nearly the same."), {"is_flag": True}),
    ("--dedupe", N_("Leave out documents, or segments, that repeat earlier ones."), {"is_flag": True}),
    (
        "--segment",
        N_("Cut documents: document, section, sentence, window:500 or window:500:50 (overlapping by 50 characters)."),
        {"default": "document", "metavar": "HOW"},
    ),
    (
        "--negatives",
        N_("How many segments without marks to keep for each one with marks; without it, all."),
        {"type": float, "metavar": "RATIO"},
    ),
    (
        "--pseudonyms",
        N_("Give annotators other names, the same ones for the same secret SEED."),
        {"metavar": "SEED"},
    ),
    (
        "--parts",
        N_("Make a dataset folder of so many files a split, such as part-00000-of-00016.parquet."),
        {"type": click.IntRange(min=1), "metavar": "N"},
    ),
    (
        "--redact",
        N_("Mask phone numbers, identity numbers and e-mail addresses; no offset moves."),
        {"is_flag": True},
    ),
)  # fmt: skip


def _with_options(command: Any) -> Any:
    for name, sentence, more in reversed(_OPTIONS):
        command = click.option(name, cls=Option, help=sentence, **more)(command)
    for name, flag, sentence in reversed(_SOME):
        command = click.option(flag, name, metavar="NAME", multiple=True, cls=Option, help=sentence)(command)
    return command


@click.command(
    cls=Command,
    help=N_(
        "Write the documents and marks of a project to a file, or a folder for formats of several files.\n\n"
        "What was written is read back and compared; what the format cannot carry is counted. With --split or --parts the "
        "folder is a dataset: its data, a card, the schemas and checksums; the same project and options give the same "
        "bytes.\n\n"
        "PROJECT may be a folder of reports or the address of a hub (postgresql://…), too, which are read for this once."
    ),
)
@source_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_name", metavar="NAME", required=True, cls=Option, help=N_("See “annotator formats”.")
)
@_with_options
@click.option(
    "--variant", metavar="NAME", cls=Option, help=N_("One of the format's variants, see “annotator formats”.")
)
@click.option(
    "--offsets",
    "unit",
    metavar="UNIT",
    cls=Option,
    help=N_("What offsets count in, for formats that leave the choice: “utf-16”, “graphemes”."),
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=Option,
    help=N_("Another template (JSON) for the format chat."),
)
@workers_options
@json_option
def export(
    project: Path | str,
    out: Path,
    format_name: str,
    variant: str | None,
    unit: str | None,
    template: Path | None,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
    **given: Any,
) -> int:
    crew, unread = crew_of(workers, scheduler), Unread()
    some = {name: given.pop(name) or None for name, _flag, _help in _SOME}
    selection = Selection(**some, status=given.pop("status"))
    with source(project, unread, crew) as it, progress(_("exporting")) as tell:
        report = export_project(
            it,
            out,
            format=format_name,
            recipe=Recipe(selection, **given),
            options=WriteOptions(variant, unit, template=template),
            beside=True,
            crew=crew,
            progress=tell,
        )
    tell_of(crew)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print(report)
    return unread.code


def _as_dict(report: ExportReport) -> dict[str, Any]:
    manifest = report.manifest or {}
    dropped = {
        kind: {"count": report.losses.kinds[kind].count, "ids": report.losses.kinds[kind].ids}
        for kind in report.losses.counts()
    }
    return {
        "file": str(report.path),
        "format": report.format,
        "digest": report.digest,
        "documents": report.documents,
        "spans": report.spans,
        "relations": report.relations,
        "relations_left_out": report.relations_left_out,
        "compared": report.compared,
        "dropped": dropped,
        "fidelity": dropped,
        "splits": {
            split["name"]: {name: value for name, value in split.items() if name != "name"}
            for split in manifest.get("splits", ())
        }
        or None,
        "leakage": manifest.get("leakage"),
        "repeats": {"count": len(report.repeats), "ids": report.repeats[:1000]},
        "negatives_left_out": report.negatives_left_out,
        "redacted": report.redacted,
    }


def _print(report: ExportReport) -> None:
    click.echo(
        _("{documents} with {marks} written to {file}", documents=how_many.documents(report.documents),
          marks=how_many.marks(report.spans), file=report.path)
    )  # fmt: skip
    if report.compared:
        click.echo(_("read back and compared: what is there is what was to be written"))
    if report.relations_left_out:
        click.echo(
            ngettext(
                "{count} relation left out, because an end lies in another layer",
                "{count} relations left out, because an end lies in another layer",
                report.relations_left_out,
            )
        )
    for kind, count in report.losses.counts().items():
        click.echo(_("{kind} dropped: {count} ({what})", kind=kind, count=count, what=_(KINDS[kind])))
    if report.repeats:
        click.echo(
            ngettext(
                "{count} left out, because it repeats an earlier one",
                "{count} left out, because they repeat earlier ones",
                len(report.repeats),
            )
        )
    if report.negatives_left_out:
        click.echo(
            ngettext(
                "{count} segment without marks left out",
                "{count} segments without marks left out",
                report.negatives_left_out,
            )
        )
    if report.redacted:
        masked = listed(f"{name} {number:,}" for name, number in report.redacted.items())
        click.echo(_("masked: {things}", things=masked))
    if report.manifest is not None:
        _print_splits(report.manifest)


def _print_splits(manifest: dict[str, Any]) -> None:
    rows = [
        (
            split["name"],
            how_many.documents(split["documents"]),
            f"{100 * split['share']:.0f} %",
            how_many.marks(sum(split["spans"].values())),
        )
        for split in manifest["splits"]
    ]
    print_table(rows, right=(1, 2, 3), indent="  ")
    if (found := manifest["leakage"]) is not None:
        leaking = {split: number for split, number in found["leaking"].items() if number}
        for split, number in leaking.items():
            click.echo(
                ngettext(
                    "{split}: nearly the same as one in an earlier split: {leaking} of {count} passage (see "
                    "dataset.json; --together or --dedupe avoids it)",
                    "{split}: nearly the same as one in an earlier split: {leaking} of {count} passages (see "
                    "dataset.json; --together or --dedupe avoids it)",
                    found["passages"][split],
                    split=split,
                    leaking=number,
                )
            )
        if not leaking:
            click.echo(_("no passage of a split is nearly the same as one in an earlier split"))
