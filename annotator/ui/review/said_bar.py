"""What goes with a decision: a reason of the group's list, a note, how sure one is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from annotator.domain.verdict import CONFIDENCES
from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.review import wording
from annotator.ui.review.decider import Decider
from annotator.ui.review.session import Session
from annotator.ui.theme import GRID

_SURE = CONFIDENCES
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class SaidBar(QWidget):
    """Shows and changes what the decider says; `keep` stands where the window likes.

    Emits `edit_wanted` when the list of reasons is to be edited.
    """

    edit_wanted = Signal()
    left = Signal()  # the keys are to decide again

    def __init__(self, session: Session, decider: Decider, key: Callable[[int], str]) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session, self._decider, self._key = session, decider, key
        self.reason = QComboBox()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMinimumContentsLength(8)
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.edit = widgets.text_button(_("Edit…"), self.edit_wanted.emit)
        self.edit.setToolTip(_("The group's list of reasons"))
        self.keep = widgets.toggle(_("Keep the reason"))
        self.note = NoteLine()
        self.note.setPlaceholderText(_("Note"))
        self.note.setAccessibleName(_("Note on the decision"))
        self.note.textEdited.connect(lambda text: decider.say(note=text.strip()))
        self.note.finished.connect(self.left)
        self.sure = QComboBox()
        self.sure.setAccessibleName(_("How sure"))
        for value in _SURE:
            self.sure.addItem(_(wording.CONFIDENCES[value]) if value else _("How sure?"), value)
        top = widgets.row(self.reason, self.edit, gap=GRID // 2)
        top.setStretch(0, 1)
        below = widgets.row(self.note, self.sure, gap=GRID // 2)
        below.setStretch(0, 1)
        self.setLayout(widgets.column(top, below, gap=GRID // 2))
        self.reason.activated.connect(self._choose_reason)
        self.sure.activated.connect(self._choose_confidence)
        self.keep.toggled.connect(self._keep)
        decider.said_changed.connect(self.refresh)

    def fill(self) -> None:
        """Take in the group's list."""
        self.reason.clear()
        self.reason.addItem(_("No reason given"), "")
        for number, reason in enumerate(self.reasons()):
            key = self._key(number + 1)
            self.reason.addItem(f"{reason}    {key}" if key else reason, reason)
        self.refresh()

    def reasons(self) -> list[str]:
        return self._session.review.reasons() if self._session.review is not None else []

    def choose_reason(self, number: int) -> None:
        """The reason with this number, from 1; 0 for none."""
        reasons = ["", *self.reasons()]
        if 0 <= number < len(reasons):
            self._decider.say(reason=reasons[number])

    def next_confidence(self) -> None:
        at = _SURE.index(self._decider.said.confidence)
        self._decider.say(confidence=_SURE[(at + 1) % len(_SURE)])

    def refresh(self) -> None:
        said = self._decider.said
        self.reason.setCurrentIndex(max(0, self.reason.findData(said.reason)))
        self.sure.setCurrentIndex(max(0, self.sure.findData(said.confidence)))
        if self.note.text().strip() != said.note:
            self.note.setText(said.note)
        self.keep.setChecked(self._decider.keep_reason)

    def _choose_reason(self, _at: int) -> None:
        self._decider.say(reason=self.reason.currentData())
        self.left.emit()

    def _choose_confidence(self, _at: int) -> None:
        self._decider.say(confidence=self.sure.currentData())
        self.left.emit()

    def _keep(self, kept: bool) -> None:
        self._decider.keep_reason = kept


class NoteLine(QLineEdit):
    """A line that Enter and Escape leave, so that the next key decides."""

    finished = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _LEAVING
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _LEAVING:
            self.finished.emit()
        else:
            super().keyPressEvent(event)
