"""The geometry of the text in its column: what is visible, what is where. No widget, no painting.

The truth about the scroll position is an anchor (a block, and how many of its pixels are above the
viewport), because the heights of blocks that nobody has seen are guesses. `value` follows from it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTextOption

from annotator.ui.text_view.blocks import Block, BlockMap, Guess
from annotator.ui.text_view.headings import Headings
from annotator.ui.text_view.lanes import Lanes
from annotator.ui.text_view.layout import BlockLayout, LayoutCache
from annotator.ui.text_view.theme import DEFAULT_SIZE, FAMILIES, Metrics
from annotator.ui.text_view.tracks import Tracks

MARGIN = 32  # at least, on either side of the column, on an average
_RIGHT = 24  # of which on the right, where the scroll bar adds its own


class Spot(NamedTuple):
    """A place in the text as it is laid out: its block, the line's number, x from the column's left."""

    layout: BlockLayout
    line: int
    x: float


class Page:
    def __init__(self) -> None:
        self.heights_changed: Callable[[], None] = lambda: None
        self.text = ""
        self.lanes = Lanes()
        self.tracks = Tracks()
        self.cache = LayoutCache()
        self.metrics = Metrics(DEFAULT_SIZE)
        self.width = 0.0  # of the column
        self.left = 0  # of the column, in the viewport
        self._columns = 40
        self._family = ""
        self._view = (0, 0)
        self._visible: list[tuple[BlockLayout, int]] | None = None
        self._set_font()
        self.set_text("")

    # What is shown

    def set_text(self, text: str) -> None:
        self.text = text
        self.cache.clear()
        self.lanes = Lanes()
        self.headings = Headings()
        self.blocks = BlockMap(text, self._guess(), lambda: self.heights_changed())
        self._block = self.blocks.at(0)
        self._off = -self.head
        self._visible = None

    def set_headings(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Replace all headings; only blocks that have one, or had, are shaped again."""
        before, self.headings = self.headings, Headings(ranges)
        self.cache.drop(
            lambda block: bool(
                before.over(block.start, block.stop) or self.headings.over(block.start, block.stop)
            )
        )
        self.scroll_by(0)  # the topmost block may be lower now than what is hidden of it

    def set_tracks(self, tracks: Tracks, hold: int | None = None) -> None:
        """Give the lanes names, and open those of other lines; text is wrapped anew where the margin changes."""
        before, self.tracks = self.tracks, tracks
        if before.names != tracks.names:
            self.cache.touch_all()
            if self._measure() != (self.width, self.left):
                self._reflow(self._held(hold))
        else:
            self.cache.touch([(before.start, before.end), (tracks.start, tracks.end)])
        self._visible = None

    def set_size(self, size: int, hold: int | None = None) -> None:
        """The size of the text. Whenever it is wrapped anew, the line of the position `hold` stays where it
        is if it is in sight; otherwise the first line does.
        """
        held, hidden = self._held(hold), self._off + self.head
        self.metrics = Metrics(size)
        if held is None:
            self._off = min(0, hidden - self.head)
        self._set_font()
        self._reflow(held)

    def set_columns(self, columns: int, family: str = "", hold: int | None = None) -> None:
        """The widest line; the font family, '' for the usual ones, which also draw what another lacks."""
        held = self._held(hold)
        self._columns, self._family = columns, family
        self._set_font()
        self._reflow(held)

    def set_view(self, width: int, height: int, hold: int | None = None) -> None:
        """The viewport's size; text is wrapped anew only when the column changes."""
        held = self._held(hold)
        self._view = (width, height)
        self._visible = None
        if self._measure() != (self.width, self.left):
            self._reflow(held)
        self.stop_at_end()

    # Where things are

    @property
    def view_width(self) -> int:
        return self._view[0]

    @property
    def view_height(self) -> int:
        return self._view[1]

    @property
    def head(self) -> int:
        """Pixels above the first line."""
        return self.metrics.above

    @property
    def height(self) -> int:
        """Of everything, in part guessed, with the room above and below the text. Below it is enough to read
        the last lines in the middle; a text that can be seen whole needs none of it.
        """
        text = self.head + self.blocks.height
        whole = text + self.head <= self.view_height
        return text + (self.head if whole else max(self.head, self.view_height // 3))

    @property
    def value(self) -> int:
        """Pixels above the viewport."""
        return self.head + self.blocks.top(self._block) + self._off

    def layout(self, block: Block) -> BlockLayout:
        """The block laid out, from the cache where it is there."""
        found = self.cache.get(block.start)
        if found is None:
            found = self._shape(block)
            self.cache.put(found)
        if found.stale:
            found.place(self.lanes, self.metrics, self.tracks)
            self.blocks.set_height(block, found.height)
        return found

    def visible(self) -> list[tuple[BlockLayout, int]]:
        """The blocks in the viewport with their tops in it."""
        if self._visible is None:
            self._visible = []
            block: Block | None = self._block
            y = -self._off
            while block is not None and y < self.view_height:
                layout = self.layout(block)
                self._visible.append((layout, y))
                y += layout.height
                block = self.blocks.after(block)
        return self._visible

    def shape_ahead(self) -> bool:
        """Shape one block of the screen below or above; False when all of them are ready."""
        visible = self.visible()
        if not visible:
            return False
        last, top = visible[-1]
        first, start = visible[0]
        below = self._first_unready(last.block, self.blocks.after, 2 * self.view_height - top - last.height)
        block = below or self._first_unready(first.block, self.blocks.before, self.view_height + start)
        if block is None:
            return False
        self.layout(block)
        return True

    def changed(self) -> None:
        """Spans have changed: what is visible must be worked out anew."""
        self._visible = None

    def spot(self, position: int, upstream: bool = False) -> Spot:
        """Where the caret before `position` stands; `upstream`: at the end of a line rather than the start
        of the next one, where both are the same position.
        """
        block = self.blocks.at(position)
        if upstream and position == block.start:
            before = self.blocks.before(block)
            block = before if before is not None and not before.hard else block
        layout = self.layout(block)
        number = layout.line_of(position, upstream)
        return Spot(layout, number, layout.x(number, position))

    def y(self, spot: Spot) -> int:
        """The top of the spot's line in the viewport (far away: guessed)."""
        line = spot.layout.lines[spot.line].top
        for layout, top in self.visible():
            if layout is spot.layout:
                return top + line
        return self.head + self.blocks.top(spot.layout.block) + line - self.value

    def line_at(self, y: float) -> tuple[BlockLayout, int, int]:
        """The line at `y` in the viewport, nearest where there is none: block, number, the block's top."""
        visible = self.visible()
        if not visible:
            layout = self.layout(self._block)
            return layout, 0, -self._off
        found, top = visible[0]
        for layout, layout_top in visible:
            if layout_top > y:
                break
            found, top = layout, layout_top
        return found, found.line_at(y - top), top

    def offset_at(self, point: QPointF, on_character: bool = False) -> tuple[int, bool]:
        """The position nearest to the point (or of the character under it); True: end of a wrapped line."""
        layout, number, _top = self.line_at(point.y())
        return layout.position_at(number, point.x() - self.left, on_character)

    def band(self, spot: Spot, right: float) -> QRectF:
        """The text's band from the spot to `right`, in the viewport."""
        return self.band_at(self.y(spot), spot.x, right)

    def band_at(self, y: int, left: float, right: float) -> QRectF:
        return QRectF(self.left + left, y, right - left, self.metrics.band_bottom)

    def visible_range(self) -> tuple[int, int]:
        visible = self.visible()
        if not visible:
            return 0, 0
        first, top = visible[0]
        last, bottom = visible[-1]
        start = first.line_range(first.line_at(-top))[0]
        return start, last.line_range(last.line_at(self.view_height - 1 - bottom))[1]

    # Scrolling

    def scroll_by(self, pixels: int) -> int:
        """Go down (up, if negative) past blocks whose heights are then known; how far it really went."""
        self._off += pixels
        gone = pixels + self._climb()
        while self._off >= (height := self.layout(self._block).height):
            after = self.blocks.after(self._block)
            if after is None:
                break
            self._off -= height
            self._block = after
        self._visible = None
        return gone + self.stop_at_end()

    def scroll_to(self, value: int) -> None:
        """Go where `value` pixels would be above the viewport."""
        self._block, self._off = self.blocks.at_height(max(0, value - self.head))
        if value < self.head:
            self._off = value - self.head
        self._visible = None
        height = self.layout(self._block).height
        self._off = min(self._off, max(0, height - 1))
        self.stop_at_end()

    def show_at(self, spot: Spot, y: int) -> None:
        """Scroll so that the spot's line has its top at `y` in the viewport."""
        self._block = spot.layout.block
        self._off = spot.layout.lines[spot.line].top
        self._visible = None
        self.scroll_by(-y)

    def stop_at_end(self) -> int:
        """Do not be scrolled past the end; how far back (negative) it went."""
        if self._room_below() >= 0:
            return 0
        self.visible()  # so that what is left to scroll is known, not guessed
        back = self._room_below()
        if back >= 0:
            return 0
        back = max(back, -self.value)
        self._off += back
        self._visible = None
        return back + self._climb()

    def _room_below(self) -> int:
        return self.height - self.view_height - self.value

    def _climb(self) -> int:
        """Where the anchor is above its block, take the one above; how far down the text's top stops it."""
        while self._off < 0 and (before := self.blocks.before(self._block)):
            self._block = before
            self._off += self.layout(before).height
        over = max(0, -self.head - self._off)
        self._off += over
        return over

    # Column and font

    def _held(self, hold: int | None) -> tuple[int, int] | None:
        """A position whose line is to stay, and the line's top in the viewport; None: the top of the text."""
        if self._off <= 0 and self._block.start == 0:
            return None
        if hold is not None:
            start, end = self.visible_range()
            if start <= hold <= end and (y := self.y(self.spot(hold))) >= 0:
                return hold, y
        layout = self.layout(self._block)
        return layout.line_range(layout.line_at(self._off))[0], 0

    def _reflow(self, held: tuple[int, int] | None) -> None:
        """Wrap anew, and keep a line where it is."""
        self.width, self.left = self._measure()
        self.cache.clear()
        self.blocks.guess_again(self._guess())
        self._visible = None
        if held is not None:
            position, y = held
            self.show_at(self.spot(position), max(0, min(y, self.view_height - self.metrics.line)))

    def _first_unready(
        self, block: Block, step: Callable[[Block], Block | None], pixels: int
    ) -> Block | None:
        """The next block in a direction, within some pixels, that is not in the cache."""
        following = step(block)
        while following is not None and pixels > 0:
            layout = self.cache.get(following.start)
            if layout is None:
                return following
            pixels -= layout.height
            following = step(following)
        return None

    def _shape(self, block: Block) -> BlockLayout:
        text = self.text[block.start : block.stop]
        headings = self.headings.over(block.start, block.stop)
        opens = bool(headings) and self.headings.opens(self.text, block.start, block.stop)
        above = self.metrics.heading if opens else 0
        return BlockLayout(block, text, self.font, self._option, self.width, headings, above)

    def _measure(self) -> tuple[float, int]:
        """The column's width and left: in the middle, unless the label of a span needs the room on its left."""
        room, widest = self._view[0], self._columns * self._em
        label = max(self.metrics.margin, self._widest_name())
        margins = max(2 * MARGIN, min(label + _RIGHT, room // (4 if self.tracks.names else 6)))
        width = float(max(4 * self._em, min(widest, room - margins)))
        left = max(round((room - width) / 2), min(label, margins - _RIGHT, int(room - width) - _RIGHT))
        return width, max(0, left)

    def _widest_name(self) -> int:
        """The room that the names of lanes take in the margin."""
        if not self.tracks.names:
            return 0
        small = QFont(self.font)
        small.setPixelSize(self.metrics.small)
        widest = max(QFontMetricsF(small).horizontalAdvance(name) for name in self.tracks.names)
        return round(min(widest, 9 * self.metrics.small)) + self.metrics.chip_gap + 3

    def _set_font(self) -> None:
        self.font = QFont()
        self.font.setFamilies([self._family, *FAMILIES] if self._family else list(FAMILIES))
        self.font.setPixelSize(self.metrics.size)
        self._em = QFontMetricsF(self.font).horizontalAdvance("国") or self.metrics.size
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._option.setTabStopDistance(4 * self._em)

    def _guess(self) -> Guess:
        columns = max(4, int(self.width / self._em)) if self.width else self._columns
        return Guess(columns, self.metrics.line, self.metrics.blank, self.metrics.gap)
