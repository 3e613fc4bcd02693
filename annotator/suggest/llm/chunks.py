"""A report in stretches that a model reads at once: cut where sections begin, each with a little of what comes before."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.document import Document
from annotator.text.outline import section_path
from annotator.text.units import sentences

MOST = 1_500
"""Characters of a stretch: its spans can be listed within what a small model is allowed to say."""

OVERLAP = 100
"""Characters that a stretch repeats of the one before, so that what lies across a cut is seen whole once."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """`[start, end)` in code points; `path` are the headings of the sections around its first new character."""

    start: int
    end: int
    path: tuple[str, ...]


def chunks(document: Document, most: int = MOST, overlap: int = OVERLAP) -> Iterator[Chunk]:
    """Stretches that cover the text in order, none longer than `most + overlap`; blank ones are left out.

    A cut is the beginning of a section, of the highest level that the later two thirds have; failing that, the end of a
    sentence; failing that, wherever `most` ends.
    """
    text = document.text
    found = sentences(text)
    starts, ends = [low for low, _high in found], [high for _low, high in found]
    at = 0
    while at < len(text):
        end = _cut(document, ends, at, most)
        start = at
        if at:
            sentence = bisect_left(starts, at - overlap)
            start = starts[sentence] if sentence < len(starts) and starts[sentence] < at else at
        if text[at:end].strip():
            path = tuple(" ".join(section.heading.split()) for section in section_path(document.outline, at))
            yield Chunk(start, end, path)
        at = end


def _cut(document: Document, ends: list[int], at: int, most: int) -> int:
    limit = at + most
    if limit >= len(document.text):
        return len(document.text)
    sections = [section for section in document.outline if at + most // 3 < section.start <= limit]
    if sections:
        return min(sections, key=lambda section: (section.level, -section.start)).start
    sentence = bisect_right(ends, limit) - 1
    return ends[sentence] if sentence >= 0 and ends[sentence] > at else limit
