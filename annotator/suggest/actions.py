"""Which clauses tell an action that somebody could check was done: an ordered list of named rules.

The first rule that takes a clause decides: it is left out, or proposed with the rule's score. The guideline's
tests come in this order: places where no action is told, wording that only says to what end or with what effect,
slogans, figures and states of affairs, and then what remains, by its verb.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.i18n import N_
from annotator.suggest.clause import Clause, clauses
from annotator.suggest.reading import Reading
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.text import leads
from annotator.text.lexicons import any_of
from annotator.text.roles import HEADER, PROBLEMS
from annotator.text.status import guess_status


class Rule(NamedTuple):
    """`test` says whether the rule takes a clause; `score` 0 leaves it out, else it is proposed with that score."""

    sentence: str
    test: Callable[[Clause], bool]
    score: float


def measures(reading: Reading, label: Label) -> Iterator[Suggestion]:
    """A suggestion for every clause that a rule proposes; the head of an item only where nothing below it is one."""
    found = [(clause, judged(clause)) for clause in clauses(reading, label.rules)]
    told = {clause.sentence.item for clause, rule in found if rule.score and not clause.sentence.head}
    for clause, rule in found:
        if rule.score and not (clause.sentence.head and clause.sentence.item in told):
            yield _suggestion(reading.document, clause, rule, label)


def judged(clause: Clause) -> Rule:
    """The first rule that takes the clause; the last one takes any."""
    return next(rule for rule in RULES if rule.test(clause))


def _suggestion(document: Document, clause: Clause, rule: Rule, label: Label) -> Suggestion:
    attrs = {}
    if label.attribute("status"):
        attrs["status"] = guess_status(document.text, clause.start, clause.end, document.outline)
    word = clause.stem[:2]
    return Suggestion(
        document.id, clause.start, clause.end, label.name, attrs, rule.score, "rules",
        Reason(rule.sentence, {"word": word}),
    )  # fmt: skip


# -- places -----------------------------------------------------------------------------------------


def _elsewhere(clause: Clause) -> bool:
    sentence = clause.sentence
    return sentence.heading or sentence.introduction or sentence.role in (HEADER, PROBLEMS)


def _announces(clause: Clause) -> bool:
    return clause.after == ":" and len(clause.words) <= 24


def _explains(clause: Clause) -> bool:
    return (
        re.match("其中|包括|例如|比如|主要(?:是|有|包括)|以及|特别是|尤其是|即|分别[是为]", clause.words)
        is not None
    )


# -- to what end, with what effect ------------------------------------------------------------------


def _serves(clause: Clause) -> bool:
    if re.search(r"\d", clause.words):  # 为36人提供临时救助: somebody was served
        return False
    return (
        re.match(
            "(?:从而|进而|真正|切实)?[为给].+(?:提供|奠定|打下|打牢|营造|注入|贡献|创造|保驾护航|夯实|筑牢|添)",
            clause.words,
        )
        is not None
    )


def _ensures(clause: Clause) -> bool:
    if re.match("以(?:便|期|利)?(?:减轻|确保|保障|提[高升]|维护|促进|增进|满足)", clause.words):
        return True
    return (
        re.match("确保|保证|力求|力争|以便|从而|进而|使得?|让|避免|防止|达到|做到|方便", clause.stem)
        is not None
    )


def _raises(clause: Clause) -> bool:
    return _raising().match(clause.stem) is not None


def _resolves(clause: Clause) -> bool:
    return _resolving().match(clause.words) is not None


def _achieves(clause: Clause) -> bool:
    return any(_achieving().search(words) for words in (clause.masked, clause.stem))


# -- slogans ----------------------------------------------------------------------------------------


def _guides(clause: Clause) -> bool:
    return any(_guiding().search(words) for words in (clause.masked, clause.stem))


def _generalises(clause: Clause) -> bool:
    return _general().fullmatch(clause.stem) is not None


def _exhorts(clause: Clause) -> bool:
    words = clause.words
    return (len(words) <= 5 and not re.search(r"[\d《“]", words)) or re.fullmatch(
        "[一-鿿]{4}(?:、[一-鿿]{4})+", words
    ) is not None


# -- figures and states -----------------------------------------------------------------------------


def _counts(clause: Clause) -> bool:
    return _counting().match(clause.masked) is not None


def _states(clause: Clause) -> bool:
    if _state().search(clause.masked):
        return True
    return _undergoing().search(clause.masked) is not None and not _opens_with_action(clause.stem)


# -- actions ----------------------------------------------------------------------------------------


def _concrete(clause: Clause) -> bool:
    return (
        _acts(clause)
        and re.search(r"[《\d“]|制度|方案|办法|意见|清单|会议?$|培训|活动|检查|机制|平台", clause.words)
        is not None
    )


def _acts(clause: Clause) -> bool:
    return (
        _opens_with_action(clause.stem)
        or leads.acts(clause.stem)
        or leads.has_verb(clause.masked)
        or _closing().search(clause.masked) is not None
    )


def _opens_with_action(stem: str) -> bool:
    return _opening().match(stem) is not None


def _handles(clause: Clause) -> bool:
    return _handling().search(clause.masked) is not None


def _any(_clause: Clause) -> bool:
    return True


@cache
def _raising() -> re.Pattern[str]:
    verbs, objects = any_of("effect-verbs"), any_of("effect-objects")
    return re.compile(
        f"(?:{verbs}|{verbs}和{verbs})了?.*(?:{objects}|(?<!\\d)率)$|加强.*(?:能力|本领|意识|素质|修养|作风)$|(?:培育|弘扬).*(?:风尚|乡风|精神|文化)$"
        f"|(?:引导|教育|推动|督促|促使|带动|帮助).*{verbs}.*(?:意识|观念|理念|能力|水平|素质|思维|本领)$"
    )


@cache
def _resolving() -> re.Pattern[str]:
    return re.compile(
        "(?:切实|有效|着力|最大限度|真正|及时有效|积极|全力|有力)地?"
        "(?:解决|维护|保障|化解|减轻|防范|遏制|满足|打通|破解|消除|保护|促进|推动|守护)(?!.*[\\d《])"
        "|(?:依法|充分|不断|更好地?)*(?:维护|保护|保障|守护|满足).{0,24}(?:权益|稳定|安全|利益|和谐|秩序|尊严|需求|权利?|公平正义)$"
    )


@cache
def _achieving() -> re.Pattern[str]:
    return re.compile(
        "(?:取得|收到|获得|得到|受到|赢得)了?.*(?:成效|效果|成绩|进展|好评|肯定|认可|实效|突破|提升|提高|保障|称赞|支持)$"
        "|(?:成效|效果|进展)(?:明显|显著|突出|良好|顺利)|(?:稳步|明显|显著|有效|进一步|不断|大幅|持续)(?:提升|提高|增强|改善|好转|下降)$"
        "|^(?:进一步|有效|有力)?(?:形成|营造|构建).*(?:氛围|合力|局面|共识|态势|良性循环|环境)$"
        "|^(?:推动|促进|推进|力促|促使|助推).*(?:落地|落地落实|全面落实|任务落实|落实到位|落到实处|落细落实|见效|走深走实|有效衔接|有机融合|良性互动|发挥.*(?:作用|成效|实效|效应))$"
        "|^[一-鿿]{2,6}(?:解决|落实|管控|稳控|解释|保障|服务|整改)?到位$|^实现[^\\d]{2,8}化$"
        "|上(?:新|一个新)?台阶$|^(?:有效|有力|进一步)?(?:促进|推动|带动|助推)了|^进一步.{2,4}了"
    )


@cache
def _guiding() -> re.Pattern[str]:
    return re.compile(
        "^(?:始终|牢牢|必须)?坚持(?:以|党的|党对|民主集中制|.{0,12}(?:原则|宗旨|导向|理念|方针|路线|相结合|并重|并举|统一|领导)$)"
        "|[摆放置]在.{0,12}位置|作为.{0,8}(?:任务|重点|抓手|关键|核心|基础|目标|工程|主线|保障)$"
        "|^(?:牢固|切实|不断)?(?:树立|树牢|增强).*(?:意识|理念|观念|思想|自信|思维|形象)"
        "|^(?:全面|认真|深入|坚决|扎实|切实)*(?:学习)?(?:贯彻|践行)(?:落实|执行)?.*(?:精神|思想|理念|要求|方针|战略|部署|论述|意见)$"
        "|^(?:自觉|主动|切实)?(?:接受.*监督|履行.*(?:职责|责任|职能))$|^(?:高举|不忘|牢记|当好|紧扣|聚焦|围绕|立足)"
        f"|^[^,]{{0,12}}(?:以|把).+(?:作)?为.{{0,4}}{any_of('guiding-nouns')}$"
        "|.为.{0,10}(?:指导|中心|引领|主线|统领|目标|宗旨|根本)$"
    )


@cache
def _general() -> re.Pattern[str]:
    return re.compile(
        "(?:推进|推动|促进|深化|加快)(?:各项|我[市区县局]|全[市区县局]|民政|系统|社会|法治|政府|依法|行政|事业|工作|建设|的|相关|改革|治理|高质量|和|与|、|民生|基层|体系|现代化|重点|任务|有序|深入|全面|顺利)*"
        "(?:建设|工作|发展|开展|进程|落实|行政|实施|治理|进行)"
    )


@cache
def _counting() -> re.Pattern[str]:
    counters = any_of("counters")
    return re.compile(
        f"(?:现|已|共|目前|还|累计|总计|合计|全[市区县省局])*(?:有|占|达)?[\\d一二两三四五六七八九十百千万]+[余多]?(?:{counters}|[%亿万])"
        r"|已[一-鿿]{2,3}\d+[一-鿿]{1,2}$|新[一-鿿]{2,8}共\d|(?:均|都|全部|皆)(?:为|是|属于?)"
        r"|(?![将把对为])[^,]{0,14}(?:率|数|额|量|面积|比例|比重|合计|总计|时限)(?:均|已|全部|分别|平均|约|近|再)*"
        r"(?:达到?|为|是|占|超过?|突破|压缩|缩短|提高|降低|由|从|至|了)*\d"
        r"|(?:累计|共)?(?:惠及|受益|覆盖|涉及|参训|参与|参加|参会)[^,]*\d"
    )


@cache
def _state() -> re.Pattern[str]:
    return re.compile(
        "工作(?:已|均|都)*(?:全部)?(?:完成|结束)$|^(?:相关|各项|此项|该项)工作|^(?:无|未|没有)(?:一[例起件]|发生|出现|收到|因)?"
        "|(?:保持|基本|总体|持续|更加|日趋|日益|进一步)(?:稳定|平稳|良好|领先|凸显|完善|成熟|健全|规范|浓厚)$"
    )


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(f"{any_of('action-verbs', 'verbs', 'opening-verbs')}|[对将把向由为在经]")


@cache
def _closing() -> re.Pattern[str]:
    """通过门户网站|曝光: the verb behind everything else."""
    return re.compile(f"^(?:通过|利用|依托|在|向|对|与|经).+{any_of('action-verbs', 'verbs', 'opening-verbs')}$")


@cache
def _undergoing() -> re.Pattern[str]:
    """What happens to something, told with that as the subject: ……加快建设, ……增长5%, ……入选……."""
    how, numeral = "(?:加快|深入|全面|顺利|正式|全部|稳步|有序|扎实|逐步|成功)", "[^,]{0,4}\\d[^,]*$"
    return re.compile(
        f"{how}(?:实施|推进|建设|开工|完善|突破|转化|落地|投用|通车|建成|施行|筹建|运行|铺开|推开|展开|启动|见效|形成)$"
        f"|(?:增长|下降|提高|增加|减少|突破|降至|增至|上升|增幅|达到?){numeral}"
        "|.(?:入选|获批|荣获|获评|跻身|位居|位列|居全|被评为|实现全覆盖|脱钩)"
    )


@cache
def _handling() -> re.Pattern[str]:
    return re.compile("进行|予以|给予|加以|作出|做出|实行|均|都|由|经|送|报|列为|用于|名义|^[将把].{4}|^[对为向][^,]{6,}$|^严格(?![依按遵执落控管审把实规履要])")


RULES: tuple[Rule, ...] = (
    Rule(N_("stands in a heading, the introduction or among problems"), _elsewhere, 0),
    Rule(N_("announces what follows"), _announces, 0),
    Rule(N_("only explains what stands before it"), _explains, 0),
    Rule(N_("says only what it serves"), _serves, 0),
    Rule(N_("says only what is to be ensured"), _ensures, 0),
    Rule(N_("says only what was raised or strengthened"), _raises, 0),
    Rule(N_("says only what is to be resolved or protected"), _resolves, 0),
    Rule(N_("says only what came of it"), _achieves, 0),
    Rule(N_("a guiding idea or a slogan"), _guides, 0),
    Rule(N_("too general to be checked"), _generalises, 0),
    Rule(N_("an exhortation of a few characters"), _exhorts, 0),
    Rule(N_("a figure without an action"), _counts, 0),
    Rule(N_("a state of affairs"), _states, 0),
    Rule(N_("an action (“{word}…”) with an object that can be checked"), _concrete, 0.85),
    Rule(N_("an action (“{word}…”)"), _acts, 0.7),
    Rule(N_("says how something is handled"), _handles, 0.6),
    Rule(N_("no verb of action"), _any, 0),
)  # fmt: skip
"""In order; what each asks is told by its function's name and its sentence."""
