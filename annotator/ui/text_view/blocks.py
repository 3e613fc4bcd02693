"""A text cut into blocks (a paragraph, or a piece of a very long one) and their heights in pixels.

Opening a text must cost next to nothing, so it is cut into chunks of some thousand characters first;
a chunk is cut into blocks when somebody looks at it, and its height is a guess until then. Sums of
heights go over two levels, chunks and the blocks of one chunk. All offsets are code points.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

CHUNK = 8192
SOFT = 1000  # the longest block; a longer paragraph is cut at ends of sentences
_ENDS = "。！？；…!?;"
_PAUSES = "，、：,: \t\u3000"
_CLOSERS = "”’」』）)》〉】"


class Block(NamedTuple):
    """The characters `[start, stop)` of the text; `next` is where the following block starts.

    Between `stop` and `next` lies the line end, if any (`\\n` or `\\r\\n`).
    """

    chunk: int
    place: int
    start: int
    stop: int
    next: int

    @property
    def hard(self) -> bool:
        """Whether a line end follows, so that the paragraph is over."""
        return self.next > self.stop


class Guess(NamedTuple):
    """What heights are guessed from before a block is laid out: characters a line, and pixels."""

    columns: int
    line: int
    blank: int
    gap: int

    def block(self, length: int) -> int:
        if not length:
            return self.blank
        return -(-length // self.columns) * self.line + self.gap

    def chunk(self, length: int, paragraphs: int, blanks: int) -> int:
        filled = paragraphs - blanks
        lines = max(filled, length // self.columns + filled // 2)
        return lines * self.line + blanks * self.blank + paragraphs * self.gap


def soft_cut(text: str, start: int, stop: int) -> int:
    """Where to cut `[start, stop)` when it is longer than `SOFT`; `stop` when it is not.

    After the last end of a sentence in the second half of the piece, else after a comma or space, else
    anywhere that does not part a letter from its combining marks.
    """
    limit = start + SOFT
    if stop <= limit:
        return stop
    for marks in (_ENDS, _PAUSES):
        found = max(text.rfind(mark, start + SOFT // 2, limit - 8) for mark in marks)
        if found >= 0:
            cut = found + 1
            while cut < limit and text[cut] in _CLOSERS:
                cut += 1
            break
    else:
        cut = limit
    while cut > start + SOFT // 2 and _joins(text[cut]):
        cut -= 1
    return cut


class BlockMap:
    """The blocks of one text, found by offset or by height. `changed` is called when a guessed height
    has been replaced, in the midst of things: it must not ask for anything at once.
    """

    def __init__(self, text: str, guess: Guess, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._text = text
        self._guess = guess
        self._chunks = _chunks(text, guess)
        self._chunk_starts = [chunk.start for chunk in self._chunks]
        self._tops: list[int] | None = None

    @property
    def height(self) -> int:
        """Of the whole text: exact where blocks have been laid out, guessed elsewhere."""
        return self._chunk_tops()[-1]

    def guess_again(self, guess: Guess) -> None:
        """Forget every height, because the column or the font changed."""
        self._guess = guess
        for chunk in self._chunks:
            chunk.forget(guess)
        self._tops = None

    def at(self, offset: int) -> Block:
        """The block that `offset` lies in; an offset between two soft pieces belongs to the second."""
        number = bisect_right(self._chunk_starts, offset) - 1
        starts = self._open(number).starts
        return self._block(number, bisect_right(starts, offset) - 1)

    def at_height(self, y: int) -> tuple[Block, int]:
        """The block at `y` pixels from the top, and how far into it `y` lies."""
        tops = self._chunk_tops()
        number = max(0, min(bisect_right(tops, y) - 1, len(self._chunks) - 1))
        base = tops[number]
        guessed = self._chunks[number].height
        inner = self._open(number).tops()
        if guessed != inner[-1]:  # opened just now: the same part of the way down
            y = base + (y - base) * inner[-1] // max(1, guessed)
        index = max(0, min(bisect_right(inner, y - base) - 1, len(inner) - 2))
        return self._block(number, index), y - base - inner[index]

    def after(self, block: Block) -> Block | None:
        number, index = block.chunk, block.place + 1
        if index < len(self._open(number).starts):
            return self._block(number, index)
        return self._block(number + 1, 0) if number + 1 < len(self._chunks) else None

    def before(self, block: Block) -> Block | None:
        if block.place:
            return self._block(block.chunk, block.place - 1)
        if not block.chunk:
            return None
        return self._block(block.chunk - 1, len(self._open(block.chunk - 1).starts) - 1)

    def top(self, block: Block) -> int:
        """Pixels from the top of the text to the block."""
        chunk = self._open(block.chunk)
        return self._chunk_tops()[block.chunk] + chunk.tops()[block.place]

    def guess_tops(self, offsets: Sequence[int]) -> list[float]:
        """About how far down each of the offsets is; opens no chunk."""
        tops, starts = self._chunk_tops(), self._chunk_starts
        slopes = [chunk.height / max(1, chunk.end - chunk.start) for chunk in self._chunks]
        found = []
        for offset in offsets:
            number = bisect_right(starts, offset) - 1
            found.append(tops[number] + (offset - starts[number]) * slopes[number])
        return found

    def set_height(self, block: Block, height: int) -> None:
        """Replace a guess by the height that the block turned out to have."""
        chunk = self._open(block.chunk)
        change = height - chunk.heights[block.place]
        if change:
            chunk.heights[block.place] = height
            chunk.height += change
            chunk.inner = None
            self._tops = None
            self._changed()

    def _chunk_tops(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate((chunk.height for chunk in self._chunks), initial=0))
        return self._tops

    def _block(self, number: int, index: int) -> Block:
        chunk = self._open(number)
        start = chunk.starts[index]
        after = chunk.starts[index + 1] if index + 1 < len(chunk.starts) else chunk.end
        stop = after
        if stop > start and self._text[stop - 1] == "\n":
            stop -= 1
            if stop > start and self._text[stop - 1] == "\r":
                stop -= 1
        return Block(number, index, start, stop, after)

    def _open(self, number: int) -> "_Chunk":
        chunk = self._chunks[number]
        if not chunk.starts:
            chunk.starts = _split(self._text, chunk.start, chunk.end)
        if not chunk.heights:
            ends = [*chunk.starts[1:], chunk.end]
            guess = self._guess.block
            chunk.heights = [
                guess(max(0, end - start - 1)) for start, end in zip(chunk.starts, ends, strict=True)
            ]
            chunk.height = sum(chunk.heights)
            chunk.inner = None
            self._tops = None
            self._changed()
        return chunk


class _Chunk:
    __slots__ = ("blanks", "end", "height", "heights", "inner", "paragraphs", "start", "starts")

    def __init__(self, text: str, start: int, end: int, guess: Guess) -> None:
        self.start = start
        self.end = end
        self.paragraphs = text.count("\n", start, end) or 1
        self.blanks = min(text.count("\n\n", start, end), self.paragraphs - 1)
        self.starts: list[int] = []
        self.forget(guess)

    def forget(self, guess: Guess) -> None:
        self.heights: list[int] = []
        self.inner: list[int] | None = None
        self.height = guess.chunk(self.end - self.start, self.paragraphs, self.blanks)

    def tops(self) -> list[int]:
        """Tops of the blocks from the chunk's own top, and one more: the chunk's height."""
        if self.inner is None:
            self.inner = list(accumulate(self.heights, initial=0))
        return self.inner


def _chunks(text: str, guess: Guess) -> list[_Chunk]:
    chunks = []
    start, end = 0, len(text)
    while True:
        cut = end
        if end - start > 2 * CHUNK:
            line = text.find("\n", start + CHUNK, start + 2 * CHUNK)
            cut = line + 1 if line >= 0 else soft_cut(text, start + CHUNK - SOFT, end)
        chunks.append(_Chunk(text, start, cut, guess))
        start = cut
        if start >= end:
            return chunks


def _split(text: str, start: int, end: int) -> list[int]:
    starts = []
    for line in text[start:end].split("\n"):
        starts.append(start)
        stop = start + len(line)
        while stop - start > SOFT:
            start = soft_cut(text, start, stop)
            starts.append(start)
        start = stop + 1
    if len(starts) > 1 and starts[-1] >= end and end < len(text):
        starts.pop()  # the empty piece after the last line end is the next chunk's first block
    return starts


def _joins(character: str) -> bool:
    """Whether the character belongs to the one before it: a mark, a joiner, a line feed after a return."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or character in "\u200d\n"
