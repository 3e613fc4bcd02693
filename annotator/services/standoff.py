"""Files of spans without a document: the text of the project that they mark is found, and they become its record."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from annotator.domain.document import Document
from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.formats import Record, Standoff, StandoffSpan
from annotator.formats.record import printable
from annotator.i18n import _, listed, ngettext
from annotator.services.digests import DocumentMissing, Documents, with_quotes
from annotator.services.intake import Incoming, check_span
from annotator.text.lines import BLANKS
from annotator.text.placing import Quote, Range, placings

_BREAKS = re.compile(f"[{BLANKS}\\s]+")
_PIECES = 3  # of the quotes, the longest; a text that has none of them is not looked at
_LONG = 12  # characters of a piece from which on a half says enough
_NAMED = 5  # documents that a sentence names


class Library(Documents, Protocol):
    """Where documents are looked for; a `Store` is one."""

    def document(self, document: str, /) -> Document: ...

    def has_document(self, document: str, /) -> bool: ...

    def ids_of_source(self, name: str, /) -> list[str]:
        """The documents with this title, or from a file of this name, with or without folder and suffix."""
        ...

    def ids_with_any(self, pieces: Sequence[str], /) -> list[str]:
        """The documents whose text has one of the pieces."""
        ...


def marked_documents(
    library: Library, standoff: Standoff, file: Path, schema: LabelSchema, layer: str | None
) -> Iterator[Incoming]:
    """The spans as records of the documents that they mark: each that a line names, and the one for the lines that name none.

    That one is the only document whose text, as it is stored or as it was before cleaning, has every quote at its
    offsets. Spans that name no layer go to `layer`, else to the one that the file is named after. Raises
    DocumentMissing when the text is not there, BadInput when several fit or a place cannot be told, and for
    labels and attributes that the schema does not allow.
    """
    shown = _shown(file, standoff)
    for item in standoff.spans:
        check_span(item.span, schema, _line(shown, item))
    groups: dict[str | None, list[StandoffSpan]] = {}
    for item in with_quotes(library, standoff.spans, shown):
        groups.setdefault(item.document, []).append(item)
    for name, items in groups.items():
        document, places = _found(library, name, items, shown)
        spans = [
            replace(item.span, start=start, end=end, text=document.text[start:end],
                    layer=item.span.layer or layer or layer_named_by(standoff))
            for item, (start, end) in zip(items, places, strict=True)
        ]  # fmt: skip
        record = Record(document.id, document.text, document.meta, spans, source=standoff.source)  # type: ignore[arg-type]
        yield Incoming(record, document, shown)


def layer_named_by(standoff: Standoff) -> str:
    """The layer of spans that name none, in a file for which nobody names one: the file's name without its suffix."""
    return PurePosixPath(standoff.source.name).stem


def _found(
    library: Library, name: str | None, items: Sequence[StandoffSpan], shown: str
) -> tuple[Document, list[Range]]:
    quotes = [Quote(item.span.start, item.span.end, item.span.text) for item in items]
    fitting = []
    for identity in _candidates(library, name, quotes, shown):
        document = library.document(identity)
        if found := placings(document.text, document.source.ledger, quotes):
            fitting.append((document, found))
    if not fitting:
        raise _missing(library, name, items, shown)
    if len(fitting) > 1:
        documents = [document for document, _places in fitting]
        raise BadInput(
            ngettext(
                "{file}: the quotes fit {count} document: {documents}; name the one that is meant on every line "
                '("doc": "{id}")',
                "{file}: the quotes fit {count} documents: {documents}; name the one that is meant on every "
                'line ("doc": "{id}")',
                len(fitting),
                file=shown,
                documents=_several(documents),
                id=documents[0].id,
            )
        )
    document, found = fitting[0]
    return document, _decided(document, found, items, shown)


def _decided(
    document: Document, found: list[list[Range | None]], items: Sequence[StandoffSpan], shown: str
) -> list[Range]:
    """The places, where the quotes leave no doubt. Raises BadInput."""
    if len(found) > 1:
        doubtful = next(item for item, *places in zip(items, *found, strict=True) if len(set(places)) > 1)
        raise BadInput(
            _("{where}: the offsets fit both the text of “{title}” as it is kept and as it was before cleaning, at "
              "different places; give each span its quote (“text”), or import the report with --no-clean",
              where=_line(shown, doubtful), title=document.title)
        )  # fmt: skip
    places = []
    for item, place in zip(items, found[0], strict=True):
        if place is None:
            raise BadInput(
                _("{where}: “{quote}” begins or ends in a passage that cleaning took from “{title}”; import the "
                  "report with --no-clean, or take out this line",
                  where=_line(shown, item), quote=printable(item.span.text or ""), title=document.title)
            )  # fmt: skip
        places.append(place)
    return places


def _candidates(library: Library, name: str | None, quotes: Sequence[Quote], shown: str) -> list[str]:
    if name is not None:
        return [name] if library.has_document(name) else library.ids_of_source(name)
    texts = [quote.text for quote in quotes if quote.text]
    if not texts:
        raise BadInput(
            _("{file}: no span has a quote (“text”), and none names its document (“doc”), so nobody can tell which "
              "text they mark", file=shown)
        )  # fmt: skip
    pieces = sorted({piece for text in texts for piece in _BREAKS.split(text)}, key=len)[-_PIECES:]
    return library.ids_with_any([half for piece in pieces for half in _halves(piece)])


def _halves(piece: str) -> list[str]:
    """The two halves of a long piece: a page number that was taken out of it spares one."""
    middle = len(piece) // 2
    return [piece[:middle], piece[middle:]] if len(piece) >= _LONG else [piece] if piece else []


def _missing(
    library: Library, name: str | None, items: Sequence[StandoffSpan], shown: str
) -> DocumentMissing:
    item = next((item for item in items if item.span.text), items[0])
    where, span = _line(shown, item), item.span
    if name is None:
        return DocumentMissing(
            _("{where}: no document of the project has “{quote}” from {start} to {end} and the other quotes of this "
              "file at their places; import the report that they mark first, or in the same import",
              where=where, quote=printable(span.text or ""), start=span.start, end=span.end)
        )  # fmt: skip
    if not _candidates(library, name, (), shown):
        return DocumentMissing(
            _("{where}: there is no document “{id}” in the project; import it first, or in the same import",
              where=where, id=name)
        )  # fmt: skip
    return DocumentMissing(
        _("{where}: document “{id}” does not have “{quote}” from {start} to {end}, or another quote of this file is "
          "not at its place in it; import the text that the offsets count in",
          where=where, id=name, quote=printable(span.text or ""), start=span.start, end=span.end)
    )  # fmt: skip


def _several(documents: Sequence[Document]) -> str:
    named = [f"“{document.title}” ({document.id})" for document in documents[:_NAMED]]
    return listed(named) + (" …" if len(documents) > _NAMED else "")


def _shown(file: Path, standoff: Standoff) -> str:
    """The file, and within an archive the member."""
    inner = standoff.source.name.partition("/")[2]
    return f"{file}/{inner}" if inner else str(file)


def _line(shown: str, item: StandoffSpan) -> str:
    return _("{file}, line {line}", file=shown, line=item.line)
