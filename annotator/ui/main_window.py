"""The window: where everything stands, and every connection between its parts on one page."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QTabWidget, QWidget

from annotator.domain.change import Step
from annotator.i18n import N_, _
from annotator.services.open_document import Difference
from annotator.services.project import Project
from annotator.store import is_project
from annotator.text.words import Words
from annotator.ui import widgets
from annotator.ui.actions import ActionTable
from annotator.ui.agreement.opening import AgreementOpening
from annotator.ui.consistency.opening import ConsistencyOpening
from annotator.ui.desk import Desk
from annotator.ui.document_header import DocumentHeader
from annotator.ui.documents import Documents
from annotator.ui.empty_desk import EmptyDesk
from annotator.ui.enabling import enable
from annotator.ui.find_bar import FindBar
from annotator.ui.handlers import handlers
from annotator.ui.hub.syncing import HubSyncing
from annotator.ui.jobs import pool_of
from annotator.ui.language_model.opening import LanguageModelOpening
from annotator.ui.linking.linking import Linking
from annotator.ui.looks import Looks
from annotator.ui.manual.opening import ManualOpening
from annotator.ui.marking import Marking
from annotator.ui.message_bar import MessageBar
from annotator.ui.nextup.next_up import NextUp
from annotator.ui.overview.opening import OverviewOpening
from annotator.ui.panes.details_pane import DetailsPane
from annotator.ui.panes.documents_pane import DocumentsPane
from annotator.ui.panes.outline_pane import OutlinePane
from annotator.ui.panes.spans_pane import SpansPane
from annotator.ui.panes.tagging_pane import TaggingPane
from annotator.ui.printing.printing import Printing
from annotator.ui.reviewing import Reviewing
from annotator.ui.schema.opening import LabelsOpening
from annotator.ui.schema_follow import SchemaFollower
from annotator.ui.searching import Searching
from annotator.ui.settings import Settings
from annotator.ui.start.opening import Start
from annotator.ui.status_line import StatusLine
from annotator.ui.suggesting.suggesting import Suggesting
from annotator.ui.tasks import Tasks
from annotator.ui.team_tasks import TeamTasks
from annotator.ui.text_view import TextView, ViewSpan, heading_ranges
from annotator.ui.theme import GRID, tokens_for
from annotator.ui.window_menu import fill_menu_bar, show_text_menu


class MainWindow(QMainWindow):
    """One project. `open_wanted` asks whoever made the window for one with another project."""

    open_wanted = Signal(object)  # Path
    tour_wanted = Signal()

    def __init__(self, project: Project, settings: Settings, words: Words) -> None:
        super().__init__()
        self._closed = self._warned_of_loss = False
        self.settings = settings
        self.desk = Desk(project, self)
        self.pool = pool_of(self)
        tokens = tokens_for(settings.theme)
        self.view = TextView()
        self.view.set_word_boundaries(words.word_at)
        self.find_bar = FindBar(self.view)
        self.message_bar = MessageBar(tokens)
        self.header = DocumentHeader(self.desk, tokens)
        self.documents_pane = DocumentsPane(self.desk, tokens)
        self.outline_pane = OutlinePane(self.desk, self.pool)
        self.tagging_pane = TaggingPane(self.desk, tokens)
        self.spans_pane = SpansPane(self.desk, tokens)
        self.details_pane = DetailsPane(self.desk)
        self.status_line = StatusLine(self.desk, self.view, tokens)
        self.marking = Marking(self.desk, self.view, words, self)
        self.suggesting = Suggesting(self, words)
        self.language_model = LanguageModelOpening(self)
        self.linking = Linking(self)
        self.tasks = Tasks(self.desk, self.pool, self)
        self.team_tasks = TeamTasks(self)
        self.printing = Printing(self)
        self.documents = Documents(self.desk, self.documents_pane, self)
        self.next_up = NextUp(self, words)
        self.consistency = ConsistencyOpening(self)
        self.start = Start(self)
        self.searching = Searching(self)
        self.reviewing = Reviewing(self)
        self.agreement = AgreementOpening(self, self.reviewing.open)
        self.overview = OverviewOpening(self)
        self.labels = LabelsOpening(self)
        self.manual = ManualOpening(self)
        self.looks = Looks(self)
        self.actions_ = ActionTable(
            self,
            self.view,
            project.schema,
            handlers(self),
            self.suggesting.answering.mark,
            settings.shortcuts(),
        )
        self.desk.keys.bind(self.actions_.specs, settings.shortcuts())
        self._arrange()
        self._connect()
        self.looks.apply(settings.theme)
        self.schema_follower = SchemaFollower(self)
        self._show_title()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        fill_menu_bar(self)
        self.header.add_actions(self.actions_)
        self.left = QTabWidget()
        self.left.setDocumentMode(True)
        self.left.setUsesScrollButtons(False)  # the pane is as wide as its two tabs
        self.left.addTab(self.documents_pane, _("Documents"))
        self.left.addTab(self.outline_pane, _("Outline"))
        self.centre = widgets.column(self.header, self.find_bar, self.view, self.message_bar)
        self.centre.setStretchFactor(self.view, 1)
        self.empty_desk = EmptyDesk(self.desk, self.actions_, self.view)
        self.marks = QSplitter(Qt.Orientation.Vertical)
        for part in (self.spans_pane, self.suggesting.beside(self.details_pane)):
            self.marks.addWidget(part)
            self.marks.setCollapsible(self.marks.indexOf(part), False)
        self.marks.setStretchFactor(0, 1)  # what a low window lacks, the list lacks: it scrolls
        self.marks.setSizes([100, 360])
        right = widgets.column(self.tagging_pane, self.suggesting.pane, self.marks)
        right.setStretchFactor(self.marks, 1)
        self.right = widgets.pane(right)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setHandleWidth(1)
        for part_of_row in (self.left, widgets.pane(self.centre), self.right):
            self.columns.addWidget(part_of_row)
            self.columns.setCollapsible(
                self.columns.indexOf(part_of_row), False
            )  # keys hide them, and bring them back
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([248, 800, 288])
        self.documents_pane.setMinimumWidth(200)  # or what the words of the language need
        self.tagging_pane.setMinimumWidth(280)
        whole = widgets.column(self._top_bar(), self.columns)
        whole.setStretchFactor(self.columns, 1)
        self.setCentralWidget(widgets.pane(whole))
        self.setStatusBar(self.status_line)
        self.hub = HubSyncing(self)
        self.status_line.show_hub(self.hub)
        room = self.screen().availableSize()
        self.resize(min(1360, room.width()), min(860, room.height() - 40))
        self._restore_layout()

    def _top_bar(self) -> QWidget:
        first = [widgets.action_button(self.actions_[name]) for name in ("file.import", "file.export")]
        second = [widgets.action_button(self.actions_[name]) for name in ("edit.undo", "edit.redo")]
        last = [widgets.action_button(self.actions_[name]) for name in ("edit.find", "edit.palette")]
        bar = widgets.row(*first, widgets.gap(), *second, None, *last, gap=2, margins=(GRID, 4, GRID, 4))
        return widgets.pane(bar, "topBar")

    # -- every connection --------------------------------------------------------------------------

    def _connect(self) -> None:
        self.setAcceptDrops(True)
        desk = self.desk
        desk.document_opened.connect(self._show_document)
        desk.spans_changed.connect(self._show_difference)
        desk.current_changed.connect(self._show_current)
        desk.spans_reloaded.connect(self._show_spans)
        desk.project_changed.connect(lambda _step: self._allow_undo())
        desk.project_changed.connect(lambda _step: self.message_bar.forget_undo())
        desk.settled.connect(self.enable_undo)
        desk.said.connect(self.message_bar.say)
        desk.warned.connect(self.message_bar.warn)
        self.view.caret_moved.connect(self.outline_pane.follow)
        self.view.span_clicked.connect(self.suggesting.click)
        self.view.zoom_changed.connect(lambda size: setattr(self.settings, "text_size", size))
        self.view.context_menu_requested.connect(lambda _offset, point: show_text_menu(self, point))
        self.find_bar.closed.connect(self.view.setFocus)
        self.message_bar.undo_wanted.connect(self.undo)
        self.documents_pane.chosen.connect(self.documents.open_key)
        self.outline_pane.chosen.connect(self._go_to)
        self.tagging_pane.marked.connect(self._mark_from_pane)
        self.spans_pane.chosen.connect(self._go_to_span)
        self.details_pane.go_to.connect(self._go_to_span)
        self.header.state_chosen.connect(self.documents.set_state)
        self.status_line.annotator_pressed.connect(self.looks.ask_annotator)
        self.marking.apply_all_wanted.connect(self.tasks.apply_all)
        self.marking.note_wanted.connect(self.details_pane.edit_note)
        self.tasks.open_wanted.connect(self.open_wanted)
        self.tasks.imported.connect(self._show_first)
        for name in ("document.flag", "document.note", "document.remove"):
            self.documents_pane.menu_actions.append(self.actions_[name])

    # -- what the connections do -------------------------------------------------------------------

    def undo(self) -> None:
        self._turn("undo", N_("Undone: {title}"))

    def redo(self) -> None:
        self._turn("redo", N_("Done again: {title}"))

    def selected_text(self) -> str:
        start, end = self.view.selection()
        return self.view.text()[start:end]

    def _turn(self, kind: str, sentence: str) -> None:
        def show(step: Step) -> None:
            self.documents.show_place_of(step)
            self.suggesting.show_again()
            self.message_bar.say(_(sentence, title=step.title))

        self.desk.leaving.emit()
        self.desk.poll()  # another window of the same annotator may have gone on
        self.tasks.turn(kind, show)

    def _show_first(self) -> None:
        """After an import nobody should look at an empty desk."""
        if self.desk.document is None:
            self.desk.settle()  # the list knows the newcomers then
            self.documents.open_last()

    def _show_document(self) -> None:
        document = self.desk.document
        self.view.set_document(document.text if document else "")
        self.view.set_headings(heading_ranges(document.text, document.outline) if document else ())
        self._show_spans()
        self.find_bar.document_changed()
        enable(self)
        self._show_title()

    def _show_spans(self) -> None:
        opened = self.desk.open_document
        self.view.set_spans(
            [
                *(ViewSpan(s.id, s.start, s.end, s.label) for s in opened.spans()),
                *self.suggesting.offers.view_spans(),
            ]
            if opened
            else []
        )

    def _show_difference(self, difference: Difference) -> None:
        gone, come = self.suggesting.take(difference)  # in one go with the marks, so that nothing flickers
        added = [ViewSpan(s.id, s.start, s.end, s.label) for s in difference.added]
        self.view.update_spans([*(span.id for span in difference.removed), *gone], [*added, *come])

    def _show_current(self) -> None:
        current = self.desk.current
        self.view.set_current_span(current.id if current else self.suggesting.current_id)

    def _go_to(self, offset: int) -> None:
        self.view.set_caret(offset)
        self.view.ensure_visible(offset, centre=False)
        self.view.setFocus()

    def _go_to_span(self, span_id: str) -> None:
        self.desk.settle()
        span = self.desk.attempt(self.desk.project.store.span, span_id)
        if span is not None:
            self.documents.open_document(span.doc_id)
            self.marking.show_span(span)
            self.view.setFocus()

    def _mark_from_pane(self, label: str) -> None:
        self.marking.mark(label)
        self.view.setFocus()

    def _allow_undo(self) -> None:
        """At once, so that no key is lost; whether there is something to undo or redo is looked up later."""
        for name in ("edit.undo", "edit.redo"):
            self.actions_[name].setEnabled(True)

    def enable_undo(self) -> None:
        store, annotator = self.desk.project.store, self.desk.project.annotator
        for name, word, title in (
            ("edit.undo", _("Undo"), store.undo_title(annotator)),
            ("edit.redo", _("Redo"), store.redo_title(annotator)),
        ):
            self.actions_[name].setEnabled(title is not None and store.writable)
            self.actions_[name].setToolTip(f"{word}  {title}" if title else word)

    def _show_title(self) -> None:
        document = self.desk.document
        name = self.desk.project.path.stem
        self.setWindowTitle(f"{document.title} – {name} – annotator" if document else f"{name} – annotator")

    def may_close(self) -> bool:
        """Whether nothing would be lost; asked again, the person means it."""
        typed = self.details_pane.commit()
        if (typed and not self.labels.is_unsaved()) or self._warned_of_loss:
            return True
        self._warned_of_loss = True
        if typed:
            self.message_bar.warn(
                _("The labels are not saved yet; close once more to drop what you changed.")
            )
        else:
            self.message_bar.warn(_("What you typed could not be saved; close once more to drop it."))
        return False

    # -- Qt's own ----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closed:
            return
        if not self.may_close():
            event.ignore()
            return
        self._closed = True
        self.details_pane.forget()
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.documents.remember_place()
        self.settings.set_layout("window", self.saveGeometry())
        self.settings.set_layout("columns", self.columns.saveState())
        self.settings.set_layout("marks", self.marks.saveState())
        self.searching.stop()
        self.next_up.stop()
        self.consistency.stop()
        self.reviewing.stop()
        self.agreement.stop()
        self.overview.stop()
        self.labels.stop()
        self.suggesting.stop()
        self.hub.stop()
        self.language_model.stop()
        self.manual.stop()
        self.linking.stop()
        self.settings.save()
        self.pool.waitForDone()  # as its end would, but with the interpreter let go, which jobs need to come to theirs
        self.tasks.clean_up()
        self.desk.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1 and is_project(paths[0]):
            self.open_wanted.emit(paths[0])
        elif paths:
            self.tasks.import_files(paths)

    def _restore_layout(self) -> None:
        for name, restore in (
            ("window", self.restoreGeometry),
            ("columns", self.columns.restoreState),
            ("marks", self.marks.restoreState),
        ):
            state = self.settings.layout(name)
            if state is not None:
                restore(state)
