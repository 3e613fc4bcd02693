"""Where the name of what is counted begins before a number: 我局全年|审核合同47份, 公安等部门|查扣车辆3台.

A verb that names what is counted begins the name (`counting-verbs`); light verbs, bodies, times, places and manners
stand outside.
"""

import re
from functools import cache

from annotator.text.amounts import LENGTHS, Amount
from annotator.text.lexicons import any_of, either, entries

_MOVES = "增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短|缩减|压降|精简"
"""How a figure changed."""

JOINS = re.compile(
    either(
        "已|共|法定的?|另外|另有|另|其余|余下|剩余|同比|环比|平均|(?<![户人年月])均|总|累计|合|总计|共计|达到?了?|为|大?约",
        "将?近|超过?|超出|逾|有|合计|仅|至少|至多|最[高低多少]|控制在|(?:保持|稳定)在?|维持在|全部|分别为?|是|共有|计",
        ":|突破|[升降增减]至|不(?:得|能|应当?|可)?(?:少于|低于|高于|多于|超过|大于|小于)",
        "低于|高于|少于|大于|多于|小于|不足|不到|不满",
        f"(?:{_MOVES}|上调|下调|收窄|缩小|扩大|回落|回升|增至|升至|翻)了?[到至]?",
        "(?:发展|扩大|拓展|扩展|延伸|覆盖|调整|推广)[到至]",
        "力争达?到?|原则上|连续|连续[两三四五六七八九]年",
    )
    + "+$"
)
"""What ties a name to its number: 满意率|达到|98%, 由5件|增加到|9件."""

_CHANGE = re.compile(f"(?:同比|环比)?(?:{_MOVES}|翻|(?<=[上去前]年)[多少])了?[到至]?(?:约|近|超过?|逾)?$")
_COMPARES = re.compile("(?:(?<![占同环])[比较][^,、]{1,8}|与[^,、]{0,8}相比)$")
_ALONE = re.compile(
    either(
        "的|这|该|上述|各|(?<![劝调])和|(?<!参)与|(?<![比核应结校])对|为|向|由|(?<!存)在|给|(?<![惠涉普])及|以及|从|到|某",
        "近|约|前|后|之日起",
    )
    + "$"
)
"""Words behind which a number stands without a name."""

_SHIFT = "(?:增加|减少|新增|精简|压减|压缩|缩短|提高|降低)"
_THAN = f"[较比][一-鿿\\d]{{1,8}}?(?=多|少|{_SHIFT})"
_SUBJECT = re.compile(
    either(
        "[省市州县区]本级|[局厅委部院]机关(?!.?(?:单位|干部|党))|[局厅]党组|班子成员",
        r"(?:截至|截止|到)?(?:目前|\d{4}年(?:底前?|末)?|今年|去年|全年|本年度?)",
        "(?:我|全|本|各|该)(?:局|市|区|县|省|厅|镇|街道|系统|州|盟|旗|科|所|乡|村)",
        "[一-鿿]{1,8}?(?<![格结布大全])局(?![面部领长属机])",
        "其中|每(?![百千万])|同时|并(?![购轨网联列])|又|还|且|也",
    )
    + "+"
)
"""Who acts, and what ties the clause to what stands before it."""

_RESULT = re.compile(
    "(?:新[一-鿿]{1,3}|覆盖|惠及|涉及|增加|减少|投入|受理|办结|办理|处理|审核|审查|接收|发布|出具|制定|清理|评估|纳入|参与|下沉|收到)"
    "了?(?:各类|各种|所有|全[市县区省])?"
)
"""What may stand before a number with its noun: 新增2家企业, 覆盖15个乡镇."""

_UNITS_THAT_NAME = frozenset(["部门", "乡镇", "街道", "社区"])
"""消防等|4部门: their own name."""

_LENGTH = re.compile("[时期间长限]$")
_PREPOSITIONS = frozenset(
    [*"对为由向将把从与给被让使就经", "结合", "围绕", "通过", "依托", "利用", "运用", "使用"]
)

