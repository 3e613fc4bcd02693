"""A coordinator's project, annotators who work in packages of it, and what makes two projects equal."""

import random
from contextlib import suppress
from pathlib import Path

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import InvalidSpan, NothingToUndo
from annotator.services.packaging import make_package
from annotator.services.project import Project, create_project
from annotator.store import rows
from annotator.store.forms import dumps, to_form

TEXT = "我局制定全年工作要点😀，审核合同47份；开展检查12次，办结案件3件。执法力量不足。\n"
LABELS = ("measure", "problem", "metric")
Picture = tuple[str, ...]


def picture(path: Path) -> Picture:
    """Everything in a project, the log aside, after a check."""
    with Project(path, "reader") as project:
        assert project.store.check() == []
        return tuple(
            sorted(
                f"{kind} {dumps(to_form(entity))}"
                for kind in rows.TABLES
                for entity in rows.every(project.store._connection, kind)
            )
        )


def coordinator(path: Path, documents: int = 3) -> Path:
    """A project with documents and nothing else."""
    create_project(path, actor="boss")
    with Project(path, "boss") as project:
        texts = [Document(f"d{number}", f"报告{number}\n" + TEXT * 3) for number in range(documents)]
        project.commit([Change(None, document) for document in texts], "import")
    return path


def package(project: Path, out: Path, layer: str, documents: list[str] | None = None) -> Path:
    with Project(project, "boss") as opened:
        ids = documents or [head.id for head in opened.store.document_heads()]
        make_package(opened, out, layer, ids)
    return out


def work(path: Path, layer: str, chance: random.Random, actions: int) -> None:
    """What people do, at random: mark, move, relabel, note, attributes, link, remove, states, undo, redo."""
    with Project(path, layer) as project:
        ids = [head.id for head in project.store.document_heads()]
        for _action in range(actions):
            with suppress(InvalidSpan, NothingToUndo):
                act(project, project.document(chance.choice(ids)), chance)


def act(project: Project, document: Document, chance: random.Random) -> None:
    start = chance.randrange(len(document.text) - 30)
    end = start + chance.randrange(1, 20)
    mine = list(project.spans(document.id, layer=project.annotator))
    one = chance.choice(mine) if mine else None
    match chance.randrange(16):
        case 0 | 1:
            project.undo()
        case 2:
            project.redo()
        case 3:
            project.set_state(document.id, chance.choice(("todo", "doing", "done", "skipped")))
        case 4:
            project.set_flag(document.id, chance.random() < 0.5)
        case 5 if one:
            project.resize(one, document, start, end)
        case 6 if one:
            project.relabel(one, chance.choice(LABELS))
        case 7 if one:
            project.remove(chance.sample(mine, min(len(mine), chance.choice((1, 3)))))
        case 8 if one:
            project.set_note(one, chance.choice(("", "再看", "存疑")))
        case 9 if one:
            project.set_attributes(one, {"x": chance.randrange(3)})
        case 10:
            heads = [span for span in mine if span.label == "metric"]
            tails = [span for span in mine if span.label == "measure"]
            if heads and tails:
                project.link(chance.choice(heads), chance.choice(tails), "quantifies")
        case _:
            project.annotate(document, start, end, chance.choice(LABELS))
