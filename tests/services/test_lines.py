"""Lines that are made of JSON from SQLite: byte for byte those that are made of records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.change import Change
from annotator.domain.document import Document, Section, Source, digest_of
from annotator.domain.errors import UserError
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.services import lines
from annotator.services.exporting import export
from annotator.services.project import Project, create_project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection

TEXT = '一\x00"\\\x7f\u2028é😀\n\t{[\u0085二三四'
ATTRS: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(("a", "b", "é\u2028", "")),
    st.sampled_from((1, -1, 2**63, 1.5, 1e-7, -0.0, True, None, "x", '"', "\u2029", [1], {"k": {"l": 1}})),
    max_size=2,
)
LAYERS = ("gold", "li", "王")


@st.composite
def documents(draw: st.DrawFn) -> list[Change]:
    """One document and all that may belong to it."""
    text = draw(st.sampled_from((TEXT, TEXT * 3, "")))
    meta = draw(
        st.dictionaries(st.sampled_from(("title", "x", "a")), st.sampled_from(("é", "1")), max_size=3)
    )
    outline = tuple(Section(0, end, 1, heading) for end, heading in ((len(text), "一、"), (0, "")))
    made: list[Change] = [Change(None, Document("d", text, meta, Source(), outline, digest=digest_of(text)))]
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 4)) if text else st.nothing()
    for number, (start, length) in enumerate(draw(st.lists(places, max_size=5)) if text else []):
        end = min(len(text), start + length)
        made.append(
            Change(
                None,
                Span(
                    draw(st.sampled_from(("s", "é", '"'))) + str(number), "d", start, end, draw(st.sampled_from("xy")),
                    text[start:end], draw(st.sampled_from(LAYERS)), draw(ATTRS), note=draw(st.sampled_from(("", "n\x01"))),
                ),
            )
        )  # fmt: skip
    spans = [change.after for change in made if isinstance(change.after, Span)]
    if len(spans) > 1 and draw(st.booleans()):
        made.append(
            Change(None, Relation("r", "addresses", spans[0].id, spans[1].id, draw(st.sampled_from(LAYERS))))
        )
    for layer in draw(st.sets(st.sampled_from(LAYERS))):
        state, flag, note = draw(
            st.tuples(st.sampled_from(("todo", "done")), st.booleans(), st.sampled_from(("", "é")))
        )
        made.append(Change(None, Status("d", layer, state, flag, note)))
    if draw(st.booleans()):
        made.append(Change(None, DocumentLabel("d", "li", "kind", draw(st.sampled_from((1, "x", [None]))))))
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(documents(), st.sampled_from((None, ("li",), ("gold", "王"))))
def test_the_same_bytes_as_of_records(
    tmp_path: Path, made: list[Change], layers: tuple[str, ...] | None
) -> None:
    path = tmp_path / "p.annot"
    path.unlink(missing_ok=True)
    create_project(path, actor="me")
    with Project(path, "me") as project:
        project.commit(made, "made")
        there = {change.entity.key for change in made}
        others = [one for layer in LAYERS if (one := Status("d", layer)).key not in there]
        project.commit([Change(None, one) for one in others], "so that every layer may be asked for")
        quick, slow = tmp_path / "quick.jsonl", tmp_path / "slow.jsonl"
        one = export(project, quick, format="jsonl", layers=layers)
        other = export(project, slow, format="jsonl", recipe=Recipe(Selection(layers, documents=("d",))))
        assert quick.read_bytes() == slow.read_bytes()
        assert (one.documents, one.spans, one.relations, one.relations_left_out, one.digest, one.compared) == (
            other.documents, other.spans, other.relations, other.relations_left_out, other.digest, other.compared
        )  # fmt: skip


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose documents two processes write."""
    monkeypatch.setattr(lines, "BESIDE", 2)
    create_project(tmp_path / "p.annot", actor="me")
    with Project(tmp_path / "p.annot", "me") as project:
        made = [
            Document(f"d{number}", f"{number}{TEXT}", digest=digest_of(f"{number}{TEXT}"))
            for number in range(1_030)
        ]
        spans = [Span(f"s{d.id}", d.id, 0, 2, "measure", d.text[:2], "li") for d in made]
        project.commit([Change(None, thing) for thing in (*made, *spans)], "made")
        yield project


@pytest.mark.parametrize("ahead", [0, 1, 12])
def test_two_processes_write_what_one_does(
    many: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    """With no block made ahead, the other process makes them all; else whoever is free."""
    monkeypatch.setattr(lines, "_AHEAD", ahead)
    told: list[tuple[int, int]] = []
    one = export(many, tmp_path / "one.jsonl", format="jsonl")
    two = export(
        many, tmp_path / "two.jsonl", format="jsonl", beside=True, progress=lambda *part: told.append(part)
    )
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    assert one.digest == two.digest == formats.digest_of(tmp_path / "two.jsonl")
    assert (two.documents, two.spans, two.compared) == (1_030, 1_030, True)
    assert told[-1] == (1_030, 1_030)
    ids = [orjson.loads(line)["id"] for line in (tmp_path / "two.jsonl").read_bytes().split(b"\n")[:-1]]
    assert ids == [f"d{number}" for number in range(1_030)]


def test_what_is_written_meanwhile_is_not_in_it(many: Project, tmp_path: Path) -> None:
    """The other process would see it: then it does not help."""
    with many.store.snapshot():
        list(many.layers())  # the snapshot begins with the first reading
        with Project(many.path, "you") as other:
            other.commit([Change(None, Document("new", "new", digest=digest_of("new")))], "new")
        report = export(many, tmp_path / "out.jsonl", format="jsonl", beside=True)
    assert report.documents == 1_030
    assert b'"new"' not in (tmp_path / "out.jsonl").read_bytes()


def test_an_export_by_two_can_be_stopped(many: Project, tmp_path: Path) -> None:
    told: list[int] = []
    with pytest.raises(formats.Cancelled):
        export(
            many, tmp_path / "out.jsonl", format="jsonl", beside=True,
            progress=lambda done, _total: told.append(done), cancelled=lambda: len(told) > 3,
        )  # fmt: skip
    assert not list(tmp_path.glob("*.jsonl"))


DAMAGES: dict[str, tuple[str, str]] = {
    "quote": ("UPDATE span SET quote = 'no' WHERE id = 's0'", "is said to read"),
    "place": ("UPDATE span SET start_char = 0, end_char = 99 WHERE id = 's0'", "but the text has"),
    "attributes": ("UPDATE span SET attrs = '[1]' WHERE id = 's0'", "does not fit the record schema"),
    "outline": ('UPDATE detail SET outline = \'[[0, 99, 1, "", "other"]]\'', "section 1 goes from"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_does_not_hold_together_is_not_written(tmp_path: Path, damage: str) -> None:
    create_project(tmp_path / "p.annot", actor="me")
    sql, sentence = DAMAGES[damage]
    with Project(tmp_path / "p.annot", "me") as project:
        text = "一二三"
        project.commit([Change(None, Document("d", text, digest=digest_of(text))),
                        Change(None, Span("s0", "d", 0, 2, "measure", "一二", "li"))], "made")  # fmt: skip
        project.store._connection.execute(sql)
        raised: list[str] = []
        for recipe in (Recipe(), Recipe(Selection(documents=("d",)))):
            with pytest.raises(UserError, match=sentence) as caught:
                export(project, tmp_path / "out.jsonl", format="jsonl", recipe=recipe)
            raised.append(str(caught.value))
        assert raised[0] == raised[1]
        assert not list(tmp_path.glob("*.jsonl"))
