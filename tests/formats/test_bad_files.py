"""Whatever the bytes, a reader gives records that hold together or one sentence; nothing else comes out."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput, UserError

GOLDEN = Path(__file__).parent.parent / "golden" / "jsonl" / "characters.jsonl"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(7).randbytes(400)


def wrong(**span: object) -> bytes:
    fields = {"start": 0, "end": 2, "label": "measure", "id": "s1", **span}
    return orjson.dumps({"id": "d", "text": "一二三", "spans": [fields]})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", ["is empty"]),
        ("empty.jsonl", b"", ["is empty"]),
        ("empty.csv", b"", ["is empty"]),
        ("blank.jsonl", b"\n \r\n", ["no documents"]),
        ("bom.jsonl", b"\xef\xbb\xbf", ["no documents"]),
        ("picture.txt", PNG, []),
        ("picture.csv", PNG, []),
        ("picture.jsonl", PNG, ["line 1", "not JSON"]),
        ("invalid.txt", b"\xe4\xb8\x80\xff\xfe\xff\x00\x01", []),
        ("invalid.csv", b"text\n\xe4\xb8\x80\xff\xfe\xff\x00\x01", []),
        ("invalid.jsonl", b'{"text": "\xe4\xb8"}', ["line 1", "UTF-8"]),
        ("beyond.jsonl", wrong(end=9), ["line 1", "span 1 (s1)", "0 to 9", "3 characters"]),
        ("quote.jsonl", wrong(text="一三"), ["line 1", "span 1 (s1)", "“一三”", "“一二”"]),
        ("report.docx", b"PK\3\4", ["is damaged"]),
        ("report.xlsx", b"PK\3\4", ["is damaged"]),
        ("report.PDF", b"%PDF", ["is damaged"]),
        ("report.doc", b"x", ["cannot be read", ".docx"]),
        ("report.et", b"x", ["cannot be read", ".xlsx"]),
        ("report.rar", b"x", ["unpack it"]),
        ("picture.png", PNG, ["cannot be read", ".txt", ".csv", ".jsonl"]),
        ("README", b"text", ["cannot be read", ".txt"]),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, name: str, data: bytes, words: list[str]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    sentence = refusal(path)
    assert all(word in sentence for word in [name, *words]), sentence


@pytest.mark.parametrize("name", ["long.jsonl", "long.txt", "long.csv"])
def test_a_line_of_200_mb_is_refused_early(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b'{"text": "')
        file.truncate(200 * 2**20)  # sparse
    sentence = refusal(path)
    assert name in sentence
    assert "64 MB" in sentence


def test_what_is_no_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert "no such file" in refusal(tmp_path / "folder.txt")
    assert "no such file" in refusal(tmp_path / "gone.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no such file" in refusal(tmp_path / "pipe.txt")


@pytest.mark.parametrize("name", ["in.jsonl", "in.txt", "in.csv", "in.tsv"])
@given(data=st.data())
def test_no_bytes_bring_a_reader_down(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(data.draw(mutated(sample(name)) | st.binary(max_size=60)))
    taken_or_refused(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
parts = [
    "id",
    "text",
    "meta",
    "spans",
    "relations",
    "labels",
    "sections",
    "statuses",
    "notes",
    "flags",
    "source",
]
fields = [
    "id",
    "start",
    "end",
    "label",
    "text",
    "attrs",
    "layer",
    "note",
    "type",
    "head",
    "tail",
    "tail_doc",
    "name",
]
items = st.lists(
    st.dictionaries(st.sampled_from([*fields, "value", "level", "heading", "role", "x"]), json_values)
)


@given(st.dictionaries(st.sampled_from([*parts, "title", "year", "annotations"]), json_values | items))
def test_no_json_brings_the_reader_down(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "in.jsonl"
    path.write_bytes(orjson.dumps(data))
    taken_or_refused(path)


def taken_or_refused(path: Path) -> None:
    """Every record that comes out can be written again, once it has its ids."""
    write = formats.jsonl.encoder()
    try:
        for record in formats.read(path):
            record.id = record.id or "d"
            for part in (record.spans, record.relations, record.labels):
                for index, item in enumerate(part):
                    item.layer = item.layer or "gold"
                    if hasattr(item, "id"):
                        item.id = item.id or f"new-{index}"
            assert write(record).endswith(b"\n")
    except BadInput as error:
        refusal = str(error)
    else:
        return
    assert path.name in refusal  # so it came from the reader, not from the writer


def sample(name: str) -> bytes:
    if name.endswith(".jsonl"):
        return GOLDEN.read_bytes()
    return 'title,text,year\n甲,"一,\n二",2023\n乙,三,\n'.encode()


@st.composite
def mutated(draw: Callable[..., object], whole: bytes) -> bytes:
    """The sample cut short, with a few bytes changed, put in or taken out."""
    data = bytearray(whole[: draw(st.integers(0, len(whole)))] if draw(st.booleans()) else whole)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(
            st.binary(max_size=3)
            | st.sampled_from([b'"', b"\n", b"{", b"-1", b"9", b"null", b"\0", b"\xff\xfe"])
        )
    return bytes(data)


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(formats.read(path))
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence
