"""Headings: the stretches of a text that are drawn heavier. All offsets are code points."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from annotator.domain.document import Section

_FAR = 1000  # a line is looked at no further back than this


def heading_ranges(text: str, sections: Iterable[Section]) -> list[tuple[int, int]]:
    """Where the headings of an outline stand in the text, in order; what does not stand there is left out.

    The heading of a header is the document's title, which may have other lines before it.
    """
    found = []
    for section in sections:
        heading, start = section.heading, section.start
        if section.role == "header":
            start = text.find(heading, section.start, section.end)
        if heading and start >= 0 and text.startswith(heading, start):
            found.append((start, start + len(heading)))
    return found


class Headings:
    """Ranges `[start, end)`, found by place; empty ones are none, what overlaps counts for the first."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            start = max(start, self._ends[-1] if self._ends else 0)
            if start < end:
                self._starts.append(start)
                self._ends.append(end)

    def over(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of headings within `[start, end)`."""
        numbers = range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        return [(max(start, self._starts[each]), min(end, self._ends[each])) for each in numbers]

    def opens(self, text: str, start: int, stop: int) -> bool:
        """Whether the line `[start, stop)` begins with a heading that deserves some room above: below a
        line that is neither blank nor a heading itself.
        """
        if not start or text[start - 1] != "\n":
            return False
        own = self.over(start, stop)
        if not own or text[start : own[0][0]].strip():
            return False
        end = start - 1
        before = max(text.rfind("\n", 0, end) + 1 if end else 0, end - _FAR)
        return bool(text[before:end].strip()) and not self.over(before, end)
