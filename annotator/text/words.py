"""Chinese words as jieba cuts them, without jieba's long load.

jieba builds a dictionary of half a million entries in memory (1–2 s, with stalls of 165 ms for other threads), and
its own cache lies under a predictable name in a shared folder. Here its word list and its model are kept in a file of ours,
sorted by first character and read character by character as texts need them. The cutting is jieba 0.42.1's
(`Tokenizer.cut` and `finalseg.cut`); a test holds it equal to jieba's on real text.
"""

import json
import os
import re
import struct
import tempfile
import time
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from math import log
from pathlib import Path

from annotator.domain.errors import NotFound
from annotator.i18n import _

Range = tuple[int, int]

_MAGIC = b"annotator words 1\n"
_HEAD = struct.Struct(
    "<QQQIIII"
)  # source size, source time, total frequency, lengths of the three parts, CRC-32
_BLOCK = re.compile(r"[一-鿕a-zA-Z0-9+#&\._%\-]+")
_HAN = re.compile("([一-鿕]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_PICKLED = re.compile(r"s*([VSpgF(])(.*)")
_RUN = re.compile(r"[A-Za-z0-9]+(?:[.,]\d+)*|\S")
_REACH = 120
"""How far to either side of a position the run of characters is looked at that a word is cut from."""

_SLICE = 0.003
_PAUSE = 0.001
_STATES = "BMES"
_BEFORE = {"B": "ES", "M": "MB", "S": "SE", "E": "BM"}
_NEVER = -3.14e100


class Words:
    """The words of Chinese text. Before `load` has ended, characters and ASCII runs stand in for words."""

    def __init__(self, cache_dir: Path) -> None:
        """The cache file will lie in `cache_dir`, which must exist when `load` is called."""
        self._file = cache_dir / "words.cache"
        self._model: _Model | None = None

    @property
    def ready(self) -> bool:
        return self._model is not None

    def load(self) -> None:
        """Make `word_at` and `words` know words. Meant for a background thread: it yields every few milliseconds.

        Takes a second where the cache is missing, damaged or older than jieba's dictionary, else milliseconds.
        Raises NotFound where jieba's files are missing. A cache that cannot be written costs the next start a second.
        """
        source = _jieba_folder() / "dict.txt"
        try:
            stat = source.stat()
        except OSError as error:
            raise _missing(source) from error
        stamp = (stat.st_size, int(stat.st_mtime))
        data = _read_cache(self._file, stamp)
        if data is None:
            data = _build(source, stamp)
            _write_cache(self._file, data)
        self._model = _Model(data)

    def word_at(self, text: str, pos: int) -> Range:
        """The word around a caret; behind the last character of the text, the last word."""
        if not text:
            return 0, 0
        pos = min(max(pos, 0), len(text) - 1)
        low, high = max(0, pos - _REACH), min(len(text), pos + _REACH)
        pattern = _BLOCK if self._model else _RUN
        for run in pattern.finditer(text, low, high):
            if run.start() <= pos < run.end():
                if self._model is None or not _HAN.search(run[0]):
                    found = next(
                        (m for m in _RUN.finditer(text, run.start(), run.end()) if m.end() > pos), run
                    )
                    return found.span() if found[0].isascii() else (pos, pos + 1)
                return next(
                    span for span in _spans(self._model.cut_block(run[0]), run.start()) if span[1] > pos
                )
            if run.start() > pos:
                break
        return pos, pos + 1

    def words(self, text: str) -> list[Range]:
        """Every word, and every mark, of the text; white space is left out."""
        if self._model is None:
            return [
                span
                for run in _RUN.finditer(text)
                for span in ([run.span()] if run[0].isascii() else [(run.start(), run.start() + 1)])
            ]
        return [span for span in _spans(self._model.cut(text), 0) if not text[span[0] : span[1]].isspace()]


class _Model:
    """jieba's dictionary and hidden Markov model over the bytes of the cache file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        _, _, total, index_length, model_length, _, _ = _HEAD.unpack_from(data, len(_MAGIC))
        start = len(_MAGIC) + _HEAD.size
        index = json.loads(data[start : start + index_length])
        model = json.loads(data[start + index_length : start + index_length + model_length])
        self._blob = start + index_length + model_length
        self._blocks: Mapping[str, list[int]] = index
        self._log_total = log(total)
        self._start: Mapping[str, float] = model["start"]
        self._trans: Mapping[str, Mapping[str, float]] = model["trans"]
        self._row = {char: row for row, char in enumerate(model["chars"])}
        self._emit = array("d")
        self._emit.frombytes(data[self._blob : self._blob + model["bytes"]])
        self._blob += model["bytes"]
        self._frequencies: dict[str, dict[str, int]] = {}

    def cut(self, text: str) -> Iterator[str]:
        """jieba.cut(text): consecutive pieces that make up the whole text."""
        at = 0
        for block in _BLOCK.finditer(text):
            yield from text[at : block.start()]
            yield from self.cut_block(block[0])
            at = block.end()
        yield from text[at:]

    def cut_block(self, block: str) -> Iterator[str]:
        """The words of a run of Chinese characters, ASCII letters and digits."""
        route = self._route(block)
        loose = at = 0
        while at < len(block):
            end = route[at] + 1
            if end - at > 1:
                yield from self._cut_loose(block[loose:at])
                yield block[at:end]
                loose = end
            at = end
        yield from self._cut_loose(block[loose:at])

    def _frequency(self, word: str) -> int | None:
        """How frequent; 0 for what only begins a word, None for what begins none."""
        block = self._frequencies.get(word[0])
        return (self._read_block(word[0]) if block is None else block).get(word)

    def _read_block(self, first: str) -> dict[str, int]:
        entries: dict[str, int] = {}
        if place := self._blocks.get(first):
            start = self._blob + place[0]
            for line in self._data[start : start + place[1]].decode().split("\n"):
                rest, _, count = line.rpartition(" ")
                word = first + rest
                entries[word] = int(count)
                for length in range(1, len(word)):
                    entries.setdefault(word[:length], 0)
        self._frequencies[first] = entries
        return entries

    def _route(self, block: str) -> list[int]:
        """For every character, where the word that begins with it ends on the most probable path."""
        length = len(block)
        best = [0.0] * (length + 1)
        last = [0] * (length + 1)
        for start in range(length - 1, -1, -1):
            choices = []
            end = start
            while end < length and (count := self._frequency(block[start : end + 1])) is not None:
                if count:
                    choices.append((log(count) - self._log_total + best[end + 1], end))
                end += 1
            if not choices:
                choices.append(
                    (log(self._frequency(block[start]) or 1) - self._log_total + best[start + 1], start)
                )
            best[start], last[start] = max(choices)
        return last

    def _cut_loose(self, loose: str) -> Iterator[str]:
        """Single characters in a row: the model finds the words in them that no dictionary has."""
        if len(loose) < 2 or self._frequency(loose):
            yield from loose
            return
        for part in _HAN.split(loose):
            if _HAN.match(part):
                yield from self._guess(part)
            else:
                yield from (piece for piece in _LATIN.split(part) if piece)

    def _guess(self, run: str) -> Iterator[str]:
        begin = 0
        for at, state in enumerate(self._states(run)):
            if state in "ES":
                yield run[begin : at + 1]
                begin = at + 1
        if begin < len(run):
            yield run[begin:]

    def _states(self, run: str) -> str:
        """Viterbi over B, M, E, S."""
        scores = {state: self._start[state] + self._emission(run[0], n) for n, state in enumerate(_STATES)}
        paths = {state: state for state in _STATES}
        for char in run[1:]:
            new_scores, new_paths = {}, {}
            for n, state in enumerate(_STATES):
                emission = self._emission(char, n)
                score, previous = max(
                    (scores[before] + self._trans[before].get(state, _NEVER) + emission, before)
                    for before in _BEFORE[state]
                )
                new_scores[state], new_paths[state] = score, paths[previous] + state
            scores, paths = new_scores, new_paths
        return paths[max((scores[state], state) for state in "ES")[1]]

    def _emission(self, char: str, state: int) -> float:
        row = self._row.get(char)
        return _NEVER if row is None else self._emit[4 * row + state]


def _spans(pieces: Iterable[str], at: int) -> Iterator[Range]:
    for piece in pieces:
        yield at, at + len(piece)
        at += len(piece)


def _jieba_folder() -> Path:
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise _missing("jieba")
    return Path(next(iter(spec.submodule_search_locations)))


def _missing(what: object) -> NotFound:
    return NotFound(
        _("the word list of jieba is missing ({file}); words are single characters until annotator is installed again",
          file=what)
    )  # fmt: skip


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


def _build(source: Path, stamp: tuple[int, int]) -> bytes:
    """The cache's bytes from jieba's own files, in slices that leave other threads their turn."""
    blocks: dict[str, list[str]] = {}
    total = 0
    turn = _Turn()
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, count = line.split(" ", 2)[:2]
            blocks.setdefault(word[0], []).append(f"{word[1:]} {count}")
            total += int(count)
            turn.take()
    index, parts, at = {}, [], 0
    for first, entries in blocks.items():
        part = "\n".join(entries).encode()
        index[first] = [at, len(part)]
        parts.append(part)
        at += len(part)
        turn.take()
    emit = _table(source.parent, "emit", turn)
    chars = list(dict.fromkeys(char for state in _STATES for char in emit[state]))
    rows = array("d")
    for char in chars:
        rows.extend(emit[state].get(char, _NEVER) for state in _STATES)
        turn.take()
    start, trans = _table(source.parent, "start", turn)[""], _table(source.parent, "trans", turn)
    model = {"start": start, "trans": trans, "chars": "".join(chars), "bytes": len(rows) * rows.itemsize}
    head, tail = (
        json.dumps(index, ensure_ascii=False).encode(),
        json.dumps(model, ensure_ascii=False).encode(),
    )
    body = head + tail + rows.tobytes() + b"".join(parts)
    lengths = (len(head), len(tail), len(body))
    return _MAGIC + _HEAD.pack(*stamp, total, *lengths, zlib.crc32(body)) + body


def _table(folder: Path, name: str, turn: _Turn) -> dict[str, dict[str, float]]:
    """A table of jieba's hidden Markov model: state -> key -> logarithm of the probability.

    The file is a pickle in text form that holds dictionaries of strings and numbers and nothing else. Read line by
    line: `pickle` would stall other threads for 70 ms, and run what it finds.
    """
    path = folder / "finalseg" / f"prob_{name}.p"
    table: dict[str, dict[str, float]] = {}
    remembered: dict[str, str] = {}
    state = last = ""
    try:
        with path.open(encoding="ascii") as lines:
            for line in lines:
                code, value = (match[1], match[2]) if (match := _PICKLED.match(line)) else ("", "")
                if code in ("V", "S"):
                    last = value.strip("'").encode().decode("raw-unicode-escape")
                elif code == "p":
                    remembered[value] = last
                elif code == "g":
                    last = remembered[value]
                elif code == "(":
                    state = last
                elif code == "F":
                    table.setdefault(state, {})[last] = float(value)
                turn.take()
    except (OSError, ValueError, KeyError) as error:
        raise _missing(path) from error
    return table


def _read_cache(path: Path, stamp: tuple[int, int]) -> bytes | None:
    """The cache's bytes; None where it is missing, damaged, or of another dictionary."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + _HEAD.size
    if len(data) < start or not data.startswith(_MAGIC):
        return None
    size, changed, _, _, _, length, checksum = _HEAD.unpack_from(data, len(_MAGIC))
    whole = len(data) - start == length and zlib.crc32(memoryview(data)[start:]) == checksum
    return data if whole and (size, changed) == stamp else None


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
