"""Spans that come as one JSON object a line, without the text that they mark: standoff annotation.

A line has `start`, `end` (code points, end-exclusive), `label`, and may have `text` (the quote), `attrs`, `id`, `layer`,
`note`, and `doc`, `doc_id` or `document`, which names the text. Whoever takes the spans in finds the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats.parse import span_from_dict
from annotator.formats.record import RecordSpan, printable
from annotator.i18n import _, ngettext

DOCUMENT_NAMES = ("doc", "doc_id", "document")


def is_span(data: Any) -> bool:
    """Whether a line is a span and no document: it has a place and a label, and no list of spans."""
    return (
        type(data) is dict
        and type(data.get("start")) is int
        and type(data.get("end")) is int
        and type(data.get("label")) is str
        and "spans" not in data
    )


def standoff(lines: Iterable[tuple[int, str, Any]], source: Source) -> "Standoff":
    """The spans of a file, from (number, where, JSON object) of each line.

    Raises BadInput, its sentence beginning with `where`, for a line that is no span, a quote that is not as long
    as its place, and a document that is named by something else than text.
    """
    return Standoff([_line(number, where, data) for number, where, data in lines], source)


@dataclass(frozen=True, slots=True)
class StandoffSpan:
    """A span, the line that it came from (the first is 1), and what the line calls its document, if it does.

    `md5`, in hex, is that of the document's text in UTF-8, where the file tells which one it is by that.
    """

    line: int
    document: str | None
    span: RecordSpan
    md5: str = ""


@dataclass(slots=True)
class Standoff:
    """The spans of one file, in its order. Their offsets count in a text that the file does not hold."""

    spans: list[StandoffSpan]
    source: Source


def _line(number: int, where: str, data: Any) -> StandoffSpan:
    if not is_span(data):
        raise BadInput(
            _("{where}: the lines before hold a span each (“start”, “end”, “label”), and this one does not; "
              "put documents and spans without a document into files of their own", where=where)
        )  # fmt: skip
    fields = dict(data)
    named = [value for name in DOCUMENT_NAMES if (value := fields.pop(name, None)) is not None]
    if any(type(value) not in (str, int) for value in named):
        raise BadInput(_("{where}: “{name}” must be text", where=where, name=DOCUMENT_NAMES[0]))
    span = span_from_dict(fields, 1, where)
    if not 0 <= span.start < span.end:
        raise BadInput(
            _("{where}: a span cannot go from {start} to {end}", where=where, start=span.start, end=span.end)
        )
    if span.text is not None and len(span.text) != span.end - span.start:
        raise BadInput(
            ngettext(
                "{where}: “{quote}” has {count} character, but the place from {start} to {end} has {wanted}",
                "{where}: “{quote}” has {count} characters, but the place from {start} to {end} has {wanted}",
                len(span.text),
                where=where,
                quote=printable(span.text),
                start=span.start,
                end=span.end,
                wanted=span.end - span.start,
            )
        )
    return StandoffSpan(number, str(named[0]) if named else None, span)
