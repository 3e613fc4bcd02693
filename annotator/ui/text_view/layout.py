"""One block laid out: shaped by Qt once, its bars and line heights worked out anew as spans change."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from annotator.ui.text_view.blocks import Block
from annotator.ui.text_view.lanes import CAP, Lanes
from annotator.ui.text_view.offsets import Offsets, display
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.theme import Metrics
from annotator.ui.text_view.tracks import Tracks

KEPT = 256


class Bar(NamedTuple):
    """The part of a span's bar on one line; x from the column's left."""

    span: ViewSpan
    lane: int
    left: float
    right: float
    starts: bool
    ends: bool


class Line:
    """One visual line: UTF-16 units `[first, last)` of the block's display text, pixels from its top."""

    __slots__ = ("ascent", "bars", "first", "height", "last", "open", "overflow", "pitch", "top", "width")

    def __init__(self, first: int, last: int, ascent: float, width: float) -> None:
        self.first = first
        self.last = last
        self.ascent = ascent
        self.width = width
        self.top = 0
        self.height = 0
        self.bars: list[Bar] = []
        self.overflow = 0
        self.pitch = 0  # from lane to lane
        self.open = False  # whether its lanes are told by name

    def stretch(self, tracks: Tracks, metrics: Metrics, first: int, last: int) -> None:
        """Work out the height for the bars, given the characters of the line."""
        self.open = tracks.is_open(first, last)
        self.pitch = metrics.open_pitch if self.open else metrics.pitch
        if self.open:
            self.height = metrics.open_height(len(tracks.names))
        elif tracks.names:  # an empty lane says something: who has nothing here
            self.height = metrics.height(len(tracks.names) if self.bars else 0)
        else:
            self.height = metrics.height(self.close_up())

    def close_up(self) -> int:
        """Move bars up over lanes that are empty on this line; how many lanes are left.

        Bars keep their order on every line, and each stays near the words that it belongs to.
        """
        used = sorted({bar.lane for bar in self.bars})
        if used and used[-1] >= len(used):
            rank = {lane: number for number, lane in enumerate(used)}
            self.bars = [bar._replace(lane=rank[bar.lane]) for bar in self.bars]
        return len(used)


