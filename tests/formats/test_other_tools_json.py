"""doccano, Label Studio, Prodigy, labelbuddy: their shapes, real files, what is refused, how they are recognised."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from format_samples import HARD, assert_refused, label_schema, rich, sample, written
from lxml import etree

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import FORMATS, Record, RecordSpan, WriteOptions

GOLDEN = Path(__file__).parent.parent / "golden"
EMOJI = Record("d", "😀增长", spans=[RecordSpan("s", 1, 3, "measure", layer="li")])


@pytest.mark.parametrize(
    ("name", "file", "options"),
    [
        ("doccano", "spans.jsonl", {"variant": "spans"}),
        ("doccano", "relations.jsonl", {}),
        ("doccano", "classes.jsonl", {"variant": "classes"}),
        ("doccano", "utf-16.jsonl", {"variant": "spans", "unit": "utf-16"}),
        ("label-studio", "tasks.json", {}),
        ("prodigy", "rows.jsonl", {}),
        ("labelbuddy", "documents.jsonl", {}),
        ("labelbuddy", "documents.json", {}),
    ],
)
def test_the_bytes_are_those_that_were_agreed(
    name: str, file: str, options: dict[str, Any], tmp_path: Path
) -> None:
    written(rich()[:2], tmp_path / file, name, **options)
    assert (tmp_path / file).read_bytes() == (GOLDEN / name / file).read_bytes()


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("doccano", ["export_intent_detection.jsonl", "export_relation_extraction.jsonl", "import_overlapping.jsonl",
                     "export_sequence_labeling.jsonl", "export_text_classification.jsonl",
                     "import_relation_extraction.jsonl"]),
        ("label-studio", ["fixture_import_accepted_by_LS_1.23.2.json"]),
        ("prodigy", ["fixture_relations_charTokens.jsonl", "github_issues_textcat_first60.jsonl",
                     "news_headlines_ner_first60.jsonl", "reddit_product_ner_first60.jsonl"]),
        ("labelbuddy", ["docs.json", "docs.jsonl", "exported_docs.json", "exported_docs.jsonl", "test_documents.json",
                        "cluster_inference_documents_6docs.jsonl", "fixture_exported_by_labelbuddy_0.1.0.jsonl"]),
    ],
)  # fmt: skip
def test_real_files_are_read(name: str, files: list[str]) -> None:
    for file in files:
        path = sample(f"{name.replace('-', '_')}/{file}")
        read = list(formats.read(path, format=name))
        assert read, file
        assert all(record.text for record in read)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("doccano/export_sequence_labeling.jsonl", "doccano"), ("doccano/export_relation_extraction.jsonl", "doccano"),
        ("doccano/export_text_classification.jsonl", "doccano"),
        ("label_studio/fixture_import_accepted_by_LS_1.23.2.json", "label-studio"),
        ("prodigy/news_headlines_ner_first60.jsonl", "prodigy"),
        ("prodigy/fixture_relations_charTokens.jsonl", "prodigy"),
        ("prodigy/github_issues_textcat_first60.jsonl", "prodigy"),
        ("labelbuddy/exported_docs.json", "labelbuddy"),
        ("labelbuddy/cluster_inference_Kendra_Oudyk_6docs.jsonl", "labelbuddy"),
    ],
)  # fmt: skip
def test_a_real_file_is_recognised(file: str, name: str) -> None:
    assert formats.format_for(sample(file)).name == name


@pytest.mark.parametrize(
    ("name", "file"), [("doccano", "o.jsonl"), ("prodigy", "o.jsonl"), ("labelbuddy", "o.json"), ("jsonl", "o.jsonl"),
                       ("label-studio", "o.json")]
)  # fmt: skip
def test_what_was_written_is_recognised(name: str, file: str, tmp_path: Path) -> None:
    records = [Record("e", "无"), *rich()[:1]] if name != "jsonl" else [EMOJI]
    formats.write(records, tmp_path / file, format=name)
    assert formats.format_for(tmp_path / file).name == name


def test_offsets_of_the_fixture_are_those_of_the_peers() -> None:
    """The same six spans, as each tool gave them back."""
    wanted = {
        ("ORG", "𠮷林公司"),
        ("IND", "2023年净利润"),
        ("VAL", "净利润１２３亿元😀"),
        ("PER", "張三"),
        ("X", "𪚥好"),
    }
    for file in (
        "label_studio/fixture_import_accepted_by_LS_1.23.2.json", "prodigy/fixture_relations_charTokens.jsonl",
        "labelbuddy/fixture_exported_by_labelbuddy_0.1.0.jsonl",
    ):  # fmt: skip
        record = next(formats.read(sample(file)))
        found = {(span.label, record.text[span.start : span.end]) for span in record.spans}
        assert wanted <= found, file


def test_label_studio_keeps_attributes_relations_notes_and_people() -> None:
    record = next(formats.read(sample("label_studio/fixture_import_accepted_by_LS_1.23.2.json")))
    value = next(span for span in record.spans if span.label == "VAL")
    assert value.attrs == {"polarity": "正", "note": "备注"}
    assert {span.layer for span in record.spans} == {"gold", "b@example.org", "m1"}
    assert [(r.type, r.layer) for r in record.relations] == [("has", "gold")]
    assert [(label.name, label.value) for label in record.labels] == [("doc_topic", "金融")]


def test_a_folder_gets_the_labelling_configuration(tmp_path: Path) -> None:
    written(rich(), tmp_path / "tasks", "label-studio")
    config = etree.parse(tmp_path / "tasks" / "labeling-config.xml")
    controls = {element.get("name") for element in config.iter() if element.get("name")}
    tasks = orjson.loads((tmp_path / "tasks" / "tasks.json").read_bytes())
    used = {
        item["from_name"]
        for task in tasks for annotation in task["annotations"] for item in annotation["result"] if "from_name" in item
    }  # fmt: skip
    assert used <= controls
    assert {label.get("value") for label in config.iter("Label")} >= {"measure", "problem", "metric"}
    truths = [a["ground_truth"] for task in tasks for a in task["annotations"]]
    assert sorted(truths) == [False, True]


def test_old_label_studio_exports_count_utf_16(tmp_path: Path) -> None:
    value = {"start": 2, "end": 4, "text": "增长", "labels": ["measure"]}
    task = {
        "data": {"text": "😀增长"},
        "annotations": [{"result": [{"id": "a", "type": "labels", "value": value}]}],
    }
    (tmp_path / "t.json").write_bytes(orjson.dumps([task]))
    assert [(s.start, s.end) for s in next(formats.read(tmp_path / "t.json")).spans] == [(1, 3)]


def test_emails_are_people_only_when_asked(tmp_path: Path) -> None:
    for variant, by in (("tasks", None), ("emails", {"email": "li"})):
        formats.write([EMOJI], tmp_path / "o.json", format="label-studio", options=WriteOptions(variant))
        assert orjson.loads((tmp_path / "o.json").read_bytes())[0]["annotations"][0].get("completed_by") == by


def test_doccano_lines_have_the_same_keys(tmp_path: Path) -> None:
    """Rows that differ in their keys crash its import."""
    records = [EMOJI, Record("e", "无", meta={"year": 2023})]
    formats.write(records, tmp_path / "o.jsonl", format="doccano")
    keys = {tuple(orjson.loads(line)) for line in (tmp_path / "o.jsonl").read_bytes().splitlines()}
    assert len(keys) == 1


def test_doccano_units(tmp_path: Path) -> None:
    for unit, place in (("code points", [1, 3]), ("utf-16", [2, 4]), ("graphemes", [1, 3])):
        formats.write([EMOJI], tmp_path / "o.jsonl", format="doccano", options=WriteOptions(unit=unit))
        assert orjson.loads((tmp_path / "o.jsonl").read_bytes())["label"][0][:2] == place
        record = next(formats.read(tmp_path / "o.jsonl", format="doccano", unit=unit))
        assert (record.spans[0].start, record.spans[0].end) == (1, 3)


def test_prodigy_tokens_lie_under_spans(tmp_path: Path) -> None:
    formats.write(rich(), tmp_path / "o.jsonl", format="prodigy", options=WriteOptions(relations=True))
    rows = [orjson.loads(line) for line in (tmp_path / "o.jsonl").read_bytes().split(b"\n") if line]
    assert [row.get("_annotator_id") for row in rows] == ["gold", "li", None, None]
    for row in rows:
        assert "".join(token["text"] for token in row["tokens"]) == row["text"]
        for span in row["spans"]:
            assert row["tokens"][span["token_start"]]["start"] == span["start"]
            assert row["tokens"][span["token_end"]]["end"] == span["end"]
        for relation in row["relations"]:
            assert relation["head"] == relation["head_span"]["token_end"]


def test_prodigy_takes_what_was_accepted(tmp_path: Path) -> None:
    rows = [{"text": "增长", "spans": [{"start": 0, "end": 2, "label": "m"}], "_task_hash": 1, "answer": answer}
            for answer in ("reject", "accept")]  # fmt: skip
    (tmp_path / "o.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    assert [len(record.spans) for record in formats.read(tmp_path / "o.jsonl")] == [1]


def test_labelbuddy_counts_characters_and_bytes(tmp_path: Path) -> None:
    formats.write([EMOJI], tmp_path / "o.jsonl", format="labelbuddy")
    item = orjson.loads((tmp_path / "o.jsonl").read_bytes())["annotations"][0]
    assert [item[k] for k in ("start_char", "end_char", "start_byte", "end_byte")] == [1, 3, 4, 10]
    for key in ("start_char", "end_char"):
        del item[key]
    row = {"text": EMOJI.text, "annotations": [item]}
    (tmp_path / "b.jsonl").write_bytes(orjson.dumps(row))
    span = next(formats.read(tmp_path / "b.jsonl")).spans[0]
    assert (span.start, span.end) == (1, 3)


def test_one_span_of_a_label_and_place_goes_to_labelbuddy(tmp_path: Path) -> None:
    report = formats.write(rich(), tmp_path / "o.jsonl", format="labelbuddy")
    assert report.losses.kinds["duplicates"].ids == ["e"]


@pytest.mark.parametrize("name", ["doccano", "label-studio", "prodigy", "labelbuddy"])
@pytest.mark.parametrize(
    "data",
    [
        b"{", b"[1]", b"[]", b"null", b"\x00\xff", b'{"text": 1}', b'[{"data": {"text": 3}}]', b'{"text": "a", "label": 5}',
        b'{"text": "a", "label": [[0, 9, "x"]]}', b'{"text": "a", "label": [[0, 1]]}', b'{"text": "a", "entities": [1]}',
        b'{"text": "a", "spans": [{"start": 0, "end": 5, "label": "x"}]}', b'{"text": "a", "spans": {"a": 1}}',
        b'{"text": "a", "annotations": [{"label_name": "x", "start_char": 1, "end_char": 1}]}', b"[" * 100_000,
        b'{"text": "a", "relations": [{"head": 0, "child": 1, "label": "x"}], "entities": []}',
        b'[{"data": {"text": "a"}, "annotations": [{"result": [{"type": "relation", "from_id": "q"}]}]}]',
        b'[{"data": {"text": "a"}, "annotations": [{"result": [{"type": "labels", "value": {"start": 0}}]}]}]',
        "﻿".encode("utf-16"), b'{"text": "\\ud83d"}', b'{"text": "a"}\n{"text": ',
    ],
)  # fmt: skip
def test_what_cannot_be_read_gives_one_sentence(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    assert_refused(tmp_path / "bad.json", name)


def test_an_offset_inside_a_character_is_refused(tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_bytes(orjson.dumps({"text": "😀增", "label": [[1, 3, "m"]]}))
    with pytest.raises(BadInput, match=r"o\.jsonl, line 1: the offset 1 \(utf-16\) lies inside a character"):
        list(formats.read(tmp_path / "o.jsonl", unit="utf-16"))


def test_a_name_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for options in (WriteOptions(variant="x"), WriteOptions(unit="x")):
        with pytest.raises(BadInput, match=r"doccano has no “x” \(there are"):
            formats.write([EMOJI], tmp_path / "o", format="doccano", options=options)


def test_a_list_on_lines_of_their_own_is_read_one_at_a_time(tmp_path: Path) -> None:
    formats.write(
        rich(), tmp_path / "o.json", format="label-studio", options=WriteOptions(schema=label_schema())
    )
    data = (tmp_path / "o.json").read_bytes()
    assert data.count(b"\n") == 5
    pretty = orjson.dumps(orjson.loads(data), option=orjson.OPT_INDENT_2)
    (tmp_path / "p.json").write_bytes(pretty)
    one, other = (list(formats.read(tmp_path / name, format="label-studio")) for name in ("o.json", "p.json"))
    assert [record.spans for record in one] == [record.spans for record in other]
    assert one[0].text == HARD
    assert FORMATS["label-studio"].lacks == ("across", "sections")
