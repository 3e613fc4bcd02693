"""The wording of the rules for actions: what each pattern is for, by the examples of its docstring."""

import re
from collections.abc import Callable

import pytest

from annotator.suggest.wording import acts, effects, states

Known = Callable[[], re.Pattern[str]]

TOLD: list[tuple[Known, str]] = [
    (effects.raising, "提升了服务水平 弘扬时代新风尚 持续优化营商环境 引导群众增强法治意识"),
    (effects.resolving, "切实解决群众难题 守住安全底线 防范化解金融风险 维护社会稳定"),
    (effects.achieving, "取得了明显成效 服务能力稳步提升 形成齐抓共管的合力 推动各项任务落到实处"),
    (effects.sparing, "为企业节省成本300万元 切实为基层减负 为群众挽回损失"),
    (effects.founding, "为下一步工作奠定基础 为高质量发展贡献力量 为决策提供依据"),
    (effects.purposing, "以减轻群众负担 以便提高效率 以利促进交流"),
    (effects.ensuring, "确保任务完成 从源头上防止反弹 杜绝弄虚作假"),
    (effects.inducing, "引导群众移风易俗 带动就业"),
    (effects.guiding, "坚持以人民为中心 以党建引领基层治理 把责任扛在肩上 树牢安全发展理念 紧扣中心工作"),
    (effects.general, "推进各项工作 打赢脱贫攻坚战 加强政府自身建设"),
    (states.share, "火化率稳定在99%以上 平均用时缩短六成"),
    (states.counting, "已有12名律师 全市登记社会组织2764家 办结率达到99% 收到意见47条 惠及3000人"),
    (states.state, "各项工作已全部完成 保持平稳态势 有所提高 尚未建立 是脱贫攻坚的关键期 我县荣获先进称号"),
    (states.undergoing, "新校区加快建设 改革不断深化 产值增长5% 我市入选试点城市"),
    (states.changing, "低保标准同步提至988元 审批时限由20个工作日压缩至5个工作日"),
    (acts.opening, "组织培训 发放补贴 减少证明材料 对企业开展检查"),
    (acts.closing, "通过门户网站曝光"),
    (acts.brief, "建立台账"),
    (acts.milestone, "环湾城际全线贯通 师范学院升格为师范大学 供水工程加快建设"),
    (acts.tally, "党员分头到村里宣讲14场 汛期果断转移群众4万人"),
    (acts.routine, "逐户过堂、逐项销号 按月调度、按季通报 一人一档"),
    (acts.handling, "结果均在7日内公示 与高校联办培训班 分两批完成改造"),
    (acts.announcing, "重点做好以下工作 抓好三项工作 现将有关情况报告如下"),
    (acts.addressees, "向全市人民 向各位代表"),
]
LEFT: list[tuple[Known, str]] = [
    (effects.inducing, "带动就业300人"),
    (effects.guiding, "聚焦痛点开展整治"),
    (states.counting, "全市30家统一录入 5个工作日内办结 参加培训活动12次"),
    (states.state, "未达标的一律不予通过"),
    (acts.opening, "增长5%"),
    (acts.brief, "推动落实"),
]


def each(table: list[tuple[Known, str]]) -> pytest.MarkDecorator:
    pairs = [(known, words) for known, all_words in table for words in all_words.split()]
    return pytest.mark.parametrize(("known", "words"), pairs, ids=lambda one: getattr(one, "__name__", None))


@each(TOLD)
def test_knows_its_kind(known: Known, words: str) -> None:
    assert known().search(words)


@each(LEFT)
def test_leaves_what_is_of_another_kind(known: Known, words: str) -> None:
    assert not known().match(words)


def test_every_pattern_has_examples() -> None:
    patterns = {
        value for module in (acts, effects, states) for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__ and hasattr(value, "__wrapped__")
    }  # fmt: skip
    assert patterns == {known for known, _words in TOLD}
