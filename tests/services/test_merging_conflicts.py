"""What two copies do not agree on is listed, and decided by a person: nothing is merged before."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from team_projects import TEXT, coordinator, package, picture

from annotator.domain.change import Change
from annotator.domain.document import Document, Source
from annotator.domain.errors import Conflict
from annotator.domain.schema import schema_to_dict
from annotator.domain.schema_draft import draft_of
from annotator.domain.span import Relation, Span, make_span
from annotator.domain.status import Status
from annotator.services import revise
from annotator.services.merging import MergeReport, Undecided, merge, preview_merge
from annotator.services.project import Project, create_project
from annotator.services.schema_change import apply
from annotator.services.schema_versions import built_in_schemas
from annotator.store.forms import dumps
from annotator.team.conflict import OURS, THEIRS

Edit = Callable[[Project], object]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which li has marked the first words of d0, linked to a metric, and begun."""
    path = coordinator(tmp_path / "p.annot")
    with Project(path, "li") as opened:
        document = opened.document("d0")
        head = opened.annotate(document, 20, 24, "metric")
        tail = opened.annotate(document, 4, 10, "measure")
        opened.link(head, tail, "quantifies")
    return path


@pytest.fixture
def other(project: Path) -> Path:
    return package(project, project.with_name("li.annot"), "li")


def edit(path: Path, action: Edit, who: str = "li") -> None:
    with Project(path, who) as opened:
        action(opened)


def mark(project: Project, label: str = "measure") -> Span:
    return next(span for span in project.spans("d0", layer="li") if span.label == label)


def kinds(project: Path, *others: Path) -> list[tuple[str, str]]:
    """The conflicts that a preview lists and that a merge stops at; nothing is written."""
    before = picture(project)
    with Project(project, "boss") as opened:
        seen = preview_merge(opened, others)
        if seen.undecided:
            with pytest.raises(Undecided) as refusal:
                merge(opened, others)
            assert [c.key for c in refusal.value.report.conflicts] == [c.key for c in seen.conflicts]
    assert picture(project) == before
    return [(conflict.kind, conflict.reason) for conflict in seen.conflicts]


def decide(project: Path, other: Path, take: str) -> MergeReport:
    """Merge with a decision; a second time nothing is left to write."""
    with Project(project, "boss") as opened:
        report = merge(opened, [other], take=take)
        assert merge(opened, [other], take=take).step is None
        assert opened.store.check() == []
    return report


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_mark_changed_on_both_sides(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.set_note(mark(p), "here"))
    edit(other, lambda p: p.set_note(mark(p), "there"))
    assert kinds(project, other) == [("span", "changed")]
    decide(project, other, take)
    assert kinds(project, other) == []
    with Project(project) as opened:
        assert mark(opened).note == {OURS: "here", THEIRS: "there"}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_mark_removed_here_and_changed_there(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.remove([mark(p)]))
    edit(other, lambda p: p.set_note(mark(p), "there"))
    assert kinds(project, other) == [("span", "changed")]
    decide(project, other, take)
    with Project(project) as opened:
        notes = [span.note for span in opened.spans("d0", label="measure")]
        assert notes == {OURS: [], THEIRS: ["there"]}[take]


