"""Where the caret goes: by character, word, visual line, page. Positions are code points of the text."""

from collections.abc import Callable
from dataclasses import dataclass

from annotator.ui.text_view.page import Page

Words = Callable[[str, int], tuple[int, int]]


def plain_word(text: str, offset: int) -> tuple[int, int]:
    """The run of ASCII letters and digits at `offset`, else the one character there."""
    if offset >= len(text):
        return len(text), len(text)
    start = end = offset
    if _plain(text[offset]):
        while start and _plain(text[start - 1]):
            start -= 1
        while end < len(text) and _plain(text[end]):
            end += 1
        return start, end
    return offset, offset + 1


def word_at(text: str, position: int, words: Words) -> tuple[int, int]:
    """The word around the character; at the end of a line or of the text, the last one there."""
    at_end = position >= len(text) or text[position] in "\r\n"
    if at_end and position and text[position - 1] not in "\r\n":
        position -= 1
    if position >= len(text) or text[position] in "\r\n":
        return position, position
    return words(text, position)


def paragraph(text: str, offset: int) -> tuple[int, int]:
    """The characters between two line ends around `offset`."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    if end > start and text[end - 1] == "\r":
        end -= 1
    return start, max(start, end)


@dataclass(slots=True)
class Caret:
    """The caret and the other end of the selection.

    `upstream`: a caret at the end of a wrapped line stands there, not at the start of the next one.
    `goal`: the x that ↑ and ↓ aim at.
    """

    position: int = 0
    anchor: int = 0
    upstream: bool = False
    goal: float | None = None

    @property
    def selection(self) -> tuple[int, int]:
        return min(self.position, self.anchor), max(self.position, self.anchor)

    @property
    def selects(self) -> bool:
        return self.position != self.anchor


def left(page: Page, position: int) -> int:
    block = page.blocks.at(position)
    if position > block.start:
        return page.layout(block).previous(min(position, block.stop))
    before = page.blocks.before(block)
    if before is None:
        return 0
    return before.stop if before.hard else page.layout(before).previous(before.stop)


def right(page: Page, position: int) -> int:
    block = page.blocks.at(position)
    if position < block.stop:
        return page.layout(block).next(position)
    return block.next


def word_left(page: Page, position: int, words: Words) -> int:
    text = page.text
    while position and text[position - 1].isspace():
        position -= 1
    if not position:
        return 0
    return min(max(0, words(text, position - 1)[0]), position - 1)


def word_right(page: Page, position: int, words: Words) -> int:
    text = page.text
    if position >= len(text):
        return len(text)
    position = max(words(text, position)[1], position + 1)
    while position < len(text) and text[position].isspace():
        position += 1
    return min(position, len(text))


def vertical(page: Page, caret: Caret, lines: int) -> tuple[int, bool, float]:
    """`lines` visual lines down (up, if negative): position, upstream, goal."""
    spot = page.spot(caret.position, caret.upstream)
    goal = spot.x if caret.goal is None else caret.goal
    layout, number = spot.layout, spot.line + lines
    while number < 0:
        before = page.blocks.before(layout.block)
        if before is None:
            return 0, False, goal
        layout = page.layout(before)
        number += len(layout.lines)
    while number >= len(layout.lines):
        after = page.blocks.after(layout.block)
        if after is None:
            return len(page.text), False, goal
        number -= len(layout.lines)
        layout = page.layout(after)
    position, upstream = layout.position_at(number, goal)
    return position, upstream, goal


def line_start(page: Page, caret: Caret) -> int:
    spot = page.spot(caret.position, caret.upstream)
    return spot.layout.line_range(spot.line)[0]


def line_end(page: Page, caret: Caret) -> tuple[int, bool]:
    spot = page.spot(caret.position, caret.upstream)
    return spot.layout.line_range(spot.line)[1], spot.layout.continues(spot.line)


def _plain(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
