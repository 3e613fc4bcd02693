"""How the columns of a table share the width that there is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView


def shared(room: int, wanted: Sequence[int], least: Sequence[int], growing: int) -> list[int]:
    """Widths of columns, in pixels: as wanted, and `growing` takes what is over; where there is too little room, each
    gives up the same share of what it can give. None is less than its `least`, of which no `wanted` is less.
    """
    spare = room - sum(wanted)
    can_give = [width - bound for width, bound in zip(wanted, least, strict=True)]
    asked, all_ = max(0, -spare), max(1, sum(can_give))
    widths = [
        max(bound, width - -(-asked * each // all_))  # rounded up: together they are never too wide
        for width, bound, each in zip(wanted, least, can_give, strict=True)
    ]
    widths[growing] += max(0, room - sum(widths))
    return widths


def share(header: QHeaderView, room: int, wanted: Sequence[int], least: Sequence[int], growing: int) -> None:
    """Give the columns of a table the widths that `shared` says, none less than its title needs."""
    titles = [header.sectionSizeHint(column) for column in range(header.count())]
    least = [max(pair) for pair in zip(least, titles, strict=True)]
    wanted = [max(pair) for pair in zip(wanted, least, strict=True)]
    for column, width in enumerate(shared(room, wanted, least, growing)):
        header.resizeSection(column, width)
