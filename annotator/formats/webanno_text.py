"""How WebAnno TSV 3 escapes values and texts, and how a cell comes apart."""

import re

_VALUE = re.compile(r"->|[\\\[\]|_;*\t\n]")
_ESCAPED_VALUE = re.compile(r"\\(->|.)", re.DOTALL)
_TEXT = re.compile(r"[\\\x00-\x1f]")
_ESCAPED_TEXT = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"\t": "t", "\n": "n", "\r": "r", "\f": "f", "\b": "b"}
_CHARS = {letter: char for char, letter in _LETTERS.items()}
_PART = re.compile(r"((?:\\.|[^\\|])*?)(?:\[([0-9]+)\])?(?:\||$)", re.DOTALL)


def escaped(value: str) -> str:
    """A value as a part of a cell."""
    return _VALUE.sub(lambda m: "\\" + _LETTERS.get(m[0], m[0]), value)


def unescaped(value: str) -> str:
    return _ESCAPED_VALUE.sub(lambda m: {"t": "\t", "n": "\n"}.get(m[1], m[1]), value)


def escaped_text(line: str) -> str:
    """A line of a sentence."""
    return _TEXT.sub(lambda m: "\\" + _LETTERS.get(m[0], m[0]), line)


def unescaped_text(line: str) -> str:
    return _ESCAPED_TEXT.sub(lambda m: _CHARS.get(m[1], m[1]), line)


def parts(cell: str) -> list[tuple[str | None, str]]:
    """The values of a cell with their numbers ("" for none); None for a value that is not set. No part for `_`."""
    if cell in ("_", ""):
        return []
    found: list[tuple[str | None, str]] = []
    at = 0
    while at <= len(cell):
        match = _PART.match(cell, at)
        if match is None:
            break
        found.append((None if match[1] == "*" else unescaped(match[1]), match[2] or ""))
        if match.end() == len(cell) and not match[0].endswith("|"):
            break
        at = match.end()
    return found
