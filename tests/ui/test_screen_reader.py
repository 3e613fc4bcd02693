"""What assistive technology learns of the text: through Qt's own interfaces, and through AT-SPI where that is there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from annotator.services.project import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from annotator.ui.suggesting.choices import Choices
from annotator.ui.text_view import LabelStyle, TextView, ViewSpan, expose_text
from annotator.ui.text_view.accessible import marks_in_words

TEXT = "一😀三四五六七八\r\n第二段\r尾"
CLIENT = Path(__file__).parent / "at_client.py"
PYTHONS = (sys.executable, "/usr/bin/python3")
CAN_ASK = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> TextView:
    expose_text(qapp)
    made = TextView()
    qtbot.addWidget(made)
    made.set_document(TEXT)
    made.set_label_styles({"measure": LabelStyle("#0044AA", name="措施"), "metric": LabelStyle("#AA4400")})
    made.set_spans([ViewSpan("outer", 1, 6, "measure"), ViewSpan("inner", 2, 4, "metric", dashed=True)])
    return made


def test_the_text_is_told_with_as_many_places_as_it_has(view: TextView) -> None:
    told = QAccessible.queryAccessibleInterface(view).textInterface()
    assert told.characterCount() == len(TEXT.encode("utf-16-le")) // 2
    assert told.text(0, told.characterCount()) == TEXT.replace("\r", "\n")


def test_caret_and_selection_are_told_in_qts_units_and_taken_back(view: TextView) -> None:
    view.select(1, 3)
    told = QAccessible.queryAccessibleInterface(view).textInterface()
    assert (told.cursorPosition(), told.selectionCount()) == (4, 1)
    told.setCursorPosition(5)
    assert view.selection() == (4, 4)
    view.set_document("另一篇")
    assert QAccessible.queryAccessibleInterface(view).textInterface().text(0, 3) == "另一篇"


def test_it_is_a_text_that_is_read_and_not_written(view: TextView) -> None:
    seen = QAccessible.queryAccessibleInterface(view)
    assert seen.role() == QAccessible.Role.EditableText
    assert seen.state().readOnly
    assert seen.state().multiLine
    assert seen.text(QAccessible.Text.Name) == view.accessibleName()


def test_what_qt_lacks_is_missing_and_no_crash(view: TextView) -> None:
    seen = QAccessible.queryAccessibleInterface(view)
    assert seen.valueInterface() is None
    assert seen.attributesInterface() is None


def test_the_marks_at_the_caret_are_the_description(view: TextView) -> None:
    assert marks_in_words(view, 0) == ""
    assert marks_in_words(view, 1) == "措施: 😀三四五六"
    view.set_caret(2)
    description = QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Description)
    assert description.startswith("suggested: metric: 三四; 措施")


def test_what_was_told_goes_with_the_view(qapp: QApplication) -> None:
    expose_text(qapp)
    for _once in range(2):  # what earlier views leave behind
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    before = len(qapp.topLevelWidgets())
    made = TextView()
    told = QAccessible.queryAccessibleInterface(made)
    assert told.textInterface() is not None
    Shiboken.delete(made)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not Shiboken.isValid(told)
    assert len(qapp.topLevelWidgets()) == before


@pytest.fixture
def asker() -> str:
    """A Python that can ask as a screen reader does."""
    if not all(shutil.which(tool) for tool in ("xvfb-run", "dbus-run-session")):
        pytest.skip("needs xvfb-run and dbus-run-session")
    for python in PYTHONS:
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", CAN_ASK], capture_output=True).returncode
        ):
            return python
    pytest.skip("needs a Python with gi and Atspi (python3-gi, gir1.2-atspi-2.0, at-spi2-core)")


@pytest.fixture
def told(asker: str, project_path: Path, tmp_path: Path) -> dict[str, object]:
    """What the client printed about a window on a project with one mark."""
    with Project(project_path, "li") as project:
        document = project.document("a")
        start = document.text.index("审核合同")
        project.annotate(document, start, start + 7, "measure")
    home = tmp_path / "home"
    kept = Settings(home / "config" / "annotator" / "window.ini")
    kept.annotator, kept.language, kept.theme = "li", "en", "light"
    Choices(kept).on = False
    kept.set_last_document(project_path, "a", 0)
    kept.save()
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    environment = {
        **os.environ, **places, "HOME": str(home), "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHONPATH": str(CLIENT.parent.parent.parent),
    }  # fmt: skip
    script = '"$0" -m annotator "$1" >&2 & window=$!; "$2" "$3" 审核合同47份; kill $window'
    command = ["xvfb-run", "-a", "dbus-run-session", "--", "sh", "-c", script]
    done = subprocess.run(
        [*command, sys.executable, str(project_path), asker, str(CLIENT)], env=environment, capture_output=True, text=True
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_screen_reader_reads_the_window(told: dict[str, object]) -> None:
    names = {tuple(pair) for pair in told["names"]}  # type: ignore[attr-defined]
    expected = {
        ("push button", "Import reports"),
        ("list", "Marks"),
        ("text", "Note"),
        ("page tab", "Outline"),
    }
    assert expected <= names
    assert told["role"] == "text"
    assert set(told["states"]) == {"READ_ONLY", "MULTI_LINE", "FOCUSABLE"}  # type: ignore[call-overload]
    assert str(told["text"]).startswith("云溪市民政局")
    assert told["caret"] == 1
    assert str(told["description"]).startswith("Measure: 审核合同47份;")
    assert told["selection"] == [0, 7]
    assert told["run"] == [0, 7]
    assert told["attributes"]["underline"] in ("single", "solid")  # type: ignore[index]


def test_the_main_windows_text_is_exposed(window: MainWindow, qapp: QApplication) -> None:
    expose_text(qapp)
    assert QAccessible.queryAccessibleInterface(window.view).textInterface().characterCount() > 100
