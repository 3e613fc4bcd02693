"""Croissant: the description fits the files, its checksums hold, its context is the one of the specification."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest
from format_samples import HARD, rich, sample, written

from annotator.domain.errors import BadInput
from annotator.formats import FORMATS, Record
from annotator.formats.format import ReadOptions


def described(folder: Path) -> dict[str, Any]:
    return orjson.loads((folder / "croissant.json").read_bytes())  # type: ignore[no-any-return]


def test_every_field_is_in_its_file_and_the_checksums_hold(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "croissant")
    data = described(tmp_path / "out")
    files = {file["@id"]: file for file in data["distribution"]}
    assert set(files) == {"documents.jsonl", "spans.jsonl", "relations.jsonl", "labels.jsonl"}
    for name, file in files.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == file["sha256"]
    ids = {field["@id"] for table in data["recordSet"] for field in table["field"]}
    for table in data["recordSet"]:
        lines = (tmp_path / "out" / f"{table['@id']}.jsonl").read_bytes().split(b"\n")
        columns = {column for line in lines if line for column in orjson.loads(line)}
        assert columns == {field["source"]["extract"]["column"] for field in table["field"]}
        for field in table["field"]:
            assert field.get("references", {"field": {"@id": "documents/id"}})["field"]["@id"] in ids


def test_quotes_are_their_slices(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "croissant")
    for line in (tmp_path / "out" / "spans.jsonl").read_bytes().split(b"\n"):
        if line:
            row = orjson.loads(line)
            assert HARD[row["start"] : row["end"]] == row["text"]


def test_tables_without_rows_are_left_out(tmp_path: Path) -> None:
    written([Record("d", "无")], tmp_path / "out", "croissant")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"croissant.json", "documents.jsonl"}
    assert [file["@id"] for file in described(tmp_path / "out")["distribution"]] == ["documents.jsonl"]


def test_a_file_that_was_changed_is_seen(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "croissant")
    with (tmp_path / "out" / "spans.jsonl").open("ab") as file:
        file.write(b"\n")
    reread = FORMATS["croissant"].reread
    assert reread is not None
    with pytest.raises(BadInput, match=r"spans\.jsonl: the checksum is another"):
        list(reread(tmp_path / "out", ReadOptions()))


def test_the_context_is_that_of_the_specification(tmp_path: Path) -> None:
    written([Record("d", "无")], tmp_path / "out", "croissant")
    reference = orjson.loads(sample("croissant/fixture/croissant.json").read_bytes())
    assert described(tmp_path / "out")["@context"] == reference["@context"]
