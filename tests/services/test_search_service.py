"""Searching all documents: words, phrases, filters, expressions, context, pages."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services import search
from annotator.services.project import Project, create_project
from annotator.services.search import BadQuery, Found, Search, parse
from annotator.text import script

DOCUMENTS = [
    Document("a", "云溪市民政局\n推进养老服务，开展检查12次。养老机构增加。", {"title": "云溪市养老工作报告", "year": 2023,
             "issuer": "云溪市民政局", "published": "2023-02-01"}),
    Document("b", "推進養老服務體系建設，計畫投入３７２萬元。", {"title": "臺北市社會局報告", "year": 2024,
             "issuer": "臺北市社會局"}),
    Document("c", "𠮷林省开展检查😀三次，AI 应用 content_12。", {"title": "吉林省总结", "year": 2022}),
    Document("d", "殡葬改革。\n两 个词之间有空格", {"title": "殡葬"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the documents; copied for each test, which is quicker than making it."""
    path = tmp_path_factory.mktemp("template") / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        project.commit([Change(None, document) for document in DOCUMENTS], "import")
    return path


@pytest.fixture(params=["indexed", "half", "not indexed"])
def project(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> Iterator[Project]:
    with Project(shutil.copy(template, tmp_path), "t") as project:
        project.store.index_texts({"indexed": 10, "half": 2, "not indexed": 0}[request.param])
        yield project


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "p.annot"
    create_project(path, actor="t")
    return path


def run(project: Project, query: str, *, expression: bool = False) -> list[Found]:
    looked = Search(parse(query, project.schema, expression=expression))
    found = list(looked.all(project))
    assert looked.finished
    assert looked.count == len(found)
    for document in found:
        text = project.document(document.id).text
        for hit in document.hits:
            assert text[hit.start : hit.end] == hit.text
            assert text[: hit.start].endswith(hit.before)
            assert text[hit.end :].startswith(hit.after)
        assert list(document.hits) == sorted(document.hits, key=lambda hit: hit.start)
    return found


def quotes(found: list[Found]) -> dict[str, list[str]]:
    return {document.id: [hit.text for hit in document.hits] for document in found}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("养", {"a": ["养", "养"], "b": ["養"]}),
        ("养老", {"a": ["养老", "养老"], "b": ["養老"]}),
        ("養老服務", {"a": ["养老服务"], "b": ["養老服務"]}),
        ("计划", {"b": ["計畫"]}),
        ("372万元", {"b": ["３７２萬元"]}),
        ("检查 养老", {"a": ["养老", "检查", "养老"]}),
        ("ai", {"c": ["AI"]}),
        ("CONTENT_12", {"c": ["content_12"]}),
        ("😀三", {"c": ["😀三"]}),
        ("𠮷", {"c": ["𠮷"]}),
        ('"两 个"', {"d": ["两 个"]}),
        ("，", {"a": ["，"], "b": ["，"], "c": ["，"]}),
        ("没有的词", {}),
        ("year:2023 养老", {"a": ["养老", "养老"]}),
        ("年份：2024 养老", {"b": ["養老"]}),
        ("养老 year:2024-", {"b": ["養老"]}),
        ("year:2022-2023 开展检查", {"a": ["开展检查"], "c": ["开展检查"]}),
        ("issuer:民政局 服务", {"a": ["服务"]}),
        ("issuer:台北市 服务", {"b": ["服務"]}),
        ("title:台北 养", {"b": ["養"]}),
        ("title:报告 title:总结 检查", {"a": ["检查"], "c": ["检查"]}),
        ("published:2023-02", {"a": []}),
        ("year:2022", {"c": []}),
        ("year:1999 养老", {}),
    ],
)
def test_what_is_found(project: Project, query: str, expected: dict[str, list[str]]) -> None:
    assert quotes(run(project, query)) == expected


def test_titles_come_first_and_are_found_alone(project: Project) -> None:
    assert [document.id for document in run(project, "养老")] == ["a", "b"]
    (found,) = run(project, "台北")
    assert (found.id, found.hits, found.title_hits) == ("b", (), ((0, 2),))
    (found,) = run(project, "總結")
    assert found.title[slice(*found.title_hits[0])] == "总结"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (r"\d+次", {"a": ["12次"]}),
        (r"[0-9０-９]+[万亿]元", {"b": ["３７２萬元"]}),
        (r"养老(服务|机构)", {"a": ["养老服务", "养老机构"], "b": ["養老服務"]}),
        (r"year:2023 养.服", {"a": ["养老服"]}),
        (r"^推[一-鿿]", {"a": ["推进"], "b": ["推進"]}),
        (r"Ai (?=应)", {"c": ["AI "]}),
        (r"x*", {}),
    ],
)
def test_expressions(project: Project, query: str, expected: dict[str, list[str]]) -> None:
    assert quotes(run(project, query, expression=True)) == expected


def test_marks_narrow_a_search_and_are_found_without_words(project: Project) -> None:
    text = DOCUMENTS[0].text
    start = text.index("推进")
    project.annotate(DOCUMENTS[0], start, start + 6, "measure")
    project.annotate(DOCUMENTS[2], 0, 3, "metric")
    assert quotes(run(project, "label:measure 养老")) == {"a": ["养老"]}
    assert quotes(run(project, "label:举措 养老")) == {"a": ["养老"]}
    assert quotes(run(project, "label:measure")) == {"a": ["推进养老服务"]}
    assert quotes(run(project, "layer:t")) == {"a": ["推进养老服务"], "c": ["𠮷林省"]}
    assert quotes(run(project, "layer:nobody 养老")) == {}
    assert quotes(run(project, "label:measure label:metric year:2022")) == {"c": ["𠮷林省"]}
    assert quotes(run(project, r"label:measure 服.", expression=True)) == {"a": ["服务"]}


