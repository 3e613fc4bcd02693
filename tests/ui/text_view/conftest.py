"""A text view that is shown, sized and styled; and helpers that look at what it painted."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QFontDatabase
from pytestqt.qtbot import QtBot

from annotator.ui.text_view import LabelStyle, TextView

STYLES = {
    "measure": LabelStyle("#0072B2", "solid", "举措"),
    "problem": LabelStyle("#D55E00", "solid", "问题"),
    "metric": LabelStyle("#009E73", "dot", "指标"),
}


@pytest.fixture
def make_view(qtbot: QtBot) -> Callable[[str], TextView]:
    def make(text: str, width: int = 900, height: int = 600) -> TextView:
        view = TextView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_label_styles(STYLES)
        view.set_document(text)
        view.show()
        qtbot.waitExposed(view)
        return view

    return make


@pytest.fixture
def chinese_font(qapp: object) -> None:
    """Skip where no font has Chinese glyphs: widths would be those of empty boxes."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("no Chinese font is installed")
