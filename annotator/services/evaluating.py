"""How good an engine is: its suggestions held against a layer, and the actions that they save."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.project import Project
from annotator.services.suggesting import engine, memory
from annotator.services.training import LONGEST, examples, facts_of
from annotator.suggest.course import Example
from annotator.suggest.learned import Learned, cross_validated, train
from annotator.suggest.reading import Cut
from annotator.suggest.repeats import Repeats
from annotator.suggest.simulation import Effort, WordAt, effort, summary
from annotator.suggest.suggestion import Suggestion

if TYPE_CHECKING:
    from annotator.suggest.engine import Engine

Progress = Callable[[int, int], None]

_ROTATIONS = 5
"""How many choices of training documents a point of the learning curve is averaged over, at most."""


@dataclass(frozen=True)
class Score:
    """Pooled counts of one label: how many suggestions match a span of their own (`agreement.align`)."""

    right: int
    suggestions: int
    spans: int

    @property
    def precision(self) -> float | None:
        return self.right / self.suggestions if self.suggestions else None

    @property
    def recall(self) -> float | None:
        return self.right / self.spans if self.spans else None

    @property
    def f1(self) -> float | None:
        """2 right / (suggestions + spans); None where there are neither."""
        both = self.suggestions + self.spans
        return 2 * self.right / both if both else None


@dataclass
class Evaluation:
    """An engine held against a layer. `exact`, `overlap` by label; accuracies over the spans that match exactly."""

    engine: str
    against: str
    documents: int
    cross_validated: bool
    exact: dict[str, Score] = field(default_factory=dict)
    overlap: dict[str, Score] = field(default_factory=dict)
    accuracy: dict[str, float | None] = field(default_factory=dict)
    with_suggestions: Effort = field(default_factory=Effort)
    without: Effort = field(default_factory=Effort)
    learning_curve: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """JSON. A figure that is undefined is None."""
        return {
            "engine": self.engine,
            "against": self.against,
            "documents": self.documents,
            "cross_validated": self.cross_validated,
            "by_label": {
                name: {
                    "exact": _figures(self.exact[name]), "overlap": _figures(self.overlap[name]),
                    "spans": self.exact[name].spans, "suggestions": self.exact[name].suggestions,
                }
                for name in self.exact
            },
            "accuracy": self.accuracy,
            "actions": {"with": summary(self.with_suggestions), "without": summary(self.without)},
            "learning_curve": self.learning_curve,
            "notes": self.notes,
        }  # fmt: skip


def evaluate(
    project: Project,
    name: str,
    against: str,
    cut: Cut,
    word_at: WordAt,
    *,
    cross_validate: bool = False,
    by: "Engine | None" = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Hold an engine against the documents that a layer has been through (see `training.examples`).

    `learned` is trained on that layer, and judged on the documents that training takes: with `cross_validate` every
    document by a model that has not seen it, without by the model kept in the project. `repeats` never knows the
    document that it is asked about. `by`: the engine itself, where the name alone does not make it (a language model
    that may be asked). Raises NotFound for a layer without marks, an unknown engine, a model that was not trained.
    """
    found = list(examples(project, against, LONGEST if name == Learned.name else None))
    result = Evaluation(name, against, len(found), cross_validate)
    proposals = _proposals(project, name, against, found, cut, cross_validate, by, progress)
    result.exact, result.overlap = _scores(found, proposals, list(project.schema.by_name))
    result.accuracy = _accuracy(found, proposals, project.schema)
    for example, suggestions in zip(found, proposals, strict=True):
        result.with_suggestions += effort(
            example.document, example.spans, suggestions, project.schema, word_at
        )
        result.without += effort(example.document, example.spans, [], project.schema, word_at)
    if name == Learned.name:
        result.learning_curve = _curve(project, against, found, cut) if cross_validate else []
        result.notes = _notes(found, cross_validate)
    return result


