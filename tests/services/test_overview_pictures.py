"""The pictures of the overview: whole, inside their frames, saying their numbers, leading to what they count."""

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from overview_project import document, make, many_metrics, metric, small

from annotator.i18n import set_language
from annotator.services.overview import label_view, metric_view, progress_view, together_view
from annotator.services.overview.behind import documents_behind, is_of_documents, marks_behind
from annotator.services.overview.corpus import Corpus
from annotator.services.overview.indicators import Value
from annotator.services.overview.overview import Overview, overview
from annotator.services.overview.parts import Kept, parts_of, subtitle_of, title_of
from annotator.services.overview.scope import Scope
from annotator.services.overview.sheet import COLUMNS, write_sheet, write_table
from annotator.services.pictures.axes import apart, full_number, short_number, ticks
from annotator.services.pictures.columns import Amount, Panel, columns
from annotator.services.pictures.lines import Series, Strip, lines, strips
from annotator.services.pictures.page import page
from annotator.services.pictures.panels import Point, SmallMultiple, Trace, panels
from annotator.services.pictures.picture import (
    SMALL,
    Box,
    Dot,
    Line,
    Picture,
    Tint,
    Words,
    breadth,
    framed,
)
from annotator.services.pictures.picture import (
    Path as Polyline,
)
from annotator.services.pictures.svg import svg
from annotator.services.pictures.table import Column, Row, Table
from annotator.services.project import Project


