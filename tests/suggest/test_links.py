"""Links proposed between marks: which, why, and never across what cannot belong together."""

from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
from annotator.suggest.links import addresses, quantifies
from annotator.suggest.links.addresses import Issuer
from annotator.suggest.links.bm25 import K1, OTHERS, B, Index, weights
from annotator.suggest.links.issuers import groups, issuer_key, year_of
from annotator.suggest.links.passages import Report, report
from annotator.suggest.links.proposal import LinkProposal
from annotator.text.outline import outline
from annotator.text.script import simplify
from annotator.text.words import Words
from tests.suggest.linked_reports import Linked, linked, shared_gold
from tests.suggest.reports import marks

Cut = Callable[[str], Sequence[tuple[int, int]]]
WORDS = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8)


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    words = Words(tmp_path_factory.mktemp("words"), terms=False)
    words.load()
    return words.words


def read(cut: Cut, text: str, spans: Sequence[Span], identity: str = "d", **meta: Any) -> Report:
    return report(Document(identity, text, meta=meta, outline=outline(text)), spans, cut(simplify(text)))


def marked(text: str, identity: str = "d", **wanted: Sequence[str]) -> list[Span]:
    """Marks over these words, by label."""
    document = Document(identity, text)
    return [span for label, words in wanted.items() for span in marks(document, label, *words)]


def pairs(found: Sequence[LinkProposal]) -> list[tuple[str, str]]:
    return [(one.head.text, one.tail.text) for one in found]


# -- BM25 ------------------------------------------------------------------------------------------


def by_the_book(texts: list[list[str]], query: list[str], at: int) -> float:
    """The formula, term by term."""
    mean = sum(map(len, texts)) / len(texts) or 1.0
    score = 0.0
    for term in query:
        often, having = texts[at].count(term), sum(term in text for text in texts)
        rarity = log(1 + (len(texts) + OTHERS - having + 0.5) / (having + 0.5))
        norm = K1 * (1 - B + B * len(texts[at]) / mean)
        score += rarity * often * (K1 + 1) / (often + norm) if often else 0.0
    return score


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_scores_are_those_of_the_formula(texts: list[list[str]], query: list[str]) -> None:
    index = Index([weights(text) for text in texts])
    expected = [by_the_book(texts, query, at) for at in range(len(texts))]
    assert index.scores(weights(query)).tolist() == pytest.approx(expected)


@given(st.lists(WORDS, min_size=1, max_size=6), st.sets(st.sampled_from("甲乙丙丁戊"), min_size=1))
def test_a_text_that_is_the_query_has_the_best_score(texts: list[list[str]], query: set[str]) -> None:
    index = Index([*map(weights, texts), weights(query)])
    assert index.scores(weights(query))[-1] == pytest.approx(index.best(weights(query)))


def test_words_of_the_surroundings_count_less_and_never_twice() -> None:
    assert weights(["执法", "执法", "人员"], ["人员", "队伍"], 0.3) == {"执法": 2, "人员": 1, "队伍": 0.3}


# -- what is read of a report ----------------------------------------------------------------------


def test_terms_are_the_same_in_both_scripts_and_say_something(cut: Cut) -> None:
    simple, traditional = "加强行政执法人员培训3期。", "加強行政執法人員培訓3期。"
    found = [read(cut, text, marked(text, measure=[text[:-1]])) for text in (simple, traditional)]
    assert found[0].passages[0].own == found[1].passages[0].own
    assert {"执法", "人员", "培训"} <= set(found[0].passages[0].own)
    assert not {"加强", "3", "期", "。"} & set(found[0].passages[0].own)


def test_what_a_mark_stands_under_is_around_it(cut: Cut) -> None:
    text = "一、主要工作\n（一）强化养老机构监管。制定年度检查清单，走访负责人4名。\n二、下一步打算\n增设巡查岗位。\n"
    spans = marked(text, measure=["制定年度检查清单", "增设巡查岗位"], metric=["负责人4名"])
    first, metric, planned = read(cut, text, spans).passages
    assert {"养老", "机构", "监管"} <= set(first.around)
    assert not set(first.around) & set(first.own)
    assert "走访" in metric.clause
    assert [first.planned, planned.planned] == [False, True]


