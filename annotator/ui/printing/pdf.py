"""Reports with their marks as one PDF, which carries the canonical records as an attachment."""

import re
from collections.abc import Iterable
from pathlib import Path

import orjson
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from annotator.domain.schema import LabelSchema
from annotator.formats.canonical import to_dict
from annotator.formats.pdf_write import ATTACHED
from annotator.formats.record import Record
from annotator.ui.printing.paper import DOTS, Paper
from annotator.ui.printing.searchable import searchable

MARGIN_MM = 16.0
_TIME = re.compile(
    rb'(?<=/CreationDate \(D:)[^)]+|(?<=/ModDate \(D:)[^)]+|(?<=Date=")[0-9T:+-]+(?=")|(?<=Date>)[0-9T:+-]+(?=<)'
)


def draw_pdf(records: Iterable[Record], out: Path, schema: LabelSchema | None) -> int:
    """Draw the records, each from a new page on, into the file `out`; returns how many.

    Nothing in the file tells the time, so that equal documents give equal bytes.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("annotator")
    writer.setDocumentId(QUuid())
    writer.setResolution(DOTS)
    writer.setPageLayout(page_layout())
    painter: QPainter | None = None
    lines = []
    for record in records:
        paper = Paper(record, schema, QSizeF(writer.width(), writer.height()))
        if painter is None:
            writer.setTitle(paper.title)
            painter = QPainter(writer)
        else:
            writer.newPage()
        for number in range(len(paper)):
            if number:
                writer.newPage()
            paper.paint(painter, number)
        lines.append(orjson.dumps(to_dict(record)) + b"\n")
    writer.addFileAttachment(ATTACHED, QByteArray(b"".join(lines)), "application/x-ndjson")
    if painter is None:
        painter = QPainter(writer)  # an empty page for no document
    painter.end()
    buffer.close()
    out.write_bytes(_TIME.sub(_zeros, searchable(bytes(data.data()))))
    return len(lines)


def page_layout() -> QPageLayout:
    """A4 upright."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _zeros(found: re.Match[bytes]) -> bytes:
    """The same number of bytes, so that nothing in the file moves."""
    return re.sub(rb"\d", b"0", found[0])
