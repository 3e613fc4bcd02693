"""What lies on the desk: one project, one document, one current span; every pane listens here, none to another."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.errors import UserError
from annotator.domain.span import Span
from annotator.services.open_document import Difference, OpenDocument
from annotator.services.project import Project
from annotator.ui.bound_keys import BoundKeys
from annotator.ui.bridge import Bridge

SETTLE_MS = 40  # the text answers a key at once, the panes around it with the next glance


class Desk(QObject):
    """Holds the state that several parts of the window share and announces its changes."""

    leaving = (
        Signal()
    )  # another span or document is about to come: what was typed for this one is to be saved now
    document_opened = Signal()  # another document, or none, lies on the desk
    spans_changed = Signal(object)  # Difference
    spans_reloaded = Signal()  # too much changed to say what; the document is the same
    status_changed = Signal()
    current_changed = Signal()
    project_changed = Signal(object)  # Step: anything at all was written
    settled = Signal()  # a moment after any of these: what need not be in the same frame as the text
    said = Signal(str, bool)  # a sentence for the message bar; whether it offers undo
    warned = Signal(str)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.keys = BoundKeys(self)
        self.open_document: OpenDocument | None = None
        self._current: str | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self.settled)
        self._bridge = Bridge(project, self)
        self._bridge.changed.connect(self._take)
        self._bridge.failed.connect(lambda error: self.warned.emit(str(error)))

    def close(self) -> None:
        self._settling.stop()
        self._bridge.close()
        self.project.close()

    def poll(self) -> None:
        """Look now for what others have written."""
        self._bridge.poll()

    @property
    def document(self) -> Document | None:
        return self.open_document.document if self.open_document else None

    @property
    def current(self) -> Span | None:
        """The span that is being looked at."""
        return self.open_document.span(self._current) if self.open_document and self._current else None

    def show_document(self, document: Document | None) -> None:
        """Put another document on the desk."""
        self.leaving.emit()
        self._current = None
        self.open_document = OpenDocument(self.project, document) if document else None
        self.document_opened.emit()
        self.current_changed.emit()
        self._settling.start()

    def set_current(self, span: str | None) -> None:
        if span != self._current:
            self.leaving.emit()
            self._current = span
            self.current_changed.emit()
            self._settling.start()

    def stir(self) -> None:
        """Something that the panes show has changed; `settled` comes in a moment."""
        self._settling.start()

    def settle(self) -> None:
        """Bring everything up to date now, for whoever is about to use another part of the window."""
        if self._settling.isActive():
            self._settling.stop()
            self.settled.emit()

    def set_annotator(self, name: str) -> None:
        """Work under another name, in another layer."""
        self.leaving.emit()
        self.project.annotator = name
        document = self.document
        self.show_document(document)

    def attempt(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Do what may be refused; a refusal becomes a sentence in the message bar, and None."""
        try:
            return action(*arguments)
        except UserError as error:
            self.warned.emit(str(error))
            return None

    def did(self, action: Callable[..., Any], *arguments: Any) -> bool:
        """Do what may be refused; whether it was done. A refusal becomes a sentence in the message bar."""
        try:
            action(*arguments)
        except UserError as error:
            self.warned.emit(str(error))
            return False
        return True

    def _take(self, step: Step) -> None:
        if self.open_document is not None:
            self._update(self.open_document, self.open_document.apply(step))
        self.project_changed.emit(step)
        self._settling.start()

    def _update(self, opened: OpenDocument, difference: Difference) -> None:
        if difference.reload:
            self._reload(opened)
            return
        if difference.removed or difference.added:
            self.spans_changed.emit(difference)
            if self._current and opened.span(self._current) is None:
                self._current = None
            self.current_changed.emit()
        if difference.status:
            self.status_changed.emit()

    def _reload(self, opened: OpenDocument) -> None:
        """Read anew what lies here; the reader keeps their place while the text is the same."""
        if not self.project.store.has_document(opened.document.id):
            self.show_document(None)
            return
        document = self.project.document(opened.document.id)
        if document.digest != opened.document.digest:
            self.show_document(document)
            return
        opened.document = document
        opened.reload()
        self.spans_reloaded.emit()
        self.status_changed.emit()
        if self._current and opened.span(self._current) is None:
            self.set_current(None)
