"""The stretches that a model chooses among for a label: what a key of the label would mark, place by place.

A model that only has to say yes or no to these learns from a hundred examples; the boundaries are those of
`annotator.text.boundaries`, which hold for nearly every span that people mark.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.schema import Label
from annotator.suggest.features import clause_features, quantity_features, sentence_features
from annotator.suggest.genre import Genre
from annotator.suggest.habits import Habit
from annotator.suggest.reading import Cut, Reading
from annotator.suggest.suggestion import Suggestion
from annotator.text.boundaries import trim_selection


@dataclass(frozen=True)
class Candidate:
    """`[start, end)` in code points; the features that hold; `prior`, what the rules say: a probability, or None.

    `genre` is what the genre says, with the rules' verdict in it (see `annotator.suggest.genre`).
    """

    start: int
    end: int
    features: tuple[str, ...]
    prior: float | None = None
    genre: float | None = None


UNLIKELY = 0.06
"""The prior of a candidate that the rules have a finder for and do not propose."""


def candidates(
    reading: Reading,
    label: Label,
    habit: Habit,
    proposed: Iterable[Suggestion] | None,
    cut: Cut,
    *,
    bare: bool = False,
    genre: Genre | None = None,
) -> list[Candidate]:
    """All candidates for a label in a document, in order, cut as `habit` says.

    `proposed`: what the rules propose; None where they know no such label. A label of unit `word` has no places of
    its own, and no candidates. `bare`: without features of words, which cost most of the time. `genre`: of the
    label.
    """
    rules = None if proposed is None else _Priors(proposed)

    def made(start: int, end: int, features: Iterable[str]) -> Candidate:
        named = tuple(dict.fromkeys(features))
        if rules is None:
            return Candidate(start, end, named)
        prior = rules.of(start, end)
        return Candidate(start, end, named, prior, None if genre is None else genre.probability(named, prior))

    if label.unit == "clause":
        found = habit.clauses(reading, cut)
        taken = [rules is not None and rules.of(one.start, one.end) > UNLIKELY for one in found]
        return [
            made(one.start, one.end, clause_features(reading, found, taken, at, None if bare else cut))
            for at, one in enumerate(found)
        ]
    if label.unit == "quantity":
        return [
            made(one.start, one.end, quantity_features(reading, one, cut))
            for one in habit.quantities(reading, cut)
        ]
    if label.unit == "sentence":
        places = (
            (one, trim_selection(reading.text, one.start, one.end, label.rules)) for one in reading.sentences
        )
        return [made(*place, sentence_features(reading, one, cut)) for one, place in places if place]
    return []


class _Priors:
    """The score of what the rules propose at a stretch, or over most of it."""

    def __init__(self, proposed: Iterable[Suggestion]) -> None:
        self._proposed = sorted((one.start, one.end, one.score) for one in proposed)

    def of(self, start: int, end: int) -> float:
        at = bisect_left(self._proposed, (end,))
        while at and self._proposed[at - 1][1] > start:
            low, high, score = self._proposed[at - 1]
            if 2 * (min(end, high) - max(start, low)) > max(end - start, high - low) / 2:
                return score
            at -= 1
        return UNLIKELY
