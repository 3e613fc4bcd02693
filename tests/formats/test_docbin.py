"""spaCy DocBin: what spaCy reads of it, real files, what is refused; skipped where spaCy is not installed."""

import zlib
from pathlib import Path

import pytest
from format_samples import HARD, assert_refused, rich, sample, written

from annotator import formats
from annotator.formats import Record, RecordSpan

spacy = pytest.importorskip("spacy", reason="spaCy is not installed (pip install annotator[spacy])")


def docs(path: Path) -> list[object]:
    return list(spacy.tokens.DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab))


def test_spacy_reads_the_same_spans(tmp_path: Path) -> None:
    written(rich(), tmp_path / "o.spacy", "spacy")
    doc, *others = docs(tmp_path / "o.spacy")
    assert doc.text == HARD
    assert [other.text for other in others] == ["末段：力量不足。", ""]
    for key, layer in (("li", "li"), ("gold", "gold")):
        found = {(span.start_char, span.end_char, span.label_, span.text) for span in doc.spans[key]}
        assert found == {
            (s.start, s.end, s.label, HARD[s.start : s.end]) for s in rich()[0].spans if s.layer == layer
        }
    assert len(doc.spans["sc"]) == len(rich()[0].spans)
    assert {(ent.text, ent.label_) for ent in doc.ents} == {("净增１２３家", "measure"), ("尾𪚥", "problem")}
    assert set(doc.cats) == {"kind=年度", "topics=养老", "topics=救助"}


def test_entities_have_no_white_space_at_their_ends(tmp_path: Path) -> None:
    record = Record("d", " 增 长\u3000", spans=[RecordSpan("a", 0, 5, "m", layer="li")])
    written([record], tmp_path / "o.spacy", "spacy")
    (doc,) = docs(tmp_path / "o.spacy")
    assert [(ent.start_char, ent.end_char) for ent in doc.ents] == [(1, 4)]
    assert [(span.start_char, span.end_char) for span in doc.spans["sc"]] == [(0, 5)]


def test_a_real_file_is_read() -> None:
    path = sample("spacy_docbin/fixture_ents_spans_cats_userdata.spacy")
    (record,) = formats.read(path)
    found = {(span.label, record.text[span.start : span.end]) for span in record.spans}
    assert {("ORG", "𠮷林公司"), ("VAL", "净利润１２３亿元😀"), ("X", "𪚥好")} <= found
    places = [(span.start, span.end, span.label) for span in record.spans]
    assert (
        len(set(places)) == len(places) == 7
    )  # an annotator's group, and what the group of all and the entities add


def test_what_cannot_be_read_gives_one_sentence(tmp_path: Path) -> None:
    for number, data in enumerate(
        (b"x", zlib.compress(b"x"), zlib.compress(b"\x81\xa1a\xa1b"), zlib.compress(b""))
    ):
        (tmp_path / f"{number}.spacy").write_bytes(data)
        assert_refused(tmp_path / f"{number}.spacy", "spacy")
