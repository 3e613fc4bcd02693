"""Suggestions for many documents: each worker has the engine, made once, and does some documents at a time."""

from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

from annotator.paths import cache_dir
from annotator.services.batch.crew import Crew, Job, Progress, Stop, run
from annotator.services.batch.parts import parts_of
from annotator.services.batch.worker import AtWork, Moment, opened, standing
from annotator.services.project import Project
from annotator.services.suggesting import engine, suggestions
from annotator.suggest.engine import Engine
from annotator.suggest.suggestion import Suggestion
from annotator.text.words import Words

LEAST = 400_000  # characters from which on processes pay

Found = tuple[str, str, list[Suggestion]]
"""A document's id, the digest of its text, and its suggestions."""


class _Bench(NamedTuple):
    """What is at hand for the work."""

    project: Project
    by: Engine
    layer: str
    moment: Moment


def pays(project: Project, documents: Sequence[str], crew: Crew) -> bool:
    """Whether others should do it."""
    lengths = project.store.document_lengths()
    return crew.pays(sum(lengths.get(document, 0) for document in documents), LEAST)


def suggest_all(
    project: Project,
    documents: Sequence[str],
    name: str,
    crew: Crew,
    *,
    train_layer: str | None = None,
    layer: str,
    words: Words,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> list[Found]:
    """What the engine of this name proposes for each document, as `suggesting.suggestions` does for one.

    `train_layer` is whose marks the engine knows, or was trained on; `layer` whose marks and rejections are left out. A model
    is the one that the project keeps. `words` are those of this process, should it have to do a part.
    Raises what `engine` raises, Stopped, UserError.
    """
    with project.store.snapshot():
        moment = project.store.last_moment()
        settings = (project.path.absolute(), project.annotator, moment, name, train_layer, layer)

        @cache
        def bench() -> _Bench:
            return _Bench(project, engine(project, name, words.words, layer=train_layer), layer, moment)

        parts = parts_of(project, documents, max(1, crew.workers))
        results = run(
            Job(_prepare, settings, _work),
            parts,
            crew,
            here=lambda ids: _work(bench(), ids),
            progress=progress,
            cancelled=cancelled,
        )
        with closing(results):
            return [one for found in results for one in found]


def _prepare(
    path: Path, annotator: str, moment: Moment, name: str, train_layer: str | None, layer: str
) -> _Bench:
    project = opened(path, annotator)
    words = Words(cache_dir())
    words.load()
    with standing(project, moment):
        return _Bench(project, engine(project, name, words.words, layer=train_layer), layer, moment)


def _work(bench: _Bench, ids: Sequence[str]) -> list[Found]:
    found = []
    with standing(bench.project, bench.moment), AtWork() as at_work:
        for identity in ids:
            at_work.document = identity
            document = bench.project.document(identity)
            found.append(
                (identity, document.digest, suggestions(bench.project, document, bench.by, layer=bench.layer))
            )
    return found
