"""Formats are recognised by what files hold; names decide where that is open."""

import json
import zipfile
from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import FORMATS, Record

TEXT = "审核合同47份"
CONLL = "审\tB-measure\n核\tI-measure\n合\tO\n\n同\tO\n"


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


CONTENTS: dict[str, bytes] = {
    "jsonl": line(id="a", text=TEXT, spans=[]) * 2,
    "doccano": line(text=TEXT, label=[[0, 2, "x"]]),
    "prodigy": line(text=TEXT, tokens=[], spans=[], _task_hash=1),
    "labelbuddy": line(text=TEXT, utf8_text_md5_checksum="x", annotations=[]),
    "label-studio": json.dumps([{"data": {"text": TEXT}, "annotations": []}]).encode(),
    "conll": CONLL.encode(),
    "html": b"<!-- saved -->\n<!DOCTYPE html><html><body>x</body></html>",
    "pdf": b"%PDF-1.7\n",
    "webanno-tsv": b"#FORMAT=WebAnno TSV 3.3\n\n\n",
    "medtator": b"<ANNO>\n<TEXT><![CDATA[x]]></TEXT></ANNO>",
    "cas-json": b'{"%TYPES": {}}',
    "cas-xmi": b'<?xml version="1.0"?><xmi:XMI xmlns:xmi="x"/>',
    "csv": "标题,正文\n甲,乙\n".encode(),
    "txt": TEXT.encode(),
}


@pytest.mark.parametrize("name", [name for name in CONTENTS if name not in ("csv", "txt")])
@pytest.mark.parametrize("suffix", ["", ".dat", ".txt", ".doc"])
def test_content_is_recognised_under_any_name(name: str, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"file{suffix}"
    file.write_bytes(CONTENTS[name])
    assert formats.format_for(file).name == name


@pytest.mark.parametrize("name", list(CONTENTS))
def test_their_own_names_lead_to_them_too(name: str, tmp_path: Path) -> None:
    for suffix in FORMATS[name].endings:
        file = tmp_path / f"file{suffix}"
        file.write_bytes(CONTENTS[name])
        assert formats.format_for(file).name == name


@pytest.mark.parametrize(
    ("member", "name"), [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("a.txt", "zip")]
)
def test_archives_are_told_apart_by_their_members(member: str, name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "file.bin", "w") as archive:
        archive.writestr(member, "x")
    assert formats.format_for(tmp_path / "file.bin").name == name


def test_a_zip_of_word_documents_is_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.docx", "w") as archive:
        archive.writestr("word/document.xml", "x")
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
        archive.write(tmp_path / "inner.docx", "inner.docx")
    assert formats.format_for(tmp_path / "reports.zip").name == "zip"


def test_doubtful_content_names_all_that_it_may_be(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line(text=TEXT, label=["law"]))
    assert [known.name for known in formats.kinds_of(file)] == ["doccano", "jsonl"]
    file.write_bytes(CONTENTS["doccano"])
    assert [known.name for known in formats.kinds_of(file)] == ["doccano"]


def test_a_list_of_texts_is_labelbuddys(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps([{"text": TEXT}, {"text": TEXT, "metadata": {}}]).encode())
    assert [record.text for record in formats.read(tmp_path / "a.json") if isinstance(record, Record)] == [
        TEXT
    ] * 2


def test_a_name_that_shows_no_signs_is_believed(tmp_path: Path) -> None:
    """spaCy's files are packed, so that nothing can be seen in them."""
    file = tmp_path / "a.spacy"
    file.write_bytes(CONTENTS["pdf"])
    assert formats.format_for(file).name == "spacy"


def test_what_nothing_tells_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b'{"a": 1}')
    with pytest.raises(BadInput, match="--format"):
        formats.format_for(file)
    with pytest.raises(BadInput, match="cannot be read"):
        formats.format_for(tmp_path / "nothing.xyz")


def test_our_own_exports_are_recognised_without_their_names(tmp_path: Path) -> None:
    """What golden files hold, under a name that says nothing."""
    golden = Path(__file__).parents[1] / "golden"
    for name in ("jsonl", "doccano", "label-studio", "labelbuddy", "prodigy", "conll"):
        for file in sorted((golden / name).iterdir()):
            bare = tmp_path / "file"
            bare.write_bytes(file.read_bytes())
            assert formats.format_for(bare).name == name
