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
        ("工业增加值增长5%", "counts"),
        ("重点项目加快推进", "states"),
        ("出台《工作细则》", "concrete"),
        ("全年审查合同52份", "concrete"),
        ("为36名老人提供上门服务", "concrete"),
        ("走访困难家庭", "acts"),
        ("通过门户网站曝光", "acts"),
        ("档案材料均在柜中", "handles"),
        ("全体人民的共同心愿", "any"),
        # effects and ends
        ("切实为企业减负松绑", "serves"),
        ("为业主挽回损失12万元", "serves"),
        ("真正做到“一次办好”", "ensures"),
        ("助力企业渡过难关", "ensures"),
        ("从源头上防止重复检查", "ensures"),
        ("杜绝人情保、关系保", "ensures"),
        ("我局使用电子签章系统办理证明30件", "concrete"),
        ("持续优化消费环境", "raises"),
        ("牢牢守住安全生产底线", "resolves"),
        ("逐步破解人手不足难题", "resolves"),
        ("打通服务群众“最后一公里”", "resolves"),
        ("形成有力震慑", "achieves"),
        ("推动惠民政策飞入寻常百姓家", "achieves"),
        ("有效传导了工作压力", "achieves"),
        # slogans
        ("坚持政务公开", "guides"),
        ("坚持“一案一回访”制度", "concrete"),
        ("把法治建设摆上重要议事日程", "guides"),
        ("把典型案例变成普法教材", "guides"),
        ("以优良作风推动工作落实", "guides"),
        ("大力倡导厚养薄葬", "guides"),
        ("不忘初心、牢记使命", "guides"),
        # figures and states, and what only looks like them
        ("全年收到意见建议47条", "counts"),
        ("户均补贴3800元", "counts"),
        ("全市登记社会组织2764家", "counts"),
        ("低保标准由每月710元提高到760元", "changes"),
        ("办理时限由20个工作日压缩至5个工作日", "changes"),
        ("89项事项进驻综合窗口", "handles"),
        ("3次带队到村里督查", "concrete"),
        ("参与审查协议28份", "concrete"),
        ("力争新增持证人员5名", "concrete"),
        # who, when and how before the verb
        ("班子成员认领任务14项", "concrete"),
        ("每季度至少安排讲座1次", "concrete"),
        ("首批遴选骨干12名", "concrete"),
        ("再增设家庭辅导室", "acts"),
        ("执法结果在七个工作日内上网公示", "handles"),
        ("主要负责人年终一并述法", "handles"),
        ("请专家解疑释惑", "handles"),
        ("分两批安排人员跟班学习", "acts"),
        ("逐条回复理由", "acts"),
        ("逐户过堂、逐项销号", "handles"),
        ("与高校共享数据", "handles"),
        ("不再索要复印件", "handles"),
        ("登记机关应当书面告知", "handles"),
        ("未经审签的一律不上会", "handles"),
        ("没有现场记录的不得结案", "handles"),
        ("领导小组办公室设在法规股", "handles"),
        ("主动与法院、检察院会商", "handles"),
        ("因城施策优化停车收费", "acts"),
        ("高标准运行慈善超市", "acts"),
        ("增加助餐床位120个", "concrete"),
        ("降低公证收费门槛", "acts"),
        ("累计减少申请材料3000份", "concrete"),
        ("新（改）建乡村公路60公里", "concrete"),
        ("面对汛期严峻形势", "leads_up"),
        ("受极端天气等因素影响", "leads_up"),
        # who did something, how often and to how many
        ("驻村干部分头到组里宣讲12场", "tallies"),
        ("因死亡、迁出等原因停发86人", "tallies"),
        ("主要负责人每年至少出庭一次", "tallies"),
        ("街道一年开了3次会", "tallies"),
        # works that were finished
        ("福利中心二期主体结构封顶", "comes_into_service"),
        ("城北殡仪馆建成投用", "comes_into_service"),
        ("卫生学校升格为职业学院", "comes_into_service"),
        ("儿童福利院等加快建设", "comes_into_service"),
        ("养老服务站覆盖所有乡镇", "comes_into_service"),
        # standards that were set anew
        ("临时救助标准同步提至900元", "changes"),
        ("孤儿生活费分别上调5%", "changes"),
        # how rates, people and earnings stand
        ("火化率稳定在98%以上", "counts"),
        ("平均办理用时缩短六成", "counts"),
        ("力争持证率不低于90%", "counts"),
        ("城镇新增就业3.1万人", "counts"),
        ("经营主体净增2.6万户", "counts"),
        ("当年实现产值4亿元", "counts"),
        ("较上年精简6项", "counts"),
        # states, outcomes and slogans
        ("齐抓共管的格局基本形成", "states"),
        ("停车难问题得到有效缓解", "states"),
        ("投诉积压有所缓解", "states"),
        ("文明新风更加浓厚", "states"),
        ("就业是最大的民生", "states"),
        ("该做法被省厅转发", "states"),
        ("拥军工作始终保持良好势头", "states"),
        ("牢牢守住安全红线", "resolves"),
        ("严防问题反弹", "resolves"),
        ("有效缓解“停车难”", "resolves"),
        ("保持了边界安宁", "achieves"),
        ("营造了风清气正的良好生态", "achieves"),
        ("把党的建设摆在首位", "guides"),
        ("把人才优势转化为发展胜势", "guides"),
        ("把项目建设作为头号工程来抓", "guides"),
        ("必须守正创新", "guides"),
        ("深刻领悟“两个确立”", "guides"),
        ("学习运用“千万工程”经验", "generalises"),
        ("打好碧水保卫战", "generalises"),
        ("着力做好六项工作", "announces"),
        ("强基础、补短板、惠民生", "exhorts"),
        ("围绕老旧小区改造组织议事会30场", "concrete"),
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


