"""WebAnno TSV 3.3 (INCEpTION): tokens in rows with the values of their annotations, a file for each layer of a document.

Every character but line breaks and tabs is a token, so that spans end where they end; lines are sentences. A span bears a
number in the row of each token that it covers, `label[3]`; spans over the same token are separated by `|`. A relation
stands in the row where its target begins: the row of its source and both numbers, `1-4[2_3]`. Offsets count UTF-16 units.
Read are annotations of any layer but tokens, grammar and chains. What has no place there stands in a JSON file beside.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.errors import BadInput
from annotator.formats import beside, fields
from annotator.formats.cas import RELATION, SPAN, feature_name
from annotator.formats.fidelity import joined, layers_of, of_layer, within_layers, without
from annotator.formats.format import UTF_16, Format, ReadOptions, WriteOptions
from annotator.formats.hostile import check_size
from annotator.formats.losses import Losses
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordSpan, check
from annotator.formats.webanno_read import HEADER, read_document
from annotator.formats.webanno_text import escaped, escaped_text
from annotator.i18n import N_, _

LARGEST = 256 * 2**20  # bytes of a file
_NO_TOKENS = "\n\r\t"


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The document of a file. Raises BadInput naming the line."""
    check_size(path, LARGEST)
    try:
        data = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_("{file} is not UTF-8; save it as UTF-8", file=path)) from error
    record = read_document(data, path)
    layer = beside.read_beside(path, record)
    for part in record.parts:
        part.layer = layer
    check(record, str(path))
    yield record


def reread(folder: Path, options: ReadOptions) -> Iterator[Record]:
    """The documents of a folder that was written, the layers of each together."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield joined(next(read(path, options)) for path in sorted(place.glob("*.tsv")))


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:  # noqa: ARG001
    """A folder for each document, in it a file for each layer."""
    out.mkdir()
    count = 0
    for record in records:
        count += 1
        folder = out / f"{count:06d}"
        folder.mkdir()
        for number, layer in enumerate(layers_of(record) or [None], 1):
            plain = "".join(char if char.isalnum() or char in "-_@" else "_" for char in layer or "unmarked")
            path = folder / f"{number:02d}-{plain}.tsv"
            with path.open("wb") as file:
                file.write("".join(_lines(of_layer(record, layer))).encode())
            beside.write_beside(path, record, layer)
    return count


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Spans that begin and end with a token; None for a text without any."""
    text = record.text
    if not text.strip(_NO_TOKENS):
        losses.add("documents", (record.id,))
        return None
    if text[0] in _NO_TOKENS:
        losses.add("white space", (record.id,))
    record = within_layers(record, losses)
    blank = [span for span in record.spans if not text[span.start : span.end].strip(_NO_TOKENS)]
    record = without(record, blank, "blank", losses)
    moved = [_on_tokens(span, text) for span in record.spans]
    pairs = zip(record.spans, moved, strict=True)
    losses.add("trimmed", (old.id for old, new in pairs if (old.start, old.end) != (new.start, new.end)))
    return replace(record, spans=moved)


def _expect(record: Record, options: WriteOptions) -> Record:  # noqa: ARG001
    """Line breaks before the first token read back as blanks."""
    rest = record.text.lstrip(_NO_TOKENS)
    return replace(record, text=" " * (len(record.text) - len(rest)) + rest)


def companions(path: Path) -> Iterator[Path]:
    """The file beside, which says what TSV has no place for."""
    yield path.with_suffix(beside.SUFFIX)


