"""What may stand at the very beginning of a clause, before its verb, without a comma: a time, a body, a running total.

年内|我局|共|开展……: annotators differ in which of these they mark, and each of them leaves off a kind, not a word.
"""

import re
from collections.abc import Iterator
from functools import cache

from annotator.suggest.clause import subject, time
from annotator.text.lexicons import any_of

TIME, OWN, BODY, TOTAL = "time", "own", "body", "total"


def openings(words: str) -> Iterator[tuple[str, int]]:
    """The openings of a folded clause in order: kind, and where it ends in `words`. Something always stands behind."""
    at = 0
    while found := next(
        (
            (kind, match.end())
            for kind, pattern in _patterns()
            if (match := pattern.match(words, at)) and at < match.end() < len(words)
        ),
        None,
    ):
        yield found
        at = found[1]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (TIME, time()), (OWN, _own()), (BODY, subject()), (TOTAL, _total())


@cache
def _own() -> re.Pattern[str]:
    """The reporting body or its whole area, with a verb or an adverb behind it: 我局|, 全区|."""
    return re.compile(
        f"[我本全](?:局|市|区|县|省|州|盟|旗|厅|委|办|部|处|科|站|中心|系统|镇|乡|街道)(?={_predicate()})"
    )


@cache
def _predicate() -> str:
    lists = ("adverbs", "verbs", "opening-verbs", "action-verbs", "counting-verbs", "light-verbs")
    return f"(?:{any_of(*lists)}|[对将把向为由均共已\\d])"


@cache
def _total() -> re.Pattern[str]:
    """共开展, 累计发放, 已实现: before a verb or a number; 共同 and 已经 are words of their own."""
    words = "总共|共计|合计|总计|累计|现已|已经|共(?![同享建创治商管性])|已|均"
    return re.compile(f"(?:{words})(?={_predicate()})")
