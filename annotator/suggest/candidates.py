"""The stretches that a model chooses among for a label: what a key of the label would mark, place by place.

A model that only has to say yes or no to these learns from a hundred examples; the boundaries are those of
`annotator.text.boundaries`, which hold for nearly every span that people mark.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.schema import Label
from annotator.suggest.clause import clauses
from annotator.suggest.features import Cut, clause_features, quantity_features, sentence_features
from annotator.suggest.reading import Reading
from annotator.suggest.suggestion import Suggestion
from annotator.text.boundaries import trim_selection
from annotator.text.quantities import quantities


@dataclass(frozen=True)
class Candidate:
    """`[start, end)` in code points; the features that hold; `prior`, what the rules say: a probability, or None."""

    start: int
    end: int
    features: tuple[str, ...]
    prior: float | None = None


UNLIKELY = 0.06
"""The prior of a candidate that the rules have a finder for and do not propose."""


def candidates(
    reading: Reading, label: Label, proposed: Iterable[Suggestion] | None, cut: Cut
) -> list[Candidate]:
    """All candidates for a label in a document, in order. `proposed`: by the rules; None where they know no such label.

    A label of unit `word` has no places of its own, and no candidates.
    """
    prior = None if proposed is None else {(one.start, one.end): one.score for one in proposed}

    def made(start: int, end: int, features: Iterable[str]) -> Candidate:
        return Candidate(
            start,
            end,
            tuple(dict.fromkeys(features)),
            None if prior is None else prior.get((start, end), UNLIKELY),
        )

    if label.unit == "clause":
        found = list(clauses(reading, label.rules))
        taken = [prior is not None and (one.start, one.end) in prior for one in found]
        return [
            made(one.start, one.end, clause_features(found, taken, at, cut)) for at, one in enumerate(found)
        ]
    if label.unit == "quantity":
        light = "light-verb" not in label.rules
        return [
            made(one.start, one.end, quantity_features(reading, one, cut))
            for one in quantities(reading.text, light_verbs=light)
        ]
    if label.unit == "sentence":
        places = (
            (one, trim_selection(reading.text, one.start, one.end, label.rules)) for one in reading.sentences
        )
        return [made(*place, sentence_features(reading, one, cut)) for one, place in places if place]
    return []
