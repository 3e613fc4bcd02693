"""Parts of documents: offsets counted anew, provenance, and what no part can hold."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.segments import SOURCE, SOURCE_END, SOURCE_START, segmenting, segments
from annotator.domain.document import Section
from annotator.domain.errors import BadInput
from annotator.formats import Losses, Record, RecordLabel, RecordRelation, RecordSpan, check

TEXT = "某区😀报告\n一、成绩\n审核合同47份。开展检查𠮷12次。\n二、问题\n  执法力量不足。\n"


def span(id_: str, quote: str, label: str = "measure") -> RecordSpan:
    start = TEXT.index(quote)
    return RecordSpan(id_, start, start + len(quote), label, quote, layer="li")


def record() -> Record:
    return Record(
        "d",
        TEXT,
        {"year": 2023},
        [
            span("a", "审核合同47份"),
            span("b", "47份", "metric"),
            span("c", "47份。开展检查"),
            span("p", "执法力量不足", "problem"),
        ],
        [
            RecordRelation("r1", "quantifies", "b", "a", "li"),
            RecordRelation("r2", "addresses", "a", "p", "li"),
            RecordRelation("r3", "addresses", "a", "z", "li", "e"),
        ],
        [RecordLabel("kind", 1, "li")],
        [
            Section(TEXT.index("一、"), TEXT.index("二、"), 1, "一、成绩"),
            Section(TEXT.index("二、"), len(TEXT), 1, "二、问题"),
        ],
        {"li": "done", "gold": "doing"},
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    text = draw(st.text("甲乙。，\n 😀\u3000", min_size=1, max_size=60))
    spans = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        spans.append(RecordSpan(f"s{number}", start, end, "measure", text[start:end], layer="li"))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    return Record("d", text, {}, spans, sections=[Section(cut, len(text), 1, "") for cut in cuts])


ways = st.sampled_from(["document", "section", "sentence", "window:7", "window:10:4", "window:1"])


@given(records(), ways)
def test_offsets_are_counted_anew_and_nothing_goes_without_a_word(whole: Record, way: str) -> None:
    losses = Losses()
    originals = {each.id: each for each in whole.spans}
    kept = set()
    for part in segments(whole, segmenting(way), losses):
        check(part, way)
        start = part.meta.get(SOURCE_START, 0)
        assert whole.text[start : part.meta.get(SOURCE_END, len(whole.text))] == part.text
        for each in part.spans:
            original = originals[(each.id or "").partition("@")[0]]
            assert part.text[each.start : each.end] == whole.text[original.start : original.end] == each.text
            assert each.start + start == original.start
            kept.add(original.id)
    lost = losses.kinds["edge"].ids if "edge" in losses.kinds else []
    assert sorted([*kept, *lost]) == sorted(originals)


@given(records(), st.sampled_from(["section", "sentence", "window:7", "window:10:4"]))
def test_the_parts_hold_every_character_that_is_seen(whole: Record, way: str) -> None:
    covered = set()
    ids = []
    for part in segments(whole, segmenting(way), Losses()):
        covered.update(range(part.meta[SOURCE_START], part.meta[SOURCE_END]))
        ids.append(part.id)
        assert part.text == part.text.strip()
        assert part.text
    assert len(set(ids)) == len(ids)
    assert {at for at, character in enumerate(whole.text) if not character.isspace()} <= covered


def parts(way: str, losses: Losses | None = None) -> Iterator[Record]:
    return segments(record(), segmenting(way), losses or Losses())


def test_sections() -> None:
    losses = Losses()
    head, first, second = parts("section", losses)
    assert head.text == "某区😀报告"
    assert [(each.id, first.text[each.start : each.end]) for each in first.spans] == [
        ("a", "审核合同47份"),
        ("b", "47份"),
        ("c", "47份。开展检查"),
    ]
    assert [relation.id for relation in first.relations] == ["r1"]
    assert first.sections == [Section(0, len(first.text), 1, "一、成绩")]
    assert second.meta == {
        "year": 2023,
        SOURCE: "d",
        SOURCE_START: TEXT.index("二、"),
        SOURCE_END: len(TEXT) - 1,
    }
    assert losses.counts() == {"apart": 2, "whole": 1}
    assert losses.kinds["apart"].ids == ["r2", "r3"]


def test_sentences_say_who_looked_at_them() -> None:
    losses = Losses()
    found = list(parts("sentence", losses))
    assert losses.kinds["edge"].ids == ["c"]
    origins = [part.origin for part in found]
    assert all(origin is not None and origin.layers == ("li",) for origin in origins)
    assert [part.text for part in found if part.spans] == ["审核合同47份。", "执法力量不足。"]


def test_windows_that_overlap_give_a_span_twice_under_two_ids() -> None:
    ids = [each.id for part in parts("window:20:12") for each in part.spans]
    assert len(ids) == len(set(ids))
    assert any("@" in (id_ or "") for id_ in ids)
    for part in parts("window:20:12"):
        check(part, "window")


def test_ways_that_are_none() -> None:
    for wrong in (
        "",
        "page",
        "window",
        "window:",
        "window:0",
        "window:5:5",
        "window:5:9",
        "window:-5",
        "section:3",
        "window:１０",
    ):
        with pytest.raises(BadInput, match="window:500"):
            segmenting(wrong)
    assert str(segmenting("window:500:50")) == "window:500:50"
    assert str(segmenting("sentence")) == "sentence"
