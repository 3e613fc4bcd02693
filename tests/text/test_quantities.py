"""annotator.text.quantities and numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.numerals import decimal_of
from annotator.text.quantities import parse_quantity, quantities


@pytest.mark.parametrize(
    ("quote", "value", "unit", "approx"),
    [
        ("372万元", "3720000", "元", False), ("99.95%", "99.95", "%", False), ("1.2万余人", "12000", "人", True),
        ("1.2万余", "12000", "", True), ("四项任务", "4", "项", False), ("每周一次", "1", "次/周", False),
        ("每周", "1", "次/周", False), ("3.7万元", "37000", "元", False), ("两百余名", "200", "名", True),
        ("百分之九十五", "95", "%", False),
        ("三分之二", "2", "/3", False), ("5.2个百分点", "5.2", "百分点", False), ("12,300元", "12300", "元", False),
        ("１２３人次", "123", "人次", False), ("近20万元", "200000", "元", True), ("20多万元", "200000", "元", True),
        ("1亿2000万元", "120000000", "元", False), ("一万二千人", "12000", "人", False), ("十余次", "10", "次", True),
        ("接待群众1000余人次", "1000", "人次", True), ("平均跑动次数为0", "0", "次", False),
        ("90271.78元", "90271.78", "元", False),
        ("30日内", "30", "日", False), ("15个工作日", "15", "工作日", False), ("滿意率達９８％以上", "98", "%", True),
    ],
)  # fmt: skip
def test_parsing_a_quote(quote: str, value: str, unit: str, approx: bool) -> None:
    found = parse_quantity(quote)
    assert found is not None
    assert (found.value, found.unit, found.approx) == (value, unit, approx)


@pytest.mark.parametrize("quote", ["没有数字", "", "2023年12月"])
def test_what_has_no_number_parses_to_none(quote: str) -> None:
    assert parse_quantity(quote) is None


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月4日召开会议", "民发〔2020〕12号文件", "根据第12条规定", "落实三项制度", "学习第一议题", "“八五”普法",
        "做到“两个维护”", "百余年来",
        "“双随机、一公开”监管", "关注一老一小", "“12345”热线", "市、县两级", "一个部门", "十四五规划", "《2020年工作要点》",
        "11:08发布",
        "党的二十大精神", "开展“4.15”教育日活动", "严格落实“三会一课”制度",
    ],
)  # fmt: skip
def test_numbers_that_count_nothing(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("共梳理行政许可7项、行政处罚39项,并公布。", ["行政许可7项", "行政处罚39项"]),
        ("办理案件28件,完成率99.5%", ["办理案件28件", "完成率99.5%"]),
        ("成立2个工作专班,覆盖15个乡镇", ["2个工作专班", "覆盖15个乡镇"]),
        ("清理排查出的12名不符合条件的人员", ["12名"]),
        ("行政许可\t7件\t12件", ["7件", "12件"]),
        ("每季度召开一次例会", ["每季度召开一次"]),
        ("网上办理率提升至98%", ["网上办理率提升至98%"]),
    ],
)
def test_the_name_of_what_is_counted(text: str, quotes: list[str]) -> None:
    assert [text[q.start : q.end] for q in quantities(text)] == quotes


def test_a_traditional_report_keeps_its_words() -> None:
    (found,) = quantities("共走訪困難群眾１２戶。")
    assert (found.value, found.unit, found.indicator) == ("12", "戶", "走訪困難群眾")
    parsed = parse_quantity("登記總數三個")
    assert parsed is not None
    assert (parsed.value, parsed.unit, parsed.indicator) == ("3", "個", "登記總數")


@pytest.mark.parametrize("sign", ["一", "十百千", "每人每月", "百分之一", "1至", "一至"])
def test_long_runs_of_numerals_are_read_in_passing(sign: str) -> None:
    last = 0
    for found in quantities(sign * (20_000 // len(sign))):
        assert found.start >= last
        last = found.end


def test_indicator_and_bounds() -> None:
    text = "甲。接收捐款372万元。乙"
    (found,) = quantities(text, 2, len(text))
    assert (found.start, found.end, found.indicator) == (2, 11, "接收捐款")


@given(
    st.text(
        alphabet="一二两三十百千万亿零点余多约0123456789.,%个件元次年月日每周第、。,“”《》民政审核开展",
        max_size=60,
    )
)
def test_quantities_are_ordered_disjoint_and_in_the_text(text: str) -> None:
    last = 0
    for found in quantities(text):
        assert last <= found.start < found.end <= len(text)
        assert float(found.value) >= 0
        last = found.end
    parse_quantity(text)


@given(st.integers(1, 10**8))
def test_chinese_numerals_read_back(number: int) -> None:
    assert decimal_of(chinese(number)) == str(number)
    assert decimal_of(f"{number:,}") == str(number)


def chinese(number: int) -> str:
    """The numeral of a number below 10^9, the long way."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(value: int) -> str:
        out, gap = "", False
        for power in (3, 2, 1, 0):
            digit, value = divmod(value, 10**power)
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + units[power]
                gap = False
            elif out:
                gap = True
        return out

    out = ""
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        part, number = divmod(number, 10**power)
        if part:
            out += ("零" if out and part < 1000 else "") + section(part) + name
    return out
