"""WebAnno TSV 3.3: INCEpTION's own reference files beside their CAS, escapes, sentences, what is refused."""

from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, sample, written
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from annotator import formats
from annotator.formats import Record, RecordSpan
from annotator.formats.offsets import Offsets
from annotator.formats.webanno_text import escaped, escaped_text, parts, unescaped_text

REFERENCES = [
    "testCrossSentenceSpanWithFeatureValue", "testMultiTokenStackedSpanWithFeatureValue", "testSentenceWithEmoji",
    "testSentenceWithLineBreak", "testSimpleSlotFeature", "testStackedSubMultiTokenSpanWithFeatureValue",
    "testSingleStackedNonTokenOverlappingRelationWithoutFeatureValue", "testSubMultiTokenSpanWithFeatureValue",
    "testTokenBoundedSpanWithNastyFeatureValue", "testZeroLengthSpansWithFeatureValues",
]  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_inceptions_references_say_what_their_cas_says(name: str) -> None:
    """The CAS beside, which calls the layer Span by another name, is read as plain XML; marks of no length are none."""
    path = sample(f"webanno_tsv3/{name}.tsv")
    assert formats.format_for(path).name == "webanno-tsv"
    (record,) = formats.read(path)
    root = etree.parse(sample(f"webanno_tsv3/{name}.xmi")).getroot()
    text = next(root.iter("{*}Sofa")).get("sofaString")
    back = Offsets(text, "utf-16").back
    spaces = ("{http:///webanno/custom.ecore}", "{http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore}")
    marks = [mark for mark in root if mark.tag.startswith(spaces) and mark.get("begin")]
    links = [mark for mark in marks if mark.get("Governor")]
    wanted = [
        (
            back(int(mark.get("begin"))),
            back(int(mark.get("end"))),
            mark.get("value") or etree.QName(mark).localname.replace("NamedEntity", "Span"),
        )
        for mark in marks
        if mark not in links and mark.get("begin") != mark.get("end")
    ]
    assert record.text.rstrip() == text.rstrip()
    assert sorted((span.start, span.end, span.label) for span in record.spans) == sorted(wanted)
    assert len(record.relations) == len(links)


def test_the_fixture_that_inceptions_java_wrote() -> None:
    (record,) = formats.read(sample("webanno_tsv3/fixture_d1_written_by_INCEpTION_java.tsv"))
    found = {(span.label, record.text[span.start : span.end]) for span in record.spans}
    assert found == {
        ("ORG", "𠮷林公司"), ("IND", "2023年净利润"), ("VAL", "净利润１２３亿元😀"), ("PER", "張三"), ("TITLE", "董事長張三"),
        ("X", "𪚥好"),
    }  # fmt: skip
    assert next(span for span in record.spans if span.label == "VAL").attrs == {"polarity": "正"}
    (relation,) = record.relations
    ends = {span.id: span.label for span in record.spans}
    assert (relation.type, ends[relation.head], ends[relation.tail]) == ("has", "ORG", "VAL")


def test_every_line_is_a_sentence_and_the_text_is_whole(tmp_path: Path) -> None:
    text = "　　一、总结\r\n\n\t审核合同。\n尾\n\n"
    written([Record("d", text)], tmp_path / "out", "webanno-tsv")
    (path,) = (tmp_path / "out" / "000001").glob("*.tsv")
    data = path.read_bytes().decode()
    assert data.count("\n\n#Text=") == 2  # the line that begins with a tab belongs to the one before
    (record,) = formats.read(path)
    assert record.text == text


def test_line_breaks_before_the_first_word_become_blanks(tmp_path: Path) -> None:
    spans = [RecordSpan("a", 0, 4, "m", layer="li"), RecordSpan("b", 0, 2, "m", layer="li")]
    report, (back,) = written([Record("d", "\r\n增长", spans=spans)], tmp_path / "out", "webanno-tsv")
    assert report.losses.counts() == {"white space": 1, "trimmed": 1, "blank": 1}
    assert (back.text, back.spans[0].start) == ("  增长", 2)


def test_the_file_counts_utf_16(tmp_path: Path) -> None:
    written(
        [Record("d", "😀增", spans=[RecordSpan("s", 1, 2, "m", layer="li")])], tmp_path / "out", "webanno-tsv"
    )
    lines = (tmp_path / "out" / "000001" / "01-li.tsv").read_text("utf-8").split("\n")
    assert lines[-3:-1] == ["1-1\t0-2\t😀\t_\t_\t_\t_\t", "1-2\t2-3\t增\tm[1]\t*[1]\t_\t_\t"]


@given(st.lists(st.tuples(st.text(), st.integers(1, 99)), min_size=1, max_size=4))
def test_cells_come_apart_as_they_were_put_together(values: list[tuple[str, int]]) -> None:
    cell = "|".join(f"{escaped(value)}[{number}]" for value, number in values)
    assert parts(cell) == [(value, str(number)) for value, number in values]
    assert "\t" not in cell
    assert "\n" not in cell


@given(st.text())
def test_lines_read_back(line: str) -> None:
    assert unescaped_text(escaped_text(line)) == line
    assert "\n" not in escaped_text(line)


def test_values_that_are_signs_themselves() -> None:
    assert parts("_") == []
    assert parts("*") == [(None, "")]
    assert parts("a|*[2]|b") == [("a", ""), (None, "2"), ("b", "")]
    assert parts(r"\_|\*") == [("_", ""), ("*", "")]


HEAD = (
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|label\n"
    "#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Span\n\n\n"
)
NONE = "x\t_\t_\t"


@pytest.mark.parametrize(
    "rows",
    ["", f"#Text=a\n1-1\t0-1\ta\t{NONE}\n1-2\t1-9\tb\t{NONE}", "1-1\t0-1", f"#Text=a\n1-1\tx\ta\t{NONE}",
     "x\ty\tz\t_\t_\t_\t", "#Text=a\n1-1\t0-1\ta\tx\t_\t5-5\t", "#Text=a\n1-1\t0-1\ta\tx\tr\tx\t",
     f"#Text=😀\n1-1\t0-1\t😀\t{NONE}", f"#Text=a\n1-1\t99999999999-3\ta\t{NONE}",
     f"#Text=a\n1-1\t999999999-3\ta\t{NONE}", f"#Text=a\n1-1\t5-6\ta\t{NONE}\n\n#Text=b\n2-1\t0-1\tb\t{NONE}"],
)  # fmt: skip
def test_what_cannot_be_read_gives_one_sentence(rows: str, tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text(HEAD + rows, encoding="utf-8")
    assert_refused(tmp_path / "bad.tsv", "webanno-tsv")
    (tmp_path / "no.tsv").write_text("a\tb\n", encoding="utf-8")
    assert_refused(tmp_path / "no.tsv", "webanno-tsv")


def test_all_layers_of_the_hard_text_come_back(tmp_path: Path) -> None:
    _report, (record, *_others) = written(rich(), tmp_path / "out", "webanno-tsv")
    assert record.text == HARD
    assert len(record.spans) == len(rich()[0].spans)
