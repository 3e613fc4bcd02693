"""What the file menu does with the report at hand: print it with its marks, or save it as web page, PDF or Word document."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSizeF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.i18n import _, ngettext
from annotator.services.project import Project
from annotator.ui.dialogs.progress import ProgressDialog
from annotator.ui.jobs import Progress

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from annotator.services.exporting import ExportReport
    from annotator.services.selection import Selection
    from annotator.ui.main_window import MainWindow
    from annotator.ui.printing.paper import Paper

Cancelled = Callable[[], bool]
_LONGEST = 60  # characters of a title in a file's name
_PATIENCE_MS = 1000  # printing that is over by then shows no progress


class Printing(QObject):
    """One report at a time, with the marks of the window's annotator; whole projects go through the export."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {"file.print": self.print, "file.save_report": self.save}

    def print(self) -> None:
        """Let the person choose a printer, then print beside their work."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from annotator.ui.printing.paper import DOTS
        from annotator.ui.printing.pdf import page_layout

        if self._window.desk.document is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setPageLayout(page_layout())
        printer.setResolution(DOTS)
        printer.setDocName(self._window.desk.document.title)
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec():  # systems with a dialog of their own know no other way
            self.print_on(printer)
        dialog.deleteLater()

    def print_on(self, printer: "QPrinter") -> None:
        """Lay the report out on another thread, then print it page by page."""
        from annotator.services.preparing import prepare
        from annotator.services.recipe import Recipe
        from annotator.ui.printing.paper import Paper

        document, annotator = self._window.desk.document, self._window.desk.project.annotator
        if document is None:
            return
        room = QSizeF(printer.width(), printer.height())

        def work(project: Project, _progress: Progress, _cancelled: Cancelled) -> "Paper":
            with project.store.snapshot():
                prepared = prepare(project, Recipe(_of(document.id, annotator)))
                return Paper(next(iter(prepared.records())), project.schema, room)

        def run(paper: "Paper") -> None:
            _Run(paper, printer, self._window)

        self._window.tasks.work(_("Print"), work, run)

    def save(self) -> None:
        """Let the person choose a place; the name's ending says as what."""
        document = self._window.desk.document
        if document is None:
            return
        title = "".join(c if c.isalnum() or c in " -_()（）" else " " for c in document.title)
        proposal = self._window.desk.project.path.with_name(f"{' '.join(title.split())[:_LONGEST]}.pdf")
        kinds = {"pdf": "PDF (*.pdf)", "html": _("Web page (*.html)"), "docx": _("Word document (*.docx)")}
        name, kind = QFileDialog.getSaveFileName(
            self._window, _("Save the report with its marks"), str(proposal), ";;".join(kinds.values())
        )
        if name:
            wanted = next((known for known, words in kinds.items() if words == kind), "pdf")
            file = Path(name)
            self.save_to(
                file if file.suffix[1:].lower() in kinds else file.with_name(f"{file.name}.{wanted}")
            )

    def save_to(self, file: Path) -> None:
        """Write the report to a file whose suffix is that of a format that people read."""
        from annotator.services.exporting import export
        from annotator.services.recipe import Recipe

        document, annotator = self._window.desk.document, self._window.desk.project.annotator
        if document is None:
            return
        format_name = file.suffix[1:].lower()

        def work(project: Project, progress: Progress, cancelled: Cancelled) -> "ExportReport":
            recipe = Recipe(_of(document.id, annotator))
            return export(
                project, file, format=format_name, recipe=recipe, progress=progress, cancelled=cancelled
            )

        def show(_report: "ExportReport") -> None:
            self._window.desk.said.emit(_("Saved as {file}", file=file.name), False)

        self._window.tasks.work(_("Save the report with its marks"), work, show)


def progress_dialog(window: QWidget) -> ProgressDialog:
    """How many pages are printed; printing can be stopped there."""
    return ProgressDialog(_("Print"), _("Printing…"), window)


def _of(document: str, annotator: str) -> "Selection":
    from annotator.services.selection import Selection

    return Selection(layers=(annotator,), documents=(document,))


class _Run(QObject):
    """Prints page after page, between the events of the window; can be stopped."""

    def __init__(self, paper: "Paper", printer: "QPrinter", window: "MainWindow") -> None:
        super().__init__(window)
        self._paper = paper
        self._printer = printer
        self._window = window
        self._next = 0
        self._painter = QPainter()
        if not self._painter.begin(printer):
            window.desk.warned.emit(_("The printer does not answer; nothing was printed."))
            self.deleteLater()
            return
        self._stopped = False
        self._progress = progress_dialog(window)
        self._progress.stopped.connect(self._stop)
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(self._progress.show)
        self._late.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._page)
        self._timer.start()

    def _page(self) -> None:
        if self._stopped:
            self._end(_("Printing was stopped."))
            return
        if self._next:
            self._printer.newPage()
        self._paper.paint(self._painter, self._next)
        self._next += 1
        self._progress.show_progress(self._next, len(self._paper))
        if self._next == len(self._paper):
            self._end(ngettext("Printed: {count} page", "Printed: {count} pages", self._next))

    def _stop(self) -> None:
        self._stopped = True
        self._printer.abort()

    def _end(self, sentence: str) -> None:
        self._late.stop()
        self._timer.stop()
        self._painter.end()
        self._progress.end()
        self._progress.deleteLater()
        self._window.desk.said.emit(sentence, False)
        self.deleteLater()
