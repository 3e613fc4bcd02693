"""Which clauses admit a shortcoming: where the text has turned to what is wrong, and by the words of want."""

import re
from collections.abc import Iterator

from annotator.domain.schema import Label
from annotator.i18n import N_
from annotator.suggest.clause import Clause, clauses_within
from annotator.suggest.reading import Reading, Sentence
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.suggest.wording import states
from annotator.text import leads
from annotator.text.lexicons import any_of, either
from annotator.text.roles import ACHIEVEMENTS, PROBLEMS, admission

_LACKING = (
    "不(?=[^断仅但忘懈负同变论少])[一-鿿]",  # 不到位, but not 不断, 不仅
    "未(?!成年|来|保)",
    "缺(?!勤)",
    "欠(?!薪)",
    "弱(?!势)",
    "滞后|落后|薄",
    "难(?!忘|得|群|关)",
)
_MENDED = "进一步|继续|加强|提[高升]|完善|健全|创新|改进|规范|优化|强化|深化|加大|增强|拓[宽展]"
_TO_BE_MENDED = (
    "有待",
    "待(?:加强|提[高升]|完善|健全|改进|规范|优化|强化|深化|进一步|解决|加大)",
    f"需(?:要)?(?:{_MENDED})",
    "亟[需待]|仍需|还需|尚需|急需",
)
_TO_A_DEGREE = (
    "比较|相对|过于",
    "[较偏过][少低差慢窄小轻大高单繁重老多]",
)
_FAULTS = (
    "短缺|匮乏|不足|脱节|空白|盲区|漏洞|隐患|风险|(?<!补)短板|瓶颈|障碍|矛盾(?:突出|较)",
    "单一|简单化|形式主义|流于|浮于|低下|偏差|差距|压力|失衡|老龄化|老化|断层|参差|悬殊",
    "松懈|懈怠|淡薄|片面|模糊|粗放|被动|误区|困难",
)
_TOO_LITTLE_OR_LATE = (
    r"只有|仅[有为占达\d一二两三]|仍有\d",
    "逾期|耗时|费时",
    "仍以.+为主|集中[在于]|停留在|多为",  # where it should be more than one
    "有限(?!公司|责任)",
    "[缓迟]慢|迟缓|吃力|紧张|紧缺|稀缺|身兼|堵点|难点|痛点",
    "重[^,]{1,6}轻(?!重|伤|微)",  # 重建设轻管理
)
_WANT = re.compile(
    either(
        *_LACKING,
        *_TO_BE_MENDED,
        *_TO_A_DEGREE,
        *_FAULTS,
        *_TOO_LITTLE_OR_LATE,
        any_of("complaints"),
    )
)
"""The words of want: 人手|不足, 意识|有待|提高, 覆盖面|较窄, 监督|走过场."""

_SHORTFALL = any_of("shortfalls")

_LISTED = re.compile(f"(?:存在着?|面临着?|有).*等[^,。]{{0,6}}{_SHORTFALL}")
"""存在经费不足、人员老化等问题."""

_STILL = "还|仍|依然|仍然|也|同样"
_ANNOUNCES = re.compile(
    either(
        f"(?:存在|面临|还有|仍有|有|暴露出|反映出)(?!效).{{0,16}}{_SHORTFALL}$",
        f"(?:如下|以下)(?:[^,]{{0,8}}{_SHORTFALL}|[^,]{{0,4}}方面)?$",
        "^(?:主要)?(?:表现|体现|反映)(?:在|为)?$",
        "(?:认识|看|意识|注意)到$",
        "(?:在于|[几些]点|[几个些]方面)$",
        f"^{_SHORTFALL}(?:{_STILL})*不容(?:忽视|回避|小觑)$|来之不易$|属于过去$|^我们深[知感]",
    )
)
"""What only announces shortcomings: 工作中还存在一些问题, 主要表现在, 我们清醒地认识到."""

_VERY = "比较|较为|十分|很|相当"
_MANIFEST = "突出|明显|不少|较多|较大|不小|不容忽视|存在|(?:表现|体现|集中)[在为]"
_OPENS = re.compile(
    either(
        f"{_SHORTFALL}(?:之处)?(?:{_STILL})*(?:{_VERY})?(?:{_MANIFEST})$",
        "的地方(?:还|也|仍)?(?:不少|较多|很多)?$",
        "[还仍尚]有.{0,4}距离$",
    )
)
"""What announces shortcomings where none has been told yet, and is one itself among others: 不足也很明显."""

