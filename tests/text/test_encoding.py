"""annotator.text.encoding: what comes out of the bytes that offices save their reports in."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import BadInput
from annotator.text.encoding import chinese_share, decode
from annotator.text.lexicons import entries

SIMPLIFIED = "".join(entries("frequent"))[:900]
TO_TRADITIONAL = {line[0]: line[1] for line in entries("traditional")}
TRADITIONAL = "".join(
    char for char in (TO_TRADITIONAL.get(c, c) for c in SIMPLIFIED) if char.encode("big5", "ignore")
)
PUNCTUATION = "，。；：、（）“”"


def texts(characters: str) -> st.SearchStrategy[str]:
    sentence = st.text(alphabet=st.sampled_from(characters), min_size=20, max_size=200)
    mark = st.sampled_from([*PUNCTUATION, "\n", "2023年", " "])
    return st.lists(st.tuples(sentence, mark), min_size=1, max_size=4).map(
        lambda pairs: "".join(s + m for s, m in pairs)
    )


@settings(max_examples=150, deadline=None)
@given(
    texts(SIMPLIFIED),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]),
)
def test_simplified_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@settings(max_examples=150, deadline=None)
@given(texts(TRADITIONAL), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "big5", "gb18030"]))
def test_traditional_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    if text.encode(encoding, "ignore").decode(encoding) != text:
        return
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("", "utf-8", "utf-8"),
        ("ok\n", "ascii", "utf-8"),
        ("民政局", "utf-8", "utf-8"),
        ("民政局工作报告", "gb18030", "gb18030"),
        ("民政局年度報告", "big5", "big5hkscs"),
        ("plain words", "utf-16-le", "utf-16-le"),
        ("民政局年度报告\n一、工作情况", "utf-16-be", "utf-16-be"),
        ("<html><head>" + "a" * 9000 + "</head>二、存在的主要问题及下一步打算", "gb18030", "gb18030"),
    ],
)
def test_short_texts_and_late_chinese(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, name)


def test_marks_are_taken_off_and_say_the_encoding() -> None:
    for encoding, name in (("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-32", "utf-32-le")):
        decoded = decode("一、总体情况".encode(encoding))
        assert decoded == type(decoded)("一、总体情况", name, True)


@pytest.mark.parametrize(
    "magic", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04rest", b"%PDF-1.7", b"\x00\x01\x02\x00\x03" * 50]
)
def test_what_is_no_text_is_refused(magic: bytes) -> None:
    with pytest.raises(BadInput, match="not text"):
        decode(magic + bytes(range(256)))


def test_broken_utf8_names_the_byte() -> None:
    good = "二、存在的问题。执法力量不足。".encode()
    with pytest.raises(BadInput, match=f"byte {len(good)}"):
        decode(good + b"\xff\xfe\xfd" + good)
    with pytest.raises(BadInput, match="byte 3"):
        decode(b"\xef\xbb\xbf\xff")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(decode(data).text, str)


def test_mojibake_is_not_chinese() -> None:
    text = "全面推进依法行政，严格规范公正文明执法。"
    assert chinese_share(text) > 0.9
    assert chinese_share(text.encode().decode("gb18030", "replace")) < 0.5
    assert chinese_share(text.encode("gb18030").decode("big5hkscs", "replace")) < 0.6


def test_two_stray_bytes_that_look_like_a_byte_order_mark_do_not_make_text() -> None:
    with pytest.raises(BadInput, match="UTF-16-LE, but is no text"):
        decode(b"\xff\xfe\xfd bad \x80\x81 utf")
    assert decode("\ufeff民政局报告".encode("utf-16-le")).text == "民政局报告"
