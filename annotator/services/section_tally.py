"""How many marks each section of a document has, and how far the marking has got in it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from annotator.domain.document import Section
from annotator.domain.span import Span

_SENTENCE = re.compile(r"[^\s。！？；!?;][^。！？；!?;\n\u2028\u2029]*")


class SectionTally:
    """Kept true span by span: `put` and `take` cost what the depth of the outline and the span's sentences cost."""

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        """`sections` in order and nested, as `outline` gives them; they are referred to by index."""
        self._sections = tuple(sections)
        self._starts = [section.start for section in self._sections]
        self._parents = list(_parents(self._sections))
        self._labels: list[Counter[str]] = [Counter() for _section in self._sections]
        headings = set(self._starts)
        found = [match.span() for match in _SENTENCE.finditer(text) if match.start() not in headings]
        self._begins = [start for start, _end in found]
        self._ends = [end for _start, end in found]
        self._owners = [self.innermost(start) for start in self._begins]
        self._hits = [0] * len(found)
        self._marked = [0] * len(self._sections)
        self._sentences = [0] * len(self._sections)
        for owner in self._owners:
            for section in self.path(owner):
                self._sentences[section] += 1

    def innermost(self, position: int) -> int:
        """The index of the innermost section around a position; -1 where there is none."""
        index = bisect_right(self._starts, position) - 1
        while index >= 0 and self._sections[index].end <= position:
            index = self._parents[index]
        return index

    def path(self, index: int) -> Iterator[int]:
        """A section and those around it, from the inside."""
        while index >= 0:
            yield index
            index = self._parents[index]

    def counts(self, index: int) -> Counter[str]:
        """Number of marks by label that begin in a section or in one inside it."""
        return self._labels[index]

    def progress(self, index: int) -> float:
        """The share of a section's sentences, headings left out, that a mark touches."""
        return self._marked[index] / self._sentences[index] if self._sentences[index] else 0.0

    def put(self, spans: Iterable[Span]) -> set[int]:
        """Count new marks; the sections that changed."""
        return self._count(spans, 1)

    def take(self, spans: Iterable[Span]) -> set[int]:
        """Count marks no longer; the sections that changed."""
        return self._count(spans, -1)

    def _count(self, spans: Iterable[Span], step: int) -> set[int]:
        changed: set[int] = set()
        for span in spans:
            for section in self.path(self.innermost(span.start)):
                self._labels[section][span.label] += step
                changed.add(section)
            first, last = bisect_right(self._ends, span.start), bisect_left(self._begins, span.end)
            for sentence in range(first, last):
                before = self._hits[sentence]
                self._hits[sentence] = before + step
                if (before == 0) != (before + step == 0):
                    for section in self.path(self._owners[sentence]):
                        self._marked[section] += step
                        changed.add(section)
        return changed


def _parents(sections: Sequence[Section]) -> Iterator[int]:
    open_at: list[int] = []
    for index, section in enumerate(sections):
        while open_at and sections[open_at[-1]].end <= section.start:
            open_at.pop()
        yield open_at[-1] if open_at else -1
        open_at.append(index)
