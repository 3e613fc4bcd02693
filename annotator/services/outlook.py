"""What an export would be, found out before anything is written: its first records, splits, losses, repetitions."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from annotator import formats
from annotator.datasets.leakage import Leakage
from annotator.datasets.splits import SplitFigures
from annotator.formats import PLAIN, Format, Losses, Record, WriteOptions
from annotator.formats.fidelity import carried
from annotator.services.exporting import completed, fitting, losses_of_prepared
from annotator.services.preparing import prepare
from annotator.services.project import Project
from annotator.services.recipe import Recipe

SHOWN = 3  # records
LONGEST = 4_000  # characters of the preview

Stop = Callable[[], bool]


@dataclass(slots=True)
class Outlook:
    """What the report of the export will say; `leakage` is None where nothing is split."""

    documents: int = 0
    losses: Losses = field(default_factory=Losses)
    splits: dict[str, SplitFigures] = field(default_factory=dict)
    leakage: Leakage | None = None
    repeats: int = 0
    negatives_left_out: int = 0
    redacted: dict[str, int] = field(default_factory=dict)


def outlook(
    project: Project,
    *,
    format: str,  # noqa: A002
    recipe: Recipe,
    options: WriteOptions = PLAIN,
    cancelled: Stop | None = None,
) -> Outlook:
    """Look at everything that `export` would write. Raises as it does."""
    chosen = formats.writable(format)
    with project.store.snapshot():
        prepared = prepare(project, fitting(recipe, chosen), cancelled=cancelled)
        losses = losses_of_prepared(project, prepared, chosen, options, cancelled)
    return Outlook(
        prepared.documents, losses, prepared.splits, prepared.leakage, len(prepared.repeats),
        prepared.negatives_left_out, dict(prepared.redacted),
    )  # fmt: skip


def preview(
    project: Project,
    *,
    format: str,  # noqa: A002
    recipe: Recipe,
    options: WriteOptions = PLAIN,
) -> str:
    """The first records as they will stand in the file; '' where that is no text. Raises as `export` does."""
    chosen = formats.writable(format)
    chosen.check(options)
    simple = replace(
        fitting(recipe, chosen), split=None, group_by=None, together=False, dedupe=False, negatives=None
    )
    with project.store.snapshot():
        prepared = prepare(project, simple)
        completed_options = completed(options, project)
        fitted = _fitted(prepared.records(), chosen, completed_options)
        with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
            place = Path(folder) / f"data{chosen.ending}"
            assert chosen.writer is not None
            chosen.writer(islice(fitted, SHOWN), place, completed_options)
            return _text_of(place, chosen.rows_at.get(options.variant or ""))


def _fitted(records: Iterator[Record], chosen: Format, options: WriteOptions) -> Iterator[Record]:
    for record in records:
        found = carried(record, chosen, options, Losses())
        if found is not None:
            yield found


def _text_of(place: Path, rows: str | None) -> str:
    if place.is_file():
        return _head(place)
    if rows:
        return _head(next(place.glob(rows)))
    parts = [
        f"{file.relative_to(place).as_posix()}\n{text[: LONGEST // 4]}"
        for file in sorted(place.rglob("*"))
        if file.is_file() and (text := _head(file))
    ]
    return "\n\n".join(parts[:4])


def _head(file: Path) -> str:
    """The beginning of a text file; '' for any other."""
    with file.open("rb") as opened:
        data = opened.read(4 * LONGEST)
    if b"\0" in data:
        return ""
    try:
        text = data.decode("utf-8-sig", errors="strict" if len(data) < 4 * LONGEST else "ignore")
    except UnicodeDecodeError:
        return ""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
