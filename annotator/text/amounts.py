"""Numbers with their units in folded text: 372万元 · 每季度一次 · 3至5天 · 三分之二 · 1:3; dates and fixed names are none."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from annotator.text.lexicons import any_of
from annotator.text.numerals import ARABIC, CHINESE, decimal_of

_SIGN = re.compile("[每上半\\d零一二两三四五六七八九十百千万]")
_SPOKEN_FOR = re.compile(r"“[^“”\n]{0,15}”|《[^《》\n]{0,120}》|〔[^〔〕\n]{0,8}〕[\d第]*号?")
_PERIODS = "周|月|季度|季|半年|年|日|天|旬|学期"
_UNITS = {"个百分点": "百分点", "个工作日": "工作日", "个小时": "小时", "个点": "百分点"}
_RARE = frozenset([*"度成部方步面门班级岁师员头站口节周道盘", "点位"])
"""Counters that a Chinese numeral before them mostly makes a name with: 三部, 四方, 两面."""

_BASES = {"百": "%", "千": "‰", "万": "‱"}
_APPROXIMATE = ("余", "约", "近", "多", "以上", "左右", "上百", "上千", "上万")
_BEFORE = (
    (">=", re.compile("(?:不(?:得|能|应当?|可)?(?:少于|低于|小于|短于)|不下于?|至少|最少|最低|起码)为?$")),
    (
        "<=",
        re.compile("(?:不(?:得|能|应当?|可)?(?:超过?|高于|多于|大于|长于)|至多|最多|最高|最长|控制在)为?$"),
    ),
    (">", re.compile("(?:超过|超出|(?<![赶反])超|突破|逾|高于|多于|大于)了?$")),
    ("<", re.compile("(?:低于|少于|小于|不足|不到|未满|不满)$")),
)
_BOUND = re.compile("(?P<least>至少|不(?:得|能|应当?|可)?[少低]于)|至多|最多|不(?:得|能|应当?|可)?超过")
_UP = re.compile("(?:\\S{0,2}及)?以上")
_DOWN = re.compile("(?:及)?以[内下]|之内")
_WITHIN = re.compile("内(?![部外容涵控设地])")
_WITHIN_NEXT = re.compile("[之以]?内|时间")
LENGTHS = frozenset(["日", "天", "年", "个月", "工作日", "小时", "分钟", "周"])
_TERM = re.compile(
    "(?:期限?|有效期|任期|聘期|保管?存?期|为期|刑期|时限|时长|时间)(?:均?为|是|达到?|不?[少低超][于过]|一般为?)?$"
)
_CHANGED = re.compile(
    "(?:增长|增加|减少|下降|提高|提升|上升|降低|压缩|压减|缩短|压降|缩减|精简|上涨|回落|达到?|[近超约占的]|不到|不足)了?[约近超]?过?$"
)
_RATIO = re.compile(
    "比(?:例|率|值)?(?:均?为|是|达到?|不?[低高少超][于过]|控制在|约|超过?|调整为|(?:提升|提高|缩小|扩大|下降|降低)[到至为])?$"
)
_PART = re.compile("(?:达到?|超过?|不少于|不低于|不足|占|近|约|过|的|为|到)$")
_SCORE = re.compile("(?:分|分值|成绩|得|评|考核|[调升降提]高?)[达为由从到至在]{0,2}$")
_PHASE = re.compile("工程|建设|项目|扩建|改造|主体|地块|厂房|航站楼|机组|竣工|开工|封顶|投产|投用")
_WORKS = re.compile(
    "(?:机场|[园小新港灌]区|公墓|中心|水库|工程|项目|[基产]地|电站|广场|[场学医病]院|[场公地]馆|园|厂|港|路|线|水)$"
)
_ASPECTS = re.compile("(?<=个)方面(?:的?(?:重点)?工作|[内的]容)?[:：]")
"""重点抓好以下五个方面: what follows is listed, not counted."""

_CIRCLE = re.compile("[一-鿿]{1,8}?圈")
_DAYS = re.compile("(?:[少低]于|超过|(?:时间|时限|期限)(?:由|从|为|不|达)?|[短缩减][为至到])$")
_DAYS_NEXT = re.compile("[之以]?内|办结|公示|缩短|压缩")
_WHO = re.compile("[一-鿿]")
_PAIR = re.compile("[一二两三四五六七八九]{2}[十百千万]?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit at `[start, end)`: plain decimal `value`, `upper` end of a range, `comparator` to it."""

    start: int
    end: int
    value: str
    unit: str
    approx: bool
    comparator: str = ""
    upper: str = ""


