"""annotator.services.section_tally against a plain count."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import Section
from annotator.domain.span import Span
from annotator.services.section_tally import SectionTally

TEXT = "总结\n一、甲\n审核合同。制定办法。\n(一)乙\n开展检查。\n二、丙\n组织培训；印发手册。\n"
INNER, LAST = TEXT.index("(一)"), TEXT.index("二、")
SECTIONS = (
    Section(0, 2, 1, "总结", "header"), Section(3, LAST, 1, "一、甲"), Section(INNER, LAST, 2, "(一)乙"),
    Section(LAST, len(TEXT), 1, "二、丙"),
)  # fmt: skip


def mark(quote: str, label: str = "measure") -> Span:
    start = TEXT.index(quote)
    return Span(quote, "d", start, start + len(quote), label, quote, layer="li")


def test_marks_count_in_their_section_and_in_those_around_it() -> None:
    tally = SectionTally(TEXT, SECTIONS)
    assert tally.put([mark("审核合同"), mark("合同", "metric"), mark("开展检查")]) == {1, 2}
    assert tally.counts(1) == {"measure": 2, "metric": 1}
    assert tally.counts(2) == {"measure": 1}
    assert not tally.counts(3)
    assert tally.take([mark("开展检查")]) == {1, 2}
    assert tally.counts(1)["measure"] == 1


def test_progress_is_the_share_of_sentences_with_marks() -> None:
    tally = SectionTally(TEXT, SECTIONS)
    tally.put([mark("审核合同"), mark("合同", "metric")])
    assert (tally.progress(1), tally.progress(2), tally.progress(3)) == (1 / 3, 0, 0)
    tally.put([mark("开展检查"), mark("组织培训；印发手册")])
    assert (tally.progress(1), tally.progress(2), tally.progress(3)) == (2 / 3, 1, 1)
    tally.take([mark("合同", "metric")])
    assert tally.progress(1) == 2 / 3
    assert tally.progress(0) == 0


def test_a_text_without_sections_counts_nothing() -> None:
    tally = SectionTally("审核合同。", ())
    assert tally.innermost(2) == -1
    assert tally.put([Span("a", "d", 0, 4, "measure", "审核合同", layer="li")]) == set()


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9), st.booleans()), max_size=20))
def test_step_by_step_as_all_at_once(places: list[tuple[int, int, bool]]) -> None:
    spans = [
        Span(str(n), "d", start, min(len(TEXT), start + length), "measure", "", layer="li")
        for n, (start, length, _kept) in enumerate(places)
    ]
    stepwise, at_once = SectionTally(TEXT, SECTIONS), SectionTally(TEXT, SECTIONS)
    for span in spans:
        stepwise.put([span])
    stepwise.take([span for span, (_s, _l, kept) in zip(spans, places, strict=True) if not kept])
    kept = [span for span, (_s, _l, kept) in zip(spans, places, strict=True) if kept]
    at_once.put(kept)
    for index, section in enumerate(SECTIONS):
        inside = sum(section.start <= span.start < section.end for span in kept)
        assert stepwise.counts(index)["measure"] == at_once.counts(index)["measure"] == inside
        assert stepwise.progress(index) == at_once.progress(index) <= 1
