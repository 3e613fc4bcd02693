"""brat standoff: golden folder, real files, fragments, names, what is refused, folders that are imported."""

from pathlib import Path

import pytest
from format_samples import assert_refused, names, rich, sample, written
from hypothesis import given

from annotator import formats
from annotator.domain.errors import BadInput, ReadOnly
from annotator.formats import Record, RecordSpan
from annotator.formats.brat_config import decoded, encoded

GOLDEN = Path(__file__).parent.parent / "golden" / "brat" / "folder"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_files_are_those_that_were_agreed(tmp_path: Path) -> None:
    written(rich()[:2], tmp_path / "out", "brat")
    assert files(tmp_path / "out") == files(GOLDEN)


def test_one_layer_needs_no_folder_of_its_own(tmp_path: Path) -> None:
    record = Record("d", "增长", spans=[RecordSpan("a", 0, 2, "measure", layer="li")])
    written([record, Record("e", "无")], tmp_path / "out", "brat")
    assert {"000001.ann", "000002.ann", "annotation.conf", "visual.conf"} <= {
        p.name for p in (tmp_path / "out").iterdir()
    }


@pytest.mark.parametrize(
    "file",
    ["030-login", "040-text_span_annotation", "060-relation_annotation", "090-event_structures",
     "100-attribute_annotation", "110-note_annotation", "PMID-11393792", "fixture_d1"],
)  # fmt: skip
def test_real_files_are_read(file: str) -> None:
    (record,) = formats.read(sample(f"brat/{file}.ann"))
    lines = sample(f"brat/{file}.ann").read_text("utf-8").split("\n")
    assert len(record.spans) == sum(line.startswith("T") for line in lines)
    roles = sum(len(line.split()) - 2 for line in lines if line.startswith("E"))
    equal = sum(len(line.split()) - 3 for line in lines if line.startswith("*"))
    assert len(record.relations) == roles + equal + sum(line.startswith("R") for line in lines)


def test_the_fixture_has_fragments_attributes_notes_and_references() -> None:
    (record,) = formats.read(sample("brat/fixture_d1.ann"))
    spans = {span.label: span for span in record.spans}
    assert spans["DISC"].attrs == {"fragments": [[2, 4], [21, 23]]}
    assert (spans["NL"].start, spans["NL"].end, spans["NL"].attrs) == (21, 27, {})
    assert spans["VAL"].attrs == {"Polarity": "正", "Negated": True, "Phrase": "two words"}
    assert (spans["ORG"].attrs, spans["ORG"].note) == ({"Reference": "Wikidata:Q1"}, "备注：第一 annotator")
    assert [relation.type for relation in record.relations] == ["has", "主营", "Equiv"]


def test_fragments_go_out_as_they_came(tmp_path: Path) -> None:
    (record,) = formats.read(sample("brat/fixture_d1.ann"))
    record.id = "d"
    written([record], tmp_path / "out", "brat")
    lines = (tmp_path / "out" / "000001.ann").read_text("utf-8").split("\n")
    assert "T7\tDISC 2 4;21 23\t公司 增长" in lines


def test_line_ends_at_the_edges_of_spans_are_cut_and_counted(tmp_path: Path) -> None:
    spans = [RecordSpan("a", 1, 4, "m"), RecordSpan("b", 1, 3, "m")]
    report = formats.write([Record("d", "一\r\n二", spans=spans)], tmp_path / "out", format="brat")
    assert report.losses.counts() == {"trimmed": 1, "blank": 1}
    (record,) = formats.read(tmp_path / "out" / "000001.ann")
    assert [(span.start, span.end) for span in record.spans] == [(3, 4)]


def test_inception_counts_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("😀增长", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tm 2 4\t增长\n", encoding="utf-8")
    assert [(s.start, s.end) for s in next(formats.read(tmp_path / "a.ann")).spans] == [(1, 3)]


@given(names)
def test_names_are_spelled_so_that_they_read_back(name: str) -> None:
    assert decoded(encoded(name)) == name
    assert encoded(name).isascii()


@pytest.mark.parametrize(
    "lines",
    ["T1\tm 0 9\t增长", "T1\tm 0 2\t长增", "T1\tm 0\t增", "T1 m 0 2 增长", "R1\tx Arg1:T1 Arg2:T2", "E1\tm:T9 a:T8",
     "T1\tm ０ 2\t增长", "A1\tx", "R1\tx", "\x00"],
)  # fmt: skip
def test_what_cannot_be_read_gives_one_sentence(lines: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("增长", encoding="utf-8")
    (tmp_path / "a.ann").write_text(lines, encoding="utf-8")
    assert_refused(tmp_path / "a.ann", "brat")


def test_a_text_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("T1\tm 0 1\ta", encoding="utf-8")
    with pytest.raises(BadInput, match=r"a\.txt is not beside it"):
        list(formats.read(tmp_path / "a.ann"))


def test_files_that_are_read_along_are_not_read_alone(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "brat")
    there = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {path.suffix for path in set(there) - formats.read_along(there)} == {".ann"}


def test_a_folder_with_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(ReadOnly, match="makes a folder"):
        formats.write(rich(), tmp_path / "out", format="brat")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    (tmp_path / "out" / "mine.txt").unlink()
    formats.write(rich(), tmp_path / "out", format="brat")


def test_a_tab_at_the_end_of_a_span_does_not_make_its_offsets_utf_16(tmp_path: Path) -> None:
    record = Record("d", "00\U00010000\t", spans=[RecordSpan("a", 0, 4, "measure", layer="li")])
    _report, (back,) = written([record], tmp_path / "out", "brat")
    assert [(span.start, span.end) for span in back.spans] == [(0, 4)]
