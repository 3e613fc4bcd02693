"""Pictures of every window on a project, drawn without a screen."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator.domain.span import Span
from annotator.i18n import language
from annotator.paths import cache_dir, resource
from annotator.services import annotate
from annotator.services.packaging import make_package
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.import_dialog import ImportDialog
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.dialogs.merge_dialog import MergeDialog
from annotator.ui.dialogs.occurrences import Place
from annotator.ui.dialogs.occurrences_dialog import OccurrencesDialog
from annotator.ui.dialogs.package_dialog import PackageDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.suggesting.choices import Choices
from annotator.ui.window_menu import palette

SIZE = (1360, 860)


def take(project_path: Path, out: Path, annotator: str) -> list[Path]:
    """Write PNGs of the main window (light and dark) and its dialogs into the folder `out`; returns them.

    Shows the layer of `annotator`. Leaves the person's settings and the project as they are.
    """
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    qInstallMessageHandler(_heard)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "window.ini")
        settings.annotator, settings.theme, settings.language = annotator, "light", language()
        Choices(settings).on = False
        app.prepare(application, settings)
        words = Words(cache_dir())
        words.load()
        window = MainWindow(Project(project_path, annotator), settings, words)
        window.resize(*SIZE)
        window.show()
        scenes = _scenes(window, Path(folder))
        pictures = [_save(application, name, widget, out) for name, widget in scenes]
        window.close()
    qInstallMessageHandler(None)
    return pictures


def _heard(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt has to say, but for what the offscreen platform cannot do and nobody needs."""
    if kind != QtMsgType.QtDebugMsg and "plugin does not support" not in message:
        sys.stderr.write(f"Qt: {message}\n")


def _scenes(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """What to show, one after the other; each is set up when it is asked for. `folder` is for what a scene needs."""
    _open_fullest_document(window)
    yield "main-light", window
    window.looks.apply("dark")
    yield "main-dark", window
    window.looks.apply("light")
    window.left.setCurrentIndex(1)
    window.find_bar.open("服务")
    yield "find-and-outline", window
    window.find_bar.close_bar()
    window.left.setCurrentIndex(0)
    yield "palette", palette(window)
    samples = sorted(resource("samples").glob("*.txt"))
    imports = ImportDialog(samples, window.desk.project, window.pool, window)
    imports.wait()
    yield "import", imports
    exports = ExportDialog(window.desk.project, window.pool, window)
    exports.choices.split.setCurrentText("2:1:1")
    exports.wait()
    yield "export", exports
    assigning = PackageDialog(window.desk.project, window.pool, window)
    assigning.wait()
    yield "assign-and-package", assigning
    merging = MergeDialog(window.desk.project, [_returned(window.desk.project, folder)], window.pool, window)
    merging.wait()
    yield "merge", merging
    yield "keys", KeysDialog(window.actions_.specs, window.settings, window)
    yield from _labels(window)
    yield from _suggestions(window)
    yield from _problems(window)
    yield from _agreement(window)
    if occurrences := _occurrences(window):
        yield "apply-to-all", occurrences
    yield from _review_scenes(window)


def _labels(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """What the labels mean, and the window in which they are edited."""
    window.labels.show_guideline()
    yield "guideline", window.labels.guideline()
    window.labels.guideline().close()
    labels = window.labels.dialog()
    labels.open()
    _until(lambda: bool(labels.session.counts))
    yield "labels", labels
    labels.tabs.setCurrentWidget(labels.colours)
    yield "labels-colours", labels
    labels.close()


def _suggestions(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """What the rules propose in a document, one of it chosen; the figures. They are off in all other pictures."""
    suggesting = window.suggesting
    suggesting.toggle()
    _until(lambda: not suggesting.seeking.busy)
    window.view.set_caret(0)
    suggesting.answering.next_offer()
    window.desk.settle()
    yield "suggestions-light", window
    window.looks.apply("dark")
    yield "suggestions-dark", window
    window.looks.apply("light")
    yield "suggestions-figures", suggesting.dialog()
    suggesting.toggle()


def _problems(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Problems with the measures that address them or may."""
    window.linking.overview.open()
    overview = window.linking.overview.dialog()
    _until(lambda: not overview.reader.busy)
    overview.filters.show_all()
    yield "problems-and-measures", overview
    overview.close()


def _review_scenes(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The review window on a case, on an edit of it, in the dark; nothing where there is nothing to compare."""
    window.reviewing.open()
    review = window.reviewing.dialog()
    review.resize(*SIZE)
    _until(lambda: not review.session.is_reading)
    if review.session.current is not None:
        yield "review-light", review
        review.keys["review.edit"].trigger()
        yield "review-edit", review
        review.keys["edit.leave"].trigger()
        window.looks.apply("dark")
        review.rule_bar.blind.setChecked(True)
        yield "review-dark-blind", review
        review.rule_bar.blind.setChecked(False)
        window.looks.apply("light")
        feedback = window.reviewing.feedback()
        feedback.open_for()
        _until(lambda: not feedback.is_reading)
        yield "review-feedback", feedback
    review.close()


def _until(ready: Callable[[], bool]) -> None:
    """Let what runs beside the window come to its end, for some seconds at the most."""
    clock = QElapsedTimer()
    clock.start()
    while not ready() and clock.elapsed() < 20_000:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def _agreement(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """The agreement window, light and dark, with what it has measured."""
    window.agreement.open()
    dialog = window.agreement.dialog()
    dialog.resize(*SIZE)
    dialog.wait()
    for name, page in (("agreement", dialog.overview), ("agreement-labels", dialog.by_label)):
        dialog.tabs.setCurrentWidget(page)
        yield name, dialog
    window.looks.apply("dark")
    dialog.tabs.setCurrentWidget(dialog.overview)
    yield "agreement-dark", dialog
    window.looks.apply("light")


def _returned(project: Project, folder: Path) -> Path:
    """A package of the annotator's that has come back: every document is done, the first mark is removed."""
    ids = [head.id for head in project.store.document_heads()]
    name = f"{project.path.stem}-{project.annotator}.annot"
    file = make_package(project, folder / name, project.annotator, ids).path
    with Project(file, project.annotator) as package:
        for document in ids:
            package.set_state(document, "done")
        package.remove(list(package.spans())[:1])
    return file


def _open_fullest_document(window: MainWindow) -> None:
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


def _occurrences(window: MainWindow) -> QDialog | None:
    """The dialog for the first words that stand in several places."""
    opened = window.desk.open_document
    for span in opened.spans() if opened else ():
        places = list(_places(window.desk.project, span))
        if len(places) > 2:
            label = window.desk.project.schema.label(span.label).display(language())
            return OccurrencesDialog(label, places, window)
    return None


def _places(project: Project, span: Span) -> Iterator[Place]:
    for document in project.documents():
        for start, end in annotate.occurrences(document.text, span.text):
            yield Place(document, start, end)


def _save(application: QApplication, name: str, widget: QWidget, out: Path) -> Path:
    widget.show()
    for _turn in range(3):  # layout, then what layout set in motion
        application.processEvents()
    file = out / f"{name}.png"
    widget.grab().save(str(file))
    if isinstance(widget, QDialog):
        widget.close()
    return file
