"""The windows in which the work of several annotators is measured and settled."""

from collections.abc import Iterator

from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.review.batch_dialog import BatchDialog
from annotator.ui.review.reasons_dialog import ReasonsDialog
from annotator.ui.review.rule_dialog import RuleDialog
from annotator.ui.review.why import why_dialog
from annotator.ui.review_window import ReviewWindow
from annotator.ui.scenes.stage import Scene, Stage, tabs_of, until


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
    for number in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(number)
        yield Scene(f"overview-{number + 1}", dialog, stays=True)
    dialog.tabs.setCurrentWidget(dialog.by_label)
    dialog.ask()
    dialog.by_label.roles.chart.choose_first()
    dialog.wait()
    yield Scene("overview-behind", dialog)
    dialog.behind.closed.emit()


def review(stage: Stage) -> Iterator[Scene]:
    """The review window on a case, on an edit of it, without names; nothing where there is nothing to compare."""
    stage.window.reviewing.open()
    window = stage.window.reviewing.dialog()
    stage.sized(window)
    until(lambda: not window.session.is_reading)
    if window.session.current is not None:
        yield Scene("review", window)
        window.keys["review.edit"].trigger()
        yield Scene("review-edit", window)
        window.keys["edit.leave"].trigger()
        window.rule_bar.blind.setChecked(True)
        yield Scene("review-blind", window)
        window.rule_bar.blind.setChecked(False)
        yield from _review_dialogs(window)
        window.decider.take(0)
        until(lambda: not window.session.is_reading)
        feedback = stage.window.reviewing.feedback()
        feedback.open_for()
        until(lambda: not feedback.is_reading)
        yield Scene("review-feedback", feedback)
        stage.project.undo()
        window.message_bar.clear()
        gold = next(iter(stage.project.spans(layer="gold")), None)
        if gold is not None:
            yield Scene("why-gold", why_dialog(stage.project, gold, stage.window))
    window.close()


def _review_dialogs(window: ReviewWindow) -> Iterator[Scene]:
    standing, session = window.session.review, window.session
    if standing is None or session.current is None:
        return
    yield Scene("review-reasons", ReasonsDialog(standing.reasons(), window))
    yield Scene("review-rule", RuleDialog(session.rule(), len(standing.layers), window))
    yield Scene("review-batch", BatchDialog(session, session.alike(session.current), "", window))
    window.show_keys()
    yield Scene("review-keys", window.findChildren(KeysDialog)[-1])
