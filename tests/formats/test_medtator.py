"""MedTator's XML: the shapes of its own samples, what goes out, what is refused."""

from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, written
from lxml import etree

from annotator import formats
from annotator.formats import Record, RecordSpan

# The shape of the samples that MedTator ships, with words of our own.
TASK = """<?xml version="1.0" encoding="UTF-8" ?>
<REPORT>
<TEXT><![CDATA[😀 力量不足，审核合同47份。
]]></TEXT>
<TAGS>
<PROBLEM spans="3~7" text="力量不足" id="P0" degree="severe" comment="NA"/>
<MEASURE spans="8~15" text="审核合同47份" id="M0" comment="看"/>
<METRIC spans="8~10,12~15" text="审核...47份" id="Q0"/>
<KIND id="K0" spans="-1~-1" text="" comment=""/>
<LK_ADDRESSES id="L1" link_MID="M0" link_MText="审核合同47份" comment="NA" link_PID="P0" link_PText="力量不足"/>
</TAGS>
<META>
<label color="yellow"/>
</META>
</REPORT>"""


def test_its_shapes_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt.xml").write_text(TASK, encoding="utf-8")
    assert formats.format_for(tmp_path / "a.txt.xml").name == "medtator"
    (record,) = formats.read(tmp_path / "a.txt.xml")
    found = [(s.label, record.text[s.start : s.end], s.attrs, s.note) for s in record.spans]
    assert found == [
        ("PROBLEM", "力量不足", {"degree": "severe"}, ""), ("MEASURE", "审核合同47份", {}, "看"),
        ("METRIC", "审核合同47份", {"fragments": [[7, 9], [11, 14]]}, ""),
    ]  # fmt: skip
    assert [(r.type, r.head, r.tail) for r in record.relations] == [("LK_ADDRESSES", "M0", "P0")]
    assert [(label.name, label.value) for label in record.labels] == [("KIND", True)]


def test_files_that_count_code_points_are_told_by_their_texts(tmp_path: Path) -> None:
    data = TASK.replace("3~7", "2~6").replace("8~15", "7~14")
    (tmp_path / "a.xml").write_text(data, encoding="utf-8")
    (record,) = formats.read(tmp_path / "a.xml")
    assert record.text[record.spans[0].start : record.spans[0].end] == "力量不足"


def test_the_files_and_their_schema(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "medtator")
    root = etree.parse(tmp_path / "out" / "02-li" / "000001.xml").getroot()
    assert root.tag == "civil_affairs"
    assert root.findtext("TEXT") == HARD
    tag = root.find("TAGS/measure")
    start, end = (int(number) for number in tag.get("spans").split("~"))
    assert (
        HARD.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == tag.get("text") == "净增１２３家"
    )
    link = root.find("TAGS/quantifies")
    assert (link.get("headText"), link.get("tailText")) == ("１２３", "净增１２３家")
    dtd = (tmp_path / "out" / "schema.dtd").read_text("utf-8")
    assert f'<!ENTITY name "{root.tag}">' in dtd
    assert '<!ATTLIST quantifies arg0 IDREF prefix="head"' in dtd  # the form that its own parser asks for
    assert etree.DTD(_plain(tmp_path, dtd)).validate(etree.fromstring("<quantifies/>"))


def _plain(folder: Path, dtd: str) -> str:
    """Without what MAE has beyond the standard: the prefix of an end."""
    plain = folder / "plain.dtd"
    lines = [
        line.split(" prefix=")[0] + " #IMPLIED >" if " prefix=" in line else line for line in dtd.split("\n")
    ]
    plain.write_text("\n".join(lines), encoding="utf-8")
    return str(plain)


def test_names_that_links_would_take(tmp_path: Path) -> None:
    span = RecordSpan("s", 0, 1, "举措", attrs={"caseID": "1", "caseText": "x", "text": "y"}, layer="li")
    _report, (back,) = written([Record("d", "增", spans=[span])], tmp_path / "out", "medtator")
    assert (back.spans[0].label, back.spans[0].attrs) == (span.label, span.attrs)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x><TEXT>&b;</TEXT></x>'


@pytest.mark.parametrize(
    "data",
    ["<x", "<x/>", ENTITIES, TASK.replace("3~7", "3~99"), TASK.replace("3~7", "x"), TASK.replace("3~7", "4~9"),
     TASK.replace('link_PID="P0"', 'link_PID="P9"'), TASK.replace("3~7", "1~7"), TASK.replace("3~7", "99999999999~3")],
)  # fmt: skip
def test_what_cannot_be_read_gives_one_sentence(data: str, tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_text(data, encoding="utf-8")
    assert_refused(tmp_path / "bad.xml", "medtator")
