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
        ("共梳理行政许可7项、行政处罚39项,并公布。", ["梳理行政许可7项", "行政处罚39项"]),
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


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        # The noun behind a number ends with the word that names end with; a verb may stand before that, as its modifier.
        ("对16家养老机构逐院核验,把31项任务分解到人。", ["16家养老机构", "31项任务"]),
        ("细分27种违法情形,选出18名执法能手。", ["27种违法情形", "18名执法能手"]),
        ("走进9个乡镇核实低保,另有4所学校作为试点。", ["9个乡镇", "4所学校"]),
        ("推进5个省级重点专科项目建设。", ["5个省级重点专科项目"]),
        ("到6个县(区)、30余个镇(街道)调研。", ["6个县(区)", "30余个镇(街道)"]),
        ("组成7支“移动课堂”小分队。", ["7支“移动课堂”小分队"]),
        ("为43名孤儿和残疾儿童建档。", ["43名孤儿和残疾儿童"]),
        ("3次带队下乡,另有2次法治讲座。", ["3次", "2次法治讲座"]),
        ("抽取教育、水务等6个领域案卷80宗。", ["6个领域", "案卷80宗"]),
        ("会同消防、住建等3部门巡查。", ["3部门"]),
        ("17件案件的卷宗已归档。", ["17件案件"]),
        ("新增4家示范企业,公布3张清单。", ["新增4家示范企业", "3张清单"]),
        # The subject, and words of time, place and manner, stand outside of the name.
        ("现场反馈问题12个,当场整改9处。", ["反馈问题12个", "整改9处"]),
        ("局党组全年专题研究法治工作4次。", ["专题研究法治工作4次"]),
        ("联合城管、交警等部门核查线索21条。", ["核查线索21条"]),
        ("为企业节省开支30万元,向市局报送信息8篇。", ["节省开支30万元", "报送信息8篇"]),
        ("平均每个镇持证人员4人。", ["持证人员4人"]),
        ("协助化解旧账纠纷2起。", ["化解旧账纠纷2起"]),
        ("以我局为被告的行政案件3件。", ["行政案件3件"]),
        # A verb within the object of another, or within the name of a rate, begins nothing.
        ("听取规划实施、机构改革等汇报3次。", ["汇报3次"]),
        ("负责人出庭应诉率保持100%。", ["负责人出庭应诉率保持100%"]),
        ("约谈经销商5户。", ["约谈经销商5户"]),
        # What it was changed to is a number of its own.
        ("办理时限由20个工作日缩短为6个工作日。", ["20个工作日", "6个工作日"]),
        (
            "立案38件,同比增长9.4%,较上年减少入企次数两成以上。",
            ["立案38件", "同比增长9.4%", "减少入企次数两成以上"],
        ),
        ("群众咨询事项5日办结,公开征集不少于30日。", ["群众咨询事项5日", "公开征集不少于30日"]),
        ("所有信息在7日内公示,核定时间由9日缩短为4日。", ["7日", "9日", "4日"]),
        ("结合入户走访开展法规宣讲8场,明确6项不予处罚情形。", ["法规宣讲8场", "6项"]),
        ("线索24小时内响应,客流总量翻了一番。", ["24小时", "客流总量翻了一番"]),
        ("平均得分93.5分,9时15分开会。", ["平均得分93.5分"]),
        ("惠及近8万儿童。", ["惠及近8万儿童"]),
        ("每周三坐班,每学期检查不少于2轮。", ["每周三", "每学期检查不少于2轮"]),
        # What a clause or a list before 的 and 等 tells is no part of it; a list of short words is.
        ("清退资格不符的保障对象14户。", ["保障对象14户"]),
        ("印发《殡葬管理细则》《地名办法》等文件6件。", ["文件6件"]),
        ("查纠消防通道堵塞、台账不实等领域问题17个。", ["问题17个"]),
        ("排查火灾、用电等隐患30处。", ["排查火灾、用电等隐患30处"]),
        ("开辟低保公示、养老服务等3个公开专栏。", ["3个公开专栏"]),
        # Those that the work is done with, the place and the means stand outside.
        ("会同交通部门查扣车辆7台,联合公安、城管部门劝导商户40家。", ["查扣车辆7台", "劝导商户40家"]),
        ("普法队进学校、进企业宣讲18场。", ["宣讲18场"]),
        ("宣讲员分头到村组宣讲9场,依托区大数据平台比对信息800条。", ["宣讲9场", "比对信息800条"]),
        ("以“项目化”方式攻克难题5项。", ["攻克难题5项"]),
        ("带头讲廉政课3次。", ["廉政课3次"]),
        ("党组会集体学法4次,干部人均撰写笔记2篇。", ["集体学法4次", "人均撰写笔记2篇"]),
        ("全年劝和60对,其余4件正在办理。", ["劝和60对", "4件"]),
        ("发现并纳入救助31人。", ["纳入救助31人"]),
        # Those of whom a part is told; what most have only so many of.
        ("全局持有驾驶证的仅6人。", ["持有驾驶证的仅6人"]),
        ("村级调解室普遍只有1人。", ["1人"]),
        ("每千名老人拥有床位40张。", ["每千名老人拥有床位40张"]),
        ("预警信息5日内核查率达到98%。", ["5日", "核查率达到98%"]),
        ("投诉量较上年下降18%,较上年下降18%。", ["投诉量较上年下降18%", "下降18%"]),
        ("拍摄不少于8部短片。", ["不少于8部短片"]),
        ("将救助3000元以下的审批权限下放。", ["3000元以下"]),
        # The noun behind the number: another kind in brackets, those counted and what is theirs, what they do.
        ("9个乡镇(街道)建站,15名村(居)儿童主任上岗。", ["9个乡镇(街道)", "15名村(居)儿童主任"]),
        ("接入6个部门数据,2个科室人员合署。", ["6个部门", "2个科室"]),
        ("21个村的公约已修订,4个村删改条款。", ["21个村", "4个村"]),
        ("3家年检材料不全的机构已约谈。", ["3家"]),
        ("分两批48项下放,我县健儿摘得奖牌7枚。", ["两批", "48项", "奖牌7枚"]),
        ("力争数据共享率达92%,到2030年参检率达95%。", ["数据共享率达92%", "参检率达95%"]),
        ("拉网式排查商铺40家,救助站救助群众3人。", ["排查商铺40家", "救助群众3人"]),
        ("12个边境县(市)通邮。", ["12个边境县(市)"]),
        ("5个督导组昼夜检查,8家验收销号。", ["5个督导组", "8家"]),
        ("开展两轮专项督查,建成1个综合养老服务中心。", ["两轮专项督查", "1个综合养老服务中心"]),
    ],
)
def test_where_a_name_begins_and_ends(text: str, quotes: list[str]) -> None:
    assert [text[q.start : q.end] for q in quantities(text)] == quotes


@pytest.mark.parametrize(
    "text",
    [
        "全会第十二届三次会议",
        "满3岁入园",
        "建设15分钟生活圈",
        "24小时服务热线",
        "0至6岁儿童筛查",
        "发放两项补贴",
    ],
)
def test_more_numbers_that_count_nothing(text: str) -> None:
    assert quantities(text) == []


def test_light_verbs_are_kept_where_a_schema_wants_them() -> None:
    (found,) = quantities("已开展法治讲座12场。", light_verbs=True)
    assert (found.start, found.indicator) == (0, "已开展法治讲座")


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
