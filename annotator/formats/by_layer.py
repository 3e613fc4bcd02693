"""A folder with one file for each layer, for formats that cannot say whose marks are: each file has all documents.

Beside each file its layer stands in `*.annotator.json`, so that importing the folder brings all layers back.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from annotator.formats.beside import given_to, write_layer
from annotator.formats.fidelity import joined, layers_of, of_layer, within_layers
from annotator.formats.format import Format, ReadOptions, WriteOptions
from annotator.formats.losses import Losses
from annotator.formats.record import Record

Encode = Callable[[Record, WriteOptions, Record], bytes]
"""The bytes of a layer's part of a document, which is given whole, too; they can follow each other in a file."""
ExpectPart = Callable[[Record, WriteOptions, Record], Record]
"""What reads back of what is encoded."""


def by_layer(
    base: Format, encode: Encode, *, name: str, description: str, expect: ExpectPart | None = None
) -> Format:
    """The format that writes a folder of `base`'s files; single files are read as `base`."""
    made = _ByLayer(base, encode, expect)
    return replace(
        base, name=name, description=description, suffixes=(), shares=(), recognise=None, companions=None,
        reader=made.read, writer=made.write, fit=made.fit, expect=made.expected if expect else None, folder=True,
        plain=False, carries=base.carries | {"layers", "overlap"}, divisible=None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ByLayer:
    base: Format
    encode: Encode
    expect: ExpectPart | None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Record]:
        """The documents of a folder, the layers of each together; of a file, its own."""
        files = sorted(path.glob(f"*{self.base.endings[0]}")) if path.is_dir() else [path]
        for parts in zip(*(self._of_file(file, options) for file in files), strict=True):
            yield joined(parts)

    def write(self, records: Iterable[Record], out: Path, options: WriteOptions) -> int:
        out.mkdir()
        return _write(
            records, out, self.base.endings[0], lambda part, whole: self.encode(part, options, whole)
        )

    def fit(self, record: Record, options: WriteOptions, losses: Losses) -> Record | None:
        """What the base has a place for in each layer."""
        record = within_layers(record, losses)
        parts = []
        for layer in layers_of(record) or [None]:
            part: Record | None = of_layer(record, layer)
            if part is not None and self.base.fit is not None:
                part = self.base.fit(part, options, losses)
            if part is None:
                return None
            parts.append(given_to(part, layer))
        return _together(record, parts)

    def expected(self, record: Record, options: WriteOptions) -> Record:
        assert self.expect is not None
        layers = layers_of(record) or [None]
        return joined(
            given_to(self.expect(of_layer(record, layer), options, record), layer) for layer in layers
        )

    def _of_file(self, file: Path, options: ReadOptions) -> Iterator[Record]:
        assert self.base.reader is not None
        return (record for record in self.base.reader(file, options) if isinstance(record, Record))


def _write(
    records: Iterable[Record], out: Path, ending: str, encode: Callable[[Record, Record], bytes]
) -> int:
    """A file for each layer; a layer that comes late gets the documents before it, without marks, from a file of those."""
    files: dict[str | None, BinaryIO] = {}
    bare = out / f"00{ending}"
    count = 0
    with ExitStack() as stack:
        empty = stack.enter_context(bare.open("xb"))
        for record in records:
            for layer in layers_of(record):
                if layer not in files:
                    path = out / f"{len(files) + 1:02d}-{_plain(layer)}{ending}"
                    empty.flush()
                    shutil.copyfile(bare, path)
                    files[layer] = stack.enter_context(path.open("ab"))
                    if layer is not None:
                        write_layer(path, layer)
            for layer, file in files.items():
                file.write(encode(of_layer(record, layer), record))
            empty.write(encode(of_layer(replace(record, spans=[], relations=[], labels=[]), None), record))
            count += 1
    if files:
        bare.unlink()
    return count


def _together(record: Record, parts: list[Record]) -> Record:
    return replace(
        record,
        spans=[span for part in parts for span in part.spans],
        relations=[relation for part in parts for relation in part.relations],
        labels=[label for part in parts for label in part.labels],
    )


def _plain(layer: str | None) -> str:
    """A file's name that says which layer it is, if not to the letter."""
    return "".join(char if char.isalnum() or char in "-_@" else "_" for char in layer or "none")[:60]
