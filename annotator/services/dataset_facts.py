"""What a dataset's card says of how it came about: who marked it, how far they agree, what was decided, what was cleaned."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.span import GOLD
from annotator.formats import Record
from annotator.services.layers_read import corpus_of
from annotator.services.preparing import Prepared
from annotator.services.project import Project

if TYPE_CHECKING:
    from annotator.agreement.report import Report


@dataclass(slots=True)
class Tally:
    """What was written of one split: records, characters, spans by label and by layer, and of the whole cleaning."""

    records: int = 0
    characters: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    without_spans: int = 0

    def add(self, record: Record) -> None:
        self.records += 1
        self.characters += len(record.text)
        self.spans.update(span.label for span in record.spans)
        self.layers.update(span.layer or "" for span in record.spans)
        self.without_spans += not record.spans

    def join(self, other: "Tally") -> None:
        """Take over what was counted of later records."""
        self.records += other.records
        self.characters += other.characters
        self.spans.update(other.spans)
        self.layers.update(other.layers)
        self.without_spans += other.without_spans


def agreement_of(project: Project, prepared: Prepared) -> dict[str, Any] | None:
    """How far those agree who marked the documents, gold left out; None where no two have finished one document.

    Counted over characters, with intervals by bootstrap over documents (see agreement.report); figures that are
    undefined are None.
    """
    from annotator.agreement.report import measure

    selection = prepared.recipe.selection
    corpus = corpus_of(project, documents=prepared.selected.ids, labels=selection.labels)
    if len(corpus.layers) < 2 or not (corpus.assigned.sum(axis=1) > 1).any():
        return None
    return _figures(measure(corpus), prepared.names)


def adjudication_of(project: Project, prepared: Prepared) -> dict[str, Any] | None:
    """How many cases were decided, by choice and kind, and by how many people; None where none was."""
    wanted = set(prepared.selected.ids)
    verdicts = [verdict for verdict in project.store.verdicts() if verdict.doc_id in wanted]
    if not verdicts:
        return None
    return {
        "decisions": len(verdicts),
        "documents": len({verdict.doc_id for verdict in verdicts}),
        "by_choice": dict(sorted(Counter(verdict.choice for verdict in verdicts).items())),
        "by_kind": dict(sorted(Counter(verdict.kind for verdict in verdicts).items())),
        "by_rule": dict(sorted(Counter(v.rule for v in verdicts if v.choice == "agreed").items())),
        "reviewers": sorted(
            {
                prepared.names.get(v.reviewer, v.reviewer)
                for v in verdicts
                if v.reviewer and v.choice != "agreed"
            }
        ),
    }


def annotators_of(project: Project, prepared: Prepared) -> list[dict[str, Any]]:
    """The layers of the project in the selected documents: documents marked and finished, spans."""
    wanted = set(prepared.selected.ids)
    spans: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for identity, by_layer in project.store.document_span_counts().items():
        if identity in wanted:
            spans.update(by_layer)
            marked.update(by_layer.keys())
    done = Counter(
        layer
        for identity, states in project.store.document_states().items()
        if identity in wanted
        for layer, state in states.items()
        if state == "done"
    )
    found = [
        {"layer": prepared.names.get(layer, layer), "gold": layer == GOLD, "documents": marked[layer],
         "done": done[layer], "spans": spans[layer]}
        for layer in project.layers()
        if spans[layer] or done[layer]
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each["gold"], each["layer"]))


def cleaning_of(project: Project, ids: Collection[str]) -> dict[str, dict[str, int]]:
    """By rule of the cleaning: how many removals, and how many characters."""
    removals: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for identity in ids:
        for entry in project.document(identity).source.ledger:
            removals[entry.rule] += 1
            characters[entry.rule] += len(entry.text)
    return {rule: {"removals": removals[rule], "characters": characters[rule]} for rule in sorted(removals)}


def _figures(report: "Report", names: Mapping[str, str]) -> dict[str, Any]:
    def figure(name: str, value: float | None) -> dict[str, Any]:
        interval = report.intervals.get(name)
        return {
            "value": None if value is None else round(value, 4),
            "interval": None if interval is None else [round(bound, 4) for bound in interval],
        }

    return {
        "layers": sorted(names.get(layer, layer) for layer in report.layers),
        "documents": report.documents,
        "level": report.parameters["level"],
        "f1": {name: figure(f"f1.{name}", value) for name, value in report.f1.items()},
        "alpha": figure("alpha.char", report.alpha.get("char")),
        "by_label": {
            label: {
                "f1": figure(f"by_label.{label}.f1.exact", of["f1"].get("exact")),
                "alpha": figure(f"by_label.{label}.alpha.char", of["alpha"].get("char")),
            }
            for label, of in report.by_label.items()
        },
    }
