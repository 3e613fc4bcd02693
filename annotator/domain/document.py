"""Documents: an immutable text with what is known about it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

LONGEST_TITLE = 60
"""Code points of a first line that may still be a title."""

_OWN_FILES = (".txt", ".md", ".docx", ".pdf", ".html", ".htm")
"""Files that hold one text each, unlike tables and JSON lines."""


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex. Raises UnicodeEncodeError on lone surrogates."""
    return hashlib.sha256(text.encode()).hexdigest()


def normalise_newlines(text: str) -> str:
    """CR LF and lone CR become LF; nothing else is touched."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the outline: code points, end-exclusive; `level` 1 is the outermost."""

    start: int
    end: int
    level: int
    heading: str
    role: str = "other"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One removal or replacement by the import: offsets in the decoded original, and what stood there."""

    rule: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from: file name, SHA-256 of the original bytes, encoding, cleaning ledger."""

    name: str = ""
    digest: str = ""
    encoding: str = ""
    ledger: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One report. All offsets anywhere are code points over `text`, which never changes under a span."""

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict, hash=False)
    source: Source = Source()
    outline: tuple[Section, ...] = ()
    version: int = 1
    digest: str = ""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", digest_of(self.text))

    @property
    def key(self) -> str:
        return self.id

    @property
    def title(self) -> str:
        """What people call it: the title given, else the first line, else the file's name.

        A first line too long to be a title is running text: the name of a file of its own tells more than its beginning.
        """
        if given := str(self.meta.get("title") or "").strip():
            return given
        first = next((line.strip() for line in self.text[:2000].split("\n") if line.strip()), "")
        if len(first) > LONGEST_TITLE:
            file = PurePath(self.source.name)
            return file.stem if file.suffix.lower() in _OWN_FILES else first[:LONGEST_TITLE]
        return first or self.source.name or self.id
