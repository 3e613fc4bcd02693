"""The engine `rules`: what it proposes, what it leaves alone, and why."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from annotator.domain.schema import Label, LabelSchema
from annotator.suggest.actions import RULES, judged
from annotator.suggest.clause import clauses
from annotator.suggest.reading import Reading
from annotator.suggest.rules import Rules
from tests.suggest.reports import REPORT, SCHEMA, quotes, report


def proposed(text: str, label: str = "measure") -> list[str]:
    document = report(text)
    return quotes(document, Rules().suggest(document, [], SCHEMA), label)


def rule_of(clause: str) -> str:
    """The name of the rule that takes a clause in the middle of a report."""
    document = report(f"一、工作情况\n今年，{clause}。\n二、下一步打算\n开展检查。\n")
    found = [
        one for one in clauses(Reading(document), SCHEMA.label("measure").rules) if not one.sentence.heading
    ]
    return judged(found[0]).test.__name__.lstrip("_")


def test_a_report() -> None:
    document = report()
    found = Rules().suggest(document, [], SCHEMA)
    assert quotes(document, found, "measure") == [
        "制定《合同管理办法》", "审核合同47份", "对12家养老机构开展检查", "举办培训3期",
        "加强执法队伍建设", "招录执法人员2名",
    ]  # fmt: skip
    assert quotes(document, found, "problem") == ["执法力量不足", "业务能力有待提升", "宣传形式比较单一"]
    assert quotes(document, found, "metric") == [
        "审核合同47份", "12家养老机构", "整改率100%", "培训3期", "招录执法人员2名",
    ]  # fmt: skip
    statuses = [one.attrs["status"] for one in found if one.label == "measure"]
    assert statuses == ["done"] * 4 + ["planned"] * 2
    metric = next(one for one in found if one.label == "metric")
    assert (metric.attrs["value"], metric.attrs["unit"], metric.attrs["indicator"]) == (
        "47",
        "份",
        "审核合同",
    )
    assert {one.engine for one in found} == {"rules"}
    assert all(0.5 <= one.score < 1 for one in found)


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_traditional_characters_change_nothing(configuration: str) -> None:
    other = OpenCC(configuration).convert(REPORT)
    assert len(other) == len(REPORT)
    assert other != REPORT
    assert [one.place for one in Rules().suggest(report(other), [], SCHEMA)] == [
        one.place for one in Rules().suggest(report(), [], SCHEMA)
    ]


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("包括城乡低保家庭", "explains"),
        ("“双百”行动是指为困难家庭开展百次走访", "explains"),
        ("“十五五”时期是夯实基础、全面推进改革的关键时期", "states"),
        ("也是推进改革、加强服务的重要窗口期", "states"),
        ("基层治理改革不断深化", "states"),
        ("养老服务体系有力加强", "states"),
        ("经济运行稳中有进", "states"),
        ("向全市广大民政干部职工", "leads_up"),
        ("向支持民政事业发展的各界人士", "leads_up"),
        ("向困难群众发放补贴", "acts"),
        ("不断深化殡葬改革", "acts"),
        ("为全市发展提供坚强的法治保障", "serves"),
        ("确保各项制度落实到位", "ensures"),
        ("不断提高依法行政水平", "raises"),
        ("引导干部树牢法治观念", "raises"),
        ("切实解决群众急难愁盼问题", "resolves"),
        ("依法维护老年人合法权益", "resolves"),
        ("取得良好社会效果", "achieves"),
        ("推动各项任务落到实处", "achieves"),
        ("营造浓厚法治氛围", "achieves"),
        ("坚持党对法治工作的领导", "guides"),
        ("坚持依法行政的原则", "guides"),
        ("牢固树立为民服务理念", "guides"),
        ("自觉接受社会各界监督", "guides"),
        ("全面贯彻落实上级会议精神", "guides"),
        ("深入推进法治政府建设", "generalises"),
        ("狠抓落实", "exhorts"),
        ("真抓实干、久久为功", "exhorts"),
        ("已有12名干部取得证书", "counts"),
        ("按期办结率达到99%", "counts"),
        ("惠及困难群众3000人", "counts"),
        ("相关工作已全部完成", "states"),
        ("工业增加值增长5%", "states"),
        ("重点项目加快推进", "states"),
        ("出台《工作细则》", "concrete"),
        ("全年审查合同52份", "concrete"),
        ("为36名老人提供上门服务", "concrete"),
        ("走访困难家庭", "acts"),
        ("通过门户网站曝光", "acts"),
        ("档案材料均在柜中", "handles"),
        ("全体人民的共同心愿", "any"),
    ],
)
def test_what_a_clause_is_taken_for(clause: str, rule: str) -> None:
    assert rule_of(clause) == rule


def test_every_rule_has_a_name_of_its_own_and_none_names_a_place() -> None:
    sentences = [rule.sentence for rule in RULES]
    assert len(set(sentences)) == len(sentences)
    reasons = {one.reason.text for one in Rules().suggest(report(), [], SCHEMA)}
    assert all(reasons)
    assert "an action (“制定…”) with an object that can be checked" in reasons
    assert not re.search("[市区县省]", "".join(sentences))


@pytest.mark.parametrize(
    ("clause", "verb"),
    [
        ("全面开展检查", "开展"),
        ("“两项”补贴范围扩大到全部城镇", "扩大"),
        ("对12家养老机构开展检查", "开展"),
        ("由区级窗口受理", "受理"),
    ],
)
def test_the_reason_names_the_verb(clause: str, verb: str) -> None:
    document = report(f"一、工作情况\n今年，{clause}。\n二、下一步打算\n完善制度。\n")
    first = next(one for one in Rules().suggest(document, [], SCHEMA) if one.label == "measure")
    assert first.reason.fields["word"] == verb


def test_the_head_of_an_item_is_left_to_what_stands_below_it() -> None:
    text = "一、工作情况\n一是规范慈善募捐。开展募捐检查，约谈组织者。二是建立台账。\n二、下一步打算\n再接再厉。\n"
    assert proposed(text) == ["开展募捐检查", "约谈组织者", "建立台账"]


def test_the_head_of_an_item_without_an_action_below_it_is_one() -> None:
    text = "一、工作情况\n一是规范慈善募捐。社会反响热烈。\n二、下一步打算\n再接再厉。\n"
    assert proposed(text) == ["规范慈善募捐"]


def test_a_numbered_line_that_heads_nothing_is_an_item() -> None:
    text = "一、工作\n开展检查。\n二、下一步打算\n（一）招录执法人员2名，充实基层力量。\n（二）开通预约系统。\n某局\n"
    assert proposed(text) == ["开展检查", "招录执法人员2名", "充实基层力量", "开通预约系统"]
    assert proposed(text, "metric") == ["招录执法人员2名"]


@pytest.mark.parametrize("heading", ["名词解释", "有关名詞解釋"])
def test_a_glossary_behind_the_report_tells_of_no_act_and_counts_nothing(heading: str) -> None:
    glossary = "1.云上办：通过网站受理申请，推行预约办理12类。\n2.一卡通：建立统一平台，发放社保卡300张。\n"
    assert proposed(f"{REPORT}\n{heading}\n{glossary}") == proposed(REPORT)
    assert proposed(f"{REPORT}\n{heading}\n{glossary}", "metric") == proposed(REPORT, "metric")
    assert proposed(f"{REPORT}\n四、其他工作\n{glossary}") != proposed(REPORT)


def test_problems_and_plans_that_have_no_section_of_their_own() -> None:
    text = (
        "一、工作情况\n开展检查。但工作中还存在执法力量不足，经费紧张等问题。"
        "下一步，我局将建立台账。\n二、其他情况\n印发通知。\n"
    )
    assert proposed(text, "problem") == ["执法力量不足", "经费紧张"]
    found = Rules().suggest(report(text), [], SCHEMA)
    planned = [one.attrs["status"] for one in found if one.label == "measure"]
    assert planned == ["done", "planned", "done"]


def test_headings_that_name_a_shortcoming_are_problems() -> None:
    text = "一、工作情况\n开展检查。\n二、存在的问题\n1.执法力量不足。人员多为兼职，难以适应任务。\n2.宣传形式单一。\n"
    assert proposed(text, "problem") == ["执法力量不足", "人员多为兼职", "难以适应任务", "宣传形式单一"]


def test_labels_that_the_rules_do_not_know_get_nothing() -> None:
    schema = LabelSchema("other", 1, (Label("actor", unit="word"), Label("claim", unit="clause")))
    assert Rules().suggest(report(), [], schema) == []


PIECES = st.sampled_from(
    [
        "开展检查",
        "我局",
        "审核合同47份",
        "，",
        "。",
        "；",
        "\n",
        "一是",
        "（一）",
        "二、存在的问题",
        "不足",
        "等问题",
        "三、下一步打算",
        "“",
        "”",
        "《",
        "》",
        "为",
        "提供保障",
        " ",
        "\t",
        "１２",
        "%",
        "：",
        "𠮷",
        "\u3000",
        "将",
        "(",
        ")",
        "、",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_sound_suggestions(text: str) -> None:
    document = report(text)
    found = Rules().suggest(document, [], SCHEMA)
    assert found == sorted(found, key=lambda one: (one.start, -one.end, one.label))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        SCHEMA.check_attributes(one.label, one.attrs)
    for label in SCHEMA.by_name:
        places = [(one.start, one.end) for one in found if one.label == label]
        assert all(end <= start for (_start, end), (start, _end) in pairwise(places))