def test_the_same_change_on_both_sides_is_none(project: Path, other: Path) -> None:
    for path in (project, other):
        edit(path, lambda p: p.set_note(mark(p), "same"))
    assert kinds(project, other) == []
    swapped = Path(shutil.copy(other, other.with_name("swapped.annot")))
    with Project(project, "boss") as opened:
        merge(opened, [other])
    with Project(swapped, "boss") as opened:
        merge(opened, [project])
        latest = mark(opened).modified
    with Project(project, "boss") as opened:
        assert mark(opened).modified == latest


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_document_state_changed_on_both_sides(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.set_state("d0", "done"))
    edit(other, lambda p: p.set_state("d0", "skipped"))
    assert kinds(project, other) == [("status", "changed")]
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.store.status("d0", "li").state == {OURS: "done", THEIRS: "skipped"}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_setting_changed_on_both_sides(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.set_setting("reasons", ["here"], "reasons"))
    edit(other, lambda p: p.set_setting("reasons", ["there"], "reasons"))
    assert kinds(project, other) == [("setting", "changed")]
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.setting("reasons") == {OURS: ["here"], THEIRS: ["there"]}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_link_changed_on_both_sides(project: Path, other: Path, take: str) -> None:
    def turn(project: Project, kind: str) -> None:
        link = project.relations()[0]
        project.commit([Change(link, replace(link, type=kind))], "turn")

    edit(project, lambda p: turn(p, "addresses"))
    edit(other, lambda p: turn(p, "other"))
    assert kinds(project, other) == [("relation", "changed")]
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.relations()[0].type == {OURS: "addresses", THEIRS: "other"}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_mark_that_would_overlap_one_of_the_same_label(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.annotate(p.document("d0"), 40, 46, "problem"))
    edit(other, lambda p: p.annotate(p.document("d0"), 43, 50, "problem"))
    assert kinds(project, other) == [("span", "overlap")]
    decide(project, other, take)
    with Project(project) as opened:
        places = [(span.start, span.end) for span in opened.spans("d0", label="problem")]
        assert places == {OURS: [(40, 46)], THEIRS: [(43, 50)]}[take]


def test_equal_marks_do_not_double_whatever_their_ids(project: Path, other: Path) -> None:
    """The one with the smaller id stays, on both sides; links and what hangs on the other are led over."""

    def add(opened: Project, span: str, link: str) -> None:
        made = make_span("d0", opened.document("d0").text, 40, 46, "metric", "li", id=span)
        opened.commit(
            [Change(None, made), Change(None, Relation(link, "quantifies", span, mark(opened).id, "li"))], "x"
        )

    pictures = set()
    for order in ((project, other), (other, project)):
        folder = project.with_name(order[0].stem + "-first")
        folder.mkdir()
        one, two = (Path(shutil.copy(path, folder / path.name)) for path in order)
        edit(one if order[0] == project else two, lambda p: add(p, "zzz", "r2"))
        edit(two if order[0] == project else one, lambda p: add(p, "aaa", "r1"))
        assert kinds(one, two) == []
        with Project(one, "boss") as opened:
            merge(opened, [two])
            assert merge(opened, [two]).step is None
            metrics = list(opened.spans("d0", label="metric"))
            assert [span.id for span in metrics if span.start == 40] == ["aaa"]
            assert [r.id for r in opened.relations() if r.head == "aaa"] == ["r1"]
            assert "zzz" not in {r.head for r in opened.relations()}
        pictures.add(
            tuple(
                line
                for line in picture(one)
                if line.startswith(("span ", "relation ")) and "modified" not in line
            )
        )
    assert len({tuple(part.split('"20')[0] for part in lines) for lines in pictures}) == 1


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_mark_removed_there_that_is_linked_here(project: Path, other: Path, take: str) -> None:
    edit(other, lambda p: p.remove([mark(p)]))

    def link(opened: Project) -> None:
        head = opened.annotate(opened.document("d1"), 3, 9, "problem")
        opened.commit([Change(None, Relation("new", "addresses", mark(opened).id, head.id, "li"))], "link")

    edit(project, link)
    assert kinds(project, other) == [("relation", "removed there")]
    with Project(project, "boss") as opened:
        merge(opened, [other], take=take)
        assert opened.store.check() == []
        assert [r.id for r in opened.relations()] == {OURS: ["new"], THEIRS: []}[take]
        assert len(list(opened.spans("d0", label="measure"))) == {OURS: 1, THEIRS: 0}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_link_from_there_to_a_mark_removed_here(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.remove([mark(p)]))

    def link(opened: Project) -> None:
        tail = opened.annotate(opened.document("d0"), 40, 46, "problem")
        opened.commit([Change(None, Relation("new", "addresses", mark(opened).id, tail.id, "li"))], "link")

    edit(other, link)
    assert kinds(project, other) == [("relation", "removed here")]
    with Project(project, "boss") as opened:
        merge(opened, [other], take=take)
        assert opened.store.check() == []
        assert [r.id for r in opened.relations()] == {OURS: [], THEIRS: ["new"]}[take]
        assert len(list(opened.spans("d0", label="measure"))) == {OURS: 0, THEIRS: 1}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_document_removed_there_is_never_removed_by_itself(project: Path, other: Path, take: str) -> None:
    edit(other, lambda p: p.remove_documents(["d0"]))
    assert kinds(project, other) == [("document", "removed there")]
    before = picture(project)
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.store.has_document("d0") == (take == OURS)
    if take == OURS:
        assert picture(project) == before


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_a_document_removed_here_and_worked_on_there(project: Path, other: Path, take: str) -> None:
    edit(project, lambda p: p.remove_documents(["d0"]))
    assert kinds(project, other) == []
    edit(other, lambda p: p.annotate(p.document("d0"), 40, 46, "problem"))
    assert kinds(project, other) == [("document", "removed here")]
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.store.has_document("d0") == (take == THEIRS)
        assert len(list(opened.spans("d0"))) == {OURS: 0, THEIRS: 3}[take]
        assert len(opened.relations()) == {OURS: 0, THEIRS: 1}[take]


