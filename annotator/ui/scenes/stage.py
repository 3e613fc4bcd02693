"""What scenes are set up on: the window of one project, with settings of its own, and a folder that is thrown away."""

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import (
    QAbstractAnimation,
    QElapsedTimer,
    QEventLoop,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QTabWidget, QWidget

from annotator.i18n import language
from annotator.paths import cache_dir
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import INTERFACE_SIZE, Settings
from annotator.ui.suggesting.choices import Choices
from annotator.ui.theme import still_caret

_PATIENCE_MS = 20_000
_SOON_MS = 200  # what a window puts off for no longer than this is part of what it shows


class Scene(NamedTuple):
    """Something to look at, under the name of its picture. A dialog is closed afterwards unless it is to `stay`."""

    name: str
    widget: QWidget
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    window: MainWindow
    words: Words
    folder: Path
    size: tuple[int, int]

    @property
    def project(self) -> Project:
        return self.window.desk.project

    def sized(self, widget: QWidget) -> None:
        """Make a window as large as the screen that is played."""
        widget.resize(*self.size)


@contextmanager
def staged(
    project: Path, annotator: str, size: tuple[int, int], theme: str = "light", points: int = INTERFACE_SIZE
) -> Iterator[Stage]:
    """A shown main window on a project that exists, for the layer of `annotator`.

    Suggestions are off; the letters of the window are of so many `points`. Neither the person's settings nor the project
    are changed by opening it.
    """
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    standing = qInstallMessageHandler(_heard)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "window.ini")
        settings.annotator, settings.theme, settings.language = annotator, theme, language()
        settings.interface_size = points
        Choices(settings).on = False
        app.prepare(application, settings)
        still_caret(application, True)  # or chance decides whether a picture has one
        words = Words(cache_dir())
        words.load()
        window = MainWindow(Project(project, annotator), settings, words)
        window.resize(*size)
        window.show()
        QCursor.setPos(*size)  # in the far corner, where nothing lights up under it
        yield Stage(window, words, Path(folder), size)
        window.close()
        still_caret(application, settings.still_caret)
        _strike(window)
    qInstallMessageHandler(standing)


def settle(widget: QWidget) -> None:
    """Show a widget, in front of the others, and let what it has put off for a moment come to its end."""
    widget.show()
    if not isinstance(widget, QMenu):
        widget.activateWindow()
    for _turn in range(3):
        QApplication.processEvents()
    until(lambda: not any(_is_due_soon(timer) for timer in widget.findChildren(QTimer)))
    until(lambda: not any(_moves(each) for each in widget.findChildren(QAbstractAnimation)))


def tabs_of(name: str, dialog: QWidget, tabs: QTabWidget) -> Iterator[Scene]:
    """A window at each of its tabs."""
    for number in range(tabs.count()):
        tabs.setCurrentIndex(number)
        yield Scene(f"{name}-{number + 1}", dialog, stays=number < tabs.count() - 1)


def dismiss(scene: Scene) -> None:
    """Close what was looked at, if it is a dialog that does not stay."""
    if isinstance(scene.widget, QDialog) and not scene.stays:
        scene.widget.close()


def until(ready: Callable[[], bool]) -> None:
    """Let what runs beside the window come to its end, for some seconds at the most."""
    clock = QElapsedTimer()
    clock.start()
    while not ready() and clock.elapsed() < _PATIENCE_MS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def throw_away(widget: QWidget) -> QWidget:
    """The widget, which is deleted when it closes."""
    widget.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return widget


def _is_due_soon(timer: QTimer) -> bool:
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= _SOON_MS


def _strike(window: MainWindow) -> None:
    """Take every window down while Qt stands: Python, which ends in no order, would now and then end in a crash."""
    shiboken6.delete(window)
    gc.collect()


def _moves(animation: QAbstractAnimation) -> bool:
    """Whether it is on its way to an end, such as the cross of a field that fades in."""
    return animation.state() == QAbstractAnimation.State.Running and animation.loopCount() >= 0


def _heard(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt has to say, but for what the offscreen platform cannot do and nobody needs."""
    if kind != QtMsgType.QtDebugMsg and "plugin does not support" not in message:
        sys.stderr.write(f"Qt: {message}\n")
