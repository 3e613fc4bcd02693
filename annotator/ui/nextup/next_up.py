"""What to do next in one window: the order that the list of documents stands in, and the passages to walk through."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.status import Status
from annotator.i18n import _
from annotator.services.project import short
from annotator.text.words import Words
from annotator.ui import theme
from annotator.ui.nextup.looking import Looking, Seen
from annotator.ui.panes.order_bar import AS_IMPORTED

if TYPE_CHECKING:
    from annotator.domain.errors import UserError
    from annotator.ui.main_window import MainWindow
    from annotator.ui.nextup.passages_window import PassagesWindow

USUAL = "uncertainty"
START_MS = 1_500  # after the window has opened
SOON_MS = 2_000  # after a document was finished, or came in
_SETTING = "next_up"


class NextUp(QObject):
    """Looks anew when a document was finished; what it has found before costs nothing then."""

    def __init__(self, window: "MainWindow", words: Words) -> None:
        super().__init__(window)
        self._window, self._words = window, words
        self._desk = window.desk
        self._bar = window.documents_pane.order
        self._seen: Seen | None = None
        self._whose = window.desk.project.annotator
        self._open_first = False  # somebody waits for the first document
        self._passages: PassagesWindow | None = None
        self.by = window.settings.choice(_SETTING, AS_IMPORTED)
        self.looking = Looking(window.desk, window.pool, words, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)
        self._connect()
        self._bar.select(self.by)
        if self.by:
            self._later.start(START_MS)

    def _connect(self) -> None:
        self._bar.chosen.connect(self.choose)
        self._bar.stop_wanted.connect(self.looking.stop)
        self.looking.found.connect(self._show)
        self.looking.progressed.connect(self._tell)
        self.looking.ended.connect(lambda: self._bar.show_state(""))
        self.looking.failed.connect(self._refuse)
        self._desk.project_changed.connect(self._hear)
        self._desk.document_opened.connect(self._check_annotator)
        self._window.view.caret_moved.connect(lambda _place: self.looking.stir())

    # -- what the window asks ----------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {
            "document.worth": self.open_next,
            "suggest.passages": self.open_passages,
            "suggest.next_passage": lambda: self.passages().step(1),
            "suggest.previous_passage": lambda: self.passages().step(-1),
        }

    def choose(self, by: str) -> None:
        """Put the documents into another order."""
        self.by = by
        self._window.settings.set_choice(_SETTING, by)
        self._bar.select(by)
        self._open_first = False
        self._later.stop()
        self.looking.stop()
        self._seen = None
        self._window.documents_pane.show_order({})
        if by:
            self._look()

    def open_next(self) -> None:
        """Open the document most worth doing, now or as soon as it is known which that is."""
        if not self.by:
            self.choose(USUAL)
        if self._seen is None:
            self._open_first = True
            if not self.looking.busy:
                self._look()
            self._desk.said.emit(_("Looking for the next document worth doing…"), False)
            return
        project, here = self._desk.project, self._desk.document
        for key in self._seen.open:
            document = self._desk.attempt(project.store.document_at, key)
            if document is None or (here is not None and document.id == here.id):
                continue
            if project.store.status(document.id, project.annotator).state in ("todo", "doing"):
                self._window.documents.open_key(key)
                title = short(document.title, 24)
                self._desk.said.emit(
                    _("{title}: {reason}", title=title, reason=self._seen.reasons[key]), False
                )
                return
        self._desk.said.emit(_("There is no other document to do."), False)

    def open_passages(self) -> None:
        """Show the most doubtful passages."""
        self.passages().ask()

    def passages(self) -> "PassagesWindow":
        from annotator.ui.nextup.passages_window import PassagesWindow

        if self._passages is None:
            window = self._window
            self._passages = PassagesWindow(
                window.desk, Looking(window.desk, window.pool, self._words, self),
                lambda: theme.tokens_for(window.settings.theme), window,
            )  # fmt: skip
            self._passages.chosen.connect(self._window.documents.show_place)
            window.view.caret_moved.connect(self._passages.stir)
            if (geometry := window.settings.layout("passages")) is not None:
                self._passages.restoreGeometry(geometry)
        return self._passages

    def stop(self) -> None:
        """The main window closes."""
        self._later.stop()
        self.looking.stop()
        if self._passages is not None:
            self._passages.stop()
            self._window.settings.set_layout("passages", self._passages.saveGeometry())

    # -- inside ------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._bar.show_state(_("Looking through the documents…"), busy=True)
        self.looking.look(self.by)

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        self._window.documents_pane.show_order(seen.reasons)
        if self._open_first:
            self._open_first = False
            self.open_next()

    def _tell(self, done: int, total: int) -> None:
        sentence = _("{done} of {total} looked through", done=f"{done:,}", total=f"{total:,}")
        self._bar.show_state(sentence, busy=True)

    def _refuse(self, error: "UserError") -> None:
        self._open_first = False
        self._bar.show_state(str(error))

    def _hear(self, step: Step) -> None:
        if self.by and (
            step.changes is None
            or any(isinstance(change.entity, Status | Document) for change in step.changes)
        ):
            self._later.start(SOON_MS)

    def _check_annotator(self) -> None:
        """Another annotator has another order."""
        if self._whose != self._desk.project.annotator:
            self._whose = self._desk.project.annotator
            self.choose(self.by)
