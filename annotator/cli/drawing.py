"""The command that draws a PDF for the format pdf, in a process of its own. Not for people: help does not list it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson

from annotator.cli.command import Command
from annotator.cli.window import need_qt
from annotator.domain.schema import schema_from_dict
from annotator.formats.parse import from_dict
from annotator.formats.pdf_write import COMMAND
from annotator.formats.record import Record
from annotator.i18n import N_


@click.command(
    COMMAND,
    cls=Command,
    hidden=True,
    help=N_("Draw the records on standard input, after a line with the label schema, into a PDF."),
)
@click.argument("out", type=click.Path(path_type=Path))
def draw_pdf(out: Path) -> None:
    need_qt()
    from PySide6.QtGui import QGuiApplication

    from annotator.ui.printing.pdf import draw_pdf as draw

    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    schema = schema_from_dict(orjson.loads(sys.stdin.buffer.readline()))
    draw(_records(), out, schema)
    del application


def _records() -> Iterator[Record]:
    for number, line in enumerate(sys.stdin.buffer, 1):
        yield from_dict(orjson.loads(line), f"line {number}")
