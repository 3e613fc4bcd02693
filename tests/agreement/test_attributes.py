"""Agreement on an attribute of matched spans, and what it rests on."""

import pytest

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.attributes import attribute_agreement
from annotator.agreement.coding import Coding
from annotator.agreement.corpus import Corpus

ROWS = [
    ("d", "a", "x", 0, 10, "a0"),
    ("d", "a", "x", 20, 30, "a1"),
    ("d", "a", "x", 40, 50, "a2"),
    ("d", "a", "x", 60, 70, "a3"),
    ("d", "b", "x", 0, 10, "b0"),
    ("d", "b", "x", 21, 30, "b1"),
    ("d", "b", "x", 48, 58, "b2"),
    ("d", "b", "x", 60, 70, "b3"),
]
CORPUS = Corpus.from_rows(ROWS, lengths={"d": 100}, layers="ab")
STATUS = {
    "a0": "done",
    "a1": "done",
    "a2": "done",
    "a3": "planned",
    "b0": "done",
    "b1": "planned",
    "b3": "planned",
}


def values(status: dict[str, str]) -> list[str | None]:
    return [status.get(key) for key in CORPUS.ids or ()]


def test_alpha_is_over_pairs_that_lie_well_and_have_values() -> None:
    found = attribute_agreement(CORPUS, values(STATUS))
    items = [("done", "done"), ("done", "planned"), ("planned", "planned")]
    assert found.alpha == pytest.approx(krippendorff_alpha(Coding.of(items)))
    assert (found.matched, found.valued, found.spans) == (3, 3, 8)
    assert found.observed == pytest.approx(2 / 3)
    assert found.coverage == pytest.approx(6 / 8)


def test_exact_pairs_only() -> None:
    found = attribute_agreement(CORPUS, values(STATUS), least_iou=1)
    assert (found.matched, found.alpha) == (2, 1)


def test_a_pair_without_a_value_counts_as_matched_and_has_no_say() -> None:
    found = attribute_agreement(CORPUS, values({**STATUS, "a0": None}))  # type: ignore[dict-item]
    assert (found.matched, found.valued) == (3, 2)
    assert found.observed == pytest.approx(1 / 2)


def test_nothing_matched_nothing_to_say() -> None:
    alone = Corpus.from_rows(ROWS[:4], lengths={"d": 100}, layers="ab")
    found = attribute_agreement(alone, ["done"] * 4)
    assert found.alpha is found.observed is None
    assert found.coverage == 0
    nobody = attribute_agreement(Corpus.from_rows([], lengths={"d": 9}, layers="ab"), [])
    assert nobody.coverage is None


def test_an_ordered_attribute_takes_its_order() -> None:
    scale = ["planned", "ongoing", "done"]
    found = attribute_agreement(CORPUS, values(STATUS), metric="ordinal", categories=scale)
    assert found.categories == tuple(scale)
    assert found.alpha is not None