_OF_ALL = "[我全本][局市区县省厅]|当前|目前|工作|法治|依法|主要|总的|但|在|与|同|距|离|对"
_OF_ITS_OWN = re.compile(
    either(
        f"(?!.*(?:如下|以下))(?!{_OF_ALL}).{{3,}}(?:[还仍也尚]|依然|仍然|面临|存在)",
        "[一-鿿]{4,8}有(?:短板|差距|不足|漏洞)$",
    )
)
"""What an announcement is not: 民生保障还有不少短板 among other shortcomings is one itself."""

_SHORTEST, _SHORTEST_NAMED = 4, 3
"""The fewest characters that say what is wrong, without and with a word of want among them."""

_LINE = 300
"""How far behind the beginning of a sentence its admission is looked for."""

_CLOSES = ("。", ";", ":", "!", "?", "\n", " ", "")
"""What stands behind a heading that is whole."""

_OCCASION = re.compile(
    "^"
    + either(
        "(?:我们)?(?:一定|决不|绝不|必须|只要|都要|要)",
        "针对|为|围绕|对照|按照|根据|通过|结合|随着|由于|在|面对",
    )
)
"""How a clause begins that only names an occasion, or a resolve: 针对监管薄弱环节, 必须克服困难."""

_CAUSES = (
    "这些|上述|以上|对(?:这些|上述|此)|由于|因为?(?!公)|受(?!理|众|案)|鉴于|面对|随着|伴随",
    "对照|对标|比起|较之|虽然?|尽管|究其",
)
_WHERE_OR_WHEN = "[^落滞]后|时|工作中|过程中|形势下|背景下|的同时|方面|以来|[来上]看|来说|而言|等"
_LEADS_UP = re.compile(
    either(
        f"(?:产生)?{either(*_CAUSES)}",
        "(?:分析|主要|客观|主观)?原因",
        "(?:客观|主观)上$",
        "总的",
        "总体(?:上|来|看)",
        f".*(?:{_WHERE_OR_WHEN})$",
        "(?:与|同|和).*(?:相比|要求)$",
    )
)
"""What leads up to a shortcoming, or says where it comes from, without being one: 由于人员变动, 与先进地区相比."""

_PRAISES = re.compile(
    either(
        "取得|成[绩效]|进[展步]|有所|是好的|较好|良好",
        "[到现成高升住]了",
        "走在.*前列",
        "明显(?:提[高升]|改善|好转|增强)",
        "奠定|圆满",
    )
)
"""What a clause has that says how well it went: 法治建设取得了新进展."""

_NEXT = "这些|上述|以上|对此|为此|今后|下一?步|我们|[我全本][局厅委部市区县省]"
_PROMISES = re.compile(
    either(
        f"(?:对于?)?(?:{_NEXT})(?:[^,。]{{0,24}}(?:将|一定|要|会|需要?)(?!求)|都是|有待)",
        "(?:.{0,12},)?(?:我们|[我全本][局厅委市区县省])(?:将|一定)",
    )
)
"""How a sentence begins that goes on to what will be done about it all: 对这些问题,我们将……, 下一步要……."""

_FOLLOWS = re.compile("给.{2,10}带来|导致|致使|造成|影响|使得|制约了")
"""What only comes of a shortcoming."""

_RESOLVES = (
    "[^,]{0,6}(?:下一?步|今后|接下来|明年|来年)",
    "(?:我们|[我全本][局厅委市区县省])?将",
    "必须|一定|努力|力争|认真|切实|需要?|要|应当|只要|以便|确保|[决绝]不",
)
_EARNESTLY = "加以|予以|着力|逐步|下.{0,3}力气|尽快|认真"
_MENDS = re.compile(
    either(
        f"^{either(*_RESOLVES)}",
        f"(?:{_EARNESTLY})(?:解决|改进|克服|整改|弥补)",
        "正视|直面|辜负",
    )
)
"""What is to be done about a shortcoming: 我局将加大投入, 在今后工作中加以改进, 直面问题."""

_MISSES = re.compile(
    "(?:没有?|没能|未)能?(?:如期|按期|按时|全面)?(?:达到?|完成|实现)[^,。;]{0,8}(?:预期|目标|计划|任务|进度)(?=[,。;]|$)"
)
"""What is a shortcoming wherever it stands: 两项指标没有达到预期."""

_STILL_WANTS = re.compile("[多少低慢差难弱窄重紧]$|□”$")
"""How a clause ends that is about an action, and complains of it: 开展检查多、立案少."""

_BURDENS = re.compile(
    either(
        "点多|线长|面广|量大|政策性强|专业性强|要求高|任务重|[节点种类]多|复杂|责任重|众多|繁多|多样",
        "增多|增加|上升|(?<!负)增长|扩大|翻.{0,3}番",
        "处[于在].{2,8}期|加快|推进|深化|变化|提高",
    )
    + "$"
)
"""What makes work harder, and is nobody's shortcoming: 政策众多, 案件量大幅上升."""

