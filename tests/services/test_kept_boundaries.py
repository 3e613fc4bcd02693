"""Words and sentences of texts: found once, kept on disk, never wrong when what was kept is damaged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import Document
from annotator.services import boundaries
from annotator.services.boundaries import SENTENCE, WORD, Boundaries
from annotator.text import units
from annotator.text.words import Words

TEXT = "审核合同47份，开展检查😀三次。\n\n  二是加强执法人员培训！"


def stretches(found: np.ndarray) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    return [tuple(each) for each in found.tolist()]


def test_words_are_those_of_a_plain_jieba(tmp_path: Path) -> None:
    words = Words(tmp_path, terms=False)
    words.load()
    found = Boundaries(tmp_path).of(WORD, Document("a", TEXT))
    assert stretches(found) == words.words(TEXT)


def test_a_second_look_reads_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("a", TEXT)
    first = {level: Boundaries(tmp_path).of(level, document) for level in (WORD, SENTENCE)}
    monkeypatch.setattr(Words, "load", lambda _self: pytest.fail("looked again"))
    monkeypatch.setattr(units, "sentences", lambda _text: pytest.fail("looked again"))
    again = Boundaries(tmp_path)
    assert all(np.array_equal(again.of(level, document), found) for level, found in first.items())


@pytest.mark.parametrize("damage", [b"", b"\0" * 12, b"short"])
def test_a_damaged_file_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    document = Document("a", TEXT)
    right = Boundaries(tmp_path).of(SENTENCE, document)
    (file,) = (tmp_path / "boundaries").rglob(document.digest)
    whole = file.read_bytes()
    file.write_bytes(damage or whole[:-1] + bytes([whole[-1] ^ 0xFF]))
    assert np.array_equal(Boundaries(tmp_path).of(SENTENCE, document), right)
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "boundaries").write_text("in the way", encoding="utf-8")
    assert stretches(Boundaries(tmp_path).of(SENTENCE, Document("a", TEXT))) == units.sentences(TEXT)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5))))
def test_what_is_packed_comes_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]
) -> None:
    at, found = 0, []
    for gap, size in steps:
        found.append((at + gap, at + gap + size))
        at += gap + size
    table = np.array(found, np.int64).reshape(-1, 2)
    file = tmp_path_factory.getbasetemp() / "packed"
    file.write_bytes(boundaries.packed(table, at))
    assert np.array_equal(boundaries._read(file, at), table)
    assert boundaries._read(file, at + 8) is None
