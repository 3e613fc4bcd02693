"""Word: numbering as it is seen, tables, text boxes, notes, tracked changes, hidden text, titles."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats.docx_numbering import chinese, formatted

W = nsdecls("w")
TITLE = "青石县民政局2023年工作总结"


def numbering(levels: Iterable[tuple[str, str]], key: int, num: int, extra: str = "") -> list[str]:
    """An abstract list and a list of it: (format, text) a level."""
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
        for i, (f, t) in enumerate(levels)
    )
    return [
        f'<w:abstractNum {W} w:abstractNumId="{key}">{inner}</w:abstractNum>',
        f'<w:num {W} w:numId="{num}"><w:abstractNumId w:val="{key}"/>{extra}</w:num>',
    ]


def document(parts: Iterable[str] = ()) -> docx.document.Document:
    """An empty document with the lists of `parts`, in the order that Word wants."""
    made = docx.Document()
    root = made.part.numbering_part.element
    elements = [parse_xml(part) for part in parts]
    for element in reversed([e for e in elements if e.tag.endswith("abstractNum")]):
        root.insert(0, element)
    for element in (e for e in elements if e.tag.endswith("}num")):
        root.append(element)
    return made


def item(made: docx.document.Document, text: str, num: int, level: int = 0) -> None:
    properties = made.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'))


def append(made: docx.document.Document, xml: str) -> None:
    made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))


def lines(tmp_path: Path, made: docx.document.Document) -> list[str]:
    made.save(tmp_path / "a.docx")
    (record,) = formats.read(tmp_path / "a.docx")
    return record.text.split("\n")


def test_automatic_numbering_is_text(tmp_path: Path) -> None:
    levels = [
        ("chineseCounting", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
        ("lowerLetter", "%4)"),
    ]
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    parts = [
        *numbering(levels, 90, 90),
        f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/>{restart}</w:num>',
        *numbering([("decimal", "第%1条"), ("decimal", "%1.%2")], 95, 95),
        *numbering([("bullet", "\uf06c")], 96, 96),
    ]
    made = document(parts)
    for text, num, level in [
        ("成效", 90, 0), ("救助", 90, 1), ("低保", 90, 2), ("特困", 90, 2), ("甲", 90, 3), ("养老", 90, 1),
        ("机构", 90, 2), ("问题", 90, 0), ("人手", 90, 1), ("又一份", 91, 0), ("接着", 91, 0),
        ("总则", 95, 0), ("细则", 95, 1), ("细则", 95, 1), ("附则", 95, 0), ("细则", 95, 1), ("点", 96, 0),
    ]:  # fmt: skip
        item(made, text, num, level)
    assert lines(tmp_path, made) == [
        "一、成效", "（一）救助", "1. 低保", "2. 特困", "a) 甲", "（二）养老", "1. 机构", "二、问题", "（一）人手",
        "一、又一份", "二、接着", "第1条 总则", "1.1 细则", "1.2 细则", "第2条 附则", "2.1 细则", "• 点",
    ]  # fmt: skip


def test_a_style_may_number(tmp_path: Path) -> None:
    made = document(numbering([("chineseCounting", "%1、"), ("chineseCounting", "（%2）")], 90, 90))
    for name, level in (("Heading 1", 0), ("Heading 2", 1)):
        properties = made.styles[name].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
    for text, level in (("成效", 1), ("救助", 2), ("养老", 2), ("问题", 1)):
        made.add_heading(text, level)
    assert lines(tmp_path, made) == ["一、成效", "（一）救助", "（二）养老", "二、问题"]


@pytest.mark.parametrize(
    ("number", "format_", "written"),
    [
        (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"), (20, "chineseCounting", "二十"),
        (101, "chineseCountingThousand", "一百零一"), (110, "chineseCounting", "一百一十"),
        (10010, "chineseCounting", "一万零十"),
        (3, "chineseLegalSimplified", "叁"), (2, "ideographTraditional", "乙"), (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedCircleChinese", "③"), (14, "lowerRoman", "xiv"), (28, "upperLetter", "BB"),
        (5, "decimalZero", "05"), (12, "decimalFullWidth", "１２"), (7, "none", ""), (7, "unheardOf", "7"),
    ],
)  # fmt: skip
def test_number_formats(number: int, format_: str, written: str) -> None:
    assert formatted(number, format_) == written


def test_chinese_numbers_differ() -> None:
    assert len({chinese(number) for number in range(1, 12_000)}) == 11_999


def test_tables_stand_where_they_stood(tmp_path: Path) -> None:
    made = document()
    made.add_paragraph("前")
    table = made.add_table(3, 3)
    for row, cells in enumerate([("指标", "2022", "2023"), ("低保\n人数", "1", "2"), ("", "", "")]):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    made.add_paragraph("后")
    framed = made.add_table(1, 1).cell(0, 0)
    framed.text = "框中第一段"
    framed.add_paragraph("框中第二段")
    assert lines(tmp_path, made) == [
        "前",
        "指标 | 2022 | 2023",
        "低保 人数 | 1 | 2",
        "后",
        "框中第一段",
        "框中第二段",
    ]


def test_merged_cells_are_said_once(tmp_path: Path) -> None:
    made = document()
    table = made.add_table(2, 3)
    for index, cell in enumerate(table._cells):
        cell.text = str(index)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "并"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    assert lines(tmp_path, made) == ["并 | 宽", " | 4 | 5"]


def test_tracked_changes_are_taken_as_accepted_and_hidden_text_is_out(tmp_path: Path) -> None:
    made = document()
    append(
        made,
        f"<w:p {W}><w:r><w:t>全年</w:t></w:r><w:del><w:r><w:delText>拟</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>已</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>完成</w:t></w:r>'
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom></w:p>",
    )
    append(made, f"<w:p {W}><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>")
    append(made, f"<w:p {W}><w:r><w:t>后半。</w:t></w:r></w:p>")
    append(made, f"<w:ins {W}><w:p><w:r><w:t>新段</w:t></w:r></w:p></w:ins>")
    assert lines(tmp_path, made) == ["全年已完成", "前半，后半。", "新段"]


def test_signs_breaks_boxes_and_contents(tmp_path: Path) -> None:
    made = document()
    made.styles.add_style("toc 1", 1)
    made.add_paragraph("成效\t1", style="toc 1")
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    inner = "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:pict {vml}><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    append(
        made,
        f"<w:p {W}><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/>"
        f'<w:br w:type="page"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r><w:r>{box}</w:r>'
        f"<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert lines(tmp_path, made) == ["甲\t乙", "丙-☑", "框里", "框里"]


def test_notes_stand_at_the_end(tmp_path: Path) -> None:
    made = document()
    append(
        made,
        f'<w:p {W}><w:r><w:t>低保</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t>提标。</w:t></w:r></w:p>",
    )
    made.add_paragraph("末段")
    made.save(tmp_path / "plain.docx")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    note = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        "<w:r><w:t>最低生活保障。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(tmp_path / "a.docx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            new.writestr(name, data)
        new.writestr("word/footnotes.xml", note)
    (record,) = formats.read(tmp_path / "a.docx")
    assert record.text.split("\n") == ["低保[1]提标。", "末段", "[1] 最低生活保障。"]


@pytest.mark.parametrize(("given", "meta"), [(TITLE, {"title": TITLE}), ("2019年工作总结模板", {}), ("", {})])
def test_a_title_counts_when_it_heads_the_text(tmp_path: Path, given: str, meta: dict[str, str]) -> None:
    made = document()
    made.core_properties.title, made.core_properties.author = given, "某人"
    made.add_paragraph("青石县民政局 2023年工作总结")
    made.save(tmp_path / "a.docx")
    (record,) = formats.read(tmp_path / "a.docx")
    assert record.meta == meta


def test_an_encrypted_or_old_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500)
    with pytest.raises(BadInput, match=r"a\.docx is encrypted, or in the old binary format"):
        list(formats.read(tmp_path / "a.docx"))
    docx.Document().save(tmp_path / "b.docx")
    with pytest.raises(BadInput, match=r"b\.docx holds no text"):
        list(formats.read(tmp_path / "b.docx"))
