"""Training the model of one label on what a layer has marked, and judging it on documents that it has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import inf
from typing import TYPE_CHECKING

from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.domain.span import Span
from annotator.suggest.candidates import Candidate, candidates
from annotator.suggest.genre import genre
from annotator.suggest.habits import Habit, learn
from annotator.suggest.model import LabelModel, calibrated, fit, matrix_of, proposing, surprise
from annotator.suggest.reading import Cut, Reading
from annotator.suggest.rules import proposed
from annotator.suggest.suggestion import Suggestion

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Places = frozenset[tuple[int, int]]

FREEDOMS = (0.0, 0.5, 1.0)
"""How far examples may move what the rules say (`model.fit`): with few examples, or good rules, less is better."""

WORTH_IT = 1.0
"""By how much more freedom must make what was held out likelier (natural logarithm)."""

_FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A document that somebody has been through, and the marks of their layer in it.

    `until`: how far they have come, in code points; None for all of it. What lies behind it teaches nothing.
    """

    document: Document
    spans: Sequence[Span]
    until: int | None = None


@dataclass(frozen=True)
class Trained:
    """How an annotator cuts the spans of a label, and the model that chooses among them."""

    habit: Habit
    model: LabelModel


@dataclass(frozen=True)
class Seen:
    """What a model may be fitted on: the habit, candidates cut by it, and which of them are marked."""

    habit: Habit
    found: list[Candidate]
    marked: list[bool]

    def fitted(self, freedom: float) -> LabelModel:
        """The uncalibrated model of so much freedom (see `model.fit`)."""
        return fit(self.found, self.marked, freedom, self._matrix if freedom and self.found else None)

    @cached_property
    def _matrix(self) -> "tuple[list[str], csr_array]":
        return matrix_of(self.found)

    @property
    def by_rules(self) -> bool:
        """Whether the rules have something to say of the label."""
        return any(one.prior is not None for one in self.found)


@dataclass(frozen=True)
class Held:
    """A candidate from a model that had not seen its document: its score, whether it was marked, and would be proposed."""

    candidate: Candidate
    score: float
    marked: bool
    proposed: bool


