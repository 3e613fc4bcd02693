"""A project into files: one file in a format, or a dataset folder."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator import formats
from annotator.datasets.segments import DOCUMENT, SENTENCE
from annotator.domain.errors import BadInput, ProjectError
from annotator.formats import PLAIN, Format, Losses, WriteOptions, huggingface, sentences
from annotator.i18n import _
from annotator.services import lines
from annotator.services.batch import exporting
from annotator.services.batch.crew import Crew
from annotator.services.no_collection import no_collection
from annotator.services.preparing import Prepared, prepare
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection
from annotator.store import is_project


@dataclass(slots=True)
class ExportReport:
    """What was written where. `digest` is the file's SHA-256, in hex; a folder's, of the names and digests in it.

    `relations_left_out` counts those of the layers written whose ends lie in other layers; `losses` what the format
    and the cutting into segments could not carry. `compared` says that what was written was read back and found equal
    to what was to be written. `manifest` is that of a dataset folder (schemas/dataset.schema.json), else None.
    """

    path: Path
    documents: int = 0
    spans: int = 0
    relations: int = 0
    relations_left_out: int = 0
    digest: str = ""
    format: str = "jsonl"
    losses: Losses = field(default_factory=Losses)
    compared: bool = False
    repeats: list[str] = field(default_factory=list)
    negatives_left_out: int = 0
    redacted: dict[str, int] = field(default_factory=dict)
    manifest: dict[str, Any] | None = None


def export_jsonl(
    project: Project,
    out: Path,
    *,
    layers: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write all documents as canonical JSON lines, with what some layers, or all, hold; see `export`."""
    return export(project, out, format="jsonl", layers=layers, progress=progress, cancelled=cancelled)