def amounts(folded: str) -> Iterator[Amount]:
    """The amounts in a folded text, in order, without those inside titles, short quotations and fixed names."""
    taken: list[tuple[int, int]] | None = None
    at = 0
    for sign in _SIGN.finditer(folded):
        if sign.start() < at or not (match := _amount().match(folded, sign.start())):
            continue
        at = match.end()
        if taken is None:
            taken = [quoted.span() for quoted in _SPOKEN_FOR.finditer(folded)]
        core = match.start("core") if match["core"] else match.start()
        before = bisect_right(taken, (core, len(folded))) - 1
        quoted_number = before >= 0 and core < taken[before][1]
        if not quoted_number and not _in_a_name(folded, core, at) and (amount := _read(match)):
            yield amount


def last_amount(folded: str) -> Amount | None:
    """The last amount of a quote that a person has marked: names and titles are not looked for."""
    last = None
    for sign in _SIGN.finditer(folded):
        if match := _amount().match(folded, sign.start()):
            last = _read(match) or last
    return last


def is_approximate(stretch: str) -> bool:
    """Whether 余, 约, 近, 多, 以上, 左右 stand in it."""
    return any(mark in stretch for mark in _APPROXIMATE)


def _in_a_name(folded: str, start: int, end: int) -> bool:
    """Whether the number is a part of a name that counts nothing: 三项制度."""
    near = _fixed().finditer(folded, max(0, start - 10), min(len(folded), end + 10))
    return any(name.start() <= start < name.end() for name in near)


def _read(match: re.Match[str]) -> Amount | None:
    """What the number and unit say; None for a date, an ordinal, an indefinite 一个."""
    if match["share"]:
        return _share(match)
    if match["left"] or match["over"]:
        return _ratio(match)
    if match["turn"] or match["half"]:
        return Amount(match.start(), match.end(), "1", f"次/{match['turn'] or match['half']}", False)
    if match["often"] or match["period"]:
        return _frequency(match)
    if match["level"]:
        start = match.start("level")
        counted = match.string[max(0, start - 3) : start - 2]
        unit = counted if counted in set("次人件户家个项") else ""
        return Amount(start, match.end(), decimal_of(match["level"]), unit, False)
    return _count(match)


def _share(match: re.Match[str]) -> Amount | None:
    """百分之九十五, 三分之二: numerator, and the denominator as unit."""
    value, base = decimal_of(match["share"]), match["base"]
    unit = _BASES.get(base) or f"/{decimal_of(base)}"
    return _amount_at(match, match.start(), match.end(), value, unit) if value and unit != "/" else None


def _ratio(match: re.Match[str]) -> Amount | None:
    before = match.string[max(0, match.start() - 10) : match.start()]
    alone = match[0] == match.string
    if match["left"]:
        if not (alone or _RATIO.search(before)):
            return None
        return _amount_at(match, match.start(), match.end(), match["left"], f":{match['right']}")
    whole = alone or _PART.search(before) or match[0].endswith(("以上", "左右"))
    if not (whole or match.string.startswith("的", match.end())) or int(match["over"]) >= int(match["under"]):
        return None
    return _amount_at(match, match.start(), match.end(), match["over"], f"/{match['under']}")


def _frequency(match: re.Match[str]) -> Amount:
    start, end = match.span()
    if match["often"]:
        return Amount(start, end, "1", f"次/{match['often']}", False)
    times = decimal_of(match["times"]) if match["times"] else "1"
    every = match["every"]
    period = f"{decimal_of(every) if every else ''}{match['period']}"
    period = f"人·{period}" if match["each"] else period
    found = _amount_at(match, start, end, times, f"{match['per'] or '次'}/{period}", match.start("times"))
    bound = _BOUND.search(match[0])
    return replace(found, comparator=">=" if bound["least"] else "<=") if bound else found


