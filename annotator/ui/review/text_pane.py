"""The middle of the review window: the text, what each layer has of the case's labels in a lane of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.span import Span
from annotator.i18n import _, language
from annotator.services.casebook import Sheet
from annotator.services.cases import Case
from annotator.ui import widgets
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.review.editing import Editing
from annotator.ui.review.session import Session
from annotator.ui.text_view import LabelStyle, LaneView, Tracks, ViewSpan, heading_ranges
from annotator.ui.text_view.navigation import Words
from annotator.ui.theme import Tokens

AROUND = 6_000  # characters on either side of the case in which lanes are filled
_DRAFT = "draft:"


class TextPane(QWidget):
    """Shows the case in focus in its place. Nothing can be changed here; a click on a bar goes to its case."""

    draft_clicked = Signal(int)

    def __init__(self, session: Session, words: Words, tokens: Callable[[], Tokens]) -> None:
        super().__init__()
        self._session, self._tokens = session, tokens
        self._document = ""
        self._digest = ""
        self._focus: Case | None = None
        self._editing: Editing | None = None
        self.view = LaneView()
        self.view.set_word_boundaries(words)
        self.empty = widgets.hint()
        layout = widgets.column(self.view, self.empty)
        layout.setStretchFactor(self.view, 1)
        self.setLayout(layout)
        session.shown.connect(self.show_case)
        self.view.span_clicked.connect(self._go_to)
        self.wear()

    def wear(self) -> None:
        """Take on the colours of the theme."""
        tokens = self._tokens()
        self.view.set_theme(tokens.view)
        self.view.set_label_styles(
            {
                label.name: LabelStyle(color_of(label, tokens), label.pattern, label.display(language()))
                for label in self._session.desk.project.schema.labels
            }
        )

    def show_case(self) -> None:
        """The case in focus, scrolled to; the lanes around it. While all is read anew there is nothing to show."""
        self._editing = None
        if self._session.review is None:
            return
        case, document = self._session.current, self._session.document()
        self.view.setVisible(document is not None)
        self.empty.setVisible(document is None)
        if case is None or document is None:
            self._document, self._focus = "", None
            return
        if (document.id, document.digest) != (self._document, self._digest):
            self._document, self._digest = document.id, document.digest
            self.view.set_document(document.text)
            self.view.set_headings(heading_ranges(document.text, document.outline))
        moved = self._focus is not case
        self._focus = case
        order = self._session.order(case)
        gold = self._gold(case)
        self.view.set_spans([*_in_lanes(self._laid(case, order)), *_in_lane(gold, len(order))])
        ids = {span.id for span in case.spans} | {span.id for span in gold if _meets(span, case)}
        names = [*(name for _layer, name in order), _("gold")]
        self.view.set_tracks(Tracks(tuple(names), case.start, case.end, frozenset(ids)))
        self.view.set_current_span(None)
        if moved:
            self.view.set_caret(case.start)
            self.view.ensure_visible(case.start, case.end, centre=not self._is_in_sight(case))

    def show_editing(self, editing: Editing) -> None:
        """The drafts in the lane of gold, the current one marked in the text."""
        case, self._editing = self._session.current, editing
        if case is None or self._session.review is None:
            return
        order = self._session.order(case)
        drafts = [
            ViewSpan(f"{_DRAFT}{at}", draft.start, draft.end, draft.label, lane=len(order))
            for at, draft in enumerate(editing.drafts)
        ]
        self.view.set_spans([*_in_lanes(self._laid(case, order)), *drafts])
        start = min([case.start, *(draft.start for draft in editing.drafts)])
        end = max([case.end, *(draft.end for draft in editing.drafts)])
        ids = {span.id for span in case.spans} | {draft.id for draft in drafts}
        names = [*(name for _layer, name in order), _("edit")]
        self.view.set_tracks(Tracks(tuple(names), start, end, frozenset(ids)))
        self.view.set_current_span(f"{_DRAFT}{editing.at}")
        if (draft := editing.current) is not None:
            self.view.ensure_visible(draft.start, draft.end)

    def _go_to(self, span: str) -> None:
        """A bar was clicked: to its case, where it is one to decide; to its draft while one edits."""
        review, current = self._session.review, self._session.current
        if span.startswith(_DRAFT):
            self.draft_clicked.emit(int(span.removeprefix(_DRAFT)))
        elif review is not None and current is not None and self._editing is None:
            sheet = review.book.sheets.get(current.document, Sheet())
            case = next((each for each in sheet.cases if span in each.ids and each.kind != "agreed"), None)
            if case is not None:
                self._session.go(case)

    def _laid(self, case: Case, order: Sequence[tuple[str, str]]) -> Iterator[list[Span]]:
        """For each lane the spans of the case's labels around it; none of them over another, but for the case's own."""
        assert self._session.review is not None
        low, high = case.start - AROUND, case.end + AROUND
        sheet = self._session.review.book.sheets.get(case.document, Sheet())
        near = [other for other in sheet.cases if not other.links and other.start < high and low < other.end]
        for layer, _name in order:
            own = [span for span in case.candidates.get(layer, ()) if span.doc_id == case.document]
            found = sorted(own, key=lambda span: span.start - span.end)
            others = sorted(
                (span for other in near if other is not case for span in other.candidates.get(layer, ())
                 if span.label in case.labels),
                key=lambda span: (span.start, span.end),
            )  # fmt: skip
            reached = 0
            for span in others:
                if span.start >= reached and not any(_overlap(span, each) for each in own):
                    found.append(span)
                    reached = span.end
            yield found

    def _gold(self, case: Case) -> list[Span]:
        review = self._session.review
        assert review is not None
        store = self._session.desk.project.store
        low, high = max(0, case.start - AROUND), case.end + AROUND
        found = store.spans_overlapping(case.document, review.book.gold, low, high)
        return [span for span in found if span.label in case.labels]

    def _is_in_sight(self, case: Case) -> bool:
        first, last = self.view.visible_range()
        return first <= case.start and case.end <= last


def _in_lanes(lanes: Iterable[list[Span]]) -> Iterator[ViewSpan]:
    for lane, spans in enumerate(lanes):
        yield from _in_lane(spans, lane)


def _in_lane(spans: Iterable[Span], lane: int) -> Iterator[ViewSpan]:
    return (ViewSpan(span.id, span.start, span.end, span.label, lane=lane) for span in spans)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _meets(span: Span, case: Case) -> bool:
    return span.start < case.end and case.start < span.end
