"""annotator.text.reanchor and annotator.text.matching: where marks stand after a correction."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.matching import matches
from annotator.text.reanchor import Place, reanchor

OLD = "一、主要工作\n审核合同47份，开展检查3次。\n二、问题\n力量不足，制度不全。\n"
texts = st.text(alphabet="甲乙丙，。\n𠮷", max_size=60) | st.text(max_size=30)


def moved(new: str, quote: str, old: str = OLD) -> tuple[str, bool] | None:
    """What stands at the place of a quote in the new text, and whether it moved silently."""
    start = old.index(quote)
    (place,) = reanchor(old, new, [(start, start + len(quote))])
    return (new[place.start : place.end], place.exact) if place else None


@pytest.mark.parametrize("quote", ["审核合同47份", "力量不足", "制度不全", "。"])
def test_what_is_not_touched_moves_along(quote: str) -> None:
    assert moved("标题😀\n" + OLD, quote) == (quote, True)
    assert moved(OLD + "完", quote) == (quote, True)
    assert moved(OLD.replace("一、主要工作\n", ""), quote) == (quote, True)


def test_the_place_is_that_of_the_words_and_not_of_others_like_them() -> None:
    old = "开展检查。\n审核合同。\n开展检查。\n"
    new = "审核合同。\n开展检查。\n"
    first, last = reanchor(old, new, [(0, 4), (12, 16)])
    assert last == Place(6, 10, True)
    assert first is None


def test_a_changed_quote_gets_what_stands_there_now() -> None:
    assert moved(OLD.replace("47", "52"), "审核合同47份") == ("审核合同52份", False)
    assert moved(OLD.replace("47", "52"), "47") == ("52", False)
    assert moved(OLD.replace("审核合同47份", "审查行政合同47件"), "审核合同47份") == (
        "审查行政合同47件",
        False,
    )
    assert moved(OLD.replace("，开展检查3次", ""), "审核合同47份，开展检查3次") == ("审核合同47份", False)


def test_what_is_put_in_beside_a_mark_stays_outside() -> None:
    assert moved(OLD.replace("审核合同", "认真审核合同"), "审核合同47份") == ("审核合同47份", True)
    assert moved(OLD.replace("47份", "47份文书"), "审核合同47份") == ("审核合同47份", True)
    assert moved(OLD.replace("审核合同", "审核材料、审核合同"), "审核合同") == ("审核合同", True)


def test_what_is_deleted_has_no_place() -> None:
    assert moved(OLD.replace("审核合同47份，", ""), "审核合同47份") is None
    assert moved("", "力量不足") is None
    assert moved(OLD.replace("力量不足", "  "), "力量不足") is None


def test_a_paragraph_that_was_moved_is_proposed_but_not_silently() -> None:
    paragraph = "审核合同47份，开展检查3次。\n"
    assert moved(OLD.replace(paragraph, "") + paragraph, "审核合同47份") == ("审核合同47份", False)


def test_the_order_of_the_places_does_not_matter() -> None:
    new = OLD.replace("主要", "")
    places = [(i, i + 3) for i in range(len(OLD) - 3)]
    assert reanchor(OLD, new, places[::-1]) == reanchor(OLD, new, places)[::-1]


@given(texts, texts)
def test_matches_are_alike_in_order_and_apart(old: str, new: str) -> None:
    at = (0, 0)
    for match in matches(old, new):
        assert match.length > 0
        assert old[match.old : match.old + match.length] == new[match.new : match.new + match.length]
        assert match.old >= at[0]
        assert match.new >= at[1]
        at = (match.old + match.length, match.new + match.length)


@given(texts, texts, texts, texts)
def test_what_is_around_an_edit_is_found_again(head: str, before: str, after: str, tail: str) -> None:
    old, new = head + before + tail, head + after + tail
    shared = sum(match.length for match in matches(old, new))
    assert shared >= len(head) + len(tail) - min(len(head), len(tail))
    assert matches(old, old) == ([(0, 0, len(old))] if old else [])


@given(texts, texts, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_a_place_is_a_stretch_of_the_new_text_and_exact_means_the_same_words(
    old: str, new: str, spots: list[tuple[int, int]]
) -> None:
    places = [(start, min(start + length, len(old))) for start, length in spots if start < len(old)]
    found = reanchor(old, new, places)
    assert len(found) == len(places)
    for (start, end), place in zip(places, found, strict=True):
        if place is not None:
            assert 0 <= place.start < place.end <= len(new)
            assert new[place.start : place.end].strip() or place.exact
            assert not place.exact or new[place.start : place.end] == old[start:end]


@given(texts, texts)
def test_exact_places_keep_their_order(old: str, new: str) -> None:
    places = [(i, i + 2) for i in range(0, len(old) - 1, 2)]
    exact = [place for place in reanchor(old, new, places) if place is not None and place.exact]
    assert all(one.end <= other.start for one, other in pairwise(exact))


@given(texts)
def test_an_unchanged_text_leaves_every_place(text: str) -> None:
    places = [(i, j) for i in range(len(text)) for j in range(i + 1, min(i + 4, len(text) + 1))]
    assert reanchor(text, text, places) == [Place(i, j, True) for i, j in places]


def test_a_million_characters_are_compared_by_their_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts the pairs of characters that are looked at one by one, which is what would be slow."""
    from annotator.text import matching

    pairs: list[int] = []
    plain = matching._by_character

    def counted(old: str, new: str, *at: int) -> object:
        pairs.append(len(old) * len(new))
        return plain(old, new, *at)

    monkeypatch.setattr(matching, "_by_character", counted)
    for joiner in ("\n", "。"):  # as paragraphs, and as one long paragraph
        parts = [f"第{n}条认真开展第{n * 7919 % 10007}次检查，审核合同{n}份" for n in range(40_000)]
        old = joiner.join(parts)
        for n in range(17, 40_000, 400):
            parts[n] = parts[n].replace("检查", "专项检查").replace("审核", "审查")
        del parts[20_000:20_010]
        new = joiner.join(parts)
        at = [old.index(f"第{n}条") for n in range(1, 40_000, 1_000)]
        places = reanchor(old, new, [(start, start + 4) for start in at])
        assert sum(place is not None and place.exact for place in places) >= len(places) - 1
    assert sum(pairs) < 100_000
