"""The invented reports with their marks; see `marked/README.md`."""

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.suggest.course import Example
from annotator.text.outline import outline

FOLDER = Path(__file__).parent / "marked"
_MARK = re.compile("⟦(Md|Mo|Mp|P|K):|⟧")
_LABELS = {"M": "measure", "P": "problem", "K": "metric"}
_STATUS = {"d": "done", "o": "ongoing", "p": "planned"}


def marked_reports(folder: Path = FOLDER) -> list[Example]:
    """The reports of a folder, by name."""
    return [_example(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def _example(name: str, marked: str) -> Example:
    text = _MARK.sub("", marked)
    spans = [
        make_span(
            name,
            text,
            start,
            end,
            _LABELS[kind[0]],
            "li",
            attrs={"status": _STATUS[kind[1]]} if kind[1:] else {},
        )
        for start, end, kind in _places(marked)
    ]
    return Example(
        Document(name, text, outline=outline(text)), sorted(spans, key=lambda span: (span.start, -span.end))
    )


def _places(marked: str) -> Iterator[tuple[int, int, str]]:
    """Where each mark begins and ends in the text without marks, and its kind."""
    open_ones: list[tuple[int, str]] = []
    taken = 0
    for found in _MARK.finditer(marked):
        at = found.start() - taken
        taken += len(found[0])
        if found[1]:
            open_ones.append((at, found[1]))
        else:
            start, kind = open_ones.pop()
            yield start, at, kind
