"""A report as a PDF: the parts of the web page, set on A4 by us, pictures as lines and not as pixels."""

import html
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from annotator.formats.atomic import atomic_file
from annotator.i18n import _
from annotator.services.pictures.part import Part
from annotator.services.pictures.picture import PAPER, Picture
from annotator.services.pictures.table import Row, Table, shown
from annotator.ui.pictures.drawing import draw
from annotator.ui.printing.searchable import searchable
from annotator.ui.text_view.theme import FAMILIES

DOTS = 96.0  # an inch, so that a pixel of a picture is as large as on a screen
MARGIN_MM = 16.0
FOOT = 24.0
_SCALE = 0.85  # pictures are made for screens, whose letters are larger
_HEADING = 140.0  # and sentences above a picture
_ROWS_AT_ONCE = 12  # of a table that are kept together
_STYLE = """
h1, h2, p, li, td { color: #1C2024; }
h1 { font-size: 19px; font-weight: 600; } h2 { font-size: 14px; font-weight: 600; margin-top: 14px; }
p, li { font-size: 11px; line-height: 140%; } .muted { color: #5F6570; }
th { font-size: 8.5px; font-weight: 600; color: #5F6570; } td { font-size: 9px; }
th, td { padding: 3px 7px 3px 0; }
"""
Block = QTextDocument | Picture


def write_pdf(title: str, subtitle: str, parts: Iterable[Part], out: Path) -> None:
    """Write a report in the reader's language; any thread. Raises ReadOnly, DiskFull."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("annotator")
    writer.setResolution(round(DOTS))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins,
                    QPageLayout.Unit.Millimeter)
    )  # fmt: skip
    _Pages(writer).fill(title, subtitle, parts)
    buffer.close()
    with atomic_file(out) as file:
        file.write(searchable(bytes(data.data())))


class _Pages:
    """Puts blocks under each other and begins a new page where one does not fit any more."""

    def __init__(self, writer: QPdfWriter) -> None:
        self._writer = writer
        self._font = QFont()
        self._font.setFamilies(list(FAMILIES))
        self._font.setPixelSize(11)
        # Forms by language, which a family for simplified Chinese can do without: Qt forgets which letters they stand for,
        # so that nobody could search or copy them.
        self._font.setFeature(QFont.Tag("locl"), 0)
        self._room = QSizeF(writer.width(), writer.height() - FOOT)
        self._y = 0.0
        self._page = 1

    def fill(self, title: str, subtitle: str, parts: Iterable[Part]) -> None:
        self._painter = QPainter(self._writer)
        self._put([self._text(f"<h1>{html.escape(title)}</h1><p class=muted>{html.escape(subtitle)}</p>")])
        for part in parts:
            for together in self._blocks(part):
                self._put(together)
        self._foot()
        self._painter.end()

    def _blocks(self, part: Part) -> Iterator[list[Block]]:
        """What stays together on a page: a heading with what comes first under it."""
        sentences = "".join(f"<p>{html.escape(each)}</p>" for each in part.sentences)
        pending: list[Block] = [self._text(f"<h2>{html.escape(part.title)}</h2>{sentences}")]
        for picture in part.pictures:
            yield [*pending, self._text(f"<p class=muted>{html.escape(picture.title)}</p>"), picture]
            pending = []
        if part.table is not None:
            for rows in _chunks(part.table):
                yield [*pending, self._text(_table(part.table, rows))]
                pending = []
        if pending:
            yield pending

    def _put(self, blocks: list[Block]) -> None:
        high = sum(self._height(block) for block in blocks)
        if self._y > 0 and self._y + high > self._room.height():
            self._foot()
            self._writer.newPage()
            self._page += 1
            self._y = 0.0
        for block in blocks:
            self._painter.save()
            self._painter.translate(0, self._y)
            if isinstance(block, Picture):
                scale = self._scale(block)
                self._painter.scale(scale, scale)
                draw(block, self._painter, PAPER, self._font, dark=False)
            else:
                block.drawContents(self._painter)
            self._painter.restore()
            self._y += self._height(block)

    def _height(self, block: Block) -> float:
        if isinstance(block, Picture):
            return block.height * self._scale(block) + 8
        return block.size().height() + 2

    def _scale(self, picture: Picture) -> float:
        """So that it fits on a page, with a heading above it."""
        high = (self._room.height() - _HEADING) / picture.height
        return min(_SCALE, self._room.width() / picture.width, high)

    def _text(self, body: str) -> QTextDocument:
        made = QTextDocument()
        made.setUndoRedoEnabled(False)
        made.documentLayout().setPaintDevice(self._writer)
        made.setDefaultFont(self._font)
        made.setDefaultStyleSheet(_STYLE)
        made.setDocumentMargin(0)
        made.setHtml(body)
        made.setTextWidth(self._room.width())
        return made

    def _foot(self) -> None:
        self._painter.setPen(QColor(PAPER["muted"]))
        font = QFont(self._font)
        font.setPixelSize(9)
        self._painter.setFont(font)
        place = QRectF(QPointF(0, self._room.height() + 4), QSizeF(self._room.width(), FOOT - 4))
        self._painter.drawText(place, 0x0084, _("page {number}", number=self._page))


def _chunks(table: Table) -> Iterator[tuple[Row, ...]]:
    for first in range(0, len(table.rows), _ROWS_AT_ONCE):
        yield table.rows[first : first + _ROWS_AT_ONCE]


def _table(table: Table, rows: tuple[Row, ...]) -> str:
    def cell(tag: str, text: str, figure: bool) -> str:
        side = "right" if figure else "left"
        return f'<{tag} align="{side}">{html.escape(text)}</{tag}>'

    head = "".join(cell("th", column.name, column.figure) for column in table.columns)
    body = "".join(
        "<tr>"
        + "".join(
            cell("td", shown(value), column.figure)
            for value, column in zip(row.values, table.columns, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table width="100%" cellspacing="0"><thead><tr>{head}</tr></thead>{body}</table>'
