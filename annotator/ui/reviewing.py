"""The windows of review that stand beside a main window, and its question where gold comes from."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from annotator.i18n import _
from annotator.ui import theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.review.feedback_window import FeedbackWindow
    from annotator.ui.review_window import ReviewWindow


class Reviewing(QObject):
    """Makes the windows when they are first asked for: what review imports is not needed at the start."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._review: ReviewWindow | None = None
        self._feedback: FeedbackWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the review menu do."""
        return {"review.open": self.open, "review.feedback": self.open_feedback, "review.why": self.why}

    def open(self, filters: Mapping[str, Any] | None = None) -> None:
        """Show the review window; with filters only those cases: some of `layers`, `label`, `kind`, `document`, `role`,
        `section`, `state`, `reason` (a name or several), and `unfinished`.
        """
        self.dialog().open(filters)

    def dialog(self) -> "ReviewWindow":
        from annotator.ui.review_window import ReviewWindow

        if self._review is None:
            window = self._window
            self._review = ReviewWindow(
                window.desk, window.pool, window.settings, window.view.words, self._tokens, window
            )
            self._review.feedback_wanted.connect(self.open_feedback)
            self._review.labels_wanted.connect(window.labels.open)
        return self._review

    def open_feedback(self) -> None:
        """Show where gold differs from an annotator."""
        self.feedback().open_for()

    def feedback(self) -> "FeedbackWindow":
        from annotator.ui.review.feedback_window import FeedbackWindow

        if self._feedback is None:
            window = self._window
            self._feedback = FeedbackWindow(window.desk, window.pool, self._tokens, window)
            self._feedback.chosen.connect(self._show)
            if (geometry := window.settings.layout("feedback")) is not None:
                self._feedback.restoreGeometry(geometry)
        return self._feedback

    def why(self) -> None:
        """Tell where the gold span comes from that is looked at, or stands where one looks."""
        from annotator.ui.review.why import gold_at, why_dialog

        desk, view = self._window.desk, self._window.view
        if desk.document is None:
            return
        current = desk.current
        start, end = (current.start, current.end) if current else view.selection()
        project = desk.project
        span = current if current is not None and current.layer == "gold" else None
        span = span or gold_at(project, desk.document.id, start, end, current.label if current else "")
        if span is None:
            desk.said.emit(_("There is no gold here yet."), False)
            return
        why_dialog(project, span, self._window).open()

    def follow_labels(self) -> None:
        """The labels are others now. Where that changes what the review window's keys mark, it is made anew."""
        review = self._review
        if review is None or review.shows_labels_of(self._window.desk.project.schema):
            return
        visible, self._review = review.isVisible(), None
        review.stop()
        review.deleteLater()
        if visible:
            self.open()

    def stop(self) -> None:
        """The main window closes."""
        if self._review is not None:
            self._review.stop()
        if self._feedback is not None:
            self._feedback.stop()
            self._window.settings.set_layout("feedback", self._feedback.saveGeometry())

    def _tokens(self) -> theme.Tokens:
        return theme.tokens_for(self._window.settings.theme)

    def _show(self, document: str, start: int, end: int) -> None:
        """To a place: in the review window where that is open, else in the main window."""
        if self._review is not None and self._review.isVisible():
            case = self._review.session.find(document, start, end)
            if case is not None:
                self._review.session.go(case)
                self._review.raise_()
                return
        self._window.documents.show_place(document, start, end)
