"""Training the model of one label on what a layer has marked, and judging it on documents that it has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
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

GENRES = (0.0, 0.5, 1.0)
"""How far a model starts from what the genre says: where the rules fit an annotator well, not at all."""

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

    def fitted(self, freedom: float, genre: float) -> LabelModel:
        """The uncalibrated model of so much freedom that starts so far from the genre (see `model.fit`)."""
        return fit(self.found, self.marked, freedom, genre, self._matrix if freedom and self.found else None)

    @cached_property
    def _matrix(self) -> "tuple[list[str], csr_array]":
        return matrix_of(self.found)

    @property
    def by_rules(self) -> bool:
        """Whether the rules have something to say of the label."""
        return any(one.prior is not None for one in self.found)

    @property
    def by_genre(self) -> bool:
        """Whether the genre has something to say of the label."""
        return any(one.genre is not None for one in self.found)


@dataclass(frozen=True)
class Held:
    """A candidate from a model that had not seen its document: its score, whether it was marked, and would be proposed."""

    candidate: Candidate
    score: float
    marked: bool
    proposed: bool


@dataclass(frozen=True)
class Trial:
    """What models of one `freedom` and `genre` said of what they had not seen; `loss` is how unlikely they found it."""

    freedom: float
    genre: float
    odds: "Odds"
    marked: list[bool]
    scale: LabelModel
    loss: float


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
        """The model that is worth it, and what was held out of models like it.

        First how far it starts from the genre, then how far examples move it from there.
        """
        whole = self._seen(label, set())
        folds = [(fold, self._seen(label, fold)) for fold in self._folds()]
        if not whole.by_rules:
            return self._trained(whole, self._held(label, folds, FREEDOMS[-1], 0.0))
        best = self._held(label, folds, FREEDOMS[0], 0.0)
        if whole.by_genre:
            for genre in GENRES[1:]:
                other = self._held(label, folds, FREEDOMS[0], genre)
                best = other if other.loss < best.loss - WORTH_IT else best
        last = best.loss
        for freedom in FREEDOMS[1:]:
            other = self._held(label, folds, freedom, best.genre)
            best = other if other.loss < best.loss - WORTH_IT else best
            if other.loss >= last:
                break  # freer ones are worse still
            last = other.loss
        return self._trained(whole, best)

    def _trained(self, whole: "Seen", trial: "Trial") -> "tuple[Trained, Odds, list[bool]]":
        model = whole.fitted(trial.freedom, trial.genre).on_the_scale_of(trial.scale)
        return Trained(whole.habit, model), trial.odds, trial.marked

    def _held(
        self, label: Label, folds: "Sequence[tuple[Fold, Seen]]", freedom: float, genre: float
    ) -> "Trial":
        """What models of so much freedom say of documents that they have not seen."""
        odds = list(self._held_out(label, folds, freedom, genre))
        marked = [(one.start, one.end) in self.places(at, label) for at, one, _z in odds]
        z = [z for _at, _one, z in odds]
        marks = sum(len(self.places(at, label)) for at in range(len(self.documents)))
        scale = proposing(calibrated(LabelModel(), z, marked), z, marked, marks)
        return Trial(freedom, genre, odds, marked, scale, surprise(scale, z, marked))

    def _held_out(
        self, label: Label, folds: "Sequence[tuple[Fold, Seen]]", freedom: float, genre: float
    ) -> "Iterator[Odd]":
        for fold, seen in folds:
            model = seen.fitted(freedom, genre)
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
