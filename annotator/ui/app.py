"""The application: starts, shows windows, and is the last net under every error."""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from getpass import getuser
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    Qt,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from annotator.domain.errors import UserError
from annotator.i18n import _, language, set_language
from annotator.paths import cache_dir, data_dir, resource
from annotator.services.packaging import package_layer
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui import theme
from annotator.ui.collector import Collector
from annotator.ui.crash import CrashDialog, report_of
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.icons import application_icon
from annotator.ui.jobs import Job, pool_of
from annotator.ui.main_window import MainWindow
from annotator.ui.marking import warm
from annotator.ui.settings import Settings
from annotator.ui.start.opening import TOUR_FILE, sample_project, tour_project
from annotator.ui.start.start_dialog import AGAIN, TOUR, StartDialog
from annotator.ui.suggesting.choices import Choices
from annotator.ui.text_view import expose_text
from annotator.ui.untouched import know_projects_by_name

GIVE_WAY = 0.001  # seconds after which work on another thread lets the window go on; Python's own 5 ms add up to a key felt
log = logging.getLogger("annotator")


def run(path: Path | None = None) -> int:
    """Open the window on a project: the one given, the last one, or the sample. Returns the exit code.

    Raises UserError where there is no display.
    """
    _need_display()
    know_projects_by_name()
    sys.setswitchinterval(GIVE_WAY)
    application = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(application, QApplication)
    settings = Settings()
    prepare(application, settings)
    windows = Windows(settings)
    sys.excepthook = windows.caught
    if isinstance(application, Application):
        application.file_wanted.connect(windows.open)
    windows.start(path)
    return application.exec() if windows.window is not None else 1


def _need_display() -> None:
    """Qt would end the program where it finds none."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        raise UserError(_("there is no display to open a window on; “annotator tour DIR” works without one"))


def prepare(application: QApplication, settings: Settings) -> None:
    """Language, fonts, colours, and when garbage is collected: what every window stands on."""
    if application.findChild(Collector) is None:
        Collector(application)
    speak(application, settings.language)
    application.setApplicationName("annotator")
    application.setDesktopFileName("annotator")
    application.setWindowIcon(application_icon())
    expose_text(application)
    theme.still_caret(application, settings.still_caret)
    dress(application, settings)


def dress(application: QApplication, settings: Settings) -> None:
    """Fonts and colours, in the language that is spoken."""
    theme.set_fonts(application, settings.interface_size, settings.interface_family)
    theme.apply(application, theme.tokens_for(settings.theme))


def speak(application: QApplication, name: str) -> None:
    """Our sentences and Qt's own in the language `name`."""
    set_language(name, straight=True)
    for standing in application.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        application.removeTranslator(standing)
        standing.deleteLater()
    QLocale.setDefault(
        QLocale(language() if language() != "en" else "en_GB")
    )  # kinds of files, names of days
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ours = str(
        resource("translations")
    )  # what Qt's own catalogue lacks; the last one installed is asked first
    for catalogue, folder in ((f"qtbase_{name}", of_qt), (f"qt_{name}", ours)):
        translator = QTranslator(application)
        if translator.load(catalogue, folder):
            application.installTranslator(translator)


def first_projects(settings: Settings) -> Iterator[Path]:
    """The project that was open last, those before it, then the sample, made on the spot where it is not there."""
    yield from settings.recent_projects()
    yield sample_project()


class Application(QApplication):
    """Knows that macOS hands over a file that was double-clicked as an event and not as an argument."""

    file_wanted = Signal(Path)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_wanted.emit(Path(event.file()))
            return True
        return super().event(event)