def _proposals(
    project: Project,
    name: str,
    against: str,
    found: Sequence[Example],
    cut: Cut,
    cross_validate: bool,
    by: "Engine | None",
    progress: Progress | None,
) -> list[list[Suggestion]]:
    if name == Learned.name and cross_validate:
        return cross_validated(found, project.schema, cut)
    if by is None and name != Repeats.name:
        by = engine(project, name, cut, layer=against)
    proposals = []
    for at, example in enumerate(found, 1):
        asked = by or Repeats(memory(project, against, without=example.document.id))
        proposals.append(asked.suggest(example.document, [], project.schema))
        if progress:
            progress(at, len(found))
    return proposals


def _scores(
    found: Sequence[Example], proposals: Sequence[Sequence[Suggestion]], labels: Sequence[str]
) -> tuple[dict[str, Score], dict[str, Score]]:
    """By label, exact and overlapping matches, counted as agreement between two annotators is."""
    from annotator.agreement.corpus import Corpus
    from annotator.agreement.f1 import matched

    corpus = Corpus.from_rows(
        [
            *(
                (example.document.id, "layer", span.label, span.start, span.end, span.id)
                for example in found
                for span in example.spans
                if span.label in labels
            ),
            *(
                (one.doc_id, "engine", one.label, one.start, one.end, f"{at:09}")
                for suggestions in proposals
                for at, one in enumerate(suggestions)
            ),
        ],
        lengths={example.document.id: len(example.document.text) for example in found},
        layers=["layer", "engine"],
        labels=labels,
    )
    counts = matched(corpus)
    right = counts.found.sum(axis=0)[:, :, 0]
    spans, suggestions = counts.left.sum(axis=0)[:, 0], counts.right.sum(axis=0)[:, 0]
    exact, overlap = (
        {
            label: Score(int(right[kind, at]), int(suggestions[at]), int(spans[at]))
            for at, label in enumerate(labels)
        }
        for kind in (0, 1)
    )
    return exact, overlap


def _accuracy(
    found: Sequence[Example], proposals: Sequence[Sequence[Suggestion]], schema: LabelSchema
) -> dict[str, float | None]:
    """By `label.attribute`, the share of exact matches with the attribute right, where the layer says it."""
    counts: dict[str, list[int]] = {
        f"{label.name}.{attribute.name}": [0, 0] for label in schema.labels for attribute in label.attributes
    }
    for example, suggestions in zip(found, proposals, strict=True):
        offered = {one.place: one.attrs for one in suggestions}
        for span in example.spans:
            attrs = offered.get((span.start, span.end, span.label))
            for name, value in span.attrs.items() if attrs is not None else ():
                if count := counts.get(f"{span.label}.{name}"):
                    count[0] += attrs is not None and attrs.get(name) == value
                    count[1] += 1
    return {name: right / total if total else None for name, (right, total) in counts.items()}


def _curve(project: Project, layer: str, found: Sequence[Example], cut: Cut) -> list[dict[str, Any]]:
    """Exact F1 on all other documents, by the number of documents trained on: 1, 2, 4 …"""
    points = []
    size = 1
    while size < len(found):
        sums: dict[str, list[float]] = {}
        for first in range(min(_ROTATIONS, len(found))):
            order = [*found[first:], *found[:first]]
            seen, unseen = order[:size], order[size:]
            by = Learned(train(seen, project.schema, facts_of(project, layer, seen), cut), cut)
            proposals = [by.suggest(example.document, [], project.schema) for example in unseen]
            for label, score in _scores(unseen, proposals, list(project.schema.by_name))[0].items():
                if score.f1 is not None:
                    sums.setdefault(label, []).append(score.f1)
        points.append(
            {"documents": size, "f1": {label: sum(each) / len(each) for label, each in sums.items()}}
        )
        size *= 2
    return points


def _notes(found: Sequence[Example], cross_validate: bool) -> list[str]:
    if not cross_validate:
        return [
            _(
                "the model may have been trained on these very documents; --cross-validate judges it on unseen ones"
            )
        ]
    if len(found) == 1:
        return [
            _(
                "there is one document only: the model was trained on four fifths of it and judged on the rest, in turn"
            )
        ]
    return []


def _figures(score: Score) -> Mapping[str, float | None]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}
