"""The document on the desk: its spans in one layer, kept true by the steps that are announced."""

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass
from typing import Any

from annotator.domain.change import Step
from annotator.domain.document import Document, Section
from annotator.domain.span import Span
from annotator.domain.status import Status
from annotator.services.project import Project

Order = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a step changed on the desk. `reload` says that everything is to be read anew."""

    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()
    status: bool = False
    reload: bool = False


class OpenDocument:
    """One document and its spans in the annotator's layer, in order of place."""

    def __init__(self, project: Project, document: Document) -> None:
        self.project = project
        self.document = document
        self.status = Status(document.id, project.annotator)
        self._spans: dict[str, Span] = {}
        self._order: list[Order] = []
        self._counts: Counter[str] = Counter()
        self.reload()

    def reload(self) -> None:
        """Read spans and status from the project."""
        layer = self.project.annotator
        self._spans = {span.id: span for span in self.project.spans(self.document.id, layer=layer)}
        self._order = sorted(map(_order, self._spans.values()))
        self._counts = Counter(span.label for span in self._spans.values())
        self.status = self.project.store.status(self.document.id, layer)

    @property
    def size(self) -> int:
        """Number of spans. Not `__len__`: a document without marks must not be false."""
        return len(self._spans)

    def span(self, span: str) -> Span | None:
        return self._spans.get(span)

    def spans(self) -> list[Span]:
        """By place; the longer first where two start together."""
        return [self._spans[key[2]] for key in self._order]

    def same(self, start: int, end: int, label: str) -> Span | None:
        """The span of this label with exactly these boundaries."""
        place = bisect_left(self._order, (start, -end, ""))
        while place < len(self._order) and self._order[place][:2] == (start, -end):
            span = self._spans[self._order[place][2]]
            if span.label == label:
                return span
            place += 1
        return None

    def counts(self) -> Counter[str]:
        """Number of spans by label."""
        return +self._counts

    def index_of(self, span: Span) -> int:
        """The place of a span in `spans()`, or where it would stand."""
        return bisect_left(self._order, _order(span))

    def span_at(self, index: int) -> Span:
        return self._spans[self._order[index][2]]

    def beyond(self, place: Order, step: int) -> Span | None:
        """The first span behind (`step` 1) or before (-1) a place in the order of `spans()`; no further than the ends."""
        index = bisect_left(self._order, place)
        if step < 0:
            index -= 1
        elif index < len(self._order) and self._order[index] == place:
            index += 1
        return self.span_at(index) if 0 <= index < len(self._order) else None

    def section_path(self, position: int) -> list[Section]:
        """The sections around a position, outermost first."""
        return [s for s in self.document.outline if s.start <= position < s.end]

    def apply(self, step: Step) -> Difference:
        """Take in a step and say what it changed here."""
        if step.changes is None:
            return Difference(reload=True)
        removed: dict[str, Span] = {}
        added: dict[str, Span] = {}
        status = False
        for change in step.changes:
            entity = change.entity
            if isinstance(entity, Document) and entity.id == self.document.id:
                return Difference(reload=True)
            if isinstance(entity, Span):
                self._take(change.before, change.after, removed, added)
            elif isinstance(entity, Status) and entity.key == self.status.key:
                self.status = (
                    change.after if isinstance(change.after, Status) else Status(entity.doc_id, entity.layer)
                )
                status = True
        return Difference(tuple(removed.values()), tuple(added.values()), status)

    def _take(self, before: Any, after: Any, removed: dict[str, Span], added: dict[str, Span]) -> None:
        if self._is_here(before) and before.id in self._spans:
            standing = self._spans.pop(before.id)
            self._counts[standing.label] -= 1
            del self._order[self.index_of(standing)]
            if added.pop(before.id, None) is None:
                removed[before.id] = standing
        if self._is_here(after):
            if after.id in self._spans:  # heard of it already
                standing = self._spans.pop(after.id)
                del self._order[self.index_of(standing)]
                self._counts[standing.label] -= 1
                removed.setdefault(after.id, standing)
            self._spans[after.id] = added[after.id] = after
            self._counts[after.label] += 1
            insort(self._order, _order(after))

    def _is_here(self, span: Any) -> bool:
        return (
            isinstance(span, Span)
            and span.doc_id == self.document.id
            and span.layer == self.project.annotator
        )


def _order(span: Span) -> Order:
    return span.start, -span.end, span.id
