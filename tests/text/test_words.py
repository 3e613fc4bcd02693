"""annotator.text.words: jieba's words, from our own cache."""

import logging
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.text.lexicons import entries
from annotator.text.words import Words, can_be_kept

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
COMMON = "".join(entries("frequent"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def words(folder: Path) -> Words:
    loaded = Words(folder)
    loaded.load()
    return loaded


@pytest.fixture(scope="module")
def plain_reference(tmp_path_factory: pytest.TempPathFactory):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def reference(plain_reference):
    tokenizer = type(plain_reference)()
    tokenizer.FREQ, tokenizer.total = dict(plain_reference.FREQ), plain_reference.total
    tokenizer.initialized = True
    for term in entries("words"):
        tokenizer.add_word(term)
    return tokenizer


def pieces(words: Words, text: str) -> list[str]:
    return [text[start:end] for start, end in words.words(text)]


def expected(reference, text: str) -> list[str]:
    return [word for word in reference.cut(text) if not word.isspace()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from(COMMON[:600] + "，。、ab12.% -\n𠮷"), max_size=80))
def test_words_are_jieba_s(words: Words, reference, text: str) -> None:
    assert pieces(words, text) == expected(reference, text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from([*entries("words"), *COMMON[:200]]), max_size=12))
def test_terms_beside_each_other_are_cut_as_by_jieba(words: Words, reference, parts: list[str]) -> None:
    assert pieces(words, "".join(parts)) == expected(reference, "".join(parts))


def test_terms_of_the_field_are_words(words: Words) -> None:
    for term in entries("words"):
        assert pieces(words, f"{term}。") == [term, "。"]


def test_without_terms_words_are_those_of_a_plain_jieba(folder: Path, words: Words, plain_reference) -> None:
    plain = Words(folder, terms=False)
    plain.load()
    for text in ["特困人员和低保对象的社会救助", *(f"推进{term}工作" for term in entries("words"))]:
        assert pieces(plain, text) == expected(plain_reference, text)
    assert pieces(plain, "特困人员") == ["特困", "人员"]
    assert pieces(words, "特困人员") == ["特困人员"]


def test_words_of_real_reports_are_jieba_s(words: Words, reference) -> None:
    reports = sorted(CORPUS.glob("reports/*.txt"))
    if not reports:
        pytest.skip(f"the shared corpus is not beside the project ({CORPUS})")
    for report in reports:
        text = report.read_text(encoding="utf-8")
        assert pieces(words, text) == expected(reference, text)


def test_the_word_at_a_caret(words: Words) -> None:
    text = "我局开展行政执法检查12.5次 abc。"
    for pos in range(len(text)):
        start, end = words.word_at(text, pos)
        assert start <= pos < end
        if (start, end) != (pos, pos + 1):
            assert (start, end) in words.words(text)
    assert text[slice(*words.word_at(text, text.index("执法")))] == "执法检查"
    assert words.word_at("落实特困人员待遇", 4) == (2, 6)
    assert words.word_at(text, len(text)) == (len(text) - 1, len(text))
    assert words.word_at("", 0) == (0, 0)


def test_a_caret_deep_in_a_giant_text(words: Words) -> None:
    text = "推进依法行政,规范公正文明执法。" * 50_000
    at = 16 * 20_000 + 2
    assert text[slice(*words.word_at(text, at))] == "依法行政"


@pytest.fixture
def own(folder: Path, words: Words) -> Words:
    """Words of a project over the cache that is there."""
    loaded = Words(folder)
    loaded.load()
    return loaded


OWN = ("议事会", "邻里议事会", "邻里议事会主任", "12345热线", "民政服务站点")


@pytest.mark.parametrize("order", [OWN, OWN[::-1]])
def test_a_project_s_own_words_stay_whole(own: Words, words: Words, order: tuple[str, ...]) -> None:
    """Also where one holds another, in whatever order they came; and no longer once they are taken out."""
    text = "各社区依托民政服务站点成立邻里议事会，选出邻里议事会主任3名，开通12345热线。议事会每季度召开。"
    before = pieces(words, text)
    assert not set(OWN[1:]) & set(before)
    own.set_own(order)
    assert [piece for piece in pieces(own, text) if piece in OWN] == [
        "民政服务站点", "邻里议事会", "邻里议事会主任", "12345热线", "议事会"
    ]  # fmt: skip
    for word in OWN[1:]:
        at = text.index(word)
        assert own.word_at(text, at)[0] == at
    own.set_own(())
    assert pieces(own, text) == before


def test_own_words_are_those_that_jieba_adds(own: Words, reference) -> None:
    tokenizer = type(reference)()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(reference.FREQ), reference.total, True
    for word in sorted(OWN, key=lambda word: (len(word), word)):
        tokenizer.add_word(word)
    own.set_own(OWN)
    for text in ("召开邻里议事会主任会议，议事会成员参加", "拨打12345热线", "推进社会救助和养老服务"):
        assert pieces(own, text) == expected(tokenizer, text)


def test_own_words_may_be_set_before_words_are_loaded(folder: Path, words: Words) -> None:
    early = Words(folder)
    early.set_own(["邻里议事会"])
    assert early.word_at("邻里议事会", 0) == (0, 1)
    early.load()
    assert early.word_at("邻里议事会", 0) == (0, 5)


@pytest.mark.parametrize(
    ("word", "kept"),
    [("一站式", True), ("12345热线", True), ("Wi-Fi网络", True), ("GB18030", False), ("会", False),
     ("依法 行政", False), ("三会、一课", False), ("𠮷林省", False), ("", False)],
)  # fmt: skip
def test_what_can_be_kept_whole(words: Words, folder: Path, word: str, kept: bool) -> None:
    assert can_be_kept(word) == kept
    if kept:
        loaded = Words(folder)
        loaded.load()
        loaded.set_own([word])
        assert loaded.word_at(f"开展{word}工作", 3) == (2, 2 + len(word))


def test_before_loading_characters_stand_in_for_words(tmp_path: Path) -> None:
    unloaded = Words(tmp_path)
    assert not unloaded.ready
    assert unloaded.words("民政 12.5abc。") == [(0, 1), (1, 2), (3, 7), (7, 10), (10, 11)]
    assert unloaded.word_at("民政abc", 1) == (1, 2)
    assert unloaded.word_at("民政abc", 3) == (2, 5)


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[:1000], lambda data: data[:-5] + b"xxxxx", lambda data: b"x" + data],
)
def test_a_damaged_cache_is_made_again(folder: Path, words: Words, tmp_path: Path, damage) -> None:
    good = (folder / "words.cache").read_bytes()
    (tmp_path / "words.cache").write_bytes(damage(good))
    mended = Words(tmp_path)
    mended.load()
    assert pieces(mended, "依法行政工作") == pieces(words, "依法行政工作")
    assert (tmp_path / "words.cache").read_bytes() == good
    assert [file.name for file in tmp_path.iterdir()] == ["words.cache"]


def test_a_folder_that_cannot_be_written_costs_only_the_cache(tmp_path: Path) -> None:
    loaded = Words(tmp_path / "missing")
    loaded.load()
    assert loaded.ready


def test_importing_is_cheap_and_loading_says_nothing(folder: Path, words: Words) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom annotator.text import boundaries, encoding, outline, status, words\n"
        "assert not {'jieba', 'PySide6', 'sqlite3'} & set(sys.modules), 'heavy import'\n"
        f"w = words.Words(Path({str(folder)!r}))\nw.load()\nassert w.ready\nlist(w.words('依法行政'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (done.returncode, done.stdout, re.sub(r"\s", "", done.stderr)) == (0, "", "")
