"""Forms of texts, wordings that are nearly the same, and what of them is not marked alike."""

import re
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.alike import differ_by_one, leaders, pairs
from annotator.datasets.consistency import Mark, Read, Variant, Wordings, majority
from annotator.datasets.passages import distance
from annotator.datasets.reduced import reduce
from annotator.text.fold import fold

TEXT = st.text(alphabet="组织開展培训12３,，.。（）aB \n𠮷—", max_size=40)
WORDS = st.text(alphabet="甲乙丙", min_size=4, max_size=9)
STATUS = (("status", "done"),)


@given(TEXT)
def test_a_form_is_what_the_expressions_of_repeats_make(text: str) -> None:
    numbers = re.sub(r"[0-9]+(?:[.,][0-9]+)*", "0", fold(text).lower())
    assert reduce(text).text == re.sub(r"[\W_]", "", numbers)


@given(TEXT, st.data())
def test_a_stretch_of_the_text_is_a_stretch_of_the_form(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reduced = reduce(text)
    ((low, high),) = reduced.ranges([(start, end)])
    assert all(start <= at < end for at in reduced.at[low:high])
    assert not any(start <= at < end for at in [*reduced.at[:low], *reduced.at[high:]])


@given(st.lists(WORDS, unique=True, max_size=20))
def test_pairs_are_those_that_differ_in_one_character(forms: list[str]) -> None:
    found = list(pairs(forms))
    expected = {
        frozenset((a, b))
        for a, b in combinations(forms, 2)
        if distance(a, b) == 1 and max(len(a), len(b)) >= 7
    }
    assert {frozenset((forms[a], forms[b])) for a, b in found} == expected
    assert len(found) == len(expected)
    assert all(differ_by_one(*pair) for pair in map(tuple, expected))


@given(st.lists(WORDS, unique=True, max_size=20), st.randoms(use_true_random=False))
def test_who_leads_follows_nobody_and_is_near(forms: list[str], chance: object) -> None:
    counts = [chance.randint(1, 9) for _form in forms]  # type: ignore[attr-defined]
    led = leaders(forms, counts)
    for form, leader in enumerate(led):
        assert led[leader] == leader
        assert form == leader or (
            differ_by_one(forms[form], forms[leader]) and counts[leader] >= counts[form]
        )


def groups(*texts: tuple[str, list[tuple[str, str, tuple[tuple[str, object], ...]]]], whole: bool = True):
    """What is found in texts with marks as quote, label and attributes."""
    known, reads = Wordings(), []
    for number, (text, marks) in enumerate(texts):
        made = [
            Mark(text.index(quote), text.index(quote) + len(quote), label, attrs)
            for quote, label, attrs in marks
        ]
        reads.append(Read(number, text, made, [(0, len(text), "plans")], whole))
    known.learn(Counter((quote, label) for _text, marks in texts for quote, label, _attrs in marks))
    for read in reads:
        known.look(read)
    return list(known.groups())


MEASURE = ("组织开展法律培训3次", "measure", STATUS)


def test_words_that_are_not_marked_somewhere() -> None:
    texts = (
        ("我局组织开展法律培训3次，效果好。".replace("我局", "，"), [MEASURE]),
        ("二是組織開展法律培訓１２次。", []),
    )
    (found,) = groups(*texts)
    assert [(place.document, place.variant.marks) for place in found.places] == [
        (0, (("measure", STATUS),)),
        (1, ()),
    ]
    assert (found.words, found.role, found.near) == ("组织开展法律培训3次", "plans", False)
    place = found.places[1]
    assert texts[1][0][place.start : place.end] == "組織開展法律培訓１２次"
    assert groups(*texts, whole=False) == []  # nobody has been through them yet


@pytest.mark.parametrize(
    "text",
    [
        "一是组织开展法律培训3次以上。",  # goes on
        "民政部门组织开展法律培训3次。",  # somebody's, which belongs to the words
        "组织开展法律。培训3次。",
    ],
)
def test_words_that_no_key_would_mark_so_do_not_count(text: str) -> None:
    assert groups(("组织开展法律培训3次。", [MEASURE]), (text, [])) == []


@pytest.mark.parametrize("before", ["一是", "（三）", "同时", "并", "积极", "，进一步"])
def test_what_may_stand_before_them(before: str) -> None:
    (found,) = groups(("组织开展法律培训3次。", [MEASURE]), (f"{before}组织开展法律培训3次。", []))
    assert found.places[1].start == len(before)


def test_labels_attributes_and_boundaries() -> None:
    same = "。组织开展法律培训3次。"
    (label,) = groups((same, [MEASURE]), (same, [("组织开展法律培训3次", "problem", ())]))
    assert {place.variant.marks[0][0] for place in label.places} == {"measure", "problem"}
    (attribute,) = groups(
        (same, [MEASURE]), (same, [("组织开展法律培训3次", "measure", (("status", "planned"),))])
    )
    assert len({place.variant for place in attribute.places}) == 2
    (boundary,) = groups((same, [MEASURE]), (same, [("开展法律培训3次", "measure", STATUS)]))
    assert boundary.places[1].variant == Variant((("measure", ()),), exact=False)
    assert groups((same, [MEASURE]), (same, [MEASURE])) == []


def test_nearly_the_same_words_count_together() -> None:
    (found,) = groups(
        ("组织开展法律培训3次。", [MEASURE]),
        ("组织开展法规培训3次。", [("组织开展法规培训3次", "problem", ())]),
    )
    assert found.near


def test_another_role_is_another_place() -> None:
    known = Wordings()
    known.learn({("组织开展法律培训3次", "measure"): 1})
    text = "组织开展法律培训3次。"
    known.look(Read(0, text, [Mark(0, 10, "measure", STATUS)], [(0, 11, "plans")]))
    known.look(Read(1, text, [], [(0, 11, "heading"), (0, 11, "plans")]))
    assert list(known.groups()) == []


def test_the_usual_variant_is_marked_among_equals() -> None:
    (found,) = groups(("组织开展法律培训3次。", [MEASURE]), ("组织开展法律培训3次。", []))
    assert majority(found.places[::-1]).marks
