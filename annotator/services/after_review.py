"""After review: what each annotator can learn from gold, where a gold span comes from, cases as examples."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from annotator.domain.change import Change, Step
from annotator.domain.errors import Conflict, NotFound
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import GOLD, Span
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.services.casebook import cases_between
from annotator.services.cases import Case
from annotator.services.deciding import quote_of
from annotator.services.layers_read import check_layers, finished_in
from annotator.services.project import Project
from annotator.services.standing import stands


@dataclass(frozen=True)
class Difference:
    """One place where gold is not what an annotator has. The candidates of `case` are theirs and gold's.

    `kind` is seen from the annotator: `missing` is what gold has and they have not, `extra` the other way round.
    `verdict` is the decision that gold comes from; None where somebody made it by hand.
    """

    kind: str
    case: Case
    verdict: Verdict | None


@dataclass(frozen=True)
class Feedback:
    """How one annotator's layer stands to gold, in the documents that it has finished and that gold speaks of.

    `same` counts the places where both say the same, `kinds` those where they do not.
    """

    layer: str
    same: int
    kinds: Mapping[str, int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Provenance:
    """Where a gold span comes from. `verdict` is None for one that somebody made by hand.

    `candidates` are the annotators' spans that it was decided from, as they are now; `stands` says whether they
    are as they were then.
    """

    span: Span
    verdict: Verdict | None
    candidates: tuple[Span, ...]
    stands: bool


def differences(project: Project, layer: str, *, gold: str = GOLD) -> Feedback:
    """Where gold differs from a layer. What nobody has decided yet is no difference. Raises NotFound."""
    check_layers([layer], project.layers())
    same, kinds, found = 0, Counter[str](), list[Difference]()
    verdicts: dict[str, list[Verdict]] = {}
    with project.store.snapshot():
        for verdict in project.store.verdicts():
            if verdict.layer == gold:
                verdicts.setdefault(verdict.doc_id, []).append(verdict)
        for document, group in groupby(project.spans(), attrgetter("doc_id")):
            spans = list(group)
            if not finished_in(project, document, spans, [layer]):
                continue
            for difference in _in_document(project, document, spans, verdicts.get(document, []), layer, gold):
                if difference.kind == "agreed":
                    same += 1
                else:
                    kinds[difference.kind] += 1
                    found.append(difference)
    return Feedback(layer, same, dict(kinds), tuple(found))


def explain(project: Project, gold_span: Span) -> Provenance:
    """The decision that a gold span comes from, and what it was decided from."""
    spans = {span.id: span for span in project.spans(gold_span.doc_id)}
    for verdict in project.store.verdicts(gold_span.doc_id):
        if gold_span.id in verdict.gold and verdict.kind != "relation":
            candidates = tuple(spans[each] for each in verdict.candidates if each in spans)
            return Provenance(gold_span, verdict, candidates, stands(verdict, spans, {}))
    return Provenance(gold_span, None, (), True)


def example_from(project: Project, case: Case, verdict: Verdict) -> Step:
    """Take a decided case into the guideline, as a new version of the label schema: one step.

    What went into gold becomes an example of its label, what an annotator had and gold has not a counterexample.
    Raises NotFound where nothing new can be learned from the case.
    """

    def changes() -> Iterator[Change]:
        schema = project.store.label_schema()
        standing = {span.id: span for span in project.spans(verdict.doc_id)}
        if verdict not in project.store.verdicts(verdict.doc_id):
            raise Conflict(_("this case has been decided anew meanwhile; look at it again"))
        gold = [standing[each] for each in verdict.gold if each in standing]
        yield Change(None, _with_examples(schema, gold, list(case.spans)))

    return project.commit(changes(), _("“{quote}” as an example in the guideline", quote=quote_of(case)))


def _in_document(
    project: Project, document: str, spans: list[Span], verdicts: list[Verdict], layer: str, gold: str
) -> Iterator[Difference]:
    """What both say of each place of a document; `agreed` where it is the same."""
    of_candidate = {each: verdict for verdict in verdicts for each in verdict.candidates}
    of_gold = {each: verdict for verdict in verdicts for each in verdict.gold}
    for case in cases_between(document, spans, [layer, gold], project.store.outline(document)):
        theirs, golds = case.candidates[layer], case.candidates[gold]
        told = [of_gold.get(span.id) for span in golds] + [of_candidate.get(span.id) for span in theirs]
        verdict = next((each for each in told if each is not None), None)
        if not golds and verdict is None:
            continue
        kind = "extra" if not golds else case.kind
        yield Difference(kind, case, verdict)


def _with_examples(schema: LabelSchema, gold: list[Span], candidates: list[Span]) -> LabelSchema:
    """The next version of a schema. Raises NotFound where it would say the same."""
    right = {(span.label, span.text) for span in gold}
    labels = []
    for label in schema.labels:
        good = [span.text for span in gold if span.label == label.name]
        bad = [
            span.text
            for span in candidates
            if span.label == label.name and (span.label, span.text) not in right
        ]
        labels.append(_taught(label, good, bad))
    if tuple(labels) == schema.labels:
        raise NotFound(_("the guideline has this example already"))
    return replace(schema, version=schema.version + 1, labels=tuple(labels))


def _taught(label: Label, good: list[str], bad: list[str]) -> Label:
    return replace(
        label,
        examples=tuple(dict.fromkeys((*label.examples, *good))),
        counterexamples=tuple(
            each for each in dict.fromkeys((*label.counterexamples, *bad)) if each not in good
        ),
    )
