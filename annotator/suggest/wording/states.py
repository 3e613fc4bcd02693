"""Wording of figures and states: how much there is and how things stand, without an action of the body's own.

Patterns over folded clauses, one function a kind, compiled when they are first asked for.
"""

import re
from functools import cache

from annotator.text.lexicons import any_of, either


@cache
def share() -> re.Pattern[str]:
    """How a rate or a time stands, not what was done about it: 火化率稳定在99%以上, 平均用时缩短六成."""
    pushed = "[将把对为]|推[动进]|促|督促|扎实|确保|实现|使"
    measure = either(
        "率|比例|比重|占比|强度|水质|水平|用时|时长|平均[^,]{0,10}时间",
        "(?:到达|响应|反应|等待|退水)时间",
        "桌数|总产|指数|集中度|之比|排名|位次|能级",
    )
    how = "力争|争取|始终|继续|稳定|连续[^,]{1,4}|均|一直|已|再|由[^,]{1,10}|较[^,]{1,6}|从[^,]{1,10}"
    stands = either(
        "(?:保持|稳定|控制|维持)(?:在|为)?",
        "提[高升]|[升降增减]?[到至为]|上升|下降|压缩|压减|缩短|缩减",
        "不[低少]于|不超过|超过?|逾|近|达",
    )
    number = r"[\d一二两三四五六七八九ⅠⅡⅢⅣⅤ百](?![^,]*的)"
    return re.compile(f"(?!{pushed})[^,]{{0,24}}{measure}(?:{how})*{stands}*约?[^,]{{0,3}}?{number}")


@cache
def counting() -> re.Pattern[str]:
    """Figures without an action of the body's own: 已有12名……, 全市登记……2764家, 办结率达到99%, 收到意见47条, 惠及3000人."""
    return re.compile(
        f"(?!{_told_of_an_action()})"
        + either(
            r"(?:全[市县区省])?(?:登记(?!备案)|拥有|实有|现有|共有|支出(?:资金)?)[^,]{0,6}\d",
            _number(),
            *_received(),
            *_settled(),
            _rate(),
            *_compared(),
            *_earned(),
            share().pattern,
            *_held_or_added(),
            *_reached(),
        )
    )


def _told_of_an_action() -> str:
    """The same figures, where an action goes with them: 12次督办, 全市30家统一录入, 5个工作日内."""
    told = "现场|及时|由|进驻|纳入|统一|直接|实现.*“|参加了?[^,]*(?:考试|培训|学习)|述法|录入|移送|销号"
    return either(
        r"\d+次[一-鿿]",
        rf"全[市县区省局]\d+[^,]*(?:{told})",
        r"\d+(?:小时|个?工作日|[天日])内",
        rf"\d[^,]*(?:{told})",
    )


def _number() -> str:
    """现有12名, 累计达三百家, 占8%."""
    so_far = "现|已|共|目前|还|累计|总计|合计|全[市区县省局]"
    digits = r"[\d一二两三四五六七八九十百千万]+[余多]?"
    return f"(?:{so_far})*(?:有|占|达)?{digits}(?:{any_of('counters')}|[%亿万])"


def _received() -> tuple[str, ...]:
    """共收到意见47条, 户均增收2000元."""
    return (
        r"(?:[^,]{0,3}前)?(?:全年|累计|共|新)*(?:收到|检出|接报|新收)[^,]*\d",
        r"(?:户|人|案|件|平)均[^,]*\d",
    )


def _settled() -> tuple[str, ...]:
    """已办结40件, 新增加盟店铺共3家, 均为合格."""
    return (r"已[一-鿿]{2,3}\d+[一-鿿]{1,2}$", r"新[一-鿿]{2,8}共\d", "(?:均|都|全部|皆)(?:为|是|属于?)")


