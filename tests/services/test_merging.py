"""Merging packages that come back: any order, any number of times, in pieces, taken back and brought again."""

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_projects import coordinator, package, picture, work

from annotator.domain.schema_draft import draft_of
from annotator.services.merge_words import stray_lines, to_dict
from annotator.services.merging import merge, preview_merge
from annotator.services.project import Project
from annotator.services.schema_change import apply
from annotator.services.schema_request import migration_towards


def merged(project: Path, *files: Path) -> int | None:
    with Project(project, "boss") as opened:
        report = merge(opened, files)
        assert report.conflicts == []
        assert [one for side in report.sides for one in side.left_out] == []
        return report.step


def copy_of(project: Path, name: str) -> Path:
    return Path(shutil.copy(project, project.with_name(name)))


def test_twenty_packages_in_fifty_orders_each_once_or_twice(tmp_path: Path) -> None:
    chance = random.Random(20)
    project = coordinator(tmp_path / "p.annot")
    packages = []
    for number in range(20):
        layer = f"a{number:02}"
        packages.append(package(project, tmp_path / f"{layer}.annot", layer))
        work(packages[-1], layer, chance, 20)
    pictures = set()
    for turn in range(50):
        fresh = copy_of(project, "fresh.annot")
        order = packages + chance.sample(packages, chance.randrange(len(packages)))
        chance.shuffle(order)
        while order:  # several at a time, or one
            some = order[: chance.choice((1, 5, 20))]
            order = order[len(some) :]
            merged(fresh, *some)
        pictures.add(picture(fresh))
        assert len(pictures) == 1, turn
    assert len(pictures.pop()) > 100  # there was something to merge


@given(seed=st.integers(0, 10_000))
@settings(max_examples=12)
def test_work_that_goes_on_comes_in_whatever_was_merged_when(seed: int) -> None:
    """Packages are merged half-done and done, old states after new ones; new packages are made and worked on."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = coordinator(folder / "p.annot", 2)
        layers = ("li", "wang", "zhao")
        packages = [package(base, folder / f"{layer}.annot", layer) for layer in layers]
        stages: list[Path] = []
        for layer, file in zip(layers, packages, strict=True):
            for stage in range(3):
                work(file, layer, chance, 8)
                stages.append(copy_of(file, f"{layer}-{stage}.annot"))
        again = copy_of(base, "again.annot")  # a new package from what has come in
        merged(again, stages[1])
        renewed = package(again, folder / "li-renewed.annot", "li")
        work(renewed, "li", chance, 8)
        files = [renewed, stages[0], stages[1], *stages[3:]]
        pictures = set()
        for _turn in range(4):
            fresh = copy_of(base, "fresh.annot")
            order = files + chance.sample(files, 3)
            chance.shuffle(order)
            for file in order:
                merged(fresh, file)
            pictures.add(picture(fresh))
        assert len(pictures) == 1


def test_merging_what_is_known_writes_nothing(tmp_path: Path) -> None:
    project = coordinator(tmp_path / "p.annot")
    file = package(project, tmp_path / "li.annot", "li")
    work(file, "li", random.Random(1), 30)
    assert merged(project, file) is not None
    before = project.read_bytes()
    assert merged(project, file) is None
    assert merged(project, file, file) is None
    assert project.read_bytes() == before


def test_undo_takes_all_files_back_and_merging_again_brings_them_again(tmp_path: Path) -> None:
    project = coordinator(tmp_path / "p.annot")
    files = [package(project, tmp_path / f"{layer}.annot", layer) for layer in ("li", "wang")]
    for file in files:
        work(file, file.stem, random.Random(file.stem), 30)
    before = picture(project)
    merged(project, *files)
    after = picture(project)
    assert after != before
    for _turn in range(2):
        with Project(project, "boss") as opened:
            opened.undo()
        assert picture(project) == before
        merged(project, *files)
        assert picture(project) == after
    with Project(project, "boss") as opened:
        opened.undo()
        opened.redo()
    assert picture(project) == after
    assert merged(project, *files) is None


def test_a_preview_says_what_the_merge_does_and_writes_nothing(tmp_path: Path) -> None:
    project = coordinator(tmp_path / "p.annot")
    file = package(project, tmp_path / "li.annot", "li")
    work(file, "li", random.Random(3), 40)
    before = project.read_bytes()
    with Project(project, "boss") as opened:
        seen = preview_merge(opened, [file])
    assert project.read_bytes() == before
    with Project(project, "boss") as opened:
        done = merge(opened, [file])
        marks = sum(1 for _span in opened.spans(layer="li"))
    assert seen.step is None
    assert seen.preview
    assert seen.sides[0].layers["li"] == done.sides[0].layers["li"]
    assert seen.sides[0].others == done.sides[0].others
    assert done.sides[0].layers["li"].added == marks


def test_listeners_hear_of_a_merge(tmp_path: Path) -> None:
    project = coordinator(tmp_path / "p.annot")
    file = package(project, tmp_path / "li.annot", "li")
    work(file, "li", random.Random(3), 10)
    heard = []
    with Project(project, "boss") as opened:
        opened.subscribe(heard.append)
        merge(opened, [file])
        merge(opened, [file])
    assert [step.title for step in heard] == ["merge li.annot"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_whole_projects_merge_into_one_another(tmp_path: Path, order: tuple[int, int]) -> None:
    """Two people who imported the same reports by themselves and marked in layers of their own."""
    ours = coordinator(tmp_path / "p.annot")
    others = [coordinator(tmp_path / f"{name}.annot", 4) for name in ("li", "wang")]
    for other in others:
        work(other, other.stem, random.Random(other.stem), 30)
    for number in order:
        merged(ours, others[number])
    expected = {
        f"{line}" for other in others for line in picture(other) if line.startswith(("span", "status"))
    }
    assert {line for line in picture(ours) if line.startswith(("span", "status"))} == expected
    with Project(ours, "boss") as opened:
        assert opened.store.document_count() == 4


def test_marks_under_a_name_that_a_label_had_are_told_of_and_can_follow_it(tmp_path: Path) -> None:
    project = coordinator(tmp_path / "p.annot")
    theirs = package(project, tmp_path / "li.annot", "li")
    with Project(theirs, "li") as opened:
        for start in (8, 20):
            opened.annotate(opened.document("d0"), start, start + 4, "problem")
        opened.annotate(opened.document("d0"), 30, 34, "measure")
    with Project(project, "boss") as opened:
        draft = draft_of(opened.schema)
        (problem,) = [each for each in draft.labels if each.origin == "problem"]
        renamed = draft.with_label(problem.uid, replace(problem.label, name="issue"))
        apply(opened, renamed.migration())
        for report in (preview_merge(opened, [theirs]), merge(opened, [theirs])):
            assert to_dict(report, [theirs])["labels_missing"] == {"problem": 2}
            (sentence,) = stray_lines(report)
            assert "2 marks come in as “problem”" in sentence
        assert sorted(span.label for span in opened.spans()) == ["measure", "problem", "problem"]
        apply(opened, migration_towards(opened.schema, opened.schema, [("problem", "issue")], ["problem"]))
        assert sorted(span.label for span in opened.spans()) == ["issue", "issue", "measure"]
        assert opened.store.check() == []
        again = merge(opened, [theirs])
        assert (again.step, stray_lines(again)) == (None, [])
