"""The numbers of the overview against counts by hand, and against counting one mark after the other."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overview_project import (
    LABELS,
    counted_together,
    document,
    make,
    many_metrics,
    mark,
    metric,
    role_of,
    small,
)

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Relation, Span
from annotator.domain.status import Status
from annotator.services.overview.behind import documents_behind, marks_behind
from annotator.services.overview.corpus import Corpus, Stopped
from annotator.services.overview.indicators import indicators, key_of, year_of
from annotator.services.overview.labels import ByGroup, by_role, by_year, lengths
from annotator.services.overview.listing import listing
from annotator.services.overview.overview import early_progress, overview, touched
from annotator.services.overview.progress import progress
from annotator.services.overview.scope import Scope, Scoped, issuers, standard_layer, years
from annotator.services.overview.together import linked, together
from annotator.services.project import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project(make(tmp_path_factory.mktemp("p") / "p.annot", small()), "li") as opened:
        yield opened


@pytest.fixture(scope="module")
def gold(project: Project) -> Scoped:
    return Scoped(Corpus(project), Scope(), "li")


def table(found: ByGroup) -> dict[str, tuple[int, ...]]:
    return {group.name: group.counts for group in found.groups}


def test_gold_is_looked_at_first_and_no_other_layer_is_added(gold: Scoped) -> None:
    assert gold.layer == "gold"
    assert len(gold.rows) == 8
    assert len(Scoped(gold.corpus, Scope("li")).rows) == 2
    assert len(Scoped(gold.corpus, Scope("nobody")).rows) == 0


def test_without_gold_the_annotators_own_layer_is_looked_at(tmp_path: Path) -> None:
    entities = [
        document("a"),
        mark("a", 0, "measure", "li"),
        *(mark("a", at, "metric", "wu") for at in (2, 4)),
    ]
    with Project(make(tmp_path / "p.annot", entities), "li") as project:
        corpus = Corpus(project)
    assert standard_layer(corpus, "li") == "li"
    assert standard_layer(corpus, "somebody else") == "wu"


def test_labels_by_section(gold: Scoped) -> None:
    found = by_role(gold)
    assert found.labels == LABELS
    assert table(found) == {"achievements": (2, 1, 1), "problems": (0, 1, 2), "none": (1, 0, 0)}
    characters = {
        group.name: (group.characters, group.documents, group.all_documents) for group in found.groups
    }
    # a and b have marks, d is set to done; c is skipped.
    assert characters == {"achievements": (27, 3, 4), "problems": (24, 3, 4), "none": (27, 3, 4)}


def test_labels_by_year_keep_documents_without_one(gold: Scoped) -> None:
    found = by_year(gold)
    assert table(found) == {"2021-2025": (0, 0, 0), "2023": (2, 1, 1), "2024": (1, 1, 2), "": (0, 0, 0)}
    begun = {group.name: (group.documents, group.all_documents) for group in found.groups}
    assert begun == {"2021-2025": (1, 1), "2023": (1, 1), "2024": (1, 1), "": (0, 1)}
    assert found.groups[-1].per_thousand(0) is None
    assert found.groups[0].per_thousand(0) == pytest.approx(1000 * 2 / 26)


def test_labels_together(gold: Scoped) -> None:
    paragraphs = together(gold, "paragraph")
    # a: {measure}, {measure, problem}, {metric}; b: {measure, metric}, {problem, metric}
    assert paragraphs.counts == ((3, 1, 1), (1, 2, 1), (1, 1, 3))
    assert dict(paragraphs.combinations) == {
        ("measure",): 1, ("metric",): 1, ("measure", "problem"): 1, ("measure", "metric"): 1, ("problem", "metric"): 1,
    }  # fmt: skip
    assert (paragraphs.units, paragraphs.outside) == (5, 0)
    sections = together(gold, "section")
    assert (sections.units, sections.outside) == (4, 1)
    assert sections.counts[0] == (2, 1, 1)


def test_links_of_the_layer_alone(gold: Scoped) -> None:
    found = {each.type: each.counts for each in linked(gold)}
    assert found["quantifies"] == ((0, 0, 0), (0, 0, 0), (2, 0, 0))
    assert found["addresses"] == ((0, 1, 0), (0, 0, 0), (0, 0, 0))
    assert [each.type for each in linked(Scoped(gold.corpus, Scope("li")))] == ["addresses"]


def test_indicators_group_wordings_and_keep_units_apart(gold: Scoped) -> None:
    (only,) = indicators(gold).found
    assert (only.name, only.unit, len(only.wordings)) == ("审核合同", "件", 3)
    assert [(v.issuer, v.year, v.value) for v in only.ordered()] == [
        ("南都局", "2024", 52), ("南都局", "2025", 60), ("青禾局", "2023", 47),
    ]  # fmt: skip


def test_what_has_no_place_in_a_panel_is_counted(tmp_path: Path) -> None:
    with Project(make(tmp_path / "p.annot", many_metrics()), "li") as project:
        found = indicators(Scoped(Corpus(project), Scope()))
    assert (found.values, len(found.without_value), len(found.without_name)) == (48, 1, 1)
    assert {(each.name, each.unit): len(each.values) for each in found.found} == {
        ("审核合同", "件"): 16, ("审核合同", "批"): 3, ("低保申请办结率", "%"): 15, ("办理时限", "天"): 9,
        ("发放救助金", "元"): 5,
    }  # fmt: skip
    limits = next(each for each in found.found if each.name == "办理时限")
    assert {value.comparator for value in limits.values} == {">=", "<="}
    assert all(value.upper == value.value + 3 for value in limits.values)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("审核合同", "审核 合同、", True), ("審核合同", "审核合同", True), ("全年审核合同", "审核合同", True),
        ("去年审核合同", "审核合同", False), ("ＧＤＰ", "gdp", True), ("共青团员", "青团员", False),
    ],
)  # fmt: skip
def test_wordings_of_one_indicator(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


@pytest.mark.parametrize(
    ("period", "of_document", "year"),
    [("2025年", "2023", "2025"), ("2021—2025年", "2021", "2021"), ("上半年", "2023", "2023"), ("", "", "")],
)
def test_the_year_of_a_value(period: str, of_document: str, year: str) -> None:
    assert year_of(period, of_document) == year


@pytest.mark.parametrize("value", [None, "很多", True, "nan", "inf"])
def test_a_value_that_is_no_number_is_none(tmp_path: Path, value: Any) -> None:
    entities = [document("a"), metric("a", 0, "合同", value)]
    with Project(make(tmp_path / "p.annot", entities), "li") as project:
        assert len(indicators(Scoped(Corpus(project), Scope())).without_value) == 1


def test_progress_of_every_layer(project: Project, gold: Scoped) -> None:
    found = progress(gold, project.store.state_changes())
    by_layer = {each.layer: each for each in found.layers}
    assert list(by_layer) == ["gold", "li"]
    assert by_layer["gold"].states == {"todo": 0, "doing": 0, "done": 2, "skipped": 1, "marked": 1}
    assert by_layer["li"].states == {"todo": 3, "doing": 1, "done": 0, "skipped": 0, "marked": 0}
    assert (by_layer["gold"].marks, by_layer["gold"].undated) == (8, 5)
    assert by_layer["gold"].made == ((date(2024, 3, 1), 2), (date(2024, 3, 3), 3))
    assert [count for _day, count in by_layer["gold"].done] == [2]
    assert early_progress(project).layers[0].states == {**by_layer["gold"].states, "marked": 0, "todo": 1}


def test_what_was_taken_back_is_not_done(tmp_path: Path) -> None:
    with Project(make(tmp_path / "p.annot", [document("a"), document("b")]), "li") as project:
        project.set_state("a", "done")
        project.undo()
        project.set_state("b", "done")
        project.set_state("b", "doing")
        project.set_state("a", "done")
        project.remove_documents(["b"])
        scoped = Scoped(Corpus(project), Scope("li"))
        (li,) = (e for e in progress(scoped, project.store.state_changes()).layers if e.layer == "li")
    assert li.states["done"] == 1
    assert li.done[-1][1] == 1


def test_lengths(gold: Scoped) -> None:
    found = lengths(gold)
    assert (found.documents, found.characters, found.shortest, found.longest) == (4, 104, 26, 26)
    assert sum(each.count for each in found.bins) == 4
    assert found.quartiles == (26.0, 26.0, 26.0)


@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=60))
def test_every_length_is_in_its_bin(sizes: list[int]) -> None:
    from types import SimpleNamespace

    found = lengths(SimpleNamespace(heads=[SimpleNamespace(chars=size) for size in sizes]))  # type: ignore[arg-type]
    assert len(found.bins) <= 17
    for each in found.bins:
        assert each.count == sum(each.low <= size < each.high for size in sizes)
    assert sum(each.count for each in found.bins) == len(sizes)


def test_filters(gold: Scoped) -> None:
    corpus = gold.corpus
    assert len(Scoped(corpus, Scope(issuers=("青禾局",))).rows) == 4
    assert len(Scoped(corpus, Scope(years=("2024",), labels=("metric",))).rows) == 2
    assert [head.id for head in Scoped(corpus, Scope(issuers=("",), years=("",))).heads] == ["c"]
    only = Scoped(corpus, Scope(labels=("problem",)))
    assert together(only, "paragraph").counts == ((2,),)
    assert linked(only) == ()
    assert years(corpus.heads) == ["2023", "2024", "2021-2025", ""]
    assert issuers(corpus.heads) == ["青禾局", "南都局", ""]


def test_every_number_leads_to_as_many_marks(project: Project, gold: Scoped) -> None:
    for group in by_role(gold).groups:
        for label, count in zip(gold.labels, group.counts, strict=True):
            assert len(marks_behind(gold, {"role": group.name, "label": label})) == count
    for group in by_year(gold).groups:
        for label, count in zip(gold.labels, group.counts, strict=True):
            assert len(marks_behind(gold, {"year": group.name, "label": label})) == count
    both = marks_behind(gold, {"together": ("paragraph", ("measure", "problem"))})
    assert [row[6] for row in project.store.quotes_of(both)] == ["甲乙", "丁戊"]
    exactly = marks_behind(gold, {"together": ("paragraph", ("measure",)), "only": True})
    assert [row[6] for row in project.store.quotes_of(exactly)] == ["前言"]
    assert len(marks_behind(gold, {"link": ("quantifies", "metric", "measure")})) == 4
    assert len(marks_behind(gold, {"made": ("2024-03-02", "2024-03-03")})) == 1
    assert documents_behind(gold, {"state": ("li", "doing")}) == ["a"]
    assert documents_behind(gold, {"chars": (20, 30)}) == ["a", "b", "c", "d"]


def test_a_list_of_what_is_behind(project: Project, gold: Scoped) -> None:
    found = listing(project, gold, {"role": "problems", "label": "metric"}, "title")
    assert (found.count, found.of_documents) == (2, False)
    assert [(entry.document, entry.start, entry.text) for entry in found.entries] == [
        ("a", 18, "子丑"),
        ("b", 20, "寅卯"),
    ]
    found = listing(project, gold, {"state": ("gold", "done")}, "title")
    assert [entry.document for entry in found.entries] == ["a", "d"]


def test_an_edit_is_counted_as_if_all_were_read_anew(tmp_path: Path) -> None:
    with Project(make(tmp_path / "p.annot", small()), "gold") as project:
        corpus = Corpus(project)
        before = overview(project, corpus, Scope("gold"))
        heard: list[Step] = []
        project.subscribe(heard.append)
        spans = list(project.spans("b", layer="gold"))
        project.remove(spans[:1])
        project.commit([Change(None, metric("c", 9, "新指标", 3))], "mark")
        project.set_attributes(spans[2], {"indicator": "审核合同", "value": "61", "unit": "件"})
        project.set_state("c", "done")
        documents = set().union(*(touched(step) or set() for step in heard))
        assert documents == {"b", "c"}
        fresh = overview(project, corpus.refreshed(project, documents), Scope("gold"))
        anew = overview(project, Corpus(project), Scope("gold"))
        for name in ("progress", "by_role", "by_year", "together", "linked", "indicators", "lengths"):
            assert getattr(fresh, name) == getattr(anew, name), name
        assert len(before.scoped.rows) == 8  # whoever looks at the old numbers still can
        assert len(marks_behind(before.scoped, {"label": "metric"})) == 3


def test_what_makes_all_be_read_anew() -> None:
    def step(*changes: Change) -> Step:
        return Step(1, "li", "", "", "do", None, changes)

    assert touched(step(Change(None, document("a")))) is None
    assert touched(step(Change(None, LabelSchema("x", 1, ())))) is None
    assert touched(Step(1, "li", "", "", "do", None, None)) is None
    assert touched(step(Change(None, Relation("r", "x", "a", "b", "li")))) == set()
    assert touched(step(Change(None, Status("a", "li")), Change(None, mark("b", 0, "measure")))) == {"a", "b"}


def test_an_empty_project(tmp_path: Path) -> None:
    with Project(make(tmp_path / "p.annot", [document("a")]), "li") as project:
        project.remove_documents(["a"])
        found = overview(project, Corpus(project), Scope())
    assert (found.by_role.groups, found.by_year.groups, found.lengths.bins) == ((), (), ())
    assert found.together["paragraph"].units == 0
    assert found.indicators.found == ()


def test_reading_can_be_stopped(project: Project) -> None:
    with pytest.raises(Stopped):
        Corpus(project, cancelled=lambda: True)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.integers(0, 24), st.sampled_from(LABELS), st.sampled_from(["gold", "li"])
        ),
        max_size=30,
    )
)
def test_any_marks_are_counted_as_one_by_one(marks: list[tuple[int, int, str, str]]) -> None:
    docs = {name: document(name, year=year) for name, year in (("a", 2020), ("b", 2020), ("c", None))}
    spans = [mark("abc"[doc], start, label, layer) for doc, start, label, layer in marks]
    with TemporaryDirectory() as folder:
        with Project(make(Path(folder) / "p.annot", [*docs.values(), *spans]), "li") as project:
            scoped = Scoped(Corpus(project), Scope("gold"))
        own = [span for span in spans if span.layer == "gold"]
        _same_groups(by_role(scoped), Counter((role_of(docs[s.doc_id], s.start), s.label) for s in own))
        _same_groups(by_year(scoped), Counter((str(docs[s.doc_id].meta["year"] or ""), s.label) for s in own))
        for unit in ("paragraph", "section"):
            _same_company(scoped, docs, own, unit)


def _same_groups(found: ByGroup, expected: Counter[tuple[str, str]]) -> None:
    counted = {
        (group.name, label): count
        for group in found.groups
        for label, count in zip(found.labels, group.counts, strict=True)
        if count
    }
    assert counted == dict(expected)


def _same_company(scoped: Scoped, docs: dict[str, Document], own: list[Span], unit: str) -> None:
    found = together(scoped, unit)
    pairs, exact = counted_together(docs, own, unit)
    for down, one in enumerate(found.labels):
        for across, other in enumerate(found.labels):
            assert found.counts[down][across] == pairs[frozenset((one, other))]
    assert {frozenset(labels): count for labels, count in found.combinations} == dict(exact)
    assert found.units == sum(exact.values())


def test_the_shared_layers_are_counted_right(shared_corpus: Path, tmp_path: Path) -> None:
    from annotator.services.exchange import import_paths

    path = tmp_path / "p.annot"
    make(path, [])
    lines = (shared_corpus / "layers" / "anshan-2020" / "gold.jsonl").read_text("utf-8").splitlines()
    with Project(path, "li") as project:
        import_paths(project, [shared_corpus / "reports" / "anshan-2020.txt"])
        import_paths(project, [shared_corpus / "layers" / "anshan-2020" / "gold.jsonl"], layer="gold")
        found = overview(project, Corpus(project), Scope())
    expected = Counter(json.loads(line)["label"] for line in lines)
    assert dict(zip(found.by_year.labels, found.by_year.groups[0].counts, strict=True)) == {
        label: expected[label] for label in found.by_year.labels
    }
    values = Counter(
        json.loads(line)["attrs"]["unit"] for line in lines if json.loads(line)["label"] == "metric"
    )
    by_unit: Counter[str] = Counter()
    for each in found.indicators.found:
        by_unit[each.unit] += len(each.values)
    assert by_unit == values
