"""What every writer stands in: less is taken along only when it is counted, and what was written is read back."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from format_samples import records, rich
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import FEATURES, PLAIN, Format, NotFaithful, Record, RecordSpan, WriteOptions
from annotator.formats.fidelity import carried, content, fingerprint, flat, join
from annotator.formats.format import ReadOptions
from annotator.formats.losses import KEPT, KINDS, Losses
from annotator.formats.writing import write_checked

kept: list[Record] = []


def remember(given_records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    kept[:] = given_records
    out.write_text("x")
    return len(kept)


def recall(path: Path, options: ReadOptions) -> Iterator[Record]:
    yield from kept


def forget_one(path: Path, options: ReadOptions) -> Iterator[Record]:
    for record in kept:
        yield replace(record, spans=record.spans[1:])


def move_one(path: Path, options: ReadOptions) -> Iterator[Record]:
    for record in kept:
        yield replace(
            record, spans=[replace(span, end=span.end - 1) for span in record.spans[:1]] + record.spans[1:]
        )


WHOLE = Format("memory", "", (), frozenset(FEATURES), writer=remember, reader=recall)


def test_what_reads_back_is_there(tmp_path: Path) -> None:
    written = write_checked(WHOLE, rich(), tmp_path / "out", PLAIN)
    assert (written.documents, written.spans, written.relations, written.compared) == (3, 6, 4, True)
    assert (tmp_path / "out").is_file()
    assert written.losses.counts() == {}


@pytest.mark.parametrize("reader", [forget_one, move_one, lambda path, options: iter(kept[:-1])])
def test_what_reads_back_otherwise_is_not_kept(reader: object, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("before")
    with pytest.raises(
        NotFaithful, match=r"out was not written: .*document \d reads back differently.*jsonl"
    ):
        write_checked(replace(WHOLE, reader=reader), rich(), tmp_path / "out", PLAIN)
    assert (tmp_path / "out").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_that_is_lacking_is_counted(feature: str) -> None:
    losses = Losses()
    poorer = replace(WHOLE, carries=WHOLE.carries - {feature})
    for record in rich():
        carried(record, poorer, PLAIN, losses)
    losses.close()
    wanted = {
        "metadata": {"文-1"}, "spans": {"a", "b", "c", "d", "e", "f"}, "attributes": {"a", "b"}, "notes": {"b"},
        "relations": {"r1", "r2", "r3", "r4"}, "across": {"r4"}, "labels": {"文-1"}, "statuses": {"文-1"},
    }  # fmt: skip
    if feature in wanted:
        assert wanted[feature] <= set(losses.kinds[feature].ids)
    assert feature in losses.kinds or feature == "sections"
    assert set(losses.kinds) <= set(KINDS)


@given(records())
def test_spans_that_are_left_do_not_overlap_and_none_could_stay(record: Record) -> None:
    left = flat(record.spans)
    places = [(span.start, span.end) for span in left]
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    ids = {span.id for span in left}
    for span in record.spans:
        assert span.id in ids or any(span.start < end and start < span.end for start, end in places)


@given(records(), st.randoms())
def test_the_order_of_parts_does_not_matter(record: Record, random: object) -> None:
    shuffled = replace(
        record, spans=list(record.spans), relations=list(record.relations), labels=list(record.labels)
    )
    for part in (shuffled.spans, shuffled.relations, shuffled.labels):
        random.shuffle(part)  # type: ignore[attr-defined]
    assert fingerprint(shuffled) == fingerprint(record)


@given(records())
def test_parts_by_layer_make_the_whole_again(record: Record) -> None:
    whole = Record(record.id, record.text, record.meta)
    for layer in ("gold", "li", "wang"):
        own = Record(
            record.id, record.text, record.meta, [replace(s) for s in record.spans if s.layer == layer]
        )
        join(whole, own)
    assert content(whole)["spans"] == content(record)["spans"]
    assert len({span.id for span in whole.spans}) == len(record.spans)


def test_one_layer_is_no_loss_and_two_are() -> None:
    flatly = replace(WHOLE, carries=WHOLE.carries - {"layers", "statuses", "relations", "labels"})
    for layers, count in ((["li", "li"], 0), (["li", "gold"], 2)):
        losses = Losses()
        spans = [RecordSpan(str(n), n, n + 1, "m", layer=layer) for n, layer in enumerate(layers)]
        carried(Record("d", "增长", spans=spans), flatly, PLAIN, losses)
        losses.close()
        assert losses.counts().get("layers", 0) == count


def test_the_first_ids_are_kept_and_all_are_counted() -> None:
    losses = Losses()
    losses.add("overlap", map(str, range(KEPT + 5)))
    assert (losses.counts()["overlap"], len(losses.kinds["overlap"].ids)) == (KEPT + 5, KEPT)
