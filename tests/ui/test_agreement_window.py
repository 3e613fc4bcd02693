"""The agreement window: figures that appear by themselves, stay fresh, and lead to their disagreements."""

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agreement_project import SAID, agreement_project, span_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.i18n import set_language
from annotator.services.agreeing import Agreeing, Scope
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui import theme
from annotator.ui.agreement import measuring
from annotator.ui.agreement.opening import AgreementOpening
from annotator.ui.agreement.table import RAW, TableModel
from annotator.ui.agreement_window import AgreementWindow
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings


@pytest.fixture
def project_path(tmp_path: Path) -> Path:
    return agreement_project(tmp_path / "p.annot", {"a": SAID, "b": {**SAID, "zhao": ["metric 12场"]}})


@pytest.fixture
def main(qtbot: QtBot, project_path: Path, settings: Settings, tmp_path: Path) -> Iterator[MainWindow]:
    set_language("en")
    made = MainWindow(Project(project_path, "li", busy_seconds=0.5), settings, Words(tmp_path))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot, main: MainWindow) -> AgreementWindow:
    main.actions_["view.agreement"].trigger()
    made = main.agreement.dialog()
    settle(qtbot, made)
    return made


def settle(qtbot: QtBot, dialog: AgreementWindow) -> None:
    dialog.wait()


def test_figures_appear_with_intervals_and_notes(dialog: AgreementWindow) -> None:
    report = dialog._agreed.report  # type: ignore[union-attr]
    card = dialog.headline.cards["f1.exact"]
    assert card.value.text() == f"{report.f1['exact']:.3f}"
    assert card.bounds.text().startswith("[")
    assert "only 2 documents" in dialog.notes.text()
    assert dialog.stack.currentIndex() == 0
    assert dialog.save_button.isEnabled()
    assert len(dialog.overview.pairs.picture.cells) == 6  # type: ignore[union-attr]
    assert dialog.by_document.body.rows.rowCount() == 2


def test_an_edit_is_measured_by_itself(qtbot: QtBot, dialog: AgreementWindow, main: MainWindow) -> None:
    before = dialog.headline.cards["f1.exact"].value.text()
    document = main.desk.project.document("b")
    main.desk.project.commit([Change(None, span_of(document, "zhao", "metric 47份"))], "mark")
    settle(qtbot, dialog)
    assert dialog.headline.cards["f1.exact"].value.text() != before
    assert dialog._details is not None


def test_edits_while_one_is_being_measured_are_not_lost(
    qtbot: QtBot, dialog: AgreementWindow, main: MainWindow
) -> None:
    project = main.desk.project
    measured: list[object] = []
    dialog.measuring.measured.connect(measured.append)
    project.commit([Change(None, span_of(project.document("b"), "zhao", "metric 47份"))], "mark")
    # It may be measured before anybody looks; then the next edit is one like any other.
    qtbot.waitUntil(lambda: dialog.measuring._refreshing or bool(measured), timeout=20_000)
    project.commit([Change(None, span_of(project.document("a"), "zhao", "metric 12场"))], "mark")
    dialog.measuring._catch_up()
    settle(qtbot, dialog)
    assert dialog._agreed.report == Agreeing(project, Scope()).report  # type: ignore[union-attr]


def test_a_new_layer_is_read_by_itself(qtbot: QtBot, dialog: AgreementWindow, main: MainWindow) -> None:
    document = main.desk.project.document("a")
    main.desk.project.commit([Change(None, span_of(document, "new", "metric 47份"))], "mark")
    qtbot.waitUntil(lambda: "new" in dialog._agreed.report.layers, timeout=20_000)  # type: ignore[union-attr]
    assert ("new", "new") in dialog.layers._offered


def test_a_hidden_window_catches_up_when_it_is_shown(
    qtbot: QtBot, dialog: AgreementWindow, main: MainWindow
) -> None:
    dialog.hide()
    document = main.desk.project.document("b")
    main.desk.project.commit([Change(None, span_of(document, "zhao", "metric 47份"))], "mark")
    assert not dialog.measuring.busy
    main.agreement.open()
    settle(qtbot, dialog)
    assert dialog._agreed.spans == 21  # type: ignore[union-attr]


