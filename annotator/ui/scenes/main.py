"""The main window in its states, its menus, and the dialogs about files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from threading import Event

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.i18n import _
from annotator.paths import resource
from annotator.services.project import Project, create_project
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.import_dialog import NAMES, ImportDialog
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.scenes.stage import Scene, Stage, settle, throw_away
from annotator.ui.text_view.theme import DEFAULT_SIZE, LARGEST
from annotator.ui.window_menu import palette

SUBJECT = "青禾区民政局"


def open_fullest_document(window: MainWindow) -> None:
    """The document with most marks of this annotator, with a mark in the middle of it chosen."""
    counts = window.desk.project.store.document_span_counts()
    mine = {doc: by_layer.get(window.settings.annotator, 0) for doc, by_layer in counts.items()}
    if mine:
        window.documents.open_document(max(mine, key=lambda document: mine[document]))
    else:
        window.documents.open_last()
    opened = window.desk.open_document
    if opened is not None and opened.size:
        window.marking.show_span(opened.span_at(opened.size // 2))


def window_states(stage: Stage) -> Iterator[Scene]:
    window = stage.window
    yield Scene("main", window)
    window.left.setCurrentIndex(1)
    window.find_bar.open("服务")
    yield Scene("main-find-and-outline", window)
    window.find_bar.close_bar()
    window.left.setCurrentIndex(0)
    window.message_bar.say(_("Undone: {title}", title=_("Import reports")), undoable=True)
    yield Scene("main-message", window)
    window.message_bar.warn(_("What you typed could not be saved; close once more to drop it."))
    yield Scene("main-warning", window)
    window.message_bar.clear()
    window.view.set_zoom(LARGEST)
    yield Scene("main-largest-text", window)
    window.view.set_zoom(DEFAULT_SIZE)
    window.start.begin()
    yield Scene("main-tour", window)
    if window.start.guide is not None:
        window.start.guide.end()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    yield from _empty(stage)


def menus(stage: Stage) -> Iterator[Scene]:
    """Each menu, and the palette."""
    for number, entry in enumerate(stage.window.menuBar().actions()):
        menu = entry.menu()
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()
            menu.resize(menu.sizeHint())
            yield Scene(f"menu-{number + 1}", menu)
            menu.hide()
    yield Scene("palette", palette(stage.window))


def files(stage: Stage) -> Iterator[Scene]:
    """Import, export, work in progress, and what is told afterwards."""
    window, project = stage.window, stage.project
    yield Scene("import-nothing-yet", ImportDialog([], project, window.pool, window))
    samples = sorted(resource("samples").glob("*.txt"))
    imports = ImportDialog(samples, project, window.pool, window)
    imports.wait()
    yield Scene("import", imports)
    labelled = ImportDialog([*samples, _strange_labels(stage.folder)], project, window.pool, window)
    labelled.wait()
    labelled.tabs.setCurrentIndex(NAMES)
    yield Scene("import-labels", labelled)
    exports = ExportDialog(project, window.pool, window)
    exports.choices.split.setCurrentText("2:1:1")
    exports.wait()
    yield Scene("export", exports)
    told = [f"{name}.txt: …" for name in ("甲", "乙")]
    yield Scene("report", ReportDialog(_("Import reports"), _("{count} problems", count=2), told, window))
    yield from _working(stage)


def _empty(stage: Stage) -> Iterator[Scene]:
    """A project without a document."""
    path = Path(mkdtemp(dir=stage.folder)) / f"{SUBJECT}.annot"
    create_project(path, actor=stage.window.settings.annotator)
    window = MainWindow(Project(path, stage.window.settings.annotator), stage.window.settings, stage.words)
    throw_away(window)
    stage.sized(window)
    yield Scene("main-empty", window)
    window.left.setCurrentIndex(1)
    settle(window)
    yield Scene("main-empty-outline", window)
    window.close()


def _working(stage: Stage) -> Iterator[Scene]:
    go_on = Event()

    def work(progress: Progress, _cancelled: Callable[[], bool]) -> None:
        progress(1, 3)
        go_on.wait(10)

    working = WorkDialog(_("Export"), work, stage.window.pool, stage.window)
    yield Scene("work", working)
    go_on.set()


def _strange_labels(folder: Path) -> Path:
    """Marks with labels that no project has."""
    file = folder / "marks.jsonl"
    file.write_text(
        '{"text": "云溪市开展普法宣传活动12场。", "spans": [{"start": 3, "end": 11, "label": "Action"}]}\n', encoding="utf-8"
    )  # fmt: skip
    return file
