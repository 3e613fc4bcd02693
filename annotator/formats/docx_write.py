"""Documents with their marks as Word documents: a mark is a comment by its annotator, underlined in its label's colour.

Comments may nest and cross, and Word, WPS and LibreOffice list them beside the text (ECMA-376 part 1, 17.13.4). Each
document's canonical record lies, without its text, in a custom XML part (22.5), which Word keeps: where marks lie is told by
the comments. A file holds all documents, a page break between them; a folder has one for each. Nothing in the file tells the
time, so that equal documents give equal bytes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotator.formats import marked
from annotator.formats.each import files_of, write_each
from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.marked import Mark, Piece
from annotator.formats.record import Record

ENDING = ".docx"
FONT = "Microsoft YaHei"  # Word takes another where it is missing
_UNDERLINES = {"dash": "DASH_HEAVY", "dot": "DOTTED_HEAVY"}
_DATA = "/customXml/annotator{number}.xml"
_NAMESPACE = "urn:annotator:record"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"[\r\t]|[^\r\t]+")
_BREAKS = {"p": "\n", "cr": "\r", "tab": "\t"}
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip knows


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """A Word document with all documents, or a folder with one for each."""
    if not out.suffix:
        return len(write_each(records, out, ENDING, partial(_write_one, options=options)))
    return _write(records, out, options)


def reread(place: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The records of what `write` made; where marks lie is told by the comments, not by the record within."""
    for file in files_of(place, ENDING):
        yield from _records(file)


def expect(record: Record, options: WriteOptions) -> Record:  # noqa: ARG001
    """The record as it reads back: what XML cannot hold is U+FFFD."""
    return replace(record, text=marked.clean(record.text))


def _write_one(record: Record, out: Path, options: WriteOptions) -> None:
    _write([record], out, options)


def _write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    import docx

    document: Any = docx.Document()
    _set_up(document)
    count = 0
    for count, record in enumerate(records, 1):
        if count > 1:
            document.add_page_break()
        _add(document, record, count, options)
    whole = out.with_name(out.name + ".zip")
    try:
        document.save(str(whole))
        _without_times(whole, out)
    finally:
        whole.unlink(missing_ok=True)
    return count


def _set_up(document: Any) -> None:
    """Fonts for Chinese, and properties that are the same each time."""
    from datetime import UTC, datetime

    from docx.oxml.ns import qn
    from docx.shared import Pt

    for style in (document.styles["Normal"], document.styles["Heading 1"]):
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "annotator"
    properties.comments = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _add(document: Any, record: Record, number: int, options: WriteOptions) -> None:
    marks = marked.marks_of(record, options.schema)
    document.add_heading(marked.title_of(record), level=1)
    facts = [*marked.facts_of(record), *marked.labels_of(record, options.schema)]
    if facts:
        _small(document, "   ".join(f"{name}: {value}" for name, value in facts))
    if marks:
        _legend(document, marks, options)
    comments = _Comments(document, record, marks, options)
    paragraph = document.add_paragraph()
    _bookmark(paragraph, "Start", number)
    for piece in marked.pieces_of(record, marks):
        paragraph = comments.put(paragraph, piece)
    _bookmark(paragraph, "End", number)
    _embed(document, record, marks, number)