@pytest.fixture(scope="module", params=["small", "many"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Overview]:
    entities = small() if request.param == "small" else many_metrics()
    with Project(make(tmp_path_factory.mktemp("p") / "p.annot", entities), "li") as project:
        yield overview(project, Corpus(project), Scope())


def pictures(found: Overview, width: float) -> list[Picture]:
    schema = found.scoped.corpus.schema
    drawn = [
        progress_view.states(found.progress, width=width),
        label_view.roles(found.by_role, schema, relative=False, width=width),
        label_view.roles(found.by_role, schema, relative=True, width=width),
        label_view.years(found.by_year, schema, relative=False, width=width),
        label_view.lengths(found.lengths, width=width),
        metric_view.most_spoken_of(found.indicators, schema, width=width),
        *(
            metric_view.one(found.indicators, each.key, schema, width=width)
            for each in found.indicators.found
        ),
        *(together_view.links(each, schema, width=width) for each in found.linked),
    ]
    for numbers in found.together.values():
        drawn.append(together_view.pairs(numbers, schema, width=width))
        drawn.append(together_view.combinations(numbers, schema, width=width))
    if progress_view.has_course(found.progress, done=False):
        drawn.append(progress_view.marks_over_time(found.progress, "gold", width=width))
    return drawn


@pytest.mark.parametrize("width", [300.0, 720.0, 1200.0])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_stays_inside_its_picture(found: Overview, width: float, language: str) -> None:
    set_language(language)
    for picture in pictures(found, width):
        for shape in picture.shapes:
            for x, y in corners(shape):
                assert -1 <= x <= picture.width + 1, (picture.title, shape)
                assert -1 <= y <= picture.height + 1, (picture.title, shape)
        for cell in picture.cells:
            assert cell.name
            assert cell.x + cell.width <= picture.width + 14
            assert cell.y + cell.height <= picture.height + 14


def corners(shape: object) -> list[tuple[float, float]]:
    match shape:
        case Box():
            return [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
        case Line():
            return [(shape.x1, shape.y1), (shape.x2, shape.y2)]
        case Polyline():
            return list(shape.points)
        case Dot():
            return [(shape.x - shape.radius, shape.y), (shape.x + shape.radius, shape.y)]
        case Words(anchor="start"):
            return [(shape.x, shape.y)]
        case Words(anchor="end"):
            return [(shape.x - breadth(shape.text, shape.size) * 0.9, shape.y)]
        case Words(anchor="middle"):
            half = breadth(shape.text, shape.size) * 0.45
            return [(shape.x - half, shape.y), (shape.x + half, shape.y)]
    return []


def test_a_cell_says_as_many_as_it_leads_to(found: Overview) -> None:
    """The number in the name of every cell that counts marks or documents is how many are behind it."""
    checked = 0
    for picture in pictures(found, 720):
        for cell in picture.cells:
            if not cell.about or not ({"role", "year"} & set(cell.about) or is_of_documents(cell.about)):
                continue
            behind = documents_behind if is_of_documents(cell.about) else marks_behind
            numbers = re.findall(r"\d+", cell.name.replace(",", ""))
            assert str(len(behind(found.scoped, cell.about))) in numbers
            checked += 1
    assert checked > 10


def test_every_picture_is_sound_svg_alone_and_framed(found: Overview) -> None:
    for picture in pictures(found, 640):
        for each in (picture, framed(picture, "一行 & <more>")):
            ET.fromstring(svg(each))


def test_a_frame_moves_all_shapes_alike() -> None:
    shapes = (Box(1, 2, 3, 4, 0.5), Line(1, 2, 3, 4), Words(1, 2, "x"), Polyline(((1, 2), (3, 4))), Dot(1, 2))
    moved = framed(Picture(10, 10, "t", shapes)).shapes[-5:]
    shifts = {
        (x - a, y - b)
        for old, new in zip(shapes, moved, strict=True)
        for (a, b), (x, y) in zip(corners(old)[:1], corners(new)[:1], strict=True)
    }
    assert len(shifts) == 1


def test_labels_have_the_colours_of_the_schema(found: Overview) -> None:
    schema = found.scoped.corpus.schema
    drawn = label_view.roles(found.by_role, schema, relative=False, width=640)
    fills = {shape.fill for shape in drawn.shapes if isinstance(shape, Box)}
    assert fills <= {Tint(label.color, label.color_dark) for label in schema.labels}


def test_no_cell_of_a_saved_table_is_a_formula(tmp_path: Path) -> None:
    columns = (Column("=label"), Column("n"))
    write_table(Table("t", columns, (Row(("=1+1", -1)),)), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").split() == ["'=label,n", "'=1+1,-1"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_and_the_sheet_hold_everything(found: Overview, tmp_path: Path, language: str) -> None:
    set_language(language)
    kept = Kept(found, "试点 & <1>", datetime(2026, 1, 2, tzinfo=UTC))
    html = "".join(page(title_of(kept), subtitle_of(kept), parts_of(kept)))
    assert "试点 &amp; &lt;1&gt;" in html
    assert html.count("<svg ") >= 8
    assert "审核合同" in html
    write_sheet(found, tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    marks = [int(row["value"]) for row in rows if row["view"] == "section" and row["figure"] == "marks"]
    assert sum(marks) == len(found.scoped.rows)
    assert sum(row["view"] == "indicator" for row in rows) == found.indicators.values
    write_table(metric_view.table(found.indicators), tmp_path / "t.csv")
    assert len((tmp_path / "t.csv").read_text("utf-8-sig").splitlines()) == found.indicators.values + 1


def test_lines_join_neighbouring_years_with_one_value_each() -> None:
    points = tuple(
        Point(place, value, "x") for place, value in ((0, 1), (1, 2), (3, 3), (4, 4), (4, 5), (5, 6), (6, 7))
    )
    drawn = panels("t", [SmallMultiple("t", "", ("1", "2", "3", "4", "5", "6", "?"), (Trace("", "text", points),), "s", 1)],
                   width=400)  # fmt: skip
    joined = [shape for shape in drawn.shapes if isinstance(shape, Polyline)]
    assert [len(path.points) for path in joined] == [2]  # 1–2; 3 is missing, 5 has two values, ? is no year
    assert sum(isinstance(shape, Dot) for shape in drawn.shapes) == len(points)


@pytest.mark.parametrize(
    ("values", "sides"), [((1, 9), (-1, 0)), ((9, 1), (0, 1)), ((5, 5), (0, 0)), ((9, 1, 9), (0, 0, 0))]
)
def test_values_stand_beside_the_line_that_goes_up_from_their_point(
    values: tuple[int, ...], sides: tuple[int, ...]
) -> None:
    points = tuple(Point(place, value, "x", label=f"{value}.25") for place, value in enumerate(values))
    places = tuple(str(2020 + place) for place in range(len(values)))
    drawn = panels("t", [SmallMultiple("t", "", places, (Trace("", "text", points),), "s")], width=400)
    dots = [shape.x for shape in drawn.shapes if isinstance(shape, Dot)]
    said = [shape.x for shape in drawn.shapes if isinstance(shape, Words) and shape.text.endswith(".25")]
    assert [(x > dot) - (x < dot) for x, dot in zip(said, dots, strict=True)] == list(sides)


def test_names_of_edges_touch_neither_the_scale_nor_the_end_of_the_picture() -> None:
    edges = ["10,000", "20,000", "30,000"]
    amounts = tuple(Amount(value, "", "x") for value in (3, 5))
    drawn = columns("t", edges, [Panel("", "accent", amounts)], width=400, between=True)
    words = [shape for shape in drawn.shapes if isinstance(shape, Words)]
    named = [shape for shape in words if shape.text in edges]
    zero = next(shape for shape in words if shape.text == "0")
    assert len(named) == 3
    assert named[0].y - SMALL > zero.y
    assert named[0].x - breadth(named[0].text, SMALL) / 2 >= 0
    assert named[-1].x + breadth(named[-1].text, SMALL) / 2 <= drawn.width


def test_narrow_letters_take_less_room_than_wide_ones() -> None:
    assert (
        breadth("illicit", 12)
        < breadth("sanseno", 12)
        < breadth("mammoth", 12)
        < breadth("不在任何章节中", 12)
    )


def test_many_values_are_shown_in_brief(tmp_path: Path) -> None:
    documents = [document(f"d{at}", year=2020 + at % 3, issuer=f"{at % 30}局") for at in range(120)]
    marks = [
        metric(each.id, 2 * nth, "审核合同", at + nth)
        for at, each in enumerate(documents)
        for nth in range(3)
    ]
    with Project(make(tmp_path / "p.annot", [*documents, *marks]), "li") as project:
        found = overview(project, Corpus(project), Scope())
    (only,) = found.indicators.found
    assert (len(only.values), only.issuers) == (360, 30)
    for brief in only.brief:
        numbers = sorted(v.value for v in only.values if v.year == brief.year)
        assert (brief.low, brief.middle, brief.high) == (numbers[0], median(numbers), numbers[-1])
    schema = found.scoped.corpus.schema
    drawn = metric_view.most_spoken_of(found.indicators, schema, width=640)
    assert sum(isinstance(shape, Dot) for shape in drawn.shapes) == 3
    assert [len(cell.about["marks"]) for cell in drawn.cells] == [360, 120, 120, 120]
    assert metric_view.panel_count(found.indicators, only.key) == 30
    one = metric_view.one(found.indicators, only.key, schema, width=640)
    assert sum(len(cell.about["marks"]) == 12 for cell in one.cells) == metric_view.MOST


def test_bounds_ranges_and_approximate_values_are_seen() -> None:
    points = (Point(0, 5, "x", upper=8), Point(1, 5, "x", bound=1), Point(2, 5, "x", bound=-1, hollow=True))
    drawn = panels(
        "t", [SmallMultiple("t", "", ("1", "2", "3"), (Trace("", "text", points),), "s")], width=400
    )
    (up, down) = (shape for shape in drawn.shapes if isinstance(shape, Polyline) and shape.filled)
    assert up.points[2][1] < up.points[0][1]
    assert down.points[2][1] > down.points[0][1]
    assert [shape.hollow for shape in drawn.shapes if isinstance(shape, Dot)] == [False, False, True]
    assert sum(isinstance(shape, Line) and shape.ink == "text" for shape in drawn.shapes) == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Value(1, "k", "", "", 5.0, 8.0, ">=", False, "天", "", ""), "≥5–8 天"),
        (Value(1, "k", "", "", 3_720_000.0, None, "", True, "元", "", ""), "about 3,720,000 元"),
        (Value(1, "k", "", "", -0.5, None, "", False, "", "", ""), "\u22120.5"),
    ],
)
def test_a_value_is_said_with_all_its_digits(value: Value, said: str) -> None:
    assert metric_view.said(value) == said


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(2, 8))
def test_ticks_enclose_what_they_measure(low: float, room: float, most: int) -> None:
    found = ticks(low, low + room, most)
    tolerance = 1e-6 * max(abs(low), abs(low + room), 1e-3)
    assert len(found) >= 2
    assert found[0] <= low + tolerance
    assert found[-1] >= low + room - tolerance
    assert found == sorted(set(found))


