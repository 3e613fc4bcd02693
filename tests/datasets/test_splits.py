"""Splits: every document in exactly one, for good; balanced, in groups, by the seed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.splits import Item, assign, figures, ratios
from annotator.domain.errors import BadInput

WANTED = ratios("8:1:1")
items = st.lists(
    st.builds(
        Item,
        st.uuids().map(str),
        st.integers(0, 5000),
        st.dictionaries(st.sampled_from(["measure", "problem", "metric"]), st.integers(0, 90)),
        st.lists(st.sampled_from("abcdefgh"), max_size=1).map(tuple),
    ),
    max_size=40,
    unique_by=lambda item: item.id,
)


def many(count: int, seed: int = 0) -> list[Item]:
    chance = random.Random(seed)
    return [
        Item(
            f"d{number}",
            3000,
            {
                "measure": chance.randrange(30, 90),
                "metric": chance.randrange(10, 50),
                "rare": int(chance.random() < 0.05),
            },
        )
        for number in range(count)
    ]


@given(items, st.sampled_from(["8:1:1", "7:3", "1:0:1"]), st.integers(0, 3))
def test_every_document_is_in_exactly_one_split(documents: list[Item], text: str, seed: int) -> None:
    wanted = ratios(text)
    splits = assign(documents, wanted, seed)
    assert len(splits) == len(documents)
    assert set(splits) <= set(wanted.names)
    found = figures(documents, splits, wanted)
    assert sum(split.documents for split in found.values()) == len(documents)
    assert sum(split.characters for split in found.values()) == sum(item.characters for item in documents)


@given(items, st.integers(0, 40), st.integers(0, 3))
def test_documents_that_come_later_move_none(documents: list[Item], first: int, seed: int) -> None:
    assert assign(documents[:first], WANTED, seed) == assign(documents, WANTED, seed)[:first]


@given(items)
def test_a_group_is_never_parted(documents: list[Item]) -> None:
    of_key: dict[object, set[str]] = {}
    for item, split in zip(documents, assign(documents, WANTED), strict=True):
        for key in item.keys:
            of_key.setdefault(key, set()).add(split)
    assert all(len(splits) == 1 for splits in of_key.values())


def test_what_is_joined_through_others_is_one_group() -> None:
    documents = [
        Item("a", keys=("x",)),
        Item("b", keys=("y",)),
        Item("c", keys=("x", "y")),
        *many(20),
        Item("e", keys=("y",)),
    ]
    splits = assign(documents, WANTED)
    assert len({splits[0], splits[1], splits[2], splits[-1]}) == 1


@pytest.mark.parametrize("seed", range(8))
def test_documents_and_labels_are_balanced(seed: int) -> None:
    """Within one document in a hundred, and a label that is not rare within two parts in a hundred."""
    documents = many(400, seed)
    found = figures(documents, assign(documents, WANTED, seed), WANTED)
    for split in found.values():
        assert abs(split.share - split.wanted) <= 0.01
        for label in ("measure", "metric"):
            total = sum(item.spans[label] for item in documents)
            assert abs(split.spans[label] / total - split.wanted) <= 0.02


def test_a_rare_label_is_in_every_split() -> None:
    """Where its documents are enough: a hash alone leaves it out of dev or test now and then."""
    documents = many(600, 5)
    found = figures(documents, assign(documents, WANTED, 1), WANTED)
    assert all(split.spans["rare"] for split in found.values())


@pytest.mark.parametrize("seed", range(10))
def test_no_split_is_empty_where_there_are_documents_enough(seed: int) -> None:
    found = figures(many(3), assign(many(3), WANTED, seed), WANTED)
    assert [split.documents for split in found.values()] == [1, 1, 1]


@pytest.mark.parametrize("seed", range(10))
def test_no_split_is_without_spans_where_there_are_documents_enough(seed: int) -> None:
    documents = [Item("nobody", 3000), *many(3), Item("nobody either", 3000)]
    found = figures(documents, assign(documents, WANTED, seed), WANTED)
    assert all(split.spans["measure"] for split in found.values())


def test_another_seed_splits_in_another_way() -> None:
    assert len({tuple(assign(many(30), WANTED, seed)) for seed in range(5)}) == 5
    assert assign(many(30), WANTED, 3) == assign(many(30), WANTED, 3)


def test_ratios() -> None:
    assert ratios("8:1:1").names == ("train", "dev", "test")
    assert ratios("8：2").names == ("train", "test")
    assert ratios("3:0:1").names == ("train", "test")
    assert ratios("3:0:1").shares == (0.75, 0.25)
    for wrong in ("", "8", "8:x", "1:1:1:1", "0:0", "1:0", "-1:2", "nan:1", "inf:1", "8;1;1"):
        with pytest.raises(BadInput, match="8:1:1"):
            ratios(wrong)
