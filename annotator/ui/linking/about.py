"""The row that is being looked at, in full: both quotes with their reports, why it is proposed, what can be done."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _
from annotator.services.answers import Place
from annotator.services.project import short
from annotator.ui import widgets
from annotator.ui.linking.overview_model import Row
from annotator.ui.theme import GRID

_LONG = 160  # characters of a quote


class About(QWidget):
    """Two columns as in the table above, the problem on the left."""

    def __init__(self, accept: Callable[[], object], reject: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("decisionFoot")
        self.problem, self.measure = widgets.label(wrap=True), widgets.label(wrap=True)
        self.problem_report, self.measure_report = widgets.label(style="muted"), widgets.label(style="muted")
        self.reason = widgets.label(style="muted", wrap=True)
        self.accept = widgets.push_button(_("Link"), accept)
        self.reject = widgets.push_button(_("Reject"), reject)
        for report in (self.problem_report, self.measure_report):
            report.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = widgets.column(self.problem, self.problem_report, None, gap=2)
        right = widgets.column(self.measure, self.measure_report, None, gap=2)
        quotes = widgets.row(left, right, gap=GRID * 3)
        quotes.setStretch(0, 1)
        quotes.setStretch(1, 1)
        foot = widgets.row(self.reason, self.accept, self.reject, gap=GRID)
        foot.setStretch(0, 1)
        whole = widgets.column(quotes, foot, gap=GRID, margins=(GRID * 2, GRID, GRID * 2, GRID))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFixedHeight(max(136, 4 * self.fontMetrics().height() + 60))
        self._keys: tuple[str, ...] = ("", "")

    def set_keys(self, accept: str, reject: str) -> None:
        """What the keys of the buttons are called; '' for none."""
        self._keys = tuple(f" ({key})" if key else "" for key in (accept, reject))
        self.accept.setText(_("Link") + self._keys[0])

    def show_row(self, row: Row | None, *, may_accept: bool, may_reject: bool, hindrance: str) -> None:
        """`hindrance`: why nothing can be answered here, '' where it can."""
        self.accept.setEnabled(may_accept)
        self.reject.setEnabled(may_reject)
        for quote, report, place in (
            (self.problem, self.problem_report, row.problem.place if row else None),
            (self.measure, self.measure_report, row.answer.place if row and row.answer else None),
        ):
            quote.setText(short(place.span.text, _LONG) if place else "")
            report.setText(_report(place) if place else "")
            report.setToolTip(place.title if place else "")
        if row is not None and row.answer is None:
            self.measure.setText(_("No measure of this or a later report is linked or proposed."))
        proposal = row.answer.proposal if row and row.answer else None
        linked = row is not None and row.answer is not None and row.answer.relation is not None
        self.reject.setText((_("Remove the link") if linked else _("Reject")) + self._keys[1])
        self.reason.setText(hindrance or (proposal.reason.text if proposal else ""))


def _report(place: Place) -> str:
    return f"{place.year} · {place.title}" if place.year else place.title