def _rate() -> str:
    """办结率达到99%, 面积近200亩, 办理时限压缩至3天."""
    what = "率|数|额|量|面积|比例|比重|合计|总计|时限"
    how = "均|已|全部|分别|平均|约|近|再"
    stands = "达到?|为|是|占|超过?|突破|压缩|缩短|提高|降低|由|从|至|了"
    return rf"(?![将把对为])[^,]{{0,14}}(?:{what})(?:{how})*(?:{stands})*\d"


def _compared() -> tuple[str, ...]:
    """较去年同期多5件, 案件量下降约12%."""
    earlier = "上年|去年|上一?年度?|往年|改革前|此前|同期"
    pushed = "推|促|力|确保|实现|使|带动"
    return (
        rf"(?:较|比)(?:{earlier})[^,]*\d",
        rf"(?!{pushed})[^,]{{2,24}}(?:增长|下降)(?:约|近|了)?\d[\d.]*(?:%|个百分点)",
    )


def _earned() -> tuple[str, ...]:
    """全年实现产值3亿元, 到位资金500万元, 分别完成计划的98%."""
    money = "产值|收入|销售额|营业额|交易额|税收|利润|投资"
    return (
        rf"(?:当年|全年|累计|已)*(?:实现|完成)[^,]{{0,6}}(?:{money})\d",
        r"[^,]{0,6}到位[^,]{0,4}资金\d",
        r"分别?完成[^,]*的\d",
    )


def _held_or_added() -> tuple[str, ...]:
    """失业率控制在5%以内, 城镇新增就业3万人."""
    acts = any_of("verbs", "opening-verbs", "action-verbs")
    added = r"就业|首贷|贷款|经营主体|市场主体|企业|\d"
    return (
        rf"(?!{acts}|[将把对为])[^,]{{2,24}}(?:稳定|保持|控制)在\d",
        f"(?:[^,]{{0,10}}(?:新增|净增))(?:城镇)?(?:{added})",
    )


def _reached() -> tuple[str, ...]:
    """惠及3000人, 共覆盖12个村, 参训200人次; not 参加培训活动12次."""
    acts = any_of("verbs", "opening-verbs", "action-verbs")
    reaches = f"惠及|受益|覆盖|涉及|参训|(?:参与|参加)(?!{acts})|参会"
    return (
        r"(?:[^,]{0,20}惠及|带动消费|拉动消费)[^,]*\d",
        rf"(?:累计|共)?(?:{reaches})(?![^,]{{4,}}\d+[次场]$)[^,]*\d",
    )


@cache
def state() -> re.Pattern[str]:
    """How things stand: 各项工作已全部完成, 保持平稳态势, 有所提高, 尚未建立, 是脱贫攻坚的关键期, 我县荣获先进称号."""
    return re.compile(
        either(
            *_finished_or_wanting(),
            *_steady_or_important(),
            *_improved(),
            "^(?:均|全部|都|一审|二审)*(?:被采纳|胜诉|被[一-鿿]{2}|判决驳回.*)$",
            "[^设获](?:获评|荣获|跻身|位居)",
        )
    )


def _finished_or_wanting() -> tuple[str, ...]:
    """What is over, goes on as before, was said by others, or is not there."""
    words_of_a_leader = "讲话|指示|批示|精神|论述|思想"
    calm = "平稳|稳定|安定|和谐|向好|稳中"
    refuses = "一律|均不|逐|不[得予准能]"
    return (
        "工作(?:已|均|都)*(?:全部)?(?:完成|结束)$",
        "均为零$",
        "保持.*(?:态势|势头)$",
        f"保持.{{0,6}}(?:{calm})[^,]*$",
        "屡创佳绩$",
        "更趋",
        "等工作(?:扎实|有序|稳步|深入)开展$",
        "[作做]出.*(?:贡献|指示)$",
        f"^[^,]{{0,6}}总书记(?!.{{0,12}}(?:{words_of_a_leader}))",
        "[仍还尚](?:不|未)[一-鿿]",
        "(?:做法|经验|案例|成果)[^,]{0,4}[获被]",  # 相关做法被省厅推广
        "^(?:相关|各项|此项|该项)工作",
        f"^(?:全年|年内)?(?:无|未(?!成年|来)|没有)(?!.{{2,24}}的,?(?:{refuses}))",  # not 未达标的一律不予通过
    )


