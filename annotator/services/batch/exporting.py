"""Files, made and compared part by part: put one behind the other the parts are the file, or each is a file of its own."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from annotator import formats
from annotator.formats import Format, Losses, Record, WriteOptions, Written
from annotator.services.batch.crew import Crew, Job, Part, Stop, alone, run
from annotator.services.batch.parts import balanced, name_of, parts_of, shares
from annotator.services.batch.worker import AtWork, Moment, opened, standing
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
    own = _Records(project, prepared, split, moment, chosen, out, options)
    results = run(
        _job(own),
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


def write_files(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    pattern: Path,
    options: WriteOptions,
    crew: Crew | None,
    *,
    split: str = ALL,
    tally: Tally,
    told: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write what was prepared to as many files as its recipe says, each whole in itself, with about as many characters.

    `pattern` is where, with a star for `00000-of-00016`; there is nothing else. The bytes are the same whoever makes them,
    a `crew` or this process. Raises as `write_parts` does.
    """
    own = _Records(project, prepared, split, project.store.last_moment(), chosen, pattern, options)
    written, files, empty = Written(compared=True), list[Path](), list[bytes]()
    with closing(_results(own, crew, told, cancelled)) as results:
        for made in results:
            _add(made, written, prepared, tally)
            if made.tally.records:
                _keep(made.files, files, pattern)
            else:
                empty = empty or made.files
    if not files:
        _keep(empty, files, pattern)
    for number, file in enumerate(files):
        file.rename(pattern.with_name(pattern.name.replace("*", f"{number:05d}-of-{len(files):05d}")))
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
    """A part of the file, or files of their own, and what there is to count."""

    files: list[bytes]
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


def _job(own: _Records) -> Job:
    prepared = own.prepared
    state = _State(
        prepared.recipe, prepared.names, prepared.split_of, prepared._dropped, prepared._highest, own.split
    )
    path = own.project.path.absolute()
    arguments = path, own.moment, state, own.chosen.name, own.out, own.options
    return Job(_prepare_records, arguments, _write_records)


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
    with (
        standing(own.project, own.moment),
        AtWork() as at_work,
        TemporaryDirectory(prefix="annotator-") as folder,
    ):
        place = Path(folder, "part" + own.out.suffix)
        records = _counted(prepared.records_of(ids, own.split), tally, at_work)
        written = formats.write_part(own.chosen, records, place, own.options, own.out)
        rows = own.chosen.rows_at.get(own.options.variant or "")
        files = [file.read_bytes() for file in (sorted(place.glob(rows)) if rows else [place])]
    left_out = own.prepared.selected.left_out - before
    own.prepared.selected.left_out = before
    return _Made(
        files, written, tally, left_out, prepared.losses, prepared.negatives_left_out, prepared.redacted
    )


def _gathered(
    results: Iterator[_Made], written: Written, prepared: Prepared, tally: Tally | None
) -> Iterator[bytes]:
    for made in results:
        _add(made, written, prepared, tally)
        yield from made.files


def _results(
    own: _Records,
    crew: Crew | None,
    told: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Generator[_Made, None, None]:
    """What is to be written, in as many parts as there are to be files."""
    lengths = own.project.store.document_lengths()
    sizes = [(document, lengths.get(document, 0)) for document in own.prepared.ids(own.split)]
    cut = shares(sizes, own.prepared.recipe.parts or 1) or [[]]
    parts = [Part(ids, name_of(ids), len(ids)) for ids in cut]
    progress = (lambda done, _total: told(done)) if told else None
    if crew is None:
        return alone(parts, lambda ids: _write_records(own, ids), progress=progress, cancelled=cancelled)
    return run(
        _job(own),
        parts,
        crew,
        here=lambda ids: _write_records(own, ids),
        progress=progress,
        cancelled=cancelled,
    )


def _keep(contents: Sequence[bytes], files: list[Path], pattern: Path) -> None:
    """Write files beside each other under names that they have until it is known how many there are."""
    for content in contents:
        files.append(pattern.with_name(f"{len(files)}.part"))
        files[-1].write_bytes(content)


def _add(made: _Made, written: Written, prepared: Prepared, tally: Tally | None) -> None:
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


def _counted(records: Iterator[Record], tally: Tally, at_work: AtWork) -> Iterator[Record]:
    for record in records:
        at_work.document = record.id or ""
        tally.add(record)
        yield record