@pytest.mark.parametrize(
    ("query", "expression", "sentence"),
    [
        ("", False, "nothing to look for"),
        ('  " ', False, "nothing to look for"),
        ("label:什么 养老", False, "there is no label “什么”"),
        ("(", True, "is no regular expression"),
    ],
)
def test_what_nobody_can_look_for(project: Project, query: str, expression: bool, sentence: str) -> None:
    with pytest.raises(BadQuery, match=sentence):
        parse(query, project.schema, expression=expression)


def test_an_expression_that_would_take_forever_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.query._SECONDS", 0.05)
    create_project(tmp_path / "p.annot", actor="t")
    with Project(tmp_path / "p.annot", "t") as project:
        project.commit([Change(None, Document("a", "a" * 60 + "b"))], "import")
        looked = Search(parse(r"(a|a)*$|(a|aa)+c", project.schema, expression=True))
        with pytest.raises(BadQuery, match="take too long"):
            looked.more(project, 10)


def test_pages_go_on_where_the_last_one_ended(project: Project) -> None:
    project.commit([Change(None, Document(f"n{i}", f"第{i}篇养老报告")) for i in range(130)], "import")
    looked = Search(parse("养老", project.schema))
    pages = []
    while not looked.finished:
        pages.append(looked.more(project, 50))
    assert [len(page) for page in pages] == [50, 50, 32]
    assert len({document.id for page in pages for document in page}) == 132


def test_a_search_can_be_stopped_and_tells_how_far_it_is(project: Project) -> None:
    project.commit([Change(None, Document(f"n{i}", f"第{i}篇")) for i in range(300)], "import")
    looked = Search(parse("没有", project.schema, expression=True))
    heard: list[tuple[int, int]] = []
    assert (
        looked.more(project, 1, progress=lambda *at: heard.append(at), cancelled=lambda: len(heard) > 2) == []
    )
    assert not looked.finished
    assert heard == [(0, 304), (50, 304), (100, 304)]


def test_how_many_there_will_be_is_known_from_the_index(project: Project) -> None:
    search.index(project)
    looked = Search(parse("养老", project.schema))
    looked.more(project, 1)
    assert (looked.count, looked.about, looked.finished) == (1, 2, False)


def test_indexing_goes_on_until_all_is_in_and_says_so(project: Project) -> None:
    project.commit([Change(None, Document(f"n{i}", f"第{i}篇")) for i in range(10)], "import")
    waiting = project.store.texts_waiting()
    heard: list[tuple[int, int]] = []
    search.index(project, progress=lambda *at: heard.append(at), at_once=4, cancelled=lambda: len(heard) > 1)
    assert heard == [(0, waiting), (4, waiting)]
    search.index(project, at_once=4)
    assert project.store.texts_waiting() == 0
    project.store.writable = False
    project.store.index_texts = lambda _n: pytest.fail("written")  # type: ignore[method-assign,assignment]
    search.index(project)


@settings(max_examples=40)
@given(
    st.lists(st.text(alphabet="养養老a A１1，\n “", min_size=1, max_size=20), min_size=1, max_size=4),
    st.text(alphabet="养養老a1，“", min_size=1, max_size=3),
    st.integers(0, 4),
)
def test_recall_is_whole_whatever_is_indexed(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, texts: list[str], word: str, indexed: int
) -> None:
    path = shutil.copy(empty, tmp_path_factory.mktemp("p"))
    with Project(path, "t") as project:
        documents = [Document(f"d{i}", text, {"title": "~"}) for i, text in enumerate(texts)]
        project.commit([Change(None, document) for document in documents], "import")
        project.store.index_texts(indexed)
        expected = {
            f"d{i}": [m.span() for m in re.finditer(re.escape(script.key(word)), script.key(text))]
            for i, text in enumerate(texts)
        }
        got = {
            document.id: [(hit.start, hit.end) for hit in document.hits]
            for document in Search(parse(word, project.schema)).all(project)
        }
        assert got == {identity: places for identity, places in expected.items() if places}


def test_every_word_of_the_shared_corpus_is_found(shared_corpus: Path, tmp_path: Path) -> None:
    files = sorted((shared_corpus / "reports").glob("*.txt"))[:6]
    create_project(tmp_path / "p.annot", actor="t")
    with Project(tmp_path / "p.annot", "t") as project:
        texts = {file.stem: file.read_text(encoding="utf-8-sig") for file in files}
        project.commit([Change(None, Document(i, t, {"title": "~"})) for i, t in texts.items()], "import")
        search.index(project)
        first = next(iter(texts.values()))
        for size, stride in ((1, 97), (2, 61), (3, 101), (9, 211)):
            for start in range(0, len(first) - size, stride):
                word = first[start : start + size]
                if not word.strip() or set(word) & set('" \n:：'):
                    continue
                found = {f.id: len(f.hits) for f in Search(parse(word, project.schema)).all(project)}
                expected = {i: script.key(t).count(script.key(word)) for i, t in texts.items()}
                assert {i: n for i, n in expected.items() if n and i not in found} == {}
