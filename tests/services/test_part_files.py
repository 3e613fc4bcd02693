"""A dataset in parts: whole files, in order, the same whoever makes them."""

import hashlib
import json
from pathlib import Path

import pytest
from batch_jobs import Here
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import BadInput
from annotator.formats import WriteOptions, read
from annotator.services.batch.crew import Crew
from annotator.services.batch.parts import shares
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project
from annotator.services.recipe import Recipe

DOCUMENTS = 30
TEXT = "一是制定全年普法工作要点，审核合同47份。\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Thirty reports of very different lengths, each with two marks."""
    lines = [
        json.dumps(
            {
                "id": f"d{number}",
                "text": f"报告{number}\n" + TEXT * (1 + number % 7),
                "spans": [
                    {"start": 0, "end": 2, "label": "problem", "layer": "li"},
                    {"start": 2, "end": 3, "label": "metric", "layer": "wang"},
                ],
            },
            ensure_ascii=False,
        )
        for number in range(DOCUMENTS)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    create_project(tmp_path / "p.annot", actor="me")
    opened = Project(tmp_path / "p.annot", "li")
    assert import_paths(opened, [tmp_path / "in.jsonl"]).documents == DOCUMENTS
    return opened


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Crew:
    monkeypatch.setattr(Crew, "team", lambda _crew, job: Here.of(job))
    return Crew(2, least=0)


@pytest.mark.parametrize(
    ("format_", "variant", "first"),
    [
        ("jsonl", None, "part-00000-of-00007.jsonl"),
        ("parquet", None, "part-00000-of-00007.parquet"),
        ("conll", None, "part-00000-of-00007.conll"),
        ("huggingface", "parquet", "data/train-00000-of-00007.parquet"),
        ("huggingface", "jsonl", "data/train-00000-of-00007.jsonl"),
    ],
)
def test_parts_are_the_same_whoever_makes_them(
    project: Project, crew: Crew, tmp_path: Path, format_: str, variant: str | None, first: str
) -> None:
    if "parquet" in (format_, variant):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    for name, by in (("one", None), ("two", crew), ("again", crew)):
        report = export(
            project, tmp_path / name, format=format_, recipe=Recipe(parts=7), options=WriteOptions(variant), crew=by
        )  # fmt: skip
        assert (report.documents, report.spans) == (DOCUMENTS, 2 * DOCUMENTS)
        assert report.manifest is not None
        assert "--parts 7" in report.manifest["command"]
    assert crew.idle == ""
    one, two, again = (files_of(tmp_path / name) for name in ("one", "two", "again"))
    assert one == two == again
    assert first in one
    assert len([name for name in one if "-of-00007" in name]) == 7
    sums = dict(line.split("  ")[::-1] for line in one["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in one.items() if name != "SHA256SUMS"
    }


def test_parts_hold_the_documents_in_their_order_and_come_in_again(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out", format="jsonl", recipe=Recipe(parts=4))
    parts = sorted((tmp_path / "out").glob("part-*.jsonl"))
    assert [record.id for part in parts for record in read(part)] == [f"d{n}" for n in range(DOCUMENTS)]
    create_project(tmp_path / "q.annot", actor="me")
    with Project(tmp_path / "q.annot", "li") as other:
        report = import_paths(other, [tmp_path / "out"])
        assert (report.documents, report.failed) == (DOCUMENTS, [])
        assert len(list(other.spans())) == 2 * DOCUMENTS


def test_each_split_is_in_parts_and_the_folder_may_be_made_again(project: Project, tmp_path: Path) -> None:
    for parts in (3, 2):
        export(project, tmp_path / "out", format="jsonl", recipe=Recipe(split="8:2", parts=parts))
    names = {file.name for file in (tmp_path / "out").glob("*-of-*")}
    assert names == {f"{split}-0000{n}-of-00002.jsonl" for split in ("train", "test") for n in range(2)}


def test_no_part_is_empty(project: Project, tmp_path: Path) -> None:
    recipe = Recipe(parts=DOCUMENTS + 10, segment="sentence", negatives=0)
    export(project, tmp_path / "out", format="jsonl", recipe=recipe)
    parts = [*(tmp_path / "out").glob("part-*")]
    assert len(parts) == DOCUMENTS
    assert all(part.stat().st_size for part in parts)


def test_what_cannot_be_in_parts_is_said(project: Project, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be in parts"):
        export(project, tmp_path / "out", format="brat", recipe=Recipe(parts=2))
    with pytest.raises(BadInput, match="one part at least"):
        export(project, tmp_path / "out", format="jsonl", recipe=Recipe(parts=0))
    assert not (tmp_path / "out").exists()


@given(st.lists(st.integers(0, 50)), st.integers(1, 12))
def test_shares_are_as_many_as_wanted(sizes: list[int], count: int) -> None:
    parts = shares(enumerate(sizes), count)
    assert [thing for part in parts for thing in part] == list(range(len(sizes)))
    assert len(parts) == min(count, len(sizes))
    assert all(parts)
    for part in parts:
        assert sum(sizes[thing] for thing in part[:-1]) <= sum(sizes) / len(parts)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
