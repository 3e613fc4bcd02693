"""annotator.text.outline and status. Made-up reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.outline import outline, section_path
from annotator.text.status import guess_status

REPORT = """某市民政局2023年法治政府建设工作报告
    发布时间:2024-01-15 来源:某市民政局

2023年,某市民政局推进法治建设。现将情况报告如下:
　　一、2023年工作情况
　　（一）加强组织领导。成立领导小组,定期召开例会。
\u00a0\u00a0（二）规范执法
1.印发执法手册,组织培训2次。
2、坚持法制审核制度。
12.4国家宪法日开展了宣传。
二、存在的主要问题
执法力量不足。
三、下一步工作打算
（一）加强培训。组织执法人员轮训。
"""


def test_headings_read_as_in_the_document() -> None:
    """In its own script, and with its own brackets."""
    title, first, second = (
        "某區民政局２０２２年法治政府建設情況報告",
        "一、２０２２年工作開展情況",
        "二、存在的問題",
    )
    text = f"{title}\n\n{first}\n召開會議12次。\n{second}\n力量不足。\n"
    assert [(s.role, s.heading) for s in outline(text)] == [
        ("header", title),
        ("achievements", first),
        ("problems", second),
    ]


def test_headings_levels_and_roles() -> None:
    found = [(s.level, s.role, s.heading) for s in outline(REPORT)]
    assert found == [
        (1, "header", "某市民政局2023年法治政府建设工作报告"),
        (1, "achievements", "一、2023年工作情况"),
        (2, "achievements", "（一）加强组织领导"),
        (2, "achievements", "（二）规范执法"),
        (3, "achievements", "1.印发执法手册,组织培训2次"),
        (3, "achievements", "2、坚持法制审核制度"),
        (1, "problems", "二、存在的主要问题"),
        (1, "plans", "三、下一步工作打算"),
        (2, "plans", "（一）加强培训"),
    ]


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    sections = outline(REPORT)
    by_heading = {s.heading: s for s in sections}
    first, second = by_heading["一、2023年工作情况"], by_heading["二、存在的主要问题"]
    assert first.end == second.start
    assert by_heading["（二）规范执法"].end == second.start
    assert sections[-1].end == len(REPORT)
    path = section_path(sections, REPORT.index("坚持法制"))
    assert [s.level for s in path] == [1, 2, 3]


def test_levels_follow_the_document() -> None:
    text = "第一章 总则\n一、目的\n第二章 任务\n1.开展普法\n（1）进社区\n"
    assert [(s.level, s.heading) for s in outline(text) if s.role != "header"] == [
        (1, "第一章 总则"), (2, "一、目的"), (1, "第二章 任务"), (2, "1.开展普法"), (3, "（1）进社区"),
    ]  # fmt: skip


def test_a_plan_plans() -> None:
    text = "某局2024年普法工作计划\n一、总体要求\n加强普法。\n二、解决突出问题\n开展整治。\n"
    assert {s.role for s in outline(text)} == {"header", "plans"}


def test_traditional_reports_have_roles_too() -> None:
    text = "某局工作報告\n一、工作情況\n開展檢查。\n二、存在問題\n力量不足。\n三、下一步計劃\n加強培訓。\n"
    assert [s.role for s in outline(text)] == ["header", "achievements", "problems", "plans"]


def drawn(text: str) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in outline(text) if section.role != "header"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总结\n一、甲\n(一)乙\n1.丙\n(1)丁\n①戊\n②己\n(2)庚\n2.辛\n(二)壬\n二、癸\n",
         [(1, "一、甲"), (2, "(一)乙"), (3, "1.丙"), (4, "(1)丁"), (5, "①戊"), (5, "②己"), (4, "(2)庚"), (3, "2.辛"),
          (2, "(二)壬"), (1, "二、癸")]),
        ("第一编 甲\n第一章 乙\n第一节 丙\n第一条 丁。\n第二条 戊。\n第二章 己\n第三条 庚。\n",
         [(1, "第一编 甲"), (2, "第一章 乙"), (3, "第一节 丙"), (4, "第一条 丁"), (4, "第二条 戊"), (2, "第二章 己"),
          (3, "第三条 庚")]),
        ("一、甲\n一)乙\n(二丙工作\n三)丁\n", [(1, "一、甲"), (2, "一)乙"), (2, "(二丙工作"), (2, "三)丁")]),
        ("一、甲\n1．乙\n2、丙\n二、丁\n1. 戊\n", [(1, "一、甲"), (2, "1．乙"), (2, "2、丙"), (1, "二、丁"), (2, "1. 戊")]),
        ("1.甲\n（一）乙\n（二）丙\n2.丁\n（一）戊\n",
         [(1, "1.甲"), (2, "（一）乙"), (2, "（二）丙"), (1, "2.丁"), (2, "（一）戊")]),
        ("一、甲\n三、丙\n六、己\n", [(1, "一、甲"), (1, "三、丙"), (1, "六、己")]),
        ("目录\n一、甲……1\n二、乙........12\n一、甲\n二、乙\n", [(1, "一、甲"), (1, "二、乙")]),
        ("第一部分 甲\n一、乙\n第二部分 丙\n一、丁\n",
         [(1, "第一部分 甲"), (2, "一、乙"), (1, "第二部分 丙"), (2, "一、丁")]),
        ("一、甲\n一是抓学习。二是抓落实。\n", [(1, "一、甲")]),
        ("一、甲\n一是抓学习。全年学习。\n二是抓落实。全年落实。\n", [(1, "一、甲"), (2, "一是抓学习"), (2, "二是抓落实")]),
        ("一、甲\n一是否合规要看程序\n(一般公共预算)支出\n1.5万元\n12.4宪法日\n一、二、三产业\n", [(1, "一、甲")]),
        ("一 、甲\n二．乙\n三  丙\n1 、丁\n", [(1, "一 、甲"), (1, "二．乙"), (1, "三  丙"), (2, "1 、丁")]),
        ("一、甲\n一要抓学习。\n二要抓落实。\n", [(1, "一、甲"), (2, "一要抓学习"), (2, "二要抓落实")]),
        ("一、甲\n三  般\n二是\n", [(1, "一、甲")]),
        ("一、甲" + "，推进依法行政工作" * 12 + "。\n", [(1, "一、甲")]),
    ],
)  # fmt: skip
def test_numbering(text: str, expected: list[tuple[int, str]]) -> None:
    assert drawn(text) == expected


BODY = "一年来，我局深入推进依法行政，制定制度，开展检查，组织培训，各项工作取得新的成绩。"


def test_headings_without_numbers_that_say_what_they_are() -> None:
    text = f"某市民政局2023年工作总结\n{BODY}\n工作开展情况\n{BODY}\n存在的问题和不足\n{BODY}\n下一步工作打算\n{BODY}\n"
    assert [(s.level, s.heading, s.role) for s in outline(text)][1:] == [
        (1, "工作开展情况", "achievements"), (1, "存在的问题和不足", "problems"), (1, "下一步工作打算", "plans"),
    ]  # fmt: skip


def test_headings_without_numbers_stand_above_a_count_that_begins_anew() -> None:
    text = f"某局报告\n{BODY}\n\n工作情况\n\n一、甲\n{BODY}\n二、乙\n{BODY}\n\n下步打算\n\n一、丙\n{BODY}\n"
    assert drawn(text) == [
        (1, "工作情况"), (2, "一、甲"), (2, "二、乙"), (1, "下步打算"), (2, "一、丙"),
    ]  # fmt: skip


def test_headings_without_numbers_lie_below_a_count_that_goes_on() -> None:
    inner = "".join(f"{name}\n\n{BODY}\n\n" for name in ("聚焦困难群众", "守护一老一小", "规范婚姻登记"))
    assert drawn(f"某局报告\n{BODY}\n\n一、甲\n\n{inner}二、乙\n\n{BODY}\n") == [
        (1, "一、甲"), (2, "聚焦困难群众"), (2, "守护一老一小"), (2, "规范婚姻登记"), (1, "二、乙"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["打印本页", "某市民政局", "2023年1月5日", "此页有关内容如下：", "字体大小", "张三 摄"]
)
def test_short_lines_that_are_no_headings(line: str) -> None:
    assert drawn(f"某局报告\n一、甲\n{BODY}\n\n{line}\n\n{BODY}\n") == [(1, "一、甲")]


def test_a_glossary_is_no_part_of_the_plans() -> None:
    text = f"某省政府工作报告\n一、2026年重点工作\n(一)扩内需\n{BODY}\n名词解释\n1.两新：{BODY}\n"
    assert [(s.level, s.heading, s.role) for s in outline(text)][1:] == [
        (1, "一、2026年重点工作", "plans"), (2, "(一)扩内需", "plans"), (1, "名词解释", "other"), (2, "1.两新", "other"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("一、2023年重点工作完成情况", "achievements"), ("一、2023年工作情况及2024年工作计划", "achievements"),
        ("二、存在的问题及下一步打算", "problems"), ("二、主要问题和困难", "problems"), ("二、短板与不足", "problems"),
        ("三、2024年工作安排", "plans"), ("三、“十五五”时期主要目标和重大举措", "plans"), ("三、今后五年总体要求", "plans"),
        ("三、意见建议", "plans"), ("四、保障困难群众基本生活", "achievements"), ("四、开展突出问题整治", "achievements"),
        ("五、缩小城乡差距", "achievements"), ("二、存在的问题及整改措施", "problems"),
        ("二、工作中的难点和堵点", "problems"),
        ("二、有待改进的方面", "problems"), ("二、反思", "problems"), ("二、存在问题整改情况", "achievements"),
        ("三、打通难点堵点", "achievements"),
    ],
)  # fmt: skip
def test_the_role_of_a_heading(heading: str, role: str) -> None:
    assert outline(f"某局工作报告\n{BODY}\n{heading}\n{BODY}\n")[-1].role == role


def test_roles_inside_a_part() -> None:
    text = f"某局工作报告\n一、2023年工作回顾\n(一)强化执法\n{BODY}\n(二)存在的问题\n1.力量不足\n"
    text += "(三)工作亮点\n二、2024年工作思路\n(一)解决突出问题\n"
    assert [s.role for s in outline(text)][1:] == [
        "achievements", "achievements", "problems", "problems", "achievements", "plans", "plans",
    ]  # fmt: skip


def test_a_year_s_work_that_problems_follow_is_behind_us() -> None:
    text = "某局报告\n一、2024年重点工作\n二、存在的问题\n三、2025年重点工作\n"
    assert [s.role for s in outline(text)][1:] == ["achievements", "problems", "plans"]


def test_a_paragraph_that_admits_problems_is_a_section() -> None:
    admits = "同时，我们也清醒地看到，工作中还存在不少问题：执法力量不足，宣传方式单一，基层基础薄弱，群众满意度有待提高。"
    text = f"某局工作报告\n一、工作回顾\n(一)甲\n{BODY}\n(二)乙\n{BODY}\n{admits}\n"
    text += "一是队伍弱。\n二是经费少。\n二、工作计划\n下一年工作。\n"
    sections = outline(text)
    (problems,) = [s for s in sections if s.role == "problems" and s.level == 2]
    assert problems.heading == "同时，我们也清醒地看到"
    assert text[problems.start : problems.end].endswith("二是经费少。")
    assert [s.heading for s in section_path(sections, text.index("执法力量"))] == [
        "一、工作回顾",
        problems.heading,
    ]
    assert [s.role for s in section_path(sections, text.index("工作计划"))] == ["plans"]


@pytest.mark.parametrize(
    ("paragraph", "admits"),
    [
        ("虽然取得一定成绩，但与上级要求相比还有较大差距，执法力量不足，宣传方式单一，信息化水平有待进一步提高。", True),
        ("回顾一年来的工作，仍存在一些不足：一是执法力量薄弱；二是宣传方式单一；三是制度机制还不够健全完善。", True),
        ("对检查中仍存在安全隐患问题的养老机构，责令限期整改，逾期不改的依法予以处罚，全年共处罚养老机构三家。", False),
        ("针对工作中存在的突出问题，开展专项整治行动，建立问题台账，逐项整改销号，全部问题均已整改到位。", False),
        ("我局深入开展矛盾纠纷排查化解，帮助困难群众解决实际问题，群众满意度持续提升，各项工作取得成效。", False),
    ],
)  # fmt: skip
def test_what_admits_problems(paragraph: str, admits: bool) -> None:
    text = f"某局工作报告\n一、工作情况\n{BODY}\n{paragraph}\n"
    assert ("problems" in [s.role for s in outline(text)]) == admits


def test_status() -> None:
    sections = outline(REPORT)

    def guess(quote: str, text: str = REPORT) -> str:
        start = text.index(quote)
        return guess_status(text, start, start + len(quote), sections if text is REPORT else outline(text))

    assert guess("成立领导小组") == "done"
    assert guess("定期召开例会") == "ongoing"
    assert guess("坚持法制审核制度") == "ongoing"
    assert guess("开展了宣传") == "done"
    assert guess("组织执法人员轮训") == "planned"
    assert guess("修订制度", "我局开展检查。下一步,将修订制度。") == "planned"
    assert guess("修订制度", "我局已修订制度。") == "done"


@given(st.text(alphabet="一二三、（）()1.2 第章节民政问题下一步\n。　", max_size=120))
def test_sections_nest_and_lie_in_the_text(text: str) -> None:
    sections = outline(text)
    open_sections = []
    last = 0
    for section in sections:
        assert last <= section.start <= section.end <= len(text)
        last = section.start
        while open_sections and open_sections[-1].end <= section.start:
            open_sections.pop()
        assert all(section.end <= outer.end for outer in open_sections)
        open_sections.append(section)
