"""What stands behind the review window without a window: versions and their pieces, mixes, edits, counts."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from reviewed import TEXT, made, project_with

from annotator.domain.schema import schema_from_file
from annotator.domain.span import Span
from annotator.paths import schema as schema_file
from annotator.services.cases import Case, case_of
from annotator.services.gold_rule import Draft, GoldRule
from annotator.services.review import Review
from annotator.ui.review.editing import Editing, begin_with
from annotator.ui.review.mixing import mixed
from annotator.ui.review.tally import FACETS, Counts, Tally
from annotator.ui.review.versions import SEAM, can_take_all, differ, differing, pieces, shortened, versions_of

SCHEMA = schema_from_file(schema_file("civil-affairs.json"))
Place = tuple[int, int]


def case(**layers: list[Span]) -> Case:
    return case_of("d", {layer: tuple(spans) for layer, spans in layers.items()})


def span(layer: str, start: int, end: int, label: str = "measure", **attrs: str) -> Span:
    return made("d", TEXT, layer, start, end, label, attrs)


def order(*layers: str) -> list[tuple[str, str]]:
    return [(layer, layer) for layer in layers]


def test_layers_that_say_the_same_share_a_version() -> None:
    one = case(a=[span("a", 2, 9)], b=[span("b", 0, 9)], c=[span("c", 2, 9)], d=[])
    found = versions_of(one, [("c", "甲"), ("b", "乙"), ("d", "丙"), ("a", "丁")])
    assert [(version.layers, version.names) for version in found] == [
        (("c", "a"), ("甲", "丁")),
        (("b",), ("乙",)),
        (("d",), ("丙",)),
    ]
    assert [version.is_empty for version in found] == [False, False, True]


def test_notes_travel_with_a_version_but_make_none() -> None:
    from dataclasses import replace

    noted = replace(span("b", 2, 9), note="see 1b")
    (version,) = versions_of(case(a=[span("a", 2, 9)], b=[noted]), order("a", "b"))
    assert version.notes == (("b", "see 1b"),)


places = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda place: (place[0], place[0] + place[1])),
    min_size=1,
    max_size=4,
)


@given(places)
def test_the_pieces_of_a_version_are_its_words(found: list[Place]) -> None:
    layers = {f"l{at}": [span(f"l{at}", *place)] for at, place in enumerate(found)}
    one = case(**layers)
    versions = versions_of(one, order(*layers))
    for version in versions:
        shown = pieces(one, version, versions)
        kept = "".join(
            piece.text for piece in shown if piece.kind in ("common", "own") and piece.text != SEAM
        )
        assert kept == "".join(each.text for each in version.spans)
    everything = "".join(piece.text for piece in pieces(one, None, versions))
    gaps = [piece for piece in pieces(one, None, versions) if piece.kind == "gap"]
    if not gaps:
        assert everything == TEXT[one.start : one.end]


@given(places)
def test_what_is_marked_as_different_is_so(found: list[Place]) -> None:
    layers = {f"l{at}": [span(f"l{at}", *place)] for at, place in enumerate(found)}
    one = case(**layers)
    versions = versions_of(one, order(*layers))
    differs = any(piece.kind == "own" for piece in pieces(one, None, versions))
    assert differs == (len(versions) > 1)
    assert differ(one, list(layers)) == (len(versions) > 1)


def test_long_common_parts_make_room_for_the_difference() -> None:
    one = case(a=[span("a", 0, 40)], b=[span("b", 0, 43)])
    versions = versions_of(one, order("a", "b"))
    short = shortened(pieces(one, versions[1], versions), edge=4)
    assert [piece.kind for piece in short] == ["common", "own"]
    assert short[0].text == "…" + TEXT[36:40]
    assert short[1].text == TEXT[40:43]


def test_all_can_be_taken_where_nothing_of_one_label_overlaps() -> None:
    def versions(*spans: Span) -> bool:
        return can_take_all(versions_of(case(a=[spans[0]], b=[spans[1]]), order("a", "b")), SCHEMA)

    assert not versions(span("a", 2, 9), span("b", 0, 5))
    assert versions(span("a", 2, 9), span("b", 2, 9, "problem"))
    assert versions(span("a", 2, 9), span("b", 2, 9))
    assert versions(span("a", 2, 9, status="done"), span("b", 2, 9, status="done"))
    assert not versions(
        span("a", 2, 9, status="done"), span("b", 2, 9, status="planned")
    )  # in gold only one can be
    assert versions(span("a", 2, 9, status="done"), span("b", 9, 12, status="planned"))


def test_attributes_of_another_layer_are_named_and_others_written() -> None:
    one = case(
        a=[span("a", 2, 9, status="done", unit="份")],
        b=[span("b", 0, 9, status="planned", unit="份")],
        c=[span("c", 2, 9, status="done", unit="件")],
    )
    versions = versions_of(one, order("a", "b", "c"))
    assert set(differing(versions)) == {"status", "unit"}
    assert mixed(versions[0], versions, {}).drafts is None
    assert mixed(versions[0], versions, {"status": 1}).attributes_from == "b"
    both = mixed(versions[0], versions, {"status": 1, "unit": 2})
    assert both.drafts == (Draft(2, 9, "measure", {"status": "planned", "unit": "件"}),)


def words(text: str, offset: int) -> Place:
    """Words of two characters."""
    start = offset // 2 * 2
    return start, min(len(text), start + 2)


def test_an_edit_begins_with_what_most_have() -> None:
    one = case(a=[span("a", 0, 9)], b=[span("b", 2, 9)], c=[span("c", 2, 9)], d=[])
    assert begin_with(versions_of(one, order("d", "a", "b", "c"))) == (Draft(2, 9, "measure", {}),)


@given(
    st.lists(
        st.tuples(st.sampled_from(["start", "end"]), st.sampled_from([-1, 1]), st.booleans()), max_size=30
    )
)
def test_an_edit_never_loses_its_last_character(moves: list[tuple[str, int, bool]]) -> None:
    editing = Editing(TEXT, [Draft(2, 9, "measure", {})], SCHEMA, words)
    for edge, direction, by_word in moves:
        editing.move(edge, direction, by_word=by_word)
        draft = editing.current
        assert draft is not None
        assert 0 <= draft.start < draft.end <= len(TEXT)
        assert editing.quote(draft)


def test_another_label_drops_attributes_that_it_does_not_know() -> None:
    editing = Editing(TEXT, [Draft(2, 9, "measure", {"status": "done"})], SCHEMA, words)
    editing.relabel("measure")
    assert editing.drafts[0].attrs == {"status": "done"}
    editing.relabel("problem")
    assert editing.drafts[0].attrs == {}
    editing.set_attribute("note", None)
    editing.remove()
    assert editing.current is None
    editing.move("start", 1, by_word=True)  # nothing to move, nothing happens
    editing.add(3, 5, "metric")
    assert editing.current == Draft(3, 5, "metric", {})


def test_counts_are_those_of_the_queue(tmp_path: Path) -> None:
    marks = {
        "a": [(2, 9, "measure"), (10, 16, "measure"), (24, 30, "problem")],
        "b": [(0, 9, "measure"), (24, 30, "problem")],
        "c": [(2, 9, "measure"), (24, 30, "metric")],
    }
    texts = dict.fromkeys(("d", "e", "f"), TEXT)
    with project_with(tmp_path, marks, texts=texts) as project:
        review = Review(project)
        review.decide(review.cases()[0], "neither", reason="r")
        filters = {"state": ("open", "decided"), "kind": ("boundary", "label")}
        tally = counted(review, filters)
        for facet in FACETS:
            others = {name: values for name, values in filters.items() if name != facet}
            others.setdefault("state", ("open", "decided", "skipped", "reopened", "agreed"))
            assert tally.facets[facet] == review.counts(**others)[facet]
        assert tally.to_do == len(review.cases(state="open"))
        assert tally.decided == 1
        assert counted(review, filters, GoldRule(2)).due == review_due(review)


def test_counts_that_are_remembered_are_those_counted_anew(tmp_path: Path) -> None:
    marks = {"a": [(2, 9, "measure"), (24, 30, "problem")], "b": [(0, 9, "measure"), (24, 30, "metric")]}
    with project_with(tmp_path, marks, texts=dict.fromkeys(("d", "e"), TEXT)) as project:
        review, kept = Review(project), Counts()
        first, second = review.cases()[:2]
        for act in (
            lambda: review.decide(first, "neither", reason="r"),
            lambda: review.skip(second),
            lambda: review.skip(second, False),
            lambda: project.undo(),
        ):
            for filters in ({"state": ("open",)}, {"kind": ("boundary",)}):
                assert counted(review, filters, counts=kept) == counted(review, filters)
            act()
        turns = len(list(kept.count(review.book.sheets, {"kind": ("boundary",)}, GoldRule())))
        assert turns == 3  # two documents, one of which was counted again, and the whole


def counted(
    review: Review,
    filters: dict[str, tuple[str, ...]],
    rule: GoldRule = GoldRule(),  # noqa: B008
    counts: Counts | None = None,
) -> Tally:
    turns = (counts or Counts()).count(review.book.sheets, filters, rule)
    found = [each for each in turns if each is not None]
    assert len(found) == 1
    return found[0]


def review_due(review: Review) -> int:
    """How many verdicts the rule really writes."""
    review.set_rule(GoldRule(2))
    return review.settle().written
