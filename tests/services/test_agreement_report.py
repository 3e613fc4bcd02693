"""The saved report: whole, in the reader's language, with every number where a reader and a script can find it."""

import csv
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from agreement_project import SAID, agreement_project
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import ReadOnly
from annotator.i18n import set_language
from annotator.services.agreeing import Agreeing, Scope
from annotator.services.agreement_report import charts, figures, tables, views
from annotator.services.agreement_report.page import page, write_page
from annotator.services.agreement_report.parts import Saved
from annotator.services.agreement_report.sheet import COLUMNS, write_sheet
from annotator.services.pictures import picture
from annotator.services.project import Project


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    path = agreement_project(
        tmp_path_factory.mktemp("p") / "p.annot", {"a": SAID, "b": SAID, "<c>": {"li": SAID["li"]}}
    )
    with Project(path, "li") as project:
        agreed = Agreeing(project, Scope())
        return Saved(
            agreed, agreed.details(project), agreed.gamma(), "试点 & <1>", datetime(2024, 1, 2, tzinfo=UTC)
        )


def test_the_page_holds_figures_pictures_and_sources(saved: Saved) -> None:
    html = "".join(page(saved))
    report = saved.agreed.report
    assert figures.number(report.f1["exact"]) in html
    assert figures.interval(report.intervals["alpha.char"]) in html
    assert html.count("<svg ") == 5
    for definition in figures.DEFINITIONS.values():
        assert escape(definition.source) in html
    assert "试点 &amp; &lt;1&gt;" in html
    assert all(name in html for name in ("seed 0", "annotator 0", "jieba", "numpy"))
    assert "src=" not in html
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_picture_is_sound_xml(saved: Saved) -> None:
    html = "".join(page(saved))
    pictures = html.split("<svg ")[1:]
    for each in pictures:
        root = ET.fromstring("<svg " + each.split("</svg>")[0] + "</svg>")
        assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_the_page_speaks_the_readers_language(saved: Saved) -> None:
    set_language("zh_CN")
    html = "".join(page(saved))
    assert '<html lang="zh-CN">' in html
    assert "精确 F1" in html
    assert "Exact F1" not in html


def test_the_table_has_every_numerator_and_denominator(saved: Saved, tmp_path: Path) -> None:
    write_sheet(saved, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert tuple(lines[0]) == COLUMNS
    pairs = [
        line for line in lines if line["scope"].startswith("pair") and line["denominator"] and line["value"]
    ]
    assert len(pairs) > 20
    for line in pairs:
        assert float(line["value"]) == pytest.approx(float(line["numerator"]) / float(line["denominator"]))
    report = saved.agreed.report
    found = {(line["scope"], line["name"], line["figure"]): line for line in lines}
    whole = found["all", "", "alpha.char"]
    assert (float(whole["value"]), float(whole["low"])) == (
        report.alpha["char"],
        report.intervals["alpha.char"][0],
    )  # type: ignore[index]
    assert float(whole["standard_error"]) == report.standard_errors["alpha.char"]
    assert float(found["label", "metric", "u_alpha"]["value"]) == report.by_label["metric"]["u_alpha"]
    assert "nan" not in text.lower()


def test_a_place_that_cannot_be_written_is_refused(saved: Saved, tmp_path: Path) -> None:
    for write in (write_page, write_sheet):
        with pytest.raises(ReadOnly):
            write(saved, tmp_path / "no" / "out")
    assert list(tmp_path.iterdir()) == []


def test_documents_with_the_lowest_agreement_come_first(saved: Saved) -> None:
    table = tables.document_table(saved.agreed.report, saved.agreed.titles)
    exact = [row.values[1] for row in table.rows]
    assert exact == sorted(exact, key=lambda value: (value is None, value or 0))
    assert all(len(row.values) == len(table.columns) for row in table.rows)
    assert [row.about["document"] for row in table.rows] == ["a", "b"]


def test_cells_know_their_disagreements(saved: Saved) -> None:
    heat = views.heat_map(saved.agreed.report, "f1.exact", width=500)
    assert {frozenset(cell.about["layers"]) for cell in heat.cells} == {
        frozenset(pair["layers"]) for pair in saved.agreed.report.pairs
    }
    assert len(heat.cells) == 6
    labels = list(saved.agreed.report.by_label)
    matrix = views.confusion(saved.details, labels, saved.agreed.schema, None, width=500)
    kinds = [cell.about["kind"] for cell in matrix.cells]
    assert kinds.count("label") == 6
    assert kinds.count(("missing", "extra")) == 6
    assert len(matrix.cells) == 15


def test_a_figure_without_a_value_is_a_dash_and_no_bar() -> None:
    drawn = charts.bars("t", [charts.Bar("x", None)], width=400)
    assert not any(isinstance(shape, picture.Box) for shape in drawn.shapes)
    assert drawn.cells[0].name == "x: –"
    assert [figures.number(value) for value in (None, 0.0, -0.0, -0.0451, 1.0)] == [
        "–", "0.000", "0.000", "−0.045", "1.000",
    ]  # fmt: skip


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.floats(320, 1200))
def test_bars_stay_inside_their_picture(values: list[float], width: float) -> None:
    entries = [charts.Bar("名称" * 9, value, max(-1, value - 0.3), min(1, value + 0.3)) for value in values]
    drawn = charts.bars("t", entries, width=width)
    for shape in drawn.shapes:
        if isinstance(shape, picture.Box):
            assert shape.x >= 0
            assert shape.x + shape.width <= drawn.width
        if isinstance(shape, picture.Line):
            assert min(shape.x1, shape.x2) >= 0
            assert max(shape.x1, shape.x2) <= drawn.width


@given(st.floats(-1, 2), st.booleans())
def test_words_can_be_read_on_every_shade(value: float, dark: bool) -> None:
    """WCAG 2.2: a contrast of 4.5 or more."""
    fill = picture.shade(value, dark=dark)
    one, other = sorted((luminance(fill), luminance(picture.ink_on(fill))))
    assert (other + 0.05) / (one + 0.05) >= 4.5


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_lightness_alone_tells_the_order(one: float, other: float, dark: bool) -> None:
    low, high = sorted((one, other))
    shades = [luminance(picture.shade(value, dark=dark)) for value in (low, high)]
    assert (shades if dark else shades[::-1]) == sorted(shades)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
