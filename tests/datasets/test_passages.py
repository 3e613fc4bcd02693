"""Near duplicates: what is planted is found, however it was changed; nothing else is."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.leakage import Leakage, Repeats, leakage
from annotator.datasets.passages import (
    FURTHEST,
    SHORTEST,
    Passages,
    _Pairs,
    distance,
    near,
    passages,
    reduced,
)  # fmt: skip

SENTENCE = "全年开展养老机构消防安全联合检查12次，发现并督促整改隐患37处，约谈负责人5人次。"
OTHERS = (
    "民政局党组坚持每月召开一次专题会议，听取法治建设工作汇报。",
    "社会救助窗口推行首问负责制，群众办事平均等候时间缩短到八分钟以内。",
    "区殡仪馆完成火化设备更新改造，遗体接运服务实现全天候响应。",
    "婚姻登记处设立家庭辅导室，为申请离婚的夫妻提供免费调解。",
    "全区新建社区老年食堂九个，为高龄独居老人提供助餐送餐。",
    "慈善总会定向资助困难学生，善款使用情况每季度向社会公布。",
)
short = st.text("甲乙丙丁", max_size=12)


def plain_distance(a: str, b: str) -> int:
    """By the textbook (Wagner & Fischer 1974)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y)))
    return row[-1]


def found_in(texts: list[str]) -> Passages:
    found = Passages()
    for number, text in enumerate(texts):
        found.add(number, text)
    found.cluster()
    return found


def look(texts: list[str], splits: list[str]) -> Leakage:
    found = found_in(texts)
    ids = [f"d{number}" for number in range(len(texts))]
    return leakage(found, ids, splits, ["train", "dev", "test"], found.places)


@given(short, short)
def test_the_distance_is_levenshteins(a: str, b: str) -> None:
    assert distance(a, b) == plain_distance(a, b)


@given(st.text("甲乙", min_size=60, max_size=90), st.text("甲乙", min_size=60, max_size=90))
def test_the_distance_of_long_texts(a: str, b: str) -> None:
    assert distance(a, b) == plain_distance(a, b)


@pytest.mark.parametrize(
    "changed",
    [
        SENTENCE,
        SENTENCE.replace("12次", "1,304次").replace("37处", "8处"),
        SENTENCE.replace("督促", "责令"),
        SENTENCE.replace("联合", ""),
        SENTENCE.replace("开展", "先后组织开展"),
        "全年開展養老機構消防安全聯合檢查１２次，發現並督促整改隱患３７處，約談負責人５人次。",
        SENTENCE.replace("，", "、 ").replace("。", "；"),
    ],
)
def test_a_planted_passage_is_found(changed: str) -> None:
    result = look(
        [OTHERS[0] + SENTENCE + OTHERS[1], "一、工作情况\n" + OTHERS[2] + changed + OTHERS[3], OTHERS[4]],
        ["train", "test", "dev"],
    )
    assert result.count == 1
    (leak,) = result.leaks
    text = "一、工作情况\n" + OTHERS[2] + changed + OTHERS[3]
    assert text[leak.start : leak.end] == changed
    assert (leak.split, leak.document, leak.other_split, leak.other_document) == ("test", "d1", "train", "d0")
    assert leak.other_start == len(OTHERS[0])
    assert 1 - FURTHEST <= leak.similarity <= 1


def test_clean_texts_leak_nothing() -> None:
    result = look(
        [OTHERS[0] + OTHERS[1], OTHERS[2] + OTHERS[3], OTHERS[4] + OTHERS[5]], ["train", "dev", "test"]
    )
    assert result.count == result.clusters == result.documents == 0
    assert result.leaks == []
    assert result.passages.total() == 6


def test_titles_and_formulas_are_no_passages() -> None:
    texts = [
        f"青禾区民政局{year}年度法治政府建设工作情况报告\n现将有关情况报告如下：\n" for year in (2022, 2023)
    ]
    assert [list(passages(text)) for text in texts] == [[], []]


def test_within_one_split_nothing_leaks() -> None:
    assert look([SENTENCE, SENTENCE], ["train", "train"]).count == 0
    assert look([SENTENCE + SENTENCE], ["train"]).count == 0


@given(st.integers(0, 10_000))
def test_every_pair_within_the_distance_is_a_candidate(seed: int) -> None:
    """The candidates are found without a miss: the clusters are those that comparing all with all gives."""
    chance = random.Random(seed)
    alphabet = OTHERS[0] + OTHERS[1]
    forms = ["".join(chance.choices(alphabet, k=chance.randrange(SHORTEST, 45)))]
    while len(forms) < 12:
        form = list(chance.choice(forms))
        for _edit in range(chance.randrange(0, 8)):
            at = chance.randrange(len(form))
            form[at : at + chance.randrange(2)] = chance.choices(alphabet, k=chance.randrange(2))
        forms.append("".join(form))
    forms = list(dict.fromkeys(form for form in forms if len(form) >= SHORTEST))
    found = Passages(forms=forms)
    found.cluster()
    expected = list(range(len(forms)))
    for one, other in combinations(range(len(forms)), 2):
        if near(forms[one], forms[other]):
            old, new = max(expected[one], expected[other]), min(expected[one], expected[other])
            expected = [new if cluster == old else cluster for cluster in expected]
    assert found.clusters == expected


def test_what_repeats_others_is_told() -> None:
    texts = [SENTENCE + OTHERS[0], OTHERS[1], SENTENCE.replace("12", "15") + OTHERS[0], OTHERS[1] + OTHERS[2]]
    repeats = Repeats(found_in(texts))
    assert [repeats.is_repeat(n, 0, len(text), reduced(text)) for n, text in enumerate(texts)] == [
        False,
        False,
        True,
        False,
    ]
    assert not repeats.is_repeat(9, 0, 4, "短句")
    assert repeats.is_repeat(9, 4, 8, "短句")


@given(st.text("一二三四五0", min_size=20, max_size=60), st.data())
def test_no_near_pair_is_passed_over_unseen(text: str, data: st.DataObject) -> None:
    other = text
    for _edit in range(data.draw(st.integers(0, 10))):
        at = data.draw(st.integers(0, len(other)))
        other = (
            other[:at]
            + data.draw(st.text("一二三四五0", max_size=1))
            + other[at + data.draw(st.integers(0, 1)) :]
        )
    if near(text, other):
        assert _Pairs([text, other]).may_be_near(1, [0]) == [0]
