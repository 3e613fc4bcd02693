"""Spans, and the relations between them."""

import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from annotator.domain.errors import InvalidSpan
from annotator.i18n import ngettext

GOLD = "gold"


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): later ones sort later, so that they are cheap to index."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def now() -> str:
    """The present moment, UTC, ISO 8601 to the millisecond."""
    return _stamp(datetime.now(UTC))


def later(stamp: str) -> str:
    """The least moment after another one."""
    return _stamp(datetime.fromisoformat(stamp) + timedelta(milliseconds=1))


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch `[start, end)` of a document, in code points; `text` is always the slice itself."""

    id: str
    doc_id: str
    start: int
    end: int
    label: str
    text: str
    layer: str
    attrs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    source: str = "manual"
    created: str = ""
    modified: str = ""
    note: str = ""
    schema_version: int = 1

    @property
    def key(self) -> str:
        return self.id

    def moved(self, start: int, end: int, document_text: str) -> "Span":
        """The same span over another stretch. Raises InvalidSpan."""
        check_bounds(start, end, len(document_text))
        return replace(self, start=start, end=end, text=document_text[start:end], modified=now())


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed link from the span `head` to the span `tail`; their documents may differ."""

    id: str
    type: str
    head: str
    tail: str
    layer: str

    @property
    def key(self) -> str:
        return self.id


def make_span(
    doc_id: str, document_text: str, start: int, end: int, label: str, layer: str, **fields: Any
) -> Span:
    """A new span over `document_text[start:end]`. Raises InvalidSpan when the offsets do not fit."""
    check_bounds(start, end, len(document_text))
    stamp = now()
    given = {"id": new_id(), "created": stamp, "modified": stamp, **fields}
    return Span(
        doc_id=doc_id, start=start, end=end, label=label, text=document_text[start:end], layer=layer, **given
    )


def check_bounds(start: int, end: int, length: int) -> None:
    """Raises InvalidSpan unless `0 <= start < end <= length`."""
    if not 0 <= start < end <= length:
        raise InvalidSpan(
            ngettext(
                "a span from {start} to {end} does not fit a text of {count} character",
                "a span from {start} to {end} does not fit a text of {count} characters",
                length,
                start=start,
                end=end,
            )
        )
