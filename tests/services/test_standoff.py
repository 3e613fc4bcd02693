"""Files of spans without a document: the text that they mark is found, to the character, or nothing comes in."""

import hashlib
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.services.exchange import import_paths
from annotator.services.import_report import ImportReport
from annotator.services.project import Project, create_project

TEXT = "来源：青禾区民政局\n　　青禾区民政局2023年工作总结\n\n\n　　一、工作情况\n　　审核合同47份，开展检 查12次。\n"
LATER = TEXT + "二、存在的问题\n力量不足。\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened


def span(quote: str, label: str = "measure", text: str = TEXT, **fields: Any) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label, "text": quote, **fields}


def layer_file(path: Path, *spans: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in spans))
    return path


def report_file(path: Path, text: str = TEXT) -> Path:
    path.write_bytes(text.encode())
    return path


def words(quote: str, clean: bool) -> str:
    """Cleaning takes blanks out of sentences, and nothing else out of a quote."""
    return "".join(quote.split()) if clean else quote


def failure(report: ImportReport) -> str:
    ((_file, sentence),) = report.failed
    return sentence


SPANS = (
    span("审核合同47份", attrs={"status": "done"}),
    span("47份", "metric", attrs={"value": "47", "unit": "份"}),
)


@pytest.mark.parametrize("clean", [True, False])
def test_spans_go_to_the_text_that_has_every_quote(project: Project, tmp_path: Path, clean: bool) -> None:
    import_paths(
        project, [report_file(tmp_path / "r.txt"), report_file(tmp_path / "s.txt", "别的报告。")], clean=clean
    )
    (document, _other) = project.documents()
    assert bool(document.source.ledger) == clean
    (imported,) = import_paths(project, [layer_file(tmp_path / "wang.jsonl", *SPANS)], clean=clean).imported
    assert (imported.id, imported.spans, imported.layers) == (document.id, 2, ("wang",))
    found = [(s.text, s.label, s.layer, s.attrs, s.source) for s in project.spans(document.id)]
    assert found == [
        ("审核合同47份", "measure", "wang", {"status": "done"}, "import"),
        ("47份", "metric", "wang", {"value": "47", "unit": "份"}, "import"),
    ]
    assert project.store.check() == []


