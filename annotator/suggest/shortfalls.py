"""Which clauses admit a shortcoming: where the text has turned to what is wrong, and by the words of want."""

import re
from collections.abc import Iterator

from annotator.domain.schema import Label
from annotator.i18n import N_
from annotator.suggest.clause import Clause, clauses_within
from annotator.suggest.reading import Reading
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.text.lexicons import any_of
from annotator.text.roles import PROBLEMS

_WANT = re.compile(
    "不(?=[^断仅但忘懈负同变论少])[一-鿿]|未(?!成年|来|保)|缺(?!勤)|欠(?!薪)|弱(?!势)|滞后|落后|薄|难(?!忘|得|群)"
    "|有待|待(?:加强|提[高升]|完善|健全|改进|规范|优化|强化|深化|进一步|解决|加大)|需(?:要)?(?:进一步|继续|加强|提[高升]|完善|健全|创新|改进|规范|优化|强化|深化|加大|增强|拓[宽展])|亟[需待]|仍需|还需|尚需|急需"
    "|比较|相对|过于|[较偏过][少低差慢窄小轻大高单繁重老多]|短缺|匮乏|不足|脱节|空白|盲区|漏洞|隐患|风险|短板|瓶颈|障碍|矛盾(?:突出|较)|单一|简单化|形式主义|流于|浮于|低下|偏差|差距|压力|失衡|老龄化|老化|断层|参差|悬殊|松懈|懈怠|淡薄|片面|模糊|粗放|被动|误区|困难|只有|仅[有\\d一二两三]|耗时|费时|仍以.+为主|集中[在于]|停留在|多为|有限(?!公司|责任)|[缓迟]慢|迟缓|吃力|紧张|紧缺|稀缺|身兼|堵点|难点|痛点"
)
_LISTED = re.compile(f"(?:存在着?|面临着?|有).*等[^,。]{{0,6}}{any_of('shortfalls')}")
_ANNOUNCES = re.compile(
    f"(?:存在|面临|还有|仍有|有|如下|以下).{{0,16}}{any_of('shortfalls')}$|(?:如下|以下)|^(?:主要)?(?:表现|体现|反映)(?:在|为)?$"
    "|(?:认识|看|意识)到$"
)
_OCCASION = re.compile(
    "^(?:(?:我们)?(?:一定|决不|绝不|必须|只要|都要|要)|针对|为|围绕|对照|按照|根据|通过|结合|随着|由于|在|面对)"
)

_SECTION = N_("stands where the report tells what is wrong; “{word}” names a want")
_LIST = N_("stands in a list of shortcomings (存在……等问题)")


def problems(reading: Reading, label: Label) -> Iterator[Suggestion]:
    """A suggestion for every clause that says what is wrong."""
    for clause in _admitting(reading, label):
        sentence = clause.sentence
        if sentence.introduction or (sentence.heading and not (sentence.nested and want(clause))):
            continue
        found = _reason(reading, clause)
        if found:
            reason, score = found
            yield Suggestion(
                reading.document.id, clause.start, clause.end, label.name, {}, score, "rules", reason
            )


def _admitting(reading: Reading, label: Label) -> Iterator[Clause]:
    """The clauses of the sentences that tell what is wrong."""
    least = 0
    for sentence in reading.sentences:
        if sentence.role == PROBLEMS:
            for clause in clauses_within(reading, label.rules, max(least, sentence.start), sentence.end):
                if clause.start >= least:
                    yield clause
                    least = clause.end


def want(clause: Clause) -> str:
    """The words of want in a clause; "" where it has none, or only names an occasion."""
    found = _WANT.search(clause.masked)
    return found[0] if found and not _OCCASION.match(clause.masked) else ""


def _reason(reading: Reading, clause: Clause) -> tuple[Reason, float] | None:
    if _ANNOUNCES.search(clause.masked) or len(clause.words) < 4:
        return None
    sentence = reading.within(clause.sentence.start, clause.sentence.end)
    if word := want(clause):
        return Reason(_SECTION, {"word": word}), 0.9
    listed = _LISTED.search(sentence)
    if (
        listed
        and clause.sentence.start + listed.start() <= clause.end <= clause.sentence.start + listed.end()
    ):
        return Reason(_LIST), 0.85
    return None
