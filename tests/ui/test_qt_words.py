"""What Qt itself says in a Chinese window: no English is left in its file dialog."""

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QFileDialog, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from annotator.i18n import set_language
from annotator.paths import resource
from annotator.ui.app import speak

SENTENCES = resource("translations", "qt_zh_CN.ts")
KINDS = ("a.txt", "b.docx", "c.pdf", "d.html", "e.csv", "f.json", "g.xlsx", "h.zip", "i.md")
NAMES = re.compile(
    r"annotator|CSV|JSON|PDF|HTML|Word|Excel|Zip|Markdown|Alt|Ctrl|Shift|\*\.\w+"
)  # the same in Chinese


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "zh_CN")
    yield
    speak(qapp, "en")
    set_language("en")


def said(widget: QWidget) -> Iterator[str]:
    """What a widget shows, tells in a tooltip, and says to a screen reader."""
    for name in ("text", "title", "toolTip", "accessibleName", "accessibleDescription", "placeholderText"):
        words = getattr(widget, name, None)
        if callable(words) and isinstance(word := words(), str):
            yield word


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("mode", list(QFileDialog.AcceptMode))
def test_no_english_is_left_in_a_file_dialog(
    qtbot: QtBot, tmp_path: Path, mode: QFileDialog.AcceptMode
) -> None:
    (tmp_path / "文件夹").mkdir()
    for name in KINDS:
        (tmp_path / name).write_text("x", encoding="utf-8")
    dialog = QFileDialog(None, "打开", str(tmp_path), "annotator (*.annot);;所有文件 (*)")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.selectNameFilter("所有文件 (*)")
    qtbot.addWidget(dialog)
    dialog.show()
    tree = dialog.findChild(QTreeView, "treeView")
    assert tree is not None
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) == len(KINDS) + 1)
    found = [word for widget in dialog.findChildren(QWidget) for word in said(widget)]
    found += [action.text() for action in dialog.findChildren(QAction)]
    for view in dialog.findChildren(QAbstractItemView):
        columns = range(view.model().columnCount())
        found += [str(view.model().headerData(each, Qt.Orientation.Horizontal)) for each in columns]
    for row in range(tree.model().rowCount(tree.rootIndex())):
        found.append(str(tree.model().index(row, 2, tree.rootIndex()).data()))  # the kind of the file
    for box in dialog.findChildren(QComboBox):
        found += [box.itemText(at) for at in range(box.count()) if "/" not in box.itemText(at)]
    english = [
        each for each in found if re.search(r"[A-Za-z]{2}", NAMES.sub("", each)) and str(tmp_path) not in each
    ]
    assert english == []
    assert "文件类型(&T)：" in found


@pytest.mark.usefixtures("chinese")
def test_every_sentence_for_qt_is_spoken() -> None:
    for context in ElementTree.parse(SENTENCES).iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            spoken = QCoreApplication.translate(name, message.findtext("source", ""))
            assert spoken == message.findtext("translation")


@pytest.mark.usefixtures("chinese")
def test_arrow_keys_are_arrows() -> None:
    assert QKeySequence("Alt+Left").toString(QKeySequence.SequenceFormat.NativeText) == "Alt+←"


def test_what_is_compiled_is_what_is_written(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    spec = importlib.util.spec_from_file_location("translations", root / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    (tmp_path / SENTENCES.name).write_bytes(SENTENCES.read_bytes())
    script.release_qt(tmp_path)
    assert (tmp_path / "qt_zh_CN.qm").read_bytes() == SENTENCES.with_suffix(".qm").read_bytes()
