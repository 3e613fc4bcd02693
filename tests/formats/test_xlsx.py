"""Excel: rows as documents like CSV, sheets in order, what a cell looks like."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator import formats
from annotator.domain.errors import BadInput

LONG = "各位代表：现在，我代表县人民政府向大会报告工作，请予审议。" * 5


def book(tmp_path: Path, *sheets: tuple[str, list[list[Any]]], name: str = "in.xlsx") -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(tmp_path / name)
    return tmp_path / name


def test_a_row_is_a_document_and_its_cells_are_metadata(tmp_path: Path) -> None:
    names = ["标题", "年份", "发布日期", "正文", "受理时间", "占比", "通过", None]
    row = [
        "报告",
        2023.0,
        date(2024, 1, 12),
        f"第一，\r\n第二{LONG}",
        datetime(2024, 1, 2, 9, 30),  # noqa: DTZ001
        0.25,
        True,
        "备",
    ]
    (record,) = formats.read(book(tmp_path, ("表", [names, row])))
    assert record.text == f"第一，\n第二{LONG}"
    assert record.meta == {
        "title": "报告", "published": "2024-01-12", "year": 2023, "column 8": "备", "占比": "0.25",
        "受理时间": "2024-01-02 09:30:00", "通过": "TRUE",
    }  # fmt: skip
    assert record.source.name == "in.xlsx"


def test_sheets_come_one_after_the_other(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ("空", []),
        ("一", [["text"], ["甲"], [None], ["乙"]]),
        ("数", [["指标", "数"], ["低保", 3]]),  # no column of it is a text
        ("二", [["title", "content"], ["丙题", "丙"]]),
    )
    assert [record.text for record in formats.read(path)] == ["甲", "乙", "丙"]


def test_a_column_is_named_and_found(tmp_path: Path) -> None:
    path = book(tmp_path, ("一", [["甲", "乙"], ["x", LONG], [time(9, 30), LONG]]))
    assert [record.meta["甲"] for record in formats.read(path)] == ["x", "09:30:00"]
    assert next(formats.read(path, text_column="甲")).text == "x"
    with pytest.raises(BadInput, match=r"in\.xlsx, sheet “一” has no column “丙” \(it has: 甲, 乙\)"):
        next(formats.read(path, text_column="丙"))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], ["has no rows"]),
        ([["text"]], ["sheet “一”", "no rows under its first line"]),
        ([["a", "b"], [1, 2]], ["no column is clearly the text", "a, b"]),
        (
            [["text"], *[["甲"]] * 100, ["甲", "多"]],
            ["line 102", "2 cells under 1 name;", "name in the first row"],
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, rows: list[list[Any]], words: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        list(formats.read(book(tmp_path, ("一", rows))))
    assert all(word in str(caught.value) for word in ["in.xlsx", *words]), caught.value


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["A2"], made.active["XFD1048576"] = "text", "甲", "尾"
    made.save(tmp_path / "far.xlsx")
    near, far = formats.read(tmp_path / "far.xlsx")
    assert (near.text, far.meta) == ("甲", {"column 16384": "尾"})


def test_a_word_document_is_no_table(tmp_path: Path) -> None:
    import docx

    docx.Document().save(tmp_path / "in.xlsx")
    with pytest.raises(BadInput, match=r"in\.xlsx is not an Excel table"):
        list(formats.read(tmp_path / "in.xlsx", format="xlsx"))
