"""Every document by k of n, balanced, and stable when documents or people come later."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.team.assignment import assign, loads_of

people = st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=8, unique=True)
counts = st.integers(0, 60)
seeds = st.integers(0, 1000)


def documents(count: int) -> list[str]:
    return [f"d{number}" for number in range(count)]


@given(layers=people, count=counts, seed=seeds, data=st.data())
def test_each_document_has_k_readers_and_the_loads_are_even(
    layers: list[str], count: int, seed: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(layers)))
    share = data.draw(st.sampled_from([0.0, 0.2, 1.0]))
    assigned = assign(documents(count), layers, k, seed=seed, share=share)
    by_all = sum(len(given) == len(layers) for given in assigned.values())
    assert set(assigned) == set(documents(count))
    assert all(len(set(given)) == len(given) and set(given) <= set(layers) for given in assigned.values())
    assert {len(given) for given in assigned.values()} <= {k, len(layers)}
    assert by_all == (count if k == len(layers) else round(share * count))
    loads = Counter(dict.fromkeys(layers, 0)) + Counter(loads_of(assigned))
    loads.update(dict.fromkeys(layers, 0))
    assert max(loads.values()) - min(loads.values()) <= 1


@given(layers=people, count=counts, seed=seeds)
def test_neither_the_order_of_documents_nor_that_of_people_matters(
    layers: list[str], count: int, seed: int
) -> None:
    one = assign(documents(count), layers, 1, seed=seed)
    assert one == assign(documents(count)[::-1], layers[::-1], 1, seed=seed)


@given(layers=people, count=counts, more=counts, seed=seeds)
def test_what_is_assigned_stays_when_documents_and_people_are_added(
    layers: list[str], count: int, more: int, seed: int
) -> None:
    first = assign(documents(count), layers, 1, seed=seed)
    second = assign(documents(count + more), [*layers, "new"], 1, seed=seed, standing=first)
    assert first.keys().isdisjoint(second)
    assert len(second) == more
    loads = Counter(loads_of({**first, **second}))
    if more > count:  # enough to even all out
        assert max(loads.values()) - min(loads[layer] for layer in [*layers, "new"]) <= 1


def test_every_two_people_share_about_as_many_documents() -> None:
    assigned = assign(documents(60), list("abcd"), 2, seed=3)
    shared = Counter(pair for given in assigned.values() for pair in combinations(given, 2))
    assert len(shared) == 6
    assert max(shared.values()) - min(shared.values()) <= 2


def test_another_seed_is_another_draw() -> None:
    assert assign(documents(30), ["a", "b"], 1, seed=1) != assign(documents(30), ["a", "b"], 1, seed=2)


def test_more_readers_than_people_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="per_document"):
        assign(["d"], ["a"], 2)
