"""annotator.text.outline and status. Made-up reports."""

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
