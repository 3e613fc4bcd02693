"""Which document lies on the desk, and what is said of it as a whole."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.change import Step
from annotator.domain.span import Span
from annotator.i18n import _, ngettext
from annotator.services.project import short
from annotator.ui.desk import Desk
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.panes.documents_pane import DocumentsPane, state_names

PLACE_EVERY = 5  # seconds


class Documents(QObject):
    """Opens documents and writes their state, flag and note. `window` is a MainWindow."""

    def __init__(self, desk: Desk, pane: DocumentsPane, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._pane = pane
        self._window = window
        self._remembering = QTimer(self)  # a window that is killed has no last moment to do it in
        self._remembering.setInterval(PLACE_EVERY * 1000)
        self._remembering.timeout.connect(self.remember_place)
        self._remembering.start()

    def open_key(self, key: int) -> None:
        """Open the document with a primary key, where it was left; unless it lies here already."""
        self.remember_place()
        document = self._desk.attempt(self._desk.project.store.document_at, key)
        if document is None or (self._desk.document is not None and document.id == self._desk.document.id):
            return
        settings, project = self._window.settings, self._desk.project.path  # type: ignore[attr-defined]
        if self._desk.document is not None:
            settings.set_place_in(project, self._desk.document.id, self._window.view.caret())  # type: ignore[attr-defined]
        self._desk.show_document(document)
        self._go(settings.place_in(project, document.id))
        self._window.view.setFocus()  # type: ignore[attr-defined]

    def open_document(self, identity: str) -> None:
        key = self._desk.project.store.pk_of(identity)
        if key is not None:
            self.open_key(key)

    def show_place(self, document: str, start: int, end: int) -> None:
        """Open the document and select `[start, end)`, if the text still reaches so far."""
        self.open_document(document)
        standing = self._desk.document
        if standing is not None and standing.id == document and end <= len(standing.text):
            view = self._window.view  # type: ignore[attr-defined]
            view.select(start, end)
            view.ensure_visible(start, end)

    def open_last(self) -> None:
        """Where somebody left off, or the first document."""
        settings = self._window.settings  # type: ignore[attr-defined]
        identity, offset = settings.last_document(self._desk.project.path)
        key = self._desk.project.store.pk_of(identity) if identity else None
        if key is None:
            key, offset = self._pane.model.key_at(0), 0
        if key is None:
            self._desk.show_document(None)
            return
        self.open_key(key)
        self._go(offset)

    def _go(self, offset: int) -> None:
        """To a place that was kept; the text may have become shorter since."""
        view = self._window.view  # type: ignore[attr-defined]
        if self._desk.document and offset <= len(self._desk.document.text):
            view.set_caret(offset)
            view.ensure_visible(offset)

    def remember_place(self) -> None:
        if self._desk.document is not None:
            caret = self._window.view.caret()  # type: ignore[attr-defined]
            settings = self._window.settings  # type: ignore[attr-defined]
            settings.set_last_document(self._desk.project.path, self._desk.document.id, caret)

    def step(self, direction: int) -> None:
        """The next (1) or previous (-1) document of the list."""
        key = self._pane.neighbour(direction)
        if key is None:
            self._desk.said.emit(_("There is no further document in the list."), False)
        else:
            self.open_key(key)

    def finish(self) -> None:
        """Done, and on to the next; where that cannot be written, nothing moves."""
        if self.set_state("done"):
            self.step(1)

    def set_state(self, state: str) -> bool:
        """Whether the document on the desk is in this state now."""
        opened = self._desk.open_document
        if opened is None:
            return False
        if opened.status.state == state:
            self._desk.status_changed.emit()  # a button that was pressed goes back to what is true
            return True
        done = self._desk.did(self._desk.project.set_state, opened.document.id, state)
        self._desk.status_changed.emit()
        if done:
            sentence = _(
                "{state}: {title}", state=state_names()[state], title=short(opened.document.title, 24)
            )
            left = self._window.suggesting.offers.shown_count() if state == "done" else 0  # type: ignore[attr-defined]
            if left:
                sentence += "  ·  " + ngettext(
                    "{count} suggestion not answered", "{count} suggestions not answered", left
                )
            self._desk.said.emit(sentence, True)
        return done

    def flag(self) -> None:
        if (opened := self._desk.open_document) is not None:
            self._desk.attempt(self._desk.project.set_flag, opened.document.id, not opened.status.flag)

    def note(self) -> None:
        opened = self._desk.open_document
        if opened is None:
            return
        dialog = TextDialog(
            _("Note on the document"),
            opened.document.title,
            opened.status.note,
            self._window,
            lines=True,
            example=_("What you or others should know about this document"),
        )
        identity = opened.document.id
        dialog.accepted.connect(
            lambda: self._desk.attempt(self._desk.project.set_document_note, identity, dialog.text)
        )
        dialog.open()

    def remove(self) -> None:
        """Out of the project, with a way back."""
        opened = self._desk.open_document
        if opened is not None:
            title = short(opened.document.title, 24)
            if self._desk.did(self._desk.project.remove_documents, [opened.document.id]):
                self._desk.said.emit(_("Removed from the project: {title}", title=title), True)

    def show_place_of(self, step: Step) -> None:
        """Bring into view what an undo or redo has changed."""
        spans = [change.entity for change in step.changes or () if isinstance(change.entity, Span)]
        if not spans:
            return
        span = spans[0]
        if self._desk.document is None or self._desk.document.id != span.doc_id:
            self.open_document(span.doc_id)
        document = self._desk.document
        if document is not None and document.id == span.doc_id and span.end <= len(document.text):
            self._window.view.ensure_visible(span.start, span.end)  # type: ignore[attr-defined]
