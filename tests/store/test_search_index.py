"""The full-text index: exact for words of every length, right after undo, removal and rollback, filled bit by bit."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, ReadOnly
from annotator.services.project import Project, create_project
from annotator.store import Store, search
from annotator.text import script

ALPHABET = "养養老服务務的干乾幹画畫划a AbＢ1１。、，“「\n\t\u3000\u00a0-^]*?[\"'()𠮷😀é\0\x1f\u2028"
texts = st.text(alphabet=ALPHABET, min_size=1, max_size=30)


def project_with(path: Path, *texts: str) -> Project:
    create_project(path, actor="t")
    project = Project(path, "t")
    project.commit([Change(None, Document(f"d{i}", text)) for i, text in enumerate(texts)], "import")
    return project


def found(store: Store, *words: str) -> list[str]:
    """Ids of the documents whose texts have the words, as the index says."""
    assert not store.texts_unread()
    hits = store.texts_with(words, 1_000_000)
    assert hits.below == 0
    return [read.id for read in store.read_texts(hits.numbers)]


@settings(max_examples=40)
@given(st.lists(texts, min_size=1, max_size=6, unique=True), st.data())
def test_every_part_of_every_text_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, contents: list[str], data: st.DataObject
) -> None:
    with project_with(tmp_path_factory.mktemp("p") / "p.annot", *contents) as project:
        assert project.store.index_texts(100) == 0
        for _turn in range(8):
            text = data.draw(st.sampled_from(contents))
            start = data.draw(st.integers(0, len(text) - 1))
            word = text[start : start + data.draw(st.integers(1, 4))]
            expected = {f"d{i}" for i, other in enumerate(contents) if script.key(word) in script.key(other)}
            assert set(found(project.store, word)) == expected


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=5), texts.map(lambda t: t[:3].replace("\0", "")).filter(bool))
def test_titles_are_found_in_every_form(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], word: str
) -> None:
    path = tmp_path_factory.mktemp("p") / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        documents = [Document(f"d{i}", f"text {i}", {"title": f"x{t}x"}) for i, t in enumerate(titles)]
        project.commit([Change(None, document) for document in documents], "import")
        keys = project.store.documents_titled([word])
        got = {read.id for read in project.store.read_documents(keys)}
        wanted = [script.forms(c) for c in word]

        def has(title: str) -> bool:
            starts = range(len(title) - len(word) + 1)
            return any(all(title[s + i] in wanted[i] for i in range(len(word))) for s in starts)

        before_nul = [document.title.partition("\0")[0] for document in documents]  # SQLite's GLOB ends there
        assert got == {f"d{i}" for i, title in enumerate(before_nul) if has(title)}


def test_several_words_must_all_be_there(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务", "养老", "服务养鱼", "服務與養老") as project:
        project.store.index_texts(100)
        assert set(found(project.store, "养老", "服务")) == {"d0", "d3"}


def test_what_says_it_more_often_comes_first(tmp_path: Path) -> None:
    contents = ["养老" + "，其他事项" * 20, "养老，养老，养老" + "，其他" * 20, "别的事" * 20]
    with project_with(tmp_path / "p.annot", *contents) as project:
        project.store.index_texts(100)
        assert found(project.store, "养老") == ["d1", "d0"]


def test_texts_that_are_not_indexed_yet_are_to_be_read(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", *(f"第{i}篇养老报告" for i in range(5))) as project:
        assert project.store.texts_waiting() == 5
        assert project.store.index_texts(2) == 3
        assert list(project.store.texts_with(["养老"], 3).numbers) == [2, 1]
        assert list(project.store.texts_unread()) == [5, 4, 3]


def test_where_there_are_many_the_newest_come_first_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RANKED", 3)
    with project_with(tmp_path / "p.annot", *("养老" * (i + 1) for i in range(8))) as project:
        project.store.index_texts(100)
        pieces, below = [], 9
        while below:
            numbers, below = project.store.texts_with(["养老"], below)
            pieces.append(list(numbers))
        assert pieces == [[8, 7, 6], [5, 4, 3], [2, 1]]


def test_undo_redo_removal_and_correction_leave_the_index_right(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务", "儿童福利") as project:
        project.store.index_texts(100)
        project.undo()
        assert found(project.store, "养老") == []
        project.commit([Change(None, Document("new", "殡葬服务"))], "another")
        assert project.store.index_texts(100) == 0
        assert found(project.store, "服务") == ["new"]
        project.undo()
        project.commit([Change(None, Document("d0", "养老服务"))], "the same text again")
        assert project.store.texts_waiting() == 0  # its text has been there all the time
        assert found(project.store, "养老") == ["d0"]
        document = project.document("d0")
        project.commit([Change(document, Document("d0", "养老机构", version=2))], "correction")
        project.store.index_texts(100)
        assert found(project.store, "机构") == ["d0"]
        assert found(project.store, "服务") == []
        project.undo()
        assert found(project.store, "服务") == ["d0"]
        project.remove_documents(["d0"])
        assert found(project.store, "养老") == []
        assert project.store.check() == []


def test_a_text_that_was_rolled_back_leaves_no_gap(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务") as project:
        with pytest.raises(Conflict):
            project.commit([Change(None, Document(i, "儿童" + i)) for i in ("x", "d0")], "refused")
        project.commit([Change(None, Document("y", "殡葬服务"))], "import")
        assert project.store.index_texts(100) == 0
        assert found(project.store, "儿童") == []
        assert found(project.store, "服务") == ["y", "d0"]


def test_the_same_text_twice_is_two_documents(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务", "养老服务") as project:
        project.store.index_texts(100)
        assert found(project.store, "老") == ["d0", "d1"]


def test_an_index_of_another_alphabet_is_not_believed_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with project_with(tmp_path / "p.annot", "养老服务", "儿童福利") as project:
        project.store.index_texts(100)
        monkeypatch.setattr(script, "alphabet", lambda: "another")
        assert project.store.texts_waiting() == 2
        assert project.store.index_texts(1) == 1
        assert project.store.index_texts(1) == 0
        assert found(project.store, "福利") == ["d1"]
        assert found(project.store, "养老") == ["d0"]


def test_the_index_outlives_vacuum(tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    with project_with(path, *(f"第{i}篇" + "养老" * (i % 2) for i in range(40))) as project:
        project.undo()
        project.redo()
        project.store.index_texts(100)
        before = found(project.store, "养老")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    with closing(Store(path)) as store:
        assert found(store, "养老") == before
        assert len(before) == 20


def test_a_backup_has_the_index_too(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务") as project:
        project.store.index_texts(100)
        project.store.backup(tmp_path / "copy.annot")
    with closing(Store(tmp_path / "copy.annot")) as store:
        assert store.texts_waiting() == 0
        assert found(store, "养老") == ["d0"]


def test_indexing_is_no_step(tmp_path: Path) -> None:
    with (
        project_with(tmp_path / "p.annot", "养老服务") as project,
        Project(tmp_path / "p.annot", "u") as other,
    ):
        heard: list[object] = []
        other.subscribe(heard.append)
        title = project.store.undo_title("t")
        project.store.index_texts(100)
        assert other.poll() == []
        assert heard == []
        assert project.store.undo_title("t") == title
        assert other.store.texts_waiting() == 0


def test_a_read_only_project_is_searched_by_reading(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务") as project:
        project.store.writable = False
        with pytest.raises(ReadOnly):
            project.store.index_texts(100)
        assert list(project.store.texts_unread()) == [1]


def test_marks_are_found_by_label_and_layer(tmp_path: Path) -> None:
    with project_with(tmp_path / "p.annot", "养老服务", "儿童福利") as project:
        project.annotate(project.document("d1"), 0, 2, "measure")
        project.annotator = "u"
        project.annotate(project.document("d1"), 0, 2, "measure")
        project.annotate(project.document("d0"), 2, 4, "problem")
        store = project.store
        assert list(store.documents_marked(["measure"], [])) == [2]
        assert list(store.documents_marked([], ["u"])) == [1, 2]
        assert list(store.documents_marked(["measure", "problem"], ["t"])) == [2]
        assert store.places_marked(2, ["measure"], []) == [(0, 2)]
        assert store.places_marked(2, ["problem"], ["t"]) == []
