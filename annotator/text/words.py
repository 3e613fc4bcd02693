"""Chinese words as jieba cuts them, with the terms of the field as words, without jieba's long load.

jieba builds a dictionary of half a million entries in memory (1–2 s, with stalls of 165 ms for other threads), and
its own cache lies under a predictable name in a shared folder. Here its tokenizer is given a dictionary that lies in
a file of ours, sorted by first character, and is read character by character as texts need it. The terms of the word
list `words` are in it with the frequencies that jieba's own `add_word` gives them. A test holds the words equal to those
of a jieba with the same terms, or with none.
"""

import json
import logging
import os
import re
import struct
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.errors import NotFound
from annotator.i18n import _
from annotator.text.lexicons import entries

Range = tuple[int, int]
Stamp = tuple[int, int, int]
_Blocks = dict[str, dict[str, int]]  # first character → word → count

_MAGIC = b"annotator words 3\n"
# Size and time of jieba's file, CRC-32 of our terms, total frequency, lengths of index and body, CRC-32.
_HEAD = struct.Struct("<QQIQIII")
_BLOCK = re.compile(r"[一-鿕a-zA-Z0-9+#&\._%\-]+")
_HAN = re.compile("([一-鿕]+)")
_RUN = re.compile(r"[A-Za-z0-9]+(?:[.,]\d+)*|\S")
_REACH = 120
"""How far to either side of a position the run of characters is looked at that a word is cut from."""

_SLICE = 0.003
_PAUSE = 0.001


def can_be_kept(word: str) -> bool:
    """Whether jieba can keep this whole: two characters or more, Chinese among them, nothing but letters, digits, +#&._%-."""
    return len(word) > 1 and _BLOCK.fullmatch(word) is not None and _HAN.search(word) is not None


class Words:
    """The words of Chinese text. Before `load` has ended, characters and ASCII runs stand in for words."""

    def __init__(self, cache_dir: Path, *, terms: bool = True) -> None:
        """The cache file will lie in `cache_dir`, which must exist when `load` is called.

        Without `terms` the words are those of a plain jieba: for figures that others are to find again.
        """
        self._terms = entries("words") if terms else ()
        self._file = cache_dir / ("words.cache" if terms else "words-plain.cache")
        self._own: tuple[str, ...] = ()
        self._new: Callable[[], Any] | None = None  # makes a jieba.Tokenizer, which has no types
        self._tokenizer: Any = None

    @property
    def ready(self) -> bool:
        return self._tokenizer is not None

    def set_own(self, words: Iterable[str]) -> None:
        """Keep these words whole, too, and no others than these: those that a project has for itself.

        Each as frequent as jieba thinks it must be to stay whole; see `can_be_kept` for what can be a word. Their
        order means nothing: shorter ones are taken first, so that a longer one stays whole around them. A thousand
        words cost a fiftieth of a second; before `load` has ended, nothing.
        """
        own = tuple(sorted(set(words), key=lambda word: (len(word), word)))
        if own != self._own:
            self._own = own
            if self._new is not None:
                self._tokenizer = self._new()

    def load(self) -> None:
        """Make `word_at` and `words` know words. Meant for a background thread: it yields every few milliseconds.

        Takes a second where the cache is missing, damaged or older than jieba's dictionary, else milliseconds.
        Raises NotFound where jieba's files are missing. A cache that cannot be written costs the next start a second.
        """
        with warnings.catch_warnings():  # of jieba's own escapes, and of what it imports
            warnings.simplefilter("ignore")
            import jieba
        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        source = Path(jieba.__file__).with_name("dict.txt")
        try:
            stat = source.stat()
        except OSError as error:
            raise NotFound(
                _(
                    "jieba's word list {file} is missing; words are single characters until annotator is installed anew",
                    file=source,
                )
            ) from error
        stamp = (stat.st_size, int(stat.st_mtime), zlib.crc32("\n".join(self._terms).encode()))
        data = _read_cache(self._file, stamp)
        if data is None:
            data = _pack(*_read_dictionary(source, tokenizer, self._terms), stamp)
            _write_cache(self._file, data)
        lines_of, total = _opened(data)

        shared: _Blocks = {}

        def new() -> Any:
            made = jieba.Tokenizer()
            _use(made, _Frequencies(lines_of, shared), total)
            for word in self._own:
                made.add_word(word)
            return made

        self._new = new
        applied = None
        while applied is not self._own:  # the person may add a word while this thread is at it
            applied = self._own
            self._tokenizer = new()

    def word_at(self, text: str, pos: int) -> Range:
        """The word around a caret; behind the last character of the text, the last word."""
        if not text:
            return 0, 0
        pos = min(max(pos, 0), len(text) - 1)
        low, high = max(0, pos - _REACH), min(len(text), pos + _REACH)
        pattern = _BLOCK if self._tokenizer else _RUN
        for run in pattern.finditer(text, low, high):
            if run.start() <= pos < run.end():
                if self._tokenizer is None or not _HAN.search(run[0]):
                    found = next(
                        (m for m in _RUN.finditer(text, run.start(), run.end()) if m.end() > pos), run
                    )
                    return found.span() if found[0].isascii() else (pos, pos + 1)
                return next(
                    span for span in _spans(self._tokenizer.cut(run[0]), run.start()) if span[1] > pos
                )
            if run.start() > pos:
                break
        return pos, pos + 1

    def words(self, text: str) -> list[Range]:
        """Every word, and every mark, of the text; white space is left out."""
        if self._tokenizer is None:
            return [
                span
                for run in _RUN.finditer(text)
                for span in ([run.span()] if run[0].isascii() else [(run.start(), run.start() + 1)])
            ]
        return [
            span for span in _spans(self._tokenizer.cut(text), 0) if not text[span[0] : span[1]].isspace()
        ]