def test_nothing_leads_anywhere_until_somebody_reviews(qtbot: QtBot, main: MainWindow) -> None:
    alone = AgreementOpening(main)  # without anybody who reviews
    alone.open()
    dialog = alone.dialog()
    settle(qtbot, dialog)
    heard: list[Any] = []
    dialog.review_wanted.connect(heard.append)
    qtbot.keyClick(dialog.overview.pairs, Qt.Key.Key_Return)
    assert heard == []
    alone.stop()


def test_a_figure_opens_the_review_of_its_disagreements(
    qtbot: QtBot, dialog: AgreementWindow, main: MainWindow
) -> None:
    qtbot.keyClick(dialog.overview.pairs, Qt.Key.Key_Return)
    review = main.reviewing.dialog()
    qtbot.waitUntil(lambda: not review.session.is_reading)
    assert review.isVisible()
    assert review.session.between == ("li", "wang")


def test_cells_rows_and_bars_lead_to_their_disagreements(
    qtbot: QtBot, dialog: AgreementWindow, main: MainWindow
) -> None:
    heard: list[dict[str, Any]] = []
    main.agreement.lead_to(heard.append)  # type: ignore[arg-type]
    chart = dialog.overview.pairs
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert set(heard.pop()["layers"]) == {"li", "zhao"}
    bars = dialog.overview.labels
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Enter)
    wanted = heard.pop()
    assert wanted["label"] == "measure"
    assert set(wanted["layers"]) == {"li", "wang", "zhao"}
    rows = dialog.by_document.body
    rows.setCurrentIndex(rows.model().index(0, 0))
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert heard.pop()["document"] == "b"
    matrix = dialog.by_label.matrix
    cell = next(each for each in matrix.picture.cells if each.about["kind"] == "label")  # type: ignore[union-attr]
    where = matrix.rect().topLeft() + type(matrix.pos())(round(cell.x) + 4, round(cell.y) + 4)
    dialog.tabs.setCurrentWidget(dialog.by_label)
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(matrix, Qt.MouseButton.LeftButton, pos=where)
    assert heard.pop()["kind"] == "label"


def test_arrow_keys_walk_every_cell_and_say_where_they_are(qtbot: QtBot, dialog: AgreementWindow) -> None:
    chart = dialog.overview.pairs
    assert chart.accessibleName() == "Pairs of annotators: Exact F1"
    seen = {chart.cell.name}  # type: ignore[union-attr]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(chart, key)
        assert chart.accessibleDescription() == chart.cell.name  # type: ignore[union-attr]
        seen.add(chart.cell.name)  # type: ignore[union-attr]
    assert len(seen) == 3


def test_filters_measure_anew(qtbot: QtBot, dialog: AgreementWindow) -> None:
    dialog.layers.choose(["li", "wang"])
    settle(qtbot, dialog)
    assert dialog._agreed.report.layers == ("li", "wang")  # type: ignore[union-attr]
    dialog.roles.choose(["problems"])
    settle(qtbot, dialog)
    assert dialog._agreed.scope.roles == ("problems",)  # type: ignore[union-attr]
    assert "problems" in " ".join(dialog._told)
    dialog.layers.choose(None)
    settle(qtbot, dialog)
    assert len(dialog._agreed.report.layers) == 3  # type: ignore[union-attr]


def test_the_popup_offers_and_takes_choices(qtbot: QtBot, dialog: AgreementWindow) -> None:
    dialog.labels.click()
    popup = dialog.labels.popup
    assert popup._model.rowCount() == 3
    popup._tick_all(False)
    popup._model.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    settle(qtbot, dialog)
    assert dialog.labels.chosen() == ("measure",)
    assert list(dialog._agreed.report.by_label) == ["measure"]  # type: ignore[union-attr]