def _steady_or_important() -> tuple[str, ...]:
    """总体平稳, 日趋完善, 是开局之年, 是重要保障."""
    more_and_more = "保持|基本|总体|持续|不断|更加|更趋|日趋|日益|进一步"
    well = "稳定|平稳|良好|领先|凸显|完善|成熟|健全|规范|浓厚"
    moment = "时期|窗口期|机遇期|攻坚期|关键期|阶段|之年|周年|一年"
    weight = "一[招环]|□”|[根基]本|基础|前提|民生|保障|标尺|动力|硬道理"
    return (
        f"(?:{more_and_more})(?:{well})$",
        f"是(?!否)[^,]*(?:{moment}|{weight})$",
        "的取得$",
    )


def _improved() -> tuple[str, ...]:
    """What has come about by itself: 逐步形成, 有所改善, 得到有效遏制, 创历史新高."""
    changes = "遏制|改善|提升|解决|化解|缓解|巩固|落实"
    return (
        "(?:基本|逐步|日渐|日益|初步|加快|正在)形成$",
        "有所[一-鿿]{2}$",
        f"得到.{{0,4}}(?:{changes})$",
        "迈出.*步伐",
        "有了.*(?:提[升高]|改善|进步)",
        "更加[一-鿿]{2}$",
        "没有变$",
        "取得.*(?:成果|突破|成绩)$",
        "由.转.$",  # 由负转正
        "未达.*预期",
        "创.*(?:最好|新高)",
        "人气",
        "[一再]拖再拖",
        "基本同步$",
        "不手软$",
    )


@cache
def undergoing() -> re.Pattern[str]:
    """What happens to something, told with that as the subject: ……加快建设, ……不断深化, ……增长5%, ……入选……."""
    pace = "加快|深入|全面|顺利|正式|全部|稳步|有序|扎实|逐步|成功"
    proceeds = (
        "实施|推进|建设|开工|完善|突破|转化|落地|投用|通车|建成|施行|筹建|运行|铺开|推开|展开|启动|见效|形成"
    )
    moves = "增长|下降|提高|增加|减少|突破|降至|增至|上升|增幅|达到?"
    ever_more = "不断|持续|更加|更趋|日趋|日益|有力|进一步|全面|加速"
    grows = "深化|巩固|加强|优化|落实|形成|壮大|扩大|增强|拓展|健全|彰显|显现|好转|向好"
    honoured = "入选|获批|荣获|获评|跻身|位居|位列|居全|被评为|实现全覆盖|脱钩"
    return re.compile(
        either(
            f"(?:{pace})(?:{proceeds})$",
            rf"(?:{moves})[^,]{{0,4}}\d[^,]*$",
            f".(?:{ever_more})(?:{grows})$",
            ".(?:稳中[有向求][^,]{1,2}|走深走实|成势见效)$",
            f".(?:{honoured})",
        )
    )


@cache
def changing() -> re.Pattern[str]:
    """What a body sets, and has set anew: ……标准同步提至988元, ……时限由20个工作日压缩至5个工作日."""
    set_by_it = "标准|补助|补贴|津贴|奖补|时限|权重|分值"
    moved = "提|增|调|压|缩|减|降|上调|下调"
    paid = "标准|补助|补贴|津贴|生活费"
    how = "再|统一|同步|分别|人均|均|按[^,]{2,14}|自[^,]{2,8}起"
    return re.compile(
        either(
            f"(?:{set_by_it})[^,]{{0,8}}由.+(?:{moved}).{{0,4}}[到至为]",
            f"(?:{paid})(?:{how})*(?:提[高至到标]|上调|调增|上浮)",
        )
    )
