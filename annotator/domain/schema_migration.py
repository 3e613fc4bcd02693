"""What becomes of spans, links and document labels when one label schema takes the place of another. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from annotator.domain.schema import Attribute, Label, LabelSchema
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel

REFUSE, LONGEST, KEEP = CLASHES = ("refuse", "longest", "keep")
"""What to do with spans of one layer and one label that would cover the same characters though the label forbids it:
write nothing, keep the longest and remove the others, or leave them all."""


@dataclass(frozen=True)
class Split:
    """Spans of one label go to several: by the value of `attribute` (value → new label) or because they were chosen."""

    attribute: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)  # span id → new label

    def target(self, span: Span) -> str | None:
        """The new label of a span, or None where the split leaves it alone."""
        if span.id in self.chosen:
            return self.chosen[span.id]
        return self.values.get(str(span.attrs[self.attribute])) if self.attribute in span.attrs else None


@dataclass(frozen=True)
class Migration:
    """From the schema `old` to `new`; all names on the left are old ones, those on the right new ones, None: removed.

    What is not named keeps its name. `labels` may name labels that `old` lacks, too, since spans may have them.
    `attributes` are by label and attribute, `choices` by label, attribute and value.
    """

    old: LabelSchema
    new: LabelSchema
    labels: Mapping[str, str | None] = field(default_factory=dict)
    splits: Mapping[str, Split] = field(default_factory=dict)
    attributes: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    choices: Mapping[tuple[str, str, str], str | None] = field(default_factory=dict)
    relations: Mapping[str, str | None] = field(default_factory=dict)
    document_labels: Mapping[str, str | None] = field(default_factory=dict)
    document_choices: Mapping[tuple[str, str], str | None] = field(default_factory=dict)

    def label(self, span: Span) -> str | None:
        """The new label of a span; None where it goes. One that nothing is said of stays."""
        split = self.splits.get(span.label)
        target = split.target(span) if split is not None else None
        return target if target is not None else self.labels.get(span.label, span.label)

    def span(self, span: Span) -> Span | None:
        """The span as it will be, or None where it goes.

        When it was made and changed, and under which version, stays: no person has looked at it again.
        """
        label = self.label(span)
        if label is None:
            return None
        attrs = self._attrs(span, self.new.by_name.get(label))
        if label == span.label and attrs == dict(span.attrs):
            return span
        return replace(span, label=label, attrs=attrs)

    def relation(self, relation: Relation, head: str, tail: str) -> Relation | None:
        """The link as it will be between spans of these new labels, or None where it goes."""
        name = self.relations.get(relation.type, relation.type)
        if name is None:
            return None
        kind = self._relation_types.get(name)
        known = next((each for each in self.old.relations if each.name == relation.type), None)
        ends_fit = kind is None or (head in kind.heads and tail in kind.tails)
        if not ends_fit and known is not None:
            return None
        return relation if name == relation.type else replace(relation, type=name)

    def document_label(self, label: DocumentLabel) -> DocumentLabel | None:
        """The document label as it will be, or None where it goes."""
        name = self.document_labels.get(label.name, label.name)
        if name is None:
            return None
        value = _chosen(self.document_choices, (label.name,), label.value)
        target = next((each for each in self.new.document_labels if each.name == name), None)
        was_known = any(each.name == label.name for each in self.old.document_labels)
        if value is None or (target is not None and was_known and not target.fits(value)):
            return None
        return label if (name, value) == (label.name, label.value) else replace(label, name=name, value=value)

    @cached_property
    def touches_spans(self) -> bool:
        """Whether any span could become another one; if not, nobody needs to look at them."""
        return bool(self.splits or self.crowded) or any(
            self._label_changes(name) for name in {*self.old.by_name, *self.labels}
        )

    @cached_property
    def crowded(self) -> frozenset[str]:
        """New labels that forbid overlap and could get some: several labels come together in them, or it was allowed."""
        sources: dict[str, set[str]] = {}
        for name in {*self.old.by_name, *self.labels}:
            split = self.splits.get(name, Split())
            for target in {self.labels.get(name, name), *split.values.values(), *split.chosen.values()}:
                if target is not None:
                    sources.setdefault(target, set()).add(name)
        return frozenset(
            label.name
            for label in self.new.labels
            if not label.overlap
            and (came := sources.get(label.name))
            and (
                len(came) > 1
                or any(name in self.old.by_name and self.old.by_name[name].overlap for name in came)
            )
        )

    @cached_property
    def touches_relations(self) -> bool:
        """Whether any link could: ends are looked at whenever spans or the types' ends change."""
        ends = {each.name: (set(each.heads), set(each.tails)) for each in self.new.relations}
        kept = all(
            self.relations.get(each.name, each.name) == each.name
            and each.name in ends
            and (set(each.heads), set(each.tails)) == ends[each.name]
            for each in self.old.relations
        )
        return self.touches_spans or not kept or any(a != b for a, b in self.relations.items())

    @cached_property
    def touches_document_labels(self) -> bool:
        return bool(self.document_labels or self.document_choices) or any(
            (new := next((n for n in self.new.document_labels if n.name == old.name), None)) is None
            or (new.type, new.choices) != (old.type, old.choices)
            for old in self.old.document_labels
        )

    def _attrs(self, span: Span, target: Label | None) -> dict[str, Any]:
        attrs: dict[str, Any] = {}
        for name, value in span.attrs.items():
            new = self._attribute(span.label, name, target)
            turned = _chosen(self.choices, (span.label, name), value)
            if new is None or turned is None:
                continue
            if target is not None and self._was_known(span.label, name):
                attribute = target.attribute(new)
                if attribute is None or not attribute.fits(turned):
                    continue
            attrs[new] = turned
        return attrs

    def _attribute(self, label: str, name: str, target: Label | None) -> str | None:
        """What an old attribute is called in the new label. A label that is another one may have kept the old name."""
        new = self.attributes.get((label, name), name)
        is_there = new is not None and target is not None and target.attribute(new) is not None
        if not is_there and target is not None and target.attribute(name) is not None:
            return name
        return new

    def _was_known(self, label: str, attribute: str) -> bool:
        """Whether the old schema had it: what other tools have put there travels along."""
        known = self.old.by_name.get(label)
        return known is not None and known.attribute(attribute) is not None

    def _label_changes(self, name: str) -> bool:
        target = self.labels.get(name, name)
        old = self.old.by_name.get(name)
        new = self.new.by_name.get(target) if target is not None else None
        if target != name or old is None or new is None:
            return target != name
        named = any(key[0] == name for key in (*self.attributes, *self.choices))
        return named or _shapes(old.attributes) - _shapes(new.attributes) != set()

    @cached_property
    def _relation_types(self) -> Mapping[str, Any]:
        return {each.name: each for each in self.new.relations}


