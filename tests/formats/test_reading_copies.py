"""Web pages, Word documents and PDFs with marks: what people read is what was marked, and it reads back."""

from pathlib import Path

import pytest
from format_samples import HARD, label_schema, rich
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.document import Section
from annotator.formats import Record, RecordSpan, WriteOptions, marked
from annotator.i18n import set_language

OPTIONS = WriteOptions(schema=label_schema())
NAMES = ("html", "docx", "pdf")


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", [False, True])
def test_everything_reads_back_and_the_bytes_are_the_same_twice(
    name: str, folder: bool, tmp_path: Path
) -> None:
    digests = set()
    for number in range(2):
        out = tmp_path / (f"out{number}" if folder else f"out{number}.{name}")
        written = formats.write(rich(), out, format=name, options=OPTIONS)
        assert (written.documents, written.spans, written.relations) == (3, 6, 4)
        assert written.compared
        assert not written.losses.counts()
        files = sorted(out.iterdir()) if folder else [out]
        digests.add(tuple(formats.digest_of(file) for file in files))
        assert len(files) == (3 if folder else 1)
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["html", "docx"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_text_and_any_spans_read_back(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = data.draw(
        st.text(
            st.sampled_from("甲𠮷\n\r\t &<>\"'\u00a0\u2028\u0301a\x00\x85\ufffe—😀"), min_size=1, max_size=30
        )
    )
    places = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.tuples(st.just(start), st.integers(start + 1, len(text)))
    )
    spans = [
        RecordSpan(f"s{number}", start, end, data.draw(st.sampled_from(("measure", "metric", "more"))), None,
                   {"v": data.draw(st.text(max_size=3))}, data.draw(st.sampled_from(("li", "金<&"))), "")
        for number, (start, end) in enumerate(data.draw(st.lists(places, max_size=8)))
    ]  # fmt: skip
    out = tmp_path_factory.mktemp("copy") / f"x.{name}"
    written = formats.write([Record("d", text, {}, spans)], out, format=name, options=OPTIONS)
    assert written.compared


def test_the_page_shows_bars_on_lanes_the_legend_and_the_table(tmp_path: Path) -> None:
    from lxml import html

    out = tmp_path / "x.html"
    formats.write(rich()[:1], out, format="html", options=OPTIONS)
    page = html.parse(str(out)).getroot()
    (box,) = page.find_class("text")
    assert box.text_content() == HARD
    numbers = {number for piece in box.find_class("m") for number in piece.get("data-m").split()}
    assert numbers == {"1", "2", "3", "4", "5", "6"}
    legend = " ".join(page.find_class("legend")[0].text_content().split())
    assert legend == "举措 3问题 2指标 1"
    rows = [
        [cell.text_content() for cell in row.findall("td")] for row in page.iter("tr") if row.findall("td")
    ]
    assert len(rows) == 6
    assert any("存疑\n再看" in cells for cells in rows)
    assert any("addresses → 文-2" in "".join(cells) for cells in rows)


def test_nothing_of_a_report_becomes_markup(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    record = Record("d", evil, {"title": evil, "issuer": evil}, [
        RecordSpan("s", 0, 5, "measure", None, {"status": evil}, evil, evil)
    ])  # fmt: skip
    out = tmp_path / "x.html"
    formats.write([record], out, format="html", options=OPTIONS)
    assert "<script>alert" not in out.read_text()


def test_the_comments_of_the_word_document_are_the_annotators(tmp_path: Path) -> None:
    import docx

    out = tmp_path / "x.docx"
    formats.write(rich()[:1], out, format="docx", options=OPTIONS)
    comments = list(docx.Document(str(out)).comments)
    assert sorted(comment.author for comment in comments) == ["gold", "gold", "li", "li", "li", "li"]
    assert any("存疑" in comment.text for comment in comments)


def test_our_own_copies_are_read_as_texts_without_marks(tmp_path: Path) -> None:
    text = "云溪市民政局2024年工作报告\n审核合同47份，开展普法宣传活动12场，接收捐款372万元。"
    record = Record("d", text, {}, [RecordSpan("s", 20, 25, "metric", layer="li")])
    for name in NAMES:
        out = tmp_path / f"x.{name}"
        formats.write([record], out, format=name, options=OPTIONS)
        (read,) = formats.read(out)
        assert isinstance(read, Record)
        assert "审核合同47份" in read.text.replace("\n", "")


def test_lanes_are_apart_where_marks_meet_and_go_by_layer() -> None:
    spans = [RecordSpan("a", 0, 10, "measure", layer="b"), RecordSpan("b", 2, 5, "metric", layer="b"),
             RecordSpan("c", 4, 8, "metric", layer="b"), RecordSpan("d", 0, 3, "problem", layer="a")]  # fmt: skip
    lanes = {mark.span.id: mark.lane for mark in marked.marks_of(Record("d", "字" * 10, {}, spans), None)}
    assert lanes["d"] == 0
    assert len({lanes["a"], lanes["b"], lanes["c"]}) == 3
    assert lanes["a"] == 3


def test_headings_are_told_even_under_other_lines() -> None:
    text = "首页\n报告\n一、工作\n正文"
    sections = [Section(0, 5, 1, "报告"), Section(6, 13, 2, "一、工作")]
    record = Record("d", text, {}, sections=sections)
    pieces = [(text[piece.start : piece.end], piece.level) for piece in marked.pieces_of(record, [])]
    assert pieces == [("首页\n", 0), ("报告", 1), ("\n", 0), ("一、工作", 2), ("\n正文", 0)]
