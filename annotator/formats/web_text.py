"""The visible text of a part of a web page: a line a block, a line a row of a table."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from annotator.formats.cells import row_lines

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ucapcontent", "ul",
))  # fmt: skip
SILENT = frozenset((
    "applet", "area", "audio", "base", "button", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe",
    "img", "input", "link", "map", "math", "meta", "noframes", "noscript", "object", "param", "rp", "rt", "script",
    "select", "style", "svg", "template", "textarea", "title", "video",
))  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # what HTML collapses; no-break and ideographic spaces stay


def text_of(root: Any, skip: Collection[Any] = ()) -> str:
    """The text below `root`, but for the elements in `skip`; blank lines are left out."""
    from lxml import etree

    writing = _Writing()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = tag(element)
        if event == "start":
            if name in SILENT or element in skip:
                walk.skip_subtree()
            else:
                writing.begin(name, element.text)
        else:
            if name not in SILENT and element not in skip:
                writing.end(name)
            if element is not root:
                writing.add(element.tail)
    return "\n".join(writing.finished())


def tag(element: Any) -> str:
    """The element's name in small letters; “” for comments and the like."""
    name = element.tag
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


@dataclass(slots=True)
class _Cell:
    """What collects lines: the page, or a cell of a table."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        text = _BLANKS.sub(" ", "".join(self.line)).strip(" ")
        if text.strip():
            self.lines.append(text)
        self.line.clear()


@dataclass(slots=True)
class _Writing:
    """The open cells and the open rows, innermost last."""

    cells: list[_Cell] = field(default_factory=lambda: [_Cell()])
    rows: list[list[list[str]]] = field(default_factory=list)
    verbatim: int = 0

    def begin(self, name: str, text: str | None) -> None:
        if name in BLOCKS or name == "br":
            self.cells[-1].end_line()
        if name == "tr":
            self.rows.append([])
        elif name in ("td", "th") and self.rows:
            self.cells.append(_Cell())
        elif name == "pre":
            self.verbatim += 1
        self.add(text)

    def end(self, name: str) -> None:
        if name not in BLOCKS:
            return
        self.cells[-1].end_line()
        if name in ("td", "th") and self.rows and len(self.cells) > 1:
            self.rows[-1].append(self.cells.pop().lines)
        elif name == "tr" and self.rows:
            self.cells[-1].lines += row_lines(self.rows.pop())
        elif name == "pre":
            self.verbatim -= 1

    def add(self, text: str | None) -> None:
        if not text:
            return
        first, *others = text.split("\n") if self.verbatim else [text]
        self.cells[-1].line.append(first)
        for other in others:
            self.cells[-1].end_line()
            self.cells[-1].line.append(other)

    def finished(self) -> list[str]:
        self.cells[0].end_line()
        return self.cells[0].lines
