"""What scripts do with a project: layers of models, exports."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from datasets_project import make

from annotator.domain.errors import InvalidSpan, NotFound
from annotator.services.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path) as opened:
        yield opened


def test_a_models_layer_is_one_step_and_finished(project: Project) -> None:
    before = len(list(project.spans()))
    predictions = {"d0": [(0, 3, "measure"), (1, 2, "metric", {"value": "1", "unit": "次"})], "d1": []}
    assert project.add_layer("model", predictions) == 2
    spans = list(project.spans(layer="model"))
    assert [(s.doc_id, s.start, s.end, s.label, dict(s.attrs), s.source) for s in spans] == [
        ("d0", 0, 3, "measure", {}, "import"),
        ("d0", 1, 2, "metric", {"value": "1", "unit": "次"}, "import"),
    ]
    assert all(s.text == project.document(s.doc_id).text[s.start : s.end] for s in spans)
    assert project.store.state_counts("model")["done"] == 2
    assert project.add_layer("model", predictions) == 0
    project.undo()
    assert len(list(project.spans())) == before
    assert project.store.check() == []


@pytest.mark.parametrize(
    ("error", "predictions"),
    [
        (NotFound, {"nowhere": [(0, 1, "measure")]}),
        (InvalidSpan, {"d0": [(0, 10_000, "measure")]}),
        (InvalidSpan, {"d0": [(0, 1, "nothing")]}),
        (InvalidSpan, {"d0": [(0, 1)]}),
        (InvalidSpan, {"d0": [("0", 1, "measure")]}),
        (InvalidSpan, {"d0": [(0, 4, "measure"), (2, 6, "measure")]}),
        (InvalidSpan, {"d0": [(0, 4, "metric", {"approx": "maybe"})]}),
    ],
)
def test_a_prediction_that_does_not_fit_is_refused_whole(
    project: Project, error: type[Exception], predictions: dict[str, list[tuple[object, ...]]]
) -> None:
    with pytest.raises(error):
        project.add_layer("model", {"d1": [(0, 2, "problem")], **predictions})
    assert list(project.spans(layer="model")) == []


def test_export_takes_what_the_command_takes(project: Project, tmp_path: Path) -> None:
    report = project.export(tmp_path / "one.jsonl", layers=["li"], labels=["problem"], status="done")
    lines = (tmp_path / "one.jsonl").read_bytes().splitlines()
    assert {span["label"] for line in lines for span in orjson.loads(line)["spans"]} == {"problem"}
    assert report.manifest is None
    folder = project.export(tmp_path / "set", format="conll", layers=["li"], split="8:2", seed=4)
    assert folder.manifest is not None
    assert {path.name for path in (tmp_path / "set").glob("*.conll")} == {"train.conll", "test.conll"}
    with pytest.raises(TypeError):
        project.export(tmp_path / "x", splits="8:2")