def test_issuers_and_years_are_read_however_they_are_written() -> None:
    assert (
        issuer_key({"issuer": "雲溪 市民政局\u3000"})
        == issuer_key({"issuer": "云溪市民政局"})
        == "云溪市民政局"
    )
    assert issuer_key({"issuer": "四川省人民政府"}) == issuer_key({"issuer": "四川省政府"})
    assert issuer_key({}) == ""
    stated = [
        {"year": 2021},
        {"year": "2021"},
        {"published": "2021-03-04"},
        {"year": "2021-2025", "published": "2020-12-28"},
        {"year": "", "published": ""},
        {"year": "去年"},
    ]
    assert [year_of(meta) for meta in stated] == [2021, 2021, 2021, 2021, 0, 0]


# -- what a metric quantifies ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measures", "metric", "expected", "why"),
    [
        ("审核合同47份，", ["审核合同47份"], "47份", "审核合同47份", quantifies.INSIDE),
        ("审核合同47份余，", ["审核合同47"], "47份", "审核合同47", quantifies.CROSSING),
        ("开展检查，发现隐患3处。", ["开展检查"], "隐患3处", "开展检查", quantifies.BEHIND),
        ("开展消防检查，消防隐患3处。", ["开展消防检查"], "3处", "开展消防检查", quantifies.BEHIND_SHARED),
        ("全年共7次开会，慰问老人。", ["慰问老人"], "7次", "慰问老人", quantifies.BEFORE),
        ("一是慰问老人。覆盖老人90名。", ["慰问老人"], "90名", "慰问老人", quantifies.ITEM_SHARED),
        ("一是慰问老人。全部完成90次。", ["慰问老人"], "90次", "慰问老人", quantifies.ITEM),
        ("开展检查，走访慰问，发放3份。", ["开展检查", "走访慰问"], "3份", "走访慰问", quantifies.BEHIND),
    ],
)  # fmt: skip
def test_a_metric_goes_to_what_is_nearest_and_says_why(
    cut: Cut, text: str, measures: list[str], metric: str, expected: str, why: str
) -> None:
    (one,) = quantifies.quantifies(read(cut, text, marked(text, measure=measures, metric=[metric])))
    assert (one.head.text, one.tail.text, one.reason.sentence) == (metric, expected, why)
    assert 0 < one.score < 1


def test_of_nested_marks_the_inner_one_is_meant(cut: Cut) -> None:
    text = "将整治发现的120户全部清退。"
    spans = marked(text, measure=["整治发现的120户"], problem=["将整治发现的120户全部清退"], metric=["120户"])
    (one,) = quantifies.quantifies(read(cut, text, spans))
    assert one.tail.text == "整治发现的120户"


def test_a_metric_in_another_item_quantifies_nothing(cut: Cut) -> None:
    text = "一是慰问老人。\n二是全市登记在册90名。"
    assert quantifies.quantifies(read(cut, text, marked(text, measure=["慰问老人"], metric=["90名"]))) == []


PLACES = st.lists(
    st.tuples(st.integers(0, 59), st.integers(1, 12), st.sampled_from(["measure", "problem", "metric"])),
    max_size=12,
)


@given(PLACES)
def test_each_metric_has_one_proposal_at_most_whatever_is_marked(places: list[tuple[int, int, str]]) -> None:
    text = "一是开展检查3次，发现隐患；宣传。\n" * 4
    spans = [make_span("d", text, at, min(at + n, len(text)), label, "li") for at, n, label in places]
    found = quantifies.quantifies(
        report(Document("d", text), spans, [(at, at + 2) for at in range(0, len(text), 2)])
    )
    assert len({one.head.id for one in found}) == len(found)
    assert all(one.head.label == "metric" and one.tail.label != "metric" for one in found)


# -- which problem a measure addresses -------------------------------------------------------------

PROBLEM, ANSWER = "基层执法人员配备不足", "招录执法人员5名"


def years(cut: Cut, *stated: tuple[str, int, str]) -> list[Report]:
    """Reports of a sentence each: label, year, issuer."""
    found = []
    for at, (label, year, issuer) in enumerate(stated):
        text = (PROBLEM if label == "problem" else ANSWER) + "。"
        spans = marked(text, str(at), **{label: [text[:-1]]})
        found.append(read(cut, text, spans, str(at), year=year, issuer=issuer))
    return found


@pytest.mark.parametrize(
    ("problem", "measure", "why"),
    [(2021, 2022, addresses.NEXT_YEAR), (2021, 2024, addresses.LATER), (2021, 2021, addresses.SAME_YEAR)],
)
def test_a_measure_of_a_later_report_addresses_the_problem(
    cut: Cut, problem: int, measure: int, why: str
) -> None:
    (one,) = Issuer(years(cut, ("problem", problem, "甲局"), ("measure", measure, "甲局"))).proposals()
    assert (one.head.text, one.tail.text, one.reason.sentence) == (ANSWER, PROBLEM, why)
    assert "执法" in one.reason.text


