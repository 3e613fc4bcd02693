"""Pieces that lead up to an action: which of them belong to it, and which do not.

Every test looks at one comma-separated piece of folded text without its enumerator and linking words, whose
brackets and quotations have been masked. The conventions: manner, means, object and scope belong to the
measure; basis, occasion, framing, time that stands alone and a subject with a comma behind it do not.
"""

import re
from functools import cache, lru_cache

from annotator.text.lexicons import any_of, either, entries

_BRACKETED = re.compile(
    r"“[^“”]*”|《[^《》]*(?:《[^《》]*》[^《》]*)*》|\([^()]*\)|‘[^‘’]*’|\"[^\"]*\"|【[^【】]*】"
)
_COUNTED = r"[\d一二三四五六七八九十今去明本当近上下前两几]+(?:年|月|日|季度|半年|年度|个月|周|号)"
_DATE = re.compile(
    "(?:截至|截止|自|从|到|至|于|在)?"
    + either(
        _COUNTED,
        "[年月]?[初末底]",
        "[上中下]旬|以来|之间|期间|以前|以后|起|来|间|至今",
        r"[到至和、~\-—份的时开始前后内]|\d",
    )
    + "+"
)
"""A time and nothing else: 2023年, 自去年3月以来, 上半年, 年底前."""

_RESULT = re.compile("提升|提高|增强|实现|促进|推动|强化|确保|解决|推进|形成|完成")
_PROVIDES = re.compile("提供|奠定|打下|营造|注入|赢得|贡献|做出|作出")
_NAMES_BODY = re.compile(
    "^(?:各|全|我|市|区|县|省|有关|相关|基层|本)|(?:局|厅|部门|单位|政府|党组|党委|领导小组|民政系统)$"
)
_SEASON = re.compile("(?:抓住|用好|把握|用足).+(?:节点|节日|纪念日|时机)$")
"""What an action makes use of: 抓住清明、重阳等节点."""

_MEANS = re.compile("(?:形式|方式|方法|办法|手段|模式|途径)$")
_SETTLED = re.compile("均|都|也|已|亲自|逐一|一律|再次|将|由|应|要|需|可|按|依法|及时|每|全部|共")
"""What stands in a predicate, not in an object."""
_ACTS_LIKE_A_BODY = re.compile(
    r"^[在于对与向为将把]|\d|^(?:均|都|已|也|共[建享]|发[到给至]|[送交][到给至])|[网即交代帮督联承主协申补转快]办$"
)
"""What no subject has, though it ends as one: 备案即来即办, 均已转交公安机关, 发到每个村民小组."""
_KEPT = 8_192
"""Pieces whose tests are known: the same one is asked about several times, as a lead, as a clause and as its stem."""

_once = lru_cache(maxsize=_KEPT)


def masked(piece: str) -> str:
    """The piece with everything inside brackets and quotation marks blanked out, offsets kept."""
    return _BRACKETED.sub(lambda match: match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1], piece)


@_once
def has_verb(piece: str) -> bool:
    """Whether a verb of action stands in the piece, not as a part of a name such as 社会组织."""
    return any(match["verb"] for match in _verb().finditer(piece)) or acts(piece)


def first_verb(piece: str) -> str:
    """The first verb of action in the piece; '' where there is none."""
    return next((match["verb"] for match in _verb().finditer(piece) if match["verb"]), "")


@_once
def acts(piece: str) -> bool:
    """Whether the piece begins with a verb, adverbs before it left aside."""
    found = _adverbs().match(piece)
    rest = piece[found.end() :] if found else piece
    return verb_at_start(piece) > 0 or verb_at_start(rest) > 0


def verb_at_start(piece: str) -> int:
    """The length of the verb that the piece begins with; 0 where it begins with none."""
    found = _opening_verb().match(piece)
    return found.end() if found and found["verb"] else 0


