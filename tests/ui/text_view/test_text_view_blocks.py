"""Blocks cover a text exactly, stay short, and their heights add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text_view.blocks import CHUNK, SOFT, Block, BlockMap, Guess, soft_cut

GUESS = Guess(columns=40, line=32, blank=15, gap=7)
pieces = st.sampled_from(
    ["\n", "\r\n", "\r", "字", "。", "word ", "𠮷", "e\u0301", "\u2028", "长句" * 700, "\n\n"]
)
texts = st.lists(pieces, max_size=30).map("".join)


def walk(blocks: BlockMap) -> list[Block]:
    block: Block | None = blocks.at(0)
    found = []
    while block is not None:
        found.append(block)
        block = blocks.after(block)
    return found


@given(texts)
def test_blocks_follow_each_other_without_gap_and_hold_every_character(text: str) -> None:
    found = walk(BlockMap(text, GUESS))
    assert found[0].start == 0
    assert found[-1].next == len(text)
    assert [block.next for block in found[:-1]] == [block.start for block in found[1:]]
    for block in found:
        assert "\n" not in text[block.start : block.stop]
        assert text[block.stop : block.next] in ("", "\n", "\r\n")
        assert block.stop - block.start <= SOFT + 1


@given(texts)
def test_a_text_has_as_many_hard_ends_as_line_feeds(text: str) -> None:
    found = walk(BlockMap(text, GUESS))
    assert sum(block.hard for block in found) == text.count("\n")
    assert not found[-1].hard


@given(texts, st.data())
def test_the_block_at_an_offset_contains_it_and_neighbours_agree(text: str, data: st.DataObject) -> None:
    blocks = BlockMap(text, GUESS)
    offset = data.draw(st.integers(0, len(text)))
    block = blocks.at(offset)
    assert block.start <= offset < block.next or offset == block.next == len(text)
    after = blocks.after(block)
    assert after is None or blocks.before(after) == block


@given(texts, st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 300)), max_size=8))
def test_tops_are_sums_of_the_heights_above(text: str, changes: list[tuple[int, int]]) -> None:
    blocks = BlockMap(text, GUESS)
    found = walk(blocks)
    for number, height in changes:
        blocks.set_height(found[number % len(found)], height)
    tops = [blocks.top(block) for block in found]
    heights = [after - top for top, after in zip(tops, [*tops[1:], blocks.height], strict=True)]
    assert min(heights) >= 0
    for block, top, height in zip(found, tops, heights, strict=True):
        if height:
            assert blocks.at_height(top) == (block, 0)
            assert blocks.at_height(top + height - 1) == (block, height - 1)


def test_a_long_paragraph_is_cut_after_sentences_with_their_closing_quotes() -> None:
    text = ("他说：“好。”" * 300)[:2000]
    cut = soft_cut(text, 0, len(text))
    assert SOFT // 2 <= cut <= SOFT
    assert text[:cut].endswith("”")


def test_a_cut_never_parts_a_letter_from_its_marks() -> None:
    text = "e" + "\u0301" * 40
    text = "x" * (SOFT - 20) + text + "y" * SOFT
    assert soft_cut(text, 0, len(text)) == SOFT - 20


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK])
def test_texts_about_the_size_of_chunks(size: int) -> None:
    for text in ("字" * size, "字\n" * (size // 2), "\n" * size):
        found = walk(BlockMap(text, GUESS))
        assert found[-1].next == len(text)
        assert len({block.start for block in found}) == len(found)


def test_opening_a_long_text_cuts_no_block() -> None:
    blocks = BlockMap("字字字字\n" * 200_000, GUESS)
    assert blocks.height > 200_000 * 20
    assert not any(chunk.starts for chunk in blocks._chunks)
    blocks.at(500_000)
    assert sum(bool(chunk.starts) for chunk in blocks._chunks) == 1


def test_guessed_places_go_down_the_text() -> None:
    text = "段落。\n" * 50_000
    blocks = BlockMap(text, GUESS)
    tops = blocks.guess_tops(range(0, len(text), 1000))
    assert tops == sorted(tops)
    assert 0 <= tops[0] < tops[-1] <= blocks.height
