"""The engine `learned`: one model a label, trained on a layer in seconds; labels may nest since each has its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import Span
from annotator.i18n import N_
from annotator.suggest.attributes import attributes
from annotator.suggest.candidates import UNLIKELY, Candidate, candidates
from annotator.suggest.course import Course, Example, Trained, f1
from annotator.suggest.genre import genre
from annotator.suggest.habits import Habit
from annotator.suggest.model import LabelModel
from annotator.suggest.names import LEARNED
from annotator.suggest.reading import Cut, Reading
from annotator.suggest.rules import proposed
from annotator.suggest.suggestion import Reason, Suggestion

FORMAT = 3
"""Counts what a stored model means: features and rules it was trained with. Another number: train anew."""

_CUES = N_("like what was marked before: {cues}")
_RULES_TOO = N_("the rules propose it, and it is like what was marked before: {cues}")
_RULES_ONLY = N_("the rules propose it; it begins and ends as marks before did")
_BY_GENRE = N_("the rules do not propose it, but reports of this kind mark such wording")
_NO_CUE = N_("by all that was marked before")
_CUE_COUNT = 3
_EVEN = 0.5


@dataclass(frozen=True)
class Facts:
    """What a model was trained on, and how well it did on documents that it had not seen (exact F1 by label)."""

    layer: str = ""
    documents: tuple[str, ...] = ()
    spans: int = 0
    schema_version: int = 1
    trained: str = ""
    f1: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """Models by label, and the facts of their training."""

    labels: Mapping[str, Trained]
    facts: Facts

    def to_dict(self) -> dict[str, Any]:
        """JSON; `from_dict` reads it back."""
        facts = {name: getattr(self.facts, name) for name in Facts.__dataclass_fields__}
        facts["documents"] = list(self.facts.documents)
        facts["f1"] = dict(self.facts.f1)
        labels = {
            name: {"habit": one.habit.to_dict(), "model": one.model.to_dict()}
            for name, one in self.labels.items()
        }
        return {"format": FORMAT, "labels": labels, "facts": facts}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Model | None":
        """None where the model was stored by an annotator that saw other features."""
        if data.get("format") != FORMAT:
            return None
        facts = dict(data["facts"])
        facts["documents"] = tuple(facts["documents"])
        labels = {
            name: Trained(Habit.from_dict(one["habit"]), LabelModel.from_dict(one["model"]))
            for name, one in data["labels"].items()
        }
        return cls(labels, Facts(**facts))


class Learned:
    """Proposes what a model thinks would be marked. Scores are calibrated probabilities."""

    name = LEARNED

    def __init__(self, model: Model, cut: Cut) -> None:
        """`cut` finds words, as it did when the model was trained."""
        self.model = model
        self._cut = cut

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  the marks are in the model
        """Suggestions by place, the outer first, for the labels that the model knows."""
        reading = Reading(document)
        found: list[Suggestion] = []
        for label in schema.labels:
            if trained := self.model.labels.get(label.name):
                by_rules, bare = proposed(reading, label), not trained.model.weights
                known = candidates(
                    reading, label, trained.habit, by_rules, self._cut, bare=bare, genre=genre(label.name)
                )
                scored = ((one, trained.model.score(one)) for one in known)
                read = {(one.start, one.end): one.attrs for one in by_rules or ()}
                found += _suggestions(document, label, trained.model, scored, read)
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))


def train(
    examples: Sequence[Example],
    schema: LabelSchema,
    facts: Facts,
    cut: Cut,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Model:
    """The model that the examples give, with its cross-validated F1 and calibrated scores. Deterministic.

    `progress` hears how many of how many labels are done; what it raises ends the training.
    """
    course = Course(examples, cut)
    labels, scores = {}, {}
    for at, label in enumerate(schema.labels):
        progress(at, len(schema.labels))
        trained, held = course.train(label)
        if any(held):
            marks = sum(len(course.places(number, label)) for number in range(len(examples)))
            labels[label.name], scores[label.name] = trained, f1(held, marks)
    return Model(labels, replace(facts, f1=scores))


def cross_validated(examples: Sequence[Example], schema: LabelSchema, cut: Cut) -> list[list[Suggestion]]:
    """For each example, what models trained on the others propose; the same folds as `train` takes."""
    course = Course(examples, cut)
    found: list[list[Suggestion]] = [[] for _ in examples]
    for label in schema.labels:
        trained, held = course.train(label)
        for at, document in enumerate(course.documents):
            scored = ((one.candidate, one.score) for one in held[at])
            found[at] += _suggestions(document, label, trained.model, scored, {})
    return found


def _suggestions(
    document: Document,
    label: Label,
    model: LabelModel,
    scored: Iterator[tuple[Candidate, float]],
    read: Mapping[tuple[int, int], Mapping[str, Any]],
) -> Iterator[Suggestion]:
    """`read`: attributes that the rules have read already, by place."""
    for candidate, score in scored:
        if score >= model.least:
            start, end = candidate.start, candidate.end
            attrs = read.get((start, end)) or attributes(document, start, end, label)
            reason = _reason(model, candidate)
            yield Suggestion(document.id, start, end, label.name, attrs, score, Learned.name, reason)


def _reason(model: LabelModel, candidate: Candidate) -> Reason:
    told = dict.fromkeys(cue.split(" ")[-1] for cue in model.cues(candidate, "word=", 4 * _CUE_COUNT))
    cues = ([cue for cue in told if len(cue) > 1] or list(told))[
        :_CUE_COUNT
    ]  # 的 and 了 tell nobody anything
    by_rules = candidate.prior is not None and candidate.prior > UNLIKELY
    if not cues:
        by_genre = model.genre and (candidate.genre or 0.0) > _EVEN
        return Reason(_RULES_ONLY if by_rules else _BY_GENRE if by_genre else _NO_CUE)
    return Reason(_RULES_TOO if by_rules else _CUES, {"cues": "、".join(cues)})
