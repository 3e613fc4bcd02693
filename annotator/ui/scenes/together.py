"""The windows in which the work of several annotators is measured and counted."""

from collections.abc import Iterator

from annotator.ui.scenes.stage import Scene, Stage, tabs_of


def agreement(stage: Stage) -> Iterator[Scene]:
    """The agreement window at each of its tabs, with what it has measured."""
    stage.window.agreement.open()
    dialog = stage.window.agreement.dialog()
    stage.sized(dialog)
    dialog.wait()
    yield from tabs_of("agreement", dialog, dialog.tabs)
    dialog.close()


def overview(stage: Stage) -> Iterator[Scene]:
    """The overview of the annotator's layer at each of its tabs, and the list behind a number."""
    stage.window.overview.open()
    dialog = stage.window.overview.dialog()
    stage.sized(dialog)
    dialog.wait()
    dialog.show_layer(stage.window.settings.annotator)
    dialog.wait()
    dialog.layer.setFocus()  # where it is in a window that opens, and not where an earlier picture left it
    for number in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(number)
        yield Scene(f"overview-{number + 1}", dialog, stays=True)
    dialog.tabs.setCurrentWidget(dialog.by_label)
    dialog.ask()
    dialog.by_label.roles.chart.choose_first()
    dialog.wait()
    yield Scene("overview-behind", dialog)
    dialog.behind.closed.emit()
