"""Reviewing: cases of several kinds, an edit, what was decided and why, what stands in the way."""

from collections.abc import Iterator

from annotator.domain.span import GOLD
from annotator.i18n import _
from annotator.services.cases import Case
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.review.batch_dialog import BatchDialog
from annotator.ui.review.reasons_dialog import ReasonsDialog
from annotator.ui.review.rule_dialog import RuleDialog
from annotator.ui.review.why import why_dialog
from annotator.ui.review.wording import quoted
from annotator.ui.review_window import ReviewWindow
from annotator.ui.scenes.stage import Scene, Stage, until

MANY = 13  # cases of which one is asked
_SHOWN = ("attribute", "boundary", "label", "split", "relation")  # kinds whose cards look otherwise


def review(stage: Stage) -> Iterator[Scene]:
    """The review window; nothing where there is nothing to compare."""
    stage.window.reviewing.open()
    window = stage.window.reviewing.dialog()
    stage.sized(window)
    _ready(window)
    if window.session.cases:
        window.session.go(window.session.cases[0])
        yield from _cases(window)
        yield from _dialogs(window)
        yield from _filtered(window)
        yield from _decided(stage, window)
        yield from _unfinished(stage, window)
    window.close()


def _cases(window: ReviewWindow) -> Iterator[Scene]:
    session = window.session
    yield Scene("review", window)
    window.keys["review.edit"].trigger()
    yield Scene("review-edit", window)
    window.keys["mark.remove"].trigger()
    yield Scene("review-edit-nothing-left", window)
    window.keys["edit.leave"].trigger()
    window.rule_bar.blind.setChecked(True)
    yield Scene("review-blind", window)
    window.rule_bar.blind.setChecked(False)
    first = session.cases[0]
    for kind in _SHOWN:
        case = next((each for each in session.cases if each.kind == kind), None)
        if case is not None:
            session.go(case)
            if kind == "attribute":
                window.keys["review.attributes"].trigger()
            yield Scene(f"review-{kind}", window)
    session.go(first)


def _dialogs(window: ReviewWindow) -> Iterator[Scene]:
    standing, session = window.session.review, window.session
    if standing is None or session.current is None:
        return
    yield Scene("review-reasons", ReasonsDialog(standing.reasons(), window))
    yield Scene("review-rule", RuleDialog(session.rule(), len(standing.layers), window))
    sentence = _("Nobody is right: {quote}", quote=quoted(next(iter(session.cases[0].spans)).text))
    yield Scene("review-batch", BatchDialog(session, session.cases[:MANY], sentence, window))
    window.show_keys()
    yield Scene("review-keys", window.findChildren(KeysDialog)[-1])


def _filtered(window: ReviewWindow) -> Iterator[Scene]:
    """A filter that nothing fits, and the way back."""
    window.queue.show_filters({"kind": ("gone",)})
    yield Scene("review-nothing-fits", window)
    window.queue.clear()


def _decided(stage: Stage, window: ReviewWindow) -> Iterator[Scene]:
    """Some cases are decided: what is told of it, what can be learned from it, and where an annotator has come back."""
    cases, decider = window.session.cases[:4], window.decider
    reasons = window.session.review.reasons() if window.session.review is not None else []
    for number, case in enumerate(cases):
        window.session.go(case)
        decider.say(reason=reasons[number % len(reasons)] if reasons else "")
        decider.take(number % 2)
        _ready(window)
    yield Scene("review-next", window)
    window.queue.show_filters({"state": ("decided",)})
    window.session.go(window.session.cases[0])
    window.message_bar.clear()
    yield Scene("review-decided", window)
    feedback = stage.window.reviewing.feedback()
    feedback.open_for()
    until(lambda: not feedback.is_reading)
    yield Scene("review-feedback", feedback)
    yield from _why(stage, cases[0])
    yield from _reopened(stage, window, cases[0])
    for _each in cases:
        window.undo()
    window.queue.clear()
    window.message_bar.clear()


def _why(stage: Stage, case: Case) -> Iterator[Scene]:
    """Why something is gold: since a case was decided so; since somebody has put it there by hand."""
    gold = list(stage.project.spans(layer=GOLD))
    of_case = [each for each in gold if each.doc_id == case.document and case.start <= each.start < case.end]
    for name, found in (("why-gold", of_case), ("why-gold-by-hand", gold)):
        if found:
            yield Scene(name, why_dialog(stage.project, found[0], stage.window))


def _reopened(stage: Stage, window: ReviewWindow, case: Case) -> Iterator[Scene]:
    """A decided case whose annotator has changed something since."""
    span = next(iter(case.spans))
    stage.project.resize(span, stage.project.document(span.doc_id), span.start, span.end - 1)
    _ready(window)
    window.queue.show_filters({"state": ("reopened",)})
    if window.session.cases:
        window.session.go(window.session.cases[0])
        yield Scene("review-reopened", window)
    stage.project.undo()
    _ready(window)


def _unfinished(stage: Stage, window: ReviewWindow) -> Iterator[Scene]:
    """Nobody has finished anything: nothing to compare yet."""
    documents = [head.id for head in stage.project.store.document_heads()]
    for document in documents:
        stage.project.set_state(document, "doing")
    window.session.read()
    _ready(window)
    window.activateWindow()
    yield Scene("review-nothing-yet", window)
    for _each in documents:
        stage.project.undo()
    window.session.read()
    _ready(window)


def _ready(window: ReviewWindow) -> None:
    until(lambda: not window.session.is_reading)
