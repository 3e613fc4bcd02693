"""A window on a small project, as an annotator has it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QSpacerItem, QWidgetItem
from pytestqt.qtbot import QtBot
from review_fixtures import opened as opened  # a fixture

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.i18n import set_language
from annotator.services.project import Project, create_project
from annotator.text.outline import outline
from annotator.text.words import Words
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.suggesting.choices import Choices

REPORT = """云溪市民政局2024年法治政府建设报告
一、主要工作
（一）强化制度建设
一是制定全年普法工作要点，审核合同47份；二是开展普法宣传活动12场，接收捐款372万元。
二、存在的问题
行政执法力量不足，法治宣传方式需要创新。
三、下一步打算
加强执法人员培训，审核合同47份以上。
"""


@pytest.fixture(scope="package", autouse=True)
def _collection_by_the_clock() -> Iterator[None]:
    """As in the application (`ui/collector.py`): Python collects in this thread, between events, and never by itself."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _no_pieces_of_layouts() -> Iterator[None]:
    """No Python object stands for a `QLayoutItem`: Qt deletes one without telling it, and what comes to lie at its
    address later, a menu, is taken for it (`widgets.nested`).
    """
    yield
    pieces = (QWidgetItem, QSpacerItem)
    assert not [each for each in shiboken6.getAllValidWrappers() if isinstance(each, pieces)]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Collect when pytest-qt has closed a test's windows, and every so often all there is."""
    try:
        return (yield)
    finally:
        _collect(item)


_ended = 0


def _collect(item: pytest.Item) -> None:
    global _ended
    _ended += 1
    QCoreApplication.sendPostedEvents(
        None, QEvent.Type.DeferredDelete.value
    )  # else the next test sees windows go
    gc.collect(2 if _ended % 25 == 0 else 1)


@pytest.fixture
def project_path(tmp_path: Path) -> Path:
    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    second = "𠮷林市民政局报告\n审核合同47份，开展检查😀三次。"
    with Project(path, "setup") as project:
        texts = {"a": REPORT, "b": second}
        project.commit([Change(None, Document(i, t, outline=outline(t))) for i, t in texts.items()], "import")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "window.ini")
    settings.annotator = "li"
    settings.theme = "light"
    Choices(settings).on = False  # marks alone; what tests suggestions turns them on
    return settings


@pytest.fixture
def window(qtbot: QtBot, project_path: Path, settings: Settings, tmp_path: Path) -> MainWindow:
    set_language("en")
    made = MainWindow(Project(project_path, "li", busy_seconds=0.1), settings, Words(tmp_path))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.documents.open_last()
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made
