"""The lines of brat's `.ann` files, from and to records."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.brat_config import Config, decoded
from annotator.formats.format import CODE_POINTS, UTF_16
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordRelation, RecordSpan, printable
from annotator.i18n import _

LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # where its server cuts lines
FRAGMENTS = "fragments"  # the attribute that keeps the stretches of a span with gaps

_ESCAPED = re.compile(r"\\(\\|u[0-9a-f]{4})")
_PLACE = re.compile(r"[0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*")
_LINE_END = re.compile(f"[{LINE_ENDS}]+")
_Stretches = list[tuple[int, int]]


@dataclass(slots=True)
class _Event:
    """A trigger with the roles that it gives to others."""

    trigger: str
    roles: list[tuple[str, str]] = field(default_factory=list)


def lines_of(record: Record, config: Config) -> Iterator[str]:
    """The lines of one layer, in the order of brat: spans, relations, attributes, notes."""
    numbers = {span.id or "": f"T{number}" for number, span in enumerate(record.spans, 1)}
    after: list[str] = []
    attributes = notes = 0
    for span in record.spans:
        number, attrs = numbers[span.id or ""], dict(span.attrs)
        stretches = _given_stretches(span, record.text)
        if stretches:
            del attrs[FRAGMENTS]
        parts = [p for s, e in stretches or [(span.start, span.end)] for p in _on_lines(record.text, s, e)]
        places = ";".join(f"{start} {end}" for start, end in parts)
        quote = " ".join(record.text[start:end] for start, end in parts)
        yield f"{number}\t{config.label(span.label)} {places}\t{quote}"
        for name, value in attrs.items():
            attributes += 1
            shown = "" if value is True else f" {_escaped(_value(value))}"
            after.append(f"A{attributes}\t{config.attribute(name, value)} {number}{shown}")
        if span.note:
            notes += 1
            after.append(f"#{notes}\tAnnotatorNotes {number}\t{_escaped(span.note)}")
    for index, relation in enumerate(record.relations, 1):
        head, tail = numbers[relation.head], numbers[relation.tail]
        yield f"R{index}\t{config.relation(relation.type)} Arg1:{head} Arg2:{tail}"
    yield from after


def read_lines(data: str, record: Record, path: str) -> None:
    """Take the marks of an `.ann` into the record. Raises BadInput naming file and line."""
    reading = _Reading(record)
    lines = [(number, line.removesuffix("\r")) for number, line in enumerate(data.split("\n"), 1)]
    known = [(n, line) for n, line in lines if line[:1] in "TREAMN*#" and line.strip()]
    reading.unit = _unit([line for _number, line in known if line[0] == "T"], record.text)
    for kinds in ("T", "E", "RAMN*#"):  # what others refer to comes first
        for number, line in known:
            if line[0] in kinds:
                where = _("{file}, line {line}", file=path, line=number)
                with _placed(where, line):
                    reading.take(line)
    for number, line in known:
        if line[0] == "E":
            with _placed(_("{file}, line {line}", file=path, line=number), line):
                reading.finish(line.split("\t")[0])


@contextmanager
def _placed(where: str, line: str) -> Iterator[None]:
    """Errors of a line as sentences that name it."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error
    except (ValueError, KeyError) as error:
        raise BadInput(
            _("{where}: this is no line of brat’s: “{line}”", where=where, line=printable(line))
        ) from error


def _value(value: Any) -> str:
    text = fields.as_text(value)
    return text if text.strip() == text and text else "json:" + _json(value)


def _json(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()


def _escaped(text: str) -> str:
    """On one line: line ends, tabs and backslashes as \\uXXXX and \\\\."""
    text = text.replace("\\", "\\\\")
    return "".join(f"\\u{ord(c):04x}" if c in LINE_ENDS or c == "\t" else c for c in text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), text)


