"""What the keys do in the view of problems and measures: a table of actions like the main window's."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.i18n import N_, _
from annotator.ui.actions import ActionSpec, bindings, plain


def _spec(name: str, text: str, *keys: str) -> ActionSpec:
    return ActionSpec(f"links.{name}", "links", text, keys)


OVERVIEW: tuple[ActionSpec, ...] = (
    _spec("accept", N_("Link"), "Y"),
    _spec("reject", N_("Reject, or remove the link"), "X", "Del"),
    _spec("next", N_("Next proposal"), "K"),
    _spec("previous", N_("Previous proposal"), "Shift+K"),
    _spec("show", N_("Show in the text"), "Return", "Enter"),
    _spec("csv", N_("Save as a table (CSV)…"), "Ctrl+E"),
    _spec("undo", N_("Undo"), "Ctrl+Z"),
    _spec("redo", N_("Redo"), "Ctrl+Y", "Ctrl+Shift+Z"),
    _spec("close", N_("Close"), "Ctrl+W"),
)


class OverviewActions(QObject):
    """The QActions of the view; `handlers` has one entry for every id."""

    def __init__(
        self, window: QWidget, handlers: Mapping[str, Callable[[], object]], own_keys: Mapping[str, str]
    ) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for identity, keys in bindings(OVERVIEW, own_keys).items():
            spec = next(one for one in OVERVIEW if one.id == identity)
            action = QAction(_(spec.text), self)
            action.setObjectName(identity)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.triggered.connect(lambda _checked=False, handler=handlers[identity]: handler())
            window.addAction(action)
            self._actions[identity] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[f"links.{name}"]

    def key(self, name: str) -> str:
        """The first key of an action as people read it; '' for none."""
        keys = self[name].shortcuts()
        return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def with_key(self, name: str) -> str:
        """The name of an action with its key, for tooltips."""
        text, key = plain(self[name].text()).rstrip("…"), self.key(name)
        return f"{text} ({key})" if key else text