class Windows(QObject):
    """Makes the window, and makes it anew for another project or language; one at a time."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.window: MainWindow | None = None
        self.words = Words(cache_dir())
        self._pool = pool_of(self)

    def start(self, path: Path | None = None) -> None:
        """Show the first window: on the project given, else on the last one that can be opened."""
        refusals: list[str] = []
        if path is None and (self.settings.starts_on_page or not self.settings.recent_projects()):
            path = self._first_choice()
        for candidate in [path] if path else first_projects(self.settings):
            try:
                self._show(candidate)
            except UserError as error:
                refusals.append(str(error))
            else:
                break
        if refusals:
            self._refused("\n".join(dict.fromkeys(refusals)))

    def tour(self) -> None:
        """Show the tour, in a window on its own project."""
        self.open(tour_project())
        if self.window is not None and self.window.desk.project.path.name == TOUR_FILE:
            self.window.start.begin()

    def open(self, path: Path) -> None:
        """Show a window on a project; where that fails, a message, and the window there was stays."""
        try:
            self._show(path)
        except UserError as error:
            self._refused(str(error))

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that nothing caught: a sentence for a UserError, a dialog and the log for a bug."""
        if isinstance(error, UserError) and self.window is not None:
            self.window.message_bar.warn(str(error))
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        file = _log_file()
        log.error(text)
        sys.stderr.write(text)
        CrashDialog(report_of(kind, error, trace), file, self.window).open()

    def _show(self, path: Path) -> None:
        """Raises UserError where the project cannot be opened."""
        if self.window is not None:
            if not self.window.may_close():
                return
            self.window.documents.remember_place()  # it may be this project in another language
        old, self.window = self.window, self._made(self._opened(path))
        self.window.open_wanted.connect(self.open)
        self.window.tour_wanted.connect(self.tour)
        self.settings.add_recent(path)
        self.window.show()
        if old is not None:
            old.close()
            old.deleteLater()
        # After the first frame: what nobody waits for.
        QTimer.singleShot(200, self._warm)
        QTimer.singleShot(1_500, self.window, self.window.tasks.daily_backup)

    def _opened(self, path: Path) -> Project:
        """The project, with the name of who works on it: in a package whom it is for, else who is known here.

        Raises UserError.
        """
        project = Project(path, self.settings.annotator or _user(), busy_seconds=0.25)
        try:
            layer = package_layer(project)
        except UserError:
            project.close()
            raise
        if layer is None and not self.settings.annotator:
            self._ask_name()
        project.annotator = layer or self.settings.annotator
        return project

    def _first_choice(self) -> Path:
        """The start page, at the very first start; closing it is looking at the sample."""
        while True:
            dialog = StartDialog(self.settings, None, self.settings.annotator or _user())
            dialog.setWindowIcon(application_icon())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it is read after `exec`
            code = dialog.exec()
            dialog.deleteLater()
            if code != AGAIN:
                break
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            speak(application, self.settings.language)
            dress(application, self.settings)
        self.settings.annotator = self.settings.annotator or _user()
        if code and dialog.choice == TOUR:
            QTimer.singleShot(0, self, lambda: self.window.start.begin() if self.window else None)
            return tour_project()
        return dialog.path if code and dialog.path else sample_project()

    def _ask_name(self) -> None:
        dialog = TextDialog(
            _("Welcome to annotator"),
            _("What is your name? Marks go into a layer of this name; you can change it later."),
            _user(),
            None,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # it is read after `exec`
        dialog.exec()
        self.settings.annotator = dialog.text or _user()

    def _made(self, project: Project) -> MainWindow:
        """A window that stands where one left off. Raises UserError where the project cannot be read."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        speak(application, self.settings.language)
        dress(application, self.settings)
        try:
            window = MainWindow(project, self.settings, self.words)
            window.view.set_column(self.settings.columns, self.settings.text_family)
            if self.settings.text_size:
                window.view.set_zoom(self.settings.text_size)
            window.documents.open_last()
        except UserError:
            for widget in application.topLevelWidgets():  # it may be there by half, with a clock that goes on
                if isinstance(widget, MainWindow) and widget is not self.window:
                    widget.deleteLater()
            project.close()
            raise
        return window

    def _refused(self, sentence: str) -> None:
        if self.window is not None:
            self.window.message_bar.warn(sentence)
        else:
            QMessageBox.warning(None, "annotator", sentence)

    def _warm(self) -> None:
        if not self.words.ready:
            Job(lambda _progress, _cancelled: self._load(), self).start(self._pool)

    def _load(self) -> None:
        """On another thread."""
        warm()
        self.words.load()
        if Choices(self.settings).on:
            from annotator.suggest.rules import prepare

            prepare()


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # no such user in a bare container
        return "annotator"


def _log_file() -> Path:
    """Where bugs are written to, with a handler put up on first use."""
    from logging.handlers import RotatingFileHandler  # a hundredth of a second, for a day that may never come

    file = data_dir() / "annotator.log"
    if not log.handlers:
        log.addHandler(RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8"))
    return file
