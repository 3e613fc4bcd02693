"""Agreement of a project: the same as measured on its corpus, fresh after every edit, and clear where undefined."""

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from agreement_project import SAID, TEXT, agreement_project, span_of

from annotator.agreement.report import measure
from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.setting import Setting
from annotator.domain.span import Span
from annotator.services.agreeing import Agreeing, Cancelled, Outdated, Scope, agreement, touched
from annotator.services.layers_read import corpus_of
from annotator.services.project import Project

KEYS = [
    "layers",
    "documents",
    "f1",
    "alpha",
    "by_label",
    "pairs",
    "by_document",
    "gamma",
    "intervals",
    "notes",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    half = {"li": SAID["li"][:2], "wang": SAID["wang"]}
    return agreement_project(tmp_path / "p.annot", {"a": SAID, "b": half, "c": {"li": SAID["li"]}})


def test_the_keys_are_those_of_the_contract(path: Path) -> None:
    with Project(path, "li") as project:
        told = agreement(project)
    assert list(told) == KEYS
    assert told["layers"] == ["li", "wang", "zhao"]
    assert told["documents"] == 2
    assert set(told["f1"]) == {"exact", "overlap", "iou"}
    assert set(told["alpha"]) == {"char", "word", "sentence", "any"}
    for label in told["by_label"].values():
        assert {"f1", "alpha", "u_alpha", "spans"} <= set(label)
    for pair in told["pairs"]:
        assert {"layers", "f1", "precision", "recall", "kappa", "by_label"} <= set(pair)
    assert told["gamma"] is None
    json.dumps(told, allow_nan=False)


def test_the_figures_are_those_of_the_corpus(path: Path) -> None:
    with Project(path, "li") as project:
        agreed = Agreeing(project, Scope(seed=3))
        again = measure(corpus_of(project), units=agreed.whole_units, seed=3)
    assert agreed.report == again


def test_a_seed_gives_the_same_figures_and_another_one_other_intervals(path: Path) -> None:
    with Project(path, "li") as project:
        first, same, other = (agreement(project, Scope(seed=seed), gamma=True) for seed in (1, 1, 2))
    assert first == same
    assert first["gamma"] != other["gamma"]


def test_exact_f1_equals_a_count_of_equal_spans(path: Path) -> None:
    with Project(path, "li") as project:
        told = agreement(project, Scope(layers=("li", "wang"), documents=("a",)))
        spans = {
            layer: Counter((s.start, s.end, s.label) for s in project.spans("a", layer=layer))
            for layer in ("li", "wang")
        }
    equal = (spans["li"] & spans["wang"]).total()
    assert told["f1"]["exact"] == pytest.approx(2 * equal / sum(each.total() for each in spans.values()))
    assert told["pairs"][0]["counts"]["exact"] == equal == 3


def test_an_edit_is_taken_in_as_if_everything_were_read_anew(path: Path) -> None:
    with Project(path, "zhao") as project:
        agreed = Agreeing(project, Scope())
        before = agreed.report
        document = project.document("a")
        start = document.text.index("加强")
        step = project.commit([Change(None, span_of(document, "zhao", "measure 加强执法人员培训"))], "mark")
        assert touched(step) == {"a"}
        assert agreed.refresh(project, ["a"]) != before
        assert agreed.report == Agreeing(project, Scope()).report
        moved = next(span for span in project.spans("a", layer="zhao") if span.start == start)
        project.remove([moved])
        agreed.refresh(project, ["a", "not measured"])
        assert agreed.report == before


def test_an_edit_inside_the_sections_that_are_measured(path: Path) -> None:
    scope = Scope(roles=("problems", "plans"))
    with Project(path, "zhao") as project:
        agreed = Agreeing(project, scope)
        document = project.document("a")
        project.commit([Change(None, span_of(document, "zhao", "measure 加强执法人员培训"))], "mark")
        agreed.refresh(project, ["a"])
        assert agreed.report == Agreeing(project, scope).report
        assert agreed.corpus.lengths[0] < len(TEXT)


def test_what_cannot_be_taken_in_must_be_read_anew(path: Path) -> None:
    with Project(path, "li") as project:
        agreed = Agreeing(project, Scope())
        document = project.document("a")
        project.commit([Change(None, span_of(document, "new", "metric 12场"))], "mark")
        with pytest.raises(Outdated):
            agreed.refresh(project, ["a"])
        project.remove_documents(["b"])
        with pytest.raises(Outdated):
            agreed.refresh(project, ["b"])


def test_steps_that_change_no_figure_touch_nothing(path: Path) -> None:
    with Project(path, "li") as project:
        assert touched(project.commit([Change(None, Setting("x", 1))], "setting")) == set()
        gold = span_of(project.document("a"), "gold", "metric 12场")
        assert touched(project.commit([Change(None, gold)], "gold")) == set()
        assert touched(project.commit([Change(None, Document("z", "text"))], "import")) is None


def test_sections_are_measured_by_their_kind(path: Path) -> None:
    with Project(path, "li") as project:
        agreed = Agreeing(project, Scope())
        details = agreed.details(project)
        whole = Agreeing(project, Scope(roles=("problems",)))
    by_role = {each.role: each for each in details.roles}
    assert by_role["problems"].report == whole.report
    assert by_role["problems"].spans == 4
    assert sum(each.characters for each in details.roles) == agreed.whole.lengths[:2].sum()
    assert sum(each.spans for each in details.roles) == agreed.spans == 17


def test_labels_against_labels(path: Path) -> None:
    with Project(path, "li") as project:
        agreed = Agreeing(project, Scope(documents=("a",)))
        details = agreed.details(project)
    labels = list(agreed.report.by_label)
    table = details.confusion["li", "zhao"]
    assert table[labels.index("problem")][labels.index("measure")] == 1
    assert table[labels.index("measure")][-1] == 1
    for pair, counts in details.confusion.items():
        for at, layer in enumerate(pair):
            made = sum(each["spans"][layer] for each in agreed.report.by_label.values())
            assert sum(map(sum, counts[:-1] if at == 0 else (row[:-1] for row in counts))) == made


def test_nothing_to_compare_is_said_and_no_figure_made_up(tmp_path: Path) -> None:
    path = agreement_project(tmp_path / "p.annot", {"a": {"li": SAID["li"]}})
    with Project(path, "li") as project:
        told = agreement(project, gamma=True)
    assert told["documents"] == 0
    assert set(told["f1"].values()) == {None}
    assert set(told["alpha"].values()) == {None}
    assert told["gamma"]["value"] is None
    assert any("nothing can be compared" in note for note in told["notes"])
    assert any("Gamma is undefined" in note for note in told["notes"])


def test_an_annotator_who_marked_nothing_is_empty_and_not_missing(tmp_path: Path) -> None:
    path = agreement_project(tmp_path / "p.annot", {"a": {"li": SAID["li"]}}, done=[("a", "wang")])
    with Project(path, "li") as project:
        told = agreement(project, Scope(layers=("li", "wang")))
    (pair,) = told["pairs"]
    assert pair["f1"]["exact"] == 0
    assert pair["precision"]["exact"] is None
    assert told["alpha"]["any"] < 0


def test_what_is_unfinished_is_left_out_and_said(path: Path) -> None:
    with Project(path, "li") as project:
        before = agreement(project)
        project.set_state("a", "doing")
        told, whole = agreement(project), agreement(project, Scope(unfinished=True))
        assert any("still at work in 1 of the documents" in note for note in told["notes"])
        assert told["by_document"] != before["by_document"]
        assert whole["by_document"] == before["by_document"]
        assert not any("still at work" in note for note in [*whole["notes"], *before["notes"]])


def test_agreement_before_and_after_a_change_of_the_guideline(path: Path) -> None:
    with Project(path, "li") as project:
        later = list(project.spans("b"))
        project.commit([Change(span, replace(span, schema_version=2)) for span in later], "version 2")
        first, second = (agreement(project, Scope(schema_version=version)) for version in (1, 2))
        assert ([d["id"] for d in first["by_document"]], [d["id"] for d in second["by_document"]]) == (
            ["a"],
            ["b"],
        )
        assert "Only what was marked under version 2 of the labels is counted." in second["notes"]
        with pytest.raises(Outdated):
            Agreeing(project, Scope(schema_version=2)).refresh(project, ["b"])


@pytest.mark.parametrize(
    "scope",
    [Scope(layers=("nobody",)), Scope(labels=("no",)), Scope(documents=("no",)), Scope(roles=("no",))],
)
def test_names_that_are_not_there_are_refused(path: Path, scope: Scope) -> None:
    with Project(path, "li") as project, pytest.raises(NotFound):
        Agreeing(project, scope)


def test_it_can_be_stopped(path: Path) -> None:
    with Project(path, "li") as project, pytest.raises(Cancelled):
        Agreeing(project, Scope(), cancelled=lambda: True)


def test_the_shared_layers_give_the_f1_of_an_independent_script(shared_corpus: Path, tmp_path: Path) -> None:
    folder, reports = shared_corpus / "layers", ("anshan-2020", "qingcheng-2023")
    spans: dict[str, Counter[tuple[str, int, int, str]]] = {}
    path = agreement_project(tmp_path / "p.annot", {})
    with Project(path, "setup") as project:
        changes = []
        for report in reports:
            text = (shared_corpus / "reports" / f"{report}.txt").read_text(encoding="utf-8")
            changes.append(Change(None, Document(report, text)))
            for layer in "abc":
                lines = (
                    (folder / report / f"annotator-{layer}.jsonl").read_text(encoding="utf-8").splitlines()
                )
                found = [json.loads(line) for line in lines]
                spans.setdefault(layer, Counter()).update(
                    (report, s["start"], s["end"], s["label"]) for s in found
                )
                changes += [
                    Change(None, Span(f"{report}{layer}{at}", report, s["start"], s["end"], s["label"],
                                      text[s["start"] : s["end"]], layer, s["attrs"]))
                    for at, s in enumerate(found)
                ]  # fmt: skip
        project.commit(changes, "import")
        told = agreement(project)
    scores = [
        2 * (spans[a] & spans[b]).total() / (spans[a].total() + spans[b].total())
        for a, b in combinations("abc", 2)
    ]
    assert [pair["f1"]["exact"] for pair in told["pairs"]] == pytest.approx(scores)
    assert told["f1"]["exact"] == pytest.approx(sum(scores) / 3)
