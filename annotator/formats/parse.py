"""A record from a JSON object: the canonical form, and plainer ones that have just a text and some metadata."""

from collections.abc import Callable
from itertools import repeat
from typing import Any, TypeVar

from annotator.domain.document import LedgerEntry, Section, Source
from annotator.domain.errors import BadInput
from annotator.domain.status import STATES
from annotator.formats.metadata import TEXT_NAMES, canonical_meta, canonical_value, keys_for
from annotator.formats.record import (
    NOWHERE,
    Record,
    RecordLabel,
    RecordRelation,
    RecordSpan,
    check,
    printable,
)
from annotator.formats.span_columns import FIELDS, ColumnReader, columns_of
from annotator.i18n import _, listed

T = TypeVar("T")

_JSON_TEXT_NAMES = ("text", *(name for name in TEXT_NAMES if name != "text"))
_PARTS = frozenset(
    ("id", "meta", "spans", "relations", "labels", "sections", "statuses", "notes", "flags", "source")
)


def from_dict(
    data: Any, where: str, text_column: str | None = None, by_columns: ColumnReader | None = None
) -> Record:
    """The record in `data`, whose text is taken as it is: offsets count its characters, CR LF included.

    The text stands under `text_column`, else under the first of "text", "full_text", "content" … that is there.
    Of a span, everything but `start`, `end` and `label` may be missing; fields of a span that we do not know
    become attributes, those of the document metadata. `by_columns` reads the spans into `Record.columns` where it can.
    Raises BadInput, its sentence beginning with `where`.
    """
    if type(data) is not dict:
        raise BadInput(_("{where}: a JSON object is needed, one document a line", where=where))
    name = _text_name(data, text_column, where)
    record = Record(id=_id(data.get("id"), where, "id"), text=_text(data[name], where, name))
    record.source = _source(data.get("source"))
    record.meta = _meta(data, {name, *_PARTS}, where, source_is_ours=record.source is not NOWHERE)
    spans = _list(data, "spans", where) or (data["annotations"] if _spans_under_annotations(data) else [])
    if by_columns is None or not spans or (columns := by_columns.read(spans, record.text)) is None:
        record.spans = _alike(spans, where) or [
            span_from_dict(item, index, where) for index, item in enumerate(spans, 1)
        ]
    else:
        record.columns = columns
    record.relations = _items(data, "relations", _relation, where)
    record.labels = _items(data, "labels", _label, where)
    record.sections = _items(data, "sections", _section, where)
    record.statuses = _by_layer(data, "statuses", where)
    if wrong := [state for state in record.statuses.values() if state not in STATES]:
        raise BadInput(
            _("{where}: status “{status}” is none of {known}",
              where=where, status=printable(wrong[0]), known=listed(STATES))
        )  # fmt: skip
    record.notes = {layer: note for layer, note in _by_layer(data, "notes", where).items() if note}
    record.flags = [_text(layer, where, "flags") for layer in _list(data, "flags", where)]
    check(record, where)
    return record


def span_from_dict(item: Any, index: int, where: str) -> RecordSpan:
    """The span in `item`, the `index`-th of its document; fields that we do not know become attributes. Raises BadInput."""
    if type(item) is not dict:
        raise BadInput(_("{where}: span {index} must be a JSON object", where=where, index=index))
    get: Callable[[str], Any] = item.get
    start, end, label, text, attrs = get("start"), get("end"), get("label"), get("text"), get("attrs")
    id_, layer, note = get("id"), get("layer"), get("note")
    if not (
        type(start) is int
        and type(end) is int
        and (type(label) is str and label)
        and (id_ is None or (type(id_) is str and id_))
        and (text is None or type(text) is str)
        and (attrs is None or type(attrs) is dict)
        and (layer is None or type(layer) is str)
        and (note is None or type(note) is str)
    ):
        if type(id_) is int:
            return span_from_dict({**item, "id": str(id_)}, index, where)
        _refuse_span(item, index, where)
    if not FIELDS.keys() >= item.keys():
        attrs = {**{key: item[key] for key in item if key not in FIELDS}, **(attrs or {})}
    return RecordSpan(
        id_,
        start,
        end,
        label,
        text,
        canonical_value(attrs, where) if attrs else {},
        layer or None,
        note or "",
    )


