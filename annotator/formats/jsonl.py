"""JSON lines: the canonical record, one document a line; read also in plainer forms (see `parse`, `standoff`).

UTF-8 without BOM, lines end in "\\n", byte-identical for identical content. U+0085, U+2028 and U+2029 are
written as \\uXXXX, because some readers take them for line ends. On reading, a BOM, CR LF line ends and blank
lines are accepted; a document's text is taken as it is and never normalised, since offsets count into it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from annotator import paths
from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats.canonical import to_dict
from annotator.formats.format import FEATURES, Format, NotFaithful, ReadOptions, WriteOptions, always
from annotator.formats.metadata import TEXT_NAMES
from annotator.formats.parse import from_dict
from annotator.formats.record import NOWHERE, Record, printable
from annotator.formats.span_columns import ColumnReader
from annotator.formats.standoff import Standoff, is_span, standoff
from annotator.i18n import N_, _

if TYPE_CHECKING:
    import jsonschema_rs

LONGEST_LINE = 64 * 2**20  # bytes; twenty million Chinese characters

_FOREIGN = {"entities", "tokens", "cats", "data", "answer", "_task_hash", "utf8_text_md5_checksum"}
_SEPARATORS = re.compile(rb"\xe2\x80[\xa8\xa9]")  # U+2028 and U+2029 in UTF-8


def read(path: Path, options: ReadOptions) -> Iterator[Record | Standoff]:
    """The records of a file, one line at a time, or all of its spans where its lines are spans without a document.

    The first line tells which. Raises BadInput naming the file and the line.
    """
    count = 0
    by_columns = ColumnReader() if options.columns else None
    lines = _objects(path)
    for number, line, where, data in lines:
        if not count and is_span(data) and options.text_column not in data:
            yield _standoff(path, chain([(number, line, where, data)], lines))
            return
        record = from_dict(data, where, options.text_column, by_columns)
        if record.source is NOWHERE:
            record.source = Source(path.name, hashlib.sha256(line).hexdigest(), "utf-8")
        elif not record.source.name:
            record.source = replace(record.source, name=path.name)
        count += 1
        yield record
    if not count:
        raise BadInput(_("{file} has no documents", file=path))


def write(records: Iterable[Record], out: Path, options: WriteOptions | None = None) -> int:  # noqa: ARG001
    """Write the records to `out`, each checked against the JSON Schema; see `format.Writer`.

    Each line is read again as it is made, and the file is compared with the lines. Raises BadInput for a record that
    does not hold together.
    """
    encode = encoder()
    count = 0
    digest = hashlib.sha256()
    with out.open("wb", buffering=1 << 20) as file:
        for record in records:
            line = encode(record)
            digest.update(line)
            file.write(line)
            count += 1
    with out.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != digest.digest():
            raise NotFaithful(
                _("{file} was not written: the disk gives back other bytes; try another disk", file=out)
            )
    return count


def recognise(head: bytes) -> bool:
    """Whether the first line is an object with a text, or a span, and no marks in the way of another tool."""
    line, _end, _rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    try:
        data = orjson.loads(line) if line.startswith(b"{") else None
    except orjson.JSONDecodeError:
        return False
    if type(data) is not dict or _FOREIGN & data.keys() or type(data.get("meta")) is str:
        return False
    label = data.get("label")
    if type(label) is list and label and type(label[0]) is list:
        return False
    return is_span(data) or any(type(data.get(name)) is str for name in TEXT_NAMES)


def encoder() -> Callable[[Record], bytes]:
    """A function from a record to its line, "\\n" included. It raises BadInput."""
    validator = _validator()

    def encode(record: Record) -> bytes:
        data = to_dict(record)
        if not validator.is_valid(data):
            _refuse(validator, data)
        try:
            line = orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)
        except orjson.JSONEncodeError as error:  # what is left is lone surrogates
            raise BadInput(
                _("document “{id}” cannot be written: {reason}", id=record.id, reason=error)
            ) from error
        line = without_separators(line)
        if orjson.loads(line) != data:
            raise NotFaithful(_("document “{id}” cannot be written: it reads back differently", id=record.id))
        return line

    return encode


def joiner() -> Callable[[dict[str, Any], bytes, dict[str, Any]], tuple[bytes, list[dict[str, Any]]] | None]:
    """A function that makes a line of a record's parts: what stands before the spans, the spans as JSON, and what stands
    after them. It gives the line and the spans that it reads back as; None where the line would not fit the schema, reads
    back differently, or its spans are not written as `encoder` would.
    """
    validator = _validator()

    def join(
        head: dict[str, Any], spans: bytes, tail: dict[str, Any]
    ) -> tuple[bytes, list[dict[str, Any]]] | None:
        try:
            line = orjson.dumps(
                {**head, "spans": orjson.Fragment(spans), **tail}, option=orjson.OPT_APPEND_NEWLINE
            )
            data = orjson.loads(line)
        except (
            orjson.JSONEncodeError,
            orjson.JSONDecodeError,
        ):  # half a character, or spans that are no JSON
            return None
        read = data["spans"]
        same = data == {**head, "spans": read, **tail} and _as_written(data) == line
        if not same or not validator.is_valid(data):
            return None
        readable = without_separators(line)
        return (readable, read) if readable == line or orjson.loads(readable) == data else None

    return join


def _as_written(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)


def _validator() -> "jsonschema_rs.Draft202012Validator":
    import jsonschema_rs  # here, since only writing needs it and it takes as long to load as all the rest

    return jsonschema_rs.Draft202012Validator(orjson.loads(paths.schema("record.schema.json").read_bytes()))


def _refuse(validator: "jsonschema_rs.Draft202012Validator", data: dict[str, Any]) -> None:
    error = next(iter(validator.iter_errors(data)))
    raise BadInput(
        _("document “{id}” does not fit the record schema at {place}: {reason}",
          id=data["id"], place="/".join(map(str, error.instance_path)) or "/", reason=printable(error.message))
    )  # fmt: skip


def without_separators(line: bytes) -> bytes:
    """JSON with what some readers take for the end of a line as \\uXXXX."""
    if _SEPARATORS.search(line):
        line = line.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    if b"\xc2" in line:  # quick to see, and rare in Chinese
        line = line.replace(b"\xc2\x85", b"\\u0085")
    return line


def _standoff(path: Path, lines: Iterable[tuple[int, bytes, str, Any]]) -> Standoff:
    digest = hashlib.sha256()

    def heard() -> Iterator[tuple[int, str, Any]]:
        for number, line, where, data in lines:
            digest.update(line)
            yield number, where, data

    found = standoff(heard(), NOWHERE)
    found.source = Source(path.name, digest.hexdigest(), "utf-8")
    return found


def _objects(path: Path) -> Iterator[tuple[int, bytes, str, Any]]:
    """Each line that is not blank: its number, its bytes, how a sentence about it begins, its JSON value."""
    for number, line in _lines(path):
        where = _("{file}, line {line}", file=path, line=number)
        try:
            yield number, line, where, orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise BadInput(
                _("{where}: not JSON ({reason}, column {column})",
                  where=where, reason=error.msg, column=error.colno)
            ) from error  # fmt: skip


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers, without BOM; never more than one of them in memory."""
    with path.open("rb", buffering=1 << 20) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise BadInput(
                    _("{file}, line {line} is longer than {limit} MB; split it into smaller documents",
                      file=path, line=number, limit=LONGEST_LINE // 2**20)
                )  # fmt: skip
            if number == 1:
                if line.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise BadInput(_("{file} is in UTF-16; save it as UTF-8", file=path))
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line and not line.isspace():
                yield number, line


FORMAT = Format(
    name="jsonl",
    description=N_("JSON lines: one document a line, with everything that was marked in it"),
    suffixes=(".jsonl", ".ndjson"),
    recognise=recognise,
    plain=True,
    carries=frozenset(FEATURES),
    reader=read,
    writer=write,
    verbatim=True,
    divisible=always,
)
