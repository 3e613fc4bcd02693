"""The majority: more than half of those who finished, exactly."""

from annotator.datasets.majority import MAJORITY, majority_of
from annotator.formats import Record, RecordLabel, RecordRelation, RecordSpan, check


def span(layer: str, start: int, end: int, **attrs: object) -> RecordSpan:
    return RecordSpan(f"{layer}{start}-{end}", start, end, "measure", None, attrs, layer)


def test_more_than_half_must_agree_exactly() -> None:
    record = Record("d", "零一二三四五六七八九", {"year": 1})
    record.spans = [
        span("a", 0, 4, status="done", note="x"), span("b", 0, 4, status="done"), span("c", 0, 3, status="done"),
        span("a", 5, 9), span("b", 5, 8), span("gold", 5, 9), span("d", 5, 9),
    ]  # fmt: skip
    record.relations = [
        RecordRelation("r1", "t", "a0-4", "a0-4", "a"),
        RecordRelation("r2", "t", "b0-4", "b0-4", "b"),
        RecordRelation("r3", "t", "a5-9", "a5-9", "a"),
    ]
    record.labels = [RecordLabel("k", 1, "a"), RecordLabel("k", 1, "b"), RecordLabel("k", 2, "c")]
    found = majority_of(record, ["a", "b", "c"])
    assert found is not None
    check(found, "majority")
    assert [(each.start, each.end, each.layer, each.attrs) for each in found.spans] == [
        (0, 4, MAJORITY, {"status": "done"})
    ]
    assert [(r.type, r.head, r.tail) for r in found.relations] == [
        ("t", found.spans[0].id, found.spans[0].id)
    ]
    assert [(label.value, label.layer) for label in found.labels] == [(1, MAJORITY)]
    assert found.statuses == {MAJORITY: "done"}
    assert majority_of(record, ["a", "b", "c"]) == found


def test_half_is_not_more_than_half() -> None:
    record = Record("d", "零一二三四", {}, [span("a", 0, 2), span("b", 0, 2), span("a", 3, 4)])
    two, four = majority_of(record, ["a", "b"]), majority_of(record, ["a", "b", "c", "d"])
    assert two is not None
    assert four is not None
    assert [(each.start, each.end) for each in two.spans] == [(0, 2)]
    assert four.spans == []


def test_one_alone_is_no_majority() -> None:
    assert majority_of(Record("d", "零一", {}, [span("a", 0, 2)]), ["a"]) is None
