"""Spans whose document is told by the MD5 of its text, as labelbuddy does without texts: which one that is."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Protocol

from annotator.domain.document import Document
from annotator.domain.errors import BadInput
from annotator.formats import StandoffSpan
from annotator.i18n import _, ngettext
from annotator.text.mapping import restored


class Documents(Protocol):
    """What has documents; a `Store` does."""

    def documents(self) -> Iterator[Document]: ...


class DocumentMissing(BadInput):
    """No document of the project has the quotes at their places; another file may bring it."""


def with_quotes(library: Documents, items: Collection[StandoffSpan], shown: str) -> Iterator[StandoffSpan]:
    """The spans; those with a digest get the id of the document whose text has it, and their quote in that text.

    The text is that which is kept, else that before cleaning. Raises DocumentMissing where no document has it,
    BadInput for a span that lies outside.
    """
    wanted = {item.md5 for item in items if item.md5}
    found = _texts(library, wanted) if wanted else {}
    for item in items:
        if not item.md5:
            yield item
            continue
        where = _("{file}, line {line}", file=shown, line=item.line)
        if item.md5 not in found:
            raise DocumentMissing(
                _("{where}: the text is left out, and no document of the project has its MD5 checksum ({md5}); import "
                  "the text first, or in the same import", where=where, md5=item.md5)
            )  # fmt: skip
        identity, text = found[item.md5]
        start, end = item.span.start, item.span.end
        if end > len(text):
            raise BadInput(
                ngettext(
                    "{where}: a span goes from {start} to {end}, but the text has {count} character",
                    "{where}: a span goes from {start} to {end}, but the text has {count} characters",
                    len(text),
                    where=where,
                    start=start,
                    end=end,
                )
            )
        yield replace(item, document=identity, span=replace(item.span, text=text[start:end]))


def _texts(library: Documents, wanted: Collection[str]) -> dict[str, tuple[str, str]]:
    """The id and the text for each digest that there is."""
    kept: dict[str, tuple[str, str]] = {}
    before: dict[str, tuple[str, str]] = {}
    for document in library.documents():
        _note(kept, wanted, document.id, document.text)
        if document.source.ledger:
            _note(before, wanted, document.id, restored(document.text, document.source.ledger))
    return before | kept


def _note(found: dict[str, tuple[str, str]], wanted: Collection[str], identity: str, text: str) -> None:
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    if digest in wanted:
        found.setdefault(digest, (identity, text))
