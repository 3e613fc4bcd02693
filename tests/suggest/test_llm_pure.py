"""What a model is asked, and what its answer comes to: stretches, prompt, reading, places. No server here."""

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import Document, Section
from annotator.domain.schema import LabelSchema, schema_from_dict
from annotator.domain.span import Span
from annotator.suggest.llm.anchoring import NEUTRAL, Places, anchored, apart
from annotator.suggest.llm.answer import Claim, Unreadable, claims
from annotator.suggest.llm.chunks import Chunk, chunks
from annotator.suggest.llm.prompt import answer_form, instructions, messages, version
from annotator.suggest.suggestion import Suggestion
from annotator.text.outline import outline
from tests.suggest.reports import SCHEMA, report
from tests.suggest.shared import reports

TEXT = "一是审核合同47份；二是召开会议。\n下半年再次审核合同47份，力量不足。"
DOCUMENT = Document("d", TEXT)
WHOLE = Chunk(0, len(TEXT), ())


def places(*found: Claim, text: str = TEXT) -> list[tuple[int, int] | None]:
    taking = Places(text)
    return [taking.find(one) for one in found]


# -- stretches ---------------------------------------------------------------------------------------


@given(
    st.text("甲乙。；，\n 一二😀", max_size=400),
    st.integers(10, 80),
    st.integers(0, 30),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 3)), max_size=6),
)
def test_stretches_cover_the_text_in_order_and_keep_their_size(
    text: str, most: int, overlap: int, heads: list[tuple[int, int]]
) -> None:
    sections = tuple(Section(at, len(text), level, "甲") for at, level in sorted(heads) if at < len(text))
    found = list(chunks(Document("d", text, outline=sections), most, overlap))
    covered = {at for one in found for at in range(one.start, one.end)}
    assert all(at in covered for at, char in enumerate(text) if not char.isspace())
    assert [one.end for one in found] == sorted({one.end for one in found})
    assert all(0 < one.end - one.start <= most + overlap for one in found)


def test_stretches_begin_with_sections_and_name_them() -> None:
    body = "开展检查。" * 60
    text = f"某市民政局报告\n一、主要工作\n{body}\n二、存在问题\n{body}\n三、下一步打算\n{body}\n"
    found = list(chunks(Document("d", text, outline=outline(text)), 500, 20))
    assert [one.path[-1] for one in found[1:]] == ["二、存在问题", "三、下一步打算"]
    assert text[found[0].end :].startswith("二、")
    assert found[1].start < found[0].end  # a little of what comes before


# -- what is asked -----------------------------------------------------------------------------------


def test_definitions_and_examples_are_told() -> None:
    told = instructions(SCHEMA)
    for label in SCHEMA.labels:
        assert label.definition in told
        assert all(example in told for example in (*label.examples, *label.counterexamples))
    assert "done（已完成）" in told
    system, user = messages(report(), next(chunks(report())), SCHEMA)
    assert system["content"] == told
    assert report().text in user["content"]


def test_dollars_and_braces_of_a_report_are_left_alone() -> None:
    text = "投入$text万{quote}元。"
    (_system, user) = messages(Document("d", text), Chunk(0, len(text), ("$labels",)), SCHEMA)
    assert text in user["content"]
    assert "$labels" in user["content"]


def test_the_form_is_what_strict_servers_take() -> None:
    def check(node: dict[str, object]) -> None:
        if node.get("type") == "object":
            properties = node["properties"]
            assert isinstance(properties, dict)
            assert node["required"] == list(properties)
            assert node["additionalProperties"] is False
            for one in properties.values():
                check(one)
        if isinstance(node.get("items"), dict):
            check(node["items"])  # type: ignore[arg-type]

    check(answer_form(SCHEMA)["json_schema"]["schema"])


def test_another_definition_is_another_version() -> None:
    def schema(definition: str) -> LabelSchema:
        return schema_from_dict({"labels": [{"name": "a", "definition": definition}]})

    assert version(schema("x")) == version(schema("x"))
    assert version(schema("x")) != version(schema("y"))


# -- what is answered --------------------------------------------------------------------------------

GOOD = {
    "label": "measure",
    "quote": "审核合同47份",
    "attrs": {"status": "done"},
    "score": 0.8,
    "reason": "有动作",
}
ANSWER = orjson.dumps({"spans": [GOOD]}).decode()


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        f"```json\n{ANSWER}\n```",
        f"<think>先看{{第一句}}，[再看]。</think>\n好的，结果如下：\n{ANSWER}\n希望有帮助。",
        f"[{orjson.dumps(GOOD).decode()}]",
        f'先举例 {{"spans": []}}，答案是 {ANSWER}',
    ],
)
def test_json_is_found_wherever_it_stands(answer: str) -> None:
    (claim,), dropped = claims(answer, SCHEMA)
    assert claim == Claim("measure", "审核合同47份", "", "", {"status": "done"}, 0.8, "有动作")
    assert dropped == 0


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "没有。",
        "{}",
        '{"spans": 3}',
        ANSWER[:-1][:-1],
        ANSWER[:-20],
        '{"spans": [{"attrs": []',
        "[" * 100_000,
        "[1, 2]",
    ],
)
def test_what_is_broken_is_not_half_taken(answer: str) -> None:
    with pytest.raises(Unreadable):
        claims(answer, SCHEMA)


