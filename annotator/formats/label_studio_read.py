"""A task of Label Studio as a record."""

from collections.abc import Iterable, Iterator
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.domain.span import GOLD
from annotator.domain.status import STATES
from annotator.formats import fields
from annotator.formats.format import CODE_POINTS, UTF_16
from annotator.formats.label_studio_config import ATTRIBUTE, DOCUMENT, OWN, TEXT
from annotator.formats.metadata import canonical_meta
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.i18n import _

_SPANS = ("labels", "hypertextlabels")
_VALUES = ("choices", "textarea", "rating", "number", "datetime", "pairwise", "taxonomy")


def read_task(row: dict[str, Any], name: str, where: str) -> Record:
    """The record; `name` is that of the file. Raises BadInput, its sentence beginning with `where`."""
    data = fields.mapping(row.get("data"), "data", where)
    annotations = [
        fields.mapping(entry, "annotations", where)
        for entry in fields.items(row.get("annotations", row.get("completions")), "annotations", where)
    ]
    predictions = [
        entry for entry in fields.items(row.get("predictions"), "predictions", where) if type(entry) is dict
    ]  # exports name them by number alone
    results = [_result(entry, where) for entry in (*annotations, *predictions)]
    key = _text_key(data, results, where)
    given = data.get("doc_id")
    record = Record(given if type(given) is str and given else None, fields.plain(data.get(key), key, where))
    meta = fields.mapping(data.get("meta"), "meta", where)
    others = {k: v for k, v in data.items() if k not in (key, "meta", "doc_id")}
    record.meta = canonical_meta({**fields.mapping(row.get("meta"), "meta", where), **others, **meta}, where)
    record.source = Source(name, "", "utf-8")
    offsets = Offsets(record.text, _unit(record.text, results))
    for number, (entry, result) in enumerate(zip((*annotations, *predictions), results, strict=True)):
        if not entry.get("was_cancelled"):
            layer = (
                _layer(entry, result)
                if number < len(annotations)
                else str(entry.get("model_version") or "prediction")
            )
            _Annotation(record, layer, f"{number}:", offsets, where).take(result)
    _shorten_ids(record)
    check(record, where)
    return record


def _result(entry: dict[str, Any], where: str) -> list[dict[str, Any]]:
    return [
        fields.mapping(item, "result", where) for item in fields.items(entry.get("result"), "result", where)
    ]


def _text_key(data: dict[str, Any], results: list[list[dict[str, Any]]], where: str) -> str:
    """The key of the data that holds the text: what items are about, “text”, or the only text that there is."""
    about = [item.get("to_name") for result in results for item in result]
    candidates = [name for name in (*about[:1], TEXT) if type(name) is str and type(data.get(name)) is str]
    texts = [name for name, value in data.items() if type(value) is str and name != "doc_id"]
    if candidates or len(texts) == 1:
        return (candidates or texts)[0]
    raise BadInput(_("{where}: there is no “{name}”", where=where, name=TEXT))


def _unit(text: str, results: Iterable[list[dict[str, Any]]]) -> str:
    """UTF-16 units where the quotes are right in these and not in code points; old exports have them."""
    values = [item.get("value") for result in results for item in result if item.get("type") in _SPANS]
    quoted = [
        v for v in values if type(v) is dict and type(v.get("text")) is str and type(v.get("start")) is int
    ]
    for unit in (CODE_POINTS, UTF_16):
        offsets = Offsets(text, unit)
        if all(_fits(text, value, offsets) for value in quoted):
            return unit
    return CODE_POINTS


def _fits(text: str, value: dict[str, Any], offsets: Offsets) -> bool:
    try:
        start, end = offsets.back(value["start"]), offsets.back(fields.whole(value.get("end"), "end", ""))
    except BadInput:
        return False
    return _same(value["text"], text[max(0, start) : max(0, end)])


def _same(quote: str, found: str) -> bool:
    """Its page writes line breaks in quotes as a backslash and an n."""
    return quote == found or quote.replace("\\n", "\n") == found


def _layer(entry: dict[str, Any], result: list[dict[str, Any]]) -> str | None:
    """Whose annotation it is: what we wrote there, the gold, or the person."""
    for item in result:
        if item.get("from_name") == f"{OWN}layer":
            return str(fields.from_text(str(_first(item) or ""))) or None
    if entry.get("ground_truth") is True:
        return GOLD
    person = entry.get("completed_by")
    if type(person) is dict:
        person = person.get("email") or person.get("id")
    return str(person) if person else None


