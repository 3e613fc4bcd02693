"""A Hugging Face folder in Parquet: shards, and what is no such file."""

from pathlib import Path

import pytest
from format_samples import rich, written

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import ReadOptions, Record, WriteOptions, huggingface, parquet_shards
from annotator.formats.fidelity import content

pytest.importorskip("pyarrow", reason="pyarrow is not installed (parquet)")


def test_many_documents_become_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_shards, "_ROWS", 3)
    monkeypatch.setattr(parquet_shards, "SHARD", 20)
    records = [Record(f"d{number}", "正文四字") for number in range(10)]
    formats.write(records, tmp_path / "out", format="huggingface", options=WriteOptions("parquet"))
    names = sorted(path.name for path in (tmp_path / "out" / "data").iterdir())
    assert names == [f"train-{number:05d}-of-00002.parquet" for number in range(2)]
    assert "path: data/train-*.parquet" in (tmp_path / "out" / "README.md").read_text("utf-8")
    back = list(huggingface.read(tmp_path / "out", ReadOptions()))
    assert [record.id for record in back] == [record.id for record in records]
    one = list(formats.read(tmp_path / "out" / "data" / names[1]))
    assert [record.id for record in one] == [f"d{number}" for number in range(6, 10)]


def test_no_documents_are_a_file_without_rows(tmp_path: Path) -> None:
    formats.write([], tmp_path / "out", format="huggingface", options=WriteOptions("parquet"))
    (file,) = (tmp_path / "out" / "data").iterdir()
    assert list(formats.read(file)) == []


def test_the_columns_are_those_of_the_card(tmp_path: Path) -> None:
    """The same ones, in the same order and of the same types, as the lines of JSON have."""
    from pyarrow.parquet import read_schema

    written(rich(), tmp_path / "out", "huggingface", variant="parquet")
    schema = read_schema(tmp_path / "out" / "data" / "train-00000-of-00001.parquet")
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert [f"  - name: {name}" for name in schema.names] == [
        line for line in card.splitlines() if line.startswith("  - name: ")
    ]
    written(rich(), tmp_path / "lines", "huggingface")
    shards, lines = (list(huggingface.read(tmp_path / name, ReadOptions())) for name in ("out", "lines"))
    assert list(map(content, shards)) == list(map(content, lines))


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"PAR1\xff\xff\xff\x7fPAR1"])
def test_what_is_damaged_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(data)
    with pytest.raises(BadInput, match="damaged"):
        list(formats.read(tmp_path / "a.parquet"))


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    write_table(pyarrow.table({"label": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(BadInput, match="document 1"):
        list(formats.read(tmp_path / "a.parquet"))
    write_table(pyarrow.table({"text": ["a"], "spans": [3]}), tmp_path / "b.parquet")
    with pytest.raises(BadInput, match="spans"):
        list(formats.read(tmp_path / "b.parquet"))
