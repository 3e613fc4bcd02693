"""Copies of one project that went apart in every way: whatever is decided, the project stays sound."""

import random
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_projects import act, coordinator, picture, work

from annotator.domain.change import Change
from annotator.domain.errors import BadInput, Conflict, InvalidSpan, NothingToUndo
from annotator.domain.span import Relation, Span
from annotator.services import revise
from annotator.services.merging import MergeReport, Undecided, merge, preview_merge
from annotator.services.project import Project
from annotator.team.conflict import OURS, THEIRS

LAYERS = ("li", "wang", "gold")


def go_on(path: Path, chance: random.Random, actions: int) -> None:
    """All that can be done to a project by several people, with documents, texts, settings and labels too."""
    for _action in range(actions):
        with Project(path, chance.choice(LAYERS)) as project:
            ids = [head.id for head in project.store.document_heads()]
            if not ids:
                return
            document = project.document(chance.choice(ids))
            with suppress(InvalidSpan, NothingToUndo, Conflict, BadInput):
                match chance.randrange(12):
                    case 0:
                        text = document.text.replace(
                            *chance.choice([("47", "四十七"), ("我局", "本局"), ("\n", "")]), 1
                        )
                        plan = revise.plan(project, document, text)
                        revise.apply(project, plan, {case.span.id: None for case in plan.cases})
                    case 1 if chance.random() < 0.5:
                        project.remove_documents([document.id])
                    case 2:
                        project.set_setting("words", chance.choice([["a"], ["b"], None]), "words")
                    case 3:
                        labels = project.schema.labels
                        label = replace(labels[0], name=f"extra{chance.randrange(3)}", key="")
                        if label.name not in project.schema.by_name:
                            project.commit(
                                [
                                    Change(
                                        None,
                                        replace(
                                            project.schema,
                                            version=project.schema.version + 1,
                                            labels=(*labels, label),
                                        ),
                                    )
                                ],
                                "schema",
                            )
                    case 4:
                        meta = {"year": chance.randrange(2020, 2024)}
                        project.commit([Change(document, replace(document, meta=meta))], "year")
                    case 5:
                        link(project, chance)
                    case _:
                        act(project, document, chance)


def link(project: Project, chance: random.Random) -> None:
    """From any mark to any other, also of other layers and documents."""
    spans: list[Span] = list(project.spans())
    if len(spans) > 1:
        head, tail = chance.sample(spans, 2)
        made = Relation(f"r{chance.getrandbits(64):x}", "addresses", head.id, tail.id, project.annotator)
        project.commit([Change(None, made)], "link")


def merged(project: Path, other: Path, take: str) -> MergeReport | None:
    """None where a text of theirs cannot be taken, which is a sentence and nothing else."""
    before = picture(project)
    with Project(project, "boss") as opened:
        try:
            report = merge(opened, [other], take=take)
        except Conflict as error:
            refusal, report = str(error), None
    if report is None:
        assert "Correct the text in this project first" in refusal
        assert picture(project) == before
    picture(project)  # checks
    return report


@given(seed=st.integers(0, 100_000), take=st.sampled_from([OURS, THEIRS]))
@settings(max_examples=30)
def test_whatever_is_decided_the_project_is_sound_and_a_second_time_changes_nothing(
    seed: int, take: str
) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        ours = coordinator(Path(name) / "p.annot", 2)
        go_on(ours, chance, 6)
        other = Path(shutil.copy(ours, ours.with_name("other.annot")))
        for path in (ours, other):
            go_on(path, chance, 10)
        before = picture(ours)
        with Project(ours, "boss") as opened:
            seen = preview_merge(opened, [other])
            if seen.undecided:
                with pytest.raises(Undecided):
                    merge(opened, [other])
        assert picture(ours) == before
        report = merged(ours, other, take)
        if report is None:
            return
        after = picture(ours)
        again = merged(ours, other, take)
        assert again is not None
        assert again.step is None
        assert picture(ours) == after
        if report.step:
            with Project(ours, "boss") as opened:
                opened.undo()
            assert picture(ours) == before
            merged(ours, other, take)
            assert picture(ours) == after


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25)
def test_one_person_on_two_machines(seed: int) -> None:
    """The same package worked on twice: decided for the other side, both copies come to the same marks."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        base = coordinator(Path(name) / "p.annot", 1)
        work(base, "li", chance, 8)
        one, two = (Path(shutil.copy(base, base.with_name(f"{copy}.annot"))) for copy in "ab")
        for path in (one, two):
            work(path, "li", chance, 12)
        first = Path(shutil.copy(one, one.with_name("first.annot")))
        merged(one, two, THEIRS)
        merged(two, first, OURS)
        assert marks(one) == marks(two)


def marks(path: Path) -> set[tuple[str, int, int, str, str]]:
    with Project(path) as project:
        return {(s.doc_id, s.start, s.end, s.label, s.note) for s in project.spans()}
