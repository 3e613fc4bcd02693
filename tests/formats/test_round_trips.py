"""Every format that marks can go to: what it carries comes back, what it does not is what the report says."""

import pytest
from format_samples import HARD, expected, label_schema, records, rich, written
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import formats
from annotator.formats import FORMATS, Record, RecordSpan, WriteOptions
from annotator.formats.fidelity import content

NAMES = [
    name
    for name, known in FORMATS.items()
    if known.can_write and (known.can_read or known.reread) and not known.verbatim
]
CASES = [(name, variant) for name in NAMES for variant in FORMATS[name].variants or (None,)]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(filter(None, case)))
def case(request: pytest.FixtureRequest) -> tuple[str, str | None]:
    name, variant = request.param
    known = FORMATS[name]
    if known.module:
        pytest.importorskip(known.module, reason=f"{known.module} is not installed ({known.extra})")
    return name, variant


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_what_a_format_carries_comes_back(
    case: tuple[str, str | None], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name, variant = case
    _report, back = written(rich(), tmp_path_factory.mktemp("out") / f"out{suffix}", name, variant=variant)
    same = [content(record) for record in back]
    wanted = expected(rich(), name, variant=variant)
    if "metadata" not in FORMATS[name].carries:
        same = [{**data, "id": None} for data in same]
        wanted = [{**data, "id": None} for data in wanted]
    assert same == wanted


def test_what_is_lost_is_counted_and_nothing_else(case: tuple[str, str | None]) -> None:
    """A span is in what comes back, or its id is in the report under what lost it."""
    name, variant = case
    options = WriteOptions(variant, schema=label_schema(), relations=True)
    losses = formats.losses_of(FORMATS[name], rich(), options)
    kept = sum(len(data["spans"]) for data in expected(rich(), name, variant=variant))
    gone = {id_ for kind in ("spans", "overlap", "duplicates", "blank") for id_ in ids(losses, kind)}
    assert kept + len(gone) == len(rich()[0].spans)
    for feature, lost in (("attributes", {"a", "b"}), ("notes", {"b"})):
        counted = set(ids(losses, feature))
        assert counted <= lost
        assert counted | gone >= lost or feature in FORMATS[name].carries
        assert not (counted and feature in FORMATS[name].carries)
    if "layers" in FORMATS[name].carries:
        assert "layers" not in losses.counts()


@pytest.mark.parametrize("name", [name for name in NAMES if not FORMATS[name].module])
@given(given_records=st.lists(records(), min_size=1, max_size=3), data=st.data())
def test_any_content(
    name: str, given_records: list[Record], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    any_content(name, given_records, data, tmp_path_factory)


@pytest.mark.parametrize("name", [name for name in NAMES if FORMATS[name].module])
@settings(max_examples=10 if settings().max_examples < 100 else settings().max_examples // 10)
@given(given_records=st.lists(records(), min_size=1, max_size=2), data=st.data())
def test_any_content_where_it_takes_longer(
    name: str, given_records: list[Record], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip(FORMATS[name].module, reason=f"{FORMATS[name].module} is not installed")
    any_content(name, given_records, data, tmp_path_factory)


def any_content(
    name: str, given_records: list[Record], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    variant = data.draw(st.sampled_from(FORMATS[name].variants or (None,)))
    for number, record in enumerate(given_records):
        record.id = f"{number}{record.id}"
    _report, back = written(given_records, tmp_path_factory.mktemp("any") / "out.json", name, variant=variant)
    wanted = expected(given_records, name, variant=variant)
    assert [data["spans"] for data in wanted] == [content(record)["spans"] for record in back]


def test_texts_may_begin_with_a_byte_order_mark(
    case: tuple[str, str | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Other tools' files begin with one that is no part of the text; here it is a character like any other."""
    name, variant = case
    records = [
        Record("a", "\ufeff增长。", spans=[RecordSpan("s", 1, 3, "measure", layer="li")]),
        Record("b", "\ufeff末"),
    ]
    _report, back = written(records, tmp_path_factory.mktemp("bom") / "out.json", name, variant=variant)
    wanted = expected(records, name, variant=variant)
    assert [content(record)["spans"] for record in back] == [data["spans"] for data in wanted]
    assert [record.text for record in back] == [data["text"] for data in wanted]


@pytest.mark.parametrize("variant", FORMATS["conll-layers"].variants)
def test_a_span_over_the_end_of_a_line_joins_the_sentences_of_every_layer(
    variant: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    spans = [
        RecordSpan("a", 0, 6, "measure", layer="li"), RecordSpan("b", 5, 7, "metric", layer="wang"),
        RecordSpan("c", 8, 10, "problem", layer="gold"),
    ]  # fmt: skip
    records = [Record("x", "增长。"), Record("y", "审核。\n合同，\n不足", spans=spans)]
    _report, back = written(records, tmp_path_factory.mktemp("out") / "out", "conll-layers", variant=variant)
    assert [content(r)["spans"] for r in back] == [
        data["spans"] for data in expected(records, "conll-layers", variant=variant)
    ]
    assert back[1].text == "审核。合同，\n不足"


def test_a_span_within_a_grapheme_is_a_loss_where_graphemes_count(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    spans = [RecordSpan("a", 0, 2, "m"), RecordSpan("b", 1, 3, "m"), RecordSpan("c", 5, 6, "m")]
    record = Record("d", "e\u0301增👩\u200d👧", spans=spans)
    out = tmp_path_factory.mktemp("out") / "out.jsonl"
    report, (back,) = written([record], out, "doccano", unit="graphemes")
    assert report.losses.kinds["split"].ids == ["b", "c"]
    assert [(span.start, span.end) for span in back.spans] == [(0, 2)]


def ids(losses: formats.Losses, kind: str) -> list[str]:
    return losses.kinds[kind].ids if kind in losses.kinds else []


def test_the_text_is_as_hard_as_it_says() -> None:
    assert {"𠮷", "\r", "\n", "\u00a0", "\u2028", "\u0301", "\u200d", "\u3000"} <= set(HARD)
