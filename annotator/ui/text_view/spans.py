"""The spans of a text, found by place. Long ones are kept apart so that no list explodes."""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BUCKET = 128
LONG = 64 * BUCKET  # a span longer than this is in no bucket


@dataclass(frozen=True, slots=True)
class ViewSpan:
    """A stretch `[start, end)` in code points; `dashed` marks a suggestion.

    `lane` is a fixed lane (see `Tracks`); spans without one take lanes by nesting.
    """

    id: str
    start: int
    end: int
    label: str
    dashed: bool = False
    lane: int | None = None


def inner_first(span: ViewSpan) -> tuple[int, int, str]:
    """The order in which spans take lanes and a click walks outwards: the shortest first."""
    return span.end - span.start, span.start, span.id


class SpanIndex:
    """Spans by id and by place. Empty spans are kept by id only: they are nowhere."""

    def __init__(self, spans: Iterable[ViewSpan] = ()) -> None:
        self._by_id: dict[str, ViewSpan] = {}
        self._buckets: dict[int, dict[str, ViewSpan]] = {}
        self._long: list[ViewSpan] = []
        for span in spans:
            if span.id in self._by_id:
                self.remove(span.id)
            self.add(span)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, span_id: str) -> ViewSpan | None:
        return self._by_id.get(span_id)

    def all(self) -> Iterable[ViewSpan]:
        return self._by_id.values()

    def add(self, span: ViewSpan) -> None:
        self._by_id[span.id] = span
        if is_long(span):
            insort(self._long, span, key=inner_first)
            return
        for number in _buckets(span):
            self._buckets.setdefault(number, {})[span.id] = span

    def remove(self, span_id: str) -> ViewSpan | None:
        """The span that was taken out, None where there was none."""
        span = self._by_id.pop(span_id, None)
        if span is None:
            return None
        if is_long(span):
            self._long.remove(span)
            return span
        for number in _buckets(span):
            del self._buckets[number][span.id]
        return span

    def short_near(self, start: int, end: int) -> Iterator[ViewSpan]:
        """All spans over `[start, end)` that are not long, with others and some of them twice: cheap."""
        none: dict[str, ViewSpan] = {}
        for number in range(start // BUCKET, (end - 1) // BUCKET + 1):
            yield from self._buckets.get(number, none).values()

    def short_over(self, start: int, end: int) -> list[ViewSpan]:
        """The spans that share a character with `[start, end)` and are not long, in no order."""
        first, last = start // BUCKET, (end - 1) // BUCKET
        if first == last:
            found: Iterable[ViewSpan] = self._buckets.get(first, {}).values()
        else:
            found = {span.id: span for span in self.short_near(start, end)}.values()
        return [span for span in found if span.start < end and span.end > start]

    def longs(self) -> list[ViewSpan]:
        """All long spans, inner first."""
        return self._long

    def long_over(self, start: int, end: int) -> list[ViewSpan]:
        """The long spans that share a character with `[start, end)`, inner first."""
        return [span for span in self._long if span.start < end and span.end > start]

    def longs_inside(self, span: ViewSpan) -> Iterator[ViewSpan]:
        """The long spans before `span` in inner-first order that share a character with it."""
        for each in self._long:
            if each is span:
                return
            if each.start < span.end and each.end > span.start:
                yield each

    def at(self, position: int) -> list[ViewSpan]:
        """The spans over the character at `position`, inner first."""
        inner = sorted(self.short_over(position, position + 1), key=inner_first)
        return inner + self.long_over(position, position + 1)


def is_long(span: ViewSpan) -> bool:
    return span.end - span.start > LONG


def _buckets(span: ViewSpan) -> range:
    if span.end <= span.start:
        return range(0)
    return range(span.start // BUCKET, (span.end - 1) // BUCKET + 1)
