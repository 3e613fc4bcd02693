"""The ledger: nothing but removals, each written down, and maps that are exact, on any text."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import LedgerEntry, normalise_newlines
from annotator.text.cleaning import BLANK_RULES, RULES, Cleaned, clean, keep
from annotator.text.header import header_facts
from annotator.text.mapping import OffsetMap

PIECES = [
    "下载", "打印", "分享到：", "扫一扫在手机打开当前页", "首页", ">", "当前位置：首页 > 公开", "来源：民政局",
    "时间：2024-01-15",
    "发布机构", "| 索引号 | 12 |", "---|---", "- 3 -", "第2页 共3页", "3", "2023年工作报告", "相关链接：", "责任编辑：",
    "张三", "一、总体情况", "（一）加强领导", "各位代表！", "全年办结案件3件，审核合同47份。", "推进依法行政工作，取得",
    "——2026年1月31日在会议上", " ", "\u3000\u3000", "\u00a0", "\t", "\f", "\n", "\n\n", "\u2028",
    "\u200b", "\ufeff", "《", "》", "：", "，", "𠮷", "e\u0301", "😀", "瀏覽次數：", "索引號", "2023-13-45",
    "GB 18030", "http://a.cn/b", "a", "沙民〔2025〕1号", "附件：", "。",
]  # fmt: skip
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
GENRE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
LINES = st.lists(st.sampled_from(PIECES), max_size=40).map("\n".join)
TEXTS = st.one_of(ANY, GENRE, LINES).map(normalise_newlines)


def assert_exact(original: str, cleaned: Cleaned) -> None:
    """Stored is original minus ledger, and the map says for every character where it is."""
    at = 0
    for entry in cleaned.ledger:
        assert at <= entry.start < entry.end <= len(original)
        assert original[entry.start : entry.end] == entry.text
        assert entry.rule in RULES
        at = entry.end
    removed = {i for entry in cleaned.ledger for i in range(entry.start, entry.end)}
    kept = [i for i in range(len(original)) if i not in removed]
    assert cleaned.text == "".join(original[i] for i in kept)
    places = OffsetMap(len(original), cleaned.ledger)
    assert places.stored_length == len(kept)
    assert [places.to_original(i) for i in range(len(kept))] == kept
    assert [places.to_stored(j) for j in kept] == list(range(len(kept)))
    assert places.to_original(len(kept)) == len(original)
    assert places.to_stored(len(original)) == len(kept)
    for entry in cleaned.ledger:
        after = places.to_stored(entry.end)
        assert all(places.to_stored(j) == after for j in range(entry.start, entry.end))


@given(TEXTS)
def test_the_ledger_and_the_maps_are_exact(text: str) -> None:
    assert_exact(text, clean(text))


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text).text).ledger == ()


@given(TEXTS, st.sets(st.sampled_from(sorted(RULES))))
def test_what_is_left_out_removes_nothing(text: str, skip: set[str]) -> None:
    cleaned = clean(text, skip=skip)
    assert_exact(text, cleaned)
    assert not skip & {entry.rule for entry in cleaned.ledger}


@given(TEXTS, st.data())
def test_any_removals_can_be_taken_back(text: str, data: st.DataObject) -> None:
    cleaned = clean(text)
    indices = st.sets(st.integers(0, max(0, len(cleaned.ledger) - 1)))
    dropped = data.draw(indices)
    kept = keep(text, cleaned.ledger, dropped)
    assert_exact(text, kept)
    assert len(kept.ledger) == len(cleaned.ledger) - len({i for i in dropped if i < len(cleaned.ledger)})
    assert keep(text, cleaned.ledger, range(len(cleaned.ledger))) == Cleaned(text, ())


@given(TEXTS)
def test_rules_for_blanks_remove_nothing_that_can_be_seen(text: str) -> None:
    for entry in clean(text).ledger:
        if entry.rule in BLANK_RULES:
            assert not entry.text.strip(
                "\u200b\u2060\ufeff \t\n\f\v\u00a0\u3000"
                + "".join(map(chr, range(0x2000, 0x200B)))
                + "\u1680\u202f\u205f"
            )


@given(TEXTS)
def test_a_header_is_read_from_any_text(text: str) -> None:
    header = header_facts(text)
    assert 0 <= header.start <= header.end <= len(text)
    assert all(header.meta.values())
    assert header_facts(text, header.meta).meta.keys().isdisjoint(header.meta)


def test_a_line_that_is_taken_back_comes_back_as_a_line() -> None:
    text = "下载\n关于2023年工作情况的报告\n来源：县民政局\n全年办结案件3件。\n扫一扫在手机打开当前页"
    cleaned = clean(text)
    for index, entry in enumerate(cleaned.ledger):
        again = keep(text, cleaned.ledger, {index}).text.split("\n")
        assert entry.text.strip("\n") in again


def test_entries_of_two_readings_come_in_pieces() -> None:
    """A removal of the second reading around one of the first."""
    ledger = (LedgerEntry("a", 2, 4, "cd"),)
    places = OffsetMap(8, ledger)
    assert [places.to_original(i) for i in range(7)] == [0, 1, 4, 5, 6, 7, 8]
    assert [places.to_stored(j) for j in range(9)] == [0, 1, 2, 2, 2, 3, 4, 5, 6]
