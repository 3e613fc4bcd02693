"""Hostile and broken files: every reader gives records or one sentence, and reads nothing but the file."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_pdf import HEIGHT, MARGIN, new, put

from annotator import formats
from annotator.domain.errors import BadInput

TEXT = "青石县民政局2023年工作报告，全年发放低保金3725.6万元。"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
PARTS = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}


@cache
def sample(kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "docx":
        made = docx.Document()
        made.add_paragraph(TEXT, style="List Number")
        made.add_table(2, 2).cell(0, 0).text = TEXT
        made.save(out)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(["title", "text"])
        book.active.append(["甲", TEXT])
        book.save(out)
    elif kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("甲.txt", TEXT)
            archive.writestr("乙.docx", sample("docx"))
    elif kind == "html":
        page = "<html><meta charset=gb2312><meta name=PubDate content=2024-1-1>"
        return f"{page}<p>{TEXT}<table><tr><td>甲<td>乙</table>".encode("gb18030")
    elif kind == "mhtml":
        head = b"Content-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=gbk\r\n"
        return head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + sample("html") + b"\r\n--B--\r\n"
    return out.getvalue()


@pytest.fixture(scope="module")
def pdf_sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("pdf") / "a.pdf"
    page = new(path, pageCompression=0)
    for line in range(3):
        put(page, MARGIN, HEIGHT - 100 - 20 * line, TEXT)
    page.save()
    return path.read_bytes()


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member in old.namelist():
            content = old.read(member)
            made.writestr(member, change(content) if member == name else content)
    return out.getvalue()


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, kind: str, codec: str) -> None:
    def with_entities(xml: bytes) -> bytes:
        head, _sep, body = xml.decode().partition("?>")
        head = head.replace("UTF-8", codec) or "<?xml version='1.0'"
        return f"{head}?>{LAUGHS}{body}".replace(TEXT, "&i;").encode(codec)

    path = tmp_path / f"a.{kind}"
    path.write_bytes(repacked(sample(kind), PARTS[kind], with_entities))
    with pytest.raises(BadInput, match=r"defines XML entities|is damaged"):
        list(formats.read(path))


@pytest.mark.parametrize("kind", PARTS)
def test_external_entities_are_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY i SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'.encode()
    path = tmp_path / f"a.{kind}"
    path.write_bytes(
        repacked(
            sample(kind),
            PARTS[kind],
            lambda xml: entity + xml.partition(b"?>")[2] if b"?>" in xml else entity + xml,
        )
    )
    with pytest.raises(BadInput, match="defines XML entities"):
        list(formats.read(path))


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_that_unpacks_to_too_much_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(repacked(sample(kind), PARTS[kind], lambda xml: xml + b" " * (65 * 2**20)))
    with pytest.raises(BadInput, match=r"unpacks to more than 64 MB"):
        list(formats.read(path))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "zip", "html", "mhtml"])
@settings(max_examples=40)
@given(data=st.data())
def test_no_bytes_bring_a_reader_down(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    taken_or_refused(tmp_path_factory, kind, data.draw(mutated(sample(kind))))


@settings(max_examples=40)
@given(data=st.data())
def test_no_bytes_bring_pdfium_down(
    tmp_path_factory: pytest.TempPathFactory, pdf_sample: bytes, data: st.DataObject
) -> None:
    taken_or_refused(tmp_path_factory, "pdf", data.draw(mutated(pdf_sample)))


@pytest.mark.parametrize("kind", PARTS)
@settings(max_examples=40)
@given(data=st.data())
def test_no_xml_brings_a_reader_down(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    """The same within the package, where the checksums of zip do not shield the reader."""
    with zipfile.ZipFile(io.BytesIO(sample(kind))) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        name = data.draw(st.sampled_from(names))
        changed = data.draw(mutated(archive.read(name)))
    taken_or_refused(tmp_path_factory, kind, repacked(sample(kind), name, lambda _xml: changed))


@st.composite
def mutated(draw: Callable[..., object], whole: bytes) -> bytes:
    """The sample cut short, with a few bytes changed, put in or taken out."""
    data = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for _number in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(
            st.binary(max_size=4)
            | st.sampled_from([b'"', b"<", b"/>", b"-1", b"99999999999", b"\0", b"&x;", b"</w:p>"])
        )
    return bytes(data)


def taken_or_refused(factory: pytest.TempPathFactory, kind: str, data: bytes) -> None:
    path = factory.mktemp("fuzz") / f"in.{kind}"
    path.write_bytes(data)
    write = formats.jsonl.encoder()
    try:
        for record in formats.read(path):
            record.id = "d"
            assert write(record).endswith(b"\n")
    except BadInput as error:
        refusal = str(error)
    else:
        return
    assert path.name in refusal
    assert "\n" not in refusal
