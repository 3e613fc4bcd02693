"""Tidy tables of spans (CSV, XLSX, Parquet): places and quotes, cells that look like formulas, equal bytes."""

import csv
from pathlib import Path

import openpyxl
import pytest
from format_samples import HARD, rich, written
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.domain.schema import schema_from_dict
from annotator.formats import FORMATS, Record, RecordSpan, WriteOptions
from annotator.formats.span_rows import inert, inert_row, original, rows

GOLDEN = Path(__file__).parent.parent / "golden" / "csv" / "spans.csv"
FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "'=1", "''@", "plain", "'plain", "＝1+1", "＋1", "　=1", "\n=1"]


def test_the_bytes_are_those_that_were_agreed(tmp_path: Path) -> None:
    report, _back = written(rich(), tmp_path / "out.csv", "csv")
    assert (tmp_path / "out.csv").read_bytes() == GOLDEN.read_bytes()
    assert report.losses.kinds["unmarked"].ids == ["文-2", "文-3"]


def test_rows_say_where_spans_are() -> None:
    with GOLDEN.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["id"] for row in table] == [span.id for span in rich()[0].spans]
    for row, span in zip(table, rich()[0].spans, strict=True):
        place = int(row["start"]), int(row["end"])
        assert (place, row["label"], row["layer"]) == ((span.start, span.end), span.label, span.layer)
        assert original(row["text"]) == HARD[slice(*place)]
        assert (row["title"], row["year"]) == ("标题😀", "2023")
    assert (table[0]["status"], table[1]["value"], table[1]["approx"]) == ("done", "123", "true")
    assert table[0]["meta"] == '{"more":{"a":[1,null,"𠮷"]}}'


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_cells_that_look_like_formulas_are_inert(suffix: str, tmp_path: Path) -> None:
    spans = [
        RecordSpan(f"s{n}", 0, 1, "m", attrs={"value": cell}, note=cell) for n, cell in enumerate(FORMULAS)
    ]
    schema = schema_from_dict(
        {"name": "s", "labels": [{"name": "m", "attributes": [{"name": "=A1"}, {"name": "value"}]}]}
    )
    out, options = tmp_path / f"o.{suffix}", WriteOptions(schema=schema)
    assert formats.write([Record("=d", "增", spans=spans)], out, format="csv", options=options).compared
    with (tmp_path / f"o.{suffix}").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter="," if suffix == "csv" else "\t") for cell in row]
    assert {"'=A1", "'=d"} <= {*cells}
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝＋"))]


@given(st.text())
def test_inert_cells_read_back(cell: str) -> None:
    assert original(inert(cell)) == cell
    assert not inert(cell).lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not inert(cell).startswith(tuple("\t\r\n"))


def test_numbers_of_a_row_stay_numbers() -> None:
    assert inert_row(["=1", None, -1, -0.5, "－5", "a"]) == ["'=1", "", -1, -0.5, "'－5", "a"]


def test_excel_takes_every_text_for_a_text(tmp_path: Path) -> None:
    spans = [
        RecordSpan(f"s{n}", 0, 1, "m", attrs={"value": cell}, note="_x0041_")
        for n, cell in enumerate(FORMULAS)
    ]
    written([Record("d", "增", spans=spans)], tmp_path / "o.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["spans"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert {cell.value for cell in cells} >= {*FORMULAS, "_x005F_x0041_"}


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(rich(), tmp_path / f"{name}.xlsx", "xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(tmp_path: Path) -> None:
    text = "一" * 32_768
    record = Record("d", text, spans=[RecordSpan("s", 0, len(text), "m")])
    with pytest.raises(BadInput, match="too long for a cell of Excel; export as csv"):
        formats.write([record], tmp_path / "o.xlsx", format="xlsx")
    assert list(tmp_path.iterdir()) == []
    assert formats.write([record], tmp_path / "o.csv", format="csv").compared


def test_parquet_has_numbers_and_texts(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install annotator[parquet])")
    from pyarrow.parquet import read_table

    written(rich(), tmp_path / "o.parquet", "parquet")
    table = read_table(tmp_path / "o.parquet")
    assert str(table.schema.field("start").type) == "int64"
    assert table.column("label").to_pylist() == [span.label for span in rich()[0].spans]
    assert table.column("value").to_pylist()[:2] == [None, "123"]


def test_columns_of_ours_do_not_hide_attributes() -> None:
    span = RecordSpan("s", 0, 1, "m", attrs={"label": "x", "other": 1})
    (row,) = rows(Record("d", "增", spans=[span]), ["label", "attr:label", "attrs"])
    assert (row["label"], row["attr:label"], row["attrs"]) == ("m", "x", '{"other":1}')


def test_tables_that_were_written_are_not_taken_for_texts() -> None:
    assert not FORMATS["csv"].reads_marks
    assert not FORMATS["parquet"].can_read
