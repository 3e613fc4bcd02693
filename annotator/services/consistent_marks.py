"""How a stretch is marked in a layer, and the changes that mark it otherwise."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from annotator.datasets.alike import differ_by_one
from annotator.datasets.consistency import Choices, Variant, bare, choices
from annotator.datasets.reduced import reduce
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.span import GOLD, Span
from annotator.services import annotate
from annotator.services.deciding import SOURCE
from annotator.services.prefill import prefill
from annotator.services.project import Project
from annotator.suggest.attributes import BESIDE, told_beside


def rivals(label: str, schema: LabelSchema) -> frozenset[str]:
    """The labels that mark the same unit, itself among them: what is the one is not the other."""
    wanted = unit_of(label, schema)
    return frozenset({label, *(one.name for one in schema.labels if one.unit == wanted)})


def unit_of(label: str, schema: LabelSchema) -> str:
    """The unit of a label; of one that the schema does not have, its own name."""
    known = schema.by_name.get(label)
    return known.unit if known else label


def same_words(one: str, other: str) -> bool:
    """Whether two quotes count as the same words, or as the same but for a character and adverbs in front."""
    one, other = bare(reduce(one).text), bare(reduce(other).text)
    return one == other or differ_by_one(one, other)


def own_words(attrs: Choices, text: str, start: int, end: int) -> Choices:
    """The attributes of a mark that are compared, without what only the words beside it say: 超过|6万亿元."""
    if all(name not in BESIDE for name, _value in attrs):
        return attrs
    beside = told_beside(text, start, end)
    return tuple((name, value) for name, value in attrs if beside.get(name) != value)


def turned(
    project: Project,
    document: Document,
    layer: str,
    start: int,
    end: int,
    wanted: Variant,
    labels: Collection[str],
) -> Iterator[Change]:
    """The changes after which `[start, end)` is marked as `wanted`; `labels` are those
    whose marks overlap it are at stake where none covers just these words.

    Marks that are there are relabelled, moved and given attributes before others are made. Raises InvalidSpan.
    """
    around = project.store.spans_overlapping(document.id, layer, start, end)
    rival = {one for label in labels for one in rivals(label, project.schema)}
    near = [span for span in around if span.label in rival]
    place = _trimmed(document.text, start, end)
    exact = [span for span in near if _trimmed(document.text, span.start, span.end) == place]
    here = exact or [span for span in near if span.label in labels]
    standing = [span for span in near if span not in here]
    there = sorted(here, key=lambda span: span.label not in {label for label, _attrs in wanted.marks})
    pairs: list[tuple[Span | None, str, Choices]] = []
    for label, attrs in wanted.marks:
        chosen = next((span for span in there if span.label == label), there[-1] if there else None)
        if chosen is not None:
            there.remove(chosen)
        pairs.append((chosen, label, attrs))
    relations = [link for span in there for link in project.store.relations_of_span(span.id)]
    yield from annotate.remove(there, relations)
    for span, label, attrs in pairs:
        change = _marked(project.schema, document, layer, (span, start, end, label, attrs), standing)
        if change.before != change.after:
            yield change
        assert isinstance(change.after, Span)
        standing.append(change.after)


def _marked(
    schema: LabelSchema,
    document: Document,
    layer: str,
    wanted: tuple[Span | None, int, int, str, Choices],
    standing: list[Span],
) -> Change:
    span, start, end, label, attrs = wanted
    beside = told_beside(document.text, start, end)
    if span is None:
        guessed = prefill(document, start, end, schema.label(label))
        return annotate.add(
            document, start, end, label, layer=layer, schema=schema, standing=standing,
            attrs=_with(guessed, attrs, label, schema, beside), source=SOURCE if layer == GOLD else "manual",
        )  # fmt: skip
    made = span
    if span.label != label:
        made = _after(annotate.relabel(made, label, schema=schema, standing=standing))
    if _trimmed(document.text, span.start, span.end) != _trimmed(document.text, start, end):
        made = _after(annotate.resize(made, document, start, end, schema=schema, standing=standing))
    values = _with(made.attrs, attrs, label, schema, beside)
    if values != made.attrs:
        made = _after(annotate.set_attributes(made, values, schema=schema))
    return Change(span, made)


def _with(
    attrs: Mapping[str, Any], wanted: Choices, label: str, schema: LabelSchema, beside: Mapping[str, Any]
) -> dict[str, Any]:
    """These attributes, but of those that are compared just the wanted ones; what the words beside say stays."""
    compared = {name for name, value in choices(attrs, label, schema) if beside.get(name) != value}
    return {name: value for name, value in attrs.items() if name not in compared} | dict(wanted)


def _after(change: Change) -> Span:
    assert isinstance(change.after, Span)
    return change.after


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without marks and spaces at either edge, which make no other words."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end
