"""Pictures of progress: documents by state, documents done and marks made over time."""

from collections.abc import Sequence
from datetime import date

from annotator.domain.status import STATE_NAMES
from annotator.i18n import N_, _, ngettext, sentences, shown_date
from annotator.services.overview.progress import MARKED, Progress
from annotator.services.overview.words import layer_name
from annotator.services.pictures.lines import DASHES, Series, Strip, lines, plot_width, strips
from annotator.services.pictures.picture import (
    NORMAL,
    SMALL,
    Box,
    Cell,
    Fill,
    Path,
    Picture,
    Shape,
    Words,
    breadth,
    shortened,
)
from annotator.services.pictures.table import Column, Row, Table

_FILLS: dict[str, Fill] = {"done": 0.85, MARKED: 0.62, "doing": 0.36, "skipped": "base", "todo": 0.12}
_NAMES = {**STATE_NAMES, MARKED: N_("Marked, no state set")}
_ROW = 36.0


def states(progress: Progress, *, width: float) -> Picture:
    """A bar an annotator, cut by the states of the documents."""
    title = _("Documents by state")
    side = min(
        width * 0.3, max([breadth(layer_name(each.layer), NORMAL) for each in progress.layers] or [0]) + 16
    )
    room = width - side
    shapes, y = _legend(width)
    cells: list[Cell] = []
    for each in progress.layers:
        name = layer_name(each.layer)
        shapes.append(Words(side - 10, y + 19, shortened(name, NORMAL, side - 12), anchor="end"))
        x = side
        for state, fill in _FILLS.items():
            count = each.states[state]
            wide = room * count / progress.documents if progress.documents else 0
            if not count:
                continue
            shapes.append(Box(x, y, max(wide - 2, 1), _ROW - 8, fill, 3, hatched=state == "skipped"))
            shapes += _outline(x, y, max(wide - 2, 1), _ROW - 8) if state == "skipped" else ()
            if breadth(f"{count:,}", NORMAL) + 8 < wide:
                on = None if state == "skipped" else fill
                shapes.append(Words(x + wide / 2 - 1, y + 19, f"{count:,}", "text", NORMAL, "middle", on=on))
            said = ngettext(
                "{layer}: {some} of {count:,} document {state}",
                "{layer}: {some} of {count:,} documents {state}",
                progress.documents,
                layer=name,
                some=f"{count:,}",
                state=_(_NAMES[state]),
            )
            cells.append(Cell(x, y, max(wide - 2, 1), _ROW - 8, said, "", {"state": (each.layer, state)}))
            x += wide
        y += _ROW
    return Picture(width, y + 4, title, tuple(shapes), tuple(cells))


def done_over_time(progress: Progress, layer: str, *, width: float) -> Picture:
    """Documents done, a line an annotator; the layer looked at stands out."""
    return _course(_("Documents done"), _series(progress, layer, done=True), width, leads="")


def marks_over_time(progress: Progress, layer: str, *, width: float) -> Picture:
    """Marks made that stand today, a line an annotator."""
    return _course(_("Marks made"), _series(progress, layer, done=False), width, leads=layer)


def table(progress: Progress) -> Table:
    """Every annotator with states and marks."""
    rows = [
        Row((layer_name(each.layer), *(each.states[state] for state in _FILLS), each.marks))
        for each in progress.layers
    ]
    columns = (
        Column(_("Annotator"), figure=False),
        *(Column(_(_NAMES[state])) for state in _FILLS),
        Column(_("Marks")),
    )
    return Table(_("Progress"), columns, tuple(rows))


def course_table(progress: Progress, *, done: bool) -> Table:
    """Every day on which something changed, and what there was at its end."""
    rows = [
        Row((layer_name(each.layer), day.isoformat(), count))
        for each in progress.layers
        for day, count in (each.done if done else each.made)
    ]
    title = _("Documents done over time") if done else _("Marks made over time")
    counted = _("Documents done") if done else _("Marks made")
    columns = (Column(_("Annotator"), figure=False), Column(_("Day"), figure=False), Column(counted))
    return Table(title, columns, tuple(rows))


def has_course(progress: Progress, *, done: bool) -> bool:
    """Whether anything changed on two days or more, so that there is a line to draw."""
    return len({day for each in progress.layers for day, _count in (each.done if done else each.made)}) > 1


def course_note(progress: Progress, *, done: bool) -> str:
    """What the course leaves out, or why there is none yet."""
    told = []
    if not has_course(progress, done=done):
        told.append(
            _(
                "Here a line will show the days on which documents were set to “done”: there is none, or only one so far."
            )
            if done
            else _(
                "Here a line will show the days on which marks were made: there is none, or only one so far."
            )
        )
    undated = sum(each.undated for each in progress.layers)
    if undated and not done:
        told.append(
            ngettext(
                "{count:,} mark does not say when it was made, as imported ones, and is left out.",
                "{count:,} marks do not say when they were made, as imported ones, and are left out.",
                undated,
            )
        )
    return sentences(told)


def _legend(width: float) -> tuple[list[Shape], float]:
    """What the shades mean, and where it ends; in as many lines as it takes."""
    shapes: list[Shape] = []
    x, y = 0.0, 6.0
    for state, fill in _FILLS.items():
        name = _(_NAMES[state])
        wide = breadth(name, SMALL) + 18
        if x and x + wide > width:
            x, y = 0.0, y + 20
        shapes.append(Box(x, y, 12, 12, fill, 2, hatched=state == "skipped"))
        shapes += _outline(x, y, 12, 12) if state == "skipped" else ()
        shapes.append(Words(x + 18, y + 10, name, "muted", SMALL))
        x += wide + 16
    return shapes, y + 26


def _outline(x: float, y: float, width: float, height: float) -> tuple[Shape, ...]:
    right, bottom = x + width, y + height
    return (Path(((x, y), (right, y), (right, bottom), (x, bottom), (x, y)), "muted", 1),)


def _series(progress: Progress, layer: str, *, done: bool) -> list[Series]:
    found = []
    others = 0
    for each in progress.layers:
        chosen = each.layer == layer
        others += not chosen
        found.append(
            Series(
                layer_name(each.layer),
                "accent" if chosen else "muted",
                each.done if done else each.made,
                () if chosen else DASHES[(others - 1) % len(DASHES)],
                2.5 if chosen else 1.5,
            )
        )
    return found


def _course(title: str, series: Sequence[Series], width: float, *, leads: str) -> Picture:
    shown = [each for each in series if each.points]
    pointed = [
        Strip(
            first, last, _days(first, last),
            "\n".join(f"{each.name}: {each.at(last):,}" for each in shown),
            {"made": (first.isoformat(), last.isoformat())} if leads else {},
        )
        for first, last in strips(shown, plot_width(shown, width))
    ]  # fmt: skip
    return lines(title, shown, pointed, width=width)


def _days(first: date, last: date) -> str:
    return shown_date(first) if first == last else f"{shown_date(first)} – {shown_date(last)}"