_RATE = re.compile("(?:率|占比|比例|比重|权重|次数|人数|总数|数量|总量|时限|时长|时间)$")
"""Names of measures: a verb within them is a part of the name."""

_SCOPE = re.compile(
    "(?:“[^“”]*”|[A-Za-z\\d]+)(?:政务|服务|便民)?(?:平台|系统|热线|网站|APP)(?=.)"
    "|[一-鿿]{2,10}(?:网站|公众号|平台)上?(?=公开|发布|推送|刊发|转发|更新)"
)
_MODIFIES = re.compile(
    "(?P<list>[^,]*?)(?<![平同高中对初优均何特一二三])等(?![级次待额于候同价式])(?:领域|方面|环节|行业)?"
    "|[^等,]*?(?<!目)的(?!确)"
)

_KEPT = re.compile("(?:约|近|不[少低]于)$")
"""What belongs to a number without a name: 组建|不少于50人."""

_HAVING = re.compile("的(?:仅有?|只有|只占|仅占|共有|有|占)$")
"""持有执法证的|仅5人: who they are is told before."""

_MOSTLY = re.compile("(?:普遍|大多|大都|往往|一般)(?:都)?(?:只|仅)有?$")
_AVERAGE = re.compile("[、 ]*(?P<of>(?:平均|[人户年月日]均)(?:不足|不到|仅|约|近|超过?)?)")
_PER = re.compile("每[百千万]?(?:[名户人个位](?![县市区乡镇村])[一-鿿]{0,5}?|[一-鿿]{2,4})拥有")

_WITH = (
    "(?:联合|会同|协同|协助|配合|协调|提请|报请|报)[一-鿿、]{1,20}?(?:部门|机关|政府|管理局|公安局)"
    "(?:和[乡镇街道县区市]{1,3})?"
)
"""会同公安部门|查扣车辆3台, 提请区政府|废止1件."""

_AT = "[一-鿿]{0,8}?(?:(?<![达收接得提看听感遇])[到赴](?![位期达账])[一-鿿]{2,8}?|(?:、?进[一-鿿]{2})+)"
"""法制员到乡镇|宣讲5场, 普法队进学校、进企业|宣讲3场."""

_HANDLES = "(?:检查|排查|培训|救助|服务(?!对象)|办理|受理|处理|审核|审查|调解|登记|抽查|巡查|安置|帮扶|整改)"
_ONLINE = "(?:线上|线下|网上)"
_CONTEST = "[一-鿿]{0,10}?(?:评查|考核|考试|评比|评选|测评|检查|大赛|竞赛)"
_WHOSE = "[一-鿿]{0,12}?(?:人员|成员|干部|职工|党员|院|站|所)"
_EACH = re.compile("[人户日月年案]均(?=[一-鿿]{2})")


def name_start(before: str, blank: str, number: Amount, has_noun: bool, light_verbs: bool) -> int:
    """Where the name begins in what stands before the number; its length where there is no name."""
    joint = JOINS.search(blank, max(0, len(blank) - 16))
    stem = blank[: joint.start()] if joint else blank
    change = _CHANGE.search(blank, max(0, len(blank) - 6))
    if change and not has_noun:
        than = _COMPARES.search(stem)
        stem = stem[: than.start()] if than else stem
        if not stem.strip("、 "):
            return len(before) if change[0].endswith(("到", "至")) else change.start()
    kept = _KEPT.search(joint[0]) if joint else None
    nothing = len(before) - (len(kept[0]) if kept else 0)
    if _nameless(blank, stem, number, joint is not None):
        return nothing
    told = _told_start(before, blank, stem, has_noun)
    if told is None:
        told = _phrase_start(before, stem, number, has_noun, light_verbs)
    return nothing if told is None else told


def _nameless(blank: str, stem: str, number: Amount, joined: bool) -> bool:
    """Whether the number stands alone whatever is before it: 乡镇民政办普遍只有|1人, 消防等|4部门, 办结|7日内."""
    term = number.comparator == "<=" and number.unit in LENGTHS and not joined and not _LENGTH.search(stem)
    listed = stem.endswith("等") and number.unit in entries("classifiers")
    return term or listed or number.unit in _UNITS_THAT_NAME or _MOSTLY.search(blank) is not None


