"""What the review window offers: a table of actions like the main window's, one half for deciding, one for editing."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.domain.schema import LabelSchema
from annotator.i18n import N_
from annotator.ui.actions import ACTIONS, ActionSpec, bindings, label_specs, plain

TAKE, TAKE_ALIKE, REASON = "review.take_", "review.take_alike_", "review.reason_"
DIGITS = range(1, 10)
MOVES = tuple(
    f"mark.{edge}_{side}{suffix}"
    for edge in ("start", "end")
    for side in ("left", "right")
    for suffix in ("", "_character")
)


def _spec(name: str, text: str, *keys: str) -> ActionSpec:
    return ActionSpec(f"review.{name}", "review", text, keys)


DECIDING: tuple[ActionSpec, ...] = (
    _spec("left", N_("Take the first version"), "Left"),
    _spec("right", N_("Take the second version"), "Right"),
    _spec("both", N_("Take all versions"), "B"),
    _spec("both_alike", N_("Take all versions, in all alike"), "Shift+B"),
    _spec("neither", N_("Nobody is right"), "0", "X"),
    _spec("neither_alike", N_("Nobody is right, in all alike"), "Shift+0", "Shift+X"),
    _spec("edit", N_("Edit"), "E"),
    _spec("attributes", N_("Attributes from another version"), "A"),
    _spec("keep", N_("Keep the earlier decision"), "K"),
    _spec("reopen", N_("Open again"), "U"),
    _spec("skip", N_("Skip"), "S"),
    _spec("next", N_("Next case"), "Down", "N"),
    _spec("previous", N_("Previous case"), "Up", "P"),
    _spec("no_reason", N_("No reason"), "Alt+0"),
    _spec("note", N_("Write a note"), "T"),
    _spec("confidence", N_("Sure, unsure, not said"), "C"),
    _spec("keep_reason", N_("Keep the reason for the next case"), "R"),
    _spec("alike", N_("Decide all alike"), "L"),
    _spec("blind", N_("Hide the names"), "Ctrl+B"),
    _spec("example", N_("Take as example into the guideline"), "G"),
    _spec("settle", N_("Put what all agree on into gold"), "Ctrl+G"),
    _spec("guideline", N_("Guideline of the label"), "F1"),
    _spec("filter", N_("Go to the filters"), "F"),
    _spec("undo", N_("Undo"), "Ctrl+Z"),
    _spec("redo", N_("Redo"), "Ctrl+Y", "Ctrl+Shift+Z"),
    _spec("keys", N_("Keys…"), "Ctrl+K"),
    _spec("close", N_("Close"), "Ctrl+W", "Esc"),
    *(_spec(f"take_{digit}", N_("Take a version"), str(digit)) for digit in DIGITS),
    *(_spec(f"take_alike_{digit}", N_("Take a version, in all alike"), f"Shift+{digit}") for digit in DIGITS),
    *(_spec(f"reason_{digit}", N_("Give a reason"), f"Alt+{digit}") for digit in DIGITS),
)
_CONFIRM = ActionSpec("edit.confirm", "review", N_("Confirm the edit"), ("Return", "Enter"))
_LEAVE = ActionSpec("edit.leave", "review", N_("Leave the edit"), ("Esc",))
_WALK = ("mark.next_span", "mark.previous_span")
_SHARED = (*MOVES, *_WALK, "mark.remove")


def editing_specs(schema: LabelSchema) -> tuple[ActionSpec, ...]:
    """The labels and what moves boundaries, under the same ids and keys as in the main window."""
    shared = {spec.id: spec for spec in ACTIONS if spec.id in _SHARED}
    return (*label_specs(schema), *(shared[name] for name in _SHARED), _CONFIRM, _LEAVE)


def label_keys(schema: LabelSchema) -> list[tuple[str, tuple[str, ...]]]:
    """The actions that labels bring along, with their keys."""
    return [(spec.id, spec.keys) for spec in label_specs(schema)]


class ReviewActions(QObject):
    """The QActions of a review window; either those for deciding or those for editing listen."""

    def __init__(
        self,
        window: QWidget,
        text_view: QWidget,
        schema: LabelSchema,
        handlers: Mapping[str, Callable[[], object]],
        own_keys: Mapping[str, str],
    ) -> None:
        super().__init__(window)
        self._groups = (DECIDING, editing_specs(schema))
        self.label_keys = label_keys(schema)
        self._actions: dict[str, QAction] = {}
        for specs in self._groups:
            for spec in specs:
                action = QAction(spec.entry, self)
                action.setObjectName(spec.id)
                action.triggered.connect(lambda _checked=False, handler=handlers[spec.id]: handler())
                if spec.id in _WALK:  # elsewhere Tab goes to the next field
                    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                    text_view.addAction(action)
                else:
                    window.addAction(action)
                self._actions[spec.id] = action
        self.bind(own_keys)
        self.set_editing(False)

    def __getitem__(self, identity: str) -> QAction:
        return self._actions[identity]

    def set_editing(self, editing: bool) -> None:
        """Digits take versions while one decides, and are the labels' keys while one edits."""
        for group, specs in enumerate(self._groups):
            for spec in specs:
                self._actions[spec.id].setEnabled(bool(group) == editing)

    def bind(self, own_keys: Mapping[str, str]) -> None:
        for specs in self._groups:
            for identity, keys in bindings(specs, own_keys).items():
                self._actions[identity].setShortcuts([QKeySequence(key) for key in keys])

    def key(self, identity: str) -> str:
        """The first key of an action as people read it; '' for none."""
        keys = self._actions[identity].shortcuts()
        return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def hint(self, identity: str) -> str:
        """The name of an action with its key, for tooltips."""
        name, key = plain(self._actions[identity].text()).rstrip("…"), self.key(identity)
        return f"{name} ({key})" if key else name