@pytest.mark.parametrize("take", [OURS, THEIRS])
def test_facts_of_a_document_changed_on_both_sides(project: Path, other: Path, take: str) -> None:
    def say(opened: Project, year: int) -> None:
        document = opened.document("d0")
        opened.commit([Change(document, replace(document, meta={"year": year}))], "year")

    edit(project, lambda p: say(p, 2023))
    edit(other, lambda p: say(p, 2024))
    assert kinds(project, other) == [("document", "changed")]
    decide(project, other, take)
    with Project(project) as opened:
        assert opened.document("d0").meta["year"] == {OURS: 2023, THEIRS: 2024}[take]


def correct(path: Path, text: str, who: str = "boss") -> None:
    def apply(opened: Project) -> None:
        revision = revise.plan(opened, opened.document("d0"), text)
        revise.apply(opened, revision, {case.span.id: None for case in revision.cases})

    edit(path, apply, who)


def test_their_marks_move_to_our_corrected_text_or_are_listed(project: Path, other: Path) -> None:
    correct(project, "新" + ("报告0\n" + TEXT * 3).replace("开展检查12次", "开展检查十二次", 1))
    edit(other, lambda p: p.annotate(p.document("d0"), 32, 38, "problem"))
    edit(other, lambda p: p.annotate(p.document("d0"), 24, 31, "problem"))
    with Project(other) as opened:
        moved, lost = (
            span.text for span in sorted(opened.spans("d0", label="problem"), key=lambda s: -s.start)
        )
    assert kinds(project, other) == [("text", "versions")]
    with Project(project, "boss") as opened:
        report = merge(opened, [other], take=OURS)
        assert [span.text for span in opened.spans("d0", label="problem")] == [moved]
        assert [one.entity.text for one in report.sides[0].left_out if isinstance(one.entity, Span)] == [lost]
        assert merge(opened, [other], take=OURS).step is None
        assert opened.store.check() == []


def test_their_corrected_text_comes_when_our_marks_fit_it(project: Path, other: Path) -> None:
    text = "新" + ("报告0\n" + TEXT * 3).replace("执法力量不足", "执法力量还不足", 1)
    correct(other, text, "li")
    edit(project, lambda p: p.annotate(p.document("d0"), 4, 10, "measure"), "wang")
    assert kinds(project, other) == [("text", "versions")]
    decide(project, other, THEIRS)
    with Project(project) as opened:
        assert opened.document("d0").text == text
        assert [(s.layer, s.start) for s in opened.spans("d0", label="measure")] == [("li", 5), ("wang", 5)]


def test_their_text_is_refused_when_a_mark_of_ours_does_not_fit_it(project: Path, other: Path) -> None:
    text = ("报告0\n" + TEXT * 3).replace("执法力量不足", "执法力量还不足", 1)
    correct(other, text, "li")
    start = ("报告0\n" + TEXT).index("执法力量不足")
    edit(project, lambda p: p.annotate(p.document("d0"), start, start + 6, "problem"), "wang")
    before = picture(project)
    with (
        Project(project, "boss") as opened,
        pytest.raises(Conflict, match="Correct the text in this project first"),
    ):
        merge(opened, [other], take=THEIRS)
    assert picture(project) == before


