"""The spans of a document by columns: for long files, where an object a span costs more than all the rest.

Only what is sound comes in columns; for anything else there is None, and reading one by one says what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter, lt
from typing import Any

import orjson

from annotator.domain.errors import BadInput
from annotator.formats.metadata import canonical_value
from annotator.formats.record import RecordSpan

# The types that the fields of a span may have, in the order of `RecordSpan`; all but three may be of none.
FIELDS: dict[str, frozenset[type]] = {
    "id": frozenset((str, type(None))),
    "start": frozenset((int,)),
    "end": frozenset((int,)),
    "label": frozenset((str,)),
    "text": frozenset((str, type(None))),
    "attrs": frozenset((dict, type(None))),
    "layer": frozenset((str, type(None))),
    "note": frozenset((str, type(None))),
}
NEEDED = frozenset(("start", "end", "label"))
_KNOWN_ATTRS = 4096  # of different ones, most files have a handful


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Spans that lie in their document and read as they say. `ids` is None where none has one, else all have; `attrs` are
    canonical JSON."""

    ids: list[str] | None
    starts: list[int]
    ends: list[int]
    labels: list[str]
    attrs: list[str]
    layers: list[str | None]
    notes: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def spans(self) -> list[RecordSpan]:
        """The same, one by one."""
        ids: Sequence[str | None] = self.ids or [None] * len(self)
        return [
            RecordSpan(id_, start, end, label, None, orjson.loads(attrs), layer, note)
            for id_, start, end, label, attrs, layer, note in zip(
                ids, self.starts, self.ends, self.labels, self.attrs, self.layers,
                self.notes, strict=True,
            )
        ]  # fmt: skip


@dataclass(slots=True)
class ColumnReader:
    """Reads spans by columns; remembers attributes that were seen."""

    _known: dict[bytes, str] = field(default_factory=dict)

    def read(self, items: Sequence[Any], text: str) -> SpanColumns | None:
        """The spans in the JSON objects `items`, or None where any is unlike what `FIELDS` says, does not lie in the
        text, reads otherwise, or has an id that is there twice."""
        columns = columns_of(items)
        if columns is None:
            return None
        starts, ends = columns["start"], columns["end"]
        if not (min(starts) >= 0 and max(ends) <= len(text) and all(map(lt, starts, ends))):
            return None
        given, ids = columns.get("text"), columns.get("id")
        if given and list(given) != [text[start:end] for start, end in zip(starts, ends, strict=True)]:
            return None
        if ids and (None in ids or len(set(ids)) < len(ids)):
            return None
        attrs = self._attrs(columns["attrs"]) if "attrs" in columns else ["{}"] * len(items)
        if attrs is None:
            return None
        return SpanColumns(
            list(ids) if ids else None,
            list(starts),
            list(ends),
            list(columns["label"]),
            attrs,
            [layer or None for layer in columns["layer"]] if "layer" in columns else [None] * len(items),
            [note or "" for note in columns["note"]] if "note" in columns else [""] * len(items),
        )

    def _attrs(self, given: Sequence[Any]) -> list[str] | None:
        """Canonical JSON of each, None where one cannot be kept."""
        known = self._known
        if len(known) > _KNOWN_ATTRS:
            known.clear()
        try:
            raw = [orjson.dumps(attrs, option=orjson.OPT_SORT_KEYS) if attrs else b"{}" for attrs in given]
            for one, attrs in dict(zip(raw, given, strict=True)).items():
                if one not in known:
                    canonical_value(attrs or {}, "")
                    known[one] = one.decode()
        except (BadInput, orjson.JSONEncodeError):
            return None
        return [known[one] for one in raw]


def columns_of(items: Sequence[Any]) -> dict[str, Sequence[Any]] | None:
    """The values of objects by field, None for a field that one lacks; only where all fields are known and sound."""
    if not items or set(map(type, items)) != {dict}:
        return None
    names = items[0].keys()
    alike = set(map(len, items)) == {len(names)}
    if not alike:
        names = set().union(*items)
    if not NEEDED <= names <= FIELDS.keys():
        return None
    columns = _alike(items, tuple(names)) if alike else None
    if columns is None:
        columns = {name: [item.get(name) for item in items] for name in set().union(*items)}
    if not NEEDED <= columns.keys() <= FIELDS.keys():
        return None
    sound = all(FIELDS[name].issuperset(map(type, column)) for name, column in columns.items())
    return columns if sound and "" not in columns["label"] and "" not in columns.get("id", ()) else None


def _alike(items: Sequence[Any], names: tuple[str, ...]) -> dict[str, Sequence[Any]] | None:
    """The columns where all objects have these fields."""
    try:
        return dict(zip(names, zip(*map(itemgetter(*names), items), strict=True), strict=True))
    except KeyError:
        return None
