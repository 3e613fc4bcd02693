"""What is offered in the open document: suggestions that are neither marked nor rejected, kept true mark by mark.

They live here and in the text view only; nothing that counts, lists or exports marks ever sees one.
"""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.services.open_document import Difference, Order
from annotator.services.suggesting import fingerprint, rejections, remaining
from annotator.suggest.suggestion import Suggestion
from annotator.ui.desk import Desk
from annotator.ui.text_view import ViewSpan
from annotator.ui.text_view.spans import SpanIndex

SUGGESTION = "suggestion:"  # what the ids of suggestions begin with in the text view
_MANY = 40  # changes at once from which on everything is looked at again


class Found:
    """What an engine proposes for a document, ready to be looked up; made beside the window."""

    def __init__(self, document: Document | None = None, suggestions: Iterable[Suggestion] = ()) -> None:
        self.by_id = {_identity(one): one for one in suggestions}
        self.by_print: dict[str, str] = {}
        if document is not None:
            for identity, one in self.by_id.items():
                self.by_print[fingerprint(document, one.start, one.end, one.label)] = identity
        self.spans = {identity: _view_span(identity, one) for identity, one in self.by_id.items()}
        self.index = SpanIndex(self.spans.values())


class Offers(QObject):
    """`open` are all that could be answered; `shown` those of them above the threshold, while any are to be seen."""

    changed = Signal(object, object)  # ids that go from the view, ViewSpans that come
    current_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._found: dict[str, Suggestion] = {}
        self._by_print: dict[str, str] = {}
        self._spans: dict[str, ViewSpan] = {}
        self._index = SpanIndex()
        self._rejected: frozenset[str] = frozenset()
        self._open: set[str] = set()
        self._shown: set[str] = set()
        self._order: list[Order] = []  # of those shown
        self._least = 0.0
        self._visible = True
        self.returned: list[Suggestion] = []  # what the last change of marks or rejections has brought back
        self.current: Suggestion | None = None

    # -- what there is -----------------------------------------------------------------------------

    @property
    def computed(self) -> int:
        """How many an engine has proposed, answered or not."""
        return len(self._found)

    def open(self) -> list[Suggestion]:
        """In no order."""
        return [self._found[identity] for identity in self._open]

    def open_count(self) -> int:
        return len(self._open)

    def shown(self) -> list[Suggestion]:
        """By place."""
        return [self._found[place[2]] for place in self._order]

    def shown_count(self) -> int:
        return len(self._order)

    def view_spans(self) -> list[ViewSpan]:
        return [self._spans[place[2]] for place in self._order]

    def get(self, identity: str) -> Suggestion | None:
        """A suggestion that is shown."""
        return self._found[identity] if identity in self._shown else None

    def beyond(self, place: Order, step: int) -> Suggestion | None:
        """The first one shown behind (1) or before (-1) a place; no further than the ends."""
        index = bisect_left(self._order, place)
        if step < 0:
            index -= 1
        elif index < len(self._order) and self._order[index] == place:
            index += 1
        return self._found[self._order[index][2]] if 0 <= index < len(self._order) else None

    def within(self, start: int, end: int) -> list[Suggestion]:
        """Those shown that begin in `[start, end)`."""
        first = bisect_left(self._order, (start, -len(self._text()), ""))
        last = bisect_left(self._order, (end, -len(self._text()), ""))
        return [self._found[place[2]] for place in self._order[first:last]]

    def section_at(self, position: int) -> tuple[str, list[Suggestion]] | None:
        """The innermost section around a position that has any, else the whole text: its heading, and those shown in it."""
        document = self._desk.document
        if document is None or not self._order:
            return None
        around = [s for s in document.outline if s.start <= position < s.end]
        for section in reversed(around):
            if found := self.within(section.start, section.end):
                return section.heading.strip(), found
        return document.title, self.shown()

    def like(self, span: Span) -> Suggestion | None:
        """What an engine has proposed exactly where this mark is, with its label."""
        return self._found.get(identity_of(span.start, span.end, span.label))

    # -- what changes it ---------------------------------------------------------------------------

    def clear(self) -> None:
        """Another document, or none; the view empties itself."""
        self._fill(Found())
        self.set_current(None)

    def put(self, document: Document, found: Found) -> None:
        """Everything that an engine proposes for the document on the desk."""
        before, current = self._shown, self.current
        self._fill(found)
        self._rejected = rejections(self._desk.project, document.id)
        _gone, come = self._look_at(self._found, self._standing())
        self.changed.emit(list(before - self._shown), [one for one in come if one.id not in before])
        self.set_current(_identity(current) if current else None)

    def set_look(self, least: float, visible: bool) -> None:
        """The least score that is shown, and whether anything is."""
        if (least, visible) == (self._least, self._visible):
            return
        self._least, self._visible = least, visible
        self.changed.emit(*self._look_at(self._found))
        self._forget_current()

    def take(self, difference: Difference) -> tuple[list[str], list[ViewSpan]]:
        """Follow what a step did to the marks; what that changes in the view."""
        spans = (*difference.removed, *difference.added)
        touched: set[str] = set()
        for span in spans:
            near = self._index.short_over(span.start, span.end)
            touched.update(one.id for one in (*near, *self._index.long_over(span.start, span.end)))
        gone, come = self._look_at(touched, self._standing_near(touched))
        self._note_returned(come)
        self._forget_current()
        return gone, come

    def take_rejections(self) -> None:
        """Read anew what has been rejected."""
        if (document := self._desk.document) is None:
            return
        before, self._rejected = self._rejected, rejections(self._desk.project, document.id)
        touched = {self._by_print[one] for one in before ^ self._rejected if one in self._by_print}
        gone, come = self._look_at(touched, self._standing_near(touched))
        self.changed.emit(gone, come)
        self._note_returned(come)
        self._forget_current()

    def forget_returned(self) -> None:
        self.returned = []

    def look_again(self) -> None:
        """Much has changed."""
        if (document := self._desk.document) is not None and self._found:
            self._rejected = rejections(self._desk.project, document.id)
            self.changed.emit(*self._look_at(self._found, self._standing()))
            self._forget_current()

    def set_current(self, identity: str | None) -> None:
        """Make one the current one; None or what is not shown: none."""
        one = self.get(identity) if identity else None
        if one is not self.current:
            self.current = one
            self.current_changed.emit()
            self._desk.stir()

    # -- inside ------------------------------------------------------------------------------------

    def _look_at(
        self, identities: Collection[str], standing: Sequence[Span] | None = None
    ) -> tuple[list[str], list[ViewSpan]]:
        """Decide about these anew; with `standing` marks also whether they are open. What comes and goes in the view."""
        document = self._desk.document
        if document is None or not identities:
            return [], []
        before = self._shown.intersection(identities)
        if standing is not None:
            ones = [self._found[identity] for identity in identities]
            left = remaining(ones, document, standing, self._rejected, self._desk.project.schema)
            self._open.difference_update(identities)
            self._open.update(map(_identity, left))
        after = {identity for identity in identities if self._is_to_be_shown(identity)}
        gone, come = before - after, after - before
        self._shown -= gone
        self._shown |= come
        if len(gone) + len(come) > _MANY:
            self._order = sorted(_order(self._found[identity]) for identity in self._shown)
        else:
            for identity in gone:
                del self._order[bisect_left(self._order, _order(self._found[identity]))]
            for identity in come:
                insort(self._order, _order(self._found[identity]))
        return list(gone), [self._spans[identity] for identity in come]

    def _fill(self, found: Found) -> None:
        self._found, self._by_print = found.by_id, found.by_print
        self._spans, self._index = found.spans, found.index
        self._open, self._shown, self._order = set(), set(), []

    def _is_to_be_shown(self, identity: str) -> bool:
        return self._visible and identity in self._open and self._found[identity].score >= self._least

    def _standing(self) -> Sequence[Span]:
        opened = self._desk.open_document
        return opened.spans() if opened else []

    def _standing_near(self, identities: Collection[str]) -> Sequence[Span]:
        document = self._desk.document
        if document is None or not identities:
            return []
        start = min(self._found[identity].start for identity in identities)
        end = max(self._found[identity].end for identity in identities)
        project = self._desk.project
        return list(project.store.spans_overlapping(document.id, project.annotator, start, end))

    def _note_returned(self, come: Iterable[ViewSpan]) -> None:
        self.returned = sorted((self._found[one.id] for one in come), key=_order)

    def _forget_current(self) -> None:
        if self.current is not None and _identity(self.current) not in self._shown:
            self.set_current(None)

    def _text(self) -> str:
        return self._desk.document.text if self._desk.document else ""


def identity_of(start: int, end: int, label: str) -> str:
    """The id of a suggestion in the text view: it tells its place, so that it stays the same from engine to engine."""
    return f"{SUGGESTION}{start}:{end}:{label}"


def place_of(one: Suggestion | Span) -> Order:
    """Where a mark or a suggestion stands in the order of both."""
    return _order(one) if isinstance(one, Suggestion) else (one.start, -one.end, one.id)


def _identity(one: Suggestion) -> str:
    return identity_of(one.start, one.end, one.label)


def _order(one: Suggestion) -> Order:
    return one.start, -one.end, _identity(one)


def _view_span(identity: str, one: Suggestion) -> ViewSpan:
    return ViewSpan(identity, one.start, one.end, one.label, dashed=True)
