"""A first guess at how far a measure has got: `done`, `ongoing` or `planned`."""

import re
from collections.abc import Iterable

from annotator.domain.document import Section
from annotator.text.fold import fold
from annotator.text.marks import paragraph_bounds
from annotator.text.outline import section_path
from annotator.text.units import sentence_at

_PLANNED = re.compile(
    "下一步|下步|接下来|今后|明年|新的一年|来年|下一阶段|力争|拟于|计划于|(?:^|[,。;])拟(?!稿|定)"
    "|将(?:继续|进一步|按照|深入|大力|全面|着力|在|以|于|不断|坚持|从|重点|持续|积极|充分|认真|严格|加强|加大|加快)"
)
_DONE = re.compile(
    "了(?!解|然)|已经?|共[对接开办完受走审组发清处]|累计|完成|出台|印发|下发|成立|(?<!定期)(?<!日常)召开|举办|荣获|新增|全年"
    "|[12]\\d{3}年(?![^,]{0,4}(?:计划|规划))|今年|上报|接待|办结|\\d+(?:余|多)?(?:万|亿)?(?:元|人次|件|场|次|份|户|家|名|起|宗|期)"
)
_NEXT = re.compile("(?:下一步|接下来|今后)[,:]?")
_STANDING = re.compile("严格|坚持|定期|每[周月季年]|始终|常态化")
_RULE = re.compile("一律|凡是?[^,]{2,}|均须|经[^,]{2,12}后,")
"""What a standing procedure is told with."""

_RULED = re.compile(
    "(?:^|[,;])(?:始终|严格|认真|全面)*(?:坚持|落实[^,;]{0,24}制度|严格(?:遵守|执行|按照?|依))"
)
"""What makes the rest of a sentence tell a standing practice: 落实……公示制度,……主动公开……."""

_ONGOING = re.compile(
    "坚持|定期|持续|动态|常态|日常|长期|每[周月季年日天]|始终|继续|不断|一律|均须?经|经.{1,30}(?:审核|审查|审阅|审议|同意)|由.{1,20}(?:审核|审查|负责)"
    "|(?:严格)?落实.{0,24}(?:制度|机制|职责|责任制?)|压实|及时(?:了解|更新|公开|回应|处理)|严格(?:按照|依法|执行|遵守|落实)|事先|平时|随时|亲自|都公开"
)


def guess_status(text: str, start: int, end: int, sections: Iterable[Section]) -> str:
    """`planned` in a section or a sentence on what comes next; else by the words of tense in the span itself."""
    path = section_path(sections, start)
    if path and path[-1].role == "plans":
        return "planned"
    low = max(paragraph_bounds(text, start)[0], start - 400)
    before = fold(text[low:start])
    first, last = sentence_at(text, start)
    sentence = fold(text[first:last])
    span = fold(text[start:end])
    if _PLANNED.search(sentence, 0, max(0, start - first)) or _PLANNED.match(span) or _NEXT.search(before):
        return "planned"
    if _STANDING.match(span) and not re.search("了|已|\\d", span):
        return "ongoing"
    if _DONE.search(span):
        return "done"
    told = sentence[: max(0, start - first)].rpartition(";")[2]
    standing = _ONGOING.search(span) or _RULE.search(sentence) or _RULED.search(told)
    return "ongoing" if standing else "done"
