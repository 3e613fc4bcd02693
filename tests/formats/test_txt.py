"""Plain text: one document, newlines normalised, nothing else touched."""

import hashlib
from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput

TEXT = "𠮷林省\u3000报告\n\n\u00a0一、成效\u2028１２３家"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file_is_one_document(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "报告.txt"
    data = TEXT.replace("\n", "\r\n", 1).replace("\n\n", "\n\r").encode(encoding)
    path.write_bytes(data)
    (record,) = formats.read(path)
    assert record.text == TEXT
    assert (record.id, record.meta, record.spans) == (None, {}, [])
    assert record.source.name == "报告.txt"
    assert record.source.digest == hashlib.sha256(data).hexdigest()
    assert record.source.encoding


def test_a_file_of_blanks_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "blank.txt"
    path.write_text(" \n\u3000\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"blank\.txt holds no text"):
        list(formats.read(path))


def test_the_shared_reports_are_read_as_they_stand(shared_corpus: Path) -> None:
    for path in sorted((shared_corpus / "reports").glob("*.txt")):
        (record,) = formats.read(path)
        assert record.text == path.read_text("utf-8-sig")
