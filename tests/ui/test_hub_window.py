"""The hub in the window: joining, syncing, conflicts, being offline."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hubs import sync
from keyring.backends import null
from postgres import Server
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.span import GOLD
from annotator.services.hub.joining import add_annotator, give_out, init_hub, join_hub
from annotator.services.project import Project, create_project
from annotator.team.address import parse_address
from annotator.team.conflict import OURS, THEIRS
from annotator.team.hub import Hub
from annotator.ui.hub.decide_dialog import DecideDialog
from annotator.ui.hub.dialog import HubDialog
from annotator.ui.main_window import MainWindow


class Colleague:
    """A reviewer with a project of her own, and the hub that she has set up with the window's documents."""

    def __init__(self, url: str, path: Path, reports: Path) -> None:
        self.url, self.path = url, path
        init_hub(url, "chen")
        create_project(path, actor="chen")
        with Project(reports, "reader") as source, Project(path, "chen") as project:
            from annotator.domain.change import Change

            project.commit([Change(None, document) for document in source.documents()], "import")
        join_hub(path, url, "chen")
        self.sync()
        with Hub(*parse_address(url)) as hub:
            login = f"wang_{parse_address(url)[0].place.rpartition('/')[2]}"
            self.invitation = add_annotator(hub, "wang", "reviewer", login)

    def sync(self) -> None:
        sync(self.path, "chen", self.url)

    def mark(self, layer: str, start: int, end: int) -> None:
        with Project(self.path, layer) as project:
            project.annotate(project.document("a"), start, end, "measure")
        self.sync()


@pytest.fixture
def colleague(
    database: str, project_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Colleague]:
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    made = Colleague(database, tmp_path / "chen.annot", project_path)
    monkeypatch.setenv("PGPASSWORD", made.invitation.password)
    yield made
    keyring.set_keyring(before)


def synced(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.hub.running, timeout=20_000)


def join(qtbot: QtBot, window: MainWindow, colleague: Colleague) -> HubDialog:
    window.actions_["file.hub"].trigger()
    dialog = next(d for d in window.findChildren(HubDialog) if d.isVisible())
    qtbot.keyClicks(dialog.join_page.url, colleague.invitation.url)
    qtbot.keyClicks(dialog.join_page.password, colleague.invitation.password)
    qtbot.mouseClick(dialog.join_page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.state_page, timeout=20_000)
    synced(qtbot, window)
    return dialog


def layers(window: MainWindow) -> list[tuple[str, int]]:
    return [(span.layer, span.start) for span in window.desk.project.spans("a")]


def test_joining_brings_the_others_work_and_a_name(
    qtbot: QtBot, window: MainWindow, colleague: Colleague
) -> None:
    assert not window.status_line.hub.isVisible()
    colleague.mark("chen", 25, 31)
    dialog = join(qtbot, window, colleague)
    assert window.desk.project.annotator == "wang"
    assert window.status_line.hub.isVisible()
    assert ("chen", 25) in layers(window)
    page = dialog.state_page
    assert "wang" in page.you.text()
    assert page.doings.item(0, 0).text() == "chen"
    assert page.by_itself.isChecked()


def test_a_wrong_password_is_said_in_the_dialog(
    qtbot: QtBot, window: MainWindow, colleague: Colleague
) -> None:
    dialog = window.hub.open()
    qtbot.keyClicks(dialog.join_page.url, colleague.invitation.url)
    qtbot.keyClicks(dialog.join_page.password, "wrong")
    qtbot.mouseClick(dialog.join_page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.join_page.button.isEnabled(), timeout=20_000)
    assert "password authentication failed" in dialog.join_page.message.text()
    assert dialog.focusWidget() is dialog.join_page.url  # and not what closes the dialog
    assert window.hub.standing() is None


def test_one_key_syncs_both_ways(qtbot: QtBot, window: MainWindow, colleague: Colleague) -> None:
    join(qtbot, window, colleague).close()
    window.desk.project.annotate(window.desk.project.document("a"), 40, 45, "measure")
    qtbot.waitUntil(lambda: "2" in window.status_line.hub.text())
    colleague.mark("chen", 25, 31)
    window.actions_["file.sync"].trigger()
    synced(qtbot, window)
    standing = window.hub.standing()
    assert standing is not None
    assert standing.waiting == 0
    assert ("chen", 25) in layers(window)
    colleague.sync()
    with Project(colleague.path, "chen") as project:
        assert [span.start for span in project.spans(layer="wang")] == [40]


def test_offline_is_said_in_the_button_alone(
    qtbot: QtBot, window: MainWindow, colleague: Colleague, server: Server
) -> None:
    join(qtbot, window, colleague).close()
    said: list[str] = []
    window.desk.warned.connect(said.append)
    before = window.status_line.hub.text()
    server.stop()
    try:
        window.hub.sync()
        synced(qtbot, window)
    finally:
        server.start()
    assert said == []
    assert window.hub.offline
    assert window.status_line.hub.text() != before
    window.hub.sync()
    synced(qtbot, window)
    assert not window.hub.offline


@pytest.mark.parametrize(("choice", "stands"), [(OURS, 28), (THEIRS, 25)])
def test_conflicts_open_the_dialog_of_merging(
    qtbot: QtBot, window: MainWindow, colleague: Colleague, choice: str, stands: int
) -> None:
    dialog = join(qtbot, window, colleague)
    colleague.mark(GOLD, 25, 31)
    with Project(window.desk.project.path, GOLD) as project:
        project.annotate(project.document("a"), 28, 35, "measure")
    window.hub.sync()
    synced(qtbot, window)
    assert dialog.state_page.decide_button.isVisible()
    qtbot.mouseClick(dialog.state_page.decide_button, Qt.MouseButton.LeftButton)
    deciding = next(d for d in window.findChildren(DecideDialog) if d.isVisible())
    qtbot.waitUntil(lambda: deciding._looking is None, timeout=20_000)
    assert not deciding.add_button.isVisible()
    assert deciding.conflicts.undecided() == 1
    deciding.conflicts.take_all(choice)
    deciding.accept()
    synced(qtbot, window)
    assert [start for layer, start in layers(window) if layer == GOLD] == [stands]
    colleague.sync()
    with Project(colleague.path, "chen") as project:
        assert [span.start for span in project.spans(layer=GOLD)] == [stands]


def test_the_next_document_opens(qtbot: QtBot, window: MainWindow, colleague: Colleague) -> None:
    dialog = join(qtbot, window, colleague)
    with Project(colleague.path, "chen") as project, Hub(*parse_address(colleague.url)) as hub:
        give_out(project, hub, ["b"], 1)
    qtbot.mouseClick(dialog.state_page.next_button, Qt.MouseButton.LeftButton)
    synced(qtbot, window)
    assert window.desk.document is not None
    assert window.desk.document.id == "b"


def test_a_sync_can_be_stopped(qtbot: QtBot, window: MainWindow, colleague: Colleague) -> None:
    join(qtbot, window, colleague).close()
    colleague.mark("chen", 25, 31)
    window.hub.start()
    window.hub.cancel()
    synced(qtbot, window)
    assert window.hub.failure == ""
    window.hub.start()
    synced(qtbot, window)
    assert ("chen", 25) in layers(window)