def _count(match: re.Match[str]) -> Amount | None:
    core, unit = match["core"], match["unit"]
    value = decimal_of(core + (match["scale"] or ""))
    if not value or _no_count(match, core, unit, value):
        return None
    if unit == "成":
        value, unit = decimal_of(str(int(Decimal(value) * 10))), "%"
    unit = _UNITS.get(unit, unit)
    if match["rate"]:
        unit = f"{unit}/{'·'.join(match['rate'].removeprefix('每').split('每'))}"
    upper = ""
    if match["low"]:
        scale = match["lowscale"] or ("" if match["lowunit"] else match["scale"] or "")
        low = decimal_of(match["low"] + scale)
        if not low or Decimal(low) >= Decimal(value):
            return None
        value, upper = low, value
    return _amount_at(match, match.start(), match.end(), value, unit, upper=upper)


def _no_count(match: re.Match[str], core: str, unit: str, value: str) -> bool:
    """Whether the number names a date, an age, a place in an order, or something vague."""
    start = match.start("low") if match["low"] else match.start("core")
    before = match.string[max(0, start - 12) : start]
    if _names(match, before, unit, value):
        return True
    if core[0].isdigit():
        return unit == "成" and Decimal(value) > 10
    if unit in _RARE and not (unit == "成" and (match["plus"] or _CHANGED.search(before))):
        return True
    if _PAIR.fullmatch(core):  # 三五名, 七八十人
        return True
    vague = all(char in "百千万亿零" for char in core)
    counted = (
        match["some"]
        or match["lead"]
        or before.endswith(("近", "约", "逾", "超", "超过", "突破", "达", "达到"))
    )
    one = core == "一" and unit != "番"
    return one or (vague and not counted) or (before.endswith("数") and core[0] in "十百千万")


def _names(match: re.Match[str], before: str, unit: str, value: str) -> bool:
    """Whether the words around tell a date, an age or an order: 5日上午, 满3岁, 第1至3次, 十二届三次全会."""
    string, end = match.string, match.end()
    if unit == "年":
        term = _TERM.search(before) or _WITHIN_NEXT.match(string, end)
        named = Decimal(value) > 100 or not term
    elif unit == "日":
        term = _DAYS.search(before) or _DAYS_NEXT.match(string, end)
        named = before.endswith("月") or not term
    elif unit == "分":
        named = not _SCORE.search(before)
    elif unit == "岁":  # who they are, not how many
        named = bool(match["plus"] or before.endswith("满") or _WHO.match(string, end))
    elif unit in ("期", "轮", "批"):
        named = _orders(match, before)
    elif unit in ("分钟", "小时"):
        named = _CIRCLE.match(string, end) is not None
    else:
        lasts = unit in ("次", "个月") or string.startswith("季度", end)
        named = bool((lasts and before.endswith(("届", "连续"))) or _ASPECTS.match(string, end))
    return named or re.search(r"第[\d一二三四五六七八九十]+[至到—-]$", before) is not None


def _orders(match: re.Match[str], before: str) -> bool:
    """二期 and 二轮 for the second, 机场三期 for the third; but 培训班两期, 三期讲座."""
    if match["core"] in ("三", "四") and match["unit"] == "期":
        return (_PHASE.match(match.string, match.end()) or _WORKS.search(before)) is not None
    return bool(match["core"] == "二")


def _amount_at(
    match: re.Match[str], start: int, end: int, value: str, unit: str, number: int = -1, upper: str = ""
) -> Amount:
    """With what the words around the number say about it."""
    string = match.string
    number = start if number < 0 else number
    before = string[max(0, number - 8) : number]
    comparator = next((sign for sign, words in _BEFORE if words.search(before)), "")
    if string.startswith("以上", end - 2) or _UP.match(string, end):
        comparator = ">="
    elif (
        string.startswith(("以内", "以下"), end - 2)
        or _DOWN.match(string, end)
        or (unit in LENGTHS and _WITHIN.match(string, end))
    ):
        comparator = "<="
    return Amount(start, end, value, unit, is_approximate(string[start:end]), comparator, upper)