def test_offsets_may_count_in_the_cleaned_text(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    (document,) = project.documents()
    import_paths(project, [layer_file(tmp_path / "a.jsonl", span("开展检查12次", text=document.text))])
    assert [s.text for s in project.spans()] == ["开展检查12次"]


def test_the_layer_is_the_one_named_else_the_line_s_else_the_file_s(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    file = layer_file(tmp_path / "gold.jsonl", SPANS[0], SPANS[1] | {"layer": "zhao"})
    import_paths(project, [file], own_layer="li")
    import_paths(project, [file], layer="wang")
    assert {(s.layer, s.text) for s in project.spans()} == {
        ("gold", "审核合同47份"), ("zhao", "47份"), ("wang", "审核合同47份")
    }  # fmt: skip


def test_twice_adds_nothing(project: Project, tmp_path: Path) -> None:
    files = [report_file(tmp_path / "r.txt"), layer_file(tmp_path / "a.jsonl", *SPANS)]
    import_paths(project, files)
    before = [s.id for s in project.spans()]
    report = import_paths(project, files)
    assert not report.imported
    assert len(report.skipped) == 2
    assert [s.id for s in project.spans()] == before


def test_a_tree_of_reports_and_layers_comes_in_in_any_order(tmp_path: Path) -> None:
    files = [report_file(tmp_path / f"{n}.txt", f"第{n}篇\n{TEXT}") for n in range(3)]
    files += [
        layer_file(
            tmp_path / f"{n}" / f"{who}.jsonl",
            span("审核合同47份", text=f"第{n}篇\n{TEXT}"),
            span(f"第{n}篇", text=f"第{n}篇"),
        )
        for n in range(3) for who in ("a", "b")
    ]  # fmt: skip
    seen = set()
    for seed in range(6):
        random.Random(seed).shuffle(files)
        create_project(tmp_path / f"{seed}.annot", actor="setup")
        with Project(tmp_path / f"{seed}.annot", "li") as project:
            report = import_paths(project, files)
            assert (report.documents, report.marks_alone, report.failed) == (3, 12, [])
            seen.add(frozenset((s.doc_id, s.layer, s.start, s.text, s.id) for s in project.spans()))
            project.undo()
            assert not list(project.spans())
    assert len(seen) == 1


def test_a_text_column_named_for_tables_does_not_matter(project: Project, tmp_path: Path) -> None:
    files = [report_file(tmp_path / "r.txt"), layer_file(tmp_path / "a.jsonl", *SPANS)]
    assert import_paths(project, files, text_column="正文").failed == []
    assert len(list(project.spans())) == 2


def test_an_archive_may_hold_reports_and_their_layers(project: Project, tmp_path: Path) -> None:
    layer = layer_file(tmp_path / "x" / "a.jsonl", *SPANS)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(layer, "layers/a.jsonl")
        archive.writestr("reports/r.txt", TEXT)
    report = import_paths(project, [tmp_path / "all.zip"])
    assert report.failed == []
    assert {(s.layer, s.text) for s in project.spans()} == {("a", "审核合同47份"), ("a", "47份")}


def test_no_text_has_the_quotes(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    wrong = span("审核合同47份") | {"start": 0, "end": 7}
    sentence = failure(import_paths(project, [layer_file(tmp_path / "a.jsonl", SPANS[0], wrong)]))
    assert sentence.startswith(f"{tmp_path / 'a.jsonl'}, line 1: ")
    assert "“审核合同47份”" in sentence
    assert "import the report" in sentence
    assert not list(project.spans())


def test_several_texts_have_the_quotes(project: Project, tmp_path: Path) -> None:
    """In any order of the files; a line that names its document tells them apart."""
    files = [
        report_file(tmp_path / "early.txt"),
        layer_file(tmp_path / "f.jsonl", *SPANS),
        report_file(tmp_path / "z.txt", LATER),
    ]
    sentence = failure(import_paths(project, files))
    assert "fit 2 documents" in sentence
    assert all(document.id in sentence for document in project.documents())
    assert not list(project.spans())
    early, later = (document.id for document in project.documents())
    named = [each | {"doc_id": later} for each in SPANS] + [SPANS[0] | {"document": "early.txt"}]
    import_paths(project, [layer_file(tmp_path / "named.jsonl", *named)])
    assert [(s.doc_id, s.text) for s in project.spans()] == [
        (early, "审核合同47份"), (later, "审核合同47份"), (later, "47份")
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["r", "r.txt", "青禾区民政局2023年工作总结"])
def test_a_document_is_named_by_its_file_or_title_too(project: Project, tmp_path: Path, name: str) -> None:
    import_paths(
        project, [layer_file(tmp_path / "a.jsonl", SPANS[0] | {"doc": name}), report_file(tmp_path / "r.txt")]
    )
    assert [s.text for s in project.spans()] == ["审核合同47份"]


def test_a_document_named_that_is_not_there_or_reads_otherwise(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    missing = layer_file(tmp_path / "a.jsonl", SPANS[0] | {"doc": "nowhere"})
    assert "“nowhere”" in failure(import_paths(project, [missing]))
    other = layer_file(tmp_path / "b.jsonl", SPANS[0] | {"doc": "r", "text": "审核合同48份"})
    assert "“审核合同48份”" in failure(import_paths(project, [other]))


def test_a_span_in_what_was_cleaned_away_is_named(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    for quote in ("来源：青禾区民政局", "青禾区民政局\n　　青禾区民政局2023年工作总结"):
        sentence = failure(import_paths(project, [layer_file(tmp_path / "a.jsonl", SPANS[0], span(quote))]))
        assert f"{tmp_path / 'a.jsonl'}, line 2: " in sentence
        assert "--no-clean" in sentence
    assert not list(project.spans())


def test_only_blanks_are_trimmed(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    file = layer_file(tmp_path / "a.jsonl", span("　　审核合同47份"), span("开展检 查12次。\n"))
    import_paths(project, [file])
    assert [s.text for s in project.spans()] == ["审核合同47份", "开展检查12次。"]
    assert project.store.check() == []


@pytest.mark.parametrize(
    "form", [TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, "\ufeff" + TEXT.replace("\n", "\r\n")]
)
def test_offsets_may_count_carriage_returns_and_a_byte_order_mark(
    project: Project, tmp_path: Path, form: str
) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt", form)])
    spans = [span(quote, text=form) for quote in ("2023年工作总结", "47份", "开展检 查12次")]
    import_paths(project, [layer_file(tmp_path / "a.jsonl", *spans)])
    assert [s.text for s in project.spans()] == ["2023年工作总结", "47份", "开展检查12次"]


def test_offsets_without_quotes_are_taken_only_where_there_is_no_doubt(
    project: Project, tmp_path: Path
) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    import_paths(project, [report_file(tmp_path / "s.txt", "一句话，没有什么可清理的。")])
    bare = {"start": 0, "end": 3, "label": "measure"}
    assert "no span has a quote" in failure(import_paths(project, [layer_file(tmp_path / "a.jsonl", bare)]))
    doubtful = layer_file(tmp_path / "b.jsonl", bare | {"start": 20, "end": 24, "doc": "r"})
    assert "at different places" in failure(import_paths(project, [doubtful]))
    import_paths(project, [layer_file(tmp_path / "c.jsonl", bare | {"doc": "s"})])
    assert [s.text for s in project.spans()] == ["一句话"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ({"text": "一篇文档"}, "does not"),
        ({"start": 1, "end": 1, "label": "measure"}, "from 1 to 1"),
        ({"start": -1, "end": 1, "label": "measure"}, "from -1 to 1"),
        ({"start": 1, "end": 3, "label": "measure", "text": "一二三"}, "3 characters"),
        (span("47份", "goal"), "goal"),
        (span("47份", attrs={"status": "perhaps"}), "perhaps"),
        (span("47份", doc=["x"]), "“doc”"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_fit_is_named(
    project: Project, tmp_path: Path, line: dict[str, Any], part: str
) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    sentence = failure(import_paths(project, [layer_file(tmp_path / "a.jsonl", SPANS[0], line)]))
    assert f"{tmp_path / 'a.jsonl'}, line 2: " in sentence
    assert part in sentence
    assert not list(project.spans())


@pytest.mark.parametrize("clean", [True, False])
def test_the_shared_layers_come_in_with_every_quote(
    project: Project, shared_corpus: Path, clean: bool
) -> None:
    layers = sorted(shared_corpus.glob("layers/*/*.jsonl"))
    report = import_paths(project, [*layers, shared_corpus / "reports"], clean=clean)
    assert report.failed == []
    for file in layers:
        wanted = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        document = next(d for d in project.documents() if d.source.name == f"{file.parent.name}.txt")
        found = list(project.spans(document.id, layer=file.stem))
        same = [(words(s.text, clean), s.label) for s in found]
        assert sorted(same) == sorted((words(w["text"], clean), w["label"]) for w in wanted)
        assert all(document.text[s.start : s.end] == s.text for s in found)
    assert project.store.check() == []


def labelbuddy(path: Path, text: str, *quotes: str, md5: str | None = None) -> Path:
    """What labelbuddy exports without texts, as one JSON list."""
    places = [(text.index(quote), len(quote)) for quote in quotes]
    row = {
        "utf8_text_md5_checksum": md5 or hashlib.md5(text.encode()).hexdigest(),
        "annotations": [{"label_name": "measure", "start_char": at, "end_char": at + n} for at, n in places],
    }
    path.write_bytes(orjson.dumps([row]))
    return path


@pytest.mark.parametrize("clean", [True, False])
def test_labelbuddy_without_texts_goes_by_the_digest(project: Project, tmp_path: Path, clean: bool) -> None:
    """The digest is that of the text as it was in the file, also where cleaning took something from it."""
    marks = labelbuddy(tmp_path / "a.json", TEXT, "审核合同47份", "开展检 查12次")
    report = import_paths(
        project, [marks, report_file(tmp_path / "r.txt"), report_file(tmp_path / "s.txt", LATER)], clean=clean
    )
    assert not report.failed
    document = next(d for d in project.documents() if "二、" not in d.text)
    assert bool(document.source.ledger) == clean
    found = [(s.text, s.layer, s.doc_id) for s in project.spans()]
    assert found == [(words(q, clean), "a", document.id) for q in ("审核合同47份", "开展检 查12次")]


def test_labelbuddy_without_texts_knows_the_kept_text_too(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    (document,) = project.documents()
    import_paths(project, [labelbuddy(tmp_path / "a.json", document.text, "开展检查12次")], layer="wang")
    assert [(s.text, s.layer) for s in project.spans()] == [("开展检查12次", "wang")]


def test_labelbuddy_without_texts_refuses_what_no_document_is(project: Project, tmp_path: Path) -> None:
    import_paths(project, [report_file(tmp_path / "r.txt")])
    marks = labelbuddy(tmp_path / "a.json", TEXT, "审核合同47份", md5="0" * 32)
    assert "MD5" in failure(import_paths(project, [marks]))
    row = {"utf8_text_md5_checksum": hashlib.md5(TEXT.encode()).hexdigest(), "annotations": []}
    marks.write_bytes(orjson.dumps([row]))
    assert "no annotations" in failure(import_paths(project, [marks]))
    row["annotations"] = [{"label_name": "measure", "start_char": 3, "end_char": 9999}]
    marks.write_bytes(orjson.dumps([row]))
    assert "characters" in failure(import_paths(project, [marks]))
    assert not list(project.spans())
