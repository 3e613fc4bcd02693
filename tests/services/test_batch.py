"""Who does the work, and in how many parts, changes nothing in what comes of it."""

import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import batch_jobs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import formats
from annotator.domain.errors import BadInput, DiskFull, Stopped, UserError
from annotator.formats import FORMATS, WriteOptions
from annotator.paths import cache_dir
from annotator.services import training
from annotator.services.agreeing import Agreeing, Scope
from annotator.services.batch import crew as crews
from annotator.services.batch import suggesting, worker
from annotator.services.batch.crew import Crew, Job, Part, run
from annotator.services.batch.parts import balanced
from annotator.services.batch.suggesting import suggest_all
from annotator.services.exchange import import_paths
from annotator.services.exporting import export
from annotator.services.project import Project, create_project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection
from annotator.services.suggesting import engine, suggestions
from annotator.text.words import Words

DOCUMENTS = 60
SENTENCES = (
    "一是制定全年普法工作要点，审核合同47份。",
    "二是开展普法宣传活动12场，接收捐款372万元。",
    "行政执法力量不足，法治宣传方式需要创新。",
    "全年救助流浪乞讨人员1,203人次，同比增长8.5%。",
    "加强执法人员培训，完善各项制度。",
    "少数干部😀法治意识不强，工作落实不到位。",
)
TWO_FORMS = ("labelbuddy", "sentences")  # which the name of the file tells apart
HEADINGS = ("一、主要工作成效", "二、存在的问题", "三、下一步工作计划")


