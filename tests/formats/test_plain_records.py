"""What a JSON line may look like: plain text with metadata, spans with just start, end and label."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator import formats
from annotator.domain.document import LedgerEntry, Section
from annotator.domain.errors import BadInput
from annotator.formats import Record, RecordSpan

Read = Callable[[Any], Record]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_line(data: Any) -> Record:
        path = tmp_path / "in.jsonl"
        path.write_bytes(data if isinstance(data, bytes) else orjson.dumps(data))
        (record,) = formats.read(path)
        return record

    return read_line


@pytest.mark.parametrize("name", ["text", "full_text", "content", "正文"])
def test_the_text_is_found_under_its_usual_names(read: Read, name: str) -> None:
    record = read({name: "一\r\n二\r", "publish_date": "2024-01-02", "url": "u", "pid": 7, "年份": "2023年"})
    assert record.text == "一\r\n二\r"  # never normalised: offsets count into it
    assert record.meta == {"published": "2024-01-02", "year": 2023, "source_url": "u", "pid": 7}
    assert record.id is None


def test_a_key_can_be_named_as_the_text(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"body": "甲", "text": "乙"}', encoding="utf-8")
    (record,) = formats.read(path, text_column="body")
    assert (record.text, record.meta) == ("甲", {"text": "乙"})
    with pytest.raises(BadInput, match="“title”"):
        next(formats.read(path, text_column="title"))


def test_of_a_span_all_but_three_fields_may_be_missing(read: Read) -> None:
    record = read({"text": "一二三", "spans": [{"start": 1, "end": 3, "label": "measure"}]})
    assert record.spans == [RecordSpan(None, 1, 3, "measure", None, {}, None, "")]


def test_a_field_of_a_span_that_is_not_known_becomes_an_attribute(read: Read) -> None:
    span = {"start": 0, "end": 1, "label": "x", "score": 0.5, "attrs": {"a": 1}, "id": 3}
    (made,) = read({"text": "一", "spans": [span]}).spans
    assert (made.id, made.attrs) == ("3", {"a": 1, "score": 0.5})


def test_spans_may_be_called_annotations(read: Read) -> None:
    record = read({"text": "一", "annotations": [{"start": 0, "end": 1, "label": "x", "note": "n"}]})
    assert [(s.label, s.note) for s in record.spans] == [("x", "n")]
    assert record.meta == {}
    assert read({"text": "一", "annotations": [{"result": []}]}).meta == {"annotations": [{"result": []}]}


def test_what_show_prints_is_read_with_its_source(read: Read) -> None:
    source = {"name": "a.txt", "digest": "d", "encoding": "gb18030"}
    ledger = [{"rule": "r", "start": 0, "end": 1, "text": "x"}]
    section = {"start": 0, "end": 1, "level": 1, "heading": "一", "role": "plans"}
    record = read({"text": "一", "sections": [section], "source": {**source, "ledger": ledger}})
    assert record.source.ledger == (LedgerEntry("r", 0, 1, "x"),)
    assert (record.source.name, record.source.encoding) == ("a.txt", "gb18030")
    assert record.sections == [Section(0, 1, 1, "一", "plans")]
    assert read({"text": "一", "source": "本报"}).meta == {"source": "本报"}


def test_metadata_beside_meta_joins_it_unless_the_two_differ(read: Read) -> None:
    assert read({"text": "一", "meta": {"a": 1}, "b": 2, "title": "t"}).meta == {"title": "t", "a": 1, "b": 2}
    assert read({"text": "一", "meta": {"year": 2023}, "year": "2023"}).meta == {"year": 2023}
    with pytest.raises(BadInput, match="“title” is given in “meta” and beside it"):
        read({"text": "一", "meta": {"title": "t"}, "title": "u"})


@pytest.mark.parametrize(
    ("year", "kept"),
    [("2023", 2023), (" 2023年度", 2023), (2023.0, 2023), ("2021–2025", "2021–2025"), (None, None)],
)
def test_a_year_is_a_number_where_it_reads_as_one(read: Read, year: Any, kept: Any) -> None:
    assert read({"text": "一", "year": year}).meta.get("year") == kept


def one(**fields: Any) -> dict[str, Any]:
    return {"text": "一二", "spans": [{"start": 0, "end": 1, "label": "x", **fields}]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[]", ["object"]),
        (b'"text"', ["object"]),
        (b'{"text": NaN}', ["not JSON", "column 10"]),
        (b'{"text": "a", "x": Infinity}', ["not JSON"]),
        (b'{"text": "a", "x": 1e999}', ["not JSON"]),
        (b'{"text": "\\ud83d"}', ["not JSON", "surrogate"]),
        (b'{"text": "\xff"}', ["not JSON", "UTF-8"]),
        (b"[" * 5000, ["not JSON", "depth"]),
        (b'{"text": "a", "x": ' + b"[" * 900 + b"]" * 900 + b"}", ["nested"]),
        (b'{"text": "a", "x": 18446744073709551616}', ["64 bits"]),
        (b'{"text": "a", "x": -9223372036854775809}', ["64 bits"]),
        (b'{"text": "a", "x": ' + b"9" * 300 + b"}", ["64 bits"]),
        ('{"text": "一"}'.encode("utf-16"), ["UTF-16"]),
        ({"text": 5}, ["“text” must be text"]),
        ({"texts": "a"}, ["there is no “text”"]),
        ({"start": 0, "end": 1, "attrs": {}}, ["span without its document"]),
        ({"text": "a", "id": ""}, ["“id” must be text"]),
        ({"text": "a", "id": 1.5}, ["“id” must be text"]),
        ({"text": "a", "meta": []}, ["“meta”"]),
        ({"text": "a", "title": {}}, ["“title” must be text"]),
        ({"text": "a", "spans": {}}, ["“spans” must be a list"]),
        ({"text": "a", "spans": [3]}, ["span 1"]),
        (one(start=0.0), ["“start” of span 1", "whole number"]),
        (one(start=True), ["“start” of span 1", "whole number"]),
        (one(end="1"), ["“end” of span 1", "whole number"]),
        (one(label=""), ["“label” of span 1"]),
        (one(label=None), ["“label” of span 1"]),
        (one(attrs=[]), ["“attrs” of span 1"]),
        (one(text=5), ["“text” of span 1"]),
        (one(layer=5), ["“layer” of span 1"]),
        (one(note=5), ["“note” of span 1"]),
        (one(id=[]), ["“id” of span 1"]),
        (one(end=3), ["span 1", "0 to 3", "2 characters"]),
        (one(start=1), ["span 1", "1 to 1"]),
        (one(start=-1), ["span 1", "-1 to 1"]),
        (orjson.dumps(one(end=2**63)).replace(b"9223372036854775808", b"9" * 30), ["“end” of span 1"]),
        (one(text="二", id="a-1"), ["span 1 (a-1)", "“二”", "“一”"]),
        (
            {"text": "一二", "spans": [{"start": 0, "end": 1, "label": "x", "id": "a"}] * 2},
            ["“a” is there twice"],
        ),
        ({"text": "a", "relations": [{"type": "t", "head": "a", "tail": "b"}]}, ["relation 1", "“a”"]),
        ({"text": "a", "relations": [{"head": "a", "tail": "b"}]}, ["relations 1", "“type”"]),
        ({"text": "a", "relations": [7]}, ["relations 1"]),
        ({"text": "a", "labels": [{"name": "n"}]}, ["labels 1", "“value”"]),
        ({"text": "a", "labels": [{"name": "n", "value": 1, "x": 2}]}, ["labels 1", "“x”"]),
        ({"text": "a", "sections": [{"start": 0, "end": 2}]}, ["section 1", "1 character"]),
        ({"text": "a", "sections": [{"start": 0, "end": 1, "level": 0}]}, ["sections 1", "“level”"]),
        ({"text": "a", "statuses": {"li": "ready"}}, ["“ready”", "todo, doing, done, skipped"]),
        ({"text": "a", "statuses": ["done"]}, ["“statuses”"]),
        ({"text": "a", "notes": "n"}, ["“notes”"]),
        ({"text": "a", "flags": [1]}, ["“flags”"]),
    ],
)
def test_a_bad_line_is_one_sentence_with_file_and_line(read: Read, data: Any, words: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        read(data)
    sentence = str(caught.value)
    assert "in.jsonl" in sentence
    assert "line 1" in sentence or words == ["UTF-16"]
    assert "\n" not in sentence
    assert all(word in sentence for word in words), sentence


def test_long_quotes_are_shown_where_they_differ(read: Read) -> None:
    text = "甲" * 500 + "乙" + "甲" * 500
    span = {"start": 0, "end": 1001, "label": "x", "text": text.replace("乙", "\n")}
    with pytest.raises(BadInput) as caught:
        read({"text": text, "spans": [span]})
    sentence = str(caught.value)
    assert "乙" in sentence
    assert "\\n" in sentence
    assert len(sentence) < 400


def test_the_line_is_counted_from_the_top_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "three.jsonl"
    path.write_text('{"text": "a"}\n\n{"text": 1}\n', encoding="utf-8")
    records = formats.read(path)
    assert next(records).text == "a"
    with pytest.raises(BadInput, match=r"three\.jsonl, line 3"):
        next(records)