def _alike(items: list[Any], where: str) -> list[RecordSpan] | None:
    """As `span_from_dict` for each, but by columns, which is quicker. None where that needs a look at each:
    they have not all the same fields, or some field is unknown, missing or of a wrong type."""
    columns = columns_of(items)
    if columns is None:
        return None
    get = columns.get
    return list(
        map(
            RecordSpan,
            get("id", repeat(None)),
            columns["start"],
            columns["end"],
            columns["label"],
            get("text", repeat(None)),
            [canonical_value(attrs, where) if attrs else {} for attrs in get("attrs", (None,) * len(items))],
            [layer or None for layer in columns["layer"]] if "layer" in columns else repeat(None),
            [note or "" for note in columns["note"]] if "note" in columns else repeat(""),
        )
    )


def _text_name(data: dict[str, Any], text_column: str | None, where: str) -> str:
    names = (text_column,) if text_column is not None else _JSON_TEXT_NAMES
    for name in names:
        if name in data and name not in _PARTS:
            return name
    if text_column is None and "start" in data and "end" in data:
        raise BadInput(
            _("{where}: this is a span without its document; each line must hold a document with its “text” "
              "and its “spans”", where=where)
        )  # fmt: skip
    raise BadInput(_("{where}: there is no “{name}”", where=where, name=printable(names[0])))


def _meta(data: dict[str, Any], parts: set[str], where: str, *, source_is_ours: bool) -> dict[str, Any]:
    given = data.get("meta")
    if given is not None and type(given) is not dict:
        raise BadInput(_("{where}: “{name}” must be a JSON object", where=where, name="meta"))
    meta = canonical_meta(given, where) if given else {}
    others = [key for key in data if key not in parts]
    if data.get("source") is not None and not source_is_ours:
        others.append("source")
    if _spans_under_annotations(data):
        others.remove("annotations")
    if others:
        keys = keys_for(others)
        beside = canonical_meta({keys[name]: data[name] for name in others}, where)
        if clash := [key for key in beside if key in meta and meta[key] != beside[key]]:
            raise BadInput(
                _("{where}: “{name}” is given in “meta” and beside it, with two values",
                  where=where, name=printable(clash[0]))
            )  # fmt: skip
        meta = canonical_meta({**beside, **meta}, where)
    return meta


def _spans_under_annotations(data: dict[str, Any]) -> bool:
    """Whether a list “annotations” takes the place of “spans”: other tools keep other things under that name."""
    items = data.get("annotations")
    if type(items) is not list or not items or data.get("spans"):
        return False
    return all(type(item) is dict and {"start", "end", "label"} <= item.keys() for item in items)


def _refuse_span(item: dict[str, Any], index: int, where: str) -> None:
    """Raise for the first field of a span that is missing or of a wrong type."""
    expected: tuple[tuple[str, type, str, bool], ...] = (
        ("start", int, _("a whole number"), True),
        ("end", int, _("a whole number"), True),
        ("label", str, _("text"), True),
        ("id", str, _("text"), False),
        ("text", str, _("text"), False),
        ("attrs", dict, _("a JSON object"), False),
        ("layer", str, _("text"), False),
        ("note", str, _("text"), False),
    )
    for name, kind, what, required in expected:
        value = item.get(name)
        good = type(value) is kind and (value != "" or name not in ("label", "id"))
        if not (good or (value is None and not required)):
            raise BadInput(
                _("{where}: “{name}” of span {index} must be {what}",
                  where=where, name=name, index=index, what=what)
            )  # fmt: skip