@pytest.fixture(scope="module")
def project_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 reports that three people have marked, each in another way."""
    path = tmp_path_factory.mktemp("batch") / "p.annot"
    create_project(path, actor="me")
    lines = tmp_path_factory.mktemp("in") / "in.jsonl"
    draw = random.Random(5)
    lines.write_text("".join(_line(number, draw) + "\n" for number in range(DOCUMENTS)), encoding="utf-8")
    with Project(path, "me") as project:
        assert import_paths(project, [lines]).documents == DOCUMENTS
    return path


@pytest.fixture
def project(project_file: Path) -> Iterator[Project]:
    with Project(project_file, "li") as opened:
        yield opened


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        memory_limit=0,
        dashboard_address=None,
        silence_logs=50,
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},  # else it wants port 8787
    ) as started:
        yield started.scheduler_address


@pytest.fixture(params=["processes", "cluster"])
def crew(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Crew:
    """Two workers, of the standard library and of Dask, with whom everything is much to do."""
    if request.param == "cluster":
        return Crew(scheduler=request.getfixturevalue("cluster"))
    monkeypatch.setattr(crews, "has_dask", lambda: False)
    return Crew(2, least=0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Crew:
    monkeypatch.setattr(Crew, "team", lambda _crew, job: batch_jobs.Here.of(job))
    return Crew(2, least=0)


def test_suggestions_are_the_same(project: Project, crew: Crew) -> None:
    words = _words()
    if crew.scheduler is None:
        training.train_model(project, "qian", words.words)
    for name, layer in (
        (("learned", "qian"),) if crew.scheduler is None else (("rules", None), ("repeats", "wang"))
    ):
        assert suggested(project, name, layer, words, crew) == _plainly(project, name, layer, words)
    assert crew.retried == []


def test_figures_of_agreement_are_the_same(project: Project, crew: Crew) -> None:
    for scope in (Scope(), Scope(roles=("problems", "plans"), layers=("li", "zhao"), seed=3)):
        assert Agreeing(project, scope, crew=crew).as_dict() == Agreeing(project, scope).as_dict()
    some = Agreeing(project, Scope(documents=tuple(_ids(project)[:4])))
    assert some.as_dict(some.gamma(crew=crew)) == some.as_dict(some.gamma())


def test_edits_are_followed_after_others_have_counted(project: Project, quick: Crew) -> None:
    one, other = Agreeing(project, Scope(), crew=quick), Agreeing(project, Scope())
    assert one.digests == other.digests
    first = one.corpus.documents[0]
    assert one.refresh(project, [first]) == other.refresh(project, [first])


@pytest.mark.parametrize(
    ("format_", "recipe"),
    [
        ("jsonl", Recipe()),
        ("jsonl", Recipe(Selection(layers=("li",), labels=("measure",)), segment="sentence", negatives=0.5, redact=True)),
        ("doccano", Recipe()),
    ],
)  # fmt: skip
def test_exports_are_the_same_bytes(
    project: Project, crew: Crew, tmp_path: Path, format_: str, recipe: Recipe
) -> None:
    assert _exported(project, tmp_path / "b.jsonl", format_, recipe, crew) == _exported(
        project, tmp_path / "a.jsonl", format_, recipe, None
    )


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.divisible])
def test_parts_of_a_divisible_format_are_the_whole(
    project: Project, quick: Crew, tmp_path: Path, name: str
) -> None:
    recipe = Recipe(segment="section", dedupe=True, pseudonyms="secret")
    variants: tuple[str | None, ...] = FORMATS[name].variants or (None,)
    for variant in variants:
        options = WriteOptions(variant)
        for suffix in (
            {".jsonl", ".csv" if name == "sentences" else ".json"}
            if name in TWO_FORMS
            else {FORMATS[name].ending}
        ):
            made = tmp_path / f"{variant}{suffix}"
            assert _exported(project, made, name, recipe, quick, options) == _exported(
                project, tmp_path / f"{variant}-plain{suffix}", name, recipe, None, options
            )


def test_a_dataset_is_the_same_bytes(project: Project, quick: Crew, tmp_path: Path) -> None:
    recipe = Recipe(
        Selection(layers=("li", "wang")), split="8:1:1", segment="section", negatives=0.5, dedupe=True
    )
    folders = [tmp_path / "one" / "data", tmp_path / "other" / "data"]
    for folder, crew in zip(folders, (None, quick), strict=True):
        folder.parent.mkdir()
        export(project, folder, format="jsonl", recipe=recipe, crew=crew)
    one, other = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert one == other
    assert {"train.jsonl", "dev.jsonl", "test.jsonl", "dataset.json", "README.md"} <= one.keys()
    assert quick.idle == ""


def test_it_is_said_where_workers_do_not_help(project: Project, tmp_path: Path) -> None:
    for format_, recipe in (("xlsx", Recipe()), ("huggingface", Recipe(split="8:2"))):
        crew = Crew(2, least=0)
        export(project, tmp_path / format_, format=format_, recipe=recipe, crew=crew)
        assert "workers do not help" in crew.idle


def test_imports_are_the_same(crew: Crew, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    draw = random.Random(8)
    for number in range(20):
        text = f"云溪市民政局{2000 + number}年工作总结\n\n- 1 -\n" + _text(number, draw)
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "lines.jsonl").write_text("\n".join(_line(n, draw) for n in range(20)), encoding="utf-8")
    (folder / "bad.jsonl").write_text(_line(30, draw) + "\n{\n", encoding="utf-8")
    (folder / "same.txt").write_bytes((folder / "3.txt").read_bytes())
    (folder / "marks.jsonl").write_text(
        '{"doc": "d1", "start": 0, "end": 2, "label": "measure", "text": "报告"}\n', encoding="utf-8"
    )
    one = _imported(tmp_path / "one.annot", folder, None)
    assert _imported(tmp_path / "other.annot", folder, crew) == one
    assert one[0].documents >= 40


def test_a_worker_that_dies_costs_its_part(crew: Crew, tmp_path: Path) -> None:
    assert _squares(crew, batch_jobs.die_once, tmp_path) == [number**2 for number in range(8)]
    assert "part 3" in crew.retried
    if crew.scheduler is None:
        assert crew.retried == ["part 3"]  # with Dask also what the worker had done and nobody had fetched


def test_a_killed_worker_changes_no_suggestion(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "has_dask", lambda: False)
    crew, words = Crew(2, least=0), _words()
    before = set(active_children())
    killed = []

    def kill(_done: int, _total: int) -> None:
        if not killed:
            killed.append(min({*active_children()} - before, key=lambda child: child.pid or 0).pid)
            os.kill(killed[0], signal.SIGKILL)

    found = suggest_all(project, _ids(project), "rules", crew, layer="li", words=words, progress=kill)
    assert found == _plainly(project, "rules", None, words)
    assert len(crew.retried) == 1
    assert crew.retried[0].startswith("documents “d")


def test_a_part_that_kills_every_worker_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(crews, "has_dask", lambda: False)
    with pytest.raises(UserError, match="part 0 could not be done: its worker was lost 3 times"):
        _squares(Crew(2), batch_jobs.die, tmp_path)


def test_a_part_that_goes_wrong_is_done_again_and_then_named_with_its_document(
    crew: Crew, tmp_path: Path
) -> None:
    said = "document “d37”, part 3 could not be done, 2 times: ValueError: a mistake; nothing was written"
    with pytest.raises(UserError, match=said):
        _squares(crew, batch_jobs.fail_at_a_document, tmp_path)
    assert crew.retried == ["part 3"]
    crew.retried.clear()
    assert _squares(crew, batch_jobs.fail_once, tmp_path) == [number**2 for number in range(8)]
    assert crew.retried == ["part 3"]


def test_a_worker_without_room_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(crews, "has_dask", lambda: False)
    with pytest.raises(DiskFull, match=r"part 0 could not be done: a worker has no room .* TMPDIR"):
        _squares(Crew(2), batch_jobs.have_no_room, tmp_path)


def test_the_document_that_stumps_an_engine_is_named(
    project: Project, quick: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = suggesting.suggestions

    def stumble(project: Project, document: Any, *others: Any, **more: Any) -> Any:
        if document.id == "d37":
            raise ValueError("no such place")
        return known(project, document, *others, **more)

    monkeypatch.setattr(suggesting, "suggestions", stumble)
    with pytest.raises(
        UserError, match=r"^document “d37”, documents “d3.” to “d.*: ValueError: no such place"
    ):
        suggested(project, "rules", None, _words(), quick)


def test_the_person_may_stop(crew: Crew, tmp_path: Path) -> None:
    before = {*active_children()}
    results = run(
        Job(batch_jobs.folder_of, (str(tmp_path),), batch_jobs.take_long),
        [Part(number, f"part {number}", 1) for number in range(2)],
        crew,
        here=lambda number: number,
        cancelled=iter([False, False, True, True, True]).__next__,
    )
    with pytest.raises(Stopped):
        list(results)
    assert {*active_children()} <= before


def test_what_others_write_meanwhile_is_not_read(project_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "has_dask", lambda: False)
    with Project(project_file, "li") as project:
        plain, words = _plainly(project, "rules", None, _words()), _words()
        with Project(project_file, "li") as other:

            def write(_done: int, _total: int) -> None:
                if not any(span.start == 0 for span in other.spans("d59")):
                    other.annotate(other.document("d59"), 0, 2, "problem")

            found = suggest_all(
                project, _ids(project), "rules", Crew(2, least=0), layer="li", words=words, progress=write
            )
            assert found == plain
            assert other.undo() is not None


def test_a_cluster_needs_the_same_annotator(
    monkeypatch: pytest.MonkeyPatch, quick: Crew, tmp_path: Path
) -> None:
    order = worker.Order("0.0.1", "en", batch_jobs.folder_of, (str(tmp_path),), batch_jobs.square)
    with pytest.raises(UserError, match=r"the workers have annotator .* and this is 0\.0\.1"):
        worker.do(_pickled(order), 3)


def test_a_worker_that_cannot_open_the_project_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="under the same path, in a shared folder"):
        worker.opened(tmp_path / "none.annot", "me")


def test_a_scheduler_without_dask_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "find_spec", lambda _name: None)
    with pytest.raises(BadInput, match=r"pip install annotator\[batch\]"):
        Crew(scheduler="tcp://127.0.0.1:8786")


def test_little_work_starts_no_process(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Crew, "team", lambda _crew, _job: pytest.fail("workers were started"))
    crew = Crew(2)
    Agreeing(project, Scope(), crew=crew)
    export(project, tmp_path / "a.jsonl", format="jsonl", crew=crew)
    export(project, tmp_path / "b.jsonl", format="doccano", crew=crew)


@given(st.lists(st.integers(0, 50)), st.integers(1, 8), st.integers(1, 100))
def test_parts_keep_the_order_and_are_alike(sizes: list[int], workers: int, largest: int) -> None:
    parts = balanced(list(enumerate(sizes)), workers, largest)
    assert [thing for part in parts for thing in part] == list(range(len(sizes)))
    most = min(largest, sum(sizes) // (8 * workers) + 1)
    for part in parts:
        assert part
        assert sum(sizes[thing] for thing in part) <= most or sum(map(bool, (sizes[t] for t in part))) == 1


def suggested(project: Project, name: str, layer: str | None, words: Words, crew: Crew) -> Any:
    return suggest_all(project, _ids(project), name, crew, train_layer=layer, layer="li", words=words)


def _plainly(project: Project, name: str, layer: str | None, words: Words) -> Any:
    by = engine(project, name, words.words, layer=layer)
    return [(one.id, one.digest, suggestions(project, one, by, layer="li")) for one in project.documents()]


def _exported(
    project: Project,
    out: Path,
    format_: str,
    recipe: Recipe,
    crew: Crew | None,
    options: WriteOptions = formats.PLAIN,
) -> tuple[bytes, dict[str, Any]]:
    told: list[int] = []
    report = export(
        project, out, format=format_, recipe=recipe, options=options, crew=crew, progress=lambda done, _all: told.append(done)
    )  # fmt: skip
    said = asdict(report)
    del said["path"]
    return out.read_bytes(), said


def _imported(path: Path, folder: Path, crew: Crew | None) -> tuple[Any, bytes]:
    create_project(path, actor="me")
    with Project(path, "me") as project:
        report = import_paths(project, [folder], layer="li", crew=crew)
        assert project.store.check() == []
        out = path.with_suffix(".jsonl")
        export(project, out, format="jsonl")
    return report, out.read_bytes()


def _squares(crew: Crew, work: Callable[[Path, int], int], folder: Path) -> list[int]:
    return list(
        run(
            Job(batch_jobs.folder_of, (str(folder),), work),
            [Part(number, f"part {number}", 1) for number in range(8)],
            crew,
            here=lambda number: pytest.fail("done here"),
        )
    )


def _pickled(order: worker.Order) -> bytes:
    import pickle

    return pickle.dumps(order)


def _ids(project: Project) -> list[str]:
    return [head.id for head in project.store.document_heads()]


def _words() -> Words:
    words = Words(cache_dir())
    words.load()
    return words


def _text(number: int, draw: random.Random) -> str:
    sections = (f"{heading}\n{''.join(draw.sample(SENTENCES, 4))}" for heading in HEADINGS)
    return f"报告{number}\n" + "\n".join(sections) + "\n"


def _line(number: int, draw: random.Random) -> str:
    import orjson

    text = _text(number, draw)
    spans = []
    for layer in ("li", "wang", "zhao", "qian") if number < 6 else ("li", "wang", "zhao"):
        for quote, label in (
            ("审核合同47份", "measure"),
            ("47份", "metric"),
            ("行政执法力量不足", "problem"),
            ("12场", "metric"),
        ):
            at = text.find(quote)
            if at >= 0 and draw.random() < 0.8:
                start = at + (draw.random() < 0.2)
                spans.append({"start": start, "end": at + len(quote), "label": label, "layer": layer})
    return orjson.dumps({"id": f"d{number}", "text": text, "spans": spans}).decode()
