"""Documents with their marks as a web page that needs nothing beside it: bars in lanes under the text, a legend, notes.

A file by the name of one holds all documents under a table of contents; a folder has one for each. Bars are backgrounds of
inline elements (CSS Backgrounds 3: several images, `box-decoration-break`), so that they cross and nest, wrap with the text,
and are printed. Each document carries its canonical record (schemas/record.schema.json) in a script element, without the
text: that stands once, in the page. The language is the reader's.
"""

import html
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from annotator.formats import marked
from annotator.formats.each import files_of, write_each
from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.marked import Mark, Piece
from annotator.formats.record import Record
from annotator.formats.web_style import BAR, PITCH, STYLE, bar_of, colours
from annotator.i18n import _, language

ENDING = ".html"


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """A page with all documents, or a folder with a page for each."""
    if not out.suffix:
        return len(write_each(records, out, ENDING, partial(_write_one, options=options)))
    body = out.with_name(out.name + ".body")
    try:
        titles = []
        with body.open("x", encoding="utf-8", newline="") as file:
            for number, record in enumerate(records, 1):
                titles.append(marked.title_of(record))
                file.writelines(article(record, number, options))
        with (
            out.open("x", encoding="utf-8", newline="") as file,
            body.open(encoding="utf-8", newline="") as parts,
        ):
            file.write(_head(titles[0] if len(titles) == 1 else _("Reports with their marks"), options))
            file.writelines(_contents(titles))
            for part in iter(lambda: parts.read(1 << 20), ""):
                file.write(part)
            file.write(_FOOT)
    finally:
        body.unlink(missing_ok=True)
    return len(titles)


def reread(place: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The records of what `write` made; where marks lie is told by the page's text, not by the record within."""
    from lxml import etree

    for file in files_of(place, ENDING):
        with file.open("rb") as data:
            for _event, element in etree.iterparse(
                data, html=True, tag="article", huge_tree=True, encoding="utf-8"
            ):
                yield _record(element)
                element.clear()


def expect(record: Record, options: WriteOptions) -> Record:  # noqa: ARG001
    """The record as it reads back: what HTML cannot hold is U+FFFD."""
    return replace(record, text=marked.clean(record.text))


def article(record: Record, number: int, options: WriteOptions) -> Iterator[str]:
    """One document, piece by piece."""
    marks = marked.marks_of(record, options.schema)
    lanes = max((mark.lane for mark in marks), default=0) + 1
    yield f'<article id="d{number}" data-spans="{len(marks)}" style="--lanes:{min(lanes, 8)}">\n'
    yield f"<h1>{_text(marked.title_of(record))}</h1>\n"
    facts = [*marked.facts_of(record), *marked.labels_of(record, options.schema)]
    if facts:
        yield '<p class="facts">' + "".join(
            f"<span>{_text(name)}: {_text(value)}</span>" for name, value in facts
        ) + "</p>\n"  # fmt: skip
    yield from _legend(marks, options)
    yield '<div class="text">'
    for piece in marked.pieces_of(record, marks):
        yield _piece(record, piece, number, options)
    yield "</div>\n"
    yield from _table(record, marks, number, options)
    yield f'<script type="application/json">{marked.embedded(record, marks)}</script>\n</article>\n'


def _write_one(record: Record, out: Path, options: WriteOptions) -> None:
    with out.open("x", encoding="utf-8", newline="") as file:
        _page(file, record, options)


def _page(file: IO[str], record: Record, options: WriteOptions) -> None:
    file.write(_head(marked.title_of(record), options))
    file.writelines(article(record, 1, options))
    file.write(_FOOT)


def _head(title: str, options: WriteOptions) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language().replace("_", "-")}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="annotator">'
        f"<title>{_text(title)}</title>\n<style>{STYLE}{colours(options.schema)}</style></head>\n<body>\n"
    )


_FOOT = "</body>\n</html>\n"


def _contents(titles: list[str]) -> Iterator[str]:
    if len(titles) > 1:
        yield "<nav><ol>"
        for number, title in enumerate(titles, 1):
            yield f'<li><a href="#d{number}">{_text(title)}</a></li>'
        yield "</ol></nav>\n"