class BlockLayout:
    """A block's shaped text and lines. Positions in and out are code points of the whole text.

    `headings` are parts of the block that are drawn heavier, `above` is free room over its first line.
    """

    __slots__ = ("_above", "_firsts", "_offsets", "_text", "block", "height", "lines", "qt", "stale")

    def __init__(
        self,
        block: Block,
        text: str,
        font: QFont,
        option: QTextOption,
        width: float,
        headings: Sequence[tuple[int, int]] = (),
        above: int = 0,
    ) -> None:
        self.block = block
        self._above = above
        self._offsets = Offsets(text)
        self._text = display(text)
        # Lines are handles into the layout, so it must live as long as they are used.
        self.qt = QTextLayout(self._text, font)
        self.qt.setTextOption(option)
        self.qt.setCacheEnabled(True)
        if headings:
            self.qt.setFormats([self._heavier(*heading) for heading in headings])
        self.lines = _shape(self.qt, width)
        self._firsts = [line.first for line in self.lines]
        self.height = 0
        self.stale = True

    def place(self, lanes: Lanes, metrics: Metrics, tracks: Tracks) -> None:
        """Take in the bars of the spans over the block; line heights follow. Shapes nothing."""
        block = self.block
        hidden = lanes.hidden(block.start, block.stop)
        for number, line in enumerate(self.lines):
            line.bars = []
            line.overflow = lanes.hidden(*self.line_range(number)) if hidden else 0
        for span, lane in lanes.over(block.start, block.next):
            self._place(span, lane, metrics)
        top = self._above
        for number, line in enumerate(self.lines):
            line.top = top
            line.stretch(tracks, metrics, *(self.line_range(number) if tracks.names else (0, 0)))
            top += line.height
        if block.start == block.stop and not self.lines[0].bars:
            self.lines[0].height = top = max(metrics.blank, round(self.lines[0].ascent))
        self.height = top + (metrics.gap if self.block.hard else 0)
        self.stale = False

    def qt_line(self, number: int) -> QTextLine:
        return self.qt.lineAt(number)

    def x(self, number: int, position: int) -> float:
        """Where the caret before `position` stands on line `number`, from the column's left."""
        line = self.lines[number]
        unit = min(max(self._unit(position), line.first), line.last)
        return self._x(number, unit)

    def line_of(self, position: int, upstream: bool = False) -> int:
        """The number of the line; `upstream` means the end of a wrapped line, not the next one's start."""
        unit = self._unit(position)
        number = bisect_right(self._firsts, unit) - 1
        if upstream and number and self._firsts[number] == unit and not self._broken(number - 1):
            number -= 1
        return max(number, 0)

    def line_at(self, y: float) -> int:
        """The number of the line at `y` pixels from the block's top; the nearest one outside."""
        return max(0, bisect_right([line.top for line in self.lines], y) - 1)

    def position_at(self, number: int, x: float, on_character: bool = False) -> tuple[int, bool]:
        """The position nearest to `x` on a line (or of the character under it), and whether upstream."""
        x = min(max(x, 0.0), self.lines[number].width)
        unit = self._nearest(number, x)
        if on_character and unit > self.lines[number].first and self._x(number, unit) > x:
            unit = self.qt.previousCursorPosition(unit)
        upstream = unit == self.lines[number].last and self.continues(number)
        return self._position(unit), upstream

    def continues(self, number: int) -> bool:
        """Whether the paragraph may go on after the line."""
        return number + 1 < len(self.lines) or not self.block.hard

    def line_range(self, number: int) -> tuple[int, int]:
        """Where the line's characters start and end, a line break at its end left out."""
        return self._position(self.lines[number].first), self._position(self._end_unit(number))

    def next(self, position: int) -> int:
        """The position one character on: never inside a pair or between a letter and its marks."""
        return self._position(self.qt.nextCursorPosition(self._unit(position)))

    def previous(self, position: int) -> int:
        return self._position(self.qt.previousCursorPosition(self._unit(position)))

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, float, float]]:
        """The lines that `[start, end)` covers: number, left and right x."""
        first, last = self._unit(start), self._unit(end)
        number = max(0, bisect_right(self._firsts, first) - 1)
        while number < len(self.lines) and (self._firsts[number] < last or first == last):
            line = self.lines[number]
            left = 0.0 if first <= line.first else self._x(number, first)
            right = line.width if last >= line.last else self._x(number, last)
            yield number, min(left, right), max(left, right)
            if first == last:
                return
            number += 1

    def _heavier(self, start: int, end: int) -> QTextLayout.FormatRange:
        weight = QTextCharFormat()
        weight.setFontWeight(QFont.Weight.DemiBold)
        found = QTextLayout.FormatRange()
        found.start = self._unit(start)
        found.length = self._unit(end) - found.start
        found.format = weight
        return found

    def _place(self, span: ViewSpan, lane: int, metrics: Metrics) -> None:
        block = self.block
        if span.start >= block.stop:
            self._place_at_end(span, lane, metrics)
            return
        start, end = max(span.start, block.start), min(span.end, block.stop)
        if start >= end:
            return
        if lane >= CAP and span.lane is None:
            first, last = self.line_of(start), self.line_of(end, upstream=True)
            for line in self.lines[first : last + 1]:
                line.overflow += 1
            return
        last_unit = self._unit(end)
        for number, left, right in self.stretches(start, end):
            line = self.lines[number]
            starts = span.start >= block.start and self._unit(start) >= line.first
            ends = span.end <= block.next and last_unit <= line.last
            line.bars.append(Bar(span, lane, left, max(right, left + 4), starts, ends))

    def _place_at_end(self, span: ViewSpan, lane: int, metrics: Metrics) -> None:
        """A span that begins with the line end: a short bar, for it may cover nothing else."""
        line = self.lines[-1]
        if lane >= CAP and span.lane is None:
            line.overflow += 1
            return
        right = line.width + metrics.line_end
        line.bars.append(Bar(span, lane, line.width, right, True, span.end <= self.block.next))

    def _unit(self, position: int) -> int:
        block = self.block
        return self._offsets.to_units(min(max(position, block.start), block.stop) - block.start)

    def _position(self, unit: int) -> int:
        return self.block.start + self._offsets.from_units(unit)

    def _x(self, number: int, unit: int) -> float:
        # PySide6 returns the x and the position that was really taken.
        found = self.qt_line(number).cursorToX(unit)
        return float(found[0])  # type: ignore[index]

    def _nearest(self, number: int, x: float) -> int:
        """The unit on the line, between characters, that is nearest to `x`."""
        line, last = self.lines[number], self._end_unit(number)
        unit = min(max(int(self.qt_line(number).xToCursor(x)), line.first), last)
        if not self.qt.isValidCursorPosition(unit):
            unit = self.qt.previousCursorPosition(unit)
        # Qt goes to the end of the line now and then where letters have combining marks.
        distance = abs(self._x(number, unit) - x) - 0.01
        for near in (self.qt.previousCursorPosition(unit), self.qt.nextCursorPosition(unit)):
            if line.first <= near <= last and abs(self._x(number, near) - x) < distance:
                return self._scan(number, x)
        return unit

    def _scan(self, number: int, x: float) -> int:
        unit, last = self.lines[number].first, self._end_unit(number)
        units = [unit]
        while unit < last:
            unit = self.qt.nextCursorPosition(unit)
            units.append(unit)
        return min(units, key=lambda each: abs(self._x(number, each) - x))

    def _broken(self, number: int) -> bool:
        """Whether the line ends with a line break within the block."""
        last = self.lines[number].last
        return self.lines[number].first < last and last <= self._units() and self._char(last - 1) == "\u2028"

    def _end_unit(self, number: int) -> int:
        return self.lines[number].last - (1 if self._broken(number) else 0)

    def _units(self) -> int:
        return self.lines[-1].last

    def _char(self, unit: int) -> str:
        place = self._offsets.from_units(unit)
        return self._text[place] if place < len(self._text) else ""


