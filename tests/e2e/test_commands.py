"""Every command, with its exit code, what it prints, and where."""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import click
import orjson
import pytest
from cli_process import ROOT, CommandLine

from annotator import formats
from annotator.cli.commands import annotator as commands
from annotator.formats import jsonl
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project

REPORT = (
    "青禾区民政局2023年工作总结\n一、工作情况\n审核合同47份，开展检查12次。\n二、存在的问题\n执法力量不足。\n"
)
LAYERED = {
    "id": "qinghe", "text": REPORT, "meta": {"title": "总结", "year": 2023},
    "spans": [
        {"id": "m", "start": 23, "end": 30, "label": "measure", "layer": "gold", "attrs": {"status": "done"}},
        {"id": "n", "start": 27, "end": 30, "label": "metric", "layer": "gold", "note": "核对"},
        {"start": 48, "end": 54, "label": "problem", "layer": "li"},
    ],
    "relations": [{"id": "r", "type": "quantifies", "head": "n", "tail": "m", "layer": "gold"}],
    "statuses": {"gold": "done", "li": "doing"}, "notes": {"li": "没做完"}, "flags": ["li"],
}  # fmt: skip


@pytest.fixture
def filled(run: CommandLine, tmp_path: Path) -> CommandLine:
    """With a project p.annot of two documents."""
    (tmp_path / "in.jsonl").write_bytes(orjson.dumps(LAYERED))
    (tmp_path / "b.txt").write_text("另一篇报告\n", encoding="utf-8")
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "setup") as project:
        assert not import_paths(project, [tmp_path / "in.jsonl", tmp_path / "b.txt"]).failed
    return run