def _legend(marks: list[Mark], options: WriteOptions) -> Iterator[str]:
    if not marks:
        return
    yield '<p class="legend">'
    for mark, count in marked.legend_of(marks, options.schema):
        style = f"background-image:{bar_of(mark, options.schema)};background-size:100% {BAR}px;background-position:0 100%"
        yield f'<span><b style="{style}">{_text(mark.name)}</b> {count}</span>'
    yield "</p>\n"


def _piece(record: Record, piece: Piece, number: int, options: WriteOptions) -> str:
    text = _text(marked.clean(record.text[piece.start : piece.end]))
    if piece.level:
        text = f'<b class="h">{text}</b>'
    if not piece.marks:
        return text
    count = piece.marks[-1].lane + 1
    places = (f"0 calc(100% - {(count - 1 - mark.lane) * PITCH}px)" for mark in piece.marks)
    bars = ",".join(bar_of(mark, options.schema) for mark in piece.marks)
    style = f"background-image:{bars};background-position:{','.join(places)};padding-bottom:{count * PITCH}px"
    starts = " b" if any(mark.span.start == piece.start for mark in piece.marks) else ""
    last = [mark for mark in piece.marks if mark.span.end == piece.end and mark.span.note]
    noted = f' data-note="{",".join(str(mark.number) for mark in last)}"' if last else ""
    title = html.escape("\n".join(map(_hint, reversed(piece.marks))), quote=True)
    inner = piece.marks[0].number
    numbers = " ".join(str(mark.number) for mark in piece.marks)
    return (
        f'<a class="m{starts}" href="#d{number}m{inner}" data-m="{numbers}" title="{title}"{noted} style="{style}">'
        f"{text}</a>"
    )


def _hint(mark: Mark) -> str:
    parts = (marked.clean(mark.name), marked.details_of(mark), mark.span.layer or "", mark.span.note)
    return marked.clean(" · ".join(part for part in parts if part))


def _table(record: Record, marks: list[Mark], number: int, options: WriteOptions) -> Iterator[str]:
    if not marks:
        return
    links = marked.links_of(record, marks, options.schema)
    heads = ("#", _("label"), _("quote"), _("attributes"), _("layer"), _("links"), _("note"))
    filled = (True, True, True, any(m.span.attrs for m in marks), any(m.span.layer for m in marks), bool(links),
              any(m.span.note for m in marks))  # fmt: skip
    yield (
        "<details open><summary>"
        + _text(_("Marks"))
        + f" <small>{len(marks)}</small></summary><table><thead><tr>"
    )
    yield "".join(f"<th>{_text(head)}</th>" for head, there in zip(heads, filled, strict=True) if there)
    yield "</tr></thead><tbody>\n"
    for mark in marks:
        span = mark.span
        cells = (
            str(mark.number), mark.name, record.text[span.start : span.end], marked.details_of(mark), span.layer or "",
            ", ".join(links.get(mark.number, ())), span.note,
        )  # fmt: skip
        shown = (_text(marked.clean(cell)) for cell, there in zip(cells, filled, strict=True) if there)
        yield f'<tr id="d{number}m{mark.number}">' + "".join(f"<td>{cell}</td>" for cell in shown) + "</tr>\n"
    yield "</tbody></table></details>\n"


def _text(text: str) -> str:
    """Escaped; a carriage return as a reference, since readers of HTML would make a line feed of it."""
    return html.escape(text, quote=False).replace("\r", "&#13;")


def _record(element: Any) -> Record:
    """The record of an article."""
    pieces: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    at = 0
    box = element.find(".//div[@class='text']")
    for kind, node in _walk(box):
        if kind == "text":
            pieces.append(node)
            at += len(node)
            continue
        for number in map(int, node.get("data-m").split()):
            start, _end = places.get(number, (at, at))
            places[number] = start, at + len("".join(node.itertext()))
    found = [places.get(number, (0, 0)) for number in range(1, int(element.get("data-spans")) + 1)]
    return marked.restored(element.find(".//script").text, "".join(pieces), found, "html")


def _walk(box: Any) -> Iterator[tuple[str, Any]]:
    """Texts, and the elements of marks before theirs, in the order of the page."""
    if box.text:
        yield "text", box.text
    for child in box:
        if child.get("data-m"):
            yield "mark", child
        yield from _walk(child)
        if child.tail:
            yield "text", child.tail
