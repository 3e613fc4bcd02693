"""Gamma, gamma-cat and gamma-k: published cases, values by hand, invariants, undefined figures, cancelling."""

import json
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import gamma_candidates
from annotator.agreement.gamma import Cancelled, Gamma, gamma
from annotator.agreement.gamma_alignment import best_alignment
from annotator.agreement.gamma_categories import Reason
from annotator.agreement.gamma_continuum import Continuum, Dissimilarity, Unit

SCORES = ("gamma", "gamma_cat", "gamma_k")
X = Unit(10, 20, "x")


@pytest.fixture(scope="session")
def shared_cases(shared_corpus: Path) -> dict[str, Any]:
    """Worked cases of agreement measures from papers and other programs, beside the project."""
    path = shared_corpus.parent / "agreement" / "cases.json"
    if not path.is_file():
        pytest.skip("the worked cases are not beside the project (../shared/agreement/cases.json)")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def cases_of(shared: dict[str, Any], *measures: str) -> list[tuple[dict[str, Any], Continuum]]:
    found = []
    for case in shared["cases"]:
        if case["measure"] in measures:
            data = shared["datasets"][case["input"]]
            marked = {name: [Unit(*unit) for unit in units] for name, units in data["annotators"].items()}
            found.append((case, Continuum(marked, data["begin"] + data["length"])))
    assert found
    return found


def test_published_dissimilarities(shared_cases: dict[str, Any]) -> None:
    for case, continuum in cases_of(shared_cases, "gamma_positional_dissimilarity"):
        (one,), (other,) = continuum.annotators.values()
        value = Dissimilarity(delta_empty=case["params"]["delta_empty"]).positional(one, other)
        assert value == pytest.approx(case["exact"], rel=1e-9, abs=1e-12), case["id"]


def test_published_disorders(shared_cases: dict[str, Any]) -> None:
    for case, continuum in cases_of(shared_cases, "gamma_best_alignment_disorder"):
        given = case["params"]
        dissimilarity = Dissimilarity(
            given["alpha"], given["beta"], given["delta_empty"], distances_of(given.get("distance"))
        )
        disorder = best_alignment(continuum, dissimilarity).disorder
        assert disorder == pytest.approx(case["exact"], rel=1e-9, abs=1e-12), case["id"]


def test_published_gammas(shared_cases: dict[str, Any]) -> None:
    """Values of pygamma-agreement's tests, hence its convention for gamma-cat and gamma-k, and its end of the continuum:
    that of the last unit."""
    measured = cache(_measure_as_published)
    for case, continuum in cases_of(shared_cases, *SCORES):
        given = case["params"]
        marked = tuple((name, tuple(units)) for name, units in continuum.annotators.items())
        end = max(unit.end for _name, units in marked for unit in units)
        found = measured(marked, end, given["alpha"], given["sampler"].split()[0])
        value = {
            "gamma": found.value,
            "gamma_cat": found.cat.value,
            "gamma_k": found.by_category[given["category"]].value if "category" in given else None,
        }[case["measure"]]
        assert value == pytest.approx(case["expected"], abs=case["tolerance"]), case["id"]


def _measure_as_published(marked: Any, length: float, alpha: float, sampler: Any) -> Gamma:
    document = Continuum(dict(marked), length)
    return gamma(document, alpha=alpha, sampler=sampler, convention="pygamma", samples=200)


def distances_of(table: dict[str, Any] | None) -> dict[tuple[str, str], float]:
    if table is None:
        return {}
    names, rows = table["categories"], table["distance"]
    return {
        (one, other): value
        for one, row in zip(names, rows, strict=True)
        for other, value in zip(names, row, strict=True)
        if one != other
    }


def test_gamma_by_hand() -> None:
    """Chance is certain here: one place for everything, so that shuffling gives the same two units with either label.

    D_o = 1 (the labels differ). A random continuum takes each annotator's label from one of both: D is 0 or 1, and
    D_e counts how often they differ.
    """
    found = gamma(Continuum({"a": [Unit(0, 1, "x")], "b": [Unit(0, 1, "y")]}, 1), samples=400)
    assert found.observed == 1
    assert found.expected == pytest.approx(0.5, abs=0.1)
    assert found.value == pytest.approx(1 - 1 / found.expected)
    assert found.cat.value == pytest.approx(found.value)
    assert found.documents[0].precision == pytest.approx(1.96 / 20, abs=0.02)


