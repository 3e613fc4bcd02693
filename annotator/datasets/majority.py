"""The virtual layer `majority`: what more than half of those who have finished a document agree on exactly.

A document has a majority where two layers or more (gold is none of them) have finished it. A span is in it where more than
half of them have one with this start, end and label; an attribute where more than half give it this value; a relation
and a label of the document likewise. With two layers that is what both say.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from hashlib import blake2b
from typing import Any

import orjson

from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan

MAJORITY = "majority"


def majority_of(record: Record, finished: Collection[str]) -> Record | None:
    """The record with the majority's spans, relations and labels alone; None where fewer than two have finished it."""
    if len(finished) < 2:
        return None
    chosen = Record(record.id, record.text, record.meta, sections=record.sections, source=record.source)
    chosen.statuses = {MAJORITY: "done"}
    spans: defaultdict[Hashable, list[RecordSpan]] = defaultdict(list)
    for span in record.spans:
        if span.layer in finished:
            spans[span.start, span.end, span.label].append(span)
    member: dict[str | None, str] = {}  # id of a span → id of the majority's in its place
    for place, alike in sorted(spans.items(), key=repr):
        if _most({span.layer for span in alike}, finished):
            name = _id(record.id, place)
            member |= {span.id: name for span in alike}
            first = alike[0]
            attrs = _attributes(alike, finished)
            chosen.spans.append(
                RecordSpan(name, first.start, first.end, first.label, first.text, attrs, MAJORITY)
            )
    chosen.spans.sort(key=lambda span: (span.start, -span.end, span.label))
    chosen.relations = list(_relations(record, member, finished))
    values: defaultdict[tuple[str, bytes], list[RecordLabel]] = defaultdict(list)
    for label in record.labels:
        if label.layer in finished:
            values[label.name, _json(label.value)].append(label)
    chosen.labels = [
        RecordLabel(alike[0].name, alike[0].value, MAJORITY)
        for _key, alike in sorted(values.items())
        if _most({label.layer for label in alike}, finished)
    ]
    return chosen


def _relations(
    record: Record, member: Mapping[str | None, str], finished: Collection[str]
) -> Iterable[RecordRelation]:
    found: defaultdict[tuple[str, str, str], set[str | None]] = defaultdict(set)
    for relation in record.relations:
        if relation.layer in finished and relation.head in member and relation.tail in member:
            found[relation.type, member[relation.head], member[relation.tail]].add(relation.layer)
    for (kind, head, tail), layers in sorted(found.items(), key=lambda item: item[0]):
        if _most(layers, finished):
            yield RecordRelation(_id(record.id, (kind, head, tail)), kind, head, tail, MAJORITY)


def _attributes(alike: Iterable[RecordSpan], finished: Collection[str]) -> dict[str, Any]:
    said: defaultdict[tuple[str, bytes], set[str | None]] = defaultdict(set)
    values: dict[tuple[str, bytes], Any] = {}
    for span in alike:
        for name, value in span.attrs.items():
            said[name, _json(value)].add(span.layer)
            values[name, _json(value)] = value
    return {name: values[name, form] for (name, form), who in sorted(said.items()) if _most(who, finished)}


def _most(layers: Collection[str | None], finished: Collection[str]) -> bool:
    return 2 * len(layers) > len(finished)


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _id(document: str | None, place: Hashable) -> str:
    return (
        "majority-"
        + blake2b(repr((document, place)).encode(errors="surrogatepass"), digest_size=8).hexdigest()
    )
