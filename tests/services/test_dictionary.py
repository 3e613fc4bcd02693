"""A project's own words: stored, shared, undone, and whole when words are cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import BadInput
from annotator.services.dictionary import add_words, own_words, remove_words, words_in
from annotator.services.project import Project, create_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened


def test_words_are_added_and_removed_a_step_each(project: Project) -> None:
    assert own_words(project) == []
    assert add_words(project, ["邻里议事会", " 一站式 ", "邻里议事会"]) == ["邻里议事会", "一站式"]
    assert add_words(project, ["一站式", "12345热线"]) == ["12345热线"]
    assert own_words(project) == sorted(["邻里议事会", "一站式", "12345热线"])
    remove_words(project, ["一站式"])
    assert own_words(project) == sorted(["邻里议事会", "12345热线"])
    project.undo()
    project.undo()
    assert own_words(project) == sorted(["邻里议事会", "一站式"])
    project.undo()
    assert own_words(project) == []
    assert project.store.check() == []


def test_others_on_the_project_have_them_too(project: Project) -> None:
    add_words(project, ["邻里议事会"])
    with Project(project.path, "wang") as other:
        assert own_words(other) == ["邻里议事会"]
        add_words(other, ["一站式"])
    project.poll()
    assert own_words(project) == ["一站式", "邻里议事会"]


@pytest.mark.parametrize("word", ["会", "一 站式", "依法，行政", "GB18030", "“三会一课”", "长" * 31])
def test_what_is_no_word_is_refused_and_nothing_is_added(project: Project, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        add_words(project, ["一站式", word])
    assert word[:10] in str(caught.value)
    assert own_words(project) == []


def test_a_pasted_list_is_parted() -> None:
    assert words_in("一站式、邻里议事会，\n网格员; 12345热线　") == [
        "一站式",
        "邻里议事会",
        "网格员",
        "12345热线",
    ]
