"""The link proposed for the mark that is looked at: where it leads, how sure, why; a key goes on to the mark's next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span
from annotator.i18n import _, language
from annotator.services.linking import relation_type
from annotator.services.project import short
from annotator.suggest.links.proposal import LinkProposal
from annotator.ui import widgets
from annotator.ui.linking.offered import Offered
from annotator.ui.theme import GRID


class ProposalsPane(QWidget):
    """Hidden where nothing is proposed. Emits what was pressed: `go_to` with a mark's id, and the answers."""

    go_to = Signal(str)
    accepted = Signal()
    rejected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("decisionFoot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._other = ""
        self._shown: object = None
        self.heading = widgets.label(style="heading")
        self.score = widgets.label(style="muted")
        self.other = widgets.push_button("", lambda: self.go_to.emit(self._other))
        self.other.setObjectName("leading")
        self.other.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.where, self.reason = Line(), Line()
        self.accept = widgets.text_button("", self.accepted.emit)
        self.reject = widgets.text_button("", self.rejected.emit)
        for button in (self.accept, self.reject):
            button.setObjectName("segment")
        layout = widgets.column(
            widgets.row(self.heading, None, self.score),
            widgets.row(self.other, None),
            self.where,
            self.reason,
            widgets.row(self.accept, self.reject, None, gap=4),
            gap=2,
            margins=(GRID * 2, GRID, GRID * 2, GRID),
        )
        layout.insertSpacing(layout.count() - 1, GRID // 2)
        self.setLayout(layout)
        self.hide()

    def set_keys(self, accept: str, reject: str) -> None:
        """What the keys are called that accept and reject; '' for none."""
        self.accept.setText(_("Link") + (f" ({accept})" if accept else ""))
        self.reject.setText(_("Reject") + (f" ({reject})" if reject else ""))

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be answered."""
        self.accept.setEnabled(writable)
        self.reject.setEnabled(writable)

    def show_proposals(self, mark: Span | None, offered: Offered, current: int, schema: LabelSchema) -> None:
        """Show the current one of a mark's proposals."""
        proposals = offered.of(mark.id) if mark else ()
        shown = (mark.id if mark else "", offered, current)
        if shown == self._shown:
            return
        self._shown = shown
        self.setVisible(bool(proposals))
        if mark is not None and proposals:
            self._show(mark, proposals[current], offered, schema)
            if len(proposals) > 1:
                self.heading.setText(f"{self.heading.text()}  {current + 1}/{len(proposals)}")

    def text(self) -> str:
        """All that is shown, for those who ask what it says."""
        labels = (self.heading, self.score, self.other, self.where, self.reason)
        return "\n".join(one.toolTip() if isinstance(one, Line) else one.text() for one in labels)

    def _show(self, mark: Span, one: LinkProposal, offered: Offered, schema: LabelSchema) -> None:
        outgoing = one.head.id == mark.id
        other = one.tail if outgoing else one.head
        self._other = other.id
        kind = relation_type(schema, one.type)
        name = kind.display(language()) if kind else one.type
        label = schema.by_name.get(other.label)
        shown = label.display(language()) if label else other.label
        self.heading.setText(_("Proposed: {link}", link=f"{name} {'→' if outgoing else '←'} {shown}"))
        self.score.setText(_("{percent} %", percent=round(100 * one.score)))
        self.other.setText(short(other.text, 18))
        self.other.setToolTip(_("{quote}\nClick to go there.", quote=other.text))
        where = _where(other, offered)
        self.where.setVisible(bool(where))
        self.where.show_text(where)
        self.reason.show_text(one.reason.text)
        for button in (
            self.other,
            self.accept,
            self.reject,
        ):  # whole in a low window, too: what is above scrolls
            button.setMinimumHeight(button.sizeHint().height())


class Line(QLabel):
    """A line that is cut off where there is no room for it; whole when the mouse rests on it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self.setToolTip(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        width = max(0, self.width())
        self.setText(self.fontMetrics().elidedText(self.toolTip(), Qt.TextElideMode.ElideRight, width))


def _where(other: Span, offered: Offered) -> str:
    """Year and title of another report."""
    if other.doc_id == offered.document:
        return ""
    year, title = offered.reports.get(other.doc_id, (0, ""))
    return f"{year} · {title}" if year else title
