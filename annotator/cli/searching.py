"""The command that searches all documents."""

from contextlib import suppress
from itertools import islice
from pathlib import Path

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, progress
from annotator.domain import how_many
from annotator.domain.errors import DiskFull, ProjectBusy
from annotator.i18n import N_, _
from annotator.services.search import Found, Hit, Search, index, parse


@click.command(
    cls=Command,
    help=N_(
        "Search all documents.\n\n"
        "QUERY is words that must all be there, in simplified or traditional script; words with spaces between them "
        'stand in "…". Filters narrow it: label:metric layer:gold (inside such marks; without words, the marks '
        "themselves), year:2021-2023, title:… issuer:… region:… doc_number:… index_number:… published:… source_url:…"
    ),
)
@project_argument
@click.argument("query")
@click.option(
    "--regex",
    "expression",
    is_flag=True,
    cls=Option,
    help=N_("QUERY is a regular expression; filters may stand before it."),
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    cls=Option,
    help=N_("Stop after N documents."),
)
@json_option
def search(project: Path, query: str, expression: bool, limit: int | None, as_json: bool) -> None:
    with opened(project) as it:
        looked = Search(parse(query, it.schema, expression=expression))
        # What cannot be indexed now is read instead.
        with suppress(ProjectBusy, DiskFull), progress(_("indexing")) as tell:
            index(it, progress=tell)
        with it.store.snapshot(), progress(_("searching")) as tell:
            documents = islice(looked.all(it, progress=tell), limit)
            if as_json:
                found = list(documents)
            else:
                hits = sum(map(_print, documents))
    if as_json:
        print_json(
            {
                "query": query,
                "count": sum(len(document.hits) for document in found),
                "documents": [_data(document) for document in found],
            }
        )
    else:
        click.echo(
            _("{hits} in {documents}", hits=how_many.hits(hits), documents=how_many.documents(looked.count))
        )


def _data(document: Found) -> dict[str, object]:
    hits = [
        {"start": hit.start, "end": hit.end, "text": hit.text, "before": hit.before, "after": hit.after}
        for hit in document.hits
    ]
    return {"id": document.id, "title": document.title, "hits": hits}


def _print(document: Found) -> int:
    """Print a document and its hits in context; returns how many."""
    click.echo(f"{document.id}  {document.title}")
    for hit in document.hits:
        click.echo(f"  {hit.start}–{hit.end}  {_in_context(hit)}")
    return len(document.hits)


def _in_context(hit: Hit) -> str:
    before, after = (" ".join(side.split("\n")).strip(" \u3000") for side in (hit.before, hit.after))
    return f"{before}【{hit.text}】{after}"
