"""Files into a project: what comes in, what stays out, and that it is one step."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.domain.errors import NothingToUndo
from annotator.formats import Cancelled
from annotator.services import file_reading
from annotator.services.exchange import import_paths
from annotator.services.import_report import ImportReport
from annotator.services.project import Project, create_project

TEXT = "青禾区民政局2023年工作总结\n一、工作情况\n审核合同47份，开展检查12次。\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened


def jsonl(path: Path, *records: dict[str, Any]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


def mark(quote: str, label: str = "measure", text: str = TEXT, **fields: Any) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "label": label, "text": quote, **fields}


def only_failure(report: ImportReport) -> str:
    assert not report.imported
    (failure,) = report.failed
    return failure.error


def ids(project: Project) -> list[str]:
    return [document.id for document in project.documents()]


def test_a_text_file_becomes_a_document_with_its_source(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    report = import_paths(project, [file], clean=False)
    (document,) = project.documents()
    assert document.text == TEXT
    assert document.id == hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    assert document.source.name == "a.txt"
    assert document.source.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    (imported,) = report.imported
    assert imported.id == document.id
    assert imported.file == str(file)
    assert imported.chars == len(TEXT)
    assert imported.encoding == document.source.encoding == "gb18030"
    assert [section.heading for section in document.outline if section.role != "header"] == ["一、工作情况"]
    assert project.store.check() == []


def test_a_folder_comes_in_with_all_that_is_in_it(project: Project, tmp_path: Path) -> None:
    """Sorted, without hidden files, the project itself and its backups."""
    for name in ("b.txt", "a/z.txt", "a/y/x.txt", ".hidden.txt", ".git/config.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{name} 的正文", encoding="utf-8")
    project.store.backup(tmp_path / "p.annot.backups" / "day-2024-01-01.annot")
    project.store.backup(tmp_path / "other.annot")
    report = import_paths(project, [tmp_path])
    names = [Path(document.file).relative_to(tmp_path).as_posix() for document in report.imported]
    assert names == ["a/y/x.txt", "a/z.txt", "b.txt"]
    assert not report.failed
    assert not report.skipped


def test_an_empty_folder_and_a_missing_file_are_reported(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    report = import_paths(project, [tmp_path / "empty", tmp_path / "nowhere"])
    assert [
        str(tmp_path / "empty") in error or str(tmp_path / "nowhere") in error for _f, error in report.failed
    ] == [
        True,
        True,
    ]


def test_a_table_brings_a_document_a_row_with_metadata(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "标题,年份,正文\n甲,2021,第一篇的正文\n乙,2022,第二篇的正文\n丙,2023,\n", encoding="utf-8-sig"
    )
    report = import_paths(project, [file])
    assert [(d.title, d.meta.get("year"), d.text) for d in project.documents()] == [
        ("甲", 2021, "第一篇的正文"),
        ("乙", 2022, "第二篇的正文"),
    ]
    ((skipped_file, reason),) = report.skipped
    assert skipped_file == str(file)
    assert "no text" in reason


def test_the_text_column_can_be_named(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("text,body\n摘要,这里才是正文\n", encoding="utf-8")
    import_paths(project, [file], text_column="body")
    (document,) = project.documents()
    assert document.text == "这里才是正文"


def test_text_of_a_record_is_taken_as_it_is(project: Project, tmp_path: Path) -> None:
    """Newlines too: the offsets of the record count them."""
    text = "一\r\n二\u2028三\u00a0四𠮷😀"
    import_paths(project, [jsonl(tmp_path / "a.jsonl", {"id": "d", "text": text})])
    assert project.document("d").text == text


def test_marks_come_with_everything_that_they_carry(project: Project, tmp_path: Path) -> None:
    record = {
        "id": "d", "text": TEXT, "meta": {"title": "总结", "year": 2023, "bureau": ["x"]},
        "spans": [
            mark("审核合同47份", id="s1", attrs={"status": "done"}, layer="gold", note="看"),
            mark("47份", "metric", id="s2", attrs={"value": "47", "unit": "份"}, layer="gold"),
        ],
        "relations": [{"id": "r1", "type": "quantifies", "head": "s2", "tail": "s1", "layer": "gold"}],
        "labels": [{"name": "quality", "value": {"n": 1}, "layer": "gold"}],
        "statuses": {"gold": "done"}, "notes": {"gold": "好", "li": "再看"}, "flags": ["li"],
    }  # fmt: skip
    (imported,) = import_paths(project, [jsonl(tmp_path / "a.jsonl", record)]).imported
    assert imported.spans == 2
    first, second = project.spans("d")
    assert (first.id, first.label, first.text, first.attrs) == (
        "s1", "measure", "审核合同47份", {"status": "done"}
    )  # fmt: skip
    assert (first.layer, first.note, first.source, first.schema_version) == ("gold", "看", "import", 1)
    assert second.attrs == {"value": "47", "unit": "份"}
    (relation,) = project.relations("d")
    assert (relation.id, relation.type, relation.head, relation.tail) == ("r1", "quantifies", "s2", "s1")
    statuses = [(s.layer, s.state, s.flag, s.note) for s in project.store.statuses("d")]
    assert statuses == [("gold", "done", False, "好"), ("li", "todo", True, "再看")]
    (label,) = project.store.document_labels("d")
    assert (label.layer, label.name, label.value) == ("gold", "quality", {"n": 1})
    assert project.document("d").meta == {"title": "总结", "year": 2023, "bureau": ["x"]}
    assert project.store.check() == []


def test_an_import_is_one_step_for_undo(project: Project, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"第{number}篇", encoding="utf-8")
    record = {"id": "d", "text": TEXT, "spans": [mark("检查12次", layer="li")], "statuses": {"li": "done"}}
    jsonl(tmp_path / "a.jsonl", record)
    heard = []
    project.subscribe(heard.append)
    import_paths(project, [tmp_path])
    assert len(heard) == 1
    before = (ids(project), list(project.spans()), project.store.statuses("d"))
    project.undo()
    assert ids(project) == []
    assert not list(project.spans())
    project.redo()
    assert (ids(project), list(project.spans()), project.store.statuses("d")) == before
    assert project.store.check() == []


def test_nothing_new_makes_no_step(project: Project, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    import_paths(project, [tmp_path / "bad.txt"])
    with pytest.raises(NothingToUndo):
        project.undo()


def test_a_file_comes_in_whole_or_not_at_all(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when its records were being written already, and together with its good neighbours."""
    monkeypatch.setattr(file_reading, "READ_AHEAD", 0)
    good = [{"id": f"g{n}", "text": f"第{n}篇", "spans": []} for n in range(50)]
    wrong = {"id": "w", "text": TEXT, "spans": [mark("检查12次", layer="li") | {"text": "检查13次"}]}
    jsonl(tmp_path / "1.jsonl", *good[:25])
    jsonl(
        tmp_path / "2.jsonl",
        *({**record, "id": "x" + record["id"], "text": "x" + record["text"]} for record in good),
        wrong,
    )
    jsonl(tmp_path / "3.jsonl", *good[25:])
    report = import_paths(project, [tmp_path / f"{n}.jsonl" for n in (1, 2, 3)])
    assert ids(project) == [record["id"] for record in good]
    ((file, sentence),) = report.failed
    assert file == str(tmp_path / "2.jsonl")
    assert "2.jsonl, line 51" in sentence
    assert "检查12次" in sentence
    assert "检查13次" in sentence
    assert project.store.check() == []


