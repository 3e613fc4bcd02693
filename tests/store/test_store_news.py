"""Two windows of one annotator: whoever applies what is announced sees what stands in the file."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from projects import made

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import UserError
from annotator.domain.span import Span
from annotator.services.project import Project
from annotator.store import store


class Listener:
    """Applies what it hears, and reads anew when it hears no changes; what comes must not be there already."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.spans: dict[str, Span] = {}
        self._read()
        project.subscribe(self._take)

    def _read(self) -> None:
        self.spans = {span.id: span for span in self._project.spans()}

    def _take(self, step: Step) -> None:
        if step.changes is None:
            self._read()
            return
        for change in step.changes:
            if isinstance(change.before, Span):
                self.spans.pop(change.before.id, None)  # ours may take away what we have not heard of yet
            if isinstance(change.after, Span):
                assert self.spans.setdefault(change.after.id, change.after) is change.after


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    path = made(tmp_path / "p.annot")
    with Project(path, "li") as one, Project(path, "li") as two:
        yield one, two


def test_the_other_windows_step_is_undone_before_it_was_heard_of(pair: tuple[Project, Project]) -> None:
    one, two = pair
    listener = Listener(one)
    two.annotate(two.document("d"), 8, 15, "measure")
    one.undo()
    one.poll()
    assert list(listener.spans.values()) == list(two.spans())
    two.annotate(two.document("d"), 8, 15, "measure")
    one._announce(one.store.undo("li"))  # as when the step comes between looking and undoing
    one.poll()
    assert list(listener.spans.values()) == list(two.spans())
    one.redo()
    one.undo()
    one.poll()
    assert list(listener.spans.values()) == list(two.spans())


def test_a_late_step_that_does_not_concern_ours_is_told_whole(pair: tuple[Project, Project]) -> None:
    one, two = pair
    one.annotate(one.document("d"), 8, 15, "measure")
    mark = two.annotate(two.document("d"), 16, 20, "problem")
    one.annotate(one.document("d"), 21, 24, "measure")
    (step,) = one.poll()
    assert step.changes == (Change(None, mark),)


def test_too_much_of_ours_to_remember(pair: tuple[Project, Project], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CHANGES_KEPT", 3)
    one, two = pair
    two.set_flag("d", True)
    for start in range(20, 40, 5):
        one.annotate(one.document("d"), start, start + 3, "measure")
    (step,) = one.poll()
    assert step.changes is None
    two.set_flag("d", False)
    (step,) = one.poll()
    assert step.changes is not None


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_deeds_and_looks(pair: tuple[Project, Project], seed: int) -> None:
    chance = random.Random(seed)
    listeners = [Listener(project) for project in pair]
    for _turn in range(60):
        with suppress(UserError):
            do_something(chance.choice(pair), chance)
    for project, listener in zip(pair, listeners, strict=True):
        project.poll()
        assert sorted(listener.spans) == sorted(span.id for span in project.spans())
    assert pair[0].store.check() == []


def do_something(project: Project, chance: random.Random) -> None:
    start = chance.randrange(60)
    match chance.choice(["mark", "undo", "redo", "remove", "poll"]):
        case "mark":
            label = chance.choice(["measure", "problem"])
            project.annotate(project.document("d"), start, start + 3, label)
        case "undo":
            project.undo()
        case "redo":
            project.redo()
        case "remove":
            mine = list(project.spans())
            if mine:
                project.remove(chance.sample(mine, min(2, len(mine))))
        case _:
            project.poll()


def test_many_documents_are_told_without_their_texts(
    pair: tuple[Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    one.commit([Change(None, Document(f"x{n}", f"{n}")) for n in range(20)], "some")
    (step,) = two.poll()
    assert step.changes is not None
    one.commit([Change(None, Document(f"y{n}", f"{n}")) for n in range(21)], "many")
    one.set_flag("y3", True)
    read: list[str] = []
    monkeypatch.setattr(two.store, "_text_of", read.append)
    many, flag = two.poll()
    assert many.changes is None
    assert flag.changes is None  # who reads anew has it already
    assert read == []