def test_our_own_text_may_stay_against_a_newer_one(project: Path, other: Path) -> None:
    correct(other, "新报告0\n" + TEXT * 3, "li")
    before = picture(project)
    decide(project, other, OURS)
    assert picture(project) == before
    assert kinds(project, other) == []


def another_schema(path: Path, label: str, who: str = "li") -> None:
    def add(opened: Project) -> None:
        first = opened.schema.labels[0]
        labels = (*opened.schema.labels, replace(first, name=label, key=""))
        schema = replace(opened.schema, version=opened.schema.version + 1, labels=labels)
        opened.commit([Change(None, schema)], "schema")
        document = opened.document("d0")
        opened.commit(
            [Change(None, make_span("d0", document.text, 50, 55, label, who, schema_version=schema.version))],
            "mark",
        )

    edit(path, add, who)


@pytest.mark.parametrize("take", [OURS, THEIRS])
@pytest.mark.parametrize("ours_too", [False, True])
def test_another_version_of_the_label_schema(project: Path, other: Path, take: str, ours_too: bool) -> None:
    another_schema(other, "plan")
    if ours_too:
        another_schema(project, "aim", "wang")
    assert kinds(project, other) == [("schema", "versions")]
    report = decide(project, other, take)
    assert kinds(project, other) == []
    with Project(project) as opened:
        labels = [label.name for label in opened.schema.labels]
        marks = {span.label: span for span in opened.spans("d0")}
        if take == THEIRS:
            assert "plan" in labels
            assert marks["plan"].schema_version == opened.schema.version == 2 + ours_too
        else:
            assert "plan" not in labels
            assert "plan" not in marks
            assert [one.reason for one in report.sides[0].left_out] == ["label"]


def test_each_conflict_can_be_decided_by_itself(project: Path, other: Path) -> None:
    for path, word in ((project, "here"), (other, "there")):
        edit(path, lambda p, word=word: p.set_note(mark(p), word))
        edit(path, lambda p, word=word: p.set_document_note("d0", word))
    with Project(project, "boss") as opened:
        by_kind = {conflict.kind: conflict.key for conflict in preview_merge(opened, [other]).conflicts}
        assert by_kind.keys() == {"span", "status"}
        with pytest.raises(Undecided):
            merge(opened, [other], decisions={by_kind["span"]: THEIRS})
        merge(opened, [other], decisions={by_kind["span"]: THEIRS, by_kind["status"]: OURS})
        assert mark(opened).note == "there"
        assert opened.store.status("d0", "li") == Status("d0", "li", "doing", note="here")


def test_documents_meet_by_their_text_where_their_ids_differ(project: Path, tmp_path: Path) -> None:
    other = coordinator(tmp_path / "other.annot", 0)
    with Project(other, "wang") as opened:
        text = "报告1\n" + TEXT * 3
        opened.commit([Change(None, Document("another-id", text, {"year": 2020}))], "import")
        opened.annotate(opened.document("another-id"), 4, 10, "measure")
        opened.set_state("another-id", "done")
    assert kinds(project, other) == []
    report = decide(project, other, "")
    with Project(project) as opened:
        assert opened.store.document_count() == 3
        assert [span.layer for span in opened.spans("d1")] == ["wang"]
        assert opened.store.status("d1", "wang").state == "done"
        assert opened.document("d1").meta == {}
    assert "document" not in report.sides[0].others


def test_three_who_marked_the_same_by_themselves_come_to_one_in_any_order(
    project: Path, tmp_path: Path
) -> None:
    others = [Path(shutil.copy(project, tmp_path / f"{name}.annot")) for name in "abc"]
    for other in others:
        edit(
            other,
            lambda p: p.link(p.annotate(p.document("d1"), 20, 24, "metric"), mark(p), "quantifies"),
            "wang",
        )
    pictures = set()
    for number, order in enumerate(permutations(others)):
        ours = Path(shutil.copy(project, tmp_path / f"ours{number}.annot"))
        for other in (*order, order[0]):
            assert kinds(ours, other) == []
            with Project(ours, "boss") as opened:
                merge(opened, [other])
        pictures.add(picture(ours))
        with Project(ours) as opened:
            assert len(list(opened.spans(layer="wang"))) == 1
            assert len(opened.relations()) == 2
    assert len(pictures) == 1