@_once
def is_time(piece: str) -> bool:
    """2023年, · 截至目前, · 今年6月1日起, · 疫情防控期间,"""
    if piece in entries("times") or _DATE.fullmatch(piece):
        return True
    return (
        piece.endswith(("以来", "期间", "之际"))
        and len(piece) <= 20
        and not piece.startswith("在")
        and not has_verb(piece)
    )


@_once
def is_subject(piece: str) -> bool:
    """我局, · 各县区民政部门, – a body or its people and nothing else."""
    if not _body().search(piece) or _ACTS_LIKE_A_BODY.search(piece):
        return False
    named = len(piece) <= 8 or (len(piece) <= 40 and _NAMES_BODY.search(piece) is not None)
    return named and not has_verb(piece) and not _opens(piece)


@_once
def is_basis(piece: str) -> bool:
    """按照……要求, · 根据……安排, · 依据……清单, · 我局按照《……》,"""
    if piece.endswith("的") or re.match("(?:严格)?按[时期月季年质量]", piece):
        return False
    rest = _after(r"(?:严格|认真|坚持|始终|紧紧)?" + any_of("basis-openers"), piece)
    if rest is None:
        return False
    if _ends(rest, "basis-nouns") or piece.startswith("随着") or re.search("的[一-鿿]{2,4}$", rest):
        return True
    then_acts = any(acts(rest[found.end() :]) for found in re.finditer(any_of("basis-nouns"), rest))
    return not has_verb(rest) and not then_acts


@_once
def is_occasion(piece: str) -> bool:
    """在……时, · 在……的过程中, · 在作出……决定前, · 会议结束后,"""
    if is_manner(piece):
        return False
    if piece.startswith(("在", "于", "当", "每逢", "正值", "适逢", "自", "从")):
        return _ends(piece, "occasion-ends") or not (
            has_verb(piece) or _counted(piece) or _done_there().search(piece)
        )
    if piece.endswith(("时", "时候")):
        return acts(piece)
    if re.match("因(?!地|时|势|材|人|应|素|此|城|户|村|企)(?!.*原因.)", piece):
        return not _counted(piece)
    return piece.endswith(("过程中", "结束后", "之后", "之前", "之际", "工作中")) or (
        re.fullmatch(
            "(?!经|待|由).{4,24}(?:推开|下放|调整|施行|实施|铺开|到位|改革|合并|取消)后|《.+》?.{0,4}(?:出台前|期间)",
            piece,
        )
        is not None
    )


def _counted(piece: str) -> bool:
    """Whether the piece ends in a number with its unit: what it tells has been done to so many."""
    return re.search(r"\d[余多]?[一-鿿]{1,2}$", piece) is not None


@_once
def is_framing(piece: str) -> bool:
    """结合……工作, · 围绕……主题, · 充分发挥……作用, · 以……为契机, · 为进一步……,"""
    if is_scope(piece) or _SEASON.match(piece):
        return False
    upheld = "坚持|始终坚持|牢固树立|深入学习贯彻|高举"
    if re.fullmatch(f"(?:{upheld})?(?:以|把).+(?:作)?为.{{0,4}}{any_of('guiding-nouns')}", piece):
        return True
    if re.match(f"为{any_of('purposes', 'verbs')}", piece):
        return not _PROVIDES.search(piece)
    if re.fullmatch("面对.+(?:局面|形势|考验|压力|挑战|冲击|困难|变化)", piece):
        return True
    rest = _after(_how() + any_of("framing-openers"), piece)
    if rest is None:
        return False
    if "发挥" in piece[: len(piece) - len(rest)]:
        return re.search("(?:作用|优势|功能|职能|效应|力量|潜力|积极性|功效)$", rest) is not None
    return not has_verb(rest) or (
        _ends(rest, "framing-nouns") and (verb_at_start(rest) > 0 or "等工作" in rest)
    )


