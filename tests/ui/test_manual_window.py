"""The manual in the window: contents, links, history, search; nothing is fetched or opened by itself."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication, QTextDocument
from pytestqt.qtbot import QtBot

from annotator.i18n import set_language
from annotator.paths import docs
from annotator.services.manual import Manual
from annotator.ui import theme
from annotator.ui.main_window import MainWindow
from annotator.ui.manual.typesetting import place_of, typeset
from annotator.ui.manual.window import ManualWindow


@pytest.fixture
def manual(qtbot: QtBot) -> ManualWindow:
    set_language("en")
    made = ManualWindow(Manual("en"), theme.LIGHT, None)
    qtbot.addWidget(made)
    made.show()
    return made


def titles(manual: ManualWindow) -> list[str]:
    return [manual.list.item(row).text() for row in range(manual.list.count())]


def test_it_opens_at_the_quick_start_with_all_pages_in_the_contents(manual: ManualWindow) -> None:
    assert manual.page.title == "Quick start"
    assert titles(manual)[:2] == ["Quick start", "Marking"]
    assert "annotator from Python" in titles(manual)
    assert manual.view.toPlainText().startswith("Quick start")


def test_the_heading_between_the_contents_is_read_as_well_as_any_and_follows_the_theme(
    manual: ManualWindow,
) -> None:
    heading = manual.list.item(titles(manual).index("Further pages"))
    assert heading.flags() == Qt.ItemFlag.NoItemFlags
    for tokens in (theme.LIGHT, theme.DARK):
        manual.set_tokens(tokens)
        assert heading.foreground().color().name().upper() == tokens.muted.upper()


def test_a_dot_is_set_off_from_its_words_and_a_number_is_left_alone() -> None:
    document = QTextDocument()
    typeset(document, "- dot\n\n1. number\n", theme.LIGHT, 11)
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
    dot, number = document.findBlockByNumber(0), document.findBlockByNumber(1)
    assert dot.charFormat().fontFamilies() == fixed
    assert number.charFormat().fontFamilies() != fixed
    assert all(piece.format.fontFamilies() != fixed for piece in dot.textFormats())


def test_a_link_leads_to_its_page_and_back_and_forward_retrace_the_way(manual: ManualWindow) -> None:
    manual.follow(QUrl("marking.md"))
    assert manual.page.title == "Marking"
    assert manual.list.currentItem().text() == "Marking"
    manual.follow(QUrl("../python.md"))
    assert manual.page.title == "annotator from Python"
    manual.back()
    manual.back()
    assert manual.page.title == "Quick start"
    manual.back()
    assert manual.page.title == "Quick start"
    manual.forward()
    assert manual.page.title == "Marking"
    manual.follow(QUrl("review.md"))
    manual.forward()
    assert manual.page.title == "Review"


def test_a_heading_is_brought_to_the_top(manual: ManualWindow) -> None:
    manual.follow(QUrl("../suggestions.md#an-engine-of-your-own"))
    assert manual.view.textCursor().block().text() == "An engine of your own"
    assert manual.view.verticalScrollBar().value() > 0


@pytest.mark.parametrize(
    "link", ["https://example.org/x", "../../schemas/label-schema.schema.json", "/etc/passwd"]
)
def test_an_address_is_shown_and_opened_only_when_asked(
    manual: ManualWindow, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    manual.view.anchorClicked.emit(QUrl(link))
    assert (opened, manual.page.title) == ([], "Quick start")
    assert manual.address.text() == link
    assert manual.foot.isVisible()
    manual.open_button.click()
    assert [url.toString() for url in opened] == [link]
    assert not manual.foot.isVisible()


def test_an_address_can_be_copied(manual: ManualWindow) -> None:
    manual.follow(QUrl("https://example.org/x"))
    manual.copy_button.click()
    assert QGuiApplication.clipboard().text() == "https://example.org/x"


def test_search_lists_pages_and_shows_the_words(manual: ManualWindow) -> None:
    manual.field.setText("kappa")
    assert titles(manual)
    assert manual.list.item(0).text().startswith("Agreement")
    manual.list.setCurrentRow(0)
    assert manual.page.title == "Agreement"
    assert manual.view.textCursor().selectedText().lower() == "kappa"
    manual.field.setText("xylophone")
    assert titles(manual) == ["Nothing was found."]
    assert manual.list.item(0).flags() == Qt.ItemFlag.NoItemFlags
    manual.field.clear()
    assert manual.list.currentItem().text() == "Agreement"


def test_enter_goes_from_the_words_to_the_first_page_found(manual: ManualWindow, qtbot: QtBot) -> None:
    manual.activateWindow()
    manual.field.setText("kappa")
    qtbot.keyClick(manual.field, Qt.Key.Key_Return)
    assert manual.page.title == "Agreement"
    assert manual.focusWidget() is manual.list


def test_letters_grow_to_three_times_their_size_and_no_further(manual: ManualWindow) -> None:
    own = manual.view.size_of_text()
    for size in range(own, own * 4):
        manual.view.set_size(size)
    assert manual.view.size_of_text() == own * 3
    sizes = [
        piece.format.fontPointSize()
        for block in blocks(manual.view.document())
        for piece in block.textFormats()
        if not piece.format.isImageFormat() and block.text()
    ]
    assert min(sizes) >= own * 3 * 0.9


def test_pictures_fit_the_window_and_come_from_the_manual_alone(manual: ManualWindow, qtbot: QtBot) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    for width in (1000, 800):
        manual.resize(width, 600)
        qtbot.waitUntil(lambda: width_of(manual) < manual.view.viewport().width())
        assert width_of(manual) > 300
    assert manual.view.loadResource(kind, QUrl("../../resources/icons/annotator.svg")) is None
    assert manual.view.loadResource(kind, QUrl("https://example.org/x.png")) is None


@pytest.mark.parametrize(
    "page", sorted(docs().rglob("*.md")), ids=lambda page: f"{page.parent.name}/{page.stem}"
)
def test_no_sign_of_markdown_is_left_in_what_is_shown(page: Path, qtbot: QtBot) -> None:
    document = QTextDocument()
    typeset(document, page.read_text("utf-8"), theme.DARK, 11)
    shown = [
        block.text()
        for block in blocks(document)
        if not block.blockFormat().background().style() and "import " not in block.text()
    ]
    assert [text for text in shown if "**" in text or "](" in text or text.startswith(("#", "|"))] == []


def width_of(manual: ManualWindow) -> int:
    """Of a picture, on the screen."""
    kind = QTextDocument.ResourceType.ImageResource.value
    width: int = manual.view.loadResource(kind, QUrl("../pictures/en-main.png")).width()
    return width


def blocks(document: QTextDocument):  # type: ignore[no-untyped-def]
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def test_headings_are_found_by_the_names_of_links(qtbot: QtBot) -> None:
    document = QTextDocument()
    typeset(document, "# One\n\ntext\n\n## Two words\n", theme.LIGHT, 11)
    assert place_of(document, "two-words") == document.toPlainText().index("Two")
    assert place_of(document, "three") is None


def test_the_help_menu_opens_it_in_the_language_of_the_window(window: MainWindow) -> None:
    set_language("zh_CN")
    window.actions_["help.manual"].trigger()
    assert window.manual.dialog().isVisible()
    assert window.manual.dialog().page.title == "快速上手"
    window.looks.apply("dark")
    assert window.manual.dialog().view.toPlainText().startswith("快速上手")


def test_its_key_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    window.view.setFocus()
    qtbot.keyClick(window.view, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert window.manual.dialog().isVisible()


def test_a_missing_manual_is_told_in_the_message_bar(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.manual.docs", lambda: tmp_path)
    window.actions_["help.manual"].trigger()
    assert str(tmp_path) in window.message_bar.text.text()
