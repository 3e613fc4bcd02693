"""Documents with their marks as a PDF for reading and printing, drawn as the window draws them.

Qt draws, which no format knows of: a process of our own does it, which gets the canonical records line by line. They go along
in the PDF as an attachment, and are what is read back; what is drawn is not compared.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import orjson

from annotator.domain.errors import UserError
from annotator.domain.schema import schema_to_dict
from annotator.formats.canonical import to_dict
from annotator.formats.each import files_of, write_each
from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.marked import NOBODY
from annotator.formats.parse import from_dict
from annotator.formats.record import Record
from annotator.i18n import _, language
from annotator.paths import program

ENDING = ".pdf"
ATTACHED = "records.jsonl"
COMMAND = "draw-pdf"


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """A PDF with all documents, or a folder with one for each. Raises UserError where Qt cannot draw here."""
    if not out.suffix:
        return len(write_each(records, out, ENDING, partial(_write_one, options=options)))
    return _write(records, out, options)


def reread(place: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The records that are attached to what `write` made."""
    from pypdfium2 import PdfDocument

    for file in files_of(place, ENDING):
        document = PdfDocument(file)
        try:
            data = bytes(document.get_attachment(0).get_data())  # the only one
        finally:
            document.close()
        for line in data.splitlines():
            yield from_dict(orjson.loads(line), str(file))


def _write_one(record: Record, out: Path, options: WriteOptions) -> None:
    _write([record], out, options)


def _write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    count = 0
    with tempfile.TemporaryFile() as told, _started(out, told.fileno()) as drawing:
        assert drawing.stdin is not None
        try:
            drawing.stdin.write(orjson.dumps(schema_to_dict(options.schema or NOBODY)) + b"\n")
            for record in records:
                drawing.stdin.write(orjson.dumps(to_dict(record)) + b"\n")
                count += 1
            drawing.stdin.close()
        except BrokenPipeError:  # it ended before; why, is asked below
            count = 0
        except BaseException:
            drawing.kill()
            raise
        if drawing.wait():
            told.seek(0)
            last = (told.read().decode(errors="replace").strip().splitlines() or ["?"])[-1]
            raise UserError(_("the PDF cannot be drawn here: {reason}", reason=last.removeprefix("error: ")))
    return count


def _started(out: Path, told: int) -> "subprocess.Popen[bytes]":
    """The process that draws; its standard error goes to the file `told`."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_HASH_SEED": "0",  # fonts come in the order of a hash
        "LC_ALL": "zh_CN.UTF-8" if language().startswith("zh") else "en_US.UTF-8",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen(
        [*program(), COMMAND, str(out)], stdin=subprocess.PIPE, stdout=told, stderr=told, env=environment
    )