@pytest.mark.parametrize(("problem", "measure"), [(2022, 2021), (0, 2021), (2021, 0), (0, 0)])
def test_an_earlier_report_or_one_without_a_year_addresses_nothing(
    cut: Cut, problem: int, measure: int
) -> None:
    assert Issuer(years(cut, ("problem", problem, "甲局"), ("measure", measure, "甲局"))).proposals(0) == []


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (["云溪市民政局", "雲溪市民政局"], True),
        (["四川省政府", "四川省人民政府"], True),
        (["清城区民政局", "清远市清城区民政局"], True),
        (["清城区民政局", "清远市清城区民政局", "广东省清远市清城区民政局"], True),
        (["清远市清城区民政局", "清远市民政局"], False),
        (["民政局", "清远市民政局"], False),
        (["甲局", "乙局"], False),
        (["", ""], False),
    ],
)
def test_reports_of_one_issuer_are_told_from_those_of_others(names: list[str], together: bool) -> None:
    found = groups({str(at): {"issuer": name} for at, name in enumerate(names)})
    assert (len(set(found.values())) == 1) == together


def test_a_short_name_that_two_long_ones_end_with_is_neither() -> None:
    names = ["鼓楼区民政局", "南京市鼓楼区民政局", "徐州市鼓楼区民政局"]
    assert len(set(groups({name: {"issuer": name} for name in names}).values())) == 3


def test_in_one_report_only_what_is_planned_addresses_a_problem(cut: Cut) -> None:
    text = "一、主要工作\n招录执法人员。\n二、存在问题\n执法人员不足。\n三、下一步打算\n增加执法人员。\n"
    spans = marked(text, measure=["招录执法人员", "增加执法人员"], problem=["执法人员不足"])
    found = Issuer([read(cut, text, spans)]).proposals()
    assert pairs(found) == [("增加执法人员", "执法人员不足")]
    assert found[0].reason.sentence == addresses.PLANNED


def test_other_labels_can_stand_at_the_ends(cut: Cut) -> None:
    text = "执法人员不足。"
    stated = years(cut, ("measure", 2022, "甲局"))
    risk = read(cut, text, marked(text, "r", risk=[text[:-1]]), "r", year=2021, issuer="甲局")
    assert Issuer([*stated, risk]).proposals() == []
    assert pairs(Issuer([*stated, risk], ["measure"], ["risk"]).proposals()) == [(ANSWER, "执法人员不足")]


@given(st.permutations(range(6)))
def test_the_order_of_reports_means_nothing(order: list[int]) -> None:
    reports = _SETS["qinghe"] + _SETS["linsha"]
    shuffled = Issuer([reports[at] for at in order]).proposals()
    assert [one.key for one in shuffled] == [one.key for one in Issuer(reports).proposals()]


_SETS: dict[str, list[Report]] = {}


@pytest.fixture(scope="module", autouse=True)
def _sets(cut: Cut) -> None:
    for name in ("qinghe", "linsha"):
        _SETS[name] = linked(name).reports(cut)


# -- how good they are -----------------------------------------------------------------------------


def judged(sets: Sequence[Linked], cut: Cut, kind: str) -> tuple[float, float]:
    """Precision and recall of what is proposed."""
    right: set[Any] = {key for one in sets for key in one.links if key[0] == kind}
    found: set[Any] = set()
    for one in sets:
        reports = one.reports(cut)
        metrics = (p for each in reports for p in quantifies.quantifies(each) if p.score >= quantifies.LEAST)
        found |= {p.key for p in (*metrics, *Issuer(reports).proposals()) if p.type == kind}
    return len(found & right) / len(found), len(found & right) / len(right)


@pytest.mark.parametrize(("name", "kind", "bars"), [
    ("qinghe", "quantifies", (0.9, 0.9)), ("linsha", "quantifies", (0.9, 0.9)),
    ("qinghe", "addresses", (0.6, 0.8)), ("linsha", "addresses", (0.6, 0.8)),
])  # fmt: skip
def test_proposals_are_mostly_right_on_reports_of_ours(
    cut: Cut, name: str, kind: str, bars: tuple[float, float]
) -> None:
    precision, recall = judged([linked(name)], cut, kind)
    assert precision >= bars[0]
    assert recall >= bars[1]


def test_metrics_of_real_reports_are_mostly_right(cut: Cut, shared_corpus: Path) -> None:
    precision, recall = judged(shared_gold(shared_corpus), cut, "quantifies")
    assert precision >= 0.8
    assert recall >= 0.8
