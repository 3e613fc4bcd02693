"""What an annotator does to spans, as pure functions: the project's state in, changes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import InvalidSpan
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Relation, Span, check_bounds, later, make_span, new_id, now
from annotator.i18n import _
from annotator.suggest.suggestion import Suggestion

SUGGESTED = "suggestion:"
"""What the source of a span begins with that was a suggestion; the engine's name follows."""


def add(
    document: Document,
    start: int,
    end: int,
    label: str,
    *,
    layer: str,
    schema: LabelSchema,
    standing: Iterable[Span],
    attrs: Mapping[str, Any] | None = None,
    source: str = "manual",
    changed: bool = False,
) -> Change:
    """A new span; `standing` are the spans of the layer in this document.

    `changed`: a suggestion that was corrected while it was taken over, and so is not as it was proposed.

    Raises InvalidSpan when the offsets, the label or an attribute do not fit, or when a span of the same
    label is in the way and the schema does not allow that.
    """
    check_bounds(start, end, len(document.text))
    schema.check_attributes(label, attrs or {})
    _check_overlap(start, end, label, layer, schema, standing)
    span = make_span(
        document.id,
        document.text,
        start,
        end,
        label,
        layer,
        attrs=dict(attrs or {}),
        source=source,
        schema_version=schema.version,
    )
    return Change(None, replace(span, modified=later(span.created)) if changed else span)


def take_over(
    document: Document,
    suggestions: Iterable[Suggestion],
    layer: str,
    schema: LabelSchema,
    standing: Iterable[Span],
) -> Iterator[Change]:
    """Suggestions as new spans whose source names the engine; those without room between `standing` are left out.

    Raises InvalidSpan when the offsets, the label or an attribute do not fit.
    """
    here = list(standing)
    for one in suggestions:
        if schema.label(one.label).overlap or free_of(one.start, one.end, one.label, here):
            change = add(
                document, one.start, one.end, one.label, layer=layer, schema=schema, standing=here, attrs=one.attrs,
                source=f"{SUGGESTED}{one.engine}",
            )  # fmt: skip
            assert isinstance(change.after, Span)
            here.append(change.after)
            yield change


def resize(
    span: Span, document: Document, start: int, end: int, *, schema: LabelSchema, standing: Iterable[Span]
) -> Change:
    """Other boundaries for a span. Raises InvalidSpan."""
    others = (other for other in standing if other.id != span.id)
    check_bounds(start, end, len(document.text))
    _check_overlap(start, end, span.label, span.layer, schema, others)
    return Change(span, span.moved(start, end, document.text))


def relabel(span: Span, label: str, *, schema: LabelSchema, standing: Iterable[Span]) -> Change:
    """Another label; attributes that it does not have are dropped. Raises InvalidSpan."""
    target = schema.label(label)
    others = (other for other in standing if other.id != span.id)
    _check_overlap(span.start, span.end, label, span.layer, schema, others)
    attrs = {name: value for name, value in span.attrs.items() if target.attribute(name)}
    changed = replace(span, label=label, attrs=attrs, modified=now(), schema_version=schema.version)
    return Change(span, changed)


def set_attributes(span: Span, attrs: Mapping[str, Any], *, schema: LabelSchema) -> Change:
    """Replace the attributes; those that are None are dropped. Raises InvalidSpan."""
    kept = {name: value for name, value in attrs.items() if value is not None}
    schema.check_attributes(span.label, kept)
    return Change(span, replace(span, attrs=kept, modified=now()))


def set_note(span: Span, note: str) -> Change:
    return Change(span, replace(span, note=note, modified=now()))


def remove(spans: Sequence[Span], relations: Iterable[Relation]) -> list[Change]:
    """Remove spans together with the relations that would dangle."""
    unique = {relation.id: relation for relation in relations}
    return [
        *(Change(relation, None) for relation in unique.values()),
        *(Change(span, None) for span in spans),
    ]


def link(head: Span, tail: Span, type_name: str, *, layer: str, schema: LabelSchema) -> Change:
    """A relation from `head` to `tail`. Raises InvalidSpan when the schema does not allow it."""
    relation_type = next((r for r in schema.relations if r.name == type_name), None)
    if relation_type is None:
        raise InvalidSpan(_("there is no relation “{name}” in the label schema", name=type_name))
    if head.id == tail.id:
        raise InvalidSpan(_("a span cannot be linked to itself"))
    if head.label not in relation_type.heads or tail.label not in relation_type.tails:
        raise InvalidSpan(
            _(
                "“{name}” does not link {head} to {tail}",
                name=type_name,
                head=head.label,
                tail=tail.label,
            )
        )
    return Change(None, Relation(new_id(), type_name, head.id, tail.id, layer))


def occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where `quote` stands in `text`, without overlap, in code points."""
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + len(quote))


def free_of(start: int, end: int, label: str, standing: Iterable[Span]) -> bool:
    """Whether no span of the same label covers any of these characters."""
    return not any(s.label == label and s.start < end and start < s.end for s in standing)


def _check_overlap(
    start: int,
    end: int,
    label: str,
    layer: str,
    schema: LabelSchema,
    standing: Iterable[Span],
) -> None:
    if schema.label(label).overlap:
        return
    for other in standing:
        if other.layer == layer and other.label == label and other.start < end and start < other.end:
            raise InvalidSpan(
                _("“{quote}” is marked as {label} here already", quote=_short(other.text), label=label)
            )


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:12] + "…" + text[-6:]


def new_name(change: Change) -> str | None:
    """The label, or type of link, that a change gives to something; None where it gives none, or leaves it."""
    before, after = change.before, change.after
    if isinstance(after, Span):
        return None if isinstance(before, Span) and before.label == after.label else after.label
    if isinstance(after, Relation):
        return None if isinstance(before, Relation) and before.type == after.type else after.type
    return None


def names_in(schema: LabelSchema) -> frozenset[str]:
    """All labels and types of links."""
    return frozenset([*schema.by_name, *(kind.name for kind in schema.relations)])
