"""The marks or documents behind a number, with their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.services.overview.behind import documents_behind, is_of_documents, marks_behind
from annotator.services.overview.scope import Scoped
from annotator.services.overview.words import label_name
from annotator.services.project import Project, short

MOST = 1_000  # that are listed; who wants more narrows the choice


@dataclass(frozen=True)
class Entry:
    """A place to go to: a mark, or the beginning of a document."""

    document: str
    start: int
    end: int
    text: str
    where: str
    label: str = ""  # by its name in the schema


@dataclass(frozen=True)
class Listing:
    """`count` is how many there are; `entries` the first of them, by document and place."""

    title: str
    count: int
    entries: tuple[Entry, ...]
    of_documents: bool


def listing(project: Project, scoped: Scoped, about: Mapping[str, Any], title: str) -> Listing:
    """Look up what is behind a number of a picture, see `behind`."""
    if is_of_documents(about):
        ids = documents_behind(scoped, about)
        corpus = scoped.corpus
        heads = (corpus.heads[corpus.index[each]] for each in ids[:MOST])
        entries = (
            Entry(head.id, 0, 0, head.title, " · ".join(filter(None, (head.issuer, head.year))))
            for head in heads
        )
        return Listing(title, len(ids), tuple(entries), of_documents=True)
    marks = marks_behind(scoped, about)
    rows = project.store.quotes_of(marks[:MOST])
    schema = scoped.corpus.schema
    found = (
        Entry(document, start, end, short(quote, 60), f"{label_name(schema, label)} · {name}", label)
        for _pk, document, name, start, end, label, quote in rows
    )
    return Listing(title, len(marks), tuple(found), of_documents=False)
