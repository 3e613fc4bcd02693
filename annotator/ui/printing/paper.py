"""A report with its marks laid out on pages: a head with facts and legend, the text as the window draws it, a table of marks.

Lengths are pixels of 96 to the inch, as on a screen. Everything is cut into strips, such as lines and rows, that no page
break may part.
"""

import html
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QRegion, QTextDocument

from annotator.domain.schema import LabelSchema
from annotator.formats import marked
from annotator.formats.marked import Mark
from annotator.formats.record import Record
from annotator.i18n import _
from annotator.ui.text_view.lanes import Lanes
from annotator.ui.text_view.page import MARGIN, Page
from annotator.ui.text_view.painting import Marks, Painter
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.theme import FAMILIES, LIGHT, LabelStyle

DOTS = 96  # an inch
SIZE = 14  # of the text, 10.5 points
FOOT = 24
GAP = 14  # under the head
_COLUMNS = 60  # characters of a line, if the paper is as wide
_ALL = 1 << 30  # pixels: a window in which every text can be seen whole
_STYLE = """
h1, h2, p, td { color: #1C2024; } h1 { font-size: 20px; font-weight: 600; } h2 { font-size: 14px; font-weight: 600; }
.muted { color: #5F6570; font-size: 10px; } th { font-size: 9px; font-weight: 600; color: #5F6570; } td { font-size: 9.5px; }
th, td { padding: 2px 8px 2px 0; }
"""


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands on one page whole: `top` and `height` within `part`; `part` draws a stretch of itself."""

    part: Any
    top: float
    height: float
    with_next: bool = False


class Paper:
    """The pages of one document, for paper with so much room on a page (a line at its foot is ours)."""

    def __init__(self, record: Record, schema: LabelSchema | None, room: QSizeF) -> None:
        self.title = marked.title_of(record)
        self._room = QSizeF(room.width(), room.height() - FOOT)
        self._font = font()
        marks = marked.marks_of(record, schema)
        text = _Text(record, marks, self._room.width())
        self._pages: list[list[Strip]] = [[]]
        self._left = self._room.height()
        head = _Rich(_head(record, marks, schema), self._font, self._room.width())
        self._place([Strip(head, 0, head.height + GAP)])
        self._place(text.strips())
        pages = _page_of_lines(self._pages, text)
        for rows in _tables(record, marks, schema, lambda mark: pages(mark.span.start)):
            table = _Rich(rows, self._font, self._room.width())
            self._place([Strip(table, 0, table.height)])

    def __len__(self) -> int:
        return len(self._pages)

    def paint(self, painter: QPainter, number: int) -> None:
        """Draw page `number`, the first is 0, from the painter's origin."""
        top = 0.0
        for part, first, last in _together(self._pages[number]):
            painter.save()
            painter.translate(0, top)
            part.draw(painter, first, last)
            painter.restore()
            top += last - first
        self._foot(painter, number)

    def _place(self, strips: list[Strip]) -> None:
        for index, strip in enumerate(strips):
            after = strips[index + 1].height if strip.with_next and index + 1 < len(strips) else 0.0
            if strip.height + after > self._left and self._pages[-1]:
                self._pages.append([])
                self._left = self._room.height()
            self._pages[-1].append(strip)
            self._left -= strip.height

    def _foot(self, painter: QPainter, number: int) -> None:
        small = QFont(self._font)
        small.setPixelSize(9)
        painter.setFont(small)
        painter.setPen(QColor("#5F6570"))
        place = QRectF(0, self._room.height() + 6, self._room.width(), FOOT - 6)
        title = painter.fontMetrics().elidedText(
            self.title, Qt.TextElideMode.ElideRight, round(place.width() - 80)
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.drawText(
            place,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            _("{page} of {pages}", page=number + 1, pages=len(self)),
        )


def font() -> QFont:
    """The font of everything but the text. Forms by language are off: Qt forgets which characters they stand for in a PDF."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(11)
    made.setFeature(QFont.Tag("locl"), 0)
    return made


class _Rich:
    """A piece of rich text: a head, or some rows of a table."""

    def __init__(self, body: str, base: QFont, width: float) -> None:
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDefaultFont(base)
        self._document.setDefaultStyleSheet(_STYLE)
        self._document.setDocumentMargin(0)
        self._document.setHtml(body)
        self._document.setTextWidth(width)
        self.height = self._document.size().height()
        application = QCoreApplication.instance()
        assert application is not None
        self._document.moveToThread(application.thread())  # pages may be laid out on another one

    def draw(self, painter: QPainter, _first: float, _last: float) -> None:
        self._document.drawContents(painter)


class _Text:
    """The text with its bars, as the text view draws it, in one column."""

    def __init__(self, record: Record, marks: list[Mark], width: float) -> None:
        self.page = Page()
        self.page.set_size(SIZE)
        self.page.set_columns(_COLUMNS)
        self.page.font.setFeature(QFont.Tag("locl"), 0)
        self.page.set_view(round(width) + 2 * MARGIN, _ALL)
        self.page.set_text(record.text)
        self.page.set_headings((start, end) for start, end, _level in marked.headings_of(record))
        spans = (ViewSpan(str(m.number), m.span.start, m.span.end, m.label.name) for m in marks)
        self.page.lanes = Lanes(spans)
        self.page.cache.touch_all()
        self.page.changed()
        styles = {m.label.name: LabelStyle(m.label.color, m.label.pattern, m.name) for m in marks}
        self._painter = Painter(self.page, Marks(caret=-1, caret_on=False, styles=styles), LIGHT)
        self._width = width

    def strips(self) -> list[Strip]:
        """A strip a line; a heading stays with the line after it."""
        found = []
        for layout, top in self.page.visible():
            heading = bool(self.page.headings.over(layout.block.start, layout.block.stop))
            for number, line in enumerate(layout.lines):
                last = number == len(layout.lines) - 1
                bottom = layout.height if last else layout.lines[number + 1].top
                first = 0 if number == 0 else line.top
                found.append(Strip(self, top + first, bottom - first, heading))
        return found

    def draw(self, painter: QPainter, first: float, last: float) -> None:
        stretch = QRect(0, round(first), self.page.view_width, round(last - first))
        painter.translate(-self.page.left, -first)
        painter.setClipRect(stretch)
        self._painter.paint(painter, QRegion(stretch.adjusted(0, 0, 0, -1)))


def _together(strips: list[Strip]) -> Iterator[tuple[Any, float, float]]:
    """The strips of a page, those that follow each other in one part joined: part, first and last pixel of it."""
    part, first, last = None, 0.0, 0.0
    for strip in strips:
        if strip.part is part and strip.top == last:
            last += strip.height
            continue
        if part is not None:
            yield part, first, last
        part, first, last = strip.part, strip.top, strip.top + strip.height
    if part is not None:
        yield part, first, last


def _page_of_lines(pages: list[list[Strip]], text: _Text) -> Callable[[int], int]:
    """A function that tells on which page, from 1, a position of the text stands."""
    firsts = [
        (tops[0], number)
        for number, page in enumerate(pages, 1)
        if (tops := [s.top for s in page if s.part is text])
    ]

    def page_of(position: int) -> int:
        y = text.page.y(text.page.spot(position))
        return firsts[max(0, bisect_right(firsts, (y, len(pages))) - 1)][1]

    return page_of


def _head(record: Record, marks: list[Mark], schema: LabelSchema | None) -> str:
    parts = [f"<h1>{_text(marked.title_of(record))}</h1>"]
    facts = [*marked.facts_of(record), *marked.labels_of(record, schema)]
    if facts:
        shown = "&nbsp;&nbsp;&nbsp; ".join(f"{_text(name)}: {_text(value)}" for name, value in facts)
        parts.append(f'<p class="muted">{shown}</p>')
    if marks:
        shown = "&nbsp;&nbsp;&nbsp; ".join(
            f'<span style="color:{mark.label.color}">■</span> {_text(mark.name)} {count}'
            for mark, count in marked.legend_of(marks, schema)
        )
        parts.append(f'<p class="muted">{shown}</p>')
    return "".join(parts)


def _tables(
    record: Record, marks: list[Mark], schema: LabelSchema | None, page_of: Callable[[Mark], int]
) -> Iterator[str]:
    """The table of marks, row by row so that a page may break between them; its heading with the first ones."""
    if not marks:
        return
    links = marked.links_of(record, marks, schema)
    layers = any(mark.span.layer for mark in marks)
    heads = [
        "#",
        _("page"),
        _("label"),
        _("quote"),
        _("attributes, links, note"),
        *([_("layer")] if layers else []),
    ]
    widths = ["4%", "6%", "9%", "43%", "28%" if layers else "38%", "10%"]
    head = "".join(
        f'<th align="left" width="{w}">{_text(h)}</th>' for h, w in zip(heads, widths, strict=False)
    )
    rows = []
    for mark in marks:
        span = mark.span
        more = [marked.details_of(mark), *links.get(mark.number, ()), span.note]
        cells = [
            str(mark.number), str(page_of(mark)), mark.name, record.text[span.start : span.end],
            "\n".join(part for part in more if part), *([span.layer or ""] if layers else []),
        ]  # fmt: skip
        body = "".join(
            f'<td width="{w}">{_text(cell).replace(chr(10), "<br>")}</td>'
            for cell, w in zip(cells, widths, strict=False)
        )
        rows.append(f"<tr>{body}</tr>")
    start = f"<h2>{_text(_('Marks'))}</h2>"
    yield f'{start}<table width="100%" cellspacing="0"><tr>{head}</tr>{rows[0]}</table>'
    for row in rows[1:]:
        yield f'<table width="100%" cellspacing="0">{row}</table>'


def _text(text: str) -> str:
    return html.escape(marked.clean(text))
