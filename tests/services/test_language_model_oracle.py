"""A model that knows the right answer: what it says comes back as exactly the marks that it means."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.span import Span
from annotator.services.evaluating import evaluate
from annotator.services.llm import engine as llm
from annotator.services.llm.config import Config
from annotator.services.llm.key import VARIABLE
from annotator.services.project import Project
from annotator.services.sample import make_sample_project
from tests.llm_server import Answer, serving, span, spans

LAYER = "小吴"
AROUND = 10


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.delenv(VARIABLE, raising=False)
    make_sample_project(tmp_path / "sample.annot")
    with Project(tmp_path / "sample.annot", "li") as project:
        yield project


def oracle(project: Project, body: dict[str, Any]) -> Answer:
    """All marks of the layer in the stretch that was sent, quoted with a few characters around them."""
    sent = body["messages"][1]["content"].partition("原文：\n")[2]
    found = []
    for document in project.documents():
        start = document.text.find(sent)
        if start >= 0:
            marks = project.spans(document.id, layer=LAYER)
            inside = [one for one in marks if start <= one.start and one.end <= start + len(sent)]
            found += [quoted(one, document.text) for one in inside]
    return spans(*found)


def quoted(one: Span, text: str) -> dict[str, Any]:
    before, after = text[max(0, one.start - AROUND) : one.start], text[one.end : one.end + AROUND]
    attrs = {"status": one.attrs["status"]} if "status" in one.attrs else {}
    return span(one.label, one.text, before, after, attrs=attrs, score=1)


def test_what_it_means_is_what_is_suggested(project: Project) -> None:
    with serving() as server:
        config = Config(server.endpoint, "oracle").with_consent(project.store.origin(), True)

        def answer(body: dict[str, Any]) -> Answer:
            with Project(project.path, "server") as own:
                return oracle(own, body)

        server.answer_by = answer
        with llm.asking(project, config) as by:
            judged = evaluate(project, "llm", LAYER, lambda _text: [], lambda _text, _at: (0, 0), by=by)
            assert by.account.lost == 0
    for label, score in judged.exact.items():
        assert score.spans > 10, label
        assert score.right == score.spans == score.suggestions, label
    assert judged.accuracy["measure.status"] == 1
