"""A dataset folder: a file a split in the chosen format, or several, and the papers that let a stranger trust it.

    README.md             the card
    dataset.json          the manifest, for programs (schemas/dataset.schema.json)
    label-schema.json     what the labels mean
    *.schema.json         the JSON Schemas of these
    SHA256SUMS            of all other files; `sha256sum -c SHA256SUMS` verifies them

The same project and options give the same bytes: nothing names a time, a user or a place.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from annotator import __version__, formats
from annotator.datasets.card import card
from annotator.datasets.papers import CARD, LABELS, MANIFEST, RECORD, SCHEMAS, SUMS
from annotator.domain.schema import schema_to_dict
from annotator.formats import Format, Losses, Record, WriteOptions, Written, huggingface
from annotator.formats.atomic import atomic_path
from annotator.paths import schema as schema_file
from annotator.services.batch.crew import Crew
from annotator.services.batch.exporting import write_files, write_parts
from annotator.services.dataset_facts import Tally, adjudication_of, agreement_of, annotators_of, cleaning_of
from annotator.services.dataset_limits import limits
from annotator.services.preparing import ALL, Prepared
from annotator.services.project import Project

IDS = 1_000  # that the manifest names of one kind
_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(slots=True)
class DatasetWritten:
    """What was written: the manifest, counts, and what the format could not carry."""

    manifest: dict[str, Any]
    documents: int = 0
    spans: int = 0
    relations: int = 0
    losses: Losses = field(default_factory=Losses)
    compared: bool = True


def write_dataset(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    out: Path,
    options: WriteOptions,
    *,
    crew: Crew | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DatasetWritten:
    """Write the folder, whole or not at all. A dataset that stands there as it was written is replaced. A `crew` makes
    the data, where the format is one document after the other.

    Raises as `formats.write` does, and ReadOnly where `out` is anything else that is not empty.
    """
    written = DatasetWritten({})
    tallies: dict[str, Tally] = {}
    with atomic_path(out, folder=True, replaces=is_untouched) as place:
        place.mkdir()
        for split in prepared.order:
            tally = tallies[split] = Tally()
            before = sum(other.records for other in tallies.values())
            told = None if progress is None else (lambda done, before=before: progress(before + done))
            if prepared.recipe.parts is not None:
                pattern = place / _path(chosen, options, split, in_parts=True)
                pattern.parent.mkdir(parents=True, exist_ok=True)
                part = write_files(
                    project, prepared, chosen, pattern, options, crew,
                    split=split, tally=tally, told=told, cancelled=cancelled,
                )  # fmt: skip
            elif crew is not None:
                part = write_parts(
                    project, prepared, chosen, place / _path(chosen, options, split, in_parts=False), options, crew,
                    split=split, tally=tally, told=told, cancelled=cancelled,
                )  # fmt: skip
            else:
                part = _write_split(
                    _counted(prepared.records(split), tally), chosen, place, split, options, told, cancelled
                )
            written.documents += part.documents
            written.spans += part.spans
            written.relations += part.relations
            written.losses.merge(part.losses)
            written.compared = written.compared and part.compared
        written.losses.merge(prepared.losses)
        written.manifest = _manifest(project, prepared, chosen, options, tallies, written.losses)
        _write_papers(project, written.manifest, chosen, place)
    return written


def is_untouched(folder: Path) -> bool:
    """Whether a folder is a dataset of ours that nobody has changed: all its files are those of its SHA256SUMS."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        sums = {name: digest for digest, _gap, name in (line.partition("  ") for line in lines)}
        files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
        return (
            files == {SUMS, *sums}
            and MANIFEST in sums
            and all(formats.digest_of(folder / name) == digest for name, digest in sums.items())
        )
    except (OSError, UnicodeDecodeError):
        return False


def _path(chosen: Format, options: WriteOptions, split: str, *, in_parts: bool) -> str:
    """Where a split's data lie in the folder; for several files, a pattern."""
    if chosen.rows_at:
        rows = PurePosixPath(chosen.rows_at[options.variant or ""])
        stem = "train-*" if in_parts and "*" not in rows.name else "train"
        return str(rows.with_name(rows.name.replace("train", stem, 1).replace("train", split or "train", 1)))
    if in_parts:
        return f"{split or 'part'}-*{chosen.ending}"
    return f"{split or 'data'}{chosen.ending}"


