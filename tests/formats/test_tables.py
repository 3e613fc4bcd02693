"""CSV and TSV: the text's column, the names of metadata, delimiters, encodings, rows that do not fit."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput

LONG = "各位代表：现在，我代表省人民政府向大会报告工作，请予审议。" * 5
ROWS = (
    "province,year,title,source_url,publish_date,full_text,备注\n云南省,2026,报告,https://x,2026-02-03,{},\n"
)


def table(tmp_path: Path, text: str, name: str = "in.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_row_is_a_document_and_its_cells_are_metadata(tmp_path: Path, encoding: str, newline: str) -> None:
    text = ROWS.format(f'"第一，\n第二“""”\u3000\u00a0{LONG}"').replace("\n", newline)
    (record,) = formats.read(table(tmp_path, text, encoding=encoding))
    assert record.text == f'第一，\n第二“"”\u3000\u00a0{LONG}'
    assert record.meta == {
        "title": "报告", "published": "2026-02-03", "year": 2026, "region": "云南省", "source_url": "https://x",
    }  # fmt: skip
    assert record.id is None
    assert record.source.name == "in.csv"


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv")]
)
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str, name: str) -> None:
    rows = [["标题", "发布日期", "content"], ["甲,乙;丙", "2024", "一|二\t三,四;"]]
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    (record,) = formats.read(tmp_path / name)
    assert (record.text, record.meta) == ("一|二\t三,四;", {"title": "甲,乙;丙", "published": "2024"})


def test_the_text_is_the_column_that_is_clearly_longest(tmp_path: Path) -> None:
    (record,) = formats.read(table(tmp_path, f"a,b,c\n1,{LONG},short\n"))
    assert (record.text, record.meta) == (LONG, {"a": "1", "c": "short"})


def test_the_text_is_the_column_that_the_person_names(tmp_path: Path) -> None:
    path = table(tmp_path, f"text,summary\n{LONG},甲\n")
    (record,) = formats.read(path, text_column="summary")
    assert (record.text, record.meta) == ("甲", {"text": LONG})
    with pytest.raises(BadInput, match=r"no column “body” \(it has: text, summary\)"):
        next(formats.read(path, text_column="body"))


def test_two_columns_never_share_a_metadata_key(tmp_path: Path) -> None:
    path = table(tmp_path, "province,city,url,source_url,,,text\n辽宁,鞍山,u,s,x,y,正文\n")
    (record,) = formats.read(path)
    assert record.meta == {
        "region": "辽宁", "source_url": "s", "city": "鞍山", "column 5": "x", "column 6": "y", "url": "u",
    }  # fmt: skip


def test_blank_and_short_rows(tmp_path: Path) -> None:
    records = list(formats.read(table(tmp_path, "title,text\n\n甲,一\n , \n乙\n丙,二,\n")))
    assert [(r.meta.get("title"), r.text) for r in records] == [("甲", "一"), ("乙", ""), ("丙", "二")]


def test_a_cell_may_be_longer_than_the_csv_module_likes(tmp_path: Path) -> None:
    (record,) = formats.read(table(tmp_path, "text\n" + "一" * 200_000))
    assert len(record.text) == 200_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title,text\n甲,一,二\n", ["line 2", "3 cells under 2 names", "“,”"]),
        ('title,text\n甲,一\n乙,"二\n', ["line 3", "cannot be read"]),
        ('title,text\n甲,"一"二\n', ["line 2", "cannot be read"]),
        ("text\n", ["no rows under its first line"]),
        ("\n \n", ["has no rows"]),
        ("a,b\n1,2\n", ["no column is clearly the text", "a, b", "full_text"]),
        (f"a,b\n{LONG},{LONG}\n", ["no column is clearly the text"]),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        list(formats.read(table(tmp_path, text)))
    sentence = str(caught.value)
    assert all(word in sentence for word in ["in.csv", *words]), sentence


def test_a_line_that_is_too_long_is_refused_without_reading_on(tmp_path: Path) -> None:
    path = table(tmp_path, "text\n")
    with path.open("r+b") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(BadInput, match=r"in\.csv has a line longer than 64 MB"):
        next(formats.read(path))


cells = st.text(
    st.sampled_from("一二,;|\t\"'\n\u2028𠮷 =") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=8
)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4), st.sampled_from([",", "\t", ";", "|"]))
def test_what_the_csv_module_writes_reads_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("table") / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
            [("key", "text"), *rows, ("end", "尾")]
        )
    back = [(record.meta.get("key", ""), record.text) for record in formats.read(path)]
    kept = [(a if a.strip() else "", b) for a, b in rows if a.strip() or b.strip()]
    assert back == [*kept, ("end", "尾")]


def test_the_shared_reports_are_read(shared_corpus: Path) -> None:
    for path in sorted((shared_corpus / "provincial").glob("*.csv")):
        (record,) = formats.read(path)
        assert len(record.text) > 10_000
        assert set(record.meta) == {"title", "published", "year", "region", "source_url"}
        assert record.meta["year"] == 2026