def export(
    project: Project,
    out: Path,
    *,
    format: str,  # noqa: A002
    layers: Sequence[str] | None = None,
    recipe: Recipe | None = None,
    options: WriteOptions = PLAIN,
    beside: bool = False,
    crew: Crew | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write the project as it stands at this moment to `out`, whole or not at all, and compare what is there with it.

    `recipe` says what of it and what is done with that; without one, all of the `layers`. `out` becomes a folder for
    formats that write several files, and a dataset folder (see services.dataset) where documents are split. With `beside` a
    second process helps with many documents, which the program's main module must allow (see `beside`); `crew` are more
    of them, who help where the format is one document after the other.
    `progress` hears documents written and their total.
    Raises NotFound for a layer, label or document that the project does not have, BadInput for a format or a variant
    that cannot be written and for a recipe that does not hold together, ProjectError where `out` is a project,
    NotFaithful, ReadOnly, DiskFull, Cancelled.
    """
    if is_project(out):
        raise ProjectError(_("{file} is an annotator project; choose another name", file=out))
    chosen = formats.writable(format)
    chosen.check(options)
    recipe = fitting(recipe or Recipe(Selection(None if layers is None else tuple(layers))), chosen)
    report = ExportReport(out, format=format)
    with project.store.snapshot(), project.store.streamed():
        prepared = prepare(project, recipe, progress=progress, cancelled=cancelled)
        total = len(prepared.selected)
        told = (lambda done: progress(min(done, total), total)) if progress else None
        if chosen is formats.FORMATS["jsonl"] and _is_whole(prepared):
            with no_collection():
                _write_lines(project, prepared, report, beside, crew, told, cancelled)
        else:
            _write(project, prepared, chosen, report, completed(options, project), crew, told, cancelled)
            report.digest = formats.digest_of(out)
    return report


def losses_of_export(
    project: Project,
    *,
    format: str,  # noqa: A002
    layers: Sequence[str] | None = None,
    recipe: Recipe | None = None,
    options: WriteOptions = PLAIN,
    cancelled: Callable[[], bool] | None = None,
) -> Losses:
    """What `export` would lose, without writing anything. Raises as it does."""
    chosen = formats.writable(format)
    recipe = fitting(recipe or Recipe(Selection(None if layers is None else tuple(layers))), chosen)
    with project.store.snapshot(), project.store.streamed():
        prepared = prepare(project, recipe, cancelled=cancelled)
        return losses_of_prepared(project, prepared, chosen, options, cancelled)


def losses_of_prepared(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    options: WriteOptions,
    cancelled: Callable[[], bool] | None = None,
) -> Losses:
    """What writing what was prepared would lose; its records are used up."""
    losses = Losses()
    for split in prepared.order:
        part = formats.losses_of(chosen, prepared.records(split), completed(options, project), cancelled)
        losses.merge(part)
    losses.merge(prepared.losses)
    return losses


def fitting(recipe: Recipe, chosen: Format) -> Recipe:
    """The recipe, cut into sentences where negatives are wanted of a format whose rows are sentences."""
    if recipe.negatives is not None and recipe.how.kind == DOCUMENT and chosen is sentences.FORMAT:
        return replace(recipe, segment=SENTENCE)
    return recipe


def completed(options: WriteOptions, project: Project) -> WriteOptions:
    """The options with what the project knows."""
    return replace(options, schema=project.schema, relations=project.store.has_relations())


def makes_dataset(recipe: Recipe, format_: str) -> bool:
    """Whether such an export is a dataset folder."""
    return recipe.split is not None or recipe.parts is not None or format_ == huggingface.FORMAT.name


def _is_whole(prepared: Prepared) -> bool:
    """Whether all that some layers hold goes out as it stands."""
    selected = prepared.selected
    whole = Recipe(Selection(selected.selection.layers), seed=prepared.recipe.seed)
    return prepared.recipe == whole and not selected.majority


def _write_lines(
    project: Project,
    prepared: Prepared,
    report: ExportReport,
    beside: bool,
    crew: Crew | None,
    told: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    layers = prepared.selected.layers
    if crew is not None and crew.pays(_characters(project), exporting.LEAST):
        blocks = exporting.line_blocks(project, layers, crew)
    else:
        blocks = lines.blocks(project, layers, beside=beside)

    def written() -> Iterator[bytes]:
        for block in blocks:
            stop()
            report.documents += block.documents
            report.spans += block.spans
            report.relations += block.relations
            report.relations_left_out += block.left_out
            yield block.lines
            if told is not None:
                for done in range(report.documents - block.documents, report.documents):
                    told(done + 1)
        stop()

    def stop() -> None:
        if cancelled is not None and cancelled():
            raise formats.Cancelled(_("cancelled; {file} was not written", file=report.path))

    with closing(blocks):
        report.digest = formats.write_lines(written(), report.path)
    report.compared = True


def _write(
    project: Project,
    prepared: Prepared,
    chosen: Format,
    report: ExportReport,
    options: WriteOptions,
    crew: Crew | None,
    told: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    is_dataset = makes_dataset(prepared.recipe, chosen.name)
    data = report.path / f"data{chosen.ending}" if is_dataset else report.path
    if crew is not None and not _helps(crew, project, prepared, chosen, data, options):
        crew = None
    if prepared.recipe.parts is not None and chosen.makes_folder(data) and not chosen.rows_at:
        raise BadInput(
            _(
                "the format {name} writes a folder of its own, which cannot be in parts; leave out --parts",
                name=chosen.name,
            )
        )
    if is_dataset:
        from annotator.services.dataset import write_dataset

        folder = write_dataset(
            project, prepared, chosen, report.path, options, crew=crew, progress=told, cancelled=cancelled
        )
        report.manifest = folder.manifest
        report.documents, report.spans, report.relations = folder.documents, folder.spans, folder.relations
        report.losses, report.compared = folder.losses, folder.compared
    else:
        if crew is not None:
            written = exporting.write_parts(
                project, prepared, chosen, report.path, options, crew, told=told, cancelled=cancelled
            )
        else:
            written = formats.write(
                prepared.records(), report.path, format=chosen.name, options=options,
                progress=told, cancelled=cancelled,
            )  # fmt: skip
        report.documents, report.spans, report.relations = written.documents, written.spans, written.relations
        report.losses, report.compared = written.losses, written.compared
        report.losses.merge(prepared.losses)
    report.relations_left_out = prepared.selected.left_out
    report.repeats, report.negatives_left_out = prepared.repeats, prepared.negatives_left_out
    report.redacted = dict(sorted(prepared.redacted.items()))


def _helps(
    crew: Crew, project: Project, prepared: Prepared, chosen: Format, out: Path, options: WriteOptions
) -> bool:
    """Whether workers can help, and there is enough to do; where they cannot, `crew.idle` says so."""
    if prepared.recipe.parts is None and not chosen.is_divisible(out, options):
        crew.idle = _("the format {name} is written in one go; workers do not help there", name=chosen.name)
        return False
    share = len(prepared.selected) / max(1, project.store.document_count())
    return crew.pays(int(share * _characters(project)), exporting.LEAST)


def _characters(project: Project) -> int:
    return sum(characters for _key, characters in project.store.document_sizes())
