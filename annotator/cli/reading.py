"""Commands that only look: list, show, stats, check, formats."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from annotator import formats as known_formats
from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.names import (
    attributes,
    document_label,
    label_name,
    meta_name,
    relation_name,
    role_name,
    state_name,
)
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.overview import save_overview
from annotator.cli.run import refuse
from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.schema import LabelSchema
from annotator.formats import FEATURES
from annotator.formats.canonical import to_dict
from annotator.i18n import N_, _, listed, ngettext
from annotator.services.project import Project, short
from annotator.services.records import record_of

QUOTE = 40  # characters of a mark in a list


@click.command("list", cls=Command, help=N_("List the documents of a project."))
@project_argument
@json_option
def list_(project: Path, as_json: bool) -> None:
    with opened(project) as it, it.store.snapshot():
        statuses, counts = it.store.document_states(), it.store.document_span_counts()
        documents = [
            {
                "id": head.id,
                "title": head.title,
                "meta": head.meta,
                "chars": head.chars,
                "statuses": statuses.get(head.id, {}),
                "spans": counts.get(head.id, {}),
            }
            for head in it.store.document_heads()
        ]
    if as_json:
        print_json({"documents": documents})
    elif documents:
        print_table(list(map(_line, documents)), right=(1, 2))
    else:
        click.echo(
            _("There are no documents yet; bring some in with “annotator import {file} …”.", file=project)
        )


@click.command(
    cls=Command,
    help=N_(
        "Show a document: header, outline, statuses, marks, text.\n\n"
        "DOC is its id, as “annotator list” shows it, or the beginning of the id."
    ),
)
@project_argument
@click.argument("doc")
@json_option
def show(project: Path, doc: str, as_json: bool) -> None:
    with opened(project) as it, it.store.snapshot():
        document = document_of(it, doc)
        record, _left_out = record_of(it, document)
        data = to_dict(record)
        schema = it.schema
    roles = {(s.start, s.end, s.level, s.heading): s.role for s in document.outline}
    for section in data["sections"]:
        section["role"] = roles[section["start"], section["end"], section["level"], section["heading"]]
    source = document.source
    data["source"] = {
        "name": source.name,
        "digest": source.digest,
        "encoding": source.encoding,
        "ledger": [{"rule": e.rule, "start": e.start, "end": e.end, "text": e.text} for e in source.ledger],
    }
    if as_json:
        print_json(data)
    else:
        _print_document(document, data, schema)


@click.command(
    cls=Command,
    help=N_(
        "Count documents, characters, marks and statuses.\n\n"
        "With --html or --csv also the overview of one layer: progress, labels by section and year, what stands together, "
        "indicators, document lengths."
    ),
)
@project_argument
@click.option(
    "--layer",
    metavar="L",
    default="",
    cls=Option,
    help=N_("Whose marks the overview counts; without it gold, or the layer with most marks."),
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    metavar="OUT",
    cls=Option,
    help=N_("Also write the overview as a web page with pictures."),
)
@click.option(
    "--csv",
    "sheet",
    type=click.Path(path_type=Path),
    metavar="OUT",
    cls=Option,
    help=N_("Also write all numbers of the overview."),
)
@json_option
def stats(project: Path, layer: str, page: Path | None, sheet: Path | None, as_json: bool) -> None:
    with opened(project) as it, it.store.snapshot():
        save_overview(it, layer, page, sheet)
        figures: dict[str, Any] = {
            "documents": it.store.document_count(),
            "characters": it.store.characters(),
            "spans": it.store.span_counts(),
            "statuses": {layer: it.store.state_counts(layer) for layer in it.layers()},
            "relations": it.store.relation_count(),
        }
        schema = it.schema
    if as_json:
        print_json(figures)
        return
    print_table(
        [
            (_("documents"), f"{figures['documents']:,}"),
            (_("characters"), f"{figures['characters']:,}"),
            (_("relations"), f"{figures['relations']:,}"),
        ],
        right=(1,),
    )
    for layer in figures["statuses"]:
        click.echo(f"\n{layer}")
        marks = figures["spans"].get(layer, {}).items()
        rows = [(label_name(schema, label), number) for label, number in marks]
        rows += [(state_name(state), number) for state, number in figures["statuses"][layer].items()]
        print_table([(name, f"{number:,}") for name, number in rows], right=(1,), indent="  ")


@click.command(
    cls=Command,
    help=N_(
        "Prove that a project is sound.\n\n"
        "Replays the log and compares it with the tables, holds every mark against its text, and lets SQLite check "
        "its file."
    ),
)
@project_argument
@json_option
def check(project: Path, as_json: bool) -> int:
    with opened(project) as it, progress(_("checking")) as tell:
        problems = it.store.check(tell)
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) if problems else "ok")
    return (
        refuse(
            ngettext("{file} has {count} problem", "{file} has {count} problems", len(problems), file=project)
        )
        if problems
        else 0
    )


@click.command(cls=Command, help=N_("Say which formats can be read and written, and what each cannot carry."))
@json_option
def formats(as_json: bool) -> None:
    known = known_formats.FORMATS.values()
    if as_json:
        print_json(
            {
                "formats": [
                    {
                        "name": f.name, "description": _(f.description), "suffixes": list(f.endings),
                        "reads": f.can_read, "writes": f.can_write, "lacks": list(f.lacks), "offsets": f.unit,
                        "folder": f.folder, "variants": list(f.variants), "units": list(f.units),
                        "package": f.module or None,
                    }
                    for f in known
                ]
            }
        )  # fmt: skip
        return
    for f in known:
        can = [_("reads")] * f.can_read + [_("writes")] * f.can_write
        click.echo(f"{f.name} ({', '.join(can)}; {' '.join(f.endings)})")
        click.echo(f"  {_(f.description)}")
        if f.hint:
            click.echo(f"  {_(f.hint)}")
        if f.lacks:
            click.echo(
                "  " + _("cannot carry: {things}", things=listed(_(FEATURES[name]) for name in f.lacks))
            )
        if f.variants:
            click.echo("  " + _("variants: {names}", names=listed(f.variants)))


def _line(document: dict[str, Any]) -> tuple[object, ...]:
    statuses = listed(f"{layer}={state_name(state)}" for layer, state in document["statuses"].items())
    return (
        document["id"],
        f"{document['chars']:,}",
        sum(document["spans"].values()),
        document["title"],
        statuses,
    )


def document_of(project: Project, wanted: str) -> Document:
    """The document with this id, or the only one whose id begins so. Raises NotFound."""
    if project.store.has_document(wanted):
        return project.document(wanted)
    found = list(islice(project.store.ids_beginning(wanted), 4))
    if len(found) == 1:
        return project.document(found[0])
    if found:
        raise NotFound(_("“{id}” begins the ids of several documents: {ids}", id=wanted, ids=listed(found)))
    raise NotFound(
        _(
            "there is no document “{id}” in {file}; “annotator list {file}” shows the ids",
            id=wanted,
            file=project.path,
        )
    )


def _print_document(document: Document, data: dict[str, Any], schema: LabelSchema) -> None:
    click.echo(document.title)
    source = data["source"]
    facts = [(_("id"), document.id), (_("characters"), f"{len(document.text):,}")]
    encoding = f" ({source['encoding']})" if source["encoding"] else ""
    facts += [(_("file"), source["name"] + encoding)] if source["name"] else []
    print_table(
        [*facts, *((meta_name(name), value) for name, value in data["meta"].items() if name != "title")],
        indent="  ",
    )
    if data["sections"]:
        _print_heading(_("Outline"))
        for section in data["sections"]:
            click.echo("  " * section["level"] + f"{section['heading']}  [{role_name(section['role'])}]")
    if data["statuses"] or "notes" in data or "flags" in data:
        _print_heading(_("Statuses"))
        print_table(list(_statuses(data)), indent="  ")
    if data["labels"]:
        _print_heading(_("Document labels"))
        print_table(
            [(x["layer"], *document_label(schema, x["name"], x["value"])) for x in data["labels"]],
            indent="  ",
        )
    if data["spans"]:
        _print_heading(_("Marks ({count})", count=len(data["spans"])))
        print_table([_mark(span, schema) for span in data["spans"]], right=(0,), indent="  ")
    if data["relations"]:
        _print_heading(_("Relations ({count})", count=len(data["relations"])))
        print_table(
            [
                (
                    r["layer"],
                    relation_name(schema, r["type"]),
                    r["head"],
                    "→",
                    r["tail"],
                    r.get("tail_doc", ""),
                )
                for r in data["relations"]
            ],
            indent="  ",
        )
    _print_heading(_("Text"))
    click.echo(document.text)


def _print_heading(heading: str) -> None:
    click.echo(f"\n{heading}")


def _statuses(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    notes, flags = data.get("notes", {}), data.get("flags", [])
    for layer in sorted({*data["statuses"], *notes, *flags}):
        flag = _("flagged") if layer in flags else ""
        yield layer, state_name(data["statuses"].get(layer, "todo")), flag, notes.get(layer, "")


def _mark(span: dict[str, Any], schema: LabelSchema) -> tuple[str, ...]:
    quote = short(span["text"], QUOTE)
    said = (attributes(schema, span["label"], span["attrs"]), span.get("note", ""))
    note = listed(filter(None, said), clauses=True)
    label = label_name(schema, span["label"])
    return f"{span['start']}–{span['end']}", span["layer"], label, f"“{quote}”", note
