"""brat standoff: a folder with a text (`.txt`) and its marks (`.ann`) for each document (brat 1.3).

`T1<TAB>type start end[;start end…]<TAB>text`, `R1<TAB>type Arg1:T1 Arg2:T2`, `A1<TAB>name T1[ value]`, `#1<TAB>AnnotatorNotes
T1<TAB>text`; see brat.nlplab.org/standoff.html. Offsets count code points, those that INCEpTION writes UTF-16 units, as
the texts of the `T` lines tell. A span over a line break is written in fragments, since its text must stand on one line.

Each layer has a folder of its own where there are several. Names beyond A–Z, a–z, 0–9, - and _ are spelled in ASCII
(`encoded`); visual.conf shows them as they are. What brat has no place for stands in a JSON file beside, which it ignores.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats.beside import SUFFIX, files_by_document, read_beside, text_of, write_beside
from annotator.formats.brat_config import Config
from annotator.formats.brat_lines import LINE_ENDS, lines_of, read_lines
from annotator.formats.fidelity import joined, layers_of, of_layer, within_layers, without
from annotator.formats.format import Format, ReadOptions, WriteOptions
from annotator.formats.hostile import check_size
from annotator.formats.losses import Losses
from annotator.formats.record import Record, check
from annotator.i18n import N_, _

LARGEST = 64 * 2**20  # bytes of one text or its marks
_CONFIGS = ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf")


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The document of an `.ann`, whose text lies beside it. Raises BadInput naming file and line."""
    source = path.with_suffix(".txt")
    if not source.is_file():
        raise BadInput(_("{file}: the text {other} is not beside it", file=path, other=source.name))
    text, lines = (_decoded(file) for file in (source, path))
    record = Record(None, text_of(path, text), source=Source(source.name, "", "utf-8"), local_ids=True)
    layer = read_beside(path, record)
    read_lines(lines.removeprefix("\ufeff"), record, str(path))
    for part in record.parts:
        part.layer = layer
    check(record, str(path))
    yield record


def reread(folder: Path, options: ReadOptions) -> Iterator[Record]:
    """The documents of a folder that `write` made, the layers of each together."""
    for paths in files_by_document(folder, ".ann"):
        yield joined(next(read(path, options)) for path in paths)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """The folder; documents are numbered in their order."""
    config = Config(options.schema)
    out.mkdir()
    layers: dict[str, Path] = {}
    count = 0
    for count, record in enumerate(records, 1):
        for layer in layers_of(record) or [None]:
            _write(record, layer, _folder(out, layers, layer) / f"{count:06d}", config)
    if len(layers) == 1 and (only := next(iter(layers.values()))) != out:
        for path in sorted(only.iterdir()):
            path.rename(out / path.name)
        only.rmdir()
    config.write(out)
    return count


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Spans that neither begin nor end with a line break, which brat cannot show."""
    text = record.text
    record = within_layers(record, losses)
    if not any(char in LINE_ENDS for char in text):
        return record
    blank = [span for span in record.spans if not text[span.start : span.end].strip(LINE_ENDS)]
    record = without(record, blank, "blank", losses)
    record, trimmed = replace(record, spans=list(record.spans)), []
    for number, span in enumerate(record.spans):
        quote = text[span.start : span.end]
        start = span.end - len(quote.lstrip(LINE_ENDS))
        end = span.start + len(quote.rstrip(LINE_ENDS))
        if (start, end) != (span.start, span.end):
            trimmed.append(span.id)
            record.spans[number] = replace(span, start=start, end=end, text=None)
    losses.add("trimmed", trimmed)
    return record


def companions(path: Path) -> Iterator[Path]:
    """What is read along with an `.ann`, or says nothing about texts."""
    yield path.with_suffix(".txt")
    yield path.with_suffix(SUFFIX)
    for folder in (path.parent, path.parent.parent):
        for name in _CONFIGS:
            yield folder / name


def _folder(out: Path, layers: dict[str, Path], layer: str | None) -> Path:
    """The folder of a layer; documents without marks go to the outermost."""
    if not layer:
        return out
    if layer not in layers:
        plain = (
            "".join(char if char.isalnum() or char in "-_@." else "_" for char in layer).strip(".") or "layer"
        )
        taken = {path.name.casefold() for path in layers.values()}
        layers[layer] = out / (plain if plain.casefold() not in taken else f"{plain}-{len(layers) + 1}")
        layers[layer].mkdir()
    return layers[layer]


def _write(record: Record, layer: str | None, stem: Path, config: Config) -> None:
    own = of_layer(record, layer)
    with stem.with_suffix(".txt").open("wb") as file:
        file.write(record.text.encode())
    with stem.with_suffix(".ann").open("wb") as file:
        file.write("".join(f"{line}\n" for line in lines_of(own, config)).encode())
    write_beside(stem, record, layer)


def _decoded(path: Path) -> str:
    check_size(path, LARGEST)
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise BadInput(_("{file} is not UTF-8; save it as UTF-8", file=path)) from error


FORMAT = Format(
    name="brat",
    description=N_("brat standoff: a folder of texts with their marks beside them"),
    suffixes=(".ann",),
    carries=frozenset(
        {"metadata", "spans", "overlap", "attributes", "notes", "relations", "labels", "layers", "statuses"}
    ),
    reader=read,
    reread=reread,
    writer=write,
    fit=fit,
    folder=True,
    companions=companions,
    hint=N_("Layers become folders. What brat has no place for stands in a JSON file beside each text."),
)
