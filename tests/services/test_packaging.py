"""Packages: for one annotator, blind to others, and nothing of them can be taken back by the annotator."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from team_projects import coordinator, package, picture

from annotator.domain.assignment import Assignment
from annotator.domain.change import Change
from annotator.domain.errors import BadInput, NotFound, NothingToUndo
from annotator.domain.setting import about
from annotator.domain.span import Relation
from annotator.domain.verdict import Verdict
from annotator.services.merging import merge
from annotator.services.packaging import (
    PackagingCancelled,
    assigned,
    chosen_documents,
    make_package,
    make_packages,
    package_layer,
    plan_assignments,
    write_assignments,
)
from annotator.services.project import Project
from annotator.services.suggesting import reject
from annotator.suggest.suggestion import Suggestion


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """li has marked and changed marks, wang and gold have theirs, and d1 has been corrected."""
    path = coordinator(tmp_path / "p.annot")
    for who in ("li", "wang", "gold"):
        with Project(path, who) as opened:
            document = opened.document("d0")
            metric = opened.annotate(document, 20, 24, "metric")
            measure = opened.annotate(document, 4, 10, "measure")
            opened.link(metric, measure, "quantifies")
            opened.set_note(measure, f"secret of {who}")
            opened.remove([opened.annotate(document, 30, 34, "problem")])
            opened.set_state("d0", "done")
            opened.commit([Change(None, Assignment("d0", who))], "assign")
    with Project(path, "boss") as opened:
        verdict = Verdict(
            "v", "d0", "case", "boundary", "take", 4, 10, reviewer="boss", note="secret verdict"
        )
        spans = {span.layer: span for span in opened.spans("d0", label="metric")}
        across = Relation("across", "addresses", spans["li"].id, spans["wang"].id, "li")
        document = opened.document("d1")
        opened.commit(
            [
                Change(None, verdict),
                Change(None, across),
                Change(document, replace(document, meta={"year": 2024})),
            ],
            "x",
        )
        opened.set_setting("reasons", ["one"], "reasons")
    return path


def test_a_package_holds_only_the_rejections_of_its_layer(project: Path, tmp_path: Path) -> None:
    """Those of others, and of documents and marks that are not in it, say what their layers look like."""
    marks: dict[str, list[str]] = {}
    for who in ("li", "wang"):
        with Project(project, who) as opened:
            document = opened.document("d0")
            reject(opened, document, [Suggestion("d0", 40, 44, "measure", engine="rules")])
            reject(opened, opened.document("d2"), [Suggestion("d2", 4, 8, "problem", engine="rules")])
            marks[who] = [span.id for span in opened.spans("d0", layer=who)]
            link = relation_key(who, marks[who])
            opened.set_setting(link, True, "reject")
            opened.set_setting(link, None, "reject")  # what was taken back is among it
            opened.set_setting(link, True, "reject")
            opened.set_setting(f'consistent:["{who}","d0","5f3a"]', {"text": "x"}, "leave")
            opened.set_setting(f'rejected link:["{who}","addresses","of d1","of d2"]', True, "reject")
    file = package(project, tmp_path / "li.annot", "li", ["d0"])
    with Project(project, "boss") as opened:
        (rejected,) = opened.store.settings_beginning('rejected:["li","d0"')
    with Project(file, "li") as opened:
        assert {one.name for one in opened.store.settings_beginning("") if about(one.name)} == {
            rejected.name,
            relation_key("li", marks["li"]),
            'consistent:["li","d0","5f3a"]',
        }
        assert opened.setting("reasons") == ["one"]
        assert opened.store.check() == []
    before = picture(project)
    with Project(project, "boss") as opened:
        assert merge(opened, [file]).conflicts == []
    assert picture(project) == before


def relation_key(layer: str, marks: list[str]) -> str:
    return f'rejected link:["{layer}","addresses","{marks[0]}","{marks[1]}"]'


def test_a_package_holds_the_layer_and_nothing_of_others(project: Path, tmp_path: Path) -> None:
    file = package(project, tmp_path / "li.annot", "li")
    with Project(file, "li") as opened:
        assert opened.store.check() == []
        assert {span.layer for span in opened.spans()} == {"li"}
        assert [span.note for span in opened.spans(label="measure")] == ["secret of li"]
        assert len(opened.relations()) == 1
        assert opened.store.status("d0", "li").state == "done"
        assert opened.store.assignments() == [Assignment("d0", "li")]
        assert opened.document("d1").meta == {"year": 2024}
        assert opened.setting("reasons") == ["one"]
        assert opened.schema.labels
        assert package_layer(opened) == "li"
    held = file.read_bytes()
    for secret in ("secret of wang", "secret of gold", "secret verdict", "wang"):
        assert secret.encode() not in held
    with Project(project) as opened:
        assert package_layer(opened) is None


@pytest.mark.parametrize("who", ["li", "boss"])
def test_undo_in_a_package_does_not_reach_into_what_was_given(
    project: Path, tmp_path: Path, who: str
) -> None:
    with Project(project, "boss") as opened:
        make_package(opened, tmp_path / "li.annot", "li", ["d0"])
    before = picture(tmp_path / "li.annot")
    with Project(tmp_path / "li.annot", who) as opened:
        with pytest.raises(NothingToUndo):
            opened.undo()
        opened.annotate(opened.document("d0"), 40, 45, "problem")
        opened.undo()
    assert picture(tmp_path / "li.annot") == before


def test_an_untouched_package_brings_nothing(project: Path, tmp_path: Path) -> None:
    file = package(project, tmp_path / "li.annot", "li")
    with Project(project, "boss") as opened:
        assert merge(opened, [file]).step is None


def test_assignments_are_one_step_and_packages_follow_them(tmp_path: Path) -> None:
    path = coordinator(tmp_path / "p.annot", 6)
    (tmp_path / "out").mkdir()
    with Project(path, "boss") as project:
        assert assigned(project, "li") == [f"d{n}" for n in range(6)]
        plan = plan_assignments(project, ["li", "wang", "赵/一"], 2, seed=7)
        assert project.store.assignments() == []
        write_assignments(project, plan)
        assert plan_assignments(project, ["li", "wang", "赵/一"], 2, seed=7) == {}
        assert len(assigned(project, "li")) == 4
        heard: list[tuple[int, int]] = []
        made = make_packages(project, tmp_path / "out", progress=lambda *at: heard.append(at))
        assert [(p.layer, p.path.name, p.documents) for p in made] == [
            ("li", "p-li.annot", 4), ("wang", "p-wang.annot", 4), ("赵/一", "p-赵_一.annot", 4),
        ]  # fmt: skip
        assert heard == [(number, 12) for number in range(12)]
        with pytest.raises(BadInput, match="exists already"):
            make_packages(project, tmp_path / "out")
        project.undo()
        assert project.store.assignments() == []
        with pytest.raises(BadInput, match="assign them first"):
            make_packages(project, tmp_path / "out")
    with Project(made[0].path) as opened:
        assert opened.store.document_count() == 4


def test_nothing_is_left_of_packages_that_were_stopped(tmp_path: Path) -> None:
    path = coordinator(tmp_path / "p.annot", 4)
    (tmp_path / "out").mkdir()
    calls = iter(range(100))
    with Project(path, "boss") as project:
        write_assignments(project, plan_assignments(project, ["li", "wang"], 2))
        with pytest.raises(PackagingCancelled):
            make_packages(project, tmp_path / "out", cancelled=lambda: next(calls) > 5)
    assert list((tmp_path / "out").iterdir()) == []


def test_documents_are_chosen_by_id_beginning_and_list(tmp_path: Path) -> None:
    path = coordinator(tmp_path / "p.annot", 11)
    (tmp_path / "ids.txt").write_text("\ufeffd3\n\nd10\n", encoding="utf-8")
    with Project(path) as project:
        assert chosen_documents(project, ["d1", "d1", "d10"]) == ["d1", "d10"]
        assert chosen_documents(project, [str(tmp_path / "ids.txt")]) == ["d3", "d10"]
        assert len(chosen_documents(project, ["all"])) == 11
        with pytest.raises(NotFound, match="11 documents begin with “d”"):
            chosen_documents(project, ["d"])
        with pytest.raises(NotFound, match="“x”"):
            chosen_documents(project, ["x"])


@pytest.mark.parametrize(
    ("layers", "k", "share", "sentence"),
    [
        (["li", ""], 1, 0.0, "name each layer once"),
        (["li", "li"], 1, 0.0, "name each layer once"),
        (["li"], 2, 0.0, "the 1 layer that there is, not to 2"),
        (["li"], 1, 20.0, "between 0 and 1"),
    ],
)
def test_what_cannot_be_assigned(
    tmp_path: Path, layers: list[str], k: int, share: float, sentence: str
) -> None:
    with (
        Project(coordinator(tmp_path / "p.annot"), "boss") as project,
        pytest.raises(BadInput, match=sentence),
    ):
        plan_assignments(project, layers, k, share=share)


def test_a_package_is_refused_where_nothing_would_be_in_it(tmp_path: Path) -> None:
    with Project(coordinator(tmp_path / "p.annot"), "boss") as project:
        for layer, documents in ((" ", ["d0"]), ("li", [])):
            with pytest.raises(BadInput):
                make_package(project, tmp_path / "out.annot", layer, documents)
        with pytest.raises(NotFound):
            make_package(project, tmp_path / "out.annot", "li", ["nowhere"])
    assert [file.name for file in tmp_path.glob("*out*")] == []


def test_a_package_never_takes_the_place_of_a_file(project: Path, tmp_path: Path) -> None:
    file = package(project, tmp_path / "li.annot", "li")
    held = file.read_bytes()
    with Project(project, "boss") as opened, pytest.raises(BadInput, match="exists already"):
        make_package(opened, file, "li", ["d0"])
    assert file.read_bytes() == held


def test_a_package_is_one_file(project: Path, tmp_path: Path) -> None:
    file = package(project, tmp_path / "li.annot", "li")
    assert sorted(path.name for path in tmp_path.glob("*li.annot*")) == ["li.annot"]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*), min(actor) FROM step").fetchone() == (1, "boss")


def test_what_was_removed_before_a_package_stays_removed_when_an_older_one_comes_back(tmp_path: Path) -> None:
    """The new package is merged first, then the old one, into a project that knew neither."""
    base = coordinator(tmp_path / "p.annot")
    old = package(base, tmp_path / "old.annot", "li")
    with Project(old, "li") as opened:
        span = opened.annotate(opened.document("d0"), 4, 10, "measure")
        opened.set_flag("d0", True)
    shutil.copy(base, tmp_path / "later.annot")
    with Project(tmp_path / "later.annot", "li") as opened:
        merge(opened, [old])
        opened.remove([span])
        opened.set_flag("d0", False)
        opened.set_state("d0", "todo")
    new = package(tmp_path / "later.annot", tmp_path / "new.annot", "li")
    with Project(new, "li") as opened:
        opened.annotate(opened.document("d0"), 6, 12, "measure")
        opened.set_state("d0", "skipped")
    with Project(base, "boss") as opened:
        merge(opened, [new])
        assert merge(opened, [old]).step is None
        assert [(mark.start, mark.end) for mark in opened.spans()] == [(6, 12)]
        assert opened.store.status("d0", "li").state == "skipped"
