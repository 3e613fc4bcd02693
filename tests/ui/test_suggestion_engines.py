"""What is shown when: on and off, engines, the first pass, trust, training, haste."""

from collections.abc import Callable, Sequence
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span
from annotator.services import training
from annotator.services.evaluating import evaluate
from annotator.services.project import Project
from annotator.services.suggesting import accept
from annotator.services.training import load_model
from annotator.suggest import pace
from annotator.suggest.rules import Rules
from annotator.suggest.suggestion import Suggestion
from annotator.ui.dialogs import suggestions_dialog
from annotator.ui.main_window import MainWindow
from annotator.ui.suggesting import seeking
from annotator.ui.suggesting import suggesting as suggesting_module
from annotator.ui.suggesting.choices import Choices


def shown(window: MainWindow) -> int:
    return window.suggesting.offers.shown_count()


def wait_for_offers(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.suggesting.seeking.busy, timeout=10_000)


@pytest.fixture
def offering(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.actions_["suggest.show"].trigger()
    qtbot.waitUntil(lambda: shown(window) > 0, timeout=10_000)
    return window


def mark_as_rules_do(window: MainWindow, document: str = "a") -> None:
    """A layer that has been through a document, with marks that can be learned."""
    project = window.desk.project
    text = project.document(document)
    accept(project, text, Rules().suggest(text, [], project.schema))
    project.set_state(document, "done")


def test_off_hides_and_is_remembered(offering: MainWindow) -> None:
    offering.actions_["suggest.show"].trigger()
    assert shown(offering) == 0
    assert not any(span.dashed for span in offering.view.page.lanes.index.all())
    assert not Choices(offering.settings).on
    assert not offering.actions_["suggest.show"].isChecked()


def test_the_first_time_says_what_dashed_lines_are(offering: MainWindow) -> None:
    assert "Dashed lines are suggestions" in offering.message_bar.message()
    assert Choices(offering.settings).explained


def test_the_threshold_shows_less_and_tells_how_many_it_hides(offering: MainWindow) -> None:
    everything = shown(offering)
    offering.suggesting.set_least(100)
    assert shown(offering) == 0
    assert str(everything) in offering.suggesting.pane.state.text()
    offering.suggesting.set_least(0)
    assert shown(offering) == everything
    assert Choices(offering.settings).least == 0


def test_until_the_first_pass_is_done_nothing_is_shown(qtbot: QtBot, offering: MainWindow) -> None:
    offering.actions_["suggest.blind"].trigger()
    assert shown(offering) == 0
    assert offering.suggesting.pane.reveal.isVisible()
    offering.documents.set_state("done")
    assert shown(offering) > 0
    offering.documents.set_state("doing")
    assert shown(offering) == 0
    offering.actions_["suggest.reveal"].trigger()
    assert shown(offering) > 0
    offering.documents.open_document("b")
    wait_for_offers(qtbot, offering)
    assert offering.suggesting.offers.computed > 0
    assert shown(offering) == 0


def test_after_a_first_pass_the_suggestions_are_looked_at_before_the_next_document(
    offering: MainWindow,
) -> None:
    offering.actions_["suggest.blind"].trigger()
    offering.actions_["document.finish"].trigger()
    assert offering.desk.project.store.status("a", "li").state == "done"
    assert offering.desk.document is not None
    assert offering.desk.document.id == "a"
    assert shown(offering) > 0
    offering.actions_["document.finish"].trigger()
    assert offering.desk.document.id == "b"


def test_earlier_marks_are_an_engine_and_learn_as_marks_come(
    qtbot: QtBot, offering: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "LATER_MS", 10)
    offering.actions_["suggest.repeats"].trigger()
    wait_for_offers(qtbot, offering)
    assert shown(offering) == 0
    assert "suggests nothing here" in offering.suggesting.pane.state.text()
    offering.view.set_caret(offering.view.text().index("审核"))
    offering.suggesting.answering.mark("measure")
    offering.documents.open_document("b")
    qtbot.waitUntil(lambda: shown(offering) > 0, timeout=10_000)
    (one,) = offering.suggesting.offers.shown()
    assert offering.view.text()[one.start : one.end] == "审核合同47份"
    assert one.engine == "repeats"


def test_nothing_is_said_to_be_known_before_it_is(qtbot: QtBot, offering: MainWindow) -> None:
    qtbot.waitUntil(lambda: offering.suggesting.pane.trust is not None, timeout=10_000)
    assert "Nothing is known yet" in offering.suggesting.pane.expected.text()


def test_the_model_is_trained_beside_the_window_and_its_f1_is_that_of_evaluate(
    qtbot: QtBot, offering: MainWindow
) -> None:
    mark_as_rules_do(offering)
    dialog = offering.suggesting.dialog()
    qtbot.addWidget(dialog)
    assert dialog.layer.currentData() == "li"
    qtbot.waitUntil(lambda: "no model yet" in dialog.facts.text(), timeout=10_000)
    dialog.train()
    assert not dialog.train_button.isEnabled()
    qtbot.waitUntil(lambda: not offering.suggesting.learning.busy, timeout=30_000)
    project = offering.desk.project
    words = offering.suggesting.seeking._words
    assert words.ready  # features are words, not the characters that stand in for them at the start
    figures = evaluate(project, "learned", "li", words.words, words.word_at, cross_validate=True)
    model = load_model(project, "li")
    assert model is not None
    for label, value in model.facts.f1.items():
        assert figures.exact[label].f1 == value
        assert ("–" if value is None else f"{value:.3f}") in dialog.facts.text()
    offering.actions_["suggest.learned"].trigger()
    wait_for_offers(qtbot, offering)
    assert offering.suggesting.pane.problem == ""


def test_another_annotator_has_other_suggestions_and_another_trust(
    qtbot: QtBot, offering: MainWindow
) -> None:
    mark_as_rules_do(offering)
    offering.suggesting.choose("rules")
    qtbot.waitUntil(lambda: offering.suggesting.pane.trust is not None, timeout=10_000)
    assert shown(offering) == 0
    offering.looks.become("wu")
    qtbot.waitUntil(lambda: shown(offering) > 0, timeout=10_000)
    qtbot.waitUntil(lambda: offering.suggesting.pane.trust is not None, timeout=10_000)
    assert "Nothing is known yet" in offering.suggesting.pane.expected.text()


def test_without_a_model_the_pane_says_what_to_do(qtbot: QtBot, offering: MainWindow) -> None:
    offering.actions_["suggest.learned"].trigger()
    wait_for_offers(qtbot, offering)
    assert shown(offering) == 0
    assert "There is no model yet" in offering.suggesting.pane.state.text()


def test_a_model_is_trained_again_when_nobody_is_at_work(qtbot: QtBot, offering: MainWindow) -> None:
    mark_as_rules_do(offering)
    learning = offering.suggesting.learning
    learning.train("li")
    qtbot.waitUntil(lambda: learning.facts is not None, timeout=30_000)
    before = learning.facts
    assert before is not None
    learning._quiet.setInterval(50)
    mark_as_rules_do(offering, "b")
    assert learning._changed < 10  # not worth it yet
    offering.desk.project.remove(list(offering.desk.project.spans("a"))[:9])
    qtbot.waitUntil(lambda: learning.facts is not before, timeout=30_000)
    assert learning.facts is not None
    assert learning.facts.documents == ("a", "b")


def test_training_that_nobody_asked_for_gives_way_to_keys(
    qtbot: QtBot, offering: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(_project: Project, _layer: str, _cut: object, progress: Callable[[int, int], None]) -> None:
        begun.set()
        assert go_on.wait(10)
        progress(1, 3)
        raise AssertionError("it went on")

    monkeypatch.setattr(training, "train_model", slow)
    learning = offering.suggesting.learning
    learning.train("li", unasked=True)
    assert begun.wait(10)
    offering.view.set_caret(3)
    go_on.set()
    qtbot.waitUntil(lambda: not learning.busy, timeout=10_000)
    assert learning._quiet.isActive()
    assert "training" not in offering.message_bar.message()


def test_engines_of_others_can_be_chosen(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting_module, "names", lambda: ["rules", "repeats", "learned", "mine"])
    window.actions_["suggest.show"].trigger()
    qtbot.waitUntil(lambda: shown(window) > 0, timeout=10_000)
    engine = window.suggesting.pane.engine
    assert [engine.itemData(row) for row in range(engine.count())][-1] == "mine"
    engine.setCurrentIndex(engine.count() - 1)
    engine.activated.emit(engine.count() - 1)
    assert Choices(window.settings).engine == "mine"
    wait_for_offers(qtbot, window)
    assert "there is no engine “mine”" in window.suggesting.pane.state.text()


def test_acceptance_is_told_by_engine(qtbot: QtBot, offering: MainWindow) -> None:
    qtbot.keyClick(offering.view, Qt.Key.Key_Tab)
    qtbot.keyClick(offering.view, Qt.Key.Key_Return)
    qtbot.keyClick(offering.view, Qt.Key.Key_Delete)
    dialog = offering.suggesting.dialog()
    qtbot.addWidget(dialog)
    cells = [dialog.table.item(0, column) for column in range(5)]
    assert [cell.text() for cell in cells if cell] == ["Rules", "1", "0", "1", "50 %"]


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.0001, "0.1 %"),
        (0.5, "50 %"),
        (503 / 504, "99.8 %"),
        (0.99999, "99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_hundred_percent_are_all(rate: float | None, told: str) -> None:
    assert suggestions_dialog.share(rate) == told


def test_haste_is_told_quietly(qtbot: QtBot, offering: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FASTEST", 0.001)
    for _turn in range(3):
        offering.view.set_caret(0)
        qtbot.keyClick(offering.view, Qt.Key.Key_Tab)
        qtbot.keyClick(offering.view, Qt.Key.Key_Return)
    assert not offering.suggesting.pane.symbol.isVisible()  # three are no series
    offering.undo()
    pace_of_keys = offering.suggesting.answering._pace
    pace_of_keys.accept(2000, 1.0, 20)
    qtbot.keyClick(offering.view, Qt.Key.Key_Return)
    assert offering.suggesting.pane.symbol.isVisible()
    assert "faster than they can be read" in offering.suggesting.pane.state.text()


class _Broken:
    name = "broken"

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:
        raise ZeroDivisionError(f"{document.id} {len(spans)} {schema.name}")


@pytest.fixture
def broken_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeking, "engine", lambda *_arguments, **_named: _Broken())


@pytest.mark.usefixtures("broken_plugin")
def test_an_engine_of_others_that_fails_is_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    window.suggesting.choices.engine = "broken"
    window.actions_["suggest.show"].trigger()
    qtbot.waitUntil(lambda: bool(window.suggesting.pane.problem), timeout=10_000)
    assert "the engine “broken” has failed" in window.suggesting.pane.state.text()
