"""The registry: which format a file has, what each can carry, what cannot be done."""

from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import FEATURES, FORMATS, Record


def test_a_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for known in FORMATS.values() for suffix in known.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_it_is_and_what_it_cannot_carry(name: str) -> None:
    known = FORMATS[name]
    assert known.name == name
    assert known.description
    assert known.can_read or known.can_write
    assert known.carries <= set(FEATURES)
    assert set(known.lacks) == set(FEATURES) - known.carries


def test_the_canonical_format_carries_everything() -> None:
    assert FORMATS["jsonl"].lacks == ()
    assert "spans" in FORMATS["txt"].lacks


@pytest.mark.parametrize(
    ("path", "name", "found"),
    [("a.txt", None, "txt"), ("A.TXT", None, "txt"), ("a.tsv", None, "csv"), ("a.jsonl", None, "jsonl"),
     ("a.docx", "txt", "txt"), ("a", "jsonl", "jsonl")],
)  # fmt: skip
def test_the_suffix_tells_unless_the_person_does(path: str, name: str | None, found: str) -> None:
    assert formats.format_for(Path(path), name).name == found


def test_unknown_names_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no format “word” .*jsonl, txt, csv"):
        formats.read(tmp_path / "a.txt", format="word")
    with pytest.raises(BadInput, match="only be read; written can be: jsonl"):
        formats.write([Record("a", "b")], tmp_path / "out", format="txt")
    with pytest.raises(BadInput, match=r"a\.odt: \.odt files cannot be read; open it in Word or WPS"):
        formats.read(tmp_path / "a.odt")
    assert list(tmp_path.iterdir()) == []
