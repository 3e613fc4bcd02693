"""What agreement is made of, counted part by part: it is sums over documents, so that parts are put together exactly."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.paths import cache_dir
from annotator.services.batch.crew import Crew, Job, Part, Progress, Stop, run
from annotator.services.batch.parts import balanced, name_of
from annotator.services.batch.worker import AtWork, Moment, opened, standing
from annotator.services.boundaries import Boundaries, packed, unpacked
from annotator.services.project import Project
from annotator.services.role_ranges import cut

if TYPE_CHECKING:  # at run time numpy is imported where it is needed
    from annotator.agreement.corpus import Corpus, Stretch
    from annotator.agreement.tallies import Float
    from annotator.agreement.units import Units
    from annotator.services.boundaries import Int

LEAST = 6_000_000  # characters from which on processes pay
Ranges = Mapping[str, Sequence["Stretch"]]


class Counted(NamedTuple):
    """Digests of the texts, words and sentences by level, and the tally of what is measured, `agreement.tallies.tally`."""

    digests: dict[str, str]
    units: "dict[str, Units]"
    table: "Float"


class _Bench(NamedTuple):
    project: Project
    boundaries: Boundaries
    levels: Sequence[str]
    moment: Moment


class _Found(NamedTuple):
    digests: list[str]
    units: dict[str, list[bytes]]
    table: "Float"


def count(
    project: Project,
    corpus: "Corpus",
    ranges: Ranges | None,
    levels: Sequence[str],
    boundaries: Boundaries,
    crew: Crew,
    *,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Counted:
    """Words and sentences of the documents of a corpus, and its tally; `ranges` are stretches that alone are measured.

    To be called within the snapshot of the project that the corpus was read in. Raises Stopped, UserError.
    """
    import numpy as np

    from annotator.agreement.units import Units

    moment = project.store.last_moment()
    lengths = corpus.lengths.tolist()
    parts = []
    for names in balanced(zip(corpus.documents, lengths, strict=True), max(1, crew.workers)):
        part = replace(corpus.only(documents=names), ids=None)
        within = None if ranges is None else {name: ranges[name] for name in names}
        parts.append(Part((part, within), name_of(names), len(names)))
    results = run(
        Job(_prepare, (project.path.absolute(), moment, tuple(levels)), _work),
        parts,
        crew,
        here=lambda content: _work(_Bench(project, boundaries, levels, moment), content),
        progress=progress,
        cancelled=cancelled,
    )
    with closing(results):
        found = list(results)
    digests = [digest for one in found for digest in one.digests]
    units = {
        level: Units.from_documents(
            [
                unpacked(bits, length)
                for bits, length in zip(
                    (bits for one in found for bits in one.units[level]), lengths, strict=True
                )
            ]
        )
        for level in levels
    }
    table = np.concatenate([one.table for one in found])
    return Counted(dict(zip(corpus.documents, digests, strict=True)), units, table)


def _prepare(path: Path, moment: Moment, levels: Sequence[str]) -> _Bench:
    return _Bench(opened(path, "agree"), Boundaries(cache_dir()), levels, moment)


def _work(bench: _Bench, content: "tuple[Corpus, Ranges | None]") -> _Found:
    from annotator.agreement.tallies import tally
    from annotator.agreement.units import Units

    corpus, ranges = content
    digests = []
    found: dict[str, list[Int]] = {level: [] for level in bench.levels}
    with standing(bench.project, bench.moment), AtWork() as at_work:
        for name in corpus.documents:
            at_work.document = name
            document = bench.project.document(name)
            digests.append(document.digest)
            for level, of_level in found.items():
                of_level.append(bench.boundaries.of(level, document))
    units = {level: Units.from_documents(of_level) for level, of_level in found.items()}
    measured, counted = (corpus, units) if ranges is None else cut(corpus, units, ranges)
    lengths = corpus.lengths.tolist()
    bits = {
        level: [packed(each, length) for each, length in zip(of_level, lengths, strict=True)]
        for level, of_level in found.items()
    }
    return _Found(digests, bits, tally(measured, counted))
