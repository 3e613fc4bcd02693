"""What the menu does about a language model: its dialog, and asking it, with a job beside the window.

It has threads of its own: a model takes minutes, in which the window's pool must stay free for everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from annotator.domain import how_many
from annotator.domain.document import Document
from annotator.domain.errors import BudgetReached, NotPermitted, Stopped, UserError
from annotator.i18n import _
from annotator.services.project import Project, short
from annotator.suggest.names import LLM
from annotator.ui.jobs import Progress, pool_of

if TYPE_CHECKING:
    from annotator.ui.dialogs.work import WorkDialog
    from annotator.ui.language_model.dialog import LanguageModelDialog
    from annotator.ui.main_window import MainWindow

_WAIT_MS = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking about a document: the number of suggestions, what was sent, how much could not be used."""

    document: str
    count: int
    spent: str
    lost: int


class LanguageModelOpening(QObject):
    """One question at a time. The dialog and what it needs are imported when they are first asked for."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._pool = pool_of(self)
        self._pool.setMaxThreadCount(2)
        self.working: WorkDialog | None = None
        self._dialog: LanguageModelDialog | None = None
        self._closed = False

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the menu do."""
        return {"suggest.llm": self.open, "suggest.ask_llm": self.ask}

    def open(self) -> None:
        """Show the dialog."""
        self.dialog().open()

    def dialog(self) -> "LanguageModelDialog":
        """The dialog, not yet shown."""
        from annotator.ui.language_model.dialog import LanguageModelDialog

        made = self._dialog = LanguageModelDialog(self._window.desk, self._pool, self._window)
        made.ask_wanted.connect(self.ask)
        made.set_up.connect(self._offer)
        made.finished.connect(self._forget)
        return made

    def ask(self) -> None:
        """Ask about the report on the desk, with leave; without it show the dialog, where it can be given."""
        from annotator.services.llm.config import load_config
        from annotator.services.llm.permission import permit

        desk = self._window.desk
        document = desk.document
        if document is None or self.working is not None:
            return
        config = load_config()
        try:
            permit(desk.project, config)
        except NotPermitted:
            self.open()
            return
        self._start(document, config.model)

    def stop(self) -> None:
        """The main window closes: what is still on its way is no longer shown."""
        self._closed = True
        if self._dialog is not None:
            self._dialog.reject()
        if self.working is not None:
            self.working.reject()
        self._pool.waitForDone(_WAIT_MS)

    # -- inside ------------------------------------------------------------------------------------

    def _start(self, document: Document, model: str) -> None:
        from annotator.ui.dialogs.work import WorkDialog

        path, annotator = self._window.desk.project.path, self._window.desk.project.annotator

        def work(progress: Progress, cancelled: Callable[[], bool]) -> Asked:
            from annotator.services.llm.engine import asking

            with (
                Project(path, annotator) as project,
                asking(project, cancelled=cancelled, progress=progress) as by,
            ):
                found = by.suggest(document, [], project.schema)
                return Asked(document.id, len(found), by.account.spent(briefly=True), by.account.lost)

        title = _("Asking {model}", model=model)
        dialog = self.working = WorkDialog(title, work, self._pool, self._window)
        dialog.setModal(False)  # one can go on reading and marking
        dialog.text.setText(_("Asking about “{title}”…", title=short(document.title, 24)))
        dialog.done_with.connect(self._take)
        dialog.failed.connect(lambda error: self._fail(document, error))
        dialog.show()

    def _take(self, asked: Asked) -> None:
        self.working = None
        if self._closed:
            return
        desk = self._window.desk
        parts = [how_many.suggestions(asked.count), asked.spent]
        if asked.lost:
            parts.append(_("{count} dropped", count=asked.lost))
        self._show(asked.document)
        desk.said.emit("  ·  ".join(parts), False)

    def _fail(self, document: Document, error: Exception) -> None:
        self.working = None
        if not isinstance(error, UserError):
            raise error
        if self._closed:
            return
        if isinstance(error, BudgetReached) or self._window.suggesting.choices.engine == LLM:
            self._show(document.id)  # what was answered before
        if isinstance(error, Stopped):
            self._window.desk.said.emit(str(error), False)
        else:
            self._window.desk.warned.emit(str(error))

    def _show(self, document: str) -> None:
        """Take the model's suggestions, where its report is still on the desk."""
        desk = self._window.desk
        if desk.document is not None and desk.document.id == document:
            self._offer()
            suggesting = self._window.suggesting
            if not suggesting.choices.on:
                suggesting.toggle()
            suggesting.choose(LLM)

    def _offer(self) -> None:
        """A model is set up: it can be chosen among the engines."""
        self._window.suggesting.pane.offer_engines([LLM])

    def _forget(self, _result: Any) -> None:
        self._dialog = None