def _told_start(before: str, blank: str, stem: str, has_noun: bool) -> int | None:
    """Where a name begins that has a verb or 的 in it: 持有执法证的仅5人, 每千名老人拥有床位40张, 平均不足2人."""
    if having := _HAVING.search(blank):
        clause = _behind_lead(before, blank[: having.start()], 0, _lead())
        return clause if having.start() - clause > 2 else len(before)
    if average := _AVERAGE.fullmatch(blank):
        return average.start("of")
    per = None if has_noun else _PER.search(stem)
    return per.start() if per else None


def _phrase_start(before: str, stem: str, number: Amount, has_noun: bool, light_verbs: bool) -> int | None:
    """Where the verb that counts, or else the noun, begins that the stem ends with."""
    rate = _RATE.search(stem) is not None
    start, opened = (0, False) if light_verbs else _behind_light(stem, rate)
    lead = _behind_lead(before, stem, start, _SUBJECT if light_verbs else _when() if rate else _lead())
    if not (light_verbs or rate or has_noun or number.unit.startswith(("%", "/"))):
        lead = _behind_modifiers(stem, lead)
    if _EACH.match(stem, lead):
        return lead
    counting = _counting_start(stem, lead, len(stem) if opened else lead)
    if has_noun:
        return counting if counting is not None and _RESULT.fullmatch(stem, counting) else None
    if _ALONE.search(stem) and not re.search("占[^,、]{1,16}的$", stem[start:]):
        return None
    if counting is None and opened and (modifier := stem.rfind("的", start)) > 0:
        counting = modifier + 1 if len(stem) - modifier > 2 else None
    return _noun_start(stem, lead) if counting is None else counting


def _noun_start(stem: str, lead: int) -> int | None:
    name = stem[lead:].lstrip("、和与及的 ")
    return len(stem) - len(name) if len(name.rstrip("、 ")) > 1 else None


def _behind_light(stem: str, rate: bool) -> tuple[int, bool]:
    """Behind the last light verb, adverb or other verb that is no part of the name; whether it is a preposition.

    Behind a verb that counts there is but its object, where only whole words are looked for: 听取制度实施等汇报.
    """
    last, opened, counted = 0, False, False
    for match in _light().finditer(stem):
        if match["light"]:
            if counted and len(match["light"]) == 1:
                continue
            last, opened, counted = match.end(), match["light"] in _PREPOSITIONS, False
        elif (verb := match["more"] or match["other"]) in entries("counting-verbs"):
            counted = counted or verb not in entries("nominal-verbs") or match.start() == last
        elif match["other"] and not counted and not rate and len(stem) - match.end() > 2:
            last, opened = match.end(), False
    return last, opened


def _behind_lead(before: str, stem: str, start: int, lead: re.Pattern[str]) -> int:
    """Behind the body that acts and the words of time, place and manner that stand before the name."""
    while found := lead.match(before, start, len(stem)):
        if found.end() == start or len(stem) - found.end() < 2:
            break
        start = found.end()
    if body := _SUBJECT.match(before, start, len(stem)):
        start = body.end()
    if scope := _SCOPE.match(before, start, len(stem)):
        start = scope.end()
    return start


def _behind_modifiers(stem: str, start: int) -> int:
    """Behind 的 and behind a list that 等 ends: 清退不符合条件的|对象, 出台《办法》等|文件.

    A list of short words is a part of the name, 火灾、用电等隐患.
    """
    for match in _MODIFIES.finditer(stem, start):
        listed = match["list"]
        short = listed and "、" in listed and max(map(len, listed.split("、")[1:])) <= 2
        if len(stem) - match.end() > 1 and not short:
            start = match.end()
    return start


def _counting_start(stem: str, start: int, limit: int) -> int | None:
    """Where the first verb that names what is counted begins; up to `limit` one that may be part of a name does, too."""
    if _RATE.search(stem):
        return None
    for match in _counting().finditer(stem, start):
        words = {match["verb"], (match["verb"] or "").removeprefix("新")} - {None, ""}
        if words and (match.start() <= limit or not words & set(entries("nominal-verbs"))):
            return match.start()
    return None


