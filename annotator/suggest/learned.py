"""The engine `learned`: one model a label, trained on a layer in a second; labels may nest since each has its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import Span
from annotator.i18n import N_
from annotator.suggest.attributes import attributes
from annotator.suggest.candidates import Candidate, candidates
from annotator.suggest.features import Cut
from annotator.suggest.model import LabelModel, calibrated, fit
from annotator.suggest.reading import Reading
from annotator.suggest.rules import proposed
from annotator.suggest.suggestion import Reason, Suggestion

FORMAT = 1
"""Counts what a stored model means: features and rules it was trained with. Another number: train anew."""

THRESHOLD = 0.5
"""What is more likely marked than not is proposed."""

_FOLDS = 5
_CUES = N_("like what was marked before: {cues}")
_RULES_TOO = N_("the rules propose it, and it is like what was marked before: {cues}")
_NO_CUE = N_("as likely marked as not, by the marks so far")
_CUE_COUNT = 3

Places = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Example:
    """A document that somebody has been through, and the marks of their layer in it."""

    document: Document
    spans: Sequence[Span]


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

    labels: Mapping[str, LabelModel]
    facts: Facts

    def to_dict(self) -> dict[str, Any]:
        """JSON; `from_dict` reads it back."""
        facts = {name: getattr(self.facts, name) for name in Facts.__dataclass_fields__}
        facts["documents"] = list(self.facts.documents)
        facts["f1"] = dict(self.facts.f1)
        return {
            "format": FORMAT,
            "labels": {name: model.to_dict() for name, model in self.labels.items()},
            "facts": facts,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Model | None":
        """None where the model was stored by an annotator that saw other features."""
        if data.get("format") != FORMAT:
            return None
        facts = dict(data["facts"])
        facts["documents"] = tuple(facts["documents"])
        return cls(
            {name: LabelModel.from_dict(model) for name, model in data["labels"].items()}, Facts(**facts)
        )


class Learned:
    """Proposes what a model thinks would be marked. Scores are calibrated probabilities."""

    name = "learned"

    def __init__(self, model: Model, cut: Cut) -> None:
        """`cut` finds words, as it did when the model was trained."""
        self.model = model
        self._cut = cut

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  the marks are in the model
        """Suggestions by place, the outer first, for the labels that the model knows."""
        reading = Reading(document)
        found = [
            one
            for label in schema.labels
            if (model := self.model.labels.get(label.name))
            for one in _suggestions(reading, label, model, _candidates(reading, label, self._cut))
        ]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))


def train(examples: Sequence[Example], schema: LabelSchema, facts: Facts, cut: Cut) -> Model:
    """The model that the examples give, with its cross-validated F1 and calibrated scores. Deterministic."""
    prepared = [_Prepared.of(example, schema, cut) for example in examples]
    labels, f1 = {}, {}
    for label in schema.labels:
        if not any(found.candidates[label.name] for found in prepared):
            continue
        held_out = _held_out(prepared, label.name)
        found = [(one, mark) for each in prepared for one, mark in each.judged(label.name)]
        model = fit([one for one, _ in found], [mark for _, mark in found])
        z = [z for document in held_out for z in document]
        labels[label.name] = calibrated(model, z, [mark for _, mark in found])
        f1[label.name] = _f1(prepared, label.name, held_out, labels[label.name])
    return Model(labels, replace(facts, f1=f1))


def cross_validated(examples: Sequence[Example], schema: LabelSchema, cut: Cut) -> list[list[Suggestion]]:
    """For each example, what models trained on the others propose; the same folds as `train` takes.

    Several documents: each is left out in turn, or a fifth of them. One document: a fifth of it in turn.
    """
    prepared = [_Prepared.of(example, schema, cut) for example in examples]
    found: list[list[Suggestion]] = [[] for _ in examples]
    for label in schema.labels:
        if not any(each.candidates[label.name] for each in prepared):
            continue
        held_out = _held_out(prepared, label.name)
        marked = [mark for each in prepared for _, mark in each.judged(label.name)]
        scale = calibrated(LabelModel(), [z for document in held_out for z in document], marked)
        for at, (each, z) in enumerate(zip(prepared, held_out, strict=True)):
            for candidate, value in zip(each.candidates[label.name], z, strict=True):
                score = scale.score_of(value)
                if score >= THRESHOLD:
                    attrs = attributes(each.reading.document, candidate.start, candidate.end, label)
                    found[at].append(
                        Suggestion(
                            each.reading.document.id, candidate.start, candidate.end, label.name, attrs, score,
                            Learned.name, Reason(_NO_CUE),
                        )
                    )  # fmt: skip
    return found


@dataclass(frozen=True)
class _Prepared:
    """An example read once: candidates and marked places by label."""

    reading: Reading
    candidates: Mapping[str, list[Candidate]]
    places: Mapping[str, Places]

    @classmethod
    def of(cls, example: Example, schema: LabelSchema, cut: Cut) -> "_Prepared":
        reading = Reading(example.document)
        places = {
            label.name: frozenset(
                (span.start, span.end) for span in example.spans if span.label == label.name
            )
            for label in schema.labels
        }
        return cls(reading, {label.name: _candidates(reading, label, cut) for label in schema.labels}, places)

    def judged(self, label: str) -> Iterator[tuple[Candidate, bool]]:
        for candidate in self.candidates[label]:
            yield candidate, (candidate.start, candidate.end) in self.places[label]


def _candidates(reading: Reading, label: Label, cut: Cut) -> list[Candidate]:
    return candidates(reading, label, proposed(reading, label), cut)


def _held_out(prepared: Sequence[_Prepared], label: str) -> list[list[float]]:
    """By document the z of its candidates, from models that had not seen them."""
    z = [[0.0] * len(each.candidates[label]) for each in prepared]
    for fold in _folds(prepared, label):
        unseen = set(fold)
        seen = [
            pair
            for at, each in enumerate(prepared)
            for place, pair in enumerate(each.judged(label))
            if (at, place) not in unseen
        ]
        model = fit([one for one, _ in seen], [mark for _, mark in seen]) if seen else LabelModel()
        for at, place in fold:
            z[at][place] = model.z(prepared[at].candidates[label][place])
    return z


def _folds(prepared: Sequence[_Prepared], label: str) -> list[list[tuple[int, int]]]:
    """Which candidates (document, number) are left out together."""
    if len(prepared) == 1:
        count = len(prepared[0].candidates[label])
        return [
            [(0, place) for place in range(count * fold // _FOLDS, count * (fold + 1) // _FOLDS)]
            for fold in range(_FOLDS)
        ]
    folds = min(_FOLDS, len(prepared))
    return [
        [
            (at, place)
            for at in range(fold, len(prepared), folds)
            for place in range(len(prepared[at].candidates[label]))
        ]
        for fold in range(folds)
    ]


def _f1(
    prepared: Sequence[_Prepared], label: str, held_out: Sequence[Sequence[float]], scale: LabelModel
) -> float | None:
    """Exact F1 over all documents pooled; None where nothing is marked and nothing proposed."""
    right = proposals = marks = 0
    for each, z in zip(prepared, held_out, strict=True):
        marks += len(each.places[label])
        for (_candidate, marked), value in zip(each.judged(label), z, strict=True):
            if scale.score_of(value) >= THRESHOLD:
                proposals += 1
                right += marked
    return 2 * right / (proposals + marks) if proposals + marks else None


def _suggestions(
    reading: Reading, label: Label, model: LabelModel, found: Sequence[Candidate]
) -> Iterator[Suggestion]:
    for candidate in found:
        score = model.score(candidate)
        if score >= THRESHOLD:
            attrs = attributes(reading.document, candidate.start, candidate.end, label)
            yield Suggestion(
                reading.document.id, candidate.start, candidate.end, label.name, attrs, score, Learned.name,
                _reason(model, candidate),
            )  # fmt: skip


def _reason(model: LabelModel, candidate: Candidate) -> Reason:
    cues = [cue.split(" ")[-1] for cue in model.cues(candidate, "word=", _CUE_COUNT)]
    if not cues:
        return Reason(_NO_CUE)
    by_rules = candidate.prior is not None and candidate.prior >= THRESHOLD
    return Reason(_RULES_TOO if by_rules else _CUES, {"cues": "、".join(dict.fromkeys(cues))})
