"""How far to scroll so that a stretch of the text can be read."""

from typing import NamedTuple

from annotator.ui.text_view.page import Page, Spot


class Way(NamedTuple):
    """Scroll by `pixels`; with a spot: so that its line has its top there."""

    pixels: int
    spot: Spot | None = None


def way_to(page: Page, start: int, end: int, centre: bool, upstream: bool = False) -> Way | None:
    """The least that shows `start` and, if there is room, `end`; from afar, or if asked, `start` comes to a
    third of the height. None: it is in sight. With the first line comes the room above it. `upstream` is
    about `start`, as in `Page.spot`.
    """
    spot = page.spot(start, upstream)
    height = spot.layout.lines[spot.line].height
    y = page.y(spot)
    bottom = y + height
    if end > start:
        last = page.spot(end, upstream=True)
        bottom = max(bottom, page.y(last) + last.layout.lines[last.line].height)
    room = page.view_height
    first = spot.line == 0 and spot.layout.block.start == 0
    top = y - page.head if first and page.head + height <= room else y
    if not centre and top >= 0 and bottom <= room:
        return None
    if centre or y < -room or y > 2 * room:
        return Way(max(0, (room - height) // 3), spot)
    near = min(page.head, room // 4)
    if y < 0 or bottom - y > room:
        return Way(y - near)
    if top < 0:
        return Way(top)
    return Way(min(bottom - room + near, y))
