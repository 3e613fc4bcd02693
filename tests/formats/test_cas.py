"""UIMA CAS as JSON and as XMI: real files hold what cassis reads of them, what is refused, what is asked for."""

import shutil
from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, sample, written

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import FORMATS, Record, RecordSpan
from annotator.formats.cas import feature_name

cassis = pytest.importorskip("cassis", reason="dkpro-cassis is not installed (pip install annotator[cas])")


@pytest.mark.parametrize("name", ["cas-json", "cas-xmi"])
def test_cassis_reads_the_same_spans(name: str, tmp_path: Path) -> None:
    written(rich()[:2], tmp_path / "out", name)
    path = next(p for p in (tmp_path / "out" / "000001").iterdir() if p.name.startswith("02-li."))
    if name == "cas-json":
        with path.open("rb") as file:
            cas = cassis.load_cas_from_json(file)
    else:
        path = path.with_name("02-li.xmi")
        types = cassis.load_typesystem(path.with_name("02-li.TypeSystem.xml").read_text("utf-8"))
        with path.open("rb") as file:
            cas = cassis.load_cas_from_xmi(file, typesystem=types)
    assert cas.sofa_string == HARD
    found = {(s.begin, s.end, s.label) for s in cas.select("webanno.custom.Span")}
    assert found == {(s.start, s.end, s.label) for s in rich()[0].spans if s.layer == "li"}
    (relation,) = cas.select("webanno.custom.Relation")
    assert (relation.Governor.label, relation.Dependent.label, relation.label) == (
        "metric",
        "measure",
        "quantifies",
    )
    tokens = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
    assert "".join(token.get_covered_text() for token in tokens) == "".join(HARD.split())


def test_the_file_counts_utf_16(tmp_path: Path) -> None:
    record = Record("d", "😀增长", spans=[RecordSpan("s", 1, 3, "m", layer="li")])
    formats.write([record], tmp_path / "out", format="cas-json")
    data = (tmp_path / "out" / "000001" / "01-li.json").read_bytes()
    assert b'"begin": 2, "end": 4' in data


@pytest.mark.parametrize(
    ("file", "spans"),
    [("casWithEmojiUnicodeTextAndAnnotations_data.json", 0), ("casWithTextAndAnnotations_data.json", 0),
     ("casWithTraditionalChineseTextAndAnnotations_data.json", 0), ("fixture_d1_written_by_uimaj-io-jsoncas.json", 6)],
)  # fmt: skip
def test_real_json_files_are_read(file: str, spans: int) -> None:
    path = sample(f"uima_cas_json/{file}")
    assert formats.format_for(path).name == "cas-json"
    (record,) = formats.read(path)
    with path.open("rb") as source:
        cas = cassis.load_cas_from_json(source)
    assert record.text == cas.sofa_string
    assert len(record.spans) >= spans
    if spans:
        assert ("VAL", "净利润１２３亿元😀") in {
            (s.label, record.text[s.start : s.end]) for s in record.spans
        }


@pytest.mark.parametrize(
    ("file", "types"),
    [("cas_with_smileys.xmi", "important_dkpro_types.xml"), ("small_cas.xmi", "small_typesystem.xml"),
     ("fixture_d1_cassis.xmi", "fixture_typesystem.xml")],
)  # fmt: skip
def test_real_xmi_files_are_read(file: str, types: str, tmp_path: Path) -> None:
    shutil.copy(sample(f"uima_xmi/{file}"), tmp_path / file)
    shutil.copy(sample(f"uima_xmi/{types}"), tmp_path / "TypeSystem.xml")
    (record,) = formats.read(tmp_path / file)
    assert record.text
    assert file != "fixture_d1_cassis.xmi" or len(record.spans) == 6


def test_characters_that_xml_does_not_know(tmp_path: Path) -> None:
    """A text with them cannot go; in values they go as JSON."""
    span = RecordSpan("s", 0, 1, "m\x01", attrs={"a": "\x00"}, layer="li", note="\x0c")
    records = [Record("d", "增\x02"), Record("e", "增", spans=[span])]
    report, (back,) = written(records, tmp_path / "out", "cas-xmi")
    assert report.losses.kinds["documents"].ids == ["d"]
    assert (back.spans[0].label, back.spans[0].attrs, back.spans[0].note) == ("m\x01", {"a": "\x00"}, "\x0c")


@pytest.mark.parametrize(
    ("name", "given"),
    [("status", "status"), ("状态", "u_72B6_6001"), ("label", "u_6C_61_62_65_6C"), ("True", "u_54_72_75_65")],
)  # fmt: skip
def test_names_of_features(name: str, given: str) -> None:
    assert feature_name(name) == given


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'{"%TYPES": 1}', b'{"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "x.Y"}], "%VIEWS": {}}',
     b'{"%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "uima.cas.Sofa"}]}', b"\xff\xfe", b"[" * 50_000],
)  # fmt: skip
def test_json_that_cannot_be_read_gives_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    assert_refused(tmp_path / "bad.json", "cas-json")


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "data", [b"<x", b"<x/>", ENTITIES, b"\x00", b"<xmi:XMI xmlns:xmi='http://www.omg.org/XMI'/>"]
)
def test_xmi_that_cannot_be_read_gives_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_bytes(cassis.TypeSystem().to_xml().encode())
    (tmp_path / "bad.xmi").write_bytes(data)
    assert_refused(tmp_path / "bad.xmi", "cas-xmi")


def test_types_that_are_not_there_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.xmi").write_bytes(b"<x/>")
    with pytest.raises(BadInput, match=r"the type system TypeSystem\.xml is not beside it"):
        list(formats.read(tmp_path / "a.xmi"))


def test_the_package_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(
        BadInput, match=r"cas-json needs the Python package cassis; .*pip install annotator\[cas\]"
    ):
        formats.write(rich(), tmp_path / "out", format="cas-json")
    assert FORMATS["cas-json"].extra == "cas"