@cache
def _fixed() -> re.Pattern[str]:
    return re.compile(any_of("fixed-names"))


@cache
def _amount() -> re.Pattern[str]:
    digits = "零一二两三四五六七八九十百千"
    base = rf"(?P<base>[百千万]|(?<![{digits}])[二三四五六七八九十])"
    share = rf"{base}分之(?P<share>{ARABIC}|{CHINESE}(?:点[零一二三四五六七八九]+)?)(?:以[上内下]|左右)?"
    ratio = (
        r"(?<![\d.:/])(?:(?P<left>\d{1,3}(?:\.\d+)?)(?:[:∶]|比)(?P<right>\d{1,4}(?:\.\d+)?)(?![\d:])"
        r"|(?P<over>\d)/(?P<under>\d{1,2})(?![\d/年月日])(?:以上|左右)?)"
    )
    times = rf"(?P<times>{ARABIC}|[一二两三四五六七八九十]+)(?P<per>次|场|期|轮|节|遍|课时|学时)(?!性)"
    every = rf"(?P<each>每人)?每(?P<every>[两三四五六\d])?个?(?P<period>{_PERIODS})"
    each = rf"{every}(?![度末底内份])[^,。;、:\d\n每]{{0,16}}?{times}"
    day = r"(?:(?<=周)[一二三四五六日](?![次场期轮节课讲个]))?"
    no_time = r"(?![末底初内份]|提高|增加|平均|分别|不[低少]|[发补])"
    turn = rf"(?!每周一(?![班讲课会]))(?:(?:每|(?<!第)一)(?P<turn>[日周月季年]|季度)|(?P<half>半年))一(?:{any_of('turns')})"
    often = rf"每个?(?P<often>日|天|周|月|季度|半年)(?=[一-鿿]|$){no_time}{day}"
    level = rf"(?<=数为)(?P<level>{ARABIC})(?![\d.%年月日时个人次件至到~—–-])"
    scale = "[十百千]?[万亿]{0,2}(?![一二三四五六七八九十])"
    numeral = rf"{ARABIC}(?:[万亿]\d+(?=[百千万]))?|(?<![{digits}万亿第几])[{digits}][{digits}万亿]{{0,15}}?"
    counters = any_of("counters")
    first = rf"(?P<low>{ARABIC}|(?<![{digits}万亿第几])[{digits}]{{1,7}}?)(?P<lowscale>{scale})"
    low = rf"(?:{first}(?P<lowunit>{counters})?(?:至|到|[-~—–]{{1,2}}))?"
    rate = r"(?P<rate>(?:每[人户])?每(?:月|年|天|日|户)|每[人户](?=\d))?"
    core = rf"{rate}(?P<lead>上(?=[百千万]))?(?<![\d.:/\-第×+·〔])(?<!\d,){low}(?P<core>{numeral}|(?<=上)万)"
    more = rf"\s?(?P<some>[余多来])?(?P<scale>{scale})(?P<more>[余多])?"
    event = "(?!年(?!轻|[检审报]|度[一-鿿]{2})|全会|全体会议|会议|岁|边(?![境远缘防界])|级(?![别次领]))"
    per = "(?:/[月年日天人户个](?:[·/][月年日天])?)?"
    length = r"日|分(?![钟之别类组批秒享配布])|年(?![度级份前后初末底来间多])"
    kinds = r"(?:\((?:台|套|个|件|座|户|家|处|次|人次|人)\))?"
    bound = "(?P<plus>以[上内下]|左右|(?<=倍)多)?"
    unit = rf"\s?(?P<unit>{counters}{per}|{length}){event}{kinds}{bound}"
    return re.compile(f"{share}|{ratio}|{each}|{turn}|{often}|{level}|{core}{more}{unit}")
