"""annotator.text.outline on real reports, drawn as a reader would: level and first characters of every heading."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.domain.document import Section
from annotator.text.outline import outline, section_path

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the shared corpus is not beside the project ({CORPUS})"
)

QINGCHENG = """
1 一、2023年工作情况
2 (一)切实履行
2 (二)深入学习
2 (三)严格规范
2 (四)严格落实
2 (五)进一步优化
2 (六)积极推动
2 (七)推进新时代
1 二、存在的主要问题
1 三、2024年工作计划
2 (一)加强执法
2 (二)加强普法
2 (三)持续推进
2 (四)进一步提高
2 (五)进一步加强
"""
YUNNAN = """
1 一、“十四五”时期
2 （一）经济运行
2 （二）产业发展
2 三）改革开放
2 （四）城乡发展
2 （五）绿色本底
2 （六）民生保障
2 （七）风险防控
2 我们也清醒认识到
1 二、“十五五”时期
2 （一）现代化产业
2 （二）进一步全面
2 （三）美丽云南
2 （四）推进共同
2 （五）构建新安全
1 三、2026年重点工作
2 （一）巩固壮大
2 （二）促进消费
2 （三）一体推进
2 （四）推动改革
2 （五）加快农业
2 （六）深入推进
2 （七）持续提升
2 （八）加大保障
2 （九）统筹发展
"""
ANHUI = """
1 一、2025年工作
2 （一）精准施策
2 （二）推动科技
2 （三）推进深层次
2 （四）强化乡村
2 （五）推动文化
2 （六）用心用情
2 在肯定成绩的同时
1 二、“十五五”时期
2 （一）坚持科技
2 （二）因地制宜
2 （三）争当击楫
2 （四）坚决守护
2 （五）发挥多重
2 （六）以新发展
2 （七）扎实推进
1 三、2026年重点工作
2 （一）加力扩内需
2 （二）全面增强
2 （三）加快打造
2 （四）进一步全面
2 （五）全方位
2 （六）推动城乡
2 （七）增强区域
2 （八）把经济社会
2 （九）激发文化
2 （十）把民生工作
2 （十一）牢牢守住
"""
SHAANXI = """
1 一、2025年工作回顾
2 （一）聚焦扩大
2 （二）强化科技
2 （三）推动城乡
2 （四）加强生态
2 （五）扩大内外
2 （六）防范化解
2 同时，我们也清醒地看到
1 二、“十五五”时期
2 一是全力激发
2 二是全力缩小
2 三是全力筑牢
1 三、2026年重点工作
2 （一）着力扩大
2 （二）提升创新
2 （三）加快产业
2 （四）深化重点
2 （五）优化三大
2 （六）推动绿色
2 （七）加快建设
2 （八）持续保障
2 （九）守牢安全
"""
JIANGXI = """
1 一、2025年工作及
2 一是经济增长
2 二是产业发展
2 三是改革开放
2 四是区域城乡
2 五是民生福祉
2 六是社会大局
2 同时，我们也清醒认识到
1 二、“十五五”时期
2 （一）关于
2 （二）关于
2 （三）关于
2 （四）关于
1 三、2026年工作安排
2 （一）聚焦服务
2 （二）聚焦加快
2 （三）聚焦因地
2 （四）聚焦增强
2 （五）聚焦提高
2 （六）聚焦扎实
2 （七）聚焦打造
2 （八）聚焦建设
1 《政府工作报告》有关内容名词注释
"""


def report(name: str) -> str:
    return (CORPUS / "reports" / f"{name}.txt").read_text(encoding="utf-8")


def province(name: str) -> str:
    (path,) = CORPUS.glob(f"provincial/*_{name}_*.csv")
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8-sig", newline="") as rows:
        return next(csv.DictReader(rows))["full_text"]


def body(sections: tuple[Section, ...]) -> list[Section]:
    """Without the header, and without the entries of a glossary at the end."""
    glossary = next((section.start for section in sections if "名词" in section.heading), None)
    return [
        section
        for section in sections
        if section.role != "header" and (glossary is None or section.start <= glossary)
    ]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        pytest.param(lambda: report("qingcheng-2023"), QINGCHENG, id="qingcheng"),
        pytest.param(lambda: province("云南省"), YUNNAN, id="yunnan"),
        pytest.param(lambda: province("安徽省"), ANHUI, id="anhui"),
        pytest.param(lambda: province("陕西省"), SHAANXI, id="shaanxi"),
        pytest.param(lambda: province("江西省"), JIANGXI, id="jiangxi"),
    ],
)
def test_the_outline_is_as_a_reader_would_draw_it(text, drawn: str) -> None:
    found = body(outline(text()))
    expected = [(int(line[0]), line[2:]) for line in drawn.split("\n") if line]
    assert [(s.level, s.heading[: len(e[1])]) for s, e in zip(found, expected, strict=True)] == expected


def test_the_plan_has_three_parts_seven_subsections_and_35_tasks_in_order() -> None:
    sections = outline(report("anshun-plan-2021"))
    parts = [s for s in sections if s.level == 1 and s.role != "header"]
    assert [s.heading for s in parts] == ["一、总体要求", "二、主要任务和落实措施", "三、组织保障"]
    subsections = [s for s in sections if s.level == 2 and parts[1].start < s.start < parts[1].end]
    assert [s.heading[:3] for s in subsections] == [f"({n})" for n in "一二三四五六七"]
    tasks = [int(found[1]) for s in sections if (found := re.match(r"(\d+)\.", s.heading))]
    assert tasks == list(range(1, 36))
    assert {s.role for s in sections} == {"header", "plans"}


@pytest.mark.parametrize(
    "name", ["云南省", "四川省", "宁夏回族自治区", "安徽省", "江西省", "西藏自治区", "陕西省"]
)
def test_roles_of_provincial_reports(name: str) -> None:
    text = province(name)
    sections = outline(text)
    top = [s.role for s in sections if s.level == 1]
    assert top[:4] == ["header", "achievements", "plans", "plans"]
    (problems,) = [s for s in sections if s.role == "problems"]
    assert problems.heading.endswith(("认识到", "看到"))
    told = text[problems.start : problems.end]
    assert re.search("问题|困难|不足|薄弱", told)
    assert "\n" not in told.strip()
    assert section_path(sections, problems.start + 50)[-1] == problems
    for first, second in pairwise(sections):
        assert first.start < second.start
        assert first.end <= second.start or second.end <= first.end


def test_problems_of_the_bureau_s_report() -> None:
    text = report("qingcheng-2023")
    (problems,) = [s for s in outline(text) if s.role == "problems"]
    assert "执法队伍力量比较薄弱" in text[problems.start : problems.end]
