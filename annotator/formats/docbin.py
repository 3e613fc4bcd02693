"""spaCy's DocBin (`.spacy`, spaCy 3): what `spacy train` reads.

Every character is a token, so that each span lies on tokens and the text is whole. All spans are in `doc.spans["sc"]`, which
spancat takes; where there are several layers, each has a group of its name, too. `doc.ents` has those of the gold layer, or
of all where there is none, without overlaps (the longest goes) and without white space at their ends. `doc.cats` has the
document labels. The rest stands as JSON in `doc.user_data["annotator"]`. Spans count tokens, which are code points here.
"""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.domain.span import GOLD
from annotator.domain.status import STATES
from annotator.formats import fields
from annotator.formats.fidelity import flat, layers_of
from annotator.formats.format import TOKENS, Format, ReadOptions, WriteOptions
from annotator.formats.hostile import LARGEST_PACKAGE, LARGEST_WHOLE, check_size, one_line
from annotator.formats.metadata import canonical_meta
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.i18n import N_, _

ALL = "sc"  # the group that spancat takes unless it is told another
OURS = "annotator"
_BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error, EOFError, OverflowError)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record a document: groups of spans as layers, else entities; categories above one half. Raises BadInput."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    check_size(path, LARGEST_PACKAGE)
    data = path.read_bytes()
    number = 0
    try:
        _check_unpacked(data, path)
        for number, doc in enumerate(DocBin().from_bytes(data).get_docs(Vocab()), 1):
            record = _record(doc, path, _("{file}, document {number}", file=path, number=number))
            yield record
    except _BROKEN as error:
        raise BadInput(
            _("{file} is damaged: {reason}; open it in the program that made it and save it again",
              file=path, reason=one_line(error))
        ) from error  # fmt: skip
    if not number:
        raise BadInput(_("{file} has no documents", file=path))


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:  # noqa: ARG001
    """One DocBin of all documents, which spaCy keeps in memory until it is written."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    bin_, vocab = DocBin(store_user_data=True), Vocab()
    count = 0
    for record in records:
        count += 1
        bin_.add(_doc(record, vocab))
    out.write_bytes(bin_.to_bytes())
    return count


def _doc(record: Record, vocab: Any) -> Any:
    from spacy.tokens import Doc, Span, SpanGroup

    words = list(record.text)
    doc = Doc(vocab, words=words, spaces=[False] * len(words))
    layers = sorted({span.layer for span in record.spans}, key=str)
    groups: list[tuple[str, str | None, list[RecordSpan]]] = []
    if len(layers) > 1:
        for layer in layers:
            name = layer if layer and layer != ALL else f"{layer}-layer"
            groups.append((name, layer, [span for span in record.spans if span.layer == layer]))
    else:
        groups.append((ALL, layers[0] if layers else None, record.spans))
    for name, layer, spans in groups if len(groups) == 1 else [*groups, (ALL, None, record.spans)]:
        made = [Span(doc, span.start, span.end, label=span.label) for span in spans]
        doc.spans[name] = SpanGroup(doc, name=name, spans=made, attrs={"annotator": layer} if layer else {})
    gold = [span for span in record.spans if span.layer == GOLD] or record.spans
    doc.ents = [Span(doc, *place, label=label) for *place, label in _entities(record.text, gold)]
    doc.cats = dict.fromkeys(fields.categories(record.labels), 1.0)
    doc.user_data[OURS] = orjson.dumps(_rest(record, groups), option=orjson.OPT_SORT_KEYS).decode()
    return doc


def _entities(text: str, spans: list[RecordSpan]) -> Iterator[tuple[int, int, str]]:
    for span in flat(spans):
        quote = text[span.start : span.end]
        if quote.strip():
            start = span.start + len(quote) - len(quote.lstrip())
            yield start, start + len(quote.strip()), span.label


def _rest(record: Record, groups: list[tuple[str, str | None, list[RecordSpan]]]) -> dict[str, Any]:
    """What spaCy has no place for; spans by group, in the order that they have there."""
    return {
        "id": record.id,
        "meta": record.meta,
        "groups": [
            [name, layer, [[span.id, span.attrs, span.note] for span in spans]]
            for name, layer, spans in groups
        ],
        "relations": [[r.type, r.head, r.tail, r.layer] for r in record.relations],
        "labels": [[label.name, label.value, label.layer] for label in record.labels],
        "statuses": record.statuses,
        "notes": record.notes,
        "flags": record.flags,
        "layers": layers_of(record),
    }


def _record(doc: Any, path: Path, where: str) -> Record:
    record = Record(None, doc.text, source=Source(path.name, "", "utf-8"))
    ours = doc.user_data.get(OURS)
    if type(ours) is str:
        _take_ours(doc, record, fields.mapping(orjson.loads(ours), OURS, where), where)
    else:
        _take_groups(doc, record)
        record.labels = fields.category_labels([name for name, score in doc.cats.items() if score >= 0.5])
    check(record, where)
    return record


def _take_ours(doc: Any, record: Record, data: dict[str, Any], where: str) -> None:
    given = data.get("id")
    record.id = given if type(given) is str and given else None
    record.meta = canonical_meta(fields.mapping(data.get("meta"), "meta", where), where)
    for name, layer, rest in fields.items(data.get("groups"), "groups", where):
        for span, (id_, attrs, note) in zip(doc.spans[name], rest, strict=True):
            record.spans.append(
                RecordSpan(id_, span.start_char, span.end_char, span.label_, None, attrs, layer, note)
            )
    for type_, head, tail, layer in fields.items(data.get("relations"), "relations", where):
        record.relations.append(RecordRelation(None, type_, head, tail, layer))
    record.labels = [RecordLabel(*label) for label in fields.items(data.get("labels"), "labels", where)]
    statuses = fields.mapping(data.get("statuses"), "statuses", where)
    record.statuses = {layer: state for layer, state in statuses.items() if state in STATES}
    record.notes = {k: str(v) for k, v in fields.mapping(data.get("notes"), "notes", where).items()}
    record.flags = [str(layer) for layer in fields.items(data.get("flags"), "flags", where)]


def _take_groups(doc: Any, record: Record) -> None:
    """The spans of every group, then those of the group of all and the entities that none of them has."""
    seen: set[tuple[int, int, str]] = set()
    for name, group in sorted(doc.spans.items(), key=lambda item: item[0] == ALL):
        for span in group:
            place = (span.start_char, span.end_char, span.label_)
            if place[0] < place[1] and not (name == ALL and place in seen):
                seen.add(place)
                record.spans.append(RecordSpan(None, *place, layer=None if name == ALL else name))
    for span in doc.ents:
        place = (span.start_char, span.end_char, span.label_)
        if place not in seen:
            record.spans.append(RecordSpan(None, *place))


def _check_unpacked(data: bytes, path: Path) -> None:
    """Raises BadInput for a file that unpacks to more than a machine has; nothing is kept of it here."""
    unpacker = zlib.decompressobj()
    size, rest = 0, data
    while rest and not unpacker.eof:
        size += len(unpacker.decompress(rest, 1 << 24))
        rest = unpacker.unconsumed_tail
        if size > LARGEST_WHOLE:
            raise BadInput(
                _("{file} unpacks to {size} MB, far more than reports need; unpack it yourself and import what is in it",
                  file=path, size=size // 2**20)
            )  # fmt: skip


FORMAT = Format(
    name="spacy",
    description=N_("spaCy DocBin: entities, groups of spans, categories"),
    suffixes=(".spacy",),
    carries=frozenset(
        {"metadata", "spans", "overlap", "attributes", "notes", "relations", "labels", "layers", "statuses"}
    ),
    reader=read,
    writer=write,
    unit=TOKENS,
    module="spacy",
    extra="spacy",
    hint=N_(
        "Every character is a token. Groups of spans have all; entities are the gold layer’s without overlaps."
    ),
)