def recognise(head: bytes) -> bool:
    """Whether the first line says what it is."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(HEADER.encode())


def _on_tokens(span: RecordSpan, text: str) -> RecordSpan:
    quote = text[span.start : span.end]
    start = span.end - len(quote.lstrip(_NO_TOKENS))
    return replace(span, start=start, end=span.start + len(quote.rstrip(_NO_TOKENS)), text=None)


def _lines(record: Record) -> Iterator[str]:
    """The file of one layer."""
    attributes = sorted({name for span in record.spans for name in span.attrs})
    yield f"{HEADER}\n"
    yield f"#T_SP={SPAN}|{'|'.join(['label', 'note', *map(feature_name, attributes)])}\n"
    yield f"#T_RL={RELATION}|label|BT_{SPAN}\n\n"
    table = _Table(record, attributes)
    for number, (first, last) in enumerate(_sentences(record.text), 1):
        yield "\n"
        for line in record.text[first:last].split("\n"):
            yield f"#Text={escaped_text(line)}\n"
        unit = 0
        for place in range(first, last):
            if record.text[place] not in _NO_TOKENS:
                unit += 1
                yield table.row(f"{number}-{unit}", place)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The lines from their first token to before the line break that a token follows: all that is between is kept."""
    start = len(text) - len(text.lstrip(_NO_TOKENS))
    for at in range(start, len(text)):
        if text[at] == "\n" and at + 1 < len(text) and text[at + 1] not in _NO_TOKENS:
            yield start, at
            start = at + 1
    yield start, len(text)


class _Table:
    """The rows of a document's tokens."""

    def __init__(self, record: Record, attributes: list[str]) -> None:
        self._record = record
        self._attributes = attributes
        self._offsets = Offsets(record.text, UTF_16)
        self._numbers = {span.id or "": number for number, span in enumerate(record.spans, 1)}
        self._waiting = sorted(record.spans, key=lambda span: span.start, reverse=True)
        self._open: list[RecordSpan] = []
        self._ends = {span.id or "": span for span in record.spans}
        self._unit_of = _units(record.text)

    def row(self, unit: str, place: int) -> str:
        """The row of the character at `place`."""
        while self._waiting and self._waiting[-1].start <= place:
            self._open.append(self._waiting.pop())
        self._open = [span for span in self._open if span.end > place]
        begin, end = self._offsets.to(place), self._offsets.to(place + 1)
        return "\t".join([unit, f"{begin}-{end}", self._record.text[place], *self._cells(place), "\n"])

    def _cells(self, place: int) -> Iterator[str]:
        spans = self._open
        yield self._stacked([span.label for span in spans], spans)
        yield self._stacked([span.note or None for span in spans], spans)
        for name in self._attributes:
            yield self._stacked(
                [fields.as_xml_text(s.attrs[name]) if name in s.attrs else None for s in spans],
                spans,
                ready=True,
            )
        here = [r for r in self._record.relations if self._ends[r.tail].start == place] if spans else []
        yield "|".join(escaped(fields.as_xml_text(relation.type)) for relation in here) or "_"
        yield "|".join(self._source(relation.head, relation.tail) for relation in here) or "_"

    def _stacked(self, values: list[str | None], spans: list[RecordSpan], *, ready: bool = False) -> str:
        parts = []
        for value, span in zip(values, spans, strict=True):
            shown = (
                "*"
                if value is None
                else escaped((value if ready else fields.as_xml_text(value)) or 'json:""')
            )
            parts.append(f"{shown}[{self._numbers[span.id or '']}]")
        return "|".join(parts) or "_"

    def _source(self, head: str, tail: str) -> str:
        unit = self._unit_of[self._ends[head].start]
        return f"{unit}[{self._numbers[head]}_{self._numbers[tail]}]"


def _units(text: str) -> dict[int, str]:
    """For the place of each token its sentence and its number there."""
    units = {}
    for number, (first, last) in enumerate(_sentences(text), 1):
        tokens = (place for place in range(first, last) if text[place] not in _NO_TOKENS)
        units.update({place: f"{number}-{unit}" for unit, place in enumerate(tokens, 1)})
    return units


FORMAT = Format(
    name="webanno-tsv",
    description=N_("WebAnno TSV 3.3 (INCEpTION): a folder for each document, a file for each layer"),
    suffixes=(),
    shares=(".tsv",),
    recognise=recognise,
    companions=companions,
    carries=frozenset({"spans", "overlap", "attributes", "notes", "relations"}) | beside.CARRIES,
    reader=read,
    writer=write,
    reread=reread,
    fit=fit,
    expect=_expect,
    folder=True,
    unit=UTF_16,
    hint=N_(
        "What it has no place for stands in a JSON file beside. The layers must be set up in INCEpTION’s project."
    ),
)
