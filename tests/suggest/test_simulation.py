"""The simulated annotator: what each mark costs, case by case, and the bars over real reports."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Span
from annotator.suggest.simulation import Effort, effort, moves, summary
from annotator.suggest.suggestion import Suggestion
from tests.suggest.reports import REPORT, SCHEMA, marks, report

DOCUMENT = report()


def word_at(text: str, pos: int) -> tuple[int, int]:
    """Words of two characters."""
    return pos - pos % 2, min(pos - pos % 2 + 2, len(text))


def offer(*quotes: str, label: str = "measure") -> list[Suggestion]:
    return [Suggestion("d", span.start, span.end, label) for span in marks(DOCUMENT, label, *quotes)]


def cost(gold: list[Span], offered: list[Suggestion]) -> Effort:
    return effort(DOCUMENT, gold, offered, SCHEMA, word_at)


def test_a_right_suggestion_is_one_action() -> None:
    assert cost(marks(DOCUMENT, "measure", "审核合同47份"), offer("审核合同47份")) == Effort(1, accepted=1)


def test_a_wrong_suggestion_is_rejected() -> None:
    assert cost([], offer("审核合同47份")).actions == 1


def test_a_suggestion_of_another_label_is_no_help() -> None:
    found = cost(marks(DOCUMENT, "measure", "审核合同47份"), offer("审核合同47份", label="metric"))
    assert found == Effort(1, keys=1, rejected=1)


def test_a_bare_key_marks_what_the_boundary_rules_give() -> None:
    assert cost(marks(DOCUMENT, "measure", "审核合同47份"), []) == Effort(1, keys=1)
    assert cost(marks(DOCUMENT, "measure", "合同47"), []) == Effort(1, selections=1)


def test_a_suggestion_is_corrected_where_that_is_cheaper() -> None:
    found = cost(marks(DOCUMENT, "measure", "核合同47份"), offer("审核合同47份"))
    assert found == Effort(1, accepted=1, steps=1)
    far = cost(marks(DOCUMENT, "measure", "合同"), offer("制定《合同管理办法》"))
    assert far == Effort(1, selections=1, rejected=1)


@given(st.integers(0, 30), st.integers(0, 30))
def test_moves_are_the_fewest(start: int, end: int) -> None:
    text = REPORT[:30]

    def reach(count: int) -> set[int]:
        places = {start}
        for _step in range(count):
            places |= {
                place
                for at in places
                for place in (
                    at + 1,
                    at - 1,
                    word_at(text, at)[1] if at < 30 else at,
                    word_at(text, at - 1)[0] if at else 0,
                )
                if 0 <= place <= 30
            }
        return places

    found = moves(text, start, end, word_at, 6)
    assert found == next((count for count in range(7) if end in reach(count)), None)


def test_a_summary_has_no_figure_without_spans() -> None:
    assert summary(Effort())["per_span"] is None
    assert summary(Effort(2, accepted=1, keys=1))["per_span"] == 1.5


@pytest.mark.parametrize(("engine", "most"), [("rules", 1.3), (None, 2.2)])
def test_the_bars_over_the_shared_reports(
    shared_corpus: Path, tmp_path: Path, engine: str | None, most: float
) -> None:
    from annotator.suggest.rules import Rules
    from annotator.text.words import Words
    from tests.suggest.shared import reports

    words = Words(tmp_path)
    words.load()
    total = Effort()
    for document, gold in reports(shared_corpus):
        offered = Rules().suggest(document, [], SCHEMA) if engine else []
        total += effort(document, gold, offered, SCHEMA, words.word_at)
    print(summary(total))
    assert total.per_span is not None
    assert total.per_span <= most