class LayoutCache:
    """The last `KEPT` blocks that were laid out, by where they start."""

    def __init__(self) -> None:
        self.shaped = 0  # how many blocks were ever shaped: what tests and benchmarks count
        self._kept: OrderedDict[int, BlockLayout] = OrderedDict()

    def get(self, start: int) -> BlockLayout | None:
        layout = self._kept.get(start)
        if layout is not None:
            self._kept.move_to_end(start)
        return layout

    def put(self, layout: BlockLayout) -> None:
        self.shaped += 1
        self._kept[layout.block.start] = layout
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        self._kept.clear()

    def drop(self, which: Callable[[Block], bool]) -> None:
        for start in [start for start, layout in self._kept.items() if which(layout.block)]:
            del self._kept[start]

    def touch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Mark the blocks that share a character with any of the ranges: their bars must be placed anew."""
        ranges = list(ranges)
        for layout in self._kept.values():
            block = layout.block
            if any(start < block.next and end > block.start for start, end in ranges):
                layout.stale = True

    def touch_all(self) -> None:
        for layout in self._kept.values():
            layout.stale = True


def _shape(layout: QTextLayout, width: float) -> list[Line]:
    lines = []
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        first = line.textStart()
        lines.append(Line(first, first + line.textLength(), line.ascent(), line.naturalTextWidth()))
    layout.endLayout()
    return lines or [Line(0, 0, 0.0, 0.0)]
