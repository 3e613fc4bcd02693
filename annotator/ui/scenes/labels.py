"""What labels mean, the window in which they are edited at each of its tabs, and the dialogs about their marks."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QColorDialog, QDialog

from annotator.ui.scenes.stage import Scene, Stage, tabs_of, until
from annotator.ui.schema.effects_dialog import EffectsDialog
from annotator.ui.schema.fate_dialogs import DeleteDialog, MergeDialog
from annotator.ui.schema.labels_window import LabelsWindow
from annotator.ui.schema.opening import LabelsOpening
from annotator.ui.schema.split_dialog import SplitDialog

SOUGHT = "数量"


def labels(stage: Stage) -> Iterator[Scene]:
    opening: LabelsOpening = stage.window.labels
    opening.show_guideline()
    guideline = opening.guideline()
    yield Scene("guideline", guideline)
    guideline.search.setText(SOUGHT)
    yield Scene("guideline-found", guideline)
    guideline.search.clear()
    guideline.close()
    window = opening.dialog()
    window.open()
    until(lambda: bool(window.session.counts))
    yield from tabs_of("labels", window, window.tabs)
    window.tabs.setCurrentIndex(0)
    yield from tabs_of("label", window, window.labels.tabs)
    window.labels.tabs.setCurrentIndex(0)
    yield from _fates(window)
    window.start_again()
    window.close()


def _fates(window: LabelsWindow) -> Iterator[Scene]:
    """What is asked before marks change; the draft in which a label is removed is dropped afterwards."""
    asked: dict[str, tuple[Callable[[], object], type[QDialog]]] = {
        "labels-merge": (window.tasks.merge, MergeDialog),
        "labels-colour": (window.colours.rows[0].buttons[0].click, QColorDialog),
    }
    if window.session.counts.get(window.session.label.origin):  # else nobody needs to be asked
        asked["labels-delete"] = window.tasks.delete, DeleteDialog
        asked["labels-split"] = window.tasks.split, SplitDialog
    for name, (ask, kind) in asked.items():
        ask()
        yield from _opened(name, window, kind)
    window.session.put(window.session.draft.removed(window.session.uid, None))
    yield Scene("labels-edited", window)
    if not window.session.grave:
        window.tasks.save()
        yield from _opened("labels-save", window, EffectsDialog)


def _opened(name: str, window: LabelsWindow, kind: type[QDialog]) -> Iterator[Scene]:
    """The dialog that comes, perhaps after a moment's work."""

    def shown() -> list[QDialog]:
        return [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]

    until(lambda: bool(shown()))
    yield from (Scene(name, dialog) for dialog in shown())