@cache
def _light() -> re.Pattern[str]:
    """`more`: a verb that counts and has a light one for its beginning, 责令整改."""
    light = entries("light-verbs")
    more = "|".join(v for v in entries("counting-verbs") if v not in light and v.startswith(light))
    no_name = "(?![率量额费员]|数(?![字据智])|会(?![前后议场]))"
    return re.compile(
        f"{any_of('not-verbs', 'light-words')}|(?P<more>{more})|(?P<light>{any_of('light-verbs')})了?{no_name}"
        f"|(?P<other>{any_of('verbs', 'counting-verbs')})了?{no_name}"
    )


@cache
def _counting() -> re.Pattern[str]:
    return re.compile(
        f"{any_of('not-verbs', 'light-words')}|(?P<verb>新?{any_of('counting-verbs')})(?![率数会量额费员者的])"
    )


@cache
def _lead() -> re.Pattern[str]:
    """我局|, 现场|, 公安、网信等部门|, 较上年|; a body before a verb whose subject might be what is counted."""
    body = "[一-鿿]{0,10}?(?:[局厅办处科股所站]|机关|中心|党组|党委|政府|系统)"
    heads = any_of("head-nouns", "head-modifiers")
    counting, verbs = any_of("counting-verbs"), any_of("counting-verbs", "verbs", "action-verbs")
    own = any_of("not-verbs", "light-words", "counting-verbs")
    online = f"{_ONLINE}[一-鿿]{{0,4}}[量额率数]"
    before_acts = (
        "[一-鿿]{2,3}[式地]",
        "[一-鿿、]{2,24}?(?:部门|机关)",
        "[一-鿿]{2,12}?(?:平台|名录库|数据库|两级)[中上]?",
    )
    before_counts = ("[一-鿿]{2,8}(?:期间|期内|以来|[后内])", "发现[并、]", _AT, "参与|协助|帮助|配合")
    return re.compile(
        either(
            _each(heads),
            _SUBJECT.pattern,
            f"(?!{own}|{online})(?:{any_of('lead-words')}|{any_of('adverbs')}(?={verbs}))",
            f"(?!{online}){_ONLINE}",
            f"{_CONTEST}中|[一-鿿、]{{2,30}}等多?个?(?:部门|单位|机构)|{_THAN}",
            f"{body}(?=新?(?:{_SHIFT}|{_HANDLES})[一-鿿]{{2}})",
            f"{either(*before_acts)}(?={verbs}|随机)",
            f"{either(*before_counts)}(?={counting})|专题(?=听取)",
            "(?:[一-鿿]{0,8}?(?:讲授|主讲|(?<!宣)讲|上))(?=[一-鿿]{0,8}课$)|局(?=班子|负责人|领导)",
            f"{_WITH}(?=[一-鿿]{{2}})",
            "(?:以|按|采取|采用)?“[^“”]*”(?:要求|方式|办法|模式|机制)(?=[一-鿿]{4})",
            f"第[一二三四五六七八九十\\d]+[轮批次期]|{_WHOSE}(?=平均|人均)",
            "建设(?!银行|用地|单位|工程|项目|资金|领域|规划|部门|局)",
        )
    )


def _each(nouns: str) -> str:
    """平均每个县|持证人员, 每场|参加人数."""
    return f"(?:平均)?每[个家名位所]?(?:{nouns}|[县市村镇乡区次场期])"


@cache
def _when() -> re.Pattern[str]:
    """What may stand before the name of a rate; what is done in some manner has a rate of its own: 网上办理率."""
    return re.compile(
        either(
            f"{_each('(?!)')}|年内|年底前?|当年|全年|[而且并亦也又再]|其中|{_THAN}|{_SUBJECT.pattern}",
            "局(?=负责人)|(?:在职|在编)?(?:干部职工|干部|人员|职工)(?=网上)",
            f"{_WHOSE}(?=平均|人均)",
        )
    )