@_once
def is_manner(piece: str) -> bool:
    """What is part of the action: its means, channel, object, scope, or the step before it."""
    tests = (is_means, is_channel, is_scope, is_step, _grounds)
    subject = re.match(f"[一-鿿]{{0,10}}?{any_of('bodies')}(?={any_of('means-openers')}|针对|紧盯|在)", piece)
    return any(test(piece) or (subject and test(piece[subject.end() :])) for test in tests)


def is_means(piece: str) -> bool:
    """通过……等形式, · 采取……方式, · 依托……网站, · 充分利用……时机, · 通过对接各大银行,"""
    if re.match(_how() + "[以用按]", piece) and _MEANS.search(piece):
        return True
    if re.fullmatch("从.+(?:入手|着手|发力)", piece):
        return True
    if _SEASON.match(piece):
        return True
    found = re.match(f"{_how()}(?P<opener>{any_of('means-openers')})", piece)
    if not found or _done_by().search(piece):
        return False
    rest, opener = piece[found.end() :], found["opener"]
    if _counted(piece):
        return False
    if _ends(rest, "means-nouns"):
        return True
    if opener in ("采取", "采用"):
        return False
    if opener in ("通过", "借助") and verb_at_start(rest):
        return all(_one_predicate(part) for part in re.split("[、,和及与]", rest))
    return not has_verb(rest)


def _one_predicate(part: str) -> bool:
    """Whether verbs stand only at the beginning: 对接各大银行, not 公开招标|选取机构."""
    at = 0
    while verb := verb_at_start(part[at:]):
        at += verb
    return not any(match["verb"] for match in _verb().finditer(part, at)) and not _RESULT.search(part, at)


def is_channel(piece: str) -> bool:
    """在……平台, · 在……网站上,"""
    return re.fullmatch(
        f"在.+{any_of('channel-nouns')}[”》]?(?:上|中|里)?", piece
    ) is not None and not has_verb(piece)


def is_scope(piece: str) -> bool:
    """针对……的社会组织, · 紧盯……问题, · 对符合条件的困难群众, · 除……外, · 涉及……的,"""
    if re.fullmatch("除(?:了)?.+外|.{4,}[^是]的", piece):
        return True
    if piece.startswith("凡"):
        return not _counted(piece) and not re.search("须|必经|一律|均|不[得予]", piece)
    if re.fullmatch("以.+为重点", piece):
        return True
    found = re.match("(?P<opener>针对|紧盯|盯紧|瞄准|聚焦|对于?|就)(?!外)", piece)
    if not found or _counted(piece):
        return False
    rest = piece[found.end() :]
    if found["opener"] == "聚焦" and not re.search("(?:问题|领域|人群|群体|对象|环节|群众)$", rest):
        return False
    if found["opener"] in ("对", "对于") and _predicate_end().search(rest):
        return False
    listed = re.search("等([^等]{1,8})$", rest)
    if listed and not has_verb(listed[1]) and not _light().match(listed[1]):
        return True
    head, of, noun = rest.rpartition("的")
    if found["opener"] in ("对", "对于", "就"):
        return (
            not _light().search(noun if of else rest)
            and not _predicate_end().search(rest)
            and not has_verb(noun)
            and (bool(of) or not has_verb(rest))
            and _nominal(noun)
        )
    return not has_verb(noun) and (bool(of) or not has_verb(head))


def is_step(piece: str) -> bool:
    """……经负责人签字后, · 指导各地在……后,"""
    if re.match("(?:指导|组织|督促|要求|引导|推动|协助|支持|鼓励).{1,8}在.+[后前时中]$", piece):
        return True
    return re.search("[经待报].*后$", piece) is not None and not piece.startswith("在")


def _grounds(piece: str) -> bool:
    return piece.startswith("在") and re.search("(?:基础上|前提下)$", piece) is not None


def _nominal(noun: str) -> bool:
    """Whether a phrase after 对 may be its whole object: no adverb, no other preposition in it."""
    return bool(noun) and not _SETTLED.search(noun)


