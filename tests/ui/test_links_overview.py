"""The view of problems and measures: what it lists and counts, answers by key, where a click leads."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.change import Change
from annotator.domain.span import make_span
from annotator.i18n import set_language
from annotator.services.answers import LINKED, PROPOSED, UNANSWERED, Answer, Place, Problem
from annotator.services.linking import rejections
from annotator.services.project import Project, create_project
from annotator.text.words import Words
from annotator.ui.linking.overview_model import (
    ANSWER,
    ISSUER,
    LINK,
    PROBLEM,
    STATUS,
    YEAR,
    OverviewModel,
)
from annotator.ui.linking.overview_table import overview_table
from annotator.ui.linking.overview_window import OverviewWindow
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from tests.suggest.linked_reports import linked

KEY = Qt.Key


def a_window(qtbot: QtBot, folder: Path, settings: Settings, layer: str) -> MainWindow:
    set_language("en")
    path = folder / "links.annot"
    create_project(path, actor="setup")
    with Project(path, "setup") as project:
        for issuer in ("qinghe", "linsha"):
            some = linked(issuer, layer)
            project.commit([Change(None, one) for one in (*some.documents, *some.spans)], "import")
    made = MainWindow(Project(path, "li", busy_seconds=0.1), settings, Words(folder))
    qtbot.addWidget(made)
    made.documents.open_document("qinghe-2022")
    made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, settings: Settings) -> MainWindow:
    return a_window(qtbot, tmp_path, settings, "li")


@pytest.fixture
def overview(qtbot: QtBot, window: MainWindow) -> OverviewWindow:
    window.actions_["view.links"].trigger()
    made = window.linking.overview.dialog()
    settled(qtbot, made)
    return made


def settled(qtbot: QtBot, overview: OverviewWindow) -> None:
    qtbot.waitUntil(lambda: not overview.reader.busy, timeout=15_000)


def press(qtbot: QtBot, overview: OverviewWindow, key: Qt.Key, control: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(overview.table, key, modifiers)


def stand(overview: OverviewWindow, problem: str, measure: str = "") -> None:
    overview.table.setCurrentIndex(overview.model.index(overview.model.row_of((problem, measure)), ANSWER))


def said(overview: OverviewWindow, row: int) -> list[str]:
    return [overview.model.index(row, column).data() for column in range(overview.model.columnCount())]


def counts(overview: OverviewWindow) -> dict[str, str]:
    return {name: button.text().split("  ")[1] for name, button in overview.filters.states.items()}


def test_it_opens_on_the_issuer_of_the_report_that_is_open(overview: OverviewWindow) -> None:
    assert overview.filters.issuer.currentText() == "青禾市民政局"
    assert counts(overview) == {"": "21", LINKED: "0", PROPOSED: "21", UNANSWERED: "0"}
    assert overview.table.isColumnHidden(ISSUER)
    assert overview.focusWidget() is overview.table
    first = overview.model.rows[0].answer
    assert first is not None
    assert first.proposal is not None
    assert said(overview, 0)[YEAR:] == [
        "2021",
        "基层执法人员配备不足",
        f"{round(100 * first.proposal.score)} %",
        "2021",
        "增加基层民政执法人员编制",
    ]
    assert said(overview, 1)[YEAR:LINK] == ["", ""]  # the problem is named once
    assert overview.model.index(0, ANSWER).data(STATUS) == "Planned"
    dates = [row.place(PROBLEM).year for row in overview.model.rows]
    assert dates == sorted(dates)


def test_filters_and_counts(overview: OverviewWindow) -> None:
    filters = overview.filters
    filters.issuer.setCurrentIndex(0)
    assert counts(overview)[""] == "37"
    assert not overview.table.isColumnHidden(ISSUER)
    filters.first.setCurrentIndex(filters.first.findData(2023))
    filters.last.setCurrentIndex(filters.last.findData(2023))
    assert counts(overview)[""] == "12"
    assert {row.place(PROBLEM).year for row in overview.model.rows} == {2023}
    filters.show_all()
    filters.states[UNANSWERED].setChecked(True)
    (row,) = overview.model.rows
    assert row.answer is None
    assert said(overview, 0)[LINK:] == ["", "", "no measure so far"]
    filters.states[LINKED].setChecked(True)
    assert overview.hint.text() == "No problem fits these filters."
    assert overview.stack.currentIndex() == 1
    overview.all_button.click()
    assert overview.stack.currentIndex() == 0
    assert counts(overview)[""] == "37"


def test_one_key_links_and_goes_on_and_undo_takes_it_back(
    qtbot: QtBot, overview: OverviewWindow, window: MainWindow
) -> None:
    stand(overview, "qinghe-p203", "qinghe-m304")
    press(qtbot, overview, KEY.Key_Y)
    assert [(one.head, one.tail) for one in window.desk.project.relations()] == [
        ("qinghe-m304", "qinghe-p203")
    ]
    assert overview.current is not None
    assert overview.current.key == ("qinghe-p203", "qinghe-m305")  # the next proposal
    assert said(overview, overview.model.row_of(("qinghe-p203", "qinghe-m304")))[LINK] == "linked"
    assert counts(overview)[LINKED] == "1"
    assert not overview.reader.busy  # it knows already
    press(qtbot, overview, KEY.Key_Z, control=True)
    settled(qtbot, overview)
    assert window.desk.project.relations() == []
    assert counts(overview)[LINKED] == "0"
    assert overview.current.key == ("qinghe-p203", "qinghe-m305")


def test_one_key_rejects_or_removes_a_link(
    qtbot: QtBot, overview: OverviewWindow, window: MainWindow
) -> None:
    stand(overview, "qinghe-p304", "qinghe-m321")
    assert overview.about.reject.text() == "Reject (X)"
    press(qtbot, overview, KEY.Key_X)
    assert rejections(window.desk.project) == {("addresses", "qinghe-m321", "qinghe-p304")}
    row = overview.model.row_of(("qinghe-p304", ""))
    assert said(overview, row)[ANSWER] == "no measure so far"
    assert counts(overview)[UNANSWERED] == "1"
    stand(overview, "qinghe-p206", "qinghe-m310")
    press(qtbot, overview, KEY.Key_Y)
    stand(overview, "qinghe-p206", "qinghe-m310")
    assert overview.about.reject.text() == "Remove the link (X)"
    press(qtbot, overview, KEY.Key_Delete)
    assert window.desk.project.relations() == []
    assert len(rejections(window.desk.project)) == 2
    overview.read()
    settled(qtbot, overview)
    assert ("qinghe-p206", "qinghe-m310") not in [one.key for one in overview.model.rows]


def test_clicks_and_enter_lead_to_the_mark(
    qtbot: QtBot, overview: OverviewWindow, window: MainWindow
) -> None:
    row = overview.model.row_of(("qinghe-p203", "qinghe-m304"))
    for column, document, mark in (
        (PROBLEM, "qinghe-2022", "qinghe-p203"),
        (ANSWER, "qinghe-2023", "qinghe-m304"),
    ):
        index = overview.model.index(row, column)
        overview.table.scrollTo(index)
        centre = overview.table.visualRect(index).center()
        qtbot.mouseClick(overview.table.viewport(), Qt.MouseButton.LeftButton, pos=centre)
        assert window.desk.document is not None
        assert (window.desk.document.id, window.desk.current.id) == (document, mark)  # type: ignore[union-attr]
    overview.table.setCurrentIndex(overview.model.index(row, YEAR))
    press(qtbot, overview, KEY.Key_Return)
    assert window.desk.document.id == "qinghe-2022"


def test_keys_walk_the_proposals(qtbot: QtBot, overview: OverviewWindow) -> None:
    stand(overview, "qinghe-p203", "qinghe-m304")
    press(qtbot, overview, KEY.Key_Y)
    stand(overview, "qinghe-p203", "qinghe-m216")
    press(qtbot, overview, KEY.Key_K)
    assert overview.current is not None
    assert overview.current.key == ("qinghe-p203", "qinghe-m305")  # past the one that is linked
    overview.walk(-1)
    assert overview.current.key == ("qinghe-p203", "qinghe-m216")
    overview.table.setCurrentIndex(overview.model.index(overview.model.rowCount() - 1, ANSWER))
    press(qtbot, overview, KEY.Key_K)
    assert overview.status.text() == "No proposal follows."


def test_what_others_write_is_seen(qtbot: QtBot, overview: OverviewWindow, window: MainWindow) -> None:
    with Project(window.desk.project.path, "li") as other:
        other.link(other.store.span("qinghe-m304"), other.store.span("qinghe-p203"), "addresses")
    window.desk.poll()
    settled(qtbot, overview)
    assert counts(overview)[LINKED] == "1"
    overview.hide()
    window.desk.project.remove([window.desk.project.store.span("qinghe-p101")])
    assert not overview.reader.busy
    window.linking.overview.open()
    settled(qtbot, overview)
    assert counts(overview)[""] == "20"


def test_what_is_shown_is_saved_as_a_table(qtbot: QtBot, overview: OverviewWindow, tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    overview.filters.first.setCurrentIndex(overview.filters.first.findData(2023))
    overview.saving.write(out)
    qtbot.waitUntil(lambda: overview.status.text() == "Saved as o.csv", timeout=5_000)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + overview.model.rowCount()
    overview.saving.write(tmp_path / "no" / "o.csv")
    qtbot.waitUntil(lambda: "there is no folder" in overview.status.toolTip(), timeout=5_000)


def test_marks_of_others_are_shown_and_not_linked(qtbot: QtBot, tmp_path: Path, settings: Settings) -> None:
    window = a_window(qtbot, tmp_path, settings, "gold")
    window.actions_["view.links"].trigger()
    overview = window.linking.overview.dialog()
    settled(qtbot, overview)
    assert counts(overview)[""] == "21"
    press(qtbot, overview, KEY.Key_Y)
    assert window.desk.project.relations() == []
    assert not overview.about.accept.isEnabled()
    assert overview.about.reason.text() == "These are marks of gold; links are made in one’s own layer."
    layers = overview.filters.layer
    layers.setCurrentIndex(layers.findData("li"))
    layers.activated.emit(layers.currentIndex())
    settled(qtbot, overview)
    assert overview.hint.text().startswith("There is nothing to show yet: layer “li” has no marks to link")
    window.desk.set_annotator("gold")
    layers.setCurrentIndex(layers.findData("gold"))
    layers.activated.emit(layers.currentIndex())
    settled(qtbot, overview)
    press(qtbot, overview, KEY.Key_Y)
    assert len(window.desk.project.relations()) == 1


def test_a_project_without_problems_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    project = window.desk.project
    project.remove([span for span in project.spans() if span.label == "problem"])
    window.actions_["view.links"].trigger()
    overview = window.linking.overview.dialog()
    settled(qtbot, overview)
    assert overview.hint.text().startswith("No problem is marked in this layer.")
    assert not overview.all_button.isVisible()
    assert not overview.save_button.isEnabled()


def test_a_link_that_somebody_else_made_first_is_read_anew(
    qtbot: QtBot, overview: OverviewWindow, window: MainWindow
) -> None:
    stand(overview, "qinghe-p203", "qinghe-m304")
    with Project(window.desk.project.path, "li") as other:
        other.remove([other.store.span("qinghe-m304")])
    press(qtbot, overview, KEY.Key_Y)
    assert "there is no span" in overview.status.toolTip()
    settled(qtbot, overview)
    window.desk.poll()
    settled(qtbot, overview)
    assert ("qinghe-p203", "qinghe-m304") not in [one.key for one in overview.model.rows]


def problem(number: int, answers: int) -> Problem:
    span = make_span("d", "问题很多", 0, 4, "problem", "li", id=f"p{number}")
    place = Place(span, "报告", "甲局", "issuer:甲局", 2021)
    link = make_span("d", "问题很多", 0, 2, "measure", "li")
    return Problem(
        place, tuple(Answer(Place(link, "报告", "甲局", "issuer:甲局", 2022)) for _each in range(answers))
    )


def test_ten_thousand_rows_are_not_looked_at(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = OverviewModel()
    few = [problem(number, number % 3) for number in range(6)]
    model.show_problems(few)
    qtmodeltester.check(model)
    model.replace(few[2], problem(2, 1))
    model.replace(few[1], problem(1, 0))
    assert [row.answer is None for row in model.rows] == [True, True, False, True, False, False, False]
    model.show_problems([problem(number, 2) for number in range(10_000)])
    asked = set()
    data = model.data
    model.data = lambda index, role=0: (asked.add(index.row()), data(index, role))[1]  # type: ignore[method-assign]
    table = overview_table(model)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    table.render(QImage(900, 400, QImage.Format.Format_ARGB32))
    assert 0 < len(asked) < 40