def test_a_label_that_the_schema_does_not_have(project: Project, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", {"text": TEXT, "spans": [mark("检查12次", "goal", layer="li")]})
    sentence = only_failure(import_paths(project, [file]))
    assert sentence.startswith(f"{file}, document 1: ")
    assert "goal" in sentence
    assert "measure, problem, metric" in sentence


@pytest.mark.parametrize(
    ("record", "part"),
    [
        ({"spans": [mark("检查12次", layer="li", attrs={"status": "perhaps"})]}, "perhaps"),
        ({"spans": [mark("检查12次", id="s", layer="li")],
          "relations": [{"type": "causes", "head": "s", "tail": "s", "layer": "li"}]}, "causes"),
        ({"spans": [mark("检查12次")]}, "--layer"),
        ({"labels": [{"name": "n", "value": 1}]}, "--layer"),
        ({"spans": [{"start": 0, "end": 900, "label": "measure", "layer": "li"}]}, "900"),
        ({"statuses": {"li": "finished"}}, "finished"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(
    project: Project, tmp_path: Path, record: dict[str, Any], part: str
) -> None:
    sentence = only_failure(import_paths(project, [jsonl(tmp_path / "a.jsonl", {"text": TEXT, **record})]))
    assert str(tmp_path / "a.jsonl") in sentence
    assert part in sentence
    assert "\n" not in sentence
    assert ids(project) == []


def test_the_layer_named_is_for_marks_that_name_none(project: Project, tmp_path: Path) -> None:
    record = {"text": TEXT, "spans": [mark("检查12次"), mark("审核合同47份", layer="gold")]}
    import_paths(project, [jsonl(tmp_path / "a.jsonl", record)], layer="wang")
    assert {span.layer: span.text for span in project.spans()} == {"wang": "检查12次", "gold": "审核合同47份"}


def test_two_who_import_the_same_file_agree_on_every_id(tmp_path: Path) -> None:
    spans = [mark("检查12次"), mark("检查12次"), mark("审核合同47份"), mark("47份", "metric")]
    file = jsonl(tmp_path / "a.jsonl", {"text": TEXT, "spans": spans})
    found = []
    for name in ("one", "two"):
        create_project(tmp_path / f"{name}.annot", actor=name)
        with Project(tmp_path / f"{name}.annot", name) as project:
            import_paths(project, [file], layer="li")
            found.append([(span.id, span.doc_id, span.start, span.created) for span in project.spans()])
    assert found[0] == found[1]
    assert len({identity for identity, *_rest in found[0]}) == 4


def test_a_section_given_keeps_its_place_and_gets_its_role(project: Project, tmp_path: Path) -> None:
    text = "某局工作总结\n一、存在的问题\n力量不足。\n"
    start = text.index("一、")
    sections = [
        {"start": start, "end": len(text) - 1, "level": 1, "heading": "一、存在的问题"},
        {"start": start + 9, "end": len(text) - 1, "level": 2, "heading": "自定"},
    ]
    import_paths(project, [jsonl(tmp_path / "a.jsonl", {"id": "d", "text": text, "sections": sections})])
    assert [(s.heading, s.end, s.role) for s in project.document("d").outline] == [
        ("一、存在的问题", len(text) - 1, "problems"),
        ("自定", len(text) - 1, "problems"),  # that of the section around it
    ]


def test_stopping_leaves_nothing(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_reading, "READ_AHEAD", 0)
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(f"第{number}篇", encoding="utf-8")
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        import_paths(project, [tmp_path], cancelled=lambda: next(asked) > 10)
    assert ids(project) == []

    def interrupt(done: int, _total: int) -> None:
        if next(asked) > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(project, [tmp_path], progress=interrupt)
    assert ids(project) == []
    assert len(import_paths(project, [tmp_path]).imported) == 20
    assert project.store.check() == []


def test_progress_goes_up_to_the_total(project: Project, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    jsonl(tmp_path / "a.jsonl", *({"id": str(n), "text": f"{n}" * 999} for n in range(50)))
    (tmp_path / "b.txt").write_text("正文" * 5000, encoding="utf-8")
    import_paths(project, [tmp_path], progress=lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1] > 0
    assert len({done for done, _total in heard}) > 20


def test_a_document_of_five_megabytes(project: Project, tmp_path: Path) -> None:
    text = "全年办结案件3件，审核合同47份。\n" * 100_000
    (tmp_path / "big.txt").write_text(text, encoding="utf-8")
    (imported,) = import_paths(project, [tmp_path / "big.txt"]).imported
    assert imported.chars == len(text) - 1  # the last newline
    assert project.document(imported.id).text == text[:-1]
