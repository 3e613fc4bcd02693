"""What a Word document says, line by line. Source: ECMA-376 part 1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.errors import BadInput
from annotator.formats.cells import row_lines
from annotator.formats.docx_numbering import Numbering
from annotator.formats.docx_styles import Styles
from annotator.formats.docx_xml import children, first, local, switched_on, value
from annotator.formats.hostile import Package
from annotator.i18n import _

_GONE = frozenset(
    ("del", "moveFrom", "rt", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "sdtPr")
)
_SIGNS = {
    "tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-",
}  # fmt: skip
_SYMBOLS = {  # of the fonts Wingdings and Symbol
    "F0A8": "□", "F06F": "□", "F071": "□", "F0FE": "☑", "F052": "☑", "F0FC": "✓", "F0FB": "✗", "F06C": "●",
    "F06E": "■", "F0B7": "•", "F0A7": "▪", "F0D8": "➢", "F0E0": "→", "F0B3": "≥", "F0A3": "≤", "F0B4": "×",
}  # fmt: skip
_CONTENTS = "Table of Contents"
_OBJECTS = frozenset(("drawing", "pict", "object"))


@dataclass(slots=True)
class Body:
    """The text of a package; `notes` fill while it is read."""

    parts: Package
    path: Path
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    notes: list[tuple[str, str]] = field(default_factory=list)
    _related: dict[str, str] = field(init=False)
    _main: str = field(init=False)

    def __post_init__(self) -> None:
        self._main = self.parts.related().get("officeDocument", "word/document.xml")
        self._related = self.parts.related(self._main)
        self.styles = Styles(self.parts.xml(self._related.get("styles", "word/styles.xml")))
        lists = self.parts.xml(self._related.get("numbering", "word/numbering.xml"))
        self.numbering = Numbering(lists, self.styles.list_styles())

    def lines(self) -> Iterator[str]:
        """Raises BadInput when this is no Word document."""
        body = first(self.parts.xml(self._main), "body")
        if body is None:
            raise BadInput(
                _("{file} is not a Word document; open it in the program that made it and save it as .docx",
                  file=self.path)
            )  # fmt: skip
        yield from self._blocks(body)
        yield from self._noted()

    def _noted(self) -> Iterator[str]:
        """The notes that the text refers to; notes in notes do not exist."""
        parts = {kind: self.parts.xml(self._related.get(f"{kind}s", "")) for kind in ("footnote", "endnote")}
        texts = {
            (kind, value(note, None, "id")): note
            for kind, root in parts.items()
            for note in children(root, kind)
        }
        for number, key in enumerate(self.notes, 1):
            if key in texts:
                lines = [line.strip() for line in self._blocks(texts[key]) if line.strip()]
                yield f"[{number}] {' '.join(lines)}"

    def _blocks(self, container: Any) -> Iterator[str]:
        """The lines of paragraphs and tables in document order."""
        begun = ""  # a paragraph whose end was deleted goes on in the next one
        for element in _blocks_of(container):
            if local(element) == "tbl":
                yield from self._table(element)
                continue
            properties = first(element, "pPr")
            if self.styles.is_contents(properties):
                continue
            boxes: list[Any] = []
            text = begun + "".join(self._inline(element, properties, boxes))
            begun = ""
            if first(first(properties, "rPr"), "del") is not None:
                begun = text
            else:
                yield from self._paragraph(text, properties)
            for box in boxes:
                yield from self._blocks(box)
        if begun:
            yield begun

    def _paragraph(self, text: str, properties: Any) -> Iterator[str]:
        listed = self.styles.list_of(properties)
        label = self.numbering.label(*listed) if listed else ""  # empty paragraphs count, too
        yield from (label + text if text.strip() else text).split("\n")

    def _inline(self, element: Any, properties: Any, boxes: list[Any]) -> Iterator[str]:
        """What a paragraph, or a part of it, says; the text boxes that hang on it go to `boxes`."""
        for child in element:
            name = local(child)
            if name in _GONE:
                continue
            if name == "r":
                if not self._hidden(first(child, "rPr"), properties):
                    yield from self._inline(child, properties, boxes)
            elif name == "t":
                yield child.text or ""
            elif name in _OBJECTS:
                boxes += _boxes(child)
            elif name == "AlternateContent":
                yield from self._inline(_chosen(child), properties, boxes)
            elif name in ("footnoteReference", "endnoteReference"):
                self.notes.append((name.removesuffix("Reference"), value(child, None, "id")))
                yield f"[{len(self.notes)}]"
            else:
                sign = _sign(child, name)
                yield sign if sign is not None else "".join(self._inline(child, properties, boxes))

    def _hidden(self, run: Any, paragraph: Any) -> bool:
        return self.styles.hides(run, "rStyle") or (
            first(run, "vanish") is None and self.styles.hides(paragraph, "pStyle")
        )

    def _table(self, table: Any) -> Iterator[str]:
        for row in _found(table, "tr"):
            if first(first(row, "trPr"), "del") is None:
                yield from row_lines([list(self._cell(cell)) for cell in _found(row, "tc")])

    def _cell(self, cell: Any) -> Iterator[str]:
        merged = first(first(cell, "tcPr"), "vMerge")
        if merged is None or value(merged, None) == "restart":
            yield from self._blocks(cell)


def _blocks_of(container: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those within content controls and insertions; no deleted ones."""
    for child in container:
        name = local(child)
        if name in ("p", "tbl"):
            yield child
        elif name == "AlternateContent":
            yield from _blocks_of(_chosen(child))
        elif name == "sdt":
            kind = first(first(first(child, "sdtPr"), "docPartObj"), "docPartGallery")
            content = first(child, "sdtContent")
            if content is not None and value(kind, None) != _CONTENTS:
                yield from _blocks_of(content)
        elif name in ("ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks_of(child)


def _found(container: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those within content controls."""
    for child in container:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _found(child, name)


def _chosen(alternatives: Any) -> Any:
    """Of alternative contents the first that has text; they say the same twice."""
    options: Iterable[Any] = [*children(alternatives, "Choice"), *children(alternatives, "Fallback")]
    for option in options:
        if any(local(element) == "t" and element.text for element in option.iter()):
            return option
    return ()


def _boxes(drawing: Any) -> Iterator[Any]:
    """The contents of a drawing's text boxes, the outermost ones, of alternatives one."""
    for child in drawing:
        if local(child) == "txbxContent":
            yield child
        elif local(child) == "AlternateContent":
            yield from _boxes(_chosen(child))
        else:
            yield from _boxes(child)


def _sign(element: Any, name: str) -> str | None:
    """What an empty element stands for; None for one that has contents."""
    if name == "br":
        return "" if value(element, None, "type") in ("page", "column") else "\n"
    if name == "sym":
        code = value(element, None, "char").upper()
        return _SYMBOLS.get(code, "")
    if name == "checkBox":  # of an old form field
        checked = first(element, "checked")
        return "☑" if switched_on(checked if checked is not None else first(element, "default")) else "□"
    return _SIGNS.get(name)