@given(st.integers(1, 10**7))
def test_ticks_of_counts_are_whole(high: int) -> None:
    found = ticks(0, high, 4, whole=True)
    assert found[0] == 0
    assert found[-1] >= high
    assert all(tick == int(tick) for tick in found)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
def test_names_at_line_ends_do_not_lie_on_each_other(wanted: list[float]) -> None:
    found = sorted(apart(wanted, 15, 0, 200))
    assert all(later - earlier >= 14.999 for earlier, later in pairwise(found))
    assert found[0] >= 0
    assert found[-1] <= 200 + 1e-9


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [("en", 125_000, "125k"), ("zh_CN", 125_000, "12.5万"), ("zh_CN", 3.72e8, "3.72亿"),
     ("en", 1234, "1,234"), ("en", 0.25, "0.25")],
)  # fmt: skip
def test_short_numbers(language: str, value: float, said: str) -> None:
    set_language(language)
    assert short_number(value) == said


def test_full_numbers_lose_nothing() -> None:
    assert [full_number(each) for each in (12.0, 90271.78, -3.5, 0.0)] == [
        "12",
        "90,271.78",
        "\u22123.5",
        "0",
    ]


@given(st.lists(st.integers(0, 800), min_size=1, max_size=20), st.floats(30, 900))
def test_strips_hold_every_day_once(days: list[int], width: float) -> None:
    points = tuple((date.fromordinal(738_000 + day), at + 1) for at, day in enumerate(sorted(set(days))))
    series = [Series("x", "text", points)]
    found = strips(series, width)
    assert found[0][0] == points[0][0]
    assert found[-1][1] == points[-1][0]
    assert all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(found))
    drawn = lines("t", series, [Strip(*each, "x") for each in found], width=600)
    assert len(drawn.cells) == len(found)
    assert series[0].at(points[-1][0]) == len(points)