def _small(document: Any, text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(text)
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor(0x5F, 0x65, 0x70)


def _legend(document: Any, marks: list[Mark], options: WriteOptions) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    for mark, count in marked.legend_of(marks, options.schema):
        run = paragraph.add_run(marked.clean(mark.name))
        _underline(run, mark)
        run.font.size = Pt(9)
        paragraph.add_run(f" {count}     ").font.size = Pt(9)


class _Comments:
    """Puts the pieces of a text into paragraphs, and comments around them."""

    def __init__(self, document: Any, record: Record, marks: list[Mark], options: WriteOptions) -> None:
        self._document = document
        self._text = record.text
        self._links = marked.links_of(record, marks, options.schema)
        self._ids: dict[int, str] = {}

    def put(self, paragraph: Any, piece: Piece) -> Any:
        """The paragraph that the text after the piece goes on in."""
        for mark in sorted(piece.marks, key=lambda mark: mark.number):  # they are found again by this order
            if mark.span.start == piece.start:
                self._open(paragraph, mark)
        lines = marked.clean(self._text[piece.start : piece.end]).split("\n")
        for place, line in enumerate(lines):
            if place:
                paragraph = self._document.add_paragraph()
            if line:
                self._run(paragraph, line, piece)
        for mark in piece.marks:
            if mark.span.end == piece.end:
                self._close(paragraph, mark)
        return paragraph

    def _run(self, paragraph: Any, line: str, piece: Piece) -> None:
        from docx.oxml.ns import qn

        run = paragraph.add_run()
        for part in _PARTS.findall(line):
            name = {"\r": "w:cr", "\t": "w:tab"}.get(part, "w:t")
            child = run._r.makeelement(qn(name), {qn("xml:space"): "preserve"} if name == "w:t" else {})
            child.text = part if name == "w:t" else None
            run._r.append(child)
        run.bold = True if piece.level else None
        if piece.marks:
            _underline(run, piece.marks[0])

    def _open(self, paragraph: Any, mark: Mark) -> None:
        from docx.oxml.ns import qn

        layer = marked.clean(mark.span.layer or "annotator")
        comment = self._document.comments.add_comment(
            text=self._words(mark), author=layer, initials=layer[:2]
        )
        comment._comment_elm.attrib.pop(qn("w:date"), None)
        self._ids[mark.number] = str(comment.comment_id)
        paragraph._p.append(_element(paragraph, "commentRangeStart", self._ids[mark.number]))

    def _close(self, paragraph: Any, mark: Mark) -> None:
        identity = self._ids[mark.number]
        paragraph._p.append(_element(paragraph, "commentRangeEnd", identity))
        run = paragraph.add_run()
        run._r.append(_element(paragraph, "commentReference", identity))

    def _words(self, mark: Mark) -> str:
        head = " · ".join(part for part in (marked.clean(mark.name), marked.details_of(mark)) if part)
        links = ", ".join(self._links.get(mark.number, ()))
        named = f"{mark.number}. {head}"
        return "\n".join(part for part in (named, links, marked.clean(mark.span.note)) if part)


def _underline(run: Any, mark: Mark) -> None:
    from docx.enum.text import WD_UNDERLINE
    from docx.oxml.ns import qn

    run.font.underline = WD_UNDERLINE[_UNDERLINES.get(mark.label.pattern, "THICK")]
    run._r.rPr.find(qn("w:u")).set(qn("w:color"), mark.label.color.removeprefix("#"))


def _element(paragraph: Any, name: str, identity: str) -> Any:
    return paragraph._p.makeelement(f"{_WORD}{name}", {f"{_WORD}id": identity})


def _bookmark(paragraph: Any, end: str, number: int) -> None:
    """Where the text of a document starts, or ends."""
    element = _element(paragraph, f"bookmark{end}", str(number))
    if end == "Start":
        element.set(f"{_WORD}name", f"annotator_{number}")
    paragraph._p.append(element)


def _embed(document: Any, record: Record, marks: list[Mark], number: int) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    root = etree.Element(f"{{{_NAMESPACE}}}record", nsmap={None: _NAMESPACE})
    root.text = marked.embedded(record, marks)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    part = Part(PackURI(_DATA.format(number=number)), "application/xml", data, document.part.package)
    document.part.relate_to(part, _RELATION)


def _without_times(whole: Path, out: Path) -> None:
    """The same package with one time for all parts."""
    with ZipFile(whole) as before, ZipFile(out, "x", ZIP_DEFLATED) as after:
        for name in before.namelist():
            info = ZipInfo(name, _BEGINNING)
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, before.read(name))


def _records(file: Path) -> Iterator[Record]:
    from annotator.formats.hostile import package

    with package(file) as parts:
        texts = _Texts()
        for element in parts.xml("word/document.xml").iter():
            texts.take(element)
        for number, (text, places) in enumerate(texts.found, 1):
            root = parts.xml(_DATA.format(number=number).removeprefix("/"))
            yield marked.restored("".join(root.itertext()), text, places, str(file))


class _Texts:
    """The text of each document of a file, and where its comments lie, in the order in which they begin."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[tuple[int, int]]]] = []
        self._parts: list[str] | None = None  # None between documents
        self._at = 0
        self._places: dict[str, tuple[int, int]] = {}

    def take(self, element: Any) -> None:
        """The next element of the body, in the order of the file."""
        name = str(element.tag).removeprefix(_WORD)
        if name == "bookmarkStart":
            self._parts, self._at, self._places = [], 0, {}
        elif self._parts is None:
            return
        elif name == "bookmarkEnd":
            self.found.append(("".join(self._parts), list(self._places.values())))
            self._parts = None
        elif name in ("commentRangeStart", "commentRangeEnd"):
            identity = element.get(f"{_WORD}id")
            start, _end = self._places.get(identity, (self._at, self._at))
            self._places[identity] = start, self._at
        else:
            self._add(_BREAKS.get(name, element.text or "" if name == "t" else ""))

    def _add(self, text: str) -> None:
        assert self._parts is not None
        self._parts.append(text)
        self._at += len(text)
