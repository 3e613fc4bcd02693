"""`annotator links` and `annotator suggest --links`: the contract of their JSON, what they write and refuse."""

from pathlib import Path

import orjson
import pytest

from annotator.cli import run
from annotator.domain.change import Change
from annotator.services.project import Project, create_project
from tests.suggest.linked_reports import linked


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    path = tmp_path / "p.annot"
    create_project(path, actor="t")
    with Project(path, "t") as project:
        for issuer in ("qinghe", "linsha"):
            some = linked(issuer, "gold")
            project.commit([Change(None, one) for one in (*some.documents, *some.spans)], "import")
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_links_come_beside_suggestions_only_when_asked(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    plain = orjson.loads(said(capsys, "suggest", path, "--doc", "qinghe-2023", "--json"))
    asked = orjson.loads(said(capsys, "suggest", path, "--doc", "qinghe-2023", "--links", "--json"))
    (document,) = asked["documents"]
    links = document.pop("links")
    assert asked == plain
    assert {one["type"] for one in links} == {"addresses", "quantifies"}
    assert all({"type", "head", "tail", "score", "reason"} <= set(one) for one in links)
    later = next(one for one in links if one.get("tail_doc"))
    assert later["tail_doc"] in ("qinghe-2021", "qinghe-2022")
    with Project(Path(path), "t") as project:
        ends = [project.store.span(one[end]) for one in links for end in ("head", "tail")]
        assert {end.doc_id for end in ends[::2]} == {"qinghe-2023"}
        assert project.relations() == []


def test_the_list_says_why(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "suggest", path, "--doc", "qinghe-2022", "--links")
    assert "  quantifies  “3期” → “举办行政处罚法专题培训班3期”\n      the metric stands inside it\n" in out
    assert out.splitlines()[-1].endswith(" links proposed")


def test_sure_links_are_made_and_listed_by_problem(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = orjson.loads(said(capsys, "links", path, "--json"))
    assert before["counts"] == {"problems": 37, "linked": 0, "proposed": 0, "unanswered": 37}
    assert said(capsys, "suggest", path, "--links", "--accept-into", "gold").endswith(
        " links made in layer “gold”\n"
    )
    after = orjson.loads(said(capsys, "links", path, "--layer", "gold", "--json"))
    assert 15 < after["counts"]["linked"] < 37
    assert after["counts"]["proposed"] == 0
    with Project(Path(path), "t") as project:
        assert {one.source for one in project.spans()} == {"manual"}  # links, and no marks
        assert {one.layer for one in project.relations()} == {"gold"}
    proposed = orjson.loads(said(capsys, "links", path, "--proposed", "--issuer", "臨沙", "--json"))
    assert {one["issuer"] for one in proposed["problems"]} == {"临沙县民政局", "臨沙縣民政局"}
    answer = next(
        one for problem in proposed["problems"] for one in problem["measures"] if one["link"] == "proposed"
    )
    assert answer["relation"] is None
    assert 0.5 <= answer["score"] < 0.8
    assert answer["year"] >= 2022
    assert said(capsys, "check", path) == "ok\n"


def test_problems_are_listed_and_written_as_a_table(
    path: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "o.csv"
    printed = said(capsys, "links", path, "--proposed", "--csv", str(out))
    assert "  2022  “散埋乱葬治理难度大”\n        - -→ 0." in printed
    assert printed.endswith(f"written to {out}\n")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) > 37
    unanswered = said(capsys, "links", path, "--unanswered")
    assert unanswered.count("no measure\n") == 37
    assert unanswered.endswith("37 problems: 0 linked, 0 only proposed, 37 unanswered\n")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["suggest", "{}", "--layer", "gold"], 2, "--layer and --least are for --links"),
        (["suggest", "{}", "--least", "0.5"], 2, "--layer and --least are for --links"),
        (["suggest", "{}", "--links", "--layer", "li", "--accept-into", "gold"], 2, "leave out --layer"),
        (
            ["suggest", "{}", "--links", "--layer", "li"],
            1,
            "layer “li” has no marks to link; layers with marks: gold",
        ),
        (["suggest", "{}", "--links", "--doc", "x"], 1, "there is no document “x”"),
        (["links", "{}", "--layer", "li"], 1, "layer “li” has no marks to link"),
        (["links", "{}", "--csv", "{}.no/o.csv"], 1, "there is no folder"),
    ],
)
def test_refusals(
    path: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert run([one.format(path) for one in arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
