"""The window's eye on the project file."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.change import Step
from annotator.domain.errors import ProjectBusy, ProjectError, UserError
from annotator.services.project import Project
from annotator.store import DocumentInfo, Filter
from annotator.ui import bridge as bridge_module
from annotator.ui.bridge import Bridge
from annotator.ui.panes.documents_model import DocumentsModel


def fails(*_arguments: object) -> list[Step]:
    raise ProjectBusy("busy for a moment")


def test_a_poll_that_fails_is_said_once_and_tried_again(
    qtbot: QtBot, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_module, "POLL_MS", 10)
    with Project(project_path, "li") as project, Project(project_path, "wang") as other:
        bridge = Bridge(project)
        said: list[UserError] = []
        heard: list[Step] = []
        bridge.failed.connect(said.append)
        bridge.changed.connect(heard.append)
        with monkeypatch.context() as patch:
            tries = [0]

            def counted() -> list[Step]:
                tries[0] += 1
                return fails()

            patch.setattr(project.store, "news", counted)
            qtbot.waitUntil(lambda: tries[0] == 3)
        assert [str(error) for error in said] == ["busy for a moment"]
        assert bridge._timer.interval() > 10
        other.set_flag("a", True)
        qtbot.waitUntil(lambda: len(heard) == 1)
        assert bridge._timer.interval() == 10
        monkeypatch.setattr(project.store, "news", fails)
        qtbot.waitUntil(lambda: len(said) == 2)  # it is another time
        bridge.close()


def test_the_list_of_documents_paints_nothing_where_nothing_can_be_read(
    qtbot: QtBot, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project(project_path, "li") as project:
        model = DocumentsModel(project)
        model.reload()
        title = model.data(model.index(0))
        model.refresh()

        def gone(*_arguments: object) -> dict[int, DocumentInfo]:
            raise ProjectError("the disk is gone")

        with monkeypatch.context() as patch:
            patch.setattr(project.store, "document_infos", gone)
            assert model.data(model.index(0)) is None
        assert model.data(model.index(0)) == title
        monkeypatch.setattr(project.store, "document_keys", gone)
        with qtbot.assertNotEmitted(model.modelAboutToBeReset), pytest.raises(ProjectError):
            model.set_filter(Filter(title="x"))
        assert model.rowCount() == 2