def test_one_annotator_alone_is_told_what_to_do(
    qtbot: QtBot, dialog: AgreementWindow, main: MainWindow
) -> None:
    dialog.layers.choose(["li"])
    settle(qtbot, dialog)
    assert dialog.stack.currentIndex() == 1
    assert "No document has been finished by two" in dialog.hint.text()
    assert not dialog.save_button.isEnabled()
    project = main.desk.project
    for layer in ("wang", "zhao"):
        project.remove(list(project.spans(layer=layer)))
    dialog.layers.choose(None)
    settle(qtbot, dialog)
    assert "compares the marks of two annotators" in dialog.hint.text()
    assert dialog.import_button.isVisible()
    assert not dialog.unfinished_button.isVisible()


def test_gamma_is_computed_when_it_is_asked_for(qtbot: QtBot, dialog: AgreementWindow) -> None:
    with qtbot.waitSignal(dialog.measuring.gamma_found, timeout=30_000):
        dialog.expert.start.click()
        assert dialog.measuring.computing_gamma
    assert dialog.expert.gamma.text().startswith("gamma 0.")
    assert not dialog.expert.start.isEnabled()


def test_gamma_can_be_stopped(qtbot: QtBot, dialog: AgreementWindow) -> None:
    dialog.expert.start.click()
    dialog.expert.stop.click()
    assert not dialog.measuring.computing_gamma
    assert dialog.expert.start.isEnabled()
    assert dialog.expert.gamma.text().startswith("Not computed")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_reports_are_saved(qtbot: QtBot, dialog: AgreementWindow, tmp_path: Path, language: str) -> None:
    set_language(language)
    for kind in ("html", "pdf", "csv"):
        with qtbot.waitSignal(dialog.saving.said, timeout=20_000):
            dialog.saving.write(kind, tmp_path / f"r.{kind}")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "</html>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(text.splitlines()))) > 100


def test_the_pdf_holds_the_figures_as_text(qtbot: QtBot, dialog: AgreementWindow, tmp_path: Path) -> None:
    import pypdfium2

    set_language("zh_CN")
    with qtbot.waitSignal(dialog.saving.said, timeout=20_000):
        dialog.saving.write("pdf", tmp_path / "r.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    text = unicodedata.normalize("NFKC", text)  # Qt calls some characters by the names of radicals
    pdf.close()
    report = dialog._agreed.report  # type: ignore[union-attr]
    assert f"{report.alpha['char']:.3f}" in text
    assert "精确 F1" in text
    assert "Mathet" in text


def test_a_report_that_cannot_be_written_says_why(
    qtbot: QtBot, dialog: AgreementWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.saving.said, timeout=20_000):
        dialog.saving.write("csv", tmp_path / "no" / "r.csv")
    assert "cannot write" in dialog.status.toolTip()


def test_tables_sort_by_value_with_what_has_none_last(dialog: AgreementWindow) -> None:
    view = dialog.expert.units
    QAbstractItemModelTester(view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        view.sortByColumn(2, order)
        values = [view.model().index(row, 2).data(RAW) for row in range(view.model().rowCount())]
        known = [value for value in values if isinstance(value, float)]
        assert known == sorted(known, reverse=order == Qt.SortOrder.DescendingOrder)
        assert values[: len(known)] == known
    assert isinstance(view.rows, TableModel)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK])
def test_charts_are_drawn_in_either_theme(dialog: AgreementWindow, tokens: theme.Tokens) -> None:
    chart = dialog.overview.labels
    chart.set_tokens(tokens)
    drawn: QPixmap = chart.grab()
    colours = {
        drawn.toImage().pixelColor(x, y).name()
        for x in range(0, drawn.width(), 2)
        for y in range(0, drawn.height(), 3)
    }
    assert tokens.accent_soft.lower() in colours


def test_many_documents_show_something_before_their_words_are_found(
    qtbot: QtBot, dialog: AgreementWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "MANY_DOCUMENTS", 1)
    levels: list[tuple[str, ...]] = []
    dialog.measuring.measured.connect(lambda agreed: levels.append(agreed.levels))
    dialog.measure()
    settle(qtbot, dialog)
    assert levels == [(), ("word", "sentence")]
    assert dialog.save_button.isEnabled()
