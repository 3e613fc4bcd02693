"""A text that the project has already: skipped, but for what it lacks; and links between documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.services.exchange import import_paths
from annotator.services.import_report import ImportReport
from annotator.services.project import Project, create_project

TEXT = "我局存在执法力量不足的问题。审核合同47份，开展检查12次。"
OTHER = "次年，充实执法力量，新增执法人员5名。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened
        assert opened.store.check() == []


@pytest.fixture
def take(project: Project, tmp_path: Path) -> Any:
    """Import records as one file."""

    def take(*records: dict[str, Any], layer: str | None = None) -> ImportReport:
        file = tmp_path / "records.jsonl"
        file.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
        return import_paths(project, [file], layer=layer)

    return take


def mark(
    quote: str, text: str = TEXT, label: str = "measure", layer: str = "li", **fields: Any
) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label, "layer": layer, **fields}


def test_the_same_text_is_skipped_with_a_word(project: Project, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    first = import_paths(project, [tmp_path / "a.txt", tmp_path / "b.txt"])
    second = import_paths(project, [tmp_path / "a.txt"])
    (document,) = project.documents()
    assert [imported.file for imported in first.imported] == [str(tmp_path / "a.txt")]
    assert not second.imported
    for report, name in ((first, "b.txt"), (second, "a.txt")):
        ((file, reason),) = report.skipped
        assert file == str(tmp_path / name)
        assert document.id in reason
        assert document.title in reason


def test_layers_that_it_lacks_are_added(project: Project, take: Any) -> None:
    take({"id": "d", "text": TEXT, "spans": [mark("审核合同47份")], "statuses": {"li": "doing"}})
    before = list(project.spans("d"))
    report = take(
        {
            "id": "another-id", "text": TEXT, "meta": {"title": "不要"},
            "spans": [mark("审核合同47份"), mark("检查12次", layer="wang", id="w1")],
            "labels": [{"name": "q", "value": 1, "layer": "wang"}],
            "statuses": {"li": "done", "wang": "done"}, "notes": {"li": "x"},
        }
    )  # fmt: skip
    (imported,) = report.imported
    assert (imported.id, imported.spans) == ("d", 1)
    assert [document.id for document in project.documents()] == ["d"]
    assert list(project.spans("d", layer="li")) == before
    assert [span.text for span in project.spans("d", layer="wang")] == ["检查12次"]
    statuses = [(s.layer, s.state, s.note) for s in project.store.statuses("d")]
    assert statuses == [("li", "doing", ""), ("wang", "done", "")]
    assert [label.name for label in project.store.document_labels("d")] == ["q"]
    assert dict(project.document("d").meta) == {}


def test_an_equal_mark_is_not_doubled_whatever_its_id(project: Project, take: Any) -> None:
    take({"id": "d", "text": TEXT, "spans": [mark("检查12次", id="old")]})
    report = take({"id": "d", "text": TEXT, "spans": [mark("检查12次", id="new")]})
    assert [span.id for span in project.spans()] == ["old"]
    assert len(report.skipped) == 1


def test_a_mark_made_in_the_window_is_not_doubled_either(project: Project, take: Any) -> None:
    take({"id": "d", "text": TEXT})
    place = mark("检查12次")
    made = project.annotate(project.document("d"), place["start"], place["end"], "measure")
    take({"id": "d", "text": TEXT, "spans": [place]})
    assert [span.id for span in project.spans()] == [made.id]


def test_the_same_file_twice_adds_nothing(project: Project, take: Any) -> None:
    twice = [mark("检查12次"), mark("检查12次"), mark("审核合同47份", id="s")]
    record = {
        "text": TEXT, "spans": twice, "statuses": {"li": "done"},
        "relations": [{"type": "addresses", "head": "s", "tail": "s", "layer": "li"}],
    }  # fmt: skip
    take(record)
    before = (list(project.spans()), project.relations())
    assert len(before[0]) == 3
    report = take(record)
    assert not report.imported
    assert not report.failed
    assert (list(project.spans()), project.relations()) == before


def test_a_relation_finds_the_equal_of_a_mark_that_was_left_out(project: Project, take: Any) -> None:
    take({"id": "d", "text": TEXT, "spans": [mark("审核合同47份", id="here")]})
    take(
        {
            "id": "d", "text": TEXT,
            "spans": [mark("审核合同47份", id="there"), mark("47份", label="metric", id="m")],
            "relations": [{"id": "r", "type": "quantifies", "head": "m", "tail": "there", "layer": "li"}],
        }
    )  # fmt: skip
    (relation,) = project.relations()
    assert (relation.head, relation.tail) == ("m", "here")


def test_an_id_that_belongs_to_another_text(project: Project, take: Any) -> None:
    take({"id": "d", "text": TEXT})
    ((_file, sentence),) = take({"id": "d", "text": OTHER}).failed
    assert "“d”" in sentence
    assert [document.text for document in project.documents()] == [TEXT]


@pytest.mark.parametrize("known", [False, True])
def test_a_mark_whose_id_belongs_to_another_document(project: Project, take: Any, known: bool) -> None:
    take({"id": "d", "text": TEXT, "spans": [mark("检查12次", id="s")]})
    if known:
        take({"id": "e", "text": OTHER})
    ((_file, sentence),) = take({"id": "e", "text": OTHER, "spans": [mark("充实", OTHER, id="s")]}).failed
    assert "“s”" in sentence
    assert "“d”" in sentence
    assert [span.doc_id for span in project.spans()] == ["d"]


def linked(tail_doc: str = "e") -> dict[str, Any]:
    return {
        "id": "d", "text": TEXT, "spans": [mark("审核合同47份", id="h")],
        "relations": [
            {"id": "r", "type": "addresses", "head": "h", "tail": "t", "tail_doc": tail_doc, "layer": "li"}
        ],
    }  # fmt: skip


TARGET = {"id": "e", "text": OTHER, "spans": [mark("充实执法力量", OTHER, label="problem", id="t")]}


def test_a_relation_to_a_later_document_of_the_file(project: Project, take: Any) -> None:
    assert not take(linked(), TARGET).failed
    (relation,) = project.relations("d")
    assert (relation.head, relation.tail) == ("h", "t")


def test_a_relation_to_a_document_of_a_later_file(project: Project, tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_bytes(orjson.dumps(linked()))
    (tmp_path / "2.jsonl").write_bytes(orjson.dumps(TARGET))
    report = import_paths(project, [tmp_path])
    assert not report.failed
    assert sorted(document.id for document in report.imported) == ["d", "e"]
    assert len(project.relations()) == 1


def test_a_link_across_documents_finds_the_equals_of_both_its_ends(project: Project, take: Any) -> None:
    """In whatever order the documents come."""
    for record, quote, identity in ((linked(), "审核合同47份", "x"), (TARGET, "充实执法力量", "y")):
        text = str(record["text"])
        label = str(record["spans"][0]["label"])
        take({"id": record["id"], "text": text, "spans": [mark(quote, text, label=label, id=identity)]})
    for records in ((linked(), TARGET), (TARGET, linked())):
        assert not take(*records).failed
        (relation,) = project.relations()
        assert (relation.head, relation.tail) == ("x", "y")


@pytest.mark.parametrize("across", [False, True])
def test_a_relation_whose_id_belongs_to_another(project: Project, take: Any, across: bool) -> None:
    assert not take(linked(), TARGET).failed
    text = "另一篇。审核合同8份。"
    relation = {"id": "r", "type": "addresses", "head": "n", "tail": "n", "layer": "li"}
    if across:
        relation |= {"tail": "t", "tail_doc": "e"}
    record = {"id": "f", "text": text, "spans": [mark("审核", text, id="n")], "relations": [relation]}
    ((_file, sentence),) = take(record).failed
    assert "id" in sentence
    assert "relation.id" in sentence
    assert sorted(document.id for document in project.documents()) == ["d", "e"]


def test_a_relation_to_nowhere_keeps_its_file_out(project: Project, tmp_path: Path) -> None:
    (tmp_path / "1.jsonl").write_bytes(orjson.dumps(linked()))
    (tmp_path / "2.jsonl").write_bytes(orjson.dumps({"id": "x", "text": "别的"}))
    report = import_paths(project, [tmp_path])
    ((file, sentence),) = report.failed
    assert file == str(tmp_path / "1.jsonl")
    assert "“t”" in sentence
    assert [document.id for document in project.documents()] == ["x"]


def test_what_a_failed_file_knew_does_not_mislead_the_next(project: Project, tmp_path: Path) -> None:
    """The first file stays out; its mark "here", to which "there" would lead, must not be taken for real."""
    first = {"id": "d", "text": TEXT, "spans": [mark("检查12次", id="here")]}
    again = {"id": "d", "text": TEXT, "spans": [mark("检查12次", id="there")]}
    wrong = {"id": "bad", "text": OTHER, "spans": [mark("充实", OTHER) | {"end": 999}]}
    (tmp_path / "1.jsonl").write_bytes(b"\n".join(map(orjson.dumps, (first, again, wrong))))
    leads = {
        "id": "d", "text": TEXT, "spans": [mark("检查12次", id="there"), mark("12次", label="metric", id="m")],
        "relations": [{"id": "r", "type": "quantifies", "head": "m", "tail": "there", "layer": "li"}],
    }  # fmt: skip
    (tmp_path / "2.jsonl").write_bytes(orjson.dumps(leads))
    report = import_paths(project, [tmp_path])
    assert len(report.failed) == 1
    (relation,) = project.relations()
    assert (relation.head, relation.tail) == ("m", "there")
