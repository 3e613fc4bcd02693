"""CoNLL columns: a token and its tag a line, a blank line after a sentence (CoNLL-2003; tags of Ramshaw and Marcus 1995).

Tokens are characters, or words as jieba cuts them without our terms, so that others find the same. Tags are BIO (IOB2) or
BIOES. Written are two columns with a tab between them; read are any number, the first the token, the last the tag, in
any of the schemes. White space is no token, so texts read back without it. Documents begin with a line `-DOCSTART-`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from annotator import paths
from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats.beside import companions, in_its_layer
from annotator.formats.fidelity import flat, without
from annotator.formats.format import TOKENS, Format, ReadOptions, WriteOptions, always
from annotator.formats.hostile import check_size
from annotator.formats.losses import Losses
from annotator.formats.record import Record, RecordSpan, check, printable
from annotator.i18n import N_, _
from annotator.text.words import Words

LARGEST = 256 * 2**20  # bytes of a file
DOCSTART = "-DOCSTART-"
_LOOKED_AT = 200  # lines, to recognise them
CHARS_BIO, CHARS_BIOES, WORDS_BIO, WORDS_BIOES = "chars-bio", "chars-bioes", "words-bio", "words-bioes"

Range = tuple[int, int]
Sentence = list[tuple[str, str]]
"""Tokens with their tags."""

_ENDS = "。！？!?"
_CLOSERS = "”’）」』》)\"'"
_TAG = re.compile(r"([BIESLUM])-(.+)", re.DOTALL)


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record a document; tokens are joined without blanks but between words of alphabets. Raises BadInput."""
    check_size(path, LARGEST)
    sentences: list[Sentence] = []
    began = False
    for number, line in enumerate(_lines(path), 1):
        columns = line.split("\t") if "\t" in line else line.split()
        if not line.strip():
            sentences.append([])
        elif columns[0] == DOCSTART:
            if began:
                yield _record(sentences, path)
            sentences, began = [], True
        elif not line.startswith("# ") or len(columns) == 2:
            if len(columns) < 2 or not columns[0] or not columns[-1]:
                raise BadInput(
                    _("{where}: a token and its tag are needed, but there is “{line}”",
                      where=_("{file}, line {line}", file=path, line=number), line=printable(line))
                )  # fmt: skip
            began = True
            sentences = sentences or [[]]
            sentences[-1].append((columns[0], columns[-1].strip()))
    if not began:
        raise BadInput(_("{file} has no documents", file=path))
    yield _record(sentences, path)


def recognise(head: bytes) -> bool:
    """Whether its lines are tokens with tags, one of them no O."""
    lines = head.decode("utf-8-sig", "ignore").split("\n")[:_LOOKED_AT]
    rows = [
        line.split("\t") if "\t" in line else line.split() for line in lines[: len(lines) - 1] if line.strip()
    ]
    rows = [row for row in rows if row[0] not in (DOCSTART, "#")]
    tags = [row[-1].strip() for row in rows if len(row) > 1]
    return (
        len(tags) == len(rows) >= 3
        and set(tags) != {"O"}
        and all(t == "O" or _TAG.fullmatch(t) for t in tags)
    )


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """Two columns, in the variant that `options` name, else characters with BIO tags."""
    count = 0
    with out.open("wb", buffering=1 << 20) as file:
        for record in records:
            count += 1
            file.write(block(record, options))
    return count


def block(record: Record, options: WriteOptions, whole: Record | None = None) -> bytes:
    """The lines of one document, or of a layer's part of the `whole` one: then sentences are those of all its layers."""
    sentences = (
        "".join(f"{token}\t{tag}\n" for token, tag in sentence) for sentence in tagged(record, options, whole)
    )
    return "\n".join([f"{DOCSTART}\tO\n", *sentences, ""]).encode()


def tagged(record: Record, options: WriteOptions, whole: Record | None = None) -> list[Sentence]:
    """The sentences of a record whose spans lie on tokens and do not overlap; no span of the `whole` one is cut."""
    tokens = _tokens(record.text, options)
    held = _held(tokens, (whole or record).spans)
    bioes = (options.variant or CHARS_BIO).endswith("bioes")
    inside = _inside(tokens, record.spans)
    sentences: list[Sentence] = [[]]
    for number, (start, end) in enumerate(tokens):
        before = tokens[number - 1][1] if number else 0
        span = inside[number]
        first = span is None or span.start == start
        if sentences[-1] and number not in held and _breaks(record.text, before, start):
            sentences.append([])
        last = span is None or span.end == end
        sentences[-1].append((record.text[start:end], _tag(span, first, last, bioes=bioes)))
    return [sentence for sentence in sentences if sentence]


def assembled(sentences: Iterable[Sentence]) -> Record:
    """The record that sentences of tokens make: one a line, its offsets in the text that the tokens give."""
    sentences = [sentence for sentence in sentences if sentence]
    chars = all(len(token) == 1 for sentence in sentences for token, _tag in sentence)
    record = Record(None, "")
    parts: list[str] = []
    at = 0
    for sentence in sentences:
        if parts:
            parts.append("\n")
            at += 1
        opened = _Opened(record)
        before = ""
        for token, tag in sentence:
            gap = "" if chars or not before else _gap(before, token)
            parts += (gap, token)
            at += len(gap)
            opened.tag(tag, at, at + len(token))
            at += len(token)
            before = token
    record.text = "".join(parts)
    return record


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:
    """Spans over whole tokens: those whose ends lie within one grow to its edge, and may then overlap another."""
    tokens = _tokens(record.text, options)
    if "".join(record.text[start:end] for start, end in tokens) != record.text:
        losses.add("white space", (record.id,))
    starts, ends = _edges(tokens, len(record.text))
    blank = [span for span in record.spans if starts[span.start] >= ends[span.end]]
    record = without(record, blank, "blank", losses)
    moved = [replace(span, start=starts[span.start], end=ends[span.end], text=None) for span in record.spans]
    pairs = zip(record.spans, moved, strict=True)
    losses.add("trimmed", (old.id for old, new in pairs if (old.start, old.end) != (new.start, new.end)))
    kept = {id(span) for span in flat(moved)}
    return without(replace(record, spans=moved), [s for s in moved if id(s) not in kept], "overlap", losses)