@pytest.mark.parametrize(
    "entry",
    [
        3,
        {},
        {"label": "slogan", "quote": "a"},
        {"label": "measure"},
        {"label": "measure", "quote": " "},
        {"label": 3, "quote": "a"},
    ],
)
def test_entries_that_say_nothing_are_dropped_and_counted(entry: object) -> None:
    found, dropped = claims(orjson.dumps({"spans": [entry, GOOD]}).decode(), SCHEMA)
    assert (len(found), dropped) == (1, 1)


@pytest.mark.parametrize("score", [None, "0.9", True, -1, 90, "NaN"])
def test_a_score_that_is_no_probability_is_none(score: object) -> None:
    ((claim,), _dropped) = claims(orjson.dumps([{**GOOD, "score": score}]).decode(), SCHEMA)
    assert claim.score is None
    ((made,), _lost) = anchored(DOCUMENT, WHOLE, [claim], SCHEMA)
    assert made.score == NEUTRAL


def test_values_that_the_schema_does_not_know_are_not_taken() -> None:
    entry = {**GOOD, "attrs": {"status": "maybe", "value": "48", "colour": "red"}}
    ((claim,), _dropped) = claims(orjson.dumps([entry]).decode(), SCHEMA)
    assert claim.attrs == {}


# -- where it stands ---------------------------------------------------------------------------------


def test_surroundings_tell_repeated_quotes_apart() -> None:
    first, second = TEXT.index("审核"), TEXT.rindex("审核")
    quote = "审核合同47份"
    assert places(Claim("m", quote, "下半年再次", "，力量")) == [(second, second + 7)]
    assert places(Claim("m", quote, "一是", "；二是")) == [(first, first + 7)]
    assert places(Claim("m", quote), Claim("m", quote), Claim("n", quote)) == [
        (first, first + 7), (second, second + 7), (first, first + 7),
    ]  # fmt: skip


def test_another_script_and_width_is_the_same_place() -> None:
    text = "審核合同４７份，開展檢查。"
    assert places(Claim("m", "审核合同47份"), Claim("m", "开展检查"), text=text) == [(0, 7), (8, 12)]


def test_what_is_not_in_the_text_is_dropped_and_counted() -> None:
    found = [Claim("measure", "审核合同48份"), Claim("measure", "召开会议"), Claim("measure", "；")]
    made, lost = anchored(DOCUMENT, WHOLE, found, SCHEMA)
    assert ([TEXT[one.start : one.end] for one in made], lost) == (["召开会议"], 2)


def test_edges_are_trimmed_and_quantities_read_from_the_text() -> None:
    found = [Claim("measure", "一是审核合同47份；", attrs={"status": "planned"}), Claim("metric", "合同47份")]
    (measure, metric), _lost = anchored(DOCUMENT, WHOLE, found, SCHEMA)
    assert (TEXT[measure.start : measure.end], measure.attrs["status"]) == ("审核合同47份", "planned")
    assert (metric.attrs["value"], metric.attrs["unit"]) == ("47", "份")


@given(st.text("甲乙丙é😀", min_size=1, max_size=30), st.data())
def test_every_quote_of_a_text_is_found_as_it_reads(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (place,) = places(Claim("m", text[start:end], text[max(0, start - 30) : start], text[end:]), text=text)
    assert place == (start, end)


def test_of_two_that_must_not_overlap_the_surer_one_stays() -> None:
    def one(start: int, end: int, label: str, score: float) -> Suggestion:
        return Suggestion("d", start, end, label, {}, score)

    found = [
        one(0, 5, "measure", 0.6),
        one(2, 7, "measure", 0.9),
        one(0, 5, "metric", 0.1),
        one(7, 9, "measure", 0.2),
    ]
    assert apart(found, SCHEMA) == [found[2], found[1], found[3]]


def test_every_gold_mark_of_real_reports_is_found_again_by_its_words(shared_corpus: Path) -> None:
    found = total = 0
    for document, gold in reports(shared_corpus):
        made = []
        for chunk in chunks(document):
            inside = [one for one in gold if chunk.start <= one.start and one.end <= chunk.end]
            said = [claimed(one, document.text) for one in inside]
            suggested, lost = anchored(document, chunk, said, SCHEMA)
            assert lost == 0
            made += suggested
        places = {one.place for one in apart(made, SCHEMA)}
        found += sum((one.start, one.end, one.label) in places for one in gold)
        total += len(gold)
    assert total > 100
    assert found == total


def claimed(one: Span, text: str) -> Claim:
    return Claim(one.label, one.text, text[max(0, one.start - 10) : one.start], text[one.end : one.end + 10])