def test_the_first_sentence_of_a_paragraph_may_be_its_head() -> None:
    rest = "实施稳岗扩容行动，开展技能培训，举办招聘会20场，建设零工市场3个。"
    assert "促进充分就业" not in proposed(f"一、工作\n促进充分就业。{rest}\n二、打算\n再接再厉。\n")
    for alone in (
        f"一、工作\n举办招聘会20场。{rest}\n",  # a figure is no head's
        "一、工作\n开展检查。印发通知。\n",  # what follows says no more than it
        f"一、工作\n开展检查，印发通知。{rest}\n",  # two clauses
        f"一、工作\n开展检查。但仍存在人手不足、经费紧张、场地缺乏等问题。{rest}\n",  # and turns elsewhere
    ):
        first = alone.split("\n")[1].partition("。")[0].partition("，")[0]
        assert first in proposed(alone)


def test_the_few_words_that_an_item_begins_with_are_its_head() -> None:
    text = "一、工作\n一要压实责任，把述法列入考核；二要补齐短板，组建执法队伍。\n"
    assert proposed(text) == ["把述法列入考核", "组建执法队伍"]


def test_what_closes_a_sentence_may_only_say_to_what_end() -> None:
    text = "一、工作\n举办讲座3场，引导群众移风易俗。促进就业，开展培训。\n"
    assert proposed(text) == ["举办讲座3场", "促进就业", "开展培训"]


def test_what_a_sum_is_made_of_is_no_measure() -> None:
    text = "一、工作\n作出处罚决定9件，其中警告6件，撤销登记3件，组织听证2次。\n"
    assert proposed(text) == ["作出处罚决定9件", "组织听证2次"]


def test_what_comes_next_is_told_among_problems() -> None:
    problems = "一是执法力量不足。二是宣传形式单一。"
    plans = "2025年，我局将制定方案，招录人员2名。\n增设窗口3个。\n"
    text = f"一、工作\n开展检查。\n二、存在问题和下一步打算\n{problems}\n{plans}"
    assert proposed(text) == ["开展检查", "我局将制定方案", "招录人员2名", "增设窗口3个"]
    assert proposed(text, "problem") == ["执法力量不足", "宣传形式单一"]
    found = Rules().suggest(report(text), [], SCHEMA)
    assert [one.attrs["status"] for one in found if one.label == "measure"] == ["done"] + ["planned"] * 3


def test_the_head_of_an_item_without_an_action_below_it_is_one() -> None:
    text = "一、工作情况\n一是规范慈善募捐。社会反响热烈。\n二、下一步打算\n再接再厉。\n"
    assert proposed(text) == ["规范慈善募捐"]


def test_a_numbered_line_that_heads_nothing_is_an_item() -> None:
    text = "一、工作\n开展检查。\n二、下一步打算\n（一）招录执法人员2名，充实基层力量。\n（二）开通预约系统。\n某局\n"
    assert proposed(text) == ["开展检查", "招录执法人员2名", "充实基层力量", "开通预约系统"]
    assert proposed(text, "metric") == ["招录执法人员2名"]


def test_figures_above_the_first_heading_count_where_whole_sentences_tell_them() -> None:
    body = "一、工作情况\n今年，审核合同47份。\n" + "全局干部职工认真履职，各项任务有序推进。\n" * 40
    above = "2024年工作总结\n浏览次数：315次\n一年来，全局化解纠纷28起，群众满意。\n"
    assert proposed(above + body, "metric") == ["化解纠纷28起", "审核合同47份"]


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


AMONG_PROBLEMS = """一、工作情况
开展检查。
二、存在的问题
我局工作取得进展，但仍有差距：一是执法力量不足。{}
三、其他情况
印发通知。
"""


def among(words: str) -> list[str]:
    """What is proposed of words that stand among problems."""
    first, *found = proposed(AMONG_PROBLEMS.format(words), "problem")
    assert first == "执法力量不足"
    return found


@pytest.mark.parametrize(
    "clause",
    [
        "有的窗口凭老经验办件", "巡查员身边无车可用", "少数股室照搬上级文件", "档案室设在地下一层", "股室之间各管一段",
        "入户走访多、复盘总结少", "窗口办件“看人下菜”", "个别村存在先办后批的现象", "部门间的协作仍有薄弱环节",
        "有3家机构连续两年未报送年报", "助餐点就餐率仅为三成", "捐款总额连续两年负增长", "窗口衔接有短板",
    ],
)  # fmt: skip
def test_what_stands_among_problems_is_one_without_a_word_of_want(clause: str) -> None:
    assert among(f"{clause}。") == [clause]


