"""REFI-QDA projects: valid by the standard's schema, real files, equal bytes, hostile archives."""

import zipfile
from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, sample, written
from lxml import etree

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import Record, RecordSpan

QDE = (
    '<Project xmlns="urn:QDA-XML:project:1.0" name="t">'
    '<CodeBook><Codes><Code guid="{a}" name="举措" isCodable="true"/></Codes>'
    '</CodeBook><Sources><TextSource guid="{b}" name="文" plainTextPath="internal://t.txt"><PlainTextSelection guid="{c}" '
    'name="增长" startPosition="START" endPosition="END"><Coding guid="{d}"><CodeRef targetGUID="{a}"/></Coding>'
    "</PlainTextSelection></TextSource></Sources></Project>"
)


def project(path: Path, qde: bytes, text: bytes = "😀增长".encode()) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", qde)
        archive.writestr("Sources/t.txt", text)
    return path


def test_the_project_is_valid_by_the_standards_schema(tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(sample("refi_qda/Project-mrt2019.xsd")))
    written(rich(), tmp_path / "out.qdpx", "qdpx")
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts = [archive.read(name) for name in archive.namelist() if name.startswith("sources/")]
    assert schema.validate(root), schema.error_log
    assert texts[0] == HARD.encode()
    users = {element.get("name") for element in root.iter("{*}User")}
    assert users == {"li", "gold"}


def test_equal_projects_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.qdpx", "b.qdpx"):
        written(rich(), tmp_path / name, "qdpx")
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()


def test_the_fixture_is_read() -> None:
    (record,) = formats.read(sample("refi_qda/fixture.qdpx"))
    found = {(span.label, record.text[span.start : span.end], span.layer, span.note) for span in record.spans}
    assert ("VAL", "净利润１２３亿元😀", "甲", "memo") in found
    assert len(found) == 6


def test_a_project_without_its_texts_says_so() -> None:
    with pytest.raises(BadInput, match="export the project with its sources"):
        list(formats.read(sample("refi_qda/ATLASti_standard_project_TestProject.qdpx")))


@pytest.mark.parametrize(
    ("start", "text"), [("1", "😀增长"), ("2", "😀增长"), ("1", "\ufeff😀增长"), ("2", "\ufeff😀增长")]
)
def test_units_and_boms_are_told_by_names(start: str, text: str, tmp_path: Path) -> None:
    """QualCoder counts UTF-16 units and leaves a BOM in the text."""
    qde = QDE.replace("START", start).replace("END", str(int(start) + 2))
    (record,) = formats.read(project(tmp_path / "p.qdpx", qde.encode(), text.encode()))
    assert [(span.start, span.end, span.label) for span in record.spans] == [(1, 3, "举措")]
    assert record.text == "😀增长"


def test_attributes_and_notes_are_readable(tmp_path: Path) -> None:
    span = RecordSpan("s", 0, 2, "measure", attrs={"status": "done"}, layer="li", note="看\n过")
    written([Record("d", "增长", spans=[span])], tmp_path / "o.qdpx", "qdpx")
    with zipfile.ZipFile(tmp_path / "o.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
    assert root.findtext(".//{*}PlainTextSelection/{*}Description") == '看\n过\nannotator: {"status":"done"}'


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "qde",
    [b"", b"<x", ENTITIES, b"<x/>", QDE.replace("START", "-1").replace("END", "9").encode(),
     QDE.replace("START", "x").replace("END", "1").encode(), QDE.replace("internal://t.txt", "../../secret.txt").encode(),
     QDE.replace("internal://t.txt", "internal://../../secret.txt").encode(),
     QDE.replace('targetGUID="{a}"', 'targetGUID="{z}"').replace("START", "1").replace("END", "3").encode()],
)  # fmt: skip
def test_what_cannot_be_read_gives_one_sentence(qde: bytes, tmp_path: Path) -> None:
    assert_refused(project(tmp_path / "bad.qdpx", qde), "qdpx")


def test_bombs_and_other_archives_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.qdpx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b" " * 60_000_000)
    with pytest.raises(BadInput, match="far more than reports need"):
        list(formats.read(bomb))
    (tmp_path / "no.qdpx").write_bytes(b"PK\x03\x04 no archive")
    assert_refused(tmp_path / "no.qdpx", "qdpx")
    with zipfile.ZipFile(tmp_path / "other.qdpx", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(BadInput, match=r"holds no project\.qde"):
        list(formats.read(tmp_path / "other.qdpx"))
