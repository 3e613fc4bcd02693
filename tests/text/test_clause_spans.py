"""The walk over all clauses of a text says what a key would mark at each of its carets."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.boundaries import KEPT, clause_spans, default_span
from tests.suggest.reports import REPORT, SCHEMA

PIECES = st.sampled_from(
    [
        "开展检查",
        "按照上级要求，",
        "我局，",
        "通过走访等形式，",
        "审核合同47份",
        "，",
        "。",
        "；",
        "\n",
        "一是",
        "（一）",
        "等问题",
        "“甲，乙”",
        "《",
        "》",
        "并",
        "１２",
        "：",
        "𠮷",
        "\u3000",
    ]
)
RULES = SCHEMA.label("measure").rules


@given(st.lists(PIECES, max_size=30).map("".join))
def test_each_span_is_what_a_caret_in_it_gives(text: str) -> None:
    for start, end in clause_spans(text, 0, len(text), RULES):
        assert default_span(text, (start + end) // 2, "clause", RULES) == (start, end)


def test_every_caret_gives_one_of_the_spans() -> None:
    found = set(clause_spans(REPORT, 0, len(REPORT), RULES))
    given_ = {default_span(REPORT, caret, "clause", RULES) for caret in range(len(REPORT))}
    assert given_ - {None} == found


def test_a_paragraph_longer_than_the_look_of_a_caret() -> None:
    text = "，".join(f"开展第{number}次检查" for number in range(1, 400))
    assert len(clause_spans(text, 0, len(text), RULES)) == 399


def test_a_stretch_gives_only_what_lies_in_it() -> None:
    start = REPORT.index("审核合同")
    assert clause_spans(REPORT, start, start + 7, RULES) == [(start, start + 7)]


def test_a_lead_that_the_rules_keep_belongs_to_the_action() -> None:
    text = "按照上级统一要求，制定办法。"
    kept = [KEPT + name if name == "basis-adverbial" else name for name in RULES]
    assert [text[start:end] for start, end in clause_spans(text, 0, len(text), RULES)] == ["制定办法"]
    assert [text[start:end] for start, end in clause_spans(text, 0, len(text), kept)] == [text[:-1]]
