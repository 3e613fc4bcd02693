"""export → import into a new project → export: byte for byte the same."""

import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.exchange import import_paths
from annotator.services.exporting import export_jsonl
from annotator.services.project import Project, create_project
from annotator.text.outline import outline

LAYERS = ["annotator-a", "annotator-b", "annotator-c", "gold"]
DIFFICULT = (
    "𠮷林省\u00a02023年\u2028工作😀总结\r\n一、審核１２３份\u0085\ufeff合同，cafe\u0301；𪚥\r全年\u2029完\x0b。\t\ue000"
    "\u200d👨\u200d👩\u200d👧\x00末"
)


def through(folder: Path, source: Path, name: str) -> bytes:
    """What a new project exports after taking in `source`."""
    create_project(folder / f"{name}.annot", actor="setup")
    with Project(folder / f"{name}.annot", "li") as project:
        report = import_paths(project, [source])
        assert not report.failed, report.failed
        assert not report.skipped
        export_jsonl(project, folder / f"{name}.jsonl")
        assert project.store.check() == []
        for document in project.documents():
            for span in project.spans(document.id):
                assert document.text[span.start : span.end] == span.text
    return (folder / f"{name}.jsonl").read_bytes()


def assert_round_trip(folder: Path, *records: dict[str, Any]) -> bytes:
    (folder / "source.jsonl").write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    first = through(folder, folder / "source.jsonl", "first")
    second = through(folder, folder / "first.jsonl", "second")
    assert first == second
    return first


def test_difficult_characters(tmp_path: Path) -> None:
    places = [(0, 3), (0, 1), (12, 20), (len(DIFFICULT) - 1, len(DIFFICULT)), (5, 30), (17, 19)]
    spans = [
        {"start": start, "end": end, "label": "measure", "text": DIFFICULT[start:end], "layer": "gold"}
        for start, end in places
    ]
    written = assert_round_trip(tmp_path, {"text": DIFFICULT, "spans": spans})
    record = orjson.loads(written)
    assert record["text"] == DIFFICULT
    assert [(s["start"], s["end"]) for s in record["spans"]] == sorted(places, key=lambda p: (p[0], -p[1]))
    assert [s["text"] for s in record["spans"]] == [DIFFICULT[s["start"] : s["end"]] for s in record["spans"]]
    assert written.count(b"\n") == 1
    assert len(written.decode().splitlines()) == 1


def test_marks_made_by_hand_and_links_across_documents(tmp_path: Path) -> None:
    """Everything that a person can make: marks, attributes, notes, links, statuses, flags, notes on documents."""
    create_project(tmp_path / "p.annot", actor="setup")
    for name, text in (("a.txt", "执法力量不足。"), ("b.txt", "充实执法力量，新增5名。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Project(tmp_path / "p.annot", "李 雷") as project:
        import_paths(project, [tmp_path / "a.txt", tmp_path / "b.txt"])
        first, second = project.documents()
        problem = project.annotate(first, 0, 6, "problem")
        measure = project.annotate(second, 0, 6, "measure", attrs={"status": "planned"})
        metric = project.annotate(
            second, 7, 11, "metric", attrs={"value": "5", "approx": False, "other": [None]}
        )
        project.set_note(measure, "跨年\n对应")
        project.link(measure, problem, "addresses")
        project.link(metric, measure, "quantifies")
        project.set_state(first.id, "done")
        project.set_flag(second.id, True)
        project.set_document_note(second.id, "再看")
        export_jsonl(project, tmp_path / "p.jsonl")
    exported = (tmp_path / "p.jsonl").read_bytes()
    assert exported.count(b'"tail_doc"') == 1
    assert through(tmp_path, tmp_path / "p.jsonl", "again") == exported


@pytest.mark.parametrize("report", ["anshan-2020", "qingcheng-2023"])
def test_a_report_with_all_four_layers(shared_corpus: Path, tmp_path: Path, report: str) -> None:
    text = (shared_corpus / "reports" / f"{report}.txt").read_text(encoding="utf-8")
    spans = [
        {**orjson.loads(line), "layer": layer}
        for layer in LAYERS
        for line in (shared_corpus / "layers" / report / f"{layer}.jsonl").read_bytes().splitlines()
    ]
    written = assert_round_trip(
        tmp_path, {"id": report, "text": text, "spans": spans, "statuses": dict.fromkeys(LAYERS, "done")}
    )
    record = orjson.loads(written)
    assert len(record["spans"]) == len(spans) > 300
    assert {span["layer"] for span in record["spans"]} == set(LAYERS)


ATTRS = st.dictionaries(
    st.sampled_from(["unit", "status2", "𠮷", "z"]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**64 - 1)
        | st.floats(-1e9, 1e9)
        | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
).map(lambda attrs: {**attrs, **({"unit": "件"} if "unit" in attrs else {})})
NAMES = st.sampled_from(["gold", "li", "王 五", "x/y"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip))
    spans: list[dict[str, Any]] = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        spans.append(
            {
                "id": f"{text}/{number}", "start": start, "end": draw(st.integers(start + 1, len(text))),
                "label": draw(st.sampled_from(["measure", "problem", "metric"])), "layer": draw(NAMES),
                "attrs": draw(ATTRS), "note": draw(st.text(max_size=3)),
            }
        )  # fmt: skip
    ends = st.sampled_from([span["id"] for span in spans]) if spans else st.nothing()
    relations = [
        {"type": draw(st.sampled_from(["quantifies", "addresses"])), "head": draw(ends), "tail": draw(ends),
         "layer": draw(NAMES)}
        for _relation in range(draw(st.integers(0, 3)) if spans else 0)
    ]  # fmt: skip
    return {
        "text": text, "meta": draw(st.dictionaries(st.sampled_from(["title", "k", "年"]), st.text(max_size=5))),
        "spans": spans, "relations": relations,
        "labels": [{"name": name, "value": draw(ATTRS), "layer": "gold"} for name in draw(st.sets(NAMES))],
        "statuses": draw(st.dictionaries(NAMES, st.sampled_from(["todo", "doing", "done", "skipped"]))),
        "notes": draw(st.dictionaries(NAMES, st.text(max_size=3))), "flags": sorted(draw(st.sets(NAMES))),
    }  # fmt: skip


@given(st.lists(records(), max_size=4, unique_by=lambda record: record["text"]))
def test_any_records(found: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if found:
            assert_round_trip(Path(folder), *found)


@given(records())
def test_importing_again_changes_nothing(record: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.jsonl").write_bytes(orjson.dumps(record))
        before = through(folder, folder / "a.jsonl", "p")
        with Project(folder / "p.annot", "li") as project:
            for source in ("a.jsonl", "p.jsonl"):
                report = import_paths(project, [folder / source])
                assert not report.imported
                assert len(report.skipped) == 1
            export_jsonl(project, folder / "again.jsonl")
        assert (folder / "again.jsonl").read_bytes() == before


def test_the_outline_of_a_record_without_sections_is_found(tmp_path: Path) -> None:
    text = "某局总结\n一、工作情况\n一是审核合同。\n二、存在问题\n力量不足。\n"
    written = assert_round_trip(tmp_path, {"text": text})
    assert len(orjson.loads(written)["sections"]) == len(outline(text)) == 3
