"""annotator.text.boundaries: what a label's key marks. All sentences are made up in the genre."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import paths
from annotator.domain.schema import schema_from_dict
from annotator.text.boundaries import RULES, default_span, trim_selection

SCHEMA = schema_from_dict(json.loads(paths.schema("civil-affairs.json").read_text(encoding="utf-8")))
MEASURE, PROBLEM, METRIC = (SCHEMA.label(name) for name in ("measure", "problem", "metric"))


def marked(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """Text and ranges from a sentence whose expected spans stand in ⟦ ⟧."""
    text, ranges, start = "", [], 0
    for char in sentence:
        if char == "⟦":
            start = len(text)
        elif char == "⟧":
            ranges.append((start, len(text)))
        else:
            text += char
    return text, ranges


def check(sentence: str, unit: str, rules: tuple[str, ...]) -> None:
    text, ranges = marked(sentence)
    for start, end in ranges:
        for caret in range(start, end):
            found = default_span(text, caret, unit, rules)
            assert found == (start, end), (caret - start, found and text[slice(*found)])


@pytest.mark.parametrize(
    "sentence",
    [
        # enumerators, subjects, times, closing marks
        "一是⟦制定年度普法计划⟧,⟦明确责任科室⟧;二是⟦组织干部学法考试⟧。",
        "（三）⟦加强队伍建设⟧。⟦选派12名骨干参加培训⟧。",
        "2.⟦修订公文办理制度⟧。",
        "2024年,⟦我局召开专题会议3次⟧。",
        "今年3月起,⟦推行“一窗受理”⟧。",
        "截至目前,⟦全市已建成养老服务站20个⟧。",
        "我局立足民政职能,⟦编印宣传手册2000册⟧。",
        "市民政局,⟦印发《行政执法公示办法》⟧。",
        "⟦全年共办结信访事项35件⟧。",
        "同时,⟦建立台账⟧,并⟦报送市司法局⟧,还⟦在门户网站公开⟧。",
        "此外,还结合主题党日,⟦开展法律进社区活动⟧。",
        # what an action rests on, and its occasion and frame, stay out
        "按照省厅统一部署,⟦开展专项检查⟧。",
        "根据《社会团体登记管理条例》有关规定,⟦对2家社会团体作出警告处罚⟧。",
        "我局按照《工作方案》,⟦将任务分解到科室⟧。",
        "在作出重大处罚决定前,⟦由法制科进行审核⟧。",
        "在办理登记的过程中,⟦向当事人发放告知书⟧。",
        "围绕宪法宣传周主题,⟦举办讲座4场⟧。",
        "充分发挥法律顾问作用,⟦审查合同18份⟧。",
        "以党建为引领,⟦组建普法志愿服务队⟧。",
        "为进一步规范自由裁量权,⟦制定裁量基准⟧。",
        "在市委的坚强领导下,⟦成立法治建设领导小组⟧。",
        "随着形势变化,⟦更新权责清单⟧。",
        # means, channel, object, scope, step stay in
        "⟦通过悬挂横幅、发放传单等形式,开展反诈宣传⟧。",
        "⟦采取线上线下相结合的方式,组织执法培训⟧。",
        "⟦依托政务服务网,公开办事指南⟧。",
        "⟦充分利用清明节、重阳节等时机,宣传殡葬法规⟧。",
        "⟦在局门户网站,公布行政许可结果⟧。",
        "⟦针对检查中发现的问题,下达整改通知书⟧。",
        "⟦紧盯乱收费问题,约谈行业协会负责人⟧。",
        "⟦对符合条件的困难群众,及时纳入低保⟧。",
        "⟦除涉密事项外,全部在网上公开⟧。",
        "⟦重大合同经法律顾问审核后,提交局长办公会讨论⟧。",
        "⟦在充分征求意见的基础上,出台实施细则⟧。",
        "⟦通过召开座谈会,听取企业意见⟧。",
        "⟦涉及群众切身利益的,举行听证会⟧。",
        "⟦我局通过走访、座谈等形式,了解群众诉求⟧。",
        "⟦凡涉及群众切身利益的事项,提交会议讨论⟧。",
        # but not where the action is told already
        "⟦对5家逾期未年检的社会团体立案调查⟧,⟦作出警告处罚3起⟧。",
        "⟦对存量文件逐件清理⟧,⟦废止2件⟧。",
        "⟦依托大数据平台比对信息4.3万条⟧,⟦新纳入救助214户⟧。",
        "⟦凡以本局名义印发的文件须经合法性审查⟧,⟦统一登记编号⟧。",
        "⟦在婚姻登记大厅循环播放短片⟧,⟦发放手册500册⟧。",
        "⟦从退休教师中挑选宣传员⟧,⟦开展宣讲30场⟧。",
        "⟦对6个方面的台账逐项核实⟧,⟦补录档案20份⟧。",
        "⟦对低保、特困、孤儿等对象逐户走访⟧,⟦建立档案⟧。",
        "⟦对全市养老机构“回头看”⟧,⟦整改隐患7处⟧。",
        "⟦对信访事项分类导入法定途径⟧,⟦受理来信9件⟧。",
        "⟦对进度滞后的发提示单⟧,⟦通报2次⟧。",
        "⟦在县城南区布局便民驿站3处⟧,⟦印发地图⟧。",
        "⟦通过村广播循环播放短片⟧,⟦发放手册500册⟧。",
        # scope and topic
        "⟦以消防安全为重点,检查养老机构30家⟧。",
        "⟦盯紧在建公墓,协调落实用地⟧。",
        "⟦抓住清明、重阳等节点,组织集中宣讲6场⟧。",
        "⟦对长期不开展活动的“空壳”组织,分批劝散⟧,⟦公布名单⟧。",
        "⟦事关群众切身利益的决策,要听取代表意见⟧。",
        # reasons and turns of events, of what a body does
        "因连续两年未参加年检,⟦注销3家社会组织⟧。",
        "审批权限下放后,⟦举办业务培训2期⟧。",
        "面对严峻复杂的防汛形势,⟦转移群众800人⟧。",
        "根据机构改革后的职能调整,⟦修订权责清单⟧。",
        "⟦劝导关停2家⟧,⟦另外3家由县里托管⟧。",
        "⟦养老机构备案即来即办⟧,⟦均已转交民政局⟧。",
        "对照上级取消目录,⟦调整权责清单⟧。",
        "⟦取消证明事项5项⟧,⟦再取消收费项目2项⟧。",
        "一要⟦健全学法制度⟧;二要⟦组建执法队伍⟧。",
        # without a comma everything stays
        "⟦结合工作实际修订内控制度⟧。",
        "⟦疫情防控期间全市救助机构救助流浪乞讨人员86人次⟧。",
        "⟦严格按照法定程序办理行政许可⟧。",
        "⟦通过公开招标选取审计机构⟧,⟦对6家社会组织进行审计⟧。",
        # one verb, one object
        "⟦办理行政复议案件2件,行政诉讼案件1件⟧。",
        "⟦形成主要领导亲自抓,分管领导具体抓,科室协同抓的工作格局⟧。",
        "⟦印发《关于做好普法,推进依法治理的通知》⟧。",
        "⟦学习宪法、民法典、行政处罚法等法律法规⟧,⟦组织测试⟧。",
        "⟦开展法治讲座并组织现场咨询⟧并取得良好效果。",
        "⟦检查社会组织10家⟧(社会团体4家,民办非企业单位6家)。",
        # traditional characters and full-width marks
        "一是⟦通過發放傳單等形式，開展法治宣傳⟧；二是⟦採取線上線下結合的方式，組織培訓⟧。",
        "按照上級要求，⟦制定實施方案⟧，⟦審核合同４７份⟧。",
        "圍繞「憲法宣傳週」主題，⟦舉辦講座３場⟧。",
    ],
)
def test_measure(sentence: str) -> None:
    check(sentence, MEASURE.unit, MEASURE.rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "一是⟦执法力量薄弱⟧,⟦专业人才不足⟧;二是⟦普法形式单一⟧。",
        "我局法治建设工作还存在⟦执法力量不足⟧,⟦信息化水平不高⟧等问题。",
        "当前仍存在⟦部分干部法治意识不强⟧的问题。",
        "我们也清醒地认识到,⟦基层执法队伍不稳定⟧。",
        "与新形势新要求相比,⟦执法规范化水平有待提高⟧。",
        "主要表现在:⟦宣传载体不够丰富⟧;⟦考核机制不健全⟧。",
        "（一）⟦依法行政能力有待加強⟧。",
        "案件较多,而⟦办案人员仅4名⟧,甚至⟦个别案件一再延期⟧。",
        "⟦个别单位存在先签后审的现象⟧。",
        "⟦普法宣传存在“上热下冷”⟧,⟦一些窗口存在推诿现象⟧。",
        "既有⟦人员配备不齐⟧的客观原因,也有⟦我们抓得不够紧⟧的主观原因。",
    ],
)
def test_problem(sentence: str) -> None:
    check(sentence, PROBLEM.unit, PROBLEM.rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年⟦行政处罚10家⟧,⟦接收捐款372万元⟧。",
        "我局共开展⟦法治宣传活动15场⟧,已⟦办结案件28件⟧。",
        "⟦审核合同47份⟧、⟦规范性文件6件⟧。",
        "整合⟦9个部门⟧⟦21项便民业务⟧。",
        "全区⟦在编人员4名⟧,⟦群众满意率达到98.5%⟧。",
        "“12345”平台⟦群众诉求办结率为100%⟧。",
        "组织⟦3名⟧调整岗位人员参加培训。",
        "对⟦9家⟧存在违法行为的社会组织立案。",
        "⟦30名干部⟧取得行政执法证。",
        "比上年⟦减少6件⟧,⟦同比下降12.5%⟧。",
        "建成⟦3個全省現代社區改革試點⟧。",
    ],
)
def test_metric(sentence: str) -> None:
    check(sentence, METRIC.unit, METRIC.rules)


def test_a_metric_is_found_from_elsewhere_in_its_clause() -> None:
    text = "按照要求,我局共开展普法宣传活动12场,取得成效。"
    assert default_span(text, text.index("共"), "quantity", METRIC.rules) == (10, 19)
    assert text[10:19] == "普法宣传活动12场"
    assert default_span("没有数字的句子。", 3, "quantity", METRIC.rules) is None


def test_a_caret_in_what_leads_up_to_an_action_marks_the_action() -> None:
    text, ranges = marked("2024年,按照统一部署,⟦通过走访,了解群众诉求⟧。")
    assert all(default_span(text, caret, "clause", MEASURE.rules) == ranges[0] for caret in range(len(text)))


def test_rules_that_a_label_does_not_name_do_nothing() -> None:
    text = "一是按照要求,开展检查。"
    assert default_span(text, 8, "clause", ()) == (7, 11)
    assert default_span(text, 3, "clause", ()) == (0, 6)
    assert default_span(text, 3, "clause", ("enumerator",)) == (2, 6)


def test_other_units() -> None:
    text = "我局开展检查,成效明显。下一步加强监管。"
    assert default_span(text, 8, "sentence", ()) == (0, 12)
    assert default_span(text, 8, "sentence", ("closing-punctuation",)) == (0, 11)
    assert default_span(text, 3, "word", (), lambda _text, _pos: (2, 4)) == (2, 4)
    assert default_span("abc 民政", 1, "word", ()) == (0, 3)


def test_trimming_a_selection_takes_only_edges() -> None:
    text = "  一是按照要求,开展检查。 "
    every = tuple(RULES)
    assert trim_selection(text, 0, len(text), every) == (4, 13)
    assert trim_selection(text, 0, len(text), ()) == (2, 14)
    assert trim_selection("办法》(试行)。", 0, 8, every) == (0, 7)
    assert trim_selection(" 。, ", 0, 4, every) is None


def test_every_rule_of_the_built_in_schema_is_known() -> None:
    for label in SCHEMA.labels:
        assert set(label.rules) <= set(RULES)


@given(
    st.text(
        alphabet="一二是、,。;:()（）《》“”民政局按照通过等在的2023.余多年月%万元家\n 　abc", max_size=60
    ),
    st.integers(0, 60),
    st.sampled_from(["clause", "quantity", "sentence", "word"]),
)
def test_any_caret_in_any_text_gives_a_span_inside_or_none(text: str, caret: int, unit: str) -> None:
    for rules in (MEASURE.rules, PROBLEM.rules, METRIC.rules, ()):
        span = default_span(text, caret, unit, rules)
        if span is not None:
            start, end = span
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip()