def _write_split(
    records: Iterator[Record],
    chosen: Format,
    folder: Path,
    split: str,
    options: WriteOptions,
    told: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Written:
    """The data of a split; of a format's own folder, the files with the rows alone."""
    target = folder / _path(chosen, options, split, in_parts=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    place = target.with_name(".written") if chosen.rows_at else target
    written = formats.write(
        records, place, format=chosen.name, options=options, progress=told, cancelled=cancelled
    )
    if chosen.rows_at:
        for file in place.glob(chosen.rows_at[options.variant or ""]):
            file.replace(target.with_name(file.name.replace("train", split or "train", 1)))
        shutil.rmtree(place)
    return written


def _counted(records: Iterator[Record], tally: Tally) -> Iterator[Record]:
    for record in records:
        tally.add(record)
        yield record


def _manifest(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    options: WriteOptions,
    tallies: dict[str, Tally],
    losses: Losses,
) -> dict[str, Any]:
    recipe = prepared.recipe.told(prepared.names)
    whole = sum((tally.spans for tally in tallies.values()), Counter[str]())
    manifest: dict[str, Any] = {
        "$schema": "dataset.schema.json",
        "name": project.schema.name or "dataset",
        "software": {"name": "annotator", "version": __version__},
        "command": recipe.command(chosen.name, options.variant, options.unit),
        "format": {"name": chosen.name, "variant": options.variant, "offsets": options.unit or chosen.unit},
        "options": recipe.options(),
        "label_schema": {"name": project.schema.name, "version": project.schema.version},
        "documents": prepared.documents,
        "records": sum(tally.records for tally in tallies.values()),
        "spans": sum(whole.values()),
        "splits": [
            _split(prepared, _path(chosen, options, name, in_parts=recipe.parts is not None), name, tally)
            for name, tally in tallies.items()
        ],
        "repeats": {"count": len(prepared.repeats), "ids": prepared.repeats[:IDS]},
        "negatives_left_out": prepared.negatives_left_out,
        "annotators": annotators_of(project, prepared),
        "agreement": agreement_of(project, prepared),
        "adjudication": adjudication_of(project, prepared),
        "leakage": None if prepared.leakage is None else prepared.leakage.as_dict(),
        "cleaning": cleaning_of(project, prepared.selected.ids),
        "redacted": dict(sorted(prepared.redacted.items())) if recipe.redact else None,
        "relations_left_out": prepared.selected.left_out,
        "fidelity": {
            kind: {"count": losses.kinds[kind].count, "ids": losses.kinds[kind].ids} for kind in losses.counts()
        },
    }  # fmt: skip
    manifest["limits"] = limits(manifest)
    return manifest


def _split(prepared: Prepared, path: str, name: str, tally: Tally) -> dict[str, Any]:
    figures = prepared.splits.get(name)
    return {
        "name": name or "train",
        "path": path,
        "documents": figures.documents if figures else prepared.documents,
        "groups": figures.groups if figures else prepared.documents,
        "share": round(figures.share, 4) if figures else 1.0,
        "wanted": round(figures.wanted, 4) if figures else 1.0,
        "records": tally.records,
        "records_without_spans": tally.without_spans,
        "characters": tally.characters,
        "spans": dict(sorted(tally.spans.items())),
        "ids": prepared.ids(name) if name != ALL else None,
    }


def _write_papers(project: Project, manifest: dict[str, Any], chosen: Format, place: Path) -> None:
    (place / MANIFEST).write_bytes(orjson.dumps(manifest, option=_PRETTY))
    features = huggingface.features() if chosen is huggingface.FORMAT else ()
    (place / CARD).write_bytes(card(manifest, project.schema, features).encode())
    (place / LABELS).write_bytes(orjson.dumps(schema_to_dict(project.schema), option=_PRETTY))
    for name in (*SCHEMAS, RECORD) if chosen.name == "jsonl" else SCHEMAS:
        shutil.copyfile(schema_file(name), place / name)
    lines = [
        f"{_digest(file)}  {file.relative_to(place).as_posix()}\n"
        for file in sorted(place.rglob("*"), key=lambda file: file.relative_to(place).as_posix())
        if file.is_file()
    ]
    (place / SUMS).write_bytes("".join(lines).encode())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