class _Frequencies:
    """jieba's prefix dictionary as its tokenizer asks for it: how frequent a word is, 0 for what only begins one.

    `lines_of` gives the rest and the count of every word that begins with a character, when a text first needs it.
    What was read so is kept in `shared`, for others like this one; what is set here is not.
    """

    def __init__(self, lines_of: Callable[[str], Iterable[str]], shared: _Blocks | None = None) -> None:
        self._lines_of = lines_of
        self._shared: _Blocks = {} if shared is None else shared
        self._read = dict(self._shared)

    def get(self, word: str, default: int | None = None) -> int | None:
        try:
            return self._read[word[0]].get(word, default)
        except KeyError:
            return self._block(word[0]).get(word, default)

    def __contains__(self, word: str) -> bool:
        return self.get(word) is not None

    def __getitem__(self, word: str) -> int:
        count = self.get(word)
        if count is None:
            raise KeyError(word)
        return count

    def graph(self, sentence: str) -> dict[int, list[int]]:
        """jieba's `get_DAG`: for each character the ends of the words that begin with it. One look a word, not three."""
        found: dict[int, list[int]] = {}
        for start, first in enumerate(sentence):
            counts = self._read.get(first)
            if counts is None:
                counts = self._block(first)
            ends, end, word = [], start, first
            while (count := counts.get(word)) is not None and end < len(sentence):
                if count:
                    ends.append(end)
                end += 1
                word = sentence[start : end + 1]
            found[start] = ends or [start]
        return found

    def __setitem__(self, word: str, count: int) -> None:
        self.get(word)
        first = word[0]
        if self._read[first] is self._shared.get(first):
            self._read[first] = dict(self._shared[first])
        self._read[first][word] = count

    def _block(self, first: str) -> dict[str, int]:
        if (known := self._shared.get(first)) is not None:
            self._read[first] = known
            return known
        counts: dict[str, int] = {}
        for line in self._lines_of(first):
            rest, _, count = line.rpartition(" ")
            word = first + rest
            counts[word] = int(count)
            for length in range(1, len(word)):
                counts.setdefault(word[:length], 0)
        self._read[first] = self._shared[first] = counts
        return counts


def _spans(pieces: Iterable[str], at: int) -> Iterator[Range]:
    for piece in pieces:
        yield at, at + len(piece)
        at += len(piece)


class _Turn:
    """Lets other threads run: a pause after every slice of work."""

    def __init__(self) -> None:
        self._steps = 0
        self._until = time.perf_counter() + _SLICE

    def take(self) -> None:
        self._steps += 1
        if self._steps % 64 == 0 and time.perf_counter() > self._until:
            time.sleep(_PAUSE)
            self._until = time.perf_counter() + _SLICE


def _use(tokenizer: Any, frequencies: _Frequencies, total: int) -> None:
    """Let the tokenizer look there instead of reading its own dictionary."""
    tokenizer.FREQ = frequencies
    tokenizer.get_DAG = frequencies.graph
    tokenizer.total = total
    tokenizer.initialized = True


def _opened(data: bytes) -> tuple[Callable[[str], Iterable[str]], int]:
    """How to read the bytes of a cache file, and their total."""
    *_, total, index_length, _, _ = _HEAD.unpack_from(data, len(_MAGIC))
    start = len(_MAGIC) + _HEAD.size
    places: Mapping[str, list[int]] = json.loads(data[start : start + index_length])
    body = start + index_length

    def lines_of(first: str) -> Iterable[str]:
        at, length = places.get(first, (0, 0))
        return data[body + at : body + at + length].decode().split("\n") if length else ()

    return lines_of, total


def _read_dictionary(source: Path, tokenizer: Any, terms: Iterable[str]) -> tuple[dict[str, list[str]], int]:
    """jieba's own dictionary by first character, with terms, and its total, in slices that leave others their turn.

    The terms are as frequent as jieba thinks they must be to stay whole. A later entry of a word counts.
    """
    blocks: dict[str, list[str]] = {}
    total = 0
    turn = _Turn()
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split(" ", 2)[:2]
            blocks.setdefault(word[0], []).append(f"{word[1:]} {count}")
            total += int(count)
            turn.take()
    _use(tokenizer, _Frequencies(lambda first: blocks.get(first, ())), total)
    for term in terms:
        tokenizer.add_word(term)
        blocks.setdefault(term[0], []).append(f"{term[1:]} {tokenizer.FREQ[term]}")
        turn.take()
    return blocks, int(tokenizer.total)


def _pack(blocks: Mapping[str, list[str]], total: int, stamp: Stamp) -> bytes:
    """The cache's bytes."""
    index, parts, at = {}, [], 0
    turn = _Turn()
    for first, lines in blocks.items():
        part = "\n".join(lines).encode()
        index[first] = [at, len(part)]
        parts.append(part)
        at += len(part)
        turn.take()
    head = json.dumps(index, ensure_ascii=False).encode()
    body = head + b"".join(parts)
    return _MAGIC + _HEAD.pack(*stamp, total, len(head), len(body), zlib.crc32(body)) + body


def _read_cache(path: Path, stamp: Stamp) -> bytes | None:
    """The cache's bytes; None where it is missing, damaged, or of another dictionary."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + _HEAD.size
    if len(data) < start or not data.startswith(_MAGIC):
        return None
    *written, _, _, length, checksum = _HEAD.unpack_from(data, len(_MAGIC))
    whole = len(data) - start == length and zlib.crc32(memoryview(data)[start:]) == checksum
    return data if whole and tuple(written) == stamp else None


def _write_cache(path: Path, data: bytes) -> None:
    """Written under another name and renamed, so that a reader never sees a half."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix="words-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
