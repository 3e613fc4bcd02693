"""Lines of a file, made and compared part by part; put one behind the other they are the file that one process writes."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from annotator import formats
from annotator.formats import Format, Losses, Record, WriteOptions, Written
from annotator.services.batch.crew import Crew, Job, Part, Stop, run
from annotator.services.batch.parts import balanced, parts_of
from annotator.services.batch.worker import Moment, opened, standing
from annotator.services.dataset_facts import Tally
from annotator.services.lines import Block, LineMaker
from annotator.services.preparing import ALL, Prepared
from annotator.services.project import Project
from annotator.services.selection import select

LEAST = 10_000_000  # characters from which on processes pay


def line_blocks(project: Project, layers: tuple[str, ...] | None, crew: Crew) -> Generator[Block, None, None]:
    """The canonical lines of all documents, as `lines.blocks` gives them. To be called within a snapshot of the project."""
    moment = project.store.last_moment()
    keys = balanced(project.store.document_sizes(), max(1, crew.workers))
    own = _Lines(project, LineMaker(project, layers), moment)
    results = run(
        Job(_prepare_lines, (project.path.absolute(), moment, layers), _make_lines),
        [Part(some, f"{some[0]}–{some[-1]}", len(some)) for some in keys],
        crew,
        here=lambda some: _make_lines(own, some),
    )
    with closing(results):
        yield from results


def write_parts(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    out: Path,
    options: WriteOptions,
    crew: Crew,
    *,
    split: str = ALL,
    tally: Tally | None = None,
    told: Callable[[int], None] | None = None,
    cancelled: Stop | None = None,
) -> Written:
    """Write what was prepared, as `formats.write` does, in a format that can be put together of parts.

    To be called within a snapshot of the project. `split` is one of those prepared, `tally` hears of its records.
    Raises as `formats.write` does, and Stopped.
    """
    moment = project.store.last_moment()
    state = _State(
        prepared.recipe, prepared.names, prepared.split_of, prepared._dropped, prepared._highest, split
    )
    own = _Records(project, prepared, split, moment, chosen, out, options)
    results = run(
        Job(
            _prepare_records,
            (project.path.absolute(), moment, state, chosen.name, out, options),
            _write_records,
        ),
        parts_of(project, prepared.ids(split), max(1, crew.workers)),
        crew,
        here=lambda ids: _write_records(own, ids),
        progress=(lambda done, _total: told(done)) if told else None,
        cancelled=cancelled,
    )
    written = Written(compared=True)
    with closing(results):
        formats.write_lines(_gathered(results, written, prepared, tally), out)
    written.losses.close()
    return written


class _Lines(NamedTuple):
    project: Project
    maker: LineMaker
    moment: Moment


class _State(NamedTuple):
    """What was found out of all documents before any is written."""

    recipe: Any
    names: dict[str, str]
    split_of: dict[str, str]
    dropped: set[str]
    highest: dict[str, int]
    split: str


class _Records(NamedTuple):
    project: Project
    prepared: Prepared
    split: str
    moment: Moment
    chosen: Format
    out: Path
    options: WriteOptions


class _Made(NamedTuple):
    """A part of the file, and what there is to count."""

    lines: bytes
    written: Written
    tally: Tally
    left_out: int
    losses: Losses
    negatives_left_out: int
    redacted: Counter[str]


def _prepare_lines(path: Path, moment: Moment, layers: tuple[str, ...] | None) -> _Lines:
    project = opened(path, "export")
    with standing(project, moment):
        return _Lines(project, LineMaker(project, layers), moment)


def _make_lines(lines: _Lines, keys: Sequence[int]) -> Block:
    with standing(lines.project, lines.moment):
        return lines.maker.block(keys)


def _prepare_records(
    path: Path, moment: Moment, state: _State, format_: str, out: Path, options: WriteOptions
) -> _Records:
    project = opened(path, "export")
    with standing(project, moment):
        selected = select(project, state.recipe.selection)
    prepared = Prepared(
        selected,
        state.recipe,
        state.names,
        split_of=state.split_of,
        _dropped=state.dropped,
        _highest=state.highest,
    )
    return _Records(project, prepared, state.split, moment, formats.writable(format_), out, options)


def _write_records(own: _Records, ids: Sequence[str]) -> _Made:
    tally = Tally()
    before = own.prepared.selected.left_out
    prepared = replace(own.prepared, losses=Losses(), redacted=Counter(), negatives_left_out=0)
    with standing(own.project, own.moment), TemporaryDirectory(prefix="annotator-") as folder:
        place = Path(folder, "part" + own.out.suffix)
        records = _counted(prepared.records_of(ids, own.split), tally)
        written = formats.write_part(own.chosen, records, place, own.options, own.out)
        lines = place.read_bytes()
    left_out = own.prepared.selected.left_out - before
    own.prepared.selected.left_out = before
    return _Made(
        lines, written, tally, left_out, prepared.losses, prepared.negatives_left_out, prepared.redacted
    )


def _gathered(
    results: Iterator[_Made], written: Written, prepared: Prepared, tally: Tally | None
) -> Iterator[bytes]:
    for made in results:
        if tally is not None:
            tally.join(made.tally)
        written.documents += made.written.documents
        written.spans += made.written.spans
        written.relations += made.written.relations
        written.compared = written.compared and made.written.compared
        written.losses.join(made.written.losses)
        prepared.selected.left_out += made.left_out
        prepared.losses.join(made.losses)
        prepared.negatives_left_out += made.negatives_left_out
        prepared.redacted += made.redacted
        yield made.lines


def _counted(records: Iterator[Record], tally: Tally) -> Iterator[Record]:
    for record in records:
        tally.add(record)
        yield record