def expected(record: Record, options: WriteOptions, whole: Record | None = None) -> Record:
    """What reading what `block` wrote gives."""
    return assembled(tagged(record, options, whole))


def _record(sentences: list[Sentence], path: Path) -> Record:
    record = assembled(sentences)
    record.source = Source(path.name, "", "utf-8")
    record.local_ids = True
    check(record, str(path))
    return in_its_layer(record, path)


def _lines(path: Path) -> Iterator[str]:
    """The lines, cut at "\\n" alone: other line ends may be tokens."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_("{file} is not UTF-8; save it as UTF-8", file=path)) from error
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at:end].removesuffix("\r")
        at = end + 1


@cache
def _jieba() -> Words:
    """Loaded when a first export wants words, once."""
    words = Words(paths.cache_dir(), terms=False)
    words.load()
    return words


def _tokens(text: str, options: WriteOptions) -> list[Range]:
    if not (options.variant or CHARS_BIO).startswith("words"):
        return [(place, place + 1) for place, char in enumerate(text) if not char.isspace()]
    return [(start, end) for start, end in _jieba().words(text) if not any(map(str.isspace, text[start:end]))]


def _edges(tokens: list[Range], length: int) -> tuple[list[int], list[int]]:
    """For each position the start of the first token that ends behind it, and the end of the last that begins before."""
    starts, ends = [length] * (length + 1), [0] * (length + 1)
    at = 0
    for start, end in tokens:
        starts[at:end] = [start] * (end - at)
        at = end
    for place, (start, end) in enumerate(tokens):
        upto = tokens[place + 1][0] if place + 1 < len(tokens) else length
        ends[start + 1 : upto + 1] = [end] * (upto - start)
    return starts, ends


def _inside(tokens: list[Range], spans: list[RecordSpan]) -> list[RecordSpan | None]:
    """For each token the span that covers it."""
    found: list[RecordSpan | None] = []
    waiting = iter(sorted(spans, key=lambda span: span.start))
    span = next(waiting, None)
    for start, end in tokens:
        while span is not None and span.end <= start:
            span = next(waiting, None)
        found.append(span if span is not None and span.start < end else None)
    return found


def _held(tokens: list[Range], spans: list[RecordSpan]) -> set[int]:
    """The numbers of tokens that stand within a span, behind its first."""
    starts = [start for start, _end in tokens]
    ranges = (range(bisect_right(starts, span.start), bisect_left(starts, span.end)) for span in spans)
    return {number for each in ranges for number in each}


def _breaks(text: str, before: int, start: int) -> bool:
    """Whether a sentence ends between the end of a token and the start of the next."""
    if "\n" in text[before:start] or "\r" in text[before:start]:
        return True
    at = before
    while at and text[at - 1] in _CLOSERS:
        at -= 1
    return at > 0 and text[at - 1] in _ENDS and text[start] not in _ENDS + _CLOSERS


def _tag(span: RecordSpan | None, first: bool, last: bool, *, bioes: bool) -> str:
    if span is None:
        return "O"
    name = "".join(quote(char) if char.isspace() or char == "%" else char for char in span.label)
    if bioes and last:
        return f"{'S' if first else 'E'}-{name}"
    return f"{'B' if first else 'I'}-{name}"


def _gap(left: str, right: str) -> str:
    """A blank between words of alphabets, none beside Chinese or before a mark."""
    one, other = left[-1], right[0]
    if other >= "\u2e80" or not (other.isalnum() or other in "(“‘\"'&$#@-"):
        return ""
    return " " if one < "\u2e80" and (one.isalnum() or one in ",.;:!?)%&-") else ""


class _Opened:
    """Makes spans of the tags of one sentence."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._last: RecordSpan | None = None

    def tag(self, tag: str, start: int, end: int) -> None:
        match = _TAG.fullmatch(tag)
        if tag in ("O", "_"):
            self._last = None
            return
        prefix, name = (match[1], unquote(match[2])) if match else ("I", tag)
        if prefix in "BSU" or self._last is None or self._last.label != name:
            self._last = RecordSpan(f"s{len(self._record.spans) + 1}", start, end, name)
            self._record.spans.append(self._last)
        self._last.end = end
        if prefix in "ESLU":
            self._last = None


FORMAT = Format(
    name="conll",
    description=N_("CoNLL columns: a token and its BIO or BIOES tag a line"),
    recognise=recognise,
    companions=companions,
    suffixes=(".conll", ".bio", ".iob", ".iob2", ".bioes"),
    carries=frozenset({"spans"}),
    reader=read,
    writer=write,
    fit=fit,
    expect=expected,
    unit=TOKENS,
    variants=(CHARS_BIO, CHARS_BIOES, WORDS_BIO, WORDS_BIOES),
    hint=N_(
        "Of spans that overlap, the longest goes. Spans within a word grow to its edges. White space is left out."
    ),
    divisible=always,
)