def test_the_whole_way(run: CommandLine, tmp_path: Path) -> None:
    """init, import, list, export, import into another project, export: the same bytes."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_bytes(orjson.dumps(LAYERED))
    (tmp_path / "in" / "b.txt").write_text("另一篇报告\n", encoding="gb18030")
    for name, source in (("one", "in"), ("two", "one.jsonl")):
        ready = run("init", f"{name}.annot")
        assert (ready.code, ready.err) == (0, "")
        assert f"{name}.annot" in ready.out
        taken = run("import", f"{name}.annot", source)
        assert (taken.code, taken.err) == (0, "")
        assert "2 documents imported" in taken.out
        written = run("export", f"{name}.annot", f"{name}.jsonl", "--format", "jsonl")
        assert (written.code, written.err) == (0, "")
        checked = run("check", f"{name}.annot")
        assert (checked.code, checked.out, checked.err) == (0, "ok\n", "")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_import_says_what_it_did(run: CommandLine, tmp_path: Path) -> None:
    run("init", "p.annot")
    (tmp_path / "a.txt").write_text(REPORT, encoding="gb18030")
    (tmp_path / "b.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "c.csv").write_bytes(b"")
    ran = run("import", "p.annot", "a.txt", "b.txt", "c.csv", "--json")
    assert ran.code == 1
    assert ran.errors == ["error: c.csv is empty"]
    assert list(ran.json) == ["imported", "skipped", "failed", "left_out", "made"]
    (imported,), (skipped,), (failed,), *_others = ran.json.values()
    assert list(imported) == ["id", "file", "chars", "encoding", "removed", "spans"]
    assert (imported["file"], imported["chars"], imported["encoding"]) == (
        "a.txt",
        len(REPORT.strip()),
        "gb18030",
    )
    assert list(skipped) == ["file", "reason"]
    assert skipped["file"] == "b.txt"
    assert imported["id"] in skipped["reason"]
    assert failed == {"file": "c.csv", "error": "c.csv is empty"}
    again = run("import", "p.annot", "a.txt", "b.txt")
    assert again.code == 0
    assert again.out.count("skipped") == 3


def test_import_options(run: CommandLine, tmp_path: Path) -> None:
    run("init", "p.annot")
    (tmp_path / "t.dat").write_text("body,标题\n正文在这里,甲\n", encoding="utf-8")
    (tmp_path / "l.jsonl").write_bytes(
        orjson.dumps({"text": REPORT, "spans": [{"start": 0, "end": 2, "label": "metric"}]})
    )
    assert run("import", "p.annot", "t.dat", "--format", "csv", "--text-column", "body").code == 0
    without = run("import", "p.annot", "l.jsonl")
    assert (without.code, len(without.errors)) == (1, 1)
    assert "--layer" in without.err
    assert run("import", "p.annot", "l.jsonl", "--layer", "wang").code == 0
    assert run("stats", "p.annot", "--json").json["spans"] == {"wang": {"metric": 1}}
    unknown = run("import", "p.annot", "l.jsonl", "--format", "epub")
    assert unknown.code == 1
    assert "jsonl, txt, csv" in unknown.err


def test_labels_of_ones_own(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text('{"labels": [{"name": "目标", "key": "1"}]}', encoding="utf-8")
    (tmp_path / "wrong.json").write_text('{"labels": [{"name": "目标", "unit": "page"}]}', encoding="utf-8")
    assert run("init", "p.annot", "--labels", "labels.json").code == 0
    with Project(tmp_path / "p.annot") as project:
        assert [label.name for label in project.schema.labels] == ["目标"]
    for file in ("wrong.json", "nowhere.json"):
        refused = run("init", "q.annot", "--labels", file)
        assert (refused.code, len(refused.errors)) == (1, 1)
        assert file in refused.err
        assert not (tmp_path / "q.annot").exists()


def test_list(filled: CommandLine) -> None:
    documents = filled("list", "p.annot", "--json").json["documents"]
    assert [list(document) for document in documents] == [
        ["id", "title", "meta", "chars", "statuses", "spans"]
    ] * 2
    first = documents[0]
    assert (first["id"], first["title"], first["chars"]) == ("qinghe", "总结", len(REPORT))
    assert first["meta"] == {"title": "总结", "year": 2023}
    assert first["statuses"] == {"gold": "done", "li": "doing"}
    assert first["spans"] == {"gold": 2, "li": 1}
    shown = filled("list", "p.annot").out
    assert "qinghe" in shown
    assert "另一篇报告" in shown
    assert "gold=Done, li=In progress" in shown
    assert "gold=已完成、li=进行中" in filled("list", "p.annot", LC_ALL="zh_CN.UTF-8").out


def test_show(filled: CommandLine, tmp_path: Path) -> None:
    record = filled("show", "p.annot", "qinghe", "--json").json
    filled("export", "p.annot", "out.jsonl", "--format", "jsonl")
    exported = orjson.loads((tmp_path / "out.jsonl").read_bytes().splitlines()[0])
    assert list(record) == [*exported, "source"]
    assert {key: record[key] for key in exported if key != "sections"} == {
        key: exported[key] for key in exported if key != "sections"
    }
    assert [section.pop("role") for section in record["sections"]] == ["header", "achievements", "problems"]
    assert record["sections"] == exported["sections"]
    assert list(record["source"]) == ["name", "digest", "encoding", "ledger"]
    assert (record["source"]["name"], record["source"]["encoding"]) == ("in.jsonl", "utf-8")
    shown = filled("show", "p.annot", "qing").out  # the beginning of the id is enough
    for part in (
        "总结",
        "year",
        "二、存在的问题",
        "没做完",
        "审核合同47份",
        "Status=Done",
        "核对",
        "Quantifies",
        "[problems]",
        REPORT,
    ):
        assert part in shown
    unknown = filled("show", "p.annot", "nowhere")
    assert (unknown.code, len(unknown.errors), unknown.out) == (1, 1, "")


def test_stats(filled: CommandLine) -> None:
    figures = filled("stats", "p.annot", "--json").json
    assert figures == {
        "documents": 2,
        "characters": len(REPORT.strip()) + 6,
        "spans": {"gold": {"measure": 1, "metric": 1}, "li": {"problem": 1}},
        "statuses": {"gold": {"done": 1, "todo": 1}, "li": {"doing": 1, "todo": 1}},
        "relations": 1,
    }
    shown = filled("stats", "p.annot").out
    assert all(part in shown for part in ("gold", "Measure", "In progress"))
    chinese = filled("stats", "p.annot", LC_ALL="zh_CN.UTF-8").out
    assert all(part in chinese for part in ("gold", "举措", "进行中"))


def test_export_of_some_layers(filled: CommandLine, tmp_path: Path) -> None:
    ran = filled("export", "p.annot", "out.jsonl", "--format", "jsonl", "--layer", "li", "--json")
    assert (ran.code, ran.json["spans"], ran.json["documents"]) == (0, 1, 2)
    (record, _other) = formats.read(tmp_path / "out.jsonl")
    assert [span.layer for span in record.spans] == ["li"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("export", "p.annot", "out.txt", "--format", "txt"), "jsonl"),
        (("export", "p.annot", "out.x", "--format", "nothing"), "jsonl"),
        (("export", "p.annot", "out.jsonl", "--format", "jsonl", "--layer", "nobody"), "gold, li"),
        (("export", "p.annot", "p.annot", "--format", "jsonl"), "p.annot"),
        (("export", "p.annot", "no/folder.jsonl", "--format", "jsonl"), "no"),
        (("backup", "p.annot", "p.annot"), "p.annot"),
        (("backup", "p.annot", "b.txt"), "b.txt"),
        (("init", "p.annot"), "p.annot"),
        (("import", "nowhere.annot", "b.txt"), "annotator init"),
        (("list", "b.txt"), "b.txt"),
        (("open", "nowhere.annot"), "annotator init"),
    ],
)
def test_what_cannot_be_done(
    filled: CommandLine, tmp_path: Path, arguments: tuple[str, ...], part: str
) -> None:
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.suffix != ".annot-shm"}
    ran = filled(*arguments)
    assert ran.code == 1
    assert ran.out == ""
    (line,) = ran.errors
    assert line.startswith("error: ")
    assert part in line
    assert {
        file.name: file.read_bytes() for file in tmp_path.iterdir() if file.suffix != ".annot-shm"
    } == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("import",),
        ("import", "p.annot"),
        ("export", "p.annot", "out"),
        ("list", "p.annot", "--what"),
    ],
)
def test_wrong_usage(run: CommandLine, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.errors[-1].startswith("error: ")


def test_check_finds_what_is_wrong(filled: CommandLine, tmp_path: Path) -> None:
    assert filled("check", "p.annot", "--json").json == {"ok": True, "problems": []}
    connection = sqlite3.connect(tmp_path / "p.annot")
    connection.execute("UPDATE span SET quote = '别的' WHERE id = 'm'")
    connection.commit()
    connection.close()
    ran = filled("check", "p.annot", "--json")
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert any("审核合同47份" in problem for problem in ran.json["problems"])
    assert len(ran.errors) == 1
    assert filled("check", "p.annot").out.splitlines() == ran.json["problems"]


def test_a_backup_is_a_project(filled: CommandLine) -> None:
    for _time in range(2):  # an earlier one is written over
        assert filled("backup", "p.annot", "copies/b.annot").code == 0
    assert filled("list", "copies/b.annot", "--json").out == filled("list", "p.annot", "--json").out
    assert filled("check", "copies/b.annot").code == 0


def test_formats(run: CommandLine) -> None:
    known = {f["name"]: f for f in run("formats", "--json").json["formats"]}
    assert known.keys() == formats.FORMATS.keys()
    assert known["jsonl"]["reads"]
    assert known["jsonl"]["writes"]
    assert known["jsonl"]["lacks"] == []
    assert "spans" in known["txt"]["lacks"]
    shown = run("formats").out
    assert all(name in shown for name in known)
    assert jsonl.FORMAT.description in shown


def test_the_tour(run: CommandLine, tmp_path: Path) -> None:
    ran = run("tour", "here", LC_ALL="zh_CN.UTF-8")
    assert ran.code == 0, ran.err
    assert (tmp_path / "here" / "tour.annot").exists()
    assert len((tmp_path / "here" / "tour.jsonl").read_bytes().splitlines()) > 2
    assert (tmp_path / "here" / "dataset" / "SHA256SUMS").is_file()
    pictures = list((tmp_path / "here" / "pictures").glob("*.png"))
    assert len(pictures) > 2
    assert all(str(Path("here") / "pictures" / picture.name) in ran.out for picture in pictures)
    assert "Krippendorff" in (tmp_path / "here" / "agreement.html").read_text(encoding="utf-8")
    assert run("check", "here/tour.annot").out == "ok\n"
    with Project(tmp_path / "here" / "tour.annot", "somebody") as project:
        assert {verdict.choice for verdict in project.store.verdicts()} == {"agreed", "take"}
        project.set_flag(next(project.documents()).id, True)
    again = run("tour", "here")  # what somebody has worked on is not thrown away
    assert (again.code, len(again.errors)) == (1, 1)
    with Project(tmp_path / "here" / "tour.annot", "somebody") as project:
        project.undo()


def test_chinese_speaks_chinese_and_output_is_utf_8(filled: CommandLine) -> None:
    """Whatever encoding the console claims to have."""
    ran = filled("list", "p.annot", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert "另一篇报告" in ran.out
    assert filled("list", "b.txt").err == "error: b.txt is not an annotator project\n"
    assert filled("list", "b.txt", LC_ALL="zh_CN.UTF-8").err == "error: b.txt 不是 annotator 项目\n"


def can_write(project: Path) -> bool:
    """Whether nobody is in the middle of writing."""
    with closing(sqlite3.connect(project, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_ctrl_c_leaves_nothing(run: CommandLine, tmp_path: Path) -> None:
    run("init", "p.annot")
    with (tmp_path / "many.jsonl").open("wb") as file:
        for number in range(20_000):
            file.write(orjson.dumps({"text": f"{number:06}" * 500}) + b"\n")
    process = run.start("import", "p.annot", "many.jsonl")
    while can_write(tmp_path / "p.annot"):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    assert err.decode().splitlines() == ["error: stopped; nothing is left half-written"]
    assert run("list", "p.annot", "--json").json == {"documents": []}
    assert run("check", "p.annot").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise there")
def test_a_reader_that_has_enough_is_no_error(filled: CommandLine) -> None:
    process = filled.start("show", "p.annot", "qinghe")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


def test_a_mistake_of_our_own_is_one_line_and_a_log(filled: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import annotator.services.records as r\nr.record_of = lambda *_: 1 / 0\n"
    )
    data = tmp_path / "data"
    ran = filled(
        "show", "p.annot", "qinghe", PYTHONPATH=os.pathsep.join((str(tmp_path), str(ROOT))),
        XDG_DATA_HOME=str(data), WIN_PD_OVERRIDE_LOCAL_APPDATA=str(data), HOME=str(tmp_path),
    )  # fmt: skip
    assert ran.code == 1
    (line,) = ran.errors
    assert line.startswith("error: ")
    (log,) = (file for file in tmp_path.rglob("annotator.log"))
    assert str(log) in line
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_every_command_has_help_and_stands_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    context = click.Context(commands)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        assert command.help, name
        if command.hidden:  # for the program itself, not for people
            continue
        assert f"annotator {name}" in readme
        assert f"`{name}`" in readme
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or getattr(parameter, "help", None), (
                name,
                parameter,
            )


def test_help_starts_quickly(run: CommandLine) -> None:
    """Without Qt, the words, sqlite-utils and other things that take their time."""
    ran = run("--help", PYTHONPROFILEIMPORTTIME="1")
    assert ran.code == 0
    for heavy in ("PySide6", "jieba", "sqlite_utils", "jsonschema_rs", "charset_normalizer"):
        assert f" {heavy}\n" not in ran.err, heavy
