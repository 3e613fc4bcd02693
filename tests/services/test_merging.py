"""Merging packages that come back: any order, any number of times, in pieces, taken back and brought again."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_projects import coordinator, package, picture, work

from annotator.services.merging import merge, preview_merge
from annotator.services.project import Project


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