def _on_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without the line ends in it."""
    at = start
    for match in _LINE_END.finditer(text, start, end):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if end > at:
        yield at, end


def _given_stretches(span: RecordSpan, text: str) -> _Stretches:
    """The stretches that the attribute gives, if they are in order and have words between them."""
    given = span.attrs.get(FRAGMENTS)
    if type(given) is not list or len(given) < 2:
        return []
    if not all(
        type(p) is list and len(p) == 2 and type(p[0]) is type(p[1]) is int and p[0] < p[1] for p in given
    ):
        return []
    edges = [edge for pair in given for edge in pair]
    in_order = edges == sorted(edges) and (edges[0], edges[-1]) == (span.start, span.end)
    found: _Stretches = [(start, end) for start, end in given]
    whole = in_order and _joined([p for s, e in found for p in _on_lines(text, s, e)], text) == found
    return found if whole else []


def _joined(parts: _Stretches, text: str) -> _Stretches:
    """Stretches with nothing but line ends between them are one."""
    joined: _Stretches = []
    for start, end in parts:
        if joined and start >= joined[-1][1] and not text[joined[-1][1] : start].strip(LINE_ENDS):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _unit(lines: list[str], text: str) -> str:
    """UTF-16 units where the quotes are right in these and not in code points."""
    for unit in (CODE_POINTS, UTF_16):
        offsets = Offsets(text, unit)
        if all(_quote(line, text, offsets) == line.split("\t", 2)[2:] for line in lines):
            return unit
    return CODE_POINTS


def _quote(line: str, text: str, offsets: Offsets) -> list[str] | None:
    try:
        parts = _places(line.split("\t")[1].partition(" ")[2], offsets)
    except (ValueError, BadInput, IndexError):
        return None
    return [" ".join(text[start:end] for start, end in parts)]


def _places(places: str, offsets: Offsets) -> _Stretches:
    if not _PLACE.fullmatch(places):
        raise ValueError(places)
    numbers = [[offsets.back(int(n)) for n in part.split(" ")] for part in places.split(";")]
    return [(start, end) for start, end in numbers]


class _Reading:
    """Takes lines into a record, those that others refer to first."""

    def __init__(self, record: Record) -> None:
        self.unit = CODE_POINTS
        self._record = record
        self._spans: dict[str, RecordSpan] = {}
        self._events: dict[str, _Event] = {}

    def take(self, line: str) -> None:
        """Raises ValueError, KeyError or BadInput for a line that makes no sense."""
        id_, rest = line.split("\t", 1)
        take = {"T": self._span, "E": self._event, "R": self._relation, "N": self._reference, "#": self._note}
        if id_[0] == "*":
            self._equal(rest)
        elif id_[0] in "AM":
            self._attribute(rest)
        else:
            take[id_[0]](id_, rest)

    def finish(self, id_: str) -> None:
        """The roles of an event are relations from its trigger to another's, or to a span."""
        event = self._events[id_]
        for role, end in event.roles:
            self._link(role, event.trigger, self._trigger(end))

    def _span(self, id_: str, rest: str) -> None:
        about, quote = rest.split("\t", 1)
        label, places = about.split(" ", 1)
        parts = _places(places, Offsets(self._record.text, self.unit))
        found = " ".join(self._record.text[start:end] for start, end in parts)
        if quote != found:
            raise BadInput(
                _("the span is said to read “{quote}”, but the text reads “{found}”",
                  quote=printable(quote), found=printable(found))
            )  # fmt: skip
        joined = _joined(sorted(parts), self._record.text)
        if joined[0][0] == joined[-1][1]:  # a span of no length marks nothing
            return
        attrs = {FRAGMENTS: [list(part) for part in joined]} if len(joined) > 1 else {}
        self._spans[id_] = RecordSpan(id_, joined[0][0], joined[-1][1], decoded(label), None, attrs)
        self._record.spans.append(self._spans[id_])

    def _event(self, id_: str, rest: str) -> None:
        trigger, *roles = rest.split()
        event = self._events[id_] = _Event(trigger.split(":", 1)[1])
        for role in roles:
            name, end = role.split(":", 1)
            event.roles.append((decoded(name.rstrip("0123456789") or name), end))

    def _relation(self, _id: str, rest: str) -> None:
        name, one, other = rest.split()[:3]
        self._link(decoded(name), *(self._trigger(end.split(":", 1)[1]) for end in (one, other)))

    def _equal(self, rest: str) -> None:
        name, first, *others = rest.split()
        for other in others:
            self._link(decoded(name), self._trigger(first), self._trigger(other))

    def _attribute(self, rest: str) -> None:
        name, end, *value = rest.split(" ", 2)
        if (span := self._about(end)) is not None:
            span.attrs[decoded(name)] = fields.from_text(_plain(value[0])) if value else True

    def _reference(self, _id: str, rest: str) -> None:
        name, end, reference = rest.split("\t")[0].split(" ")[:3]
        if (span := self._about(end)) is not None:
            there = span.attrs.get(name)
            span.attrs[name] = reference if there is None else f"{there} {reference}"

    def _note(self, _id: str, rest: str) -> None:
        about, _tab, note = rest.partition("\t")
        span = self._about(about.split(" ")[-1])
        if span is not None and note:
            span.note = f"{span.note}\n{_plain(note)}" if span.note else _plain(note)

    def _about(self, end: str) -> RecordSpan | None:
        """The span that a line is about; None for a relation, which has no attributes here."""
        return self._spans.get(self._trigger(end))

    def _trigger(self, end: str) -> str:
        event = self._events.get(end)
        return event.trigger if event else end

    def _link(self, name: str, head: str, tail: str) -> None:
        if head not in self._spans or tail not in self._spans:
            raise KeyError(head)
        self._record.relations.append(RecordRelation(None, name, head, tail))
