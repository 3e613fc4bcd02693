"""What the keys of the table's actions are at present, for sentences that name one."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from annotator.i18n import _
from annotator.ui.actions import ACTIONS, ActionSpec, bindings

_CALLED = {"Return": "Enter"}  # as it is printed on most keyboards, in China too, where Qt says 回车


def shown_key(key: str) -> str:
    """A key in Qt's portable text as people read it."""
    shown = _native(key)
    if shown.endswith("+"):
        return shown
    called = {_native(name): printed for name, printed in _CALLED.items() if _native(name).isalpha()}
    return "+".join(called.get(part, part) for part in shown.split("+"))


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class BoundKeys(QObject):
    """Parts that show a sentence all the time say it anew when `changed`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._specs: tuple[ActionSpec, ...] = ACTIONS
        self._own: Mapping[str, str] = {}
        self._bound: dict[str, tuple[str, ...]] | None = None

    def bind(self, specs: Iterable[ActionSpec], own_keys: Mapping[str, str]) -> None:
        """These are the actions, and the person's own keys."""
        self._specs, self._own, self._bound = tuple(specs), dict(own_keys), None
        self.changed.emit()

    def __call__(self, identity: str) -> str:
        """The first key of an action as people read it; where it has none, its name, as the menus have it."""
        if self._bound is None:
            self._bound = bindings(self._specs, self._own)
        keys = self._bound[identity]
        if keys:
            return shown_key(keys[0])
        spec = next(spec for spec in self._specs if spec.id == identity)
        return _("“{name}”", name=spec.name)