@pytest.mark.parametrize(
    "clause",
    [
        "受台风影响", "审批权限下放后", "虽然做了一些尝试", "究其原因", "与先进县区相比", "面对新业态", "民政工作点多面广",
        "全年案件量大幅增加", "工作总体进展顺利", "影响了办件效率", "今后将认真加以改进",
        "加强业务培训", "其中8件来自山区", "这些问题", "为深入贯彻上级部署", "产生这些问题", "给商户带来负担",
    ],
)  # fmt: skip
def test_what_stands_among_problems_and_is_none(clause: str) -> None:
    assert among(f"窗口人手紧张，{clause}。") == ["窗口人手紧张"]


def test_a_promise_at_the_end_is_no_problem() -> None:
    assert among("我们将正视这些困难，迎难而上，一项一项抓落实。") == []


def test_what_leads_up_to_the_first_problem_is_none() -> None:
    text = "一、工作情况\n开展检查。\n二、存在的问题\n窗口天天有人值守，不足也很明显。窗口叫号靠喊，资料柜没有锁。\n"
    assert proposed(text, "problem") == ["窗口叫号靠喊", "资料柜没有锁"]


@pytest.mark.parametrize(
    "remedy",
    [
        "针对上述问题，重点做好以下工作：\n一是建立台账。\n二是公布责任清单。", "2024年，我局将建立台账。公布责任清单。",
        "下一步，我局将抓好以下工作：\n一是建立台账。\n二是公布责任清单。", "一是建立台账。二是公布责任清单。",
        "（二）改进方向\n一是建立台账。二是公布责任清单。",
    ],
)  # fmt: skip
def test_a_section_on_problems_goes_on_to_plans(remedy: str) -> None:
    text = f"一、工作情况\n开展检查。\n二、存在的问题及整改措施\n（一）存在的问题\n执法力量不足，窗口叫号靠喊。\n{remedy}\n"
    assert proposed(text, "problem") == ["执法力量不足", "窗口叫号靠喊"]
    assert [words.removeprefix("我局将") for words in proposed(text)][-2:] == ["建立台账", "公布责任清单"]


def test_the_list_of_problems_goes_on_behind_a_remedy() -> None:
    text = AMONG_PROBLEMS.format("下一步将增设岗位。二是窗口叫号靠喊。")
    assert proposed(text, "problem") == ["执法力量不足", "窗口叫号靠喊"]


@pytest.mark.parametrize(
    "admits",
    [
        "与群众期待相比，短板还比较突出：", "不足之处在于：", "工作中也暴露出一些短板：",
        "我们也深知，还有不少需要改进的地方：",
        "检视全年工作，差距主要体现在：", "主要存在以下几方面问题：", "在肯定成绩的同时，离上级要求还有一定距离，主要是",
        "存在的主要问题：", "成绩来之不易，差距不容回避。", "我们深知：", "目前，制约法治建设的因素有：",
    ],
)  # fmt: skip
def test_a_paragraph_turns_to_problems(admits: str) -> None:
    text = (
        f"一、工作情况\n开展检查，举办培训。{admits}窗口叫号靠喊，执法力量不足。\n二、其他情况\n印发通知。\n"
    )
    assert proposed(text, "problem") == ["窗口叫号靠喊", "执法力量不足"]
    assert proposed(text) == ["开展检查", "举办培训", "印发通知"]


def test_a_plan_that_tells_what_is_wrong() -> None:
    text = "某局工作计划\n一、形势\n但与新要求相比，差距还比较明显：窗口叫号靠喊；执法力量不足。\n二、任务\n开展检查。\n"
    assert proposed(text, "problem") == ["窗口叫号靠喊", "执法力量不足"]


@pytest.mark.parametrize(
    "sentence",
    [
        "逐件回应来信，也有效化解了一批历史遗留问题。", "对仍存在安全隐患的5家机构下发通知，督促整改问题12个。",
        "梳理当前存在的问题15个，逐项销号。", "帮助面临困难的家庭申请补助。", "坚决防止推诿扯皮的现象发生。",
        "充分认识到信访工作的重要性，围绕群众反映的问题建立包案制度。", "对群众反映强烈、问题较多的单位进行约谈。",
    ],
)  # fmt: skip
def test_work_on_problems_admits_none(sentence: str) -> None:
    text = f"一、工作情况\n{sentence}公布责任清单。\n二、其他情况\n印发通知。\n"
    assert proposed(text, "problem") == []
    assert proposed(text)[-2:] == ["公布责任清单", "印发通知"]


def test_a_target_missed_is_a_problem_wherever_it_stands() -> None:
    text = "一、工作情况\n开展检查，两项指标没有达到年度预期。对未完成年度任务的3家单位进行约谈。\n"
    assert proposed(text, "problem") == ["两项指标没有达到年度预期"]


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
