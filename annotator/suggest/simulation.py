"""How many actions an annotator needs for a document, with suggestions and without: a simulation.

The annotator wants exactly the marks of a gold layer. She accepts a suggestion (1 action), moves an edge by a word or a
character (1 each), puts the caret somewhere and presses a label's bare key (2), selects and marks (3), rejects a
suggestion (1); for each mark she takes the cheapest way. What a bare key marks and how far an edge moves is
asked of the same functions as in the window.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import Span
from annotator.suggest.suggestion import Suggestion
from annotator.text.boundaries import default_span

WordAt = Callable[[str, int], tuple[int, int]]
Range = tuple[int, int]

ACCEPT, REJECT, KEY, SELECT, STEP = 1, 1, 2, 3, 1
"""What each action costs."""


@dataclass(frozen=True)
class Effort:
    """Actions of each kind, and how many marks they made."""

    spans: int = 0
    accepted: int = 0
    steps: int = 0
    keys: int = 0
    selections: int = 0
    rejected: int = 0

    @property
    def actions(self) -> int:
        return (
            ACCEPT * self.accepted
            + STEP * self.steps
            + KEY * self.keys
            + SELECT * self.selections
            + REJECT * self.rejected
        )

    @property
    def per_span(self) -> float | None:
        """Actions per gold span; None where there is none."""
        return self.actions / self.spans if self.spans else None

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def effort(
    document: Document,
    gold: Sequence[Span],
    suggestions: Sequence[Suggestion],
    schema: LabelSchema,
    word_at: WordAt,
) -> Effort:
    """What it takes to make the gold marks of a document, and to clear away every suggestion that is none."""
    found = Effort()
    for label in schema.labels:
        wanted = sorted({(span.start, span.end) for span in gold if span.label == label.name})
        offered = sorted({(one.start, one.end) for one in suggestions if one.label == label.name})
        found += _of_label(document, label, wanted, offered, word_at)
    return found


def moves(text: str, start: int, end: int, word_at: WordAt, most: int) -> int | None:
    """The fewest moves of an edge, by word or by character, from one place to another; None if more than `most`."""
    seen, queue = {start}, deque([(start, 0)])
    while queue:
        at, count = queue.popleft()
        if at == end:
            return count
        if count < most:
            for place in _next(text, at, word_at):
                if place not in seen:
                    seen.add(place)
                    queue.append((place, count + 1))
    return None


def _of_label(
    document: Document, label: Label, wanted: Sequence[Range], offered: Sequence[Range], word_at: WordAt
) -> Effort:
    left = set(offered)
    found = Effort(spans=len(wanted))
    open_ones = []
    for place in wanted:
        if place in left:
            left.discard(place)
            found += Effort(accepted=1)
        else:
            open_ones.append(place)
    for place in open_ones:
        found += _made(document, label, place, left, word_at)
    return found + Effort(rejected=len(left))


def _made(document: Document, label: Label, place: Range, left: set[Range], word_at: WordAt) -> Effort:
    """The cheapest way to a mark that no suggestion gives as it stands; takes the suggestion it uses from `left`.

    A suggestion that is corrected need not be rejected: that counts for it.
    """
    by_hand = _by_hand(document, label, place, word_at)
    best: tuple[int, Range, Effort] | None = None
    for other in left:
        if other[0] < place[1] and place[0] < other[1]:
            steps = _steps(document, other, place, word_at, by_hand.actions + REJECT - ACCEPT - 1)
            if steps is not None and (best is None or (steps, other) < best[:2]):
                best = steps, other, Effort(accepted=1, steps=steps)
    if best is None:
        return by_hand
    left.discard(best[1])
    return best[2]


def _by_hand(document: Document, label: Label, place: Range, word_at: WordAt) -> Effort:
    """A bare key in the middle of the stretch where that marks it; a selection costs no more than a correction."""
    marked = default_span(document.text, (place[0] + place[1]) // 2, label.unit, label.rules, word_at)
    return Effort(keys=1) if marked == place else Effort(selections=1)


def _steps(document: Document, start: Range, end: Range, word_at: WordAt, most: int) -> int | None:
    """Moves of both edges together; None if more than `most`."""
    first = moves(document.text, start[0], end[0], word_at, most) if most >= 0 else None
    second = None if first is None else moves(document.text, start[1], end[1], word_at, most - first)
    return None if first is None or second is None else first + second


def _next(text: str, at: int, word_at: WordAt) -> Iterable[int]:
    """Where an edge goes by one key: a character or a word to either side, as in the window."""
    if at < len(text):
        yield at + 1
        yield word_at(text, at)[1]
    if at > 0:
        yield at - 1
        yield word_at(text, at - 1)[0]


def summary(found: Effort) -> Mapping[str, float | int | None]:
    """For reports and JSON."""
    return {
        "per_span": found.per_span, "actions": found.actions, "spans": found.spans, "accepted": found.accepted,
        "boundary_steps": found.steps, "bare_keys": found.keys, "selections": found.selections, "rejected": found.rejected,
    }  # fmt: skip