def test_gamma_cat_by_hand() -> None:
    """Three annotators in one place weigh 1/2 a pair, two in another weigh 1 - (2/20)²; labels differ in two of three
    pairs and in none."""
    here = {"a": Unit(0, 10, "x"), "b": Unit(0, 10, "x"), "c": Unit(0, 10, "y")}
    there = {"a": Unit(90, 100, "x"), "b": Unit(91, 101, "x")}
    document = Continuum(
        {name: [here[name], *([there[name]] if name in there else [])] for name in "abc"}, 200
    )
    found = gamma(document, samples=5)
    near = 1 - 0.1**2
    assert found.cat.observed == pytest.approx(2 * 0.5 / (3 * 0.5 + near))
    assert found.by_category["y"].observed == 1
    assert found.by_category["x"].observed == pytest.approx(2 * 0.5 / (3 * 0.5 + near))
    counted = gamma(document, samples=5, convention="pygamma")
    assert counted.cat.observed == pytest.approx((2 * 0.5 + 2) / (3 * 0.5 + near + 2))
    assert counted.by_category["y"].observed == 1


def test_gamma_cat_on_fixed_units_is_alpha(shared_cases: dict[str, Any]) -> None:
    """Mathet 2017: where all mark the same units, gamma-cat is Krippendorff's alpha but for chance."""
    items = shared_cases["datasets"]["krippendorff2011_C"]["items"]
    marked = {
        str(column): [
            Unit(10 * row, 10 * row + 8, str(codes[column]))
            for row, codes in enumerate(items)
            if codes[column] is not None
        ]
        for column in range(len(items[0]))
    }
    found = gamma(Continuum(marked, 10 * len(items)), beta=0, samples=100)
    assert found.cat.value == pytest.approx(0.743, abs=0.03)


def documents() -> st.SearchStrategy[Continuum]:
    unit = st.builds(
        lambda start, extent, label: Unit(start, start + extent, label),
        st.integers(0, 80),
        st.integers(1, 20),
        st.sampled_from("xyz"),
    )
    marked = st.lists(st.lists(unit, max_size=5), min_size=2, max_size=4)
    return marked.map(lambda each: Continuum({f"a{number}": units for number, units in enumerate(each)}, 100))


@settings(max_examples=25)
@given(
    st.lists(documents(), min_size=1, max_size=3), st.sampled_from(["shuffle", "statistical"]), st.randoms()
)
def test_neither_names_nor_orders_play_a_part(given: list[Continuum], sampler: Any, random: Any) -> None:
    found = gamma(given, samples=3, sampler=sampler, seed=5)
    turned = []
    for document in given:
        marked = [random.sample(list(units), len(units)) for units in document.annotators.values()]
        random.shuffle(marked)
        turned.append(
            Continuum({f"b{number}": units for number, units in enumerate(marked)}, document.length)
        )
    again = gamma(list(reversed(turned)), samples=3, sampler=sampler, seed=5)
    assert again.documents == tuple(reversed(found.documents))
    assert again.value == pytest.approx(found.value, abs=1e-12)
    assert again.cat.value == pytest.approx(found.cat.value, abs=1e-12)


@settings(max_examples=25)
@given(documents())
def test_identical_annotators_agree_entirely(document: Continuum) -> None:
    units = [unit for marked in document.annotators.values() for unit in marked]
    found = gamma(Continuum({"a": units, "b": units, "c": units}, 100), samples=3)
    assert found.value in ((1,) if units else (None,))
    figures = [found.cat, *found.by_category.values()]
    assert all(each.value == 1 for each in figures if each.value is not None)
    assert all(each.observed == 0 for each in figures if each.observed is not None)


def test_random_annotators_agree_as_by_chance() -> None:
    """Units of random place, extent and label: the mean of 60 documents is 0 but for its error (about 0.01)."""
    found = gamma([random_document(seed) for seed in range(60)], samples=5)
    assert found.value == pytest.approx(0, abs=0.04)
    assert found.cat.value == pytest.approx(0, abs=0.15)


def random_document(seed: int, units: int = 10, length: int = 1000) -> Continuum:
    random = np.random.default_rng(seed)
    return Continuum(
        {
            name: [
                Unit(start, start + extent, "xyz"[label])
                for start, extent, label in zip(
                    random.integers(0, length - 50, units).tolist(),
                    random.integers(4, 50, units).tolist(),
                    random.integers(0, 3, units).tolist(),
                    strict=True,
                )
            ]
            for name in "abc"
        },
        length,
    )


def test_a_seed_gives_the_same_and_another_does_not() -> None:
    document = random_document(1)
    assert gamma(document, seed=3) == gamma(document, seed=3)
    assert gamma(document, seed=3).expected != gamma(document, seed=4).expected


def test_a_document_is_measured_alike_alone_and_among_others() -> None:
    documents = [random_document(seed, units=seed + 2) for seed in range(3)]
    together = gamma(documents, samples=4)
    assert [gamma(each, samples=4).documents[0] for each in documents] == list(together.documents)
    weights = [document.units for document in documents]
    observed = np.average([each.observed for each in together.documents], weights=weights)
    expected = np.average([each.expected for each in together.documents], weights=weights)
    assert together.value == pytest.approx(1 - observed / expected)
    assert together.samples == 12


