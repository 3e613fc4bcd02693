"""Lanes: never two bars over one another, inner nearest to the text, the same after any history."""

import random

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text_view.lanes import CAP, Lanes
from annotator.ui.text_view.spans import BUCKET, LONG, SpanIndex, ViewSpan, inner_first

SIZE = 12 * BUCKET


@st.composite
def span_lists(draw: st.DrawFn) -> list[ViewSpan]:
    spans = []
    for number in range(draw(st.integers(0, 25))):
        start = draw(st.integers(0, SIZE))
        length = draw(st.one_of(st.integers(0, 30), st.integers(0, SIZE)))
        spans.append(ViewSpan(f"s{number}", start, min(SIZE, start + length), "x"))
    return spans


def overlap(one: ViewSpan, other: ViewSpan) -> bool:
    return one.start < other.end and other.start < one.end


def lanes_of(lanes: Lanes) -> dict[str, int]:
    return {span.id: lanes.lane(span) for span in lanes.index.all() if span.end > span.start}


def greedy(spans: list[ViewSpan]) -> dict[str, int]:
    """The rule, written down as directly as can be."""
    placed: list[tuple[ViewSpan, int]] = []
    for span in sorted((each for each in spans if each.end > each.start), key=inner_first):
        used = {lane for other, lane in placed if overlap(span, other)}
        placed.append((span, next((lane for lane in range(CAP) if lane not in used), CAP)))
    return {span.id: lane for span, lane in placed}


@given(span_lists())
def test_lanes_follow_the_rule(spans: list[ViewSpan]) -> None:
    assert lanes_of(Lanes(spans)) == greedy(spans)


@given(span_lists(), st.randoms(use_true_random=False))
def test_the_order_in_which_lanes_are_asked_for_does_not_matter(
    spans: list[ViewSpan], chance: random.Random
) -> None:
    lanes = Lanes(spans)
    mixed = [span for span in spans if span.end > span.start]
    chance.shuffle(mixed)
    assert {span.id: lanes.lane(span) for span in mixed} == greedy(spans)


@given(span_lists())
def test_bars_of_one_lane_never_touch_and_an_enclosing_span_lies_further_out(spans: list[ViewSpan]) -> None:
    found = lanes_of(Lanes(spans))
    for one in spans:
        for other in spans:
            if one is other or one.id not in found or other.id not in found or not overlap(one, other):
                continue
            if found[one.id] < CAP:
                assert found[one.id] != found[other.id]
                if (
                    other.start <= one.start
                    and one.end <= other.end
                    and inner_first(one) < inner_first(other)
                ):
                    assert found[one.id] < found[other.id]


@given(span_lists(), st.data())
def test_updates_end_where_a_fresh_start_would(spans: list[ViewSpan], data: st.DataObject) -> None:
    lanes = Lanes(spans)
    now = {span.id: span for span in spans}
    for turn in range(data.draw(st.integers(1, 5))):
        before = lanes_of(lanes)
        removed = data.draw(st.lists(st.sampled_from(sorted(now)), max_size=3)) if now else []
        start = data.draw(st.integers(0, SIZE - 1))
        new = ViewSpan(data.draw(st.sampled_from(["s0", "s1", f"n{turn}"])), start, start + 40, "y")
        old = [now.pop(span_id) for span_id in dict.fromkeys(removed)]
        old += [now[new.id]] if new.id in now else []
        now[new.id] = new
        ranges = lanes.update(removed, [new])
        after = lanes_of(lanes)
        assert after == greedy(list(now.values()))
        moved = [span for span in now.values() if after.get(span.id) != before.get(span.id)]
        for span in [*moved, *old, new]:
            if span.end > span.start:
                assert any(low < span.end and high > span.start for low, high in ranges)


@given(span_lists(), st.integers(0, SIZE - 1), st.integers(1, SIZE))
def test_the_index_finds_what_a_scan_finds(spans: list[ViewSpan], start: int, length: int) -> None:
    index = SpanIndex(spans)
    probe = ViewSpan("probe", start, start + length, "")
    expected = sorted(
        (span for span in spans if overlap(span, probe) and span.end > span.start), key=inner_first
    )
    assert sorted(index.short_over(probe.start, probe.end), key=inner_first) == expected
    at = [span for span in expected if span.start <= start < span.end]
    assert index.at(start) == at


def test_long_spans_lie_outside_the_others_and_those_without_a_lane_are_counted() -> None:
    long = [ViewSpan(f"l{n}", n, LONG + 100 + 3 * n, "x") for n in range(CAP + 4)]
    lanes = Lanes([*long, ViewSpan("inner", 500, 510, "y")])
    placed = {span.id: lane for span, lane in lanes.over(400, 600)}
    assert placed["inner"] == 0
    assert [placed[f"l{n}"] for n in range(CAP)] == [1, 2, 3, 4, 5, CAP]
    assert lanes.hidden(400, 600) == 4
    assert lanes.hidden(0, 1) == 0
    lanes.update(["l0"], [])
    assert lanes.hidden(400, 600) == 3


def test_a_chain_of_crossing_spans_longer_than_the_stack_has_lanes() -> None:
    spans, start = [], 0
    for number in range(3000):
        spans.append(ViewSpan(f"s{number}", start, start + 10 + number, "x"))
        start += 5 + number
    assert Lanes(spans).lane(spans[-1]) == 1


def test_many_spans_over_everything_cost_a_few_steps_each() -> None:
    size = 1_000_000
    lanes = Lanes(ViewSpan(f"c{n}", n, size - n, "x") for n in range(5000))
    assert len(lanes.over(500_000, 500_100)) == CAP
    assert lanes.hidden(500_000, 500_100) == 5000 - CAP
