"""What goes beyond the report: labels against labels, figures by kind of section, attributes, the expert's figures."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.domain.schema import Attribute
from annotator.services.project import Project
from annotator.services.role_ranges import ROLES

if TYPE_CHECKING:
    from annotator.agreement.attributes import AttributeAgreement
    from annotator.agreement.corpus import Corpus
    from annotator.agreement.expert import Unitizing
    from annotator.agreement.report import Report
    from annotator.services.agreeing import Agreeing

Pair = tuple[str, str]
Counts = list[list[int]]


@dataclass(frozen=True)
class RoleFigures:
    """The report on the sections of one kind, in the documents that have such and are compared."""

    role: str
    characters: int
    spans: int
    report: "Report"


@dataclass(frozen=True)
class AttributeFigures:
    """Agreement on one attribute of one label; `metric` is that of alpha."""

    label: str
    attribute: str
    metric: str
    figures: "AttributeAgreement"


@dataclass(frozen=True)
class Details:
    """`confusion`: by pair of layers, how often what the first (rows) calls one label is called another by the second
    (columns); labels in the order of the report, and "not marked" behind them.
    """

    confusion: dict[Pair, Counts]
    roles: tuple[RoleFigures, ...]
    attributes: tuple[AttributeFigures, ...]
    unitizing: "Unitizing"


def details_of(agreed: "Agreeing", project: Project, stop: Callable[[], None]) -> Details:
    """`stop` is called between the parts, and may raise."""
    from annotator.agreement.expert import unitizing

    corpus = agreed.corpus
    confusion = confusions(corpus)
    stop()
    roles = tuple(_by_role(agreed, stop))
    attributes = tuple(_attributes(corpus, project, stop))
    stop()
    return Details(confusion, roles, attributes, unitizing(corpus))


def spans_of(report: "Report") -> int:
    """The spans in the documents that are compared."""
    return sum(count for document in report.by_document for count in document["spans"].values())


def confusions(corpus: "Corpus") -> dict[Pair, Counts]:
    """The labels of spans that speak of the same place, by pair of layers, in what both have finished.

    Two spans do where `align` matches them and they bear one label or share half of their characters: as in review.
    """
    from annotator.agreement.confusion import confusion
    from annotator.agreement.sweep import pairs

    return {
        (corpus.layers[left], corpus.layers[right]): confusion(corpus, left, right).tolist()
        for left, right in pairs(len(corpus.layers))
    }


def _by_role(agreed: "Agreeing", stop: Callable[[], None]) -> Iterator[RoleFigures]:
    from annotator.agreement.report import compared_documents, measure

    present = {role for ranges in agreed.ranges.values() for role in ranges}
    for role in ROLES:
        if role in present and (agreed.scope.roles is None or role in agreed.scope.roles):
            stop()
            corpus, units = agreed.part([role])
            report = measure(corpus, units=units, seed=agreed.scope.seed)
            characters = int(corpus.lengths[compared_documents(corpus)].sum())
            yield RoleFigures(role, characters, spans_of(report), report)


def _attributes(corpus: "Corpus", project: Project, stop: Callable[[], None]) -> Iterator[AttributeFigures]:
    from annotator.agreement.attributes import attribute_agreement

    known = set(corpus.ids or ())
    attrs = {span.id: span.attrs for span in project.spans() if span.id in known}
    for name in corpus.labels:
        label = next((each for each in project.schema.labels if each.name == name), None)
        if label is None or not label.attributes:
            continue
        stop()
        own = corpus.only(labels=[name])
        marks = [attrs.get(span, {}) for span in own.ids or ()]
        for attribute in label.attributes:
            values = [_value(mark.get(attribute.name), attribute) for mark in marks]
            metric = _metric(attribute, values)
            yield AttributeFigures(
                name, attribute.name, metric, attribute_agreement(own, values, metric=metric)
            )


def _value(value: Any, attribute: Attribute) -> Hashable | None:
    """What alpha compares: a flag that is not set is one that says no; elsewhere nothing said is nothing to compare."""
    if attribute.type == "flag":
        return bool(value)
    if value is None or value == "":
        return None
    if attribute.type == "number":
        try:
            return float(value)
        except (TypeError, ValueError):  # a layer from elsewhere says what it likes
            return None
    return " ".join(str(value).split())


def _metric(attribute: Attribute, values: Sequence[Hashable | None]) -> str:
    """Numbers differ by proportion, since they come as 3 visits and as 3,720,000 yuan; by distance if any is negative."""
    if attribute.type != "number":
        return "nominal"
    numbers = [value for value in values if isinstance(value, float)]
    return "ratio" if min(numbers, default=0.0) >= 0 else "interval"
