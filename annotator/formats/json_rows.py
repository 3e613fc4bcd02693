"""JSON files of other tools: objects on lines of their own, in a list, or one after the other.

A list whose objects stand on lines of their own, as our writers make them, is read one object at a time.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.errors import BadInput
from annotator.formats.format import NotFaithful
from annotator.formats.hostile import check_size
from annotator.formats.jsonl import LONGEST_LINE, without_separators
from annotator.i18n import _

LARGEST_WHOLE = 512 * 2**20  # bytes of a file that is not one object a line, and has to be read at once
_BLANK = re.compile(r"[\s,]*")


def rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a file, each with the beginning of a sentence about it. Raises BadInput."""
    found = False
    for item, where in _items(path):
        found = True
        if type(item) is not dict:
            raise BadInput(_("{where}: must be a JSON object", where=where))
        yield item, where
    if not found:
        raise BadInput(_("{file} has no documents", file=path))


def objects_in(head: bytes) -> Iterator[dict[str, Any]]:
    """The first objects that stand whole in the beginning of a file; to recognise what it is."""
    text = head.decode("utf-8-sig", "ignore").lstrip()
    yield from (item for item in _decoded(text.removeprefix("[")) if type(item) is dict)


def is_list(head: bytes) -> bool:
    """Whether the file holds one JSON list."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["


def dump_lines(items: Iterable[Any], out: Path, *, verified: bool = False) -> int:
    """Write one object a line; returns how many. `verified` reads back each line, and the file: NotFaithful."""
    count = 0
    digest = hashlib.sha256()
    with out.open("xb", buffering=1 << 20) as file:
        for item in items:
            line = line_of(item)
            if verified and orjson.loads(line) != item:
                raise NotFaithful(
                    _("{file}, line {line} reads back differently", file=out.name, line=count + 1)
                )
            digest.update(line)
            file.write(line)
            count += 1
    if verified:
        check_digest(out, digest.digest())
    return count


def check_digest(out: Path, digest: bytes) -> None:
    """Raises NotFaithful where the file does not hold the bytes with this SHA-256."""
    with out.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != digest:
            raise NotFaithful(
                _("{file} was not written: the disk gives back other bytes; try another disk", file=out)
            )


def dump_list(items: Iterable[Any], out: Path) -> int:
    """Write one list, each object on a line of its own; returns how many."""
    count = 0
    with out.open("xb", buffering=1 << 20) as file:
        file.write(b"[")
        for item in items:
            file.write(b",\n" if count else b"\n")
            file.write(line_of(item)[:-1])
            count += 1
        file.write(b"\n]\n")
    return count


def line_of(item: Any) -> bytes:
    """An object as a line of UTF-8, "\\n" included, without what some readers take for the end of a line."""
    try:
        line = orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError as error:
        raise BadInput(_("a document cannot be written as JSON: {reason}", reason=error)) from error
    return without_separators(line)


def _items(path: Path) -> Iterator[tuple[Any, str]]:
    count = 0
    for number, line in _lines(path):
        stripped = line.strip()
        if number == 1:
            stripped = stripped.removeprefix(b"\xef\xbb\xbf").removeprefix(b"[")
        stripped = stripped.removesuffix(b",")
        if stripped in (b"", b"]"):
            continue
        try:
            item = orjson.loads(stripped)
        except orjson.JSONDecodeError as error:
            if count and not stripped.startswith(b"{"):
                raise _not_json(_("{file}, line {line}", file=path, line=number), error.msg) from error
            yield from _rest(path, count)
            return
        count += 1
        yield item, _("{file}, line {line}", file=path, line=number)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb", buffering=1 << 20) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise BadInput(
                    _("{file}, line {line} is longer than {limit} MB; split it into smaller documents",
                      file=path, line=number, limit=LONGEST_LINE // 2**20)
                )  # fmt: skip
            if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise BadInput(_("{file} is in UTF-16; save it as UTF-8", file=path))
            yield number, line


def _rest(path: Path, count: int) -> Iterator[tuple[Any, str]]:
    """The objects after the first `count`, from the file as a whole."""
    check_size(path, LARGEST_WHOLE)
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        whole = orjson.loads(data)
        items = iter(whole if type(whole) is list else [whole])
    except orjson.JSONDecodeError as error:
        try:
            items = _decoded(data.decode(), strict=True)
        except (UnicodeDecodeError, ValueError):
            raise _not_json(str(path), error.msg) from error
    try:
        for number, item in enumerate(items, 1):
            if number > count:
                yield item, _("{file}, document {number}", file=path, number=number)
    except ValueError as error:
        raise _not_json(str(path), str(error)) from error


def _decoded(text: str, *, strict: bool = False) -> Iterator[Any]:
    """The JSON values that follow each other in a text; the first that is not whole ends them, or raises ValueError."""
    import json

    decoder = json.JSONDecoder()
    at = 0
    while True:
        match = _BLANK.match(text, at)
        at = match.end() if match else at
        if at >= len(text) or (not strict and text[at] == "]"):
            return
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if strict:
                raise ValueError(str(error)) from error
            return
        yield item


def _not_json(where: str, reason: str) -> BadInput:
    return BadInput(_("{where}: not JSON ({reason})", where=where, reason=reason))