class Course:
    """Everything that training on some documents needs, read once. `cut` finds words."""

    def __init__(self, examples: Sequence[Example], cut: Cut) -> None:
        self.documents = [example.document for example in examples]
        self._places = [_places(example.spans) for example in examples]
        self._readings = [Reading(document) for document in self.documents]
        self._ends = [
            len(example.document.text) if example.until is None else example.until for example in examples
        ]
        self._cut = cache(cut)
        self._proposed: dict[tuple[int, str], list[Suggestion] | None] = {}
        self._known: dict[tuple[int, str, Habit], list[Candidate]] = {}

    def train(self, label: Label) -> tuple[Trained, list[list[Held]]]:
        """The model of a label with calibrated scores, and by document what was held out of models like it.

        Several documents: each is left out in turn, or a fifth of them; one document: a fifth of it in turn. What is
        held out also says how far examples may move the rules: not at all, where that does not make it likelier.
        Deterministic.
        """
        trained, odds, marked = self._freest(label)
        held: list[list[Held]] = [[] for _ in self.documents]
        for (at, one, z), mark in zip(odds, marked, strict=True):
            score = trained.model.score_of(z)
            held[at].append(Held(one, score, mark, score >= trained.model.least))
        return trained, held

    def places(self, at: int, label: Label) -> Places:
        """What is marked with a label in a document."""
        return self._places[at].get(label.name, frozenset())

    def _freest(self, label: Label) -> "tuple[Trained, Odds, list[bool]]":
        """Of models of more and more freedom, the freest that is worth it; what was held out of models like it."""
        whole = self._seen(label, set())
        folds = [(fold, self._seen(label, fold)) for fold in self._folds()]
        best: tuple[float, Odds, list[bool], LabelModel] | None = None
        least = last = inf
        marks = sum(len(self.places(at, label)) for at in range(len(self.documents)))
        for freedom in FREEDOMS if whole.by_rules else FREEDOMS[-1:]:
            odds = list(self._held_out(label, folds, freedom))
            marked = [(one.start, one.end) in self.places(at, label) for at, one, _z in odds]
            z = [z for _at, _one, z in odds]
            scale = proposing(calibrated(LabelModel(), z, marked), z, marked, marks)
            loss = surprise(scale, z, marked)
            if best is None or loss < least - WORTH_IT:
                best, least = (freedom, odds, marked, scale), loss
            if loss >= last:
                break  # freer ones are worse still
            last = loss
        assert best is not None
        freedom, odds, marked, scale = best
        model = whole.fitted(freedom).on_the_scale_of(scale)
        return Trained(whole.habit, model), odds, marked

    def _held_out(
        self, label: Label, folds: "Sequence[tuple[Fold, Seen]]", freedom: float
    ) -> "Iterator[Odd]":
        for fold, seen in folds:
            model = seen.fitted(freedom)
            for at, one in self._each(label, seen.habit):
                if _in(fold, at, one):
                    yield at, one, model.z(one)

    def _seen(self, label: Label, without: "Fold") -> "Seen":
        kept = [
            (
                reading,
                frozenset(place for place in self.places(at, label) if not _covers(without, at, place[0])),
            )
            for at, reading in enumerate(self._readings)
            if (at, None) not in without
        ]
        habit = learn(kept, label, self._cut)
        pairs = [
            (one, (one.start, one.end) in self.places(at, label))
            for at, one in self._each(label, habit)
            if not _in(without, at, one)
        ]
        return Seen(habit, [one for one, _ in pairs], [mark for _, mark in pairs])

    def _each(self, label: Label, habit: Habit) -> Iterator[tuple[int, Candidate]]:
        for at, reading in enumerate(self._readings):
            known = self._known.get((at, label.name, habit))
            if known is None:
                if (at, label.name) not in self._proposed:
                    self._proposed[at, label.name] = proposed(reading, label)
                by_rules = self._proposed[at, label.name]
                known = candidates(reading, label, habit, by_rules, self._cut, genre=genre(label.name))
                self._known[at, label.name, habit] = known
            for one in known:
                if one.start < self._ends[at]:
                    yield at, one

    def _folds(self) -> "list[Fold]":
        if len(self.documents) == 1:
            length = self._ends[0]
            return [{(0, (length * n // _FOLDS, length * (n + 1) // _FOLDS))} for n in range(_FOLDS)]
        folds = min(_FOLDS, len(self.documents))
        return [{(at, None) for at in range(n, len(self.documents), folds)} for n in range(folds)]


Odd = tuple[int, Candidate, float]
"""The number of a document, a candidate in it, and its uncalibrated log-odds."""

Odds = list[Odd]

Fold = set[tuple[int, tuple[int, int] | None]]
"""What is left out together: documents by number, whole or a stretch of them."""


def f1(held: Sequence[Sequence[Held]], marks: int) -> float | None:
    """Exact F1 of what was held out, pooled; None where nothing is marked and nothing proposed."""
    offered = [one for document in held for one in document if one.proposed]
    total = len(offered) + marks
    return 2 * sum(one.marked for one in offered) / total if total else None


def _places(spans: Sequence[Span]) -> dict[str, Places]:
    found: dict[str, set[tuple[int, int]]] = {}
    for span in spans:
        found.setdefault(span.label, set()).add((span.start, span.end))
    return {label: frozenset(places) for label, places in found.items()}


def _in(fold: Fold, at: int, candidate: Candidate) -> bool:
    return _covers(fold, at, candidate.start)


def _covers(fold: Fold, at: int, pos: int) -> bool:
    return (at, None) in fold or any(
        which == at and stretch is not None and stretch[0] <= pos < stretch[1] for which, stretch in fold
    )
