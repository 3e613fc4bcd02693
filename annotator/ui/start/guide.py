"""The tour: a strip over the text with one thing to do at a time, which goes on by itself when that was done."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QProgressBar, QWidget

from annotator.domain.change import Step
from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.actions import plain
from annotator.ui.start.steps import LESSONS, Moment
from annotator.ui.theme import GRID

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

PAUSE = 900  # milliseconds between what was done and the next lesson, so that it can be seen


class Guide(QWidget):
    """Stands over the text of `window` until the tour is over or closed."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__()
        self._window = window
        self.number = 0
        self._written: Step | None = None
        self._before = self._moment("")
        self.title = widgets.label(style="heading")
        self.text = widgets.label(wrap=True)
        self.praise = widgets.label(style="muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximum(len(LESSONS))
        self.back = widgets.push_button(_("Back"), lambda: self.go(self.number - 1))
        self.on = widgets.push_button(_("Go on"), lambda: self.go(self.number + 1))
        self.leave = widgets.push_button(_("End the tour"), self.end)
        buttons = widgets.row(self.praise, None, self.leave, self.back, self.on)
        bar = widgets.column(
            self.title, self.text, buttons, self.progress, gap=GRID, margins=(GRID * 2, GRID, GRID * 2, GRID)
        )
        self.setLayout(widgets.column(widgets.pane(bar, "guide")))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(lambda: self.go(self.number + 1))
        window.desk.project_changed.connect(self._heard)
        window.desk.settled.connect(self._look)
        window.view.caret_moved.connect(lambda _offset: self._look())
        self.go(0)

    def go(self, number: int) -> None:
        """Show a lesson; past the last one the tour is over."""
        self._pause.stop()
        if number >= len(LESSONS):
            self.end()
            return
        self.number = max(0, number)
        lesson = LESSONS[self.number]
        self._written = None
        self._before = self._moment(self._document())
        self.title.setText(f"{self.number + 1}/{len(LESSONS)}  {_(lesson.title)}")
        self.text.setText(self.with_keys(_(lesson.text)))
        self.praise.clear()
        self.progress.setValue(self.number + 1)
        self.back.setEnabled(self.number > 0)
        last = self.number == len(LESSONS) - 1
        self.on.setText(_("Finish") if last else _("Go on") if lesson.done is None else _("Skip"))
        self.on.setDefault(
            last or lesson.done is None
        )  # where a key is to be pressed, that and not the button
        self.leave.setVisible(not last)

    def end(self) -> None:
        """Leave the window as it is."""
        self._pause.stop()
        self._window.desk.project_changed.disconnect(self._heard)
        self._window.desk.settled.disconnect(self._look)
        self.hide()
        self.deleteLater()
        self._window.view.setFocus()

    def with_keys(self, text: str) -> str:
        """The sentence with the keys that actions listen to now in place of their ids."""

        def key(found: re.Match[str]) -> str:
            try:
                action = self._window.actions_[found[1]]
            except KeyError:  # a label that this project does not have
                return found[1].partition(":")[2]
            return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or plain(action.text())

        return re.sub(r"\{([a-z_.:]+)\}", key, text)

    def _heard(self, step: Step) -> None:
        if step.actor == self._window.desk.project.annotator:
            self._written = step

    def _look(self) -> None:
        lesson = LESSONS[self.number]
        if lesson.done is None or self._pause.isActive():
            return
        now = self._moment(self._before.document)
        if now.document != self._before.document and lesson is not LESSONS[-2]:
            self._before = self._moment(now.document)  # in another report the lesson begins anew
        elif lesson.done(self._before, now):
            self.praise.setText(_("Done."))
            self._pause.start()

    def _document(self) -> str:
        document = self._window.desk.document
        return document.id if document else ""

    def _moment(self, began_in: str) -> Moment:
        desk = self._window.desk
        opened = desk.open_document
        marks = {span.id: span for span in opened.spans()} if opened else {}
        state = desk.project.store.status(began_in, desk.project.annotator).state
        return Moment(self._document(), self._window.view.caret(), marks, state, self._written)