def _ends(piece: str, lexicon: str) -> bool:
    return piece.endswith(entries(lexicon))


def _after(opener: str, piece: str) -> str | None:
    """What follows the opener at the beginning of the piece, or behind a short subject: 我局按照……"""
    found = re.match(opener, piece) or re.match(f"[一-鿿]{{0,10}}?{any_of('bodies')}{opener}", piece)
    return piece[found.end() :] if found else None


def _opens(piece: str) -> bool:
    return re.match(any_of("basis-openers", "means-openers", "framing-openers"), piece) is not None


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(f"{any_of('not-verbs')}|组织$|(?P<verb>{any_of('verbs')})")


@cache
def _opening_verb() -> re.Pattern[str]:
    return re.compile(f"{any_of('not-verbs')}|(?P<verb>{any_of('verbs', 'opening-verbs')})")


@cache
def _light() -> re.Pattern[str]:
    return re.compile(any_of("light-predicates"))


@cache
def _predicate_end() -> re.Pattern[str]:
    """对……立案调查, 对……逐户核查: the end of what is done, where a scope names whom or what."""
    done = either(
        "处罚|调查|清理|约谈|提醒|通报|整改|干预|处置|追责|问责|免罚|曝光|回访|核查|复核|审查|清退|清查",
        "帮扶|劝导|公示|核实|过筛|排查|检查|抽查|走访|探视|督办|评估|培训|指导|督导",
    )
    hands = either(
        any_of("adverbs"),
        "逐[户人件条项村家个]",
        "全面|集中|立案|不予|免予|予以|严肃|及时|入户|上门|实地|挂牌|式|地",
    )
    handed = either("发(?![展生])|给|送|退|免|按|由|约谈|提前|及时|一律|不[得予]")
    return re.compile(
        either(
            f"{hands}{done}$",
            "(?:先行|交叉|就)(?:救助|抽查|检查|打|办理)(?:、.{2,6})?$",
            "过.{0,4}筛子[”’]?$",
            f"(?:分类|分级|一律|全部|统一)(?:{any_of('action-verbs')}|导入|纳入)[^的]{{2,}}$",
            "[^的等]{2}“□+”$",
            f"的{handed}",  # 对符合条件的|发给证书
            "来了一次.+$",
            "[一每].{0,2}(?:检查|考核|通报|调度)$",
        )
    )


@cache
def _done_there() -> re.Pattern[str]:
    """在婚姻登记大厅循环播放, 从退休教师中挑选宣传员: an action behind the place."""
    acts = any_of("action-verbs")
    sure = f"(?!{any_of('nominal-verbs')}){any_of('action-verbs', 'counting-verbs')}"
    places = "[上中里内下]|厅|室|站|台|号|网|镇|村|区|县|市|校|家|处|所|馆|点|店|屏|栏|个[一-鿿]{1,2}|[”》]"
    how = "循环|巡回|集中|统一|公开|首批|再"
    still_leads_up = ".{0,8}(?:[中上时后前]|方面|期间)$"
    no_field = "(?<!领域)(?<!方面)(?<!环节)(?<!工作)(?<!层面)"
    return re.compile(
        either(
            f"(?:{places})(?:{how})*(?:{acts}|试点|建|开展)(?!{still_leads_up})",
            rf".{{2}}(?:{sure}.{{2,}}|(?:{acts})[^,]{{0,6}}\d.*){no_field}$",
        )
    )


@cache
def _done_by() -> re.Pattern[str]:
    """通过广播循环播放, 依托平台每月比对一次: what is done by a means, behind it."""
    return re.compile(
        f"(?:循环|巡回|自动|统一|集中|每[月季年周日天])(?:{any_of('action-verbs')})(?!.*(?:形式|方式)$)"
    )


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(_how())


@cache
def _how() -> str:
    return any_of("adverbs") + "*"


@cache
def _body() -> re.Pattern[str]:
    return re.compile(any_of("bodies") + r"(?:\([^()]*\))?$")
