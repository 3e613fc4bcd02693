"""Which lane a span's bar runs in: lane 0 is nearest to the text, an enclosing span lies further out.

The rule is greedy and global, so that a span keeps its lane over all of its lines: shortest first, every
span takes the first lane that no shorter span over a common character has. It is worked out only for the
spans somebody looks at (a span's lane depends on shorter neighbours alone), and a change walks outwards
only as far as lanes really change. Lanes are capped; a span that finds none is counted in `+n`.

Long spans (`spans.LONG`) take lanes among themselves and lie outside all others in each block.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from annotator.ui.text_view.spans import SpanIndex, ViewSpan, inner_first, is_long

CAP = 6
_FULL = (1 << CAP) - 1
_MANY = 64  # more changes than this at once: start afresh
EVERYWHERE = (0, 1 << 62)


class Placed(NamedTuple):
    span: ViewSpan
    lane: int  # CAP = none


class Lanes:
    """The lanes of the spans in an index, which it owns the changes of."""

    def __init__(self, spans: Iterable[ViewSpan] = ()) -> None:
        self.index = SpanIndex(spans)
        self._lane: dict[str, int] = {}
        self._long: _Long | None = None

    def over(self, start: int, end: int) -> list[Placed]:
        """The spans over `[start, end)` with their lanes, inner first; of the long ones those with a lane."""
        if end <= start:
            return []
        inner = sorted(self.index.short_over(start, end), key=inner_first)
        placed = [Placed(span, self.lane(span)) for span in inner]
        outside = max((lane + 1 for _span, lane in placed if lane < CAP), default=0)
        for span, lane in self._settled_long().shown:
            if span.start < end and span.end > start:
                placed.append(Placed(span, lane if span.lane is not None else min(CAP, outside + lane)))
        return placed

    def hidden(self, start: int, end: int) -> int:
        """How many long spans over `[start, end)` have found no lane; `over` leaves them out."""
        long = self._settled_long()
        return bisect_left(long.hidden_starts, end) - bisect_right(long.hidden_ends, start)

    def update(self, removed: Iterable[str], added: Iterable[ViewSpan]) -> list[tuple[int, int]]:
        """Take out and put in spans (an id that is there already is replaced).

        Returns the stretches over which something is drawn differently now.
        """
        out = [span for span_id in removed if (span := self.index.remove(span_id))]
        new = {span.id: span for span in added}
        out += [span for span_id in new if (span := self.index.remove(span_id))]
        for span in out:
            self._lane.pop(span.id, None)
        for span in new.values():
            self.index.add(span)
        changed = [*out, *new.values()]
        if any(is_long(span) for span in changed):
            self._long = None
        if len(changed) > _MANY:
            self._lane.clear()
            return [EVERYWHERE]
        return [(span.start, span.end) for span in changed + self._settle(changed)]

    def lane(self, span: ViewSpan) -> int:
        """The lane of a span of the index: its own, or one by nesting; `CAP` when all are taken."""
        if span.lane is not None:
            return span.lane
        known = self._lane.get(span.id)
        if known is not None:
            return known
        # Depth first with a stack of our own: a chain of neighbours may be longer than Python's.
        stack = [self._search(span)]
        while stack:
            search = stack[-1]
            neighbour = search.waiting_for or next(search.rest, None)
            search.waiting_for = None
            if neighbour is None or search.used & _FULL == _FULL:
                self._lane[search.span.id] = _first_free(search.used)
                stack.pop()
            elif (lane := self._lane.get(neighbour.id)) is not None:
                search.used |= 1 << lane
            else:
                search.waiting_for = neighbour
                stack.append(self._search(neighbour))
        return self._lane[span.id]

    def _settle(self, changed: list[ViewSpan]) -> list[ViewSpan]:
        """Work out anew the lanes that hang on the changed spans; those that moved."""
        waiting = [(inner_first(span), span.id) for each in changed for span in self._outside(each)]
        heapify(waiting)
        seen: set[str] = set()
        moved = []
        while waiting:
            _order, span_id = heappop(waiting)
            span = self.index.get(span_id)
            if span is None or span_id in seen:
                continue
            seen.add(span_id)
            before = self._lane.pop(span.id)
            if self.lane(span) != before:
                moved.append(span)
                for outer in self._outside(span):
                    heappush(waiting, (inner_first(outer), outer.id))
        return moved

    def _search(self, span: ViewSpan) -> "_Search":
        """What the span's lane hangs on: the lanes that are known to be taken, and the neighbours whose
        lanes must be found first, inner first.
        """
        if is_long(span):
            return _Search(span, self.index.longs_inside(span), 0)
        start, end, order, known = span.start, span.end, inner_first(span), self._lane
        used = 0
        unknown = []
        for each in self.index.short_near(start, end):
            if each.start < end and each.end > start:
                lane = known.get(each.id)
                if lane is not None and used >> lane & 1:
                    continue
                if inner_first(each) < order:
                    if lane is None:
                        unknown.append(each)
                    else:
                        used |= 1 << lane
                        if used & _FULL == _FULL:
                            return _Search(span, iter(()), used)
        return _Search(span, iter(sorted(unknown, key=inner_first)), used)

    def _settled_long(self) -> "_Long":
        if self._long is None:
            placed = [Placed(span, self.lane(span)) for span in self.index.longs()]
            hidden = [span for span, lane in placed if _finds_none(span, lane)]
            self._long = _Long(
                [each for each in placed if not _finds_none(*each)],
                sorted(span.start for span in hidden),
                sorted(span.end for span in hidden),
            )
        return self._long

    def _outside(self, span: ViewSpan) -> list[ViewSpan]:
        """The neighbours whose lanes hang on this one's and are known."""
        if span.end <= span.start:
            return []
        over = self.index.long_over if is_long(span) else self.index.short_over
        order = inner_first(span)
        return [
            each for each in over(span.start, span.end) if each.id in self._lane and inner_first(each) > order
        ]


class _Long(NamedTuple):
    """The long spans: those with lanes, and the bounds of the others, for counting."""

    shown: list[Placed]
    hidden_starts: list[int]
    hidden_ends: list[int]


class _Search:
    __slots__ = ("rest", "span", "used", "waiting_for")

    def __init__(self, span: ViewSpan, rest: Iterator[ViewSpan], used: int) -> None:
        self.span = span
        self.rest = rest
        self.used = used
        self.waiting_for: ViewSpan | None = None


def _finds_none(span: ViewSpan, lane: int) -> bool:
    return span.lane is None and lane >= CAP


def _first_free(used: int) -> int:
    lane = 0
    while lane < CAP and used >> lane & 1:
        lane += 1
    return lane
