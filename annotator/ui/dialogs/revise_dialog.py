"""Correct the text of a document: edit, compare, decide about the marks whose words changed, apply."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QSplitter, QStackedWidget, QWidget

from annotator.domain.document import Document, Source
from annotator.domain.errors import UserError
from annotator.i18n import _, language, ngettext
from annotator.services import revise
from annotator.services.project import Project
from annotator.services.revise import Case, Revision
from annotator.ui import widgets
from annotator.ui.dialogs.revise_cases import CasesPane
from annotator.ui.jobs import Job
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.text_view import LabelStyle, TextView, ViewSpan
from annotator.ui.theme import GRID, Tokens

LINE_SEPARATOR = "\u2028"  # what Shift+Enter puts in


def carries(text: str) -> bool:
    """Whether an editor gives back exactly this text; Qt's loses a BOM and some rare control characters."""
    editor = QPlainTextEdit()
    editor.setPlainText(text)
    return LINE_SEPARATOR not in text and text_of(editor) == text


def text_of(editor: QPlainTextEdit) -> str:
    """What is written in an editor, with no-break spaces as they are; a line break of any kind is a newline."""
    return editor.document().toRawText().replace("\u2029", "\n").replace(LINE_SEPARATOR, "\n")


class ReviseDialog(QDialog):
    """Writes with `project` once everything is decided, in one step; nothing before. `position` is shown first."""

    def __init__(
        self,
        project: Project,
        document: Document,
        tokens: Tokens,
        pool: QThreadPool,
        parent: QWidget,
        *,
        position: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Correct the text"))
        self.resize(1120, 720)
        self._project = project
        self._document = document
        self._pool = pool
        self._job: Job | None = None
        self._read: tuple[str, Source] | None = None  # what was taken from a file
        self._left_once = False
        self.revision: Revision | None = None
        self.editor = QPlainTextEdit(document.text)
        self.editor.setAccessibleName(_("Text of the report"))
        self.editor.setTabChangesFocus(True)
        self.view = TextView()
        font = self.editor.font()
        font.setPixelSize(self.view.zoom())
        self.editor.setFont(font)
        self.view.set_theme(tokens.view)
        self.view.set_label_styles(
            {
                label.name: LabelStyle(color_of(label, tokens), label.pattern, label.display(language()))
                for label in project.schema.labels
            }
        )
        self.cases = CasesPane(project.schema)
        self._arrange()
        self._connect()
        line = self.editor.document().findBlockByNumber(document.text.count("\n", 0, position))
        self.editor.setTextCursor(QTextCursor(line))
        self.editor.centerCursor()
        self._edit()

    # -- what the buttons do -----------------------------------------------------------------------

    def compare(self) -> None:
        """Find out what the edited text means for the marks, beside the window."""
        self._wait(True)
        self.message.setText(_("Comparing…"))
        path, annotator, document = self._project.path, self._project.annotator, self._document
        text = text_of(self.editor)
        source = self._read[1] if self._read is not None and self._read[0] == text else None

        def work() -> Revision:
            with Project(path, annotator) as project:
                return revise.plan(project, document, text, source=source)

        self._run(work, self._review)

    def read_file(self, file: Path) -> None:
        """Put the text of a file into the editor, cleaned as on import; undo in the editor brings back what was."""
        self._wait(True)
        self.message.setText(_("Reading…"))
        self._run(lambda: revise.read_again(file), self._take)

    def apply(self) -> None:
        """Write it all in one step; a refusal is shown and changes nothing."""
        if self.revision is None:
            return
        try:
            revise.apply(self._project, self.revision, self.cases.decisions)
        except UserError as error:
            self.message.setText(str(error))
        else:
            self.accept()

    def reject(self) -> None:
        """The first Escape does not throw away what was written."""
        if not self._left_once and text_of(self.editor) != self._document.text:
            self._left_once = True
            self.message.setText(_("Your corrections are not applied yet; cancel once more to drop them."))
            return
        if self._job is not None:
            self._job.cancel()
        super().reject()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        self.left = QStackedWidget()
        self.left.addWidget(self.editor)
        self.left.addWidget(self.view)
        self.hint = widgets.hint(
            _("Edit the text on the left, then compare. Marks of all layers move along with their words.\n"
              "Those whose words have changed are listed here for you to decide; nothing is written before that.")
        )  # fmt: skip
        self.right = widgets.pane(widgets.column(self.hint, self.cases, margins=(GRID * 2, 0, 0, 0)), "")
        self.right.setMinimumWidth(320)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(self.left)
        columns.addWidget(self.right)
        columns.setStretchFactor(0, 1)
        columns.setSizes([720, 360])
        columns.setChildrenCollapsible(False)
        self.message = widgets.label(style="muted", wrap=True)
        self.taking = widgets.push_button(_("Take from &file…"), self._choose_file)
        self.again = widgets.push_button(_("&Edit further"), self._edit)
        self.comparing = widgets.push_button(_("&Compare"), self.compare)
        self.comparing.setToolTip(_("Compare with the text as it was (Ctrl+Enter)"))
        self.applying = widgets.push_button(_("&Apply"), self.apply)
        self.applying.setToolTip(_("Write the new text and its marks; one undo takes it back (Ctrl+Enter)"))
        cancel = widgets.push_button(_("Cancel"), self.reject)
        foot = widgets.row(self.message, self.taking, self.again, self.comparing, self.applying, cancel)
        foot.setStretch(0, 1)
        layout = widgets.column(columns, foot, gap=GRID * 2, margins=(GRID * 2, GRID * 2, GRID * 2, GRID * 2))
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.cases.shown.connect(self._show_case)
        self.cases.decided.connect(self._decided)
        self.cases.selection_wanted.connect(self._put_on_selection)
        self.editor.textChanged.connect(lambda: setattr(self, "_left_once", False))
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._go_on)

    def _go_on(self) -> None:
        button = self.comparing if self.revision is None else self.applying
        if button.isEnabled():
            button.click()

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """On another thread; `done` hears the result, the message line what went wrong."""
        self._job = Job(lambda _progress, _cancelled: work(), self)
        self._job.done.connect(done)
        self._job.failed.connect(self._failed)
        self._job.start(self._pool)

    # -- editing, then deciding --------------------------------------------------------------------

    def _edit(self) -> None:
        self.revision = None
        self._wait(False)
        self.message.setText("")
        self._show_stage(self.editor)
        self.editor.setFocus()

    def _wait(self, working: bool) -> None:
        self.editor.setReadOnly(working)
        self.comparing.setEnabled(not working)
        self.taking.setEnabled(not working)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        self._edit()
        self.message.setText(str(error))

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Take the text from a file"))
        if name:
            self.read_file(Path(name))

    def _take(self, read: tuple[str, Source]) -> None:
        self._edit()
        if not carries(read[0]):
            self.message.setText(
                _("The file holds characters that an editor would change; nothing was taken.")
            )
            return
        cursor = QTextCursor(self.editor.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(read[0])
        self._read = read
        self.message.setText(_("Taken from {file}; compare it with the text as it was.", file=read[1].name))

    def _review(self, revision: Revision) -> None:
        self._wait(False)
        self.revision = revision
        self.view.set_document(revision.after.text)
        self.cases.set_revision(revision)
        self._show_stage(self.view)
        self._decided()
        (self.cases.list if revision.cases else self.applying).setFocus()

    def _show_stage(self, left: QWidget) -> None:
        self.left.setCurrentWidget(left)
        editing = left is self.editor
        some = self.revision is not None and bool(self.revision.cases)
        self.cases.setVisible(some)
        self.hint.setVisible(editing)
        self.right.setVisible(editing or some)
        self.taking.setVisible(editing)
        self.comparing.setVisible(editing)
        self.again.setVisible(not editing)
        self.applying.setVisible(not editing)
        (self.comparing if editing else self.applying).setDefault(True)

    def _decided(self) -> None:
        """After the comparison and every decision: what is drawn, what is said, whether it can be applied."""
        revision = self.revision
        if revision is None:
            return
        self._draw(revision)
        waiting = len(revise.undecided(revision, self.cases.decisions))
        clashing = revise.clashes(revision, self.cases.decisions, self._project.schema)
        self.applying.setEnabled(not waiting and not clashing)
        if clashing:
            one, other = (span.text for span in clashing[0])
            said = _("“{one}” and “{other}” would overlap; put one of them elsewhere or remove it.",
                     one=one, other=other)  # fmt: skip
        elif waiting:
            said = ngettext(
                "To be decided: {waiting} of {count} changed mark.",
                "To be decided: {waiting} of {count} changed marks.",
                len(revision.cases),
                waiting=waiting,
            )
        else:
            same = len(revision.standing) - len(revision.cases)
            said = ngettext(
                "Ready: {count} mark keeps its words; decided: {decided}.",
                "Ready: {count} marks keep their words; decided: {decided}.",
                same,
                decided=len(revision.cases),
            )
        self.message.setText(said)

    def _draw(self, revision: Revision) -> None:
        """The marks of the layer that the current case belongs to, as they would stand."""
        case = self.cases.case
        layer = case.span.layer if case else self._project.annotator
        moved = {span.id: span for span in revision.moved}
        changed = {case.span.id: self.cases.stretch(case) for case in revision.cases}
        spans = []
        for span in revision.standing:
            at = moved.get(span.id, span)
            stretch = changed.get(span.id, (at.start, at.end))
            if span.layer == layer and stretch is not None:
                waits = span.id in changed and span.id not in self.cases.decisions
                spans.append(ViewSpan(span.id, *stretch, span.label, waits))
        self.view.set_spans(spans)

    def _show_case(self, case: Case) -> None:
        """Select the words that the mark would stand on, ready to be changed."""
        if self.revision is None:
            return
        self._draw(self.revision)
        stretch = self.cases.stretch(case)
        if stretch is not None:
            self.view.select(*stretch)
            self.view.set_current_span(case.span.id)
            self.view.ensure_visible(*stretch)

    def _put_on_selection(self) -> None:
        start, end = self.view.selection()
        if start < end:
            self.cases.decide((start, end))
        else:
            self.message.setText(_("Select the words in the text first."))