def clashing(spans: Iterable[Span], labels: Collection[str]) -> list[Span]:
    """Of spans of one document, those that have to go so that no two of one layer and one of the labels cover the same
    characters.

    The longest stay, of equal ones the first.
    """
    groups: dict[tuple[str, str], list[Span]] = {}
    for span in spans:
        if span.label in labels:
            groups.setdefault((span.layer, span.label), []).append(span)
    return [span for group in groups.values() for span in _shorter(group)]


def _shorter(group: Sequence[Span]) -> list[Span]:
    by_place = sorted(group, key=lambda span: (span.start, span.end))
    if all(one.end <= other.start for one, other in pairwise(by_place)):
        return []  # as nearly always
    kept: list[Span] = []
    gone = []
    for span in sorted(group, key=lambda span: (span.start - span.end, span.start, span.id)):
        if any(span.start < other.end and other.start < span.end for other in kept):
            gone.append(span)
        else:
            kept.append(span)
    return gone


def _chosen(choices: Mapping[Any, str | None], key: tuple[str, ...], value: Any) -> Any:
    return choices.get((*key, value), value) if isinstance(value, str) else value


def _shapes(attributes: Iterable[Attribute]) -> set[tuple[Any, ...]]:
    """What decides about values: a choice more takes nothing away."""
    return {
        (each.name, each.type, choice)
        for each in attributes
        for choice in (each.choices if each.type == "choice" else ("",))
    }
