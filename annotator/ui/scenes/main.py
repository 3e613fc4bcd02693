"""The main window in its states, its menus, and the dialogs about files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from threading import Event

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from annotator.i18n import _, language, ngettext
from annotator.paths import resource
from annotator.services.project import Project, create_project
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.import_dialog import NAMES, ImportDialog
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.dialogs.work import WorkDialog
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.printing.printing import progress_dialog
from annotator.ui.scenes.stage import Scene, Stage, settle, throw_away, until
from annotator.ui.text_view.theme import DEFAULT_SIZE, LARGEST
from annotator.ui.window_menu import palette

SUBJECT = "青禾区民政局"
SOUGHT, NOWHERE = "suggest", "没有这个词"  # what is typed where one searches


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
    window.find_bar.open(NOWHERE)
    yield Scene("main-nothing-found", window)
    window.find_bar.close_bar()
    open_fullest_document(window)  # what was found is still selected
    window.left.setCurrentIndex(0)
    label = stage.project.schema.labels[0].display(language())
    window.message_bar.say(
        _("Marked as {label}: {quote}", label=label, quote="设立民政法律服务角"), undoable=True
    )
    yield Scene("main-message", window)
    window.message_bar.warn(_("What you typed could not be saved; close once more to drop it."))
    yield Scene("main-warning", window)
    window.message_bar.clear()
    window.view.set_zoom(LARGEST)
    yield Scene("main-largest-text", window)
    window.view.set_zoom(DEFAULT_SIZE)
    window.desk.set_current(None)
    yield Scene("main-nothing-chosen", window)
    open_fullest_document(window)
    yield from _narrow(stage)
    window.start.begin()
    settle(window)
    open_fullest_document(window)  # the tour has taken room from the text
    yield Scene("main-tour", window)
    if window.start.guide is not None:
        window.start.guide.end()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    yield from _empty(stage)


def menus(stage: Stage) -> Iterator[Scene]:
    """Each menu with the menus inside it, those of places, and the palette."""
    window = stage.window
    window.settings.add_recent(stage.project.path)
    for number, entry in enumerate(window.menuBar().actions(), 1):
        for menu in _menu_of(entry):
            yield from _menu(f"menu-{number}", menu)
    for name, ask in _menus_of_places(window).items():
        ask()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            yield Scene(f"menu-{name}", popup)
            popup.close()
    open_fullest_document(window)
    commands = palette(window)
    yield Scene("palette", commands, stays=True)
    commands.field.setText(SOUGHT)
    yield Scene("palette-narrowed", commands, stays=True)
    commands.field.setText(NOWHERE)
    yield Scene("palette-nothing", commands)


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
    broken = ImportDialog([*samples, _unreadable(stage.folder)], project, window.pool, window)
    broken.wait()
    yield Scene("import-unreadable", broken)
    exports = ExportDialog(project, window.pool, window)
    exports.choices.split.setCurrentText("2:1:1")
    exports.wait()
    yield Scene("export", exports, stays=True)
    exports.choices.split.setCurrentIndex(0)
    exports.choose_format("conll")
    exports.target.setText(str(_there(stage.folder / "marks.conll")))
    exports.wait()
    exports.accept()
    yield Scene("export-replace", exports)
    told = [_("{file} holds no text", file=f"{name}.txt") for name in ("附件一", "附件二")]
    yield Scene(
        "report",
        ReportDialog(_("Import reports"), ngettext("{count} problem", "{count} problems", 2), told, window),
    )
    yield from _working(stage)
    printing = progress_dialog(window)
    printing.show_progress(1, 3)
    yield Scene("printing", printing, stays=True)
    printing.end()


def _empty(stage: Stage) -> Iterator[Scene]:
    """A project without a document."""
    path = Path(mkdtemp(dir=stage.folder)) / f"{SUBJECT}.annot"
    create_project(path, actor=stage.window.settings.annotator)
    window = MainWindow(Project(path, stage.window.settings.annotator), stage.window.settings, stage.words)
    throw_away(window)
    stage.sized(window)
    window.documents.open_last()
    yield Scene("main-empty", window)
    window.left.setCurrentIndex(1)
    settle(window)
    yield Scene("main-empty-outline", window)
    window.close()


def _narrow(stage: Stage) -> Iterator[Scene]:
    """Half of a screen."""
    width, height = stage.size
    stage.window.resize(width // 2, height)
    yield Scene("main-narrow", stage.window)
    stage.sized(stage.window)


def _menu(name: str, menu: QMenu) -> Iterator[Scene]:
    menu.aboutToShow.emit()
    menu.resize(menu.sizeHint())
    yield Scene(name, menu)
    menu.hide()
    inner = [within for action in menu.actions() for within in _menu_of(action)]
    for number, within in enumerate(inner, 1):
        yield from _menu(f"{name}-{number}", within)


def _menu_of(action: QAction) -> Iterator[QMenu]:
    """None of some actions; but one that Python takes for something else is no reason to leave a scene out."""
    menu = action.menu()
    if menu is not None:
        assert isinstance(menu, QMenu), f"{action.text()}: {menu}"
        yield menu


def _menus_of_places(window: MainWindow) -> dict[str, Callable[[], object]]:
    """By name, what opens the menu of a mark's label, of a place in the text, of a document."""
    here = window.view.mapToGlobal(QPoint(100, 100))
    asked = window.documents_pane.list.customContextMenuRequested
    return {
        "relabel": window.marking.choose_label,
        "text": lambda: window.view.context_menu_requested.emit(window.view.caret(), here),
        "document": lambda: asked.emit(QPoint(20, 20)),
    }


def _working(stage: Stage) -> Iterator[Scene]:
    go_on = Event()

    def work(progress: Progress, _cancelled: Callable[[], bool]) -> None:
        progress(1, 3)
        go_on.wait(10)

    working = WorkDialog(_("Export"), work, stage.window.pool, stage.window)
    until(lambda: working.bar.maximum() > 0)
    yield Scene("work", working)
    go_on.set()


def _unreadable(folder: Path) -> Path:
    file = folder / "扫描件.docx"
    file.write_bytes(b"not an archive")
    return file


def _there(file: Path) -> Path:
    file.touch()
    return file


def _strange_labels(folder: Path) -> Path:
    """Marks with labels that no project has."""
    file = folder / "marks.jsonl"
    file.write_text(
        '{"text": "云溪市开展普法宣传活动12场。", "spans": [{"start": 3, "end": 11, "label": "Action"}]}\n', encoding="utf-8"
    )  # fmt: skip
    return file