_SECTION = N_("stands where the report tells what is wrong; “{word}” names a want")
_TOLD = N_("stands where the report tells what is wrong, and says nothing else")
_LIST = N_("stands in a list of shortcomings (存在……等问题)")


def problems(reading: Reading, label: Label) -> Iterator[Suggestion]:
    """A suggestion for every clause that says what is wrong: 执法力量不足, 部分干部法治意识有待提高."""
    telling, section, opened = False, None, None
    for clause in _admitting(reading, label):
        sentence = clause.sentence
        if sentence.path[:1] != section:
            telling, section, opened = False, sentence.path[:1], None
        if opened is None and sentence.role == PROBLEMS:
            opened = _opened(reading, sentence)
        if sentence.introduction or (sentence.heading and not _may_name_one(reading, sentence)):
            telling = telling or clause.after == ":"
            continue
        if sentence.role == PROBLEMS:
            telling = telling or sentence.enumerated or (opened is not None and clause.start >= opened)
        if _announces(clause, telling):
            telling = sentence.role == PROBLEMS
        elif found := _reason(reading, clause, telling):
            telling = sentence.role == PROBLEMS
            reason, score = found
            yield Suggestion(
                reading.document.id, clause.start, clause.end, label.name, {}, score, "rules", reason
            )


def _admitting(reading: Reading, label: Label) -> Iterator[Clause]:
    """The clauses of the sentences that tell what is wrong, and of others those that tell of a target missed."""
    least = 0
    for sentence in reading.sentences:
        problems = sentence.role == PROBLEMS
        if problems or (
            sentence.role == ACHIEVEMENTS and _MISSES.search(reading.folded, sentence.start, sentence.end)
        ):
            for clause in clauses_within(reading, label.rules, max(least, sentence.start), sentence.end):
                if clause.start >= least:
                    least = clause.end
                    if problems or _MISSES.search(clause.masked):
                        yield clause


def _opened(reading: Reading, sentence: Sentence) -> int | None:
    """Where a line has said from a sentence on that something is wrong: 离要求还有距离,|主要是……; None where it has not."""
    line = reading.within(sentence.body, sentence.body + _LINE).partition("\n")[0]
    found = admission(line, 0)
    return sentence.body + found[1] if found else None


def want(clause: Clause) -> str:
    """The words of want in a clause, such as 不足 or 有待; "" where it has none, or only names an occasion."""
    found = _WANT.search(clause.masked)
    return found[0] if found and not _OCCASION.match(clause.masked) else ""


def _may_name_one(reading: Reading, heading: Sentence) -> bool:
    """Whether a heading lies in a section on problems, or is only the beginning of a sentence that admits some."""
    return heading.nested or reading.within(heading.end, heading.end + 1) not in _CLOSES


def _announces(clause: Clause, telling: bool) -> bool:
    """Whether a clause only says that shortcomings follow."""
    if clause.after == ":" and clause.start > clause.sentence.body:
        return True
    if not telling and _OPENS.search(clause.masked):
        return True
    if not _ANNOUNCES.search(clause.masked):
        return False
    return not telling or clause.after == ":" or not _OF_ITS_OWN.match(clause.masked)


def _reason(reading: Reading, clause: Clause, telling: bool) -> tuple[Reason, float] | None:
    sentence = reading.within(clause.sentence.body, clause.sentence.end)
    if len(clause.words) < _SHORTEST_NAMED or _PROMISES.match(sentence):
        return None
    if word := want(clause):
        return Reason(_SECTION, {"word": word}), 0.9
    listed = _LISTED.search(sentence)
    if listed and clause.sentence.body + listed.start() <= clause.end <= clause.sentence.body + listed.end():
        return Reason(_LIST), 0.85
    if telling and len(clause.words) >= _SHORTEST and not _tells_else(clause):
        return Reason(_TOLD), 0.6
    return None


def _tells_else(clause: Clause) -> bool:
    """Whether a clause among shortcomings is none: what leads up to one or comes of it, a promise, praise, a figure."""
    words = clause.masked
    tests = (leads.is_time, leads.is_basis, leads.is_framing)
    if _LEADS_UP.match(words) or any(test(words) for test in tests):
        return True
    if leads.acts(words) and not _STILL_WANTS.search(words):
        return True
    return (
        _FOLLOWS.match(words) is not None
        or _MENDS.search(words) is not None
        or _PRAISES.search(words) is not None
        or _BURDENS.search(words) is not None
        or states.counting().match(words) is not None
    )
