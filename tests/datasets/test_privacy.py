"""Redaction keeps every offset and finds what is private; pseudonyms say nothing and stay."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.pseudonyms import pseudonyms, renamed
from annotator.datasets.redaction import mask, redact
from annotator.domain.document import Section
from annotator.formats import Record, RecordLabel, RecordRelation, RecordSpan, check

PRIVATE = [
    ("手机13812345678。", "13812345678", "phone"),
    ("（+86 138 1234 5678）", "+86 138 1234 5678", "phone"),
    ("电话：010-87654321", "010-87654321", "phone"),
    ("请拨(0771)2345678。", "(0771)2345678", "phone"),
    ("电话：８７６５４３２１", "８７６５４３２１", "phone"),
    ("400-810-1234", "400-810-1234", "phone"),
    ("证号11010519491231002X，", "11010519491231002X", "id_number"),
    ("440308199901014523", "440308199901014523", "id_number"),
    ("旧证110101900101123。", "110101900101123", "id_number"),
    ("邮箱zhang.san@mail.example.gov.cn，", "zhang.san@mail.example.gov.cn", "email"),
    ("ｚ＠ｑｑ．ｃｏｍ", "ｚ＠ｑｑ．ｃｏｍ", "email"),
]
PUBLIC = [
    "热线12345受理", "拨付资金13812345678元", "共12345678人次", "2023年1月1日至2024年12月31日", "0.13812345678",
    "统一社会信用代码91110108MA01234567", "民发〔2023〕1234567号", "占99.95%", "@所有人", "110101199013451234",
]  # fmt: skip
pieces = st.sampled_from([text for text, _private, _kind in PRIVATE] + PUBLIC) | st.text(max_size=8)


@pytest.mark.parametrize(("text", "private", "kind"), PRIVATE)
def test_private_things_are_masked(text: str, private: str, kind: str) -> None:
    counts: Counter[str] = Counter()
    assert mask(text, counts) == text.replace(private, "*" * len(private))
    assert counts == {kind: 1}


@pytest.mark.parametrize("text", PUBLIC)
def test_public_figures_stay(text: str) -> None:
    assert mask(text, Counter()) == text


@given(st.lists(pieces, max_size=8).map("，".join))
def test_no_offset_moves(text: str) -> None:
    masked = mask(text, Counter())
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
    assert mask(masked, Counter()) == masked


def test_everything_of_a_record_is_masked() -> None:
    text = "联系人电话13812345678。"
    record = Record(
        "d", text, {"title": "电话13812345678", "more": {"a": ["x@example.com"]}},
        [RecordSpan("s", 3, 16, "measure", text[3:16], {"who": "13812345678"}, "li", "问13812345678")],
        labels=[RecordLabel("k", "a@example.com", "li")], sections=[Section(0, 5, 1, "13812345678")],
        notes={"li": "a@example.com"},
    )  # fmt: skip
    counts: Counter[str] = Counter()
    masked = redact(record, counts)
    check(masked, "masked")
    assert masked.spans[0].text == masked.text[3:16] == "电话" + "*" * 11
    assert "1381234" not in repr(masked)
    assert "example" not in repr(masked)
    assert "1381234" in repr(record)
    assert counts["phone"] == 4


def test_pseudonyms_are_the_same_for_the_same_seed_and_stay_when_others_come() -> None:
    names = pseudonyms(["小吴", "小周", "gold"], "s3cret")
    assert set(names) == {"小吴", "小周"}
    assert len(set(names.values())) == 2
    assert names.items() <= pseudonyms(["小吴", "小周", "li", "gold"], "s3cret").items()
    assert names != pseudonyms(["小吴", "小周"], "another")


@given(st.sets(st.text(max_size=3), max_size=20))
def test_two_names_never_become_one(names: set[str]) -> None:
    found = pseudonyms(names, "x")
    assert len(set(found.values())) == len(found) == len(names - {"gold", "majority"})


def test_no_name_is_left_in_a_record() -> None:
    record = Record(
        "d", "text", {}, [RecordSpan("s", 0, 1, "measure", None, {}, "小吴", "小周说不是")],
        [RecordRelation("r", "x", "s", "s", "小吴")], [RecordLabel("k", 1, "小周")],
        statuses={"小吴": "done", "gold": "done"}, notes={"小周": "请小吴看"}, flags=["小周"],
    )  # fmt: skip
    shown = renamed(record, pseudonyms(["小吴", "小周"], "x"))
    assert "小" not in repr(shown)
    assert shown.statuses["gold"] == "done"
    assert "小吴" in repr(record)
