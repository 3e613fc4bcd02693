"""The blinking of a caret, at the pace that the desktop asks for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication


class Blink:
    """Calls `show(on)`; a caret that has just moved is on, one without the focus is off."""

    def __init__(self, show: Callable[[bool], None], parent: QObject) -> None:
        self._show = show
        self._on = False
        self._timer = QTimer(parent)
        self._timer.timeout.connect(self._turn)

    def restart(self, focused: bool) -> None:
        # Qt's flash time is a whole period; none or less means that the caret must not blink.
        period = QGuiApplication.styleHints().cursorFlashTime()
        if focused and period > 1:
            self._timer.start(period // 2)
        else:
            self._timer.stop()
        if self._on != focused:
            self._on = focused
            self._show(focused)

    def _turn(self) -> None:
        self._on = not self._on
        self._show(self._on)
