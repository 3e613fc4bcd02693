"""CoNLL columns: golden files, real files, schemes, tokens and sentences, what is refused."""

from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, sample, written

from annotator import formats
from annotator.formats import Record, RecordSpan, WriteOptions
from annotator.formats.conll import tagged

GOLDEN = Path(__file__).parent.parent / "golden" / "conll"
TEXT = "全年审核合同47份。“不足。”养老 服务\n下一步"


@pytest.mark.parametrize("variant", ["chars-bio", "chars-bioes", "words-bio", "words-bioes"])
def test_the_bytes_are_those_that_were_agreed(variant: str, tmp_path: Path) -> None:
    written(rich()[:2], tmp_path / "out.conll", "conll", variant=variant)
    assert (tmp_path / "out.conll").read_bytes() == (GOLDEN / f"{variant}.conll").read_bytes()


@pytest.mark.parametrize(
    ("file", "documents", "labels"),
    [("doccano_example.conll", 1, {"LOC", "PER"}), ("doccano_catalog_example.txt", 1, {"ORG", "MISC", "PER"}),
     ("fixture_charlevel_iob2.tsv", 1, {"ORG", "VAL", "TITLE", "X"}), ("inception_chunk2000_test.conll", 1, {"NP", "VP"}),
     ("fixture_conll2003_4col.conll", 1, {"ORG", "VAL", "TITLE", "X"})],
)  # fmt: skip
def test_real_files_are_read(file: str, documents: int, labels: set[str]) -> None:
    path = sample(f"conll/{file}")
    read = list(formats.read(path, format="conll"))
    assert len(read) == documents
    assert {span.label for record in read for span in record.spans} >= labels
    begun = [line for line in path.read_text("utf-8").split("\n") if " B-" in line or "\tB-" in line]
    assert sum(len(record.spans) for record in read) == len(begun)


def test_words_of_alphabets_are_joined_with_blanks() -> None:
    read = next(formats.read(sample("conll/doccano_catalog_example.txt"), format="conll"))
    assert read.text.startswith("EU rejects German call to boycott British lamb.")


def test_sentences_end_where_no_span_does_not(tmp_path: Path) -> None:
    record = Record("d", TEXT, spans=[RecordSpan("a", 2, 14, "measure"), RecordSpan("b", 18, 20, "problem")])
    lines = ["".join(token for token, _tag in sentence) for sentence in tagged(record, WriteOptions())]
    assert lines == ["全年审核合同47份。“不足。”", "养老服务", "下一步"]
    record.spans = []
    assert len(tagged(record, WriteOptions())) == 4


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("B-x I-x O B-x B-x", [(0, 2), (3, 4), (4, 5)]), ("I-x I-x O I-y I-x", [(0, 2), (3, 4), (4, 5)]),
        ("B-x E-x O S-x S-x", [(0, 2), (3, 4), (4, 5)]), ("B-x L-x O U-x U-x", [(0, 2), (3, 4), (4, 5)]),
        ("B-x M-x E-x O I-a-b", [(0, 3), (4, 5)]), ("x x O O y", [(0, 2), (4, 5)]),
    ],
)  # fmt: skip
def test_schemes(tags: str, spans: list[tuple[int, int]], tmp_path: Path) -> None:
    rows = zip("甲乙丙丁戊", tags.split(), strict=True)
    (tmp_path / "a.conll").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    (record,) = formats.read(tmp_path / "a.conll")
    assert [(span.start, span.end) for span in record.spans] == spans


def test_words_let_spans_grow_and_count_them(tmp_path: Path) -> None:
    record = Record(
        "d", "全面开展检查工作", spans=[RecordSpan("a", 3, 6, "measure"), RecordSpan("b", 2, 3, "metric")]
    )
    report = formats.write([record], tmp_path / "o.conll", format="conll", options=WriteOptions("words-bio"))
    assert report.losses.kinds["trimmed"].ids == ["b", "a"]
    assert report.losses.kinds["overlap"].ids == ["b"]
    (back,) = formats.read(tmp_path / "o.conll")
    assert [back.text[span.start : span.end] for span in back.spans] == ["开展检查"]


def test_the_longest_of_overlapping_spans_goes(tmp_path: Path) -> None:
    report = formats.write(rich(), tmp_path / "o.conll", format="conll")
    assert report.losses.counts()["overlap"] == 3
    assert (
        report.losses.kinds["overlap"].ids == ["b", "c", "e"] or len(report.losses.kinds["overlap"].ids) == 3
    )
    assert report.losses.counts()["layers"] == report.spans
    assert report.losses.counts()["white space"] == 1


def test_no_token_is_white_space(tmp_path: Path) -> None:
    formats.write([Record("d", HARD)], tmp_path / "o.conll", format="conll")
    rows = [line.split("\t") for line in (tmp_path / "o.conll").read_bytes().decode().split("\n") if line]
    assert all(len(row) == 2 and row[0].strip() == row[0] for row in rows)
    assert "".join(row[0] for row in rows[1:]) == "".join(HARD.split())


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a", b"\xff\tO", b"a\t\n", b"\tO\n", "甲 B-x\n乙".encode()])
def test_what_cannot_be_read_gives_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.conll").write_bytes(data)
    assert_refused(tmp_path / "bad.conll", "conll")
