"""What the window of consistency offers: a table of actions like the main window's, whose keys can be bound otherwise."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.i18n import N_, _
from annotator.ui.actions import ActionSpec, bindings, plain
from annotator.ui.bound_keys import shown_key


def _spec(name: str, text: str, *keys: str) -> ActionSpec:
    return ActionSpec(f"consistency.{name}", "suggest", text, keys)


SPECS: tuple[ActionSpec, ...] = (
    _spec("usual", N_("Like most"), "M"),
    _spec("all_usual", N_("All like most"), "Shift+M"),
    _spec("all_this", N_("All like this one"), "T"),
    _spec("leave", N_("Leave as it is"), "K"),
    _spec("leave_all", N_("Leave the whole group"), "Shift+K"),
    _spec("show", N_("Show in the text"), "Return", "Enter"),
    _spec("next", N_("Next place"), "Down", "N"),
    _spec("previous", N_("Previous place"), "Up", "P"),
    _spec("next_group", N_("Next group"), "Right", "PgDown"),
    _spec("previous_group", N_("Previous group"), "Left", "PgUp"),
    _spec("undo", N_("Undo"), "Ctrl+Z"),
    _spec("redo", N_("Redo"), "Ctrl+Y", "Ctrl+Shift+Z"),
    _spec("keys", N_("Keys…"), "Ctrl+K"),
    _spec("close", N_("Close"), "Ctrl+W", "Esc"),
)


class ConsistencyActions(QObject):
    """The QActions of the window, by the end of their id."""

    def __init__(
        self, window: QWidget, handlers: Mapping[str, Callable[[], object]], own_keys: Mapping[str, str]
    ) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for spec in SPECS:
            action = QAction(_(spec.text), self)
            action.setObjectName(spec.id)
            name = spec.id.partition(".")[2]
            action.triggered.connect(lambda _checked=False, handler=handlers[name]: handler())
            window.addAction(action)
            self._actions[name] = action
        self.bind(own_keys)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def bind(self, own_keys: Mapping[str, str]) -> None:
        """Give every action its keys: those of the person where there are some."""
        for identity, keys in bindings(SPECS, own_keys).items():
            self._actions[identity.partition(".")[2]].setShortcuts([QKeySequence(key) for key in keys])

    def hint(self, name: str) -> str:
        """What an action is called, with its first key."""
        action = self._actions[name]
        keys = action.shortcuts()
        shown = shown_key(keys[0].toString()) if keys else ""
        text = plain(action.text()).rstrip("…")
        return f"{text}  {shown}" if shown else text
