"""PDF: paragraphs from broken lines, columns in order, no page furniture, clear words for what cannot be read."""

from pathlib import Path

import pytest
from make_pdf import HEIGHT, MARGIN, WIDTH, new, put, report, two_columns
from reportlab.lib.pdfencrypt import StandardEncryption

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import pdf

TITLE = "青石县民政局2023年工作报告"
PARAGRAPHS = [
    "一、主要工作成效",
    "今年以来，我局坚持以人民为中心的发展思想，全年发放城乡低保金3725.6万元，惠及困难群众1.2万人，同比增长5.3%。",
    "（一）兜牢民生底线。健全分层分类的社会救助体系，开展低收入人口动态监测，累计核查疑似困难家庭4,312户，新纳入低保318户。",
    "（二）优化养老服务。新建农村互助养老点36个，为2,150名失能老人提供上门服务，开展Smart Care试点，群众满意度达到98%以上。",
    "二、存在问题",
    "基层民政力量薄弱，信息化水平不高，部分乡镇没有专职人员；社会组织作用发挥不够充分，监管手段单一。",
    "三、下一步打算",
    "加快推进县级中心敬老院改造提升，力争2024年6月底前投入使用。持续深化殡葬领域突出问题专项整治，规范公墓建设和管理。",
] * 3


def text_of(path: Path) -> str:
    (record,) = formats.read(path)
    return record.text


def test_broken_lines_become_paragraphs_again(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", TITLE, PARAGRAPHS, header="青石县民政局文件")
    assert text_of(path).split("\n") == [TITLE, *PARAGRAPHS]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = two_columns(tmp_path / "a.pdf", TITLE, PARAGRAPHS, header="青石县民政志 · 年鉴2023")
    assert text_of(path).split("\n") == [TITLE, *PARAGRAPHS]


def test_columns_of_short_paragraphs_are_no_table(tmp_path: Path) -> None:
    """Most lines end early, since most paragraphs are one line and a bit; their sentences tell."""
    short = [
        "一、主要成效",
        "全年发放低保金3725.6万元，惠及1.2万人。",
        "新建养老点36个，完成任务。",
        "（一）兜牢底线",
        "核查困难家庭4312户，新纳入318户，应保尽保。",
        "为失能老人上门服务2150人次，满意度98%。",
        "二、存在问题",
        "力量薄弱，部分乡镇没有专职人员。",
    ] * 4
    path = two_columns(tmp_path / "a.pdf", TITLE, short, header="青石县民政志 · 年鉴2023")
    assert text_of(path).split("\n") == [TITLE, *short]


def test_a_table_of_words_is_no_column(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    cells = (
        "责任科室及联系人", "办理事项及完成时限", "社会救助科张主任", "低保审核六月底前完成",
        "养老服务科李主任", "床位建设九月底前完成",
        "社会组织科王主任", "年度检查十月底", "区划地名科赵主任", "路牌更换三月", "办公室钱主任协助", "信息公开全年进行",
        "婚姻登记处", "预约登记系统上线运行", "救助管理站孙站长", "街面巡查",
    )  # fmt: skip
    rows = list(zip(cells[::2], cells[1::2], strict=True))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            put(page, MARGIN + 200 * column, HEIGHT - 200 - 24 * at, cell)
    page.save()
    assert text_of(tmp_path / "a.pdf").split("\n") == [" | ".join(row) for row in rows]


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    rows = [
        ("指标", "2022年", "2023年"),
        ("低保人数（人）", "11,820", "12,034"),
        ("养老床位（张）", "1,560", "1,802"),
    ]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            put(page, MARGIN + 150 * column, HEIGHT - 200 - 24 * at, cell)
    page.save()
    assert text_of(tmp_path / "a.pdf").split("\n") == [" | ".join(row) for row in rows]


def test_a_title_of_two_lines_is_one(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    for at, line in enumerate(("青石县民政局关于2023年法治政府", "建设情况的报告")):
        put(page, (WIDTH - 22 * len(line)) / 2, HEIGHT - 100 - 34 * at, line, 22)
    for at in range(4):
        put(
            page,
            MARGIN,
            HEIGHT - 220 - 26 * at,
            "今年以来我局坚持以人民为中心的发展思想扎实做好民政工作各项" if at else "正文",
            14,
        )
    page.save()
    assert text_of(tmp_path / "a.pdf").split("\n")[0] == "青石县民政局关于2023年法治政府建设情况的报告"


def test_a_turned_page_reads_as_it_is_shown(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    page.setPageRotation(90)
    page.rotate(90)
    for at, line in enumerate(PARAGRAPHS[:6]):
        put(page, 60, -120 - 30 * at, line[:40])
    page.save()
    assert text_of(tmp_path / "a.pdf").replace("\n", "") == "".join(line[:40] for line in PARAGRAPHS[:6])


def test_a_watermark_is_no_text(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    page.saveState()
    page.translate(200, 300)
    page.rotate(45)
    put(page, 0, 0, "内部资料", 60)
    page.restoreState()
    put(page, MARGIN, 400, PARAGRAPHS[1][:28])
    page.save()
    assert text_of(tmp_path / "a.pdf") == PARAGRAPHS[1][:28]


def test_years_and_first_lines_are_no_page_numbers(tmp_path: Path) -> None:
    page = new(tmp_path / "a.pdf")
    for year in (2021, 2023):
        put(page, MARGIN, HEIGHT - 60, f"{year}")
        put(page, MARGIN, HEIGHT - 200, f"这一年的工作总体平稳，{year}年各项指标全面完成。")
        page.showPage()
    page.save()
    text = text_of(tmp_path / "a.pdf")
    assert "2021\n" in text
    assert "2023\n" in text


@pytest.mark.parametrize("text", ["", "- 1 -"])
def test_a_scan_is_refused(tmp_path: Path, text: str) -> None:
    page = new(tmp_path / "scan.pdf")
    for _number in range(3):
        put(page, WIDTH / 2, 40, text)
        page.rect(50, 50, 300, 600, fill=1)
        page.showPage()
    page.save()
    with pytest.raises(BadInput, match=r"scan\.pdf has 3 pages with next to no text.*OCR"):
        text_of(tmp_path / "scan.pdf")


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    page = new(tmp_path / "locked.pdf", encrypt=StandardEncryption("geheim", canPrint=0))
    put(page, MARGIN, 400, PARAGRAPHS[1])
    page.save()
    with pytest.raises(BadInput, match=r"locked\.pdf is locked with a password"):
        text_of(tmp_path / "locked.pdf")


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = report(tmp_path / "long.pdf", TITLE, PARAGRAPHS)
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    with pytest.raises(BadInput, match=r"long\.pdf has 2 pages, more than the 1"):
        text_of(path)


def test_what_is_no_pdf_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(BadInput, match=r"bad\.pdf is damaged, or no PDF"):
        text_of(tmp_path / "bad.pdf")
