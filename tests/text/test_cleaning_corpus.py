"""The shared corpus, file by file: what a reader sees in it, written down by hand."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from annotator.domain.document import normalise_newlines
from annotator.text.cleaning import Cleaned, clean
from annotator.text.furniture import is_page_number, is_sure_furniture, opens_related
from annotator.text.header import header_facts
from annotator.text.mapping import OffsetMap

FACTS = ("title", "issuer", "published", "year", "region")


class Expected(NamedTuple):
    """The facts of `FACTS`; how the text begins and ends; how many sentences, and which words, must be in it."""

    facts: tuple[object, ...]
    first: str
    last: str
    sentences: int
    within: tuple[str, ...] = ()


EXPECTED = {
    "anshan-2020": Expected(
        ("鞍山市民政局2020年法治政府建设年度报告", "鞍山市民政局", "2021-03-16", 2020, "鞍山市"),
        "鞍山市民政局2020年法治政府建设年度报告\n2020年初以来,", "提供坚强的法治保障。", 46,
        ("一、加强组织领导\n(一)坚持对", "“三落实”,有力", "《中共鞍山市委 鞍山市人民政府关于"),
    ),
    "anshun-plan-2021": Expected(
        ("安顺市民政局关于印发《安顺市民政局深入推进民政法治建设实施方案(2021-2025年)》的通知", "安顺市民政局",
         "2021-12-28", "2021-2025", "安顺市"),
        "安顺市民政局关于印发《", "并同步抄送市民政局。", 216,
        ("切实增强民政法治工作", "新需求新期待", "2. 深入学习", "35.加强典型示范", "(2021-2025 年)", "1210日"),
    ),
    "qingcheng-2023": Expected(
        (None, "清城区民政局", None, 2023, "清城区"), "2023年,清城区民政局坚持", "“双随机、一公开”检查工作。", 59,
    ),
    "云南省": Expected(
        ("2026年政府工作报告", None, "2026-02-03", 2026, "云南省"),
        "2026年政府工作报告\n——2026年1月28日在", "变为幸福实景！", 462, ("省长\u3000王予波",),
    ),
    "四川省": Expected(
        ("2026年四川省人民政府工作报告", "四川省人民政府", "2026-02-25", 2026, "四川省"),
        "2026年四川省人民政府工作报告\n2026年2月3日在", "系统治理、源头治理、综合治理。", 530,
        ("\n名词解释\n", "\n各位代表！\n", "\n揭榜\n"),
    ),
    "宁夏回族自治区": Expected(
        ("2026年宁夏回族自治区政府工作报告", "宁夏回族自治区政府", "2026-02-09", 2026, "宁夏回族自治区"),
        "2026年宁夏回族自治区政府工作报告\n政府工作报告\n——", "共圆伟大中国梦而团结奋斗！", 512,
    ),
    "安徽省": Expected(
        ("2026年安徽省政府工作报告", "安徽省政府", "2026-02-11", 2026, "安徽省"),
        "2026年安徽省政府工作报告\n——2026年2月5日在", "中国式现代化安徽篇章！", 518,
    ),
    "江西省": Expected(
        ("2026年江西省政府工作报告", "江西省政府", "2026-02-05", 2026, "江西省"),
        "2026年江西省政府工作报告\n——2026年1月27日在", "风险隐患图、可用资源图。", 273,
        ("\n附件\n《政府工作报告》有关内容名词注释\n", "全省 100 个县", "才聚江西 智荟赣鄱"),
    ),
    "西藏自治区": Expected(
        ("2026年西藏自治区政府工作报告", "西藏自治区政府", "2026-02-12", 2026, "西藏自治区"),
        "2026年西藏自治区政府工作报告\n——2026年1月31日在", "绚丽雪域篇章！", 344,
    ),
    "陕西省": Expected(
        ("陕西省2026年政府工作报告", "陕西省人民政府", "2026-02-02", 2026, "陕西省"),
        "陕西省2026年政府工作报告\n2026年1月27日在", "作出更大贡献！", 336, ("\n各位代表：\n现在，我代表",),
    ),
}  # fmt: skip

GONE = (
    "分享到", "分享:", "分享：", "【字", "字体", "扫一扫",
    "打印本页", "关闭窗口", "阅读量", "相关报道", "相关文档", "相关链接",
    "责任编辑", "您的位置", "当前位置", "来源：", "来源:", "发布时间", "发表时间", "点击:",
    "下载\n", "收藏\n", "摄\n", "点击图片",
    "\n\n", "\u00a0",
)  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_the_corpus(shared_corpus: Path, name: str) -> None:
    given, text = corpus(shared_corpus)[name]
    expected = EXPECTED[name]
    meta = {**header_facts(text, given).meta, **given}
    assert tuple(meta.get(key) for key in FACTS) == expected.facts
    stored = clean(text).text
    assert stored.startswith(expected.first)
    assert stored.endswith(expected.last)
    assert len(re.findall("[。！？]", stored)) == expected.sentences
    assert [words for words in expected.within if words not in stored] == []
    assert [words for words in GONE if words in stored] == []
    lines = stored.split("\n")
    assert not any(is_sure_furniture(line) or opens_related(line) or is_page_number(line) for line in lines)


def test_not_one_sentence_of_a_body_is_lost(shared_corpus: Path) -> None:
    """Whatever stands between the first and the last words is all there, blanks aside."""
    for name, (_given, text) in corpus(shared_corpus).items():
        opening = next(
            words for words in ("各位代表：", "2020年初", "为深入学习", "2023年,") if words in text
        )
        body = text[text.index(opening) : text.index(EXPECTED[name].last) + len(EXPECTED[name].last)]
        assert "".join(body.split()) in "".join(clean(text).text.split())


def test_ledger_and_maps_are_exact_on_the_corpus(shared_corpus: Path) -> None:
    for _given, text in corpus(shared_corpus).values():
        cleaned = clean(text)
        assert_exact(text, cleaned)
        assert clean(cleaned.text).ledger == ()


def test_titles_are_found_in_the_text_itself(shared_corpus: Path) -> None:
    """Without the columns of the table."""
    for name, (_given, text) in corpus(shared_corpus).items():
        meta = header_facts(text).meta
        assert meta.get("title") == EXPECTED[name].facts[0]
        assert meta.get("region") == EXPECTED[name].facts[4]
        assert meta.get("year") == EXPECTED[name].facts[3]


def assert_exact(original: str, cleaned: Cleaned) -> None:
    removed = {i for entry in cleaned.ledger for i in range(entry.start, entry.end)}
    assert all(original[entry.start : entry.end] == entry.text for entry in cleaned.ledger)
    kept = [i for i in range(len(original)) if i not in removed]
    assert cleaned.text == "".join(original[i] for i in kept)
    places = OffsetMap(len(original), cleaned.ledger)
    assert [places.to_original(i) for i in range(len(kept))] == kept
    assert [places.to_stored(j) for j in kept] == list(range(len(kept)))


def corpus(folder: Path) -> dict[str, tuple[dict[str, str], str]]:
    """What each file states itself, and its text; by the file's name, or by the province."""
    return {
        **{
            path.stem: ({}, path.read_text(encoding="utf-8"))
            for path in sorted((folder / "reports").glob("*.txt"))
        },
        **{row["province"]: (stated(row), normalise_newlines(row["full_text"])) for row in rows(folder)},
    }


def rows(folder: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10**8)
    for path in sorted((folder / "provincial").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def stated(row: dict[str, str]) -> dict[str, str]:
    return {"title": row["title"], "region": row["province"], "published": row["publish_date"]}
