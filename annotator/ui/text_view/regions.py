"""Which part of the viewport must be painted again after a change."""

from PySide6.QtCore import QRect

from annotator.ui.text_view.layout import BlockLayout
from annotator.ui.text_view.navigation import Caret
from annotator.ui.text_view.page import Page


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


def changed_rect(page: Page, before: list[tuple[BlockLayout, int, int]], touched: set[int]) -> QRect:
    """The touched ones of the blocks that were in sight (block, top, height); from where a height
    changed, everything below.
    """
    area = QRect()
    for layout, top, height in before:
        if id(layout) in touched:
            if layout.height != height:
                return area.united(QRect(0, top, page.view_width, page.view_height - top))
            area = area.united(QRect(0, top, page.view_width, height))
    return area
