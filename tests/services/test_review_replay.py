"""The adjudication that the shared corpus records, replayed through the review's own logic, gives its gold layer."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.services.cases import Case
from annotator.services.exchange import import_paths
from annotator.services.gold_rule import GoldRule
from annotator.services.project import Project, create_project
from annotator.services.review import Review

REPORTS = {"anshan": "anshan-2020", "qingcheng": "qingcheng-2023"}
LAYERS = ("a", "b", "c")
Decision = dict[str, Any]


@pytest.fixture
def project(shared_corpus: Path, tmp_path: Path) -> Iterator[Project]:
    """Both reports with their three layers: offsets count in the files' texts as they stand."""
    records = []
    for identity, report in REPORTS.items():
        text = (shared_corpus / "reports" / f"{report}.txt").read_bytes().decode()
        spans = [
            {**json.loads(line), "layer": layer}
            for layer in LAYERS
            for line in lines(shared_corpus / "layers" / report / f"annotator-{layer}.jsonl")
        ]
        records.append(json.dumps({"id": identity, "text": text, "spans": spans}, ensure_ascii=False))
    (tmp_path / "all.jsonl").write_text("\n".join(records), encoding="utf-8")
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "adjudicator") as project:
        assert import_paths(project, [tmp_path / "all.jsonl"]).failed == []
        yield project


@pytest.mark.parametrize("rule", [GoldRule(), GoldRule(2)], ids=["unanimous", "two of three"])
def test_the_recorded_decisions_give_the_recorded_gold(
    project: Project, shared_corpus: Path, rule: GoldRule
) -> None:
    decisions = [
        json.loads(line) for line in lines(shared_corpus / "layers" / "adjudication-decisions.jsonl")
    ]
    review = Review(project)
    review.set_rule(rule)
    review.settle()
    disagreements = [case for case in review.cases(state=("open", "agreed")) if case.kind != "agreed"]
    found = matched(decisions, disagreements)
    assert set(found) == set(disagreements)  # no case without a decision, and no decision without a case
    for case, about in found.items():
        replay(review, case, about)
    assert review.cases(state="open") == []
    for identity, report in REPORTS.items():
        expected = [json.loads(line) for line in lines(shared_corpus / "layers" / report / "gold.jsonl")]
        assert sorted(plain(**span) for span in expected) == sorted(
            plain(span.start, span.end, span.label, span.text, dict(span.attrs))
            for span in project.spans(identity, layer="gold")
        )
    by_rule = [verdict for verdict in project.store.verdicts() if verdict.choice == "agreed"]
    assert len(by_rule) == 135
    assert project.store.check() == []


def replay(review: Review, case: Case, about: list[Decision]) -> None:
    """Decide a case as recorded: the layer that has the stretch, and the layer that has the attribute."""
    taken, attributes_from = "", ""
    for decision in about:
        layer = next(
            name.lower() for name, said in decision["candidates"].items() if said == decision["gold"]
        )
        if decision["kind"] == "attribute":
            attributes_from = layer
        else:
            taken = layer
    reason = "; ".join(decision["reason"] for decision in about)
    if all(decision["gold"] is None for decision in about):
        review.decide(case, "neither", reason=reason)
    else:
        review.decide(
            case, "take", taken=[taken or attributes_from], attributes_from=attributes_from, reason=reason
        )


def matched(decisions: list[Decision], cases: list[Case]) -> dict[Case, list[Decision]]:
    """Every decision with the one case that it was about: by kind, label and what each layer has."""
    found: defaultdict[Case, list[Decision]] = defaultdict(list)
    for decision in decisions:
        fitting = [case for case in cases if fits(case, decision)]
        assert len(fitting) == 1, (decision, fitting)
        found[fitting[0]].append(decision)
    return found


def fits(case: Case, decision: Decision) -> bool:
    kinds = {"missing", "extra"} if decision["kind"] == "missing" else {decision["kind"]}
    if (
        case.document != decision["doc"]
        or decision["label"] not in case.labels
        or kinds.isdisjoint(case.kinds)
    ):
        return False
    said = {name.lower(): value or "" for name, value in decision["candidates"].items()}
    if decision["kind"] != "attribute":
        return all(
            " | ".join(span.text for span in case.candidates[layer]) == said[layer] for layer in LAYERS
        )
    quote = re.search(r"\[(.*)\]$", decision["reason"])
    name = said["a"].partition("=")[0]
    return quote is not None and all(
        any(f"{name}={span.attrs.get(name)}" == said[layer] for span in case.candidates[layer])
        for layer in LAYERS
    ) and any(span.text.startswith(quote[1]) for span in case.spans)  # fmt: skip


def plain(start: int, end: int, label: str, text: str, attrs: dict[str, Any]) -> tuple[Any, ...]:
    return start, end, label, text, json.dumps(attrs, sort_keys=True, ensure_ascii=False)


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
