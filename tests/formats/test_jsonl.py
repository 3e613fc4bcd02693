"""Canonical JSON lines: golden bytes, and what is written reads back and writes again to the same bytes."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.document import Section, Source
from annotator.domain.errors import BadInput
from annotator.domain.status import STATES
from annotator.formats import Cancelled, Record, RecordLabel, RecordRelation, RecordSpan, jsonl
from annotator.formats.format import ReadOptions
from annotator.formats.metadata import KNOWN

GOLDEN = Path(__file__).parent.parent / "golden" / "jsonl"

# An astral character, an emoji of several code points, a combining mark, a no-break space, the three
# characters that some readers take for line ends, CR LF, full-width digits and space.
CHARACTERS = "𠮷林省👩‍👩‍👧‍👦：\r\n一、cafe\u0301\u00a0净增１２３家。\u2028制定\u2029办法\u0085，\u3000“不足”\\u2028\t尾"


def span(id_: str, start: int, end: int, label: str = "measure", **fields: object) -> RecordSpan:
    return RecordSpan(id_, start, end, label, layer=str(fields.pop("layer", "gold")), **fields)  # type: ignore[arg-type]


def characters() -> list[Record]:
    """Nested, crossing and equal stretches over all the characters that have broken readers before."""
    text = CHARACTERS
    spans = [
        span("s5", text.index("１２３"), text.index("家"), "metric",
             attrs={"value": "123", "unit": "家", "approx": True, "more": {"b": [1, 2.5], "a": None}}),
        span("s4", text.index("净增"), text.index("。"), attrs={"status": "done"}, note="一行\n又一行\u2028"),
        span("s3", 0, 3), span("s2", 2, 7, "problem"), span("s1", 0, len(text), "problem"),
        span("s6", 0, 3, layer="li"), span("s7", 0, 3, layer="li", note="同一处"),
    ]  # fmt: skip
    record = Record("文-1", text, spans=spans)
    record.meta = {
        "zz": {"y": "\u2029", "x": 1}, "source_url": "https://example.org/𠮷", "year": "2023年", "title": "标题\u0085",
        "aa": [True, None, 0.1, -5, 2**64 - 1], "region": "吉林省", "published": None,
    }  # fmt: skip
    record.relations = [
        RecordRelation("r2", "quantifies", "s5", "s4", "gold"),
        RecordRelation("r1", "addresses", "s4", "elsewhere", "gold", tail_doc="文-2"),
        RecordRelation("r3", "addresses", "s4", "s2", "gold", tail_doc="文-1"),
    ]
    record.labels = [RecordLabel("type", ["b", "a"], "li"), RecordLabel("type", "report", "gold")]
    record.sections = [Section(13, 20, 2, "（一）"), Section(13, len(text), 1, "一、", role="plans")]
    record.statuses = {"li": "doing", "gold": "done"}
    record.notes = {"li": "看\r\n过", "gold": ""}
    record.flags = ["li", "gold", "li"]
    return [record, Record("文-2", "")]


def test_the_bytes_are_those_that_were_agreed(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert jsonl.write(characters(), out) == 2
    assert out.read_bytes() == (GOLDEN / "characters.jsonl").read_bytes()


def test_the_order_in_which_things_come_does_not_matter(tmp_path: Path) -> None:
    first, second = characters()
    for name in ("spans", "relations", "labels", "sections", "flags"):
        getattr(first, name).reverse()
    for name in ("meta", "statuses", "notes"):
        setattr(first, name, dict(reversed(getattr(first, name).items())))
    out = tmp_path / "out.jsonl"
    jsonl.write([first, second], out)
    assert out.read_bytes() == (GOLDEN / "characters.jsonl").read_bytes()


def test_what_was_agreed_reads_back(tmp_path: Path) -> None:
    record, empty = formats.read(GOLDEN / "characters.jsonl")
    assert record.text == CHARACTERS
    assert [(s.id, s.text) for s in record.spans if s.id in ("s5", "s1")] == [
        ("s1", CHARACTERS),
        ("s5", "１２３"),
    ]
    assert record.meta["year"] == 2023
    assert record.relations[1] == RecordRelation(
        "r1", "addresses", "s4", "elsewhere", "gold", tail_doc="文-2"
    )
    assert record.notes == {"li": "看\r\n过"}
    assert record.flags == ["gold", "li"]
    assert (record.source.name, record.source.encoding, empty.text) == ("characters.jsonl", "utf-8", "")
    out = tmp_path / "out.jsonl"
    jsonl.write([record, empty], out)
    assert out.read_bytes() == (GOLDEN / "characters.jsonl").read_bytes()


def test_no_reader_can_take_a_character_for_a_line_end() -> None:
    data = (GOLDEN / "characters.jsonl").read_bytes()
    assert len(data.decode().splitlines()) == data.count(b"\n") == 2


def test_a_bom_crlf_and_blank_lines_are_taken(tmp_path: Path) -> None:
    lines = (GOLDEN / "characters.jsonl").read_bytes().split(b"\n")
    dirty = tmp_path / "dirty.jsonl"
    dirty.write_bytes(b"\xef\xbb\xbf" + b"\r\n \t\r\n".join(lines) + b"\r\n\r\n")
    plain = [replace(r, source=Source()) for r in jsonl.read(GOLDEN / "characters.jsonl", ReadOptions())]
    assert [replace(r, source=Source()) for r in jsonl.read(dirty, ReadOptions())] == plain


def test_progress_is_told_and_cancelling_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"before")
    heard: list[int] = []
    with pytest.raises(Cancelled):
        formats.write(characters(), out, format="jsonl", progress=heard.append, cancelled=lambda: bool(heard))
    assert heard == [1]
    assert out.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Record("d", "一二", spans=[span("a", 0, 3)]), ["“d”", "span 1 (a)", "0 to 3", "2 characters"]),
        (Record("d", "一二", spans=[span("a", 0, 1, text="二")]), ["“二”", "“一”"]),
        (Record("d", "一二", spans=[RecordSpan(None, 0, 1, "measure")]), ["spans/0/id", "null"]),
        (Record("d", "一二", spans=[span("a", 0, 1, attrs={"x": float("nan")})]), ["nan", "64 bits"]),
        (Record("d", "一二", spans=[span("a", 0, 1, attrs={"x": 2**64})]), ["64 bits"]),
        (Record("d", "一二", spans=[span("a", 0, 1, attrs={"x": {1: 2}})]), ["dict"]),
        (Record("d", "一二", meta={"x": Path("x")}), ["Path"]),
        (Record("d", "\ud83d"), ["“d”", "surrogates"]),
        (Record(None, "一二"), ["null"]),
        (Record("d", "一二", statuses={"li": "ready"}), ["statuses/li", "ready"]),
        (Record("d", "一二", meta={"title": ["a"]}), ["“title”", "text"]),
    ],
)
def test_a_record_that_does_not_hold_together_is_not_written(
    record: Record, words: list[str], tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        formats.write([*characters(), record], tmp_path / "out.jsonl", format="jsonl")
    assert all(word in str(caught.value) for word in words), caught.value
    assert list(tmp_path.iterdir()) == []


characters_that_matter = st.sampled_from(sorted(set(CHARACTERS))) | st.characters(exclude_categories=["Cs"])
texts = st.text(characters_that_matter, max_size=40)
names = st.text(characters_that_matter, min_size=1, max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | texts
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: abs(x) < 2**63),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Record:
    text = draw(texts)
    others = texts.filter(lambda key: key not in KNOWN)
    record = Record(draw(names), text, meta=draw(st.dictionaries(others, values, max_size=4)))
    record.meta |= draw(
        st.fixed_dictionaries({}, optional={"title": texts, "year": texts | st.integers(0, 9999)})
    )
    ids = draw(st.lists(names, unique=True, max_size=6)) if text else []
    for id_ in ids:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        attrs = draw(st.dictionaries(texts, values, max_size=3))
        record.spans.append(RecordSpan(id_, start, end, draw(names), None, attrs, draw(names), draw(texts)))
    if ids:
        ends = st.sampled_from(ids)
        for id_ in draw(st.lists(names, unique=True, max_size=3)):
            away = draw(st.none() | names)
            tail = draw(ends) if away in (None, record.id) else draw(names)
            record.relations.append(RecordRelation(id_, draw(names), draw(ends), tail, draw(names), away))
    record.labels = draw(st.lists(st.builds(RecordLabel, names, values, names), max_size=3))
    record.statuses = draw(st.dictionaries(names, st.sampled_from(STATES), max_size=2))
    record.notes = draw(st.dictionaries(names, texts, max_size=2))
    record.flags = draw(st.lists(names, max_size=2))
    edge = st.integers(0, len(text))
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted((draw(edge), draw(edge)))
        record.sections.append(Section(start, end, draw(st.integers(1, 4)), draw(texts)))
    return record


@given(st.lists(records(), min_size=1, max_size=3))
def test_what_is_written_reads_back_and_writes_again_to_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, given_records: list[Record]
) -> None:
    folder = tmp_path_factory.mktemp("again")
    first, second = folder / "first.jsonl", folder / "second.jsonl"
    jsonl.write(given_records, first)
    back = list(jsonl.read(first, ReadOptions()))
    jsonl.write(back, second)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_text("utf-8").splitlines()) == len(given_records)
    for before, after in zip(given_records, back, strict=True):
        assert after.text == before.text
        assert {s.id: (s.start, s.end, s.label, s.attrs, s.layer, s.note) for s in after.spans} == {
            s.id: (s.start, s.end, s.label, s.attrs, s.layer, s.note) for s in before.spans
        }
        assert all(s.text == before.text[s.start : s.end] for s in after.spans)
        assert after.statuses == before.statuses


def test_keys_stand_in_the_order_of_the_contract() -> None:
    line = (GOLDEN / "characters.jsonl").read_bytes().split(b"\n")[0]
    data = orjson.loads(line)
    parts = ["id", "text", "meta", "spans", "relations", "labels", "sections", "statuses"]
    assert list(data) == [*parts, "notes", "flags"]
    assert list(data["spans"][0]) == ["id", "start", "end", "label", "text", "attrs", "layer"]
    assert list(data["relations"][1]) == ["id", "type", "head", "tail", "layer", "tail_doc"]
    assert list(data["meta"]) == ["title", "year", "region", "source_url", "aa", "zz"]


def test_a_file_is_read_and_written_one_document_at_a_time(tmp_path: Path) -> None:
    """Ten times the documents must not take more memory."""
    peaks = []
    for count in (20, 200):
        many, out = tmp_path / f"{count}.jsonl", tmp_path / "out.jsonl"
        many.write_bytes(
            b"".join(orjson.dumps({"id": str(i), "text": "一" * 30_000}) + b"\n" for i in range(count))
        )
        tracemalloc.start()
        assert jsonl.write(jsonl.read(many, ReadOptions()), out) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
