"""The review window while others work: documents that go, all read anew in the middle of an edit or a batch."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from review_fixtures import Opened, press, verdicts
from reviewed import TEXT

from annotator.domain.change import Change
from annotator.services.project import Project
from annotator.ui.review import session as session_module
from annotator.ui.review.batch_dialog import BatchDialog
from annotator.ui.review_window import ReviewWindow

TEXTS = {"d": TEXT, "e": TEXT + "二", "f": TEXT + "三"}


def other(window: ReviewWindow, name: str = "zhao") -> Project:
    return Project(window.session.desk.project.path, name)


def hear(qtbot: QtBot, window: ReviewWindow) -> None:
    """Until what others have done has arrived."""
    window.session.desk.poll()
    for _turn in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.session.is_reading and not window.session.is_counting)


def flood(window: ReviewWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of another window after which all cases are read anew, and have not yet been."""
    monkeypatch.setattr(session_module, "MOST", 0)
    monkeypatch.setattr(session_module, "PAINTED_MS", 300)
    with other(window) as project:
        project.annotate(project.document(list(window.session.titles)[-1]), 17, 20, "measure")
    window.session.desk.poll()
    assert window.session.is_reading
    assert window.session.review is None
    monkeypatch.setattr(session_module, "MOST", 50)


def test_a_document_that_goes_takes_its_cases_along(qtbot: QtBot, opened: Opened) -> None:
    window = opened(texts=TEXTS)
    case = window.session.current
    assert case is not None
    with other(window) as project:
        project.remove_documents([case.document])
    press(qtbot, window, "1")  # before the window has heard of it
    assert verdicts(window) == []
    hear(qtbot, window)
    assert window.session.current is not None
    assert window.session.current.document != case.document
    press(qtbot, window, "1")
    assert len(verdicts(window)) == 1


def test_an_edit_in_a_document_that_goes_is_dropped(qtbot: QtBot, opened: Opened) -> None:
    window = opened(texts=TEXTS)
    press(qtbot, window, "E BracketLeft")
    assert window.session.current is not None
    with other(window) as project:
        project.remove_documents([window.session.current.document])
    press(qtbot, window, "BracketRight Return")
    hear(qtbot, window)
    assert window.editing.editing is None
    assert verdicts(window) == []


def test_nothing_is_left_and_comes_back(qtbot: QtBot, opened: Opened) -> None:
    window = opened(texts=TEXTS)
    with other(window) as project:
        project.remove_documents(list(TEXTS))
        hear(qtbot, window)
        assert window.waiting.isVisible()
        press(qtbot, window, "1 E Down U S B 0 A K L")
        project.undo()
    hear(qtbot, window)
    assert window.session.current is not None


def test_another_schema_is_heard_of(qtbot: QtBot, opened: Opened) -> None:
    window = opened(texts=TEXTS)
    with other(window) as project:
        labels = tuple(replace(label, names={"en": "Renamed"}) for label in project.schema.labels)
        project.commit([Change(project.schema, replace(project.schema, labels=labels))], "schema")
    hear(qtbot, window)
    assert "Renamed" in window.queue.model.index(0).data()
    press(qtbot, window, "E BracketLeft Return")
    assert len(verdicts(window)) == 1


def test_an_edit_outlives_that_all_is_read_anew(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(texts=TEXTS)
    press(qtbot, window, "E BracketLeft")
    assert window.editing.editing is not None
    drafts = list(window.editing.editing.drafts)
    flood(window, monkeypatch)
    window.editing.confirm()
    assert "read anew" in window.message_bar.message()
    hear(qtbot, window)
    assert window.editing.editing is not None
    assert list(window.editing.editing.drafts) == drafts
    press(qtbot, window, "Return")
    assert [verdict.choice for verdict in verdicts(window)] == ["edit"]


def test_keys_do_no_harm_while_all_is_read_anew(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(texts=TEXTS)
    press(qtbot, window, "E BracketLeft")
    flood(window, monkeypatch)
    window.editing.move("start", 1, True)
    window.editing.leave()
    window.decision.wear()
    window.edit_reasons()
    press(qtbot, window, "1 2 B 0 E A U K S Down Up L L Ctrl+B Ctrl+B G Ctrl+G T")
    hear(qtbot, window)
    assert verdicts(window) == []
    assert window.session.current is not None


def test_a_batch_is_refused_while_all_is_read_anew(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(texts={f"d{number}": TEXT + "字" * number for number in range(20)})
    press(qtbot, window, "Shift+1")
    flood(window, monkeypatch)
    window.findChildren(BatchDialog)[0].accept()
    assert verdicts(window) == []
    assert "read anew" in window.message_bar.message()
    hear(qtbot, window)


def test_the_main_window_closes_while_cases_are_read(qtbot: QtBot, opened: Opened) -> None:
    window = opened(texts=TEXTS)
    window.session.read()
    window.parentWidget().close()
    qtbot.wait(100)
    assert not window.session.is_reading
    assert window.session.cases == []
