"""The full-text index: which texts have these words, whatever the script.

Texts are indexed by character, each under its `script.key`, so that a word of any length is a phrase of characters
and none is missed. The index is over `body`, whose rows are never changed or deleted: undo, removal and correction of
documents need no upkeep, a text that belongs to no document (any more) is just not shown. What is newer than the index
is known by its row number (bodies are numbered without gaps) and has to be read; `take_in` takes it in.
"""

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from annotator.store import forms as stored_forms
from annotator.text import script

RANKED = (
    5_000  # texts that are put in order by how often they say it; where there are more, the newest come first
)
_FEW_FORMS = 6
_LONGEST = 40  # characters of a phrase that are asked of the index; the rest is left to reading


class Texts(NamedTuple):
    """Numbers of texts that have the words, best first; `below` is what to go on with, 0 where this is all."""

    numbers: "array[int]"
    below: int


class Batch(NamedTuple):
    """Texts to be indexed: the number of the last one that is indexed before them, their numbers and tokens."""

    after: int
    rows: list[tuple[int, str]]


class Read(NamedTuple):
    """A document as a search reads it; `meta` is empty unless it was asked for."""

    pk: int
    id: str
    title: str
    text: str
    meta: dict[str, Any]


def waiting(connection: sqlite3.Connection) -> int:
    """How many texts are not in the index yet."""
    return _newest(connection) - _indexed(connection)


def next_batch(connection: sqlite3.Connection, limit: int) -> Batch:
    """Up to `limit` texts that the index lacks, as it wants them: prepared before the project is locked."""
    indexed = _indexed(connection)
    found = connection.execute(
        "SELECT rowid, text FROM body WHERE rowid > ? ORDER BY rowid LIMIT ?", (indexed, limit)
    )
    return Batch(indexed, [(number, _tokens(text)) for number, text in found])


def take_in(connection: sqlite3.Connection, batch: Batch) -> int:
    """Take a batch into the index, inside the caller's transaction; returns how many texts are left.

    Does nothing where somebody else has taken texts in meanwhile."""
    indexed = _indexed(connection)
    if batch.rows and batch.after == indexed:
        if indexed == 0:  # nothing is in it, or it was made under another alphabet
            connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", batch.rows)
        indexed = batch.rows[-1][0]
        connection.execute("UPDATE search_state SET indexed = ?, alphabet = ?", (indexed, script.alphabet()))
    return _newest(connection) - indexed


def unread(connection: sqlite3.Connection) -> range:
    """Numbers of the texts that are not in the index yet, newest first."""
    return range(_newest(connection), _indexed(connection), -1)


def texts_with(connection: sqlite3.Connection, words: Sequence[str], below: int) -> Texts:
    """Texts numbered below `below` that have all the words, by the index."""
    phrases = " AND ".join(f'"{_tokens(word[:_LONGEST])}"' for word in words)
    sql = "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY "
    newest = connection.execute(sql + "rowid DESC LIMIT ?", (phrases, below, RANKED + 1)).fetchall()
    if len(newest) > RANKED:
        return Texts(array("q", (row[0] for row in newest[:-1])), newest[-2][0])
    if len(newest) > 1:
        newest = connection.execute(sql + "rank, rowid DESC", (phrases, below)).fetchall()
    return Texts(array("q", (row[0] for row in newest)), 0)


def documents_titled(connection: sqlite3.Connection, words: Sequence[str]) -> "array[int]":
    """Primary keys of the documents that have all the words in their titles."""
    patterns = [_globs(word) for word in words]
    condition = " AND ".join(f"({' OR '.join(['title GLOB ?'] * len(some))})" for some in patterns)
    found = connection.execute(
        f"SELECT pk FROM document WHERE {condition} ORDER BY pk", list(chain(*patterns))
    )
    return array("q", (row[0] for row in found))


def documents_marked(
    connection: sqlite3.Connection, labels: Sequence[str], layers: Sequence[str]
) -> "array[int]":
    """Primary keys of the documents that have a span of one of the labels and layers; no labels mean any."""
    conditions, values = _span_conditions(labels, layers)
    sql = f"SELECT DISTINCT document FROM span WHERE {conditions} ORDER BY document"
    return array("q", (row[0] for row in connection.execute(sql, values)))


