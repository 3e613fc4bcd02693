"""Data for training: sentences, conversations, Hugging Face folders."""

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from format_samples import HARD, assert_refused, label_schema, rich, sample, written
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import Record, RecordSpan, WriteOptions
from annotator.formats.sentences import sentences

GOLDEN = Path(__file__).parent.parent / "golden"
TEXT = "全年审核合同47份。力量不足。\n\n下一步，加强管理。"
RECORD = Record(
    "d", TEXT, {"title": "总结"},
    [RecordSpan("a", 2, 9, "measure", None, {"status": "done"}, "li"), RecordSpan("b", 6, 9, "metric", layer="li"),
     RecordSpan("c", 10, 14, "problem", layer="gold"), RecordSpan("x", 12, 20, "problem", layer="gold")],
)  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().split(b"\n") if line]


def test_sentences_have_the_labels_that_touch_them(tmp_path: Path) -> None:
    report = formats.write([RECORD, Record("e", "无")], tmp_path / "o.jsonl", format="sentences")
    assert report.compared
    assert report.losses.counts() == {
        "metadata": 1, "attributes": 1, "unmarked": 1, "places": 4,
    }  # fmt: skip
    rows = lines(tmp_path / "o.jsonl")
    assert [(row["layer"], row["text"], row["labels"]) for row in rows] == [
        ("gold", "全年审核合同47份。", []), ("gold", "力量不足。", ["problem"]), ("gold", "下一步，加强管理。", ["problem"]),
        ("li", "全年审核合同47份。", ["measure", "metric"]), ("li", "力量不足。", []), ("li", "下一步，加强管理。", []),
    ]  # fmt: skip
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_sentences_as_csv_say_the_same(tmp_path: Path) -> None:
    for name in ("o.jsonl", "o.csv"):
        formats.write(rich(), tmp_path / name, format="sentences")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    rows = lines(tmp_path / "o.jsonl")
    assert [(row["text"], int(row["start"]), orjson.loads(row["labels"])) for row in table] == [
        (row["text"], row["start"], row["labels"]) for row in rows
    ]


@given(
    st.text(st.sampled_from(sorted(set(HARD + TEXT))) | st.characters(exclude_categories=["Cs"]), max_size=60)
)
def test_sentences_cover_all_that_is_not_blank_once(text: str) -> None:
    places = list(sentences(text))
    assert all(start < end for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    covered = {at for start, end in places for at in range(start, end)}
    assert {at for at, char in enumerate(text) if not char.isspace()} <= covered


def test_conversations_answer_with_the_quotes(tmp_path: Path) -> None:
    options = WriteOptions(schema=label_schema())
    report = formats.write([RECORD], tmp_path / "o.jsonl", format="chat", options=options)
    assert report.compared
    (row,) = lines(tmp_path / "o.jsonl")
    assert list(row) == ["messages"]
    assert [message["role"] for message in row["messages"]] == ["system", "user", "assistant"]
    system, user, assistant = (message["content"] for message in row["messages"])
    assert "measure（举措）" in system
    assert user == TEXT
    assert orjson.loads(assistant)[0] == {"text": "审核合同47份", "label": "measure", "status": "done"}


def test_a_conversation_for_each_paragraph(tmp_path: Path) -> None:
    report = formats.write([RECORD], tmp_path / "o.jsonl", format="chat", options=WriteOptions("paragraphs"))
    rows = lines(tmp_path / "o.jsonl")
    assert [row["messages"][-2]["content"] for row in rows] == [
        "全年审核合同47份。力量不足。",
        "下一步，加强管理。",
    ]
    assert orjson.loads(rows[1]["messages"][-1]["content"]) == []
    assert report.losses.kinds["crossing"].ids == ["x"]


def test_another_template(tmp_path: Path) -> None:
    template = tmp_path / "t.json"
    template.write_text('{"system": "", "user": "找出：{text}"}', encoding="utf-8")
    record = Record("d", "有{text}的文字")
    formats.write([record], tmp_path / "o.jsonl", format="chat", options=WriteOptions(template=template))
    (row,) = lines(tmp_path / "o.jsonl")
    assert [message["content"] for message in row["messages"]] == ["找出：有{text}的文字", "[]"]


@pytest.mark.parametrize("data", [None, "{", "[]", '{"system": "a"}', '{"system": "a", "user": "b"}'])
def test_a_template_that_is_none_is_refused(data: str | None, tmp_path: Path) -> None:
    template = tmp_path / "t.json"
    if data is not None:
        template.write_text(data, encoding="utf-8")
    with pytest.raises(BadInput, match=r"the template .*t\.json"):
        formats.write([RECORD], tmp_path / "o.jsonl", format="chat", options=WriteOptions(template=template))
    assert not (tmp_path / "o.jsonl").exists()


def test_the_folder_is_the_one_that_was_agreed(tmp_path: Path) -> None:
    written(rich(), tmp_path / "out", "huggingface")
    for name in ("README.md", "data/train.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (
            GOLDEN / "huggingface" / "folder" / name
        ).read_bytes()
    assert formats.format_for(tmp_path / "out" / "data" / "train.jsonl").name == "huggingface"
    there = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in set(there) - formats.read_along(there)] == ["train.jsonl"]


def test_columns_have_one_type_each(tmp_path: Path) -> None:
    """As `datasets` wants it, whatever the documents hold."""
    written(rich(), tmp_path / "out", "huggingface")
    rows = lines(tmp_path / "out" / "data" / "train.jsonl")
    assert len({tuple(row) for row in rows}) == 1
    for name in ("spans", "relations", "labels", "statuses"):
        assert len({tuple(item) for row in rows for item in row[name]}) == 1


def test_a_data_set_that_calls_layers_annotators_is_read(tmp_path: Path) -> None:
    spans = [{"id": name, "start": 0, "end": 2, "label": "x", "annotator": "li"} for name in "ab"]
    row = {"text": "审核合同", "spans": spans,
           "relations": [{"head": "a", "tail": "b", "label": "same", "annotator": "li"}]}  # fmt: skip
    (tmp_path / "a.jsonl").write_bytes(orjson.dumps(row))
    (record,) = formats.read(tmp_path / "a.jsonl", format="huggingface")
    assert isinstance(record, Record)
    assert [span.layer for span in record.spans] == ["li", "li"]
    assert [(r.type, r.layer) for r in record.relations] == [("same", "li")]


def test_a_row_that_is_damaged_is_refused(tmp_path: Path) -> None:
    for number, data in enumerate(
        (b'{"text": 1}', b'{"text": "a", "meta": "{"}', b'{"text": "a", "spans": [{"start": 0}]}')
    ):
        (tmp_path / f"{number}.jsonl").write_bytes(data)
        assert_refused(tmp_path / f"{number}.jsonl", "huggingface")


def test_the_rules_that_openai_checks_hold_for_its_sample_and_ours(tmp_path: Path) -> None:
    formats.write([RECORD], tmp_path / "o.jsonl", format="chat", options=WriteOptions("paragraphs"))
    for path in (tmp_path / "o.jsonl", sample("chat_sft/openai_cookbook_toy_first4.jsonl")):
        for row in lines(path):
            messages = row["messages"]
            assert all(
                set(message) <= {"role", "content", "name", "function_call", "weight"} for message in messages
            )
            assert all(message["role"] in ("system", "user", "assistant") for message in messages)
            assert all(type(message["content"]) is str and message["content"] for message in messages)
            assert any(message["role"] == "assistant" for message in messages)
