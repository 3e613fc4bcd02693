"""The sample reports and their layers: what they claim is true to the character and fits the built-in schema."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.schema import LabelSchema, schema_from_file
from annotator.formats import jsonl
from annotator.formats.format import ReadOptions
from annotator.paths import resource, schema

LAYERS = resource("samples", "layers.jsonl")
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in LAYERS.read_text(encoding="utf-8").splitlines()]
EXPECTED_LAYERS = {
    "qinghe-2022": {"gold"},
    "qinghe-2023": {"小周", "小吴"},
    "qinghe-2024": {"小周", "小吴"},
}

each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])


@pytest.fixture(scope="module")
def built_in() -> LabelSchema:
    return schema_from_file(schema("civil-affairs.json"))


def test_every_report_is_clean_text() -> None:
    reports = sorted(resource("samples").glob("*.txt"))
    assert [path.stem for path in reports] == ["nandu-2023", *EXPECTED_LAYERS]
    for path in reports:
        text = path.read_bytes().decode("utf-8")
        assert not set(text) & set("\r\t\u3000\u00a0\ufeff,;:()?!"), path.name
        assert all(line == line.strip() for line in text.split("\n")), path.name


def test_the_layers_are_those_that_the_tour_expects() -> None:
    layers = {record["id"]: {span["layer"] for span in record["spans"]} for record in RECORDS}
    assert layers == EXPECTED_LAYERS


@each_record
def test_the_record_holds_the_text_of_its_report(record: dict[str, Any]) -> None:
    assert record["text"] == resource("samples", f"{record['id']}.txt").read_bytes().decode("utf-8")


@each_record
def test_every_quote_is_the_slice(record: dict[str, Any]) -> None:
    wrong = [span for span in record["spans"] if record["text"][span["start"] : span["end"]] != span["text"]]
    assert wrong == []
    for section in record["sections"]:
        assert record["text"].startswith(section["heading"], section["start"])


@each_record
def test_every_label_and_attribute_fits_the_schema(record: dict[str, Any], built_in: LabelSchema) -> None:
    for span in record["spans"]:
        built_in.check_attributes(span["label"], span["attrs"])
        required = {
            attribute.name for attribute in built_in.label(span["label"]).attributes if attribute.required
        }
        assert required <= set(span["attrs"]), span


@each_record
def test_no_two_spans_of_a_label_overlap_in_a_layer(record: dict[str, Any]) -> None:
    lanes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for span in record["spans"]:
        lanes.setdefault((span["layer"], span["label"]), []).append(span)
    for spans in lanes.values():
        ordered = sorted(spans, key=lambda span: span["start"])
        assert [a["text"] for a, b in pairwise(ordered) if a["end"] > b["start"]] == []


@each_record
def test_relations_link_spans_that_their_type_allows(record: dict[str, Any], built_in: LabelSchema) -> None:
    labels = {span["id"]: span["label"] for span in record["spans"]}
    types = {kind.name: kind for kind in built_in.relations}
    for relation in record["relations"]:
        assert labels[relation["head"]] in types[relation["type"]].heads
        assert labels[relation["tail"]] in types[relation["type"]].tails


def test_every_id_is_there_once() -> None:
    ids = Counter(
        item["id"] for record in RECORDS for item in [record, *record["spans"], *record["relations"]]
    )
    assert [key for key, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("doc_id", [doc for doc, layers in EXPECTED_LAYERS.items() if "gold" not in layers])
def test_the_two_annotators_agree_mostly_and_not_always(doc_id: str) -> None:
    record = next(record for record in RECORDS if record["id"] == doc_id)
    marks = [
        {(span["start"], span["end"], span["label"]) for span in record["spans"] if span["layer"] == layer}
        for layer in sorted(EXPECTED_LAYERS[doc_id])
    ]
    f1 = 2 * len(marks[0] & marks[1]) / (len(marks[0]) + len(marks[1]))
    assert 0.7 < f1 < 0.95


def test_the_layers_are_in_canonical_form(tmp_path: Path) -> None:
    jsonl.write(jsonl.read(LAYERS, ReadOptions()), tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == LAYERS.read_bytes()
