"""A version with attributes of others: what is to be written when somebody picks them one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.span import Span
from annotator.services.cases import attributes_of
from annotator.services.gold_rule import Draft
from annotator.ui.review.versions import Version


@dataclass(frozen=True)
class Mix:
    """Attributes as one layer has them all (`attributes_from`), or spans as nobody has them (`drafts`)."""

    attributes_from: str = ""
    drafts: tuple[Draft, ...] | None = None


def mixed(version: Version, versions: Sequence[Version], picked: Mapping[str, int]) -> Mix:
    """The version with each picked attribute from the version with that number."""
    sources = {name: versions[number] for name, number in picked.items() if number < len(versions)}
    if not sources or version.is_empty or version.links:
        return Mix()
    wanted = [_attributes(span, sources) for span in version.spans]
    for other in (version, *versions):
        if [_answering(span, other) for span in version.spans] == wanted:
            return Mix() if other is version else Mix(other.layers[0])
    drafts = (
        Draft(span.start, span.end, span.label, attrs)
        for span, attrs in zip(version.spans, wanted, strict=True)
    )
    return Mix(drafts=tuple(drafts))


def _attributes(span: Span, sources: Mapping[str, Version]) -> dict[str, Any]:
    attrs = attributes_of(span)
    for name, source in sources.items():
        answer = _answer(span, source)
        value = attributes_of(answer).get(name) if answer is not None else attrs.get(name)
        attrs.pop(name, None)
        if value is not None:
            attrs[name] = value
    return attrs


def _answering(span: Span, other: Version) -> dict[str, Any] | None:
    answer = _answer(span, other)
    return attributes_of(answer) if answer is not None else None


def _answer(span: Span, other: Version) -> Span | None:
    """The span of another version that answers one: of its label, with the most characters in common."""
    shared = [
        (min(each.end, span.end) - max(each.start, span.start), each)
        for each in other.spans if each.label == span.label
    ]  # fmt: skip
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] > 0 else None
