"""Which part of the viewport must be painted again after a change."""

from collections.abc import Iterable

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from annotator.ui.text_view.layout import Bar, BlockLayout
from annotator.ui.text_view.navigation import Caret
from annotator.ui.text_view.page import Page

Bands = list[tuple[int, int]]
Look = tuple[int, int, int, bool, list[Bar]]  # of a line: top, height, hidden bars, named lanes, bars


def stretch_rect(page: Page, start: int, end: int, upstream: bool = False) -> QRect:
    """The lines of `[start, end]` that are in sight, over the whole width; empty when none is."""
    first, last = page.visible_range()
    if end < first or start > last:
        return QRect()
    top = page.y(page.spot(max(start, first), upstream))
    spot = page.spot(min(end, last))
    bottom = page.y(spot) + spot.layout.lines[spot.line].height
    return QRect(0, top, page.view_width, bottom - top)


def lines_rect(page: Page, caret: Caret) -> QRect:
    """The lines of the selection, the caret's among them."""
    return stretch_rect(page, *caret.selection, caret.upstream)


def looks(layout: BlockLayout) -> list[Look]:
    """What of the lines of a block can change with the marks."""
    return [(line.top, line.height, line.overflow, line.open, line.bars) for line in layout.lines]


def changed_region(page: Page, before: Iterable[tuple[BlockLayout, int, int, list[Look]]]) -> QRegion:
    """The lines that look otherwise of blocks that were in sight (block, top, height, looks); from where a height
    changed, everything below.
    """
    area = QRegion()
    for layout, top, height, seen in before:
        if layout.height != height:
            return area.united(QRect(0, top, page.view_width, page.view_height - top))
        for look, old in zip(looks(layout), seen, strict=True):
            if look != old:
                low, high = min(look[0], old[0]), max(look[0] + look[1], old[0] + old[1])
                area = area.united(QRect(0, top + low, page.view_width, high - low))
    return area


def bands(region: QRegion, reach: int) -> Bands:
    """From where to where a region reaches down the view, `reach` pixels more at either edge."""
    return sorted({(rect.top() - reach, rect.bottom() + reach) for rect in region})  # type: ignore[attr-defined]  # it can be iterated over


def touches(dirty: Bands, top: int, bottom: int) -> bool:
    """Whether a line from `top` down to `bottom` has a part in them."""
    return any(low <= bottom and top <= high for low, high in dirty)
