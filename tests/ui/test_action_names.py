"""What actions are called in menus, tooltips and the palette; the names of labels are the project's own."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotator.domain.schema import Label, LabelSchema
from annotator.i18n import set_language
from annotator.ui.actions import ACTIONS, LABEL, label_specs, plain
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import NAME
from annotator.ui.window_menu import palette


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("&File", "File"),
        ("文件(&F)", "文件"),
        ("R&&D", "R&D"),
        ("&1  R&&D", "1  R&D"),
        ("Q(&&)A", "Q(&)A"),
        ("&&&A", "&A"),
    ],
)
def test_a_mnemonic_is_no_part_of_a_name_and_a_doubled_one_is_a_character(entry: str, name: str) -> None:
    assert plain(entry) == name


def test_a_label_that_is_called_as_one_of_our_sentences_is_not_translated() -> None:
    (of_label,) = label_specs(LabelSchema("s", 1, (Label("Flag"),)))
    set_language("zh_CN")
    ours = next(spec for spec in ACTIONS if spec.id == "document.flag")
    assert ours.text == "Flag" != ours.name
    assert of_label.name == of_label.entry == "Flag"


def test_every_character_of_a_label_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    schema = LabelSchema("s", 1, (Label("measure", {"en": "R&D…"}, key="1"),))
    window.actions_.set_schema(schema, {})
    action = window.actions_[LABEL + "measure"]
    assert action.text() == "R&&D…"
    assert action.toolTip() == "R&D… (1)"
    found = palette(window)
    qtbot.addWidget(found)
    found.field.setText("r&d")
    assert [found.list.item(row).data(NAME) for row in range(found.list.count())] == ["R&D…"]


def test_every_character_of_a_recent_project_is_seen(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "R&D.annot"
    path.touch()
    window.settings.add_recent(path)
    file = window.menuBar().actions()[0].menu()
    assert isinstance(file, QMenu)
    recent = next(menu for menu in file.findChildren(QMenu) if menu.title() == "Recent projects")
    recent.aboutToShow.emit()
    assert recent.actions()[0].text().startswith("R&&D ")