def places_marked(
    connection: sqlite3.Connection, document: int, labels: Sequence[str], layers: Sequence[str]
) -> list[tuple[int, int]]:
    """Where the spans of a document are that have one of the labels and layers, in order, none twice."""
    conditions, values = _span_conditions(labels, layers)
    sql = (
        f"SELECT DISTINCT start_char, end_char FROM span WHERE document = ? AND {conditions}"
        " ORDER BY start_char, end_char"
    )
    return connection.execute(sql, [document, *values]).fetchall()


def documents_of(connection: sqlite3.Connection, numbers: Sequence[int], *, meta: bool) -> Iterator[Read]:
    """The documents with these texts, in the order of `numbers`; a text may have several documents, or none."""
    marks = ",".join("?" * len(numbers))
    found: dict[int, list[Read]] = {}
    for number, *row in connection.execute(
        f"SELECT b.rowid, {_columns(meta)} WHERE b.rowid IN ({marks}) ORDER BY d.pk", list(numbers)
    ):
        found.setdefault(number, []).append(_read(row))
    for number in numbers:
        yield from found.get(number, ())


def documents_at(connection: sqlite3.Connection, keys: Sequence[int], *, meta: bool) -> Iterator[Read]:
    """The documents with these primary keys, in their order."""
    marks = ",".join("?" * len(keys))
    rows = connection.execute(f"SELECT {_columns(meta)} WHERE d.pk IN ({marks})", list(keys))
    found = {row[0]: _read(row) for row in rows}
    return (found[key] for key in keys if key in found)


def _columns(meta: bool) -> str:
    if meta:
        return (
            "d.pk, d.id, d.title, b.text, e.meta FROM document d JOIN body b ON b.digest = d.digest"
            " JOIN detail e ON e.document = d.pk"
        )
    return "d.pk, d.id, d.title, b.text, '{}' FROM document d JOIN body b ON b.digest = d.digest"


def _read(row: Sequence[Any]) -> Read:
    return Read(row[0], row[1], row[2], row[3], stored_forms.loads(row[4]))


def _span_conditions(labels: Sequence[str], layers: Sequence[str]) -> tuple[str, list[str]]:
    parts = [
        f"{column} IN ({','.join('?' * len(names))})"
        for column, names in (("label", labels), ("layer", layers))
        if names
    ]
    return " AND ".join(parts) or "1", [*labels, *layers]


def _newest(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("SELECT coalesce(max(rowid), 0) FROM body").fetchone()[0]
    return number


def _indexed(connection: sqlite3.Connection) -> int:
    """The number of the last text in the index; 0 where the index is of no use under this alphabet."""
    indexed, alphabet = connection.execute("SELECT indexed, alphabet FROM search_state").fetchone()
    return indexed if alphabet == script.alphabet() else 0


class _TokenTable(dict[str, str]):
    """Character → token. SQLite's `ascii` tokenizer takes all from U+0080 on for letters; so does this
    with ASCII signs and spaces, so that every character is a token and a phrase jumps over nothing."""

    def __missing__(self, character: str) -> str:
        least = script.key_table()[character]
        token = least if least.isalnum() or ord(least) >= 0x80 else chr(0xE000 + ord(least))
        self[character] = token
        return token


@cache
def _token_table() -> _TokenTable:
    return _TokenTable()


def _tokens(text: str) -> str:
    return " ".join(map(_token_table().__getitem__, text))


def _globs(word: str) -> list[str]:
    """GLOB patterns of which one fits what has the word in any form. SQLite is twice as quick where a pattern begins
    with a character and not with a set of them."""
    first, *rest = (sorted(script.forms(character), key=_in_set) for character in word)
    sets = "".join(f"[{''.join(forms)}]" for forms in rest)
    begins = [f"[{form}]" if form in "*?[]" else form for form in first]
    if len(begins) > _FEW_FORMS:
        begins = [f"[{''.join(first)}]"]
    return [f"*{begin}{sets}*" for begin in begins]


def _in_set(character: str) -> tuple[int, str]:
    """Between brackets `]` may only be the first, `^` not, and `-` only the last."""
    return {"]": 0, "^": 2, "-": 3}.get(character, 1), character
