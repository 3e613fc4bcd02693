"""Records that have everything, text that has broken readers before, and strategies over both; for tests of formats."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema, schema_from_dict
from annotator.formats import FORMATS, Record, RecordLabel, RecordRelation, RecordSpan, WriteOptions, Written
from annotator.formats.fidelity import carried, content
from annotator.formats.format import ReadOptions
from annotator.formats.losses import Losses

# Astral characters, an emoji of several code points, a combining mark, no-break space, CR LF, U+2028, full-width.
HARD = "𠮷林省👩‍👩‍👧：\r\n一、cafe\u0301\u00a0净增１２３家。\u2028制定办法，\u3000“不足”。\n尾𪚥"
LABELS = ("measure", "problem", "metric")


def label_schema() -> LabelSchema:
    """A schema of our own, so that golden files do not change with the one that ships."""
    choices = [{"name": "status", "type": "choice", "choices": ["done", "planned"]}]
    values = [{"name": "value", "type": "number"}, {"name": "unit"}, {"name": "approx", "type": "flag"}]
    labels = [
        {
            "name": "measure",
            "names": {"zh": "举措"},
            "color": "#0072B2",
            "attributes": choices,
            "definition": "采取的行动",
        },
        {"name": "problem", "names": {"zh": "问题"}, "color": "#D55E00"},
        {"name": "metric", "names": {"zh": "指标"}, "color": "#009E73", "attributes": values},
    ]
    relations = [
        {"name": "quantifies", "heads": ["metric"], "tails": ["measure", "problem"]},
        {"name": "addresses", "heads": ["measure"], "tails": ["problem"]},
    ]
    return schema_from_dict({"name": "civil-affairs", "labels": labels, "relations": relations})


def rich() -> list[Record]:
    """Nested, crossing and equal spans of two layers over `HARD`, all that a record may have; an empty document."""
    at = HARD.index
    record = Record(
        "文-1",
        HARD,
        {"title": "标题😀", "year": 2023, "more": {"a": [1, None, "𠮷"]}},
        [
            RecordSpan("a", at("净增"), at("。"), "measure", None, {"status": "done"}, "li"),
            RecordSpan(
                "b",
                at("１２３"),
                at("家"),
                "metric",
                None,
                {"value": "123", "approx": True},
                "li",
                "存疑\n再看",
            ),
            RecordSpan("c", 0, at("一、") + 2, "problem", None, {}, "li"),
            RecordSpan("d", at("省"), at("cafe") + 5, "measure", None, {}, "li"),
            RecordSpan("e", at("净增"), at("。"), "measure", None, {}, "gold"),
            RecordSpan("f", at("尾"), len(HARD), "problem", None, {}, "gold"),
        ],
        [
            RecordRelation("r1", "quantifies", "b", "a", "li"),
            RecordRelation("r2", "addresses", "e", "f", "gold"),
            RecordRelation("r3", "addresses", "a", "f", "li"),
            RecordRelation("r4", "addresses", "a", "z", "li", "文-2"),
        ],
        [RecordLabel("kind", "年度", "li"), RecordLabel("topics", ["养老", "救助"], "gold")],
        statuses={"li": "done", "gold": "doing"},
        notes={"li": "看过"},
        flags=["gold"],
    )
    return [record, Record("文-2", "末段：力量不足。"), Record("文-3", "")]


def written(records: list[Record], out: Path, name: str, **options: Any) -> tuple[Written, list[Record]]:
    """Write, which compares what it reads back, and read once more."""
    chosen = WriteOptions(schema=label_schema(), relations=True, **options)
    report = formats.write(records, out, format=name, options=chosen)
    reader = FORMATS[name].reread or FORMATS[name].reader
    assert reader is not None
    assert report.compared
    return report, list(reader(out, ReadOptions(unit=chosen.unit))) if report.documents else []


def expected(records: list[Record], name: str, **options: Any) -> list[dict[str, Any]]:
    """What the format says that it carries of the records."""
    chosen = WriteOptions(schema=label_schema(), relations=True, **options)
    fitted = [carried(record, FORMATS[name], chosen, Losses()) for record in records]
    expect = FORMATS[name].expect
    return [content(expect(r, chosen) if expect else r) for r in fitted if r is not None]


def sample(name: str) -> Path:
    """A real file of a format, beside the project; the test is skipped where it is not there."""
    path = Path(__file__).parents[3] / "shared" / "formats" / "samples" / name
    if not path.exists():
        pytest.skip("the sample files of other tools are not beside the project (../shared/formats)")
    return path


characters = st.sampled_from(sorted(set(HARD))) | st.characters(exclude_categories=["Cs"])
texts = st.text(characters, max_size=30)
names = st.text(characters, min_size=1, max_size=5)
values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts | st.lists(texts, max_size=3)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record of any content, its relations between its own spans."""
    text = draw(texts)
    record = Record(
        draw(names), text, {f"x{k}": v for k, v in draw(st.dictionaries(names, values, max_size=2)).items()}
    )
    layers = st.sampled_from(["li", "wang", "gold"])
    for number in range(draw(st.integers(0, 5)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        attrs = draw(st.dictionaries(names, values, max_size=2))
        record.spans.append(
            RecordSpan(f"s{number}", start, end, draw(names), None, attrs, draw(layers), draw(texts))
        )
    if record.spans:
        ends = st.sampled_from([span.id or "" for span in record.spans])
        for number in range(draw(st.integers(0, 3))):
            record.relations.append(
                RecordRelation(f"r{number}", draw(names), draw(ends), draw(ends), draw(layers))
            )
    record.labels = [
        RecordLabel(name, draw(values), layer)
        for name, layer in draw(st.lists(st.tuples(names, layers), max_size=2, unique=True))
    ]
    record.statuses = draw(st.dictionaries(layers, st.sampled_from(("doing", "done")), max_size=2))
    record.notes = draw(st.dictionaries(layers, texts, max_size=2))
    return record


def assert_refused(path: Path, name: str) -> None:
    """Reading gives one sentence that names the file, or nothing that was marked."""
    marked, sentence = [], ""
    try:
        marked = [record for record in formats.read(path, format=name) if record.spans or record.relations]
    except BadInput as error:
        sentence = str(error)
    assert not marked
    assert not sentence or path.name in sentence
    assert "\n" not in sentence
