"""The JSON Schemas are good schemas, fit what ships, and refuse what they should."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from annotator import paths
from annotator.domain.schema import schema_from_dict, schema_to_dict

GOLDEN = Path(__file__).parent.parent / "golden" / "jsonl" / "characters.jsonl"


def load(name: str) -> Any:
    return json.loads(paths.schema(name).read_text("utf-8"))


def fits(schema: str, data: Any) -> bool:
    return bool(jsonschema_rs.Draft202012Validator(load(schema)).is_valid(data))


SCHEMAS = sorted(path.name for path in paths.schema().glob("*.schema.json"))


def test_there_is_a_schema_for_all_that_travels() -> None:
    kinds = ("dataset", "label-schema", "package", "record")
    assert [f"{kind}.schema.json" for kind in kinds] == SCHEMAS


@pytest.mark.parametrize("name", SCHEMAS)
def test_examples_fit_their_schema(name: str) -> None:
    examples = load(name)["examples"]
    assert examples
    assert all(fits(name, example) for example in examples)
    assert not fits(name, {**examples[0], "nothing of ours": 1})


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_a_draft_2020_12_schema_that_explains_itself(name: str) -> None:
    schema = load(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)
    assert all("description" in field or "$ref" in field for field in schema["properties"].values())


def test_the_built_in_label_schema_fits() -> None:
    data = load("civil-affairs.json")
    assert fits("label-schema.schema.json", data)
    assert fits("label-schema.schema.json", schema_to_dict(schema_from_dict(data)) | {"name": "again"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("labels",), []),
        (("labels", 0, "name"), ""),
        (("labels", 0, "unit"), "page"),
        (("labels", 0, "color"), "blue"),
        (("labels", 0, "colour"), "#000000"),
        (("labels", 0, "attributes", 0, "type"), "list"),
        (("labels", 0, "attributes", 0, "choices"), []),
        (("relations", 0, "heads"), "metric"),
        (("version",), "1"),
    ],
)
def test_a_wrong_label_schema_does_not_fit(path: tuple[Any, ...], value: Any) -> None:
    assert not fits("label-schema.schema.json", changed(load("civil-affairs.json"), path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), 1),
        (("extra",), 1),
        (("meta", "title"), 1),
        (("meta", "year"), 2023.5),
        (("spans", 0, "start"), -1),
        (("spans", 0, "start"), 0.5),
        (("spans", 0, "end"), "1"),
        (("spans", 0, "label"), ""),
        (("spans", 0, "attrs"), None),
        (("spans", 0, "score"), 1),
        (("spans", 0, "note"), ""),
        (("relations", 0, "head"), None),
        (("relations", 0, "tail_doc"), ""),
        (("labels", 0, "layer"), None),
        (("sections", 0, "level"), 0),
        (("sections", 0, "role"), "plans"),
        (("statuses", "li"), "ready"),
        (("notes",), {}),
        (("flags",), []),
    ],
)
def test_a_wrong_record_does_not_fit(path: tuple[Any, ...], value: Any) -> None:
    record = orjson.loads(GOLDEN.read_bytes().split(b"\n")[0])
    assert fits("record.schema.json", record)
    assert not fits("record.schema.json", changed(record, path, value))


@pytest.mark.parametrize(
    "name", ["id", "text", "meta", "spans", "relations", "labels", "sections", "statuses"]
)
def test_a_record_has_all_its_parts(name: str) -> None:
    record = orjson.loads(GOLDEN.read_bytes().split(b"\n")[1])
    assert fits("record.schema.json", record)
    del record[name]
    assert not fits("record.schema.json", record)


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data