def test_a_merge_that_they_took_back_does_not_come_along(project: Path, other: Path, tmp_path: Path) -> None:
    third = Path(shutil.copy(project, tmp_path / "third.annot"))
    edit(other, lambda p: p.annotate(p.document("d1"), 20, 24, "metric"))
    with Project(third, "zhao") as opened:
        merge(opened, [other])
        opened.undo()
    with Project(project, "boss") as opened:
        assert merge(opened, [third]).step is None
        assert merge(opened, [other]).step is not None
        assert merge(opened, [third]).step is None
        assert len(list(opened.spans("d1"))) == 1


def test_another_file_name_of_the_same_text_is_no_conflict_and_no_news(project: Path, tmp_path: Path) -> None:
    """Two people imported the same report from files of different names."""
    others = [Path(shutil.copy(project, tmp_path / f"{name}.annot")) for name in "ab"]
    for other in others:

        def rename(opened: Project, name: str = other.stem) -> None:
            document = opened.document("d0")
            opened.commit([Change(document, replace(document, source=Source(name)))], "rename")

        edit(other, rename)
    pictures = set()
    for number, order in enumerate(permutations(others)):
        ours = Path(shutil.copy(project, tmp_path / f"ours{number}.annot"))
        with Project(ours, "boss") as opened:
            for other in order:
                report = merge(opened, [other])
                assert report.conflicts == []
                assert report.sides[0].others == {}
        pictures.add(picture(ours))
    assert len(pictures) == 1


def test_marks_made_under_an_old_name_come_in_and_can_be_given_the_new_one(
    project: Path, other: Path
) -> None:
    with Project(other, "li") as li:
        document = li.document("d1")
        li.annotate(document, 4, 10, "measure")
    with Project(project, "boss") as boss:
        draft = draft_of(boss.schema)
        renamed = draft.with_label(1, replace(draft.label(1).label, name="action"))
        apply(boss, renamed.migration())
        merge(boss, [other])
        assert sorted({span.label for span in boss.spans()}) == ["action", "measure", "metric"]
        apply(boss, draft_of(boss.schema).given("measure", 1).migration())
        assert sorted({span.label for span in boss.spans()}) == ["action", "metric"]
        assert boss.store.check() == []
        assert merge(boss, [other]).conflicts == []
        assert sorted({span.label for span in boss.spans()}) == ["action", "metric"]


def test_an_older_copy_of_the_built_in_labels_is_no_conflict(tmp_path: Path) -> None:
    """Of the copies that annotator has shipped, the newer one stands, whoever has it."""
    shipped = built_in_schemas()
    assert len({dumps(schema_to_dict(each)) for each in shipped}) == len(shipped)
    for ours, theirs in ((shipped[-1], shipped[0]), (shipped[0], shipped[-1]), (shipped[1], shipped[0])):
        folder = tmp_path / f"{shipped.index(ours)}{shipped.index(theirs)}"
        folder.mkdir()
        for name, schema in (("p", ours), ("o", theirs)):
            create_project(folder / f"{name}.annot", schema, actor=name)
        with Project(folder / "p.annot", "li") as project:
            assert merge(project, [folder / "o.annot"]).conflicts == []
            newer = max(ours, theirs, key=shipped.index)
            assert project.schema.labels == newer.labels
            assert project.store.check() == []


def test_the_present_built_in_labels_are_the_last_of_the_line() -> None:
    """Whoever changes civil-affairs.json puts the copy of before at the end of civil-affairs.earlier.json first."""
    present = json.dumps(schema_to_dict(built_in_schemas()[-1]), sort_keys=True, ensure_ascii=False)
    assert hashlib.sha256(present.encode()).hexdigest()[:16] == "e32c710dc9d73bde"