def test_documents_do_not_share_their_chance() -> None:
    """The same units under other labels: errors of the random continua must not add up over documents."""
    document = random_document(1)
    renamed = {
        name: [unit._replace(label=f"{unit.label}'") for unit in units]
        for name, units in document.annotators.items()
    }
    one, other = gamma([document, Continuum(renamed, document.length)], samples=3).documents
    assert one.observed == other.observed
    assert one.expected != other.expected


def test_all_parameters_are_told() -> None:
    given: dict[str, Any] = {
        "alpha": 3.0, "beta": 2.0, "delta_empty": 0.5, "distances": {("x", "y"): 0.5}, "samples": 2, "precision": 0.9,
        "sampler": "statistical", "convention": "pygamma", "seed": 8,
    }  # fmt: skip
    told = gamma(random_document(1), **given).parameters
    assert asdict(told) == {**given, "distances": (("x", "y", 0.5),)}
    assert json.loads(json.dumps(asdict(told)))["distances"] == [["x", "y", 0.5]]


def test_precision_asks_for_more_samples() -> None:
    heard: list[tuple[int, int]] = []
    found = gamma(
        random_document(2), precision=0.02, progress=lambda done, total: heard.append((done, total))
    )
    document = found.documents[0]
    assert document.samples > 30
    assert document.precision is not None
    assert document.precision < 0.03
    assert heard[0] == (1, 31)
    assert heard[-1] == (document.samples + 1, document.samples + 1)


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ([], Reason.NO_DOCUMENTS),
        (Continuum({}, 100), Reason.TOO_FEW_ANNOTATORS),
        (Continuum({"a": [X]}, 100), Reason.TOO_FEW_ANNOTATORS),
        (Continuum({"a": [], "b": []}, 100), Reason.NOTHING_MARKED),
        ([Continuum({"a": [], "b": []}, 100), Continuum({"a": [X]}, 100)], Reason.NO_DOCUMENTS),
        (Continuum({"a": [Unit(0, 1, "x")], "b": [Unit(0, 1, "x")]}, 1), Reason.NO_VARIATION),
    ],
)
def test_undefined_gammas_say_why(documents: Any, reason: Reason) -> None:
    heard: list[tuple[int, int]] = []
    found = gamma(documents, samples=2, progress=lambda done, total: heard.append((done, total)))
    assert found.value is None
    assert found.reason == reason
    assert found.cat.value is None
    assert all(done == total for done, total in heard[-1:])


def test_an_annotator_who_marked_nothing_is_counted_but_has_no_labels() -> None:
    found = gamma(Continuum({"a": [X], "b": []}, 100))
    assert found.observed == 2
    assert found.value is not None
    assert found.value <= 0
    assert found.cat.value is None
    assert found.cat.reason == found.by_category["x"].reason == Reason.NOTHING_ALIGNED


def test_one_label_has_no_gamma_cat() -> None:
    found = gamma(Continuum({"a": [X, Unit(50, 60, "x")], "b": [X, Unit(52, 60, "x")]}, 100))
    assert found.value is not None
    assert found.cat.value is None
    assert found.cat.reason == Reason.NO_VARIATION


def test_undefined_documents_change_nothing() -> None:
    document = random_document(3)
    among = gamma([Continuum({"a": []}, 9), document, Continuum({"a": [], "b": []}, 9)], samples=3)
    alone = gamma(document, samples=3)
    assert (among.value, among.cat, among.by_category) == (alone.value, alone.cat, alone.by_category)
    assert [each.reason for each in among.documents] == [
        Reason.TOO_FEW_ANNOTATORS,
        None,
        Reason.NOTHING_MARKED,
    ]


def test_too_many_candidates_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gamma_candidates, "MOST_CANDIDATES", 3)
    found = gamma([random_document(4), Continuum({"a": [X], "b": [X]}, 100)], samples=3)
    assert found.documents[0].reason == Reason.TOO_DENSE
    assert found.value == 1


def test_cancelling_stops_at_the_next_alignment() -> None:
    heard: list[int] = []
    with pytest.raises(Cancelled):
        gamma(
            [random_document(5), random_document(6)],
            progress=lambda done, total: heard.append(done),
            cancelled=lambda: len(heard) == 7,
        )
    assert heard == list(range(1, 8))


@pytest.mark.parametrize(
    "wrong",
    [
        {"samples": 0}, {"precision": 0.0}, {"precision": 1.5}, {"alpha": -1.0}, {"delta_empty": 0.0}, {"seed": -1},
        {"sampler": "bootstrap"}, {"convention": "java"}, {"distances": {("x", "y"): -0.5}}, {"beta": float("nan")},
    ],
)  # fmt: skip
def test_parameters_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        gamma([], **wrong)


def test_scipy_waits_until_it_is_needed() -> None:
    """Its import is a tenth of a second, which no start of the program should pay."""
    look = "import sys; import annotator.agreement.gamma; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
