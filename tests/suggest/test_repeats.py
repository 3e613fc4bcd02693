"""The engine `repeats`: the same words again, nearly the same, rejected, in other script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.repeats import Memory, Repeats, wording
from tests.suggest.reports import SCHEMA, marks, quotes, report

FIRST = report("一、工作\n定期组织干部职工集中学习法律3次。宣传形式单一。\n", "a")


def memory(*rejected: str) -> Memory:
    found = Memory()
    for span in marks(FIRST, "measure", "定期组织干部职工集中学习法律3次", status="ongoing"):
        found.mark(span)
    for span in marks(FIRST, "problem", "宣传形式单一"):
        found.mark(span)
    for quote in rejected:
        found.reject("measure", quote)
    return found


def found_in(text: str, known: Memory) -> list[str]:
    document = report(text, "b")
    return quotes(document, Repeats(known).suggest(document, [], SCHEMA), "measure")


@pytest.mark.parametrize(
    "again",
    [
        "定期组织干部职工集中学习法律3次",
        "组织干部职工集中学习法律12次",
        "定期組織幹部職工集中學習法律３次",
        "组织全体干部职工集中学习法律5次",
    ],
)
def test_the_same_words_and_nearly_the_same(again: str) -> None:
    assert found_in(f"一、工作\n召开会议。{again}，并通报。\n", memory()) == [again]


def test_other_words_are_not_met() -> None:
    assert found_in("一、工作\n组织社会力量参与救助工作12次。\n", memory()) == []


def test_what_was_rejected_as_often_is_not_proposed() -> None:
    words = "定期组织干部职工集中学习法律3次"
    assert found_in(f"一、工作\n{words}。\n", memory(words)) == []


def test_counts_reason_and_attributes() -> None:
    known = memory()
    for span in marks(FIRST, "measure", "定期组织干部职工集中学习法律3次", status="ongoing"):
        known.mark(span)
    document = report("一、工作\n定期组织干部职工集中学习法律3次。\n", "b")
    (one,) = Repeats(known).suggest(document, [], SCHEMA)
    assert one.score == 3 / 4
    assert one.attrs == {"status": "ongoing"}
    assert one.reason.text == "the same words before: marked 2× in 1 report, rejected 0×"


def test_problems_are_met_too() -> None:
    document = report("一、工作\n部分镇街宣传形式单一。宣传形式单一。\n", "b")
    found = Repeats(memory()).suggest(document, [], SCHEMA)
    assert quotes(document, found, "problem") == ["宣传形式单一"]


@given(st.text(alphabet="开展检查定期审核合同，。 0123456789ａＢ《》", max_size=30))
def test_wording_is_stable(text: str) -> None:
    assert wording(wording(text)) in (wording(text), wording(wording(wording(text))))
    assert wording(f" {text}。") == wording(text)
