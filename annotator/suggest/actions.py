"""Which clauses tell an action that somebody could check was done: an ordered list of named rules.

The first rule that takes a clause decides: it is left out, or proposed with the rule's score. The guideline's
tests come in this order: places where no action is told, wording that only says to what end or with what effect,
slogans, figures and states of affairs, and then what remains, by its verb.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.i18n import N_
from annotator.suggest.clause import Clause, clauses
from annotator.suggest.reading import Reading
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.suggest.wording import acts, effects, states
from annotator.text import leads
from annotator.text.roles import HEADER, PLANS, PROBLEMS
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
        attrs["status"] = (
            "planned"
            if clause.sentence.role == PLANS
            else guess_status(document.text, clause.start, clause.end, clause.sentence.path)
        )
    return Suggestion(
        document.id, clause.start, clause.end, label.name, attrs, rule.score, "rules",
        Reason(rule.sentence, {"word": _verb(clause)}),
    )  # fmt: skip


def _verb(clause: Clause) -> str:
    """What the clause is taken for an action by: the verb it begins with, else the first in it, else how it begins."""
    found = acts.opening().match(clause.stem)
    if found and len(found[0]) > 1:
        return found[0]
    return leads.first_verb(clause.masked) or clause.words[:2]


# -- places -----------------------------------------------------------------------------------------


def _elsewhere(clause: Clause) -> bool:
    sentence = clause.sentence
    return (
        sentence.heading or sentence.introduction or sentence.role in (HEADER, PROBLEMS) or sentence.explains
    )


def _announces(clause: Clause) -> bool:
    words = clause.words
    return (clause.after == ":" and len(words) <= 24) or acts.announcing().search(words) is not None


def _leads_up(clause: Clause) -> bool:
    if acts.addressees().match(clause.masked):
        return not leads.has_verb(clause.masked.rpartition("的")[2])
    if re.match("受.+(?:影响|制约)$", clause.masked) or re.search("[需要].+的是$", clause.masked):
        return True
    tests = (leads.is_time, leads.is_subject, leads.is_basis, leads.is_occasion, leads.is_framing)
    if any(test(clause.masked) for test in tests):
        return True
    return (
        clause.stem != "" and not _opens_with_action(clause.stem) and any(test(clause.stem) for test in tests)
    )


_EXPLAINS = re.compile(
    "其中|包括|例如|比如|主要(?:是|有|包括)|以及|特别是|尤其是|即|分别[是为]|[^,]{0,20}?是指"
)


def _explains(clause: Clause) -> bool:
    return _breaks_down(clause) or _EXPLAINS.match(clause.words) is not None


def _breaks_down(clause: Clause) -> bool:
    """作出处罚决定21件,其中|警告15件,|限期停止活动4件: what a sum is made of, one figure after another."""
    whole, parted, parts = clause.before.rpartition("其中")
    if not parted:
        return False
    figures = [whole.rstrip(","), *re.split("[,、]", parts)[:-1], *clause.words.split("、")]
    units = [_UNIT.search(figure) for figure in figures]
    return all(units) and len({unit[1] for unit in units if unit}) == 1


_UNIT = re.compile(r"[^\d]\d+([一-鿿]{1,2})$")


# -- to what end, with what effect ------------------------------------------------------------------


def _serves(clause: Clause) -> bool:
    if effects.sparing().match(clause.words):
        return True
    if re.search(r"\d", clause.words):  # 为36人提供临时救助: somebody was served
        return False
    return effects.founding().match(clause.words) is not None


def _ensures(clause: Clause) -> bool:
    if effects.purposing().match(clause.words):
        return True
    return effects.ensuring().match(clause.stem) is not None


def _raises(clause: Clause) -> bool:
    return effects.raising().match(clause.stem) is not None


def _resolves(clause: Clause) -> bool:
    return effects.resolving().match(clause.words) is not None


def _achieves(clause: Clause) -> bool:
    return any(effects.achieving().search(words) for words in (clause.masked, clause.stem))


# -- slogans ----------------------------------------------------------------------------------------


def _closes(clause: Clause) -> bool:
    """Behind other clauses, and the last of its sentence: 举办讲座,引导群众移风易俗。"""
    return (
        clause.before.rstrip(" ").endswith(",")
        and clause.after in ("。", ";", "!", "")
        and effects.inducing().match(clause.stem) is not None
    )


def _names(clause: Clause) -> bool:
    """一要压实责任,把……: the few words that an item begins with."""
    return (
        clause.sentence.enumerated
        and clause.start == clause.sentence.body
        and clause.after == ","
        and len(clause.words) <= 6
        and not re.search(r"[\d《“]", clause.words)
    )


def _guides(clause: Clause) -> bool:
    if re.search("“[四两]个(?:意识|自信|维护|确立)”", clause.words):
        return "学习" not in clause.words
    return any(effects.guiding().search(words) for words in (clause.masked, clause.stem))


def _generalises(clause: Clause) -> bool:
    return effects.general().fullmatch(clause.stem) is not None


def _exhorts(clause: Clause) -> bool:
    words = clause.words
    if acts.routine().match(words):
        return False
    if re.fullmatch("[一-鿿]{4}(?:、[一-鿿]{4})+|[一-鿿]{3}(?:、[一-鿿]{3}){2,}", words):
        return True
    return len(words) <= 5 and not re.search(r"[\d《“]", words) and not acts.brief().match(words)


# -- figures and states -----------------------------------------------------------------------------


def _counts(clause: Clause) -> bool:
    words = clause.masked
    if _aims(clause):  # 力争持证率达到60%, but 力争新增持证人员5名
        return states.share().match(words.removeprefix("力争").removeprefix("争取")) is not None
    return states.counting().match(words) is not None


def _states(clause: Clause) -> bool:
    if states.state().search(clause.masked):
        return True
    return states.undergoing().search(clause.masked) is not None and not _opens_with_action(clause.stem)


def _changes(clause: Clause) -> bool:
    """低保标准由每月710元提高到760元: what a body sets, and has set anew."""
    return states.changing().search(clause.masked) is not None


def _aims(clause: Clause) -> bool:
    return clause.stem.startswith(("力争", "争取"))


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
        or _aims(clause)
        or leads.acts(clause.stem)
        or leads.has_verb(clause.masked)
        or acts.closing().search(clause.masked) is not None
    )


def _opens_with_action(stem: str) -> bool:
    return acts.opening().match(stem) is not None


def _handles(clause: Clause) -> bool:
    words = clause.masked
    return acts.routine().match(words) is not None or any(
        acts.handling().search(some) for some in (words, clause.stem)
    )


def _comes_into_service(clause: Clause) -> bool:
    return acts.milestone().match(clause.masked) is not None


def _tallies(clause: Clause) -> bool:
    return acts.tally().match(clause.masked) is not None


def _any(_clause: Clause) -> bool:
    return True


RULES: tuple[Rule, ...] = (
    Rule(N_("stands in a heading, the introduction or among problems"), _elsewhere, 0),
    Rule(N_("announces what follows"), _announces, 0),
    Rule(N_("only explains what stands before it"), _explains, 0),
    Rule(N_("says only what it serves"), _serves, 0),
    Rule(N_("says only what is to be ensured"), _ensures, 0),
    Rule(N_("says only what was raised or strengthened"), _raises, 0),
    Rule(N_("says only what is to be resolved or protected"), _resolves, 0),
    Rule(N_("says only what came of it"), _achieves, 0),
    Rule(N_("only says to what end, behind what was done"), _closes, 0),
    Rule(N_("only names what its item is about"), _names, 0),
    Rule(N_("a guiding idea or a slogan"), _guides, 0),
    Rule(N_("too general to be checked"), _generalises, 0),
    Rule(N_("only leads up to an action"), _leads_up, 0),
    Rule(N_("an exhortation of a few characters"), _exhorts, 0),
    Rule(N_("a standard or time limit that was changed"), _changes, 0.6),
    Rule(N_("a work that was finished or put into use"), _comes_into_service, 0.6),
    Rule(N_("a figure without an action"), _counts, 0),
    Rule(N_("a state of affairs"), _states, 0),
    Rule(N_("an action (“{word}…”) with an object that can be checked"), _concrete, 0.85),
    Rule(N_("an action (“{word}…”)"), _acts, 0.7),
    Rule(N_("says how something is handled"), _handles, 0.6),
    Rule(N_("tells how often or to how many something was done"), _tallies, 0.6),
    Rule(N_("no verb of action"), _any, 0),
)  # fmt: skip
"""In order; what each asks is told by its function's name and its sentence."""
