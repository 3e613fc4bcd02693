"""`annotator import` and `annotator show`: what is printed about cleaning, and the ledger as JSON."""

from pathlib import Path

import orjson
import pytest

from annotator.cli.run import run

PAGE = """下载
打印
青川县民政局2023年工作总结
时间：2024-01-15 来源：县民政局

全年办结案件3件。
扫一扫在手机打开当前页
"""
CLEANED = "青川县民政局2023年工作总结\n全年办结案件3件。"


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    assert run(["init", str(tmp_path / "p.annot")]) == 0
    capsys.readouterr()
    return tmp_path / "p.annot"


def test_import_says_what_was_cleaned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(project), str(project.parent / "a.txt")]) == 0
    out = capsys.readouterr().out
    assert "cleaned: " in out
    assert "Buttons and counters of the page 19" in out
    assert "Blank lines" not in out


def test_import_as_json_counts_what_was_cleaned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(project), str(project.parent / "a.txt"), "--json"]) == 0
    (imported,) = orjson.loads(capsys.readouterr().out)["imported"]
    assert imported["chars"] == len(CLEANED)
    assert sum(imported["removed"].values()) == len(PAGE) - len(CLEANED)


def test_show_prints_the_ledger(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["import", str(project), str(project.parent / "a.txt"), "--json"])
    id_ = orjson.loads(capsys.readouterr().out)["imported"][0]["id"]
    assert run(["show", str(project), id_, "--json"]) == 0
    shown = orjson.loads(capsys.readouterr().out)
    assert shown["text"] == CLEANED
    assert shown["meta"]["issuer"] == "青川县民政局"
    assert shown["meta"]["published"] == "2024-01-15"
    ledger = shown["source"]["ledger"]
    assert [list(entry) for entry in ledger] == [["rule", "start", "end", "text"]] * len(ledger)
    assert all(PAGE[entry["start"] : entry["end"]] == entry["text"] for entry in ledger)
    rest = PAGE
    for entry in reversed(ledger):
        rest = rest[: entry["start"]] + rest[entry["end"] :]
    assert rest == CLEANED


def test_no_clean_keeps_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(project), str(project.parent / "a.txt"), "--no-clean", "--json"]) == 0
    imported = orjson.loads(capsys.readouterr().out)["imported"][0]
    assert (imported["chars"], imported["removed"]) == (len(PAGE), {})
    run(["show", str(project), imported["id"], "--json"])
    shown = orjson.loads(capsys.readouterr().out)
    assert shown["text"] == PAGE
    assert shown["source"]["ledger"] == []