def _first(item: dict[str, Any]) -> Any:
    """The value of an item that has one: the first of a list."""
    value = item.get("value")
    if type(value) is not dict:
        return None
    kind = str(item.get("type"))
    given = value.get("text" if kind == "textarea" else kind)
    return given[0] if type(given) is list and len(given) == 1 else given


def _shorten_ids(record: Record) -> None:
    """Take the prefixes away where the ids are unique without."""
    plain = [(span.id or "").partition(":")[2] for span in record.spans]
    if len(set(plain)) == len(plain) and all(plain):
        for span, id_ in zip(record.spans, plain, strict=True):
            span.id = id_
        for relation in record.relations:
            relation.head, relation.tail = (end.partition(":")[2] for end in (relation.head, relation.tail))


class _Annotation:
    """Takes the items of one result into the record, under a layer; ids get a prefix, as they are unique only here."""

    def __init__(self, record: Record, layer: str | None, prefix: str, offsets: Offsets, where: str) -> None:
        self._record = record
        self._layer = layer
        self._prefix = prefix
        self._offsets = offsets
        self._where = where
        self._spans: dict[str, list[RecordSpan]] = {}

    def take(self, result: list[dict[str, Any]]) -> None:
        for item in result:
            if item.get("type") in _SPANS:
                self._record.spans += self._regions(item)
        for item in result:
            kind = item.get("type")
            if kind == "relation":
                self._relation(item)
            elif kind in _VALUES:
                self._value(item)

    def _regions(self, item: dict[str, Any]) -> Iterator[RecordSpan]:
        """A span for each label of a region."""
        where = self._where
        value = fields.mapping(item.get("value"), "value", where)
        try:
            start, end = (
                self._offsets.back(fields.whole(value.get(key), key, where)) for key in ("start", "end")
            )
        except BadInput as error:
            reason = str(error)
            raise BadInput(reason if reason.startswith(where) else f"{where}: {reason}") from error
        quote, found = value.get("text"), self._record.text[max(0, start) : max(0, end)]
        text = quote if type(quote) is str and not _same(quote, found) else None
        self._record.local_ids = self._record.local_ids or not item.get("id")
        identity = str(item.get("id") or f"r{len(self._spans)}")
        notes = fields.mapping(item.get("meta"), "meta", where).get("text")
        note = "\n".join(map(str, notes)) if type(notes) is list else ""
        for number, label in enumerate(fields.items(value.get(str(item["type"])), "labels", where)):
            id_ = f"{self._prefix}{identity}" + (f":{number}" if number else "")
            span = RecordSpan(
                id_, start, end, fields.text(label, "labels", where), text, {}, self._layer, note
            )
            self._spans.setdefault(identity, []).append(span)
            yield span

    def _relation(self, item: dict[str, Any]) -> None:
        head, tail = (self._spans.get(str(item.get(key))) for key in ("from_id", "to_id"))
        if not head or not tail:
            raise BadInput(
                _("{where}: relation {index} points to a span “{id}” that this document does not have",
                  where=self._where, index=len(self._record.relations) + 1,
                  id=item.get("from_id" if not head else "to_id"))
            )  # fmt: skip
        if item.get("direction") == "left":
            head, tail = tail, head
        for label in fields.items(item.get("labels"), "labels", self._where) or ["relation"]:
            name = fields.text(label, "labels", self._where)
            self._record.relations.append(
                RecordRelation(None, name, head[0].id or "", tail[0].id or "", self._layer)
            )

    def _value(self, item: dict[str, Any]) -> None:
        name, value = str(item.get("from_name") or ""), _first(item)
        if type(value) is str and item.get("type") == "textarea":
            value = fields.from_text(value)
        if name.startswith(OWN):
            self._fact(name.removeprefix(OWN), str(value))
        elif spans := self._spans.get(str(item.get("id"))):
            for span in spans:
                span.attrs[name.removeprefix(ATTRIBUTE)] = value
        else:
            self._record.labels.append(RecordLabel(name.removeprefix(DOCUMENT), value, self._layer))

    def _fact(self, name: str, value: str) -> None:
        layer = self._layer
        if layer is None:
            return
        if name == "status" and value in STATES:
            self._record.statuses[layer] = value
        elif name == "note":
            self._record.notes[layer] = value
        elif name == "flag":
            self._record.flags.append(layer)