def _relation(data: dict[str, Any], where: str) -> RecordRelation:
    return RecordRelation(
        id=_id(data.pop("id", None), where, "id"),
        type=_text(data.pop("type", None), where, "type", needed=True),
        head=_id(data.pop("head", None), where, "head") or "",
        tail=_id(data.pop("tail", None), where, "tail") or "",
        layer=_text(data.pop("layer", None) or "", where, "layer") or None,
        tail_doc=_id(data.pop("tail_doc", None), where, "tail_doc"),
    )


def _label(data: dict[str, Any], where: str) -> RecordLabel:
    if "value" not in data:
        raise BadInput(_("{where}: there is no “{name}”", where=where, name="value"))
    return RecordLabel(
        name=_text(data.pop("name", None), where, "name", needed=True),
        value=canonical_value(data.pop("value"), where),
        layer=_text(data.pop("layer", None) or "", where, "layer") or None,
    )


def _section(data: dict[str, Any], where: str) -> Section:
    numbers = (data.pop("start", None), data.pop("end", None), data.pop("level", 1))
    if not all(type(number) is int for number in numbers) or numbers[2] < 1:
        raise BadInput(_("{where}: “start”, “end” and “level” must be whole numbers", where=where))
    heading = _text(data.pop("heading", ""), where, "heading")
    return Section(*numbers, heading, _text(data.pop("role", "other"), where, "role"))


def _items(data: dict[str, Any], name: str, make: Callable[[dict[str, Any], str], T], where: str) -> list[T]:
    """Each object of a list made by `make`, which takes out the fields that it knows; others are refused."""
    made = []
    for index, item in enumerate(_list(data, name, where), 1):
        place = _("{where}, {name} {index}", where=where, name=name, index=index)
        if type(item) is not dict:
            raise BadInput(_("{where}: must be a JSON object", where=place))
        rest = dict(item)
        made.append(make(rest, place))
        if rest:
            raise BadInput(
                _("{where}: the field “{name}” cannot be kept; take it out",
                  where=place, name=printable(next(iter(rest))))
            )  # fmt: skip
    return made


def _source(data: Any) -> Source:
    """Where the text once came from, as `annotator show --json` prints it; anything else counts as not given."""
    if type(data) is not dict:
        return NOWHERE
    name, digest, encoding = (data.get(key) for key in ("name", "digest", "encoding"))
    ledger = data.get("ledger") or []
    if not (type(name) is type(digest) is type(encoding) is str and type(ledger) is list):
        return NOWHERE
    entries = [_ledger_entry(entry) for entry in ledger]
    return Source(name, digest, encoding, tuple(entry for entry in entries if entry is not None))


def _ledger_entry(data: Any) -> LedgerEntry | None:
    if type(data) is not dict:
        return None
    rule, start, end, text = (data.get(key) for key in ("rule", "start", "end", "text"))
    if type(rule) is type(text) is str and type(start) is type(end) is int:
        return LedgerEntry(rule, start, end, text)
    return None


def _by_layer(data: dict[str, Any], name: str, where: str) -> dict[str, str]:
    given = data.get(name)
    if given is None:
        return {}
    if type(given) is not dict or not all(type(value) is str for value in given.values()):
        raise BadInput(
            _("{where}: “{name}” must be a JSON object with a text for each layer", where=where, name=name)
        )
    return given


def _list(data: dict[str, Any], name: str, where: str) -> list[Any]:
    given = data.get(name)
    if given is not None and type(given) is not list:
        raise BadInput(_("{where}: “{name}” must be a list", where=where, name=name))
    return given or []


def _id(value: Any, where: str, name: str) -> str | None:
    """An identifier; a number serves as its digits."""
    if type(value) is int:
        return str(value)
    return None if value is None else _text(value, where, name, needed=True)


def _text(value: Any, where: str, name: str, needed: bool = False) -> str:
    if type(value) is not str or (needed and not value):
        raise BadInput(_("{where}: “{name}” must be text", where=where, name=printable(name)))
    return value
