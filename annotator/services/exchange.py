"""Files into a project, a project into files."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from annotator import formats
from annotator.domain.errors import BadInput, Conflict
from annotator.domain.schema import LabelSchema
from annotator.formats import Standoff
from annotator.i18n import _, listed
from annotator.services.adoption import LeftOut, Plan, adopt
from annotator.services.digests import DocumentMissing
from annotator.services.files import files_of
from annotator.services.import_report import Failed, ImportedDocument, ImportReport, Skipped
from annotator.services.intake import Incoming, Intake, TailMissing, prepare, taken_id
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.services.reading import TakenBack, read_over, removed_by_rule
from annotator.services.standoff import marked_documents
from annotator.store import StepWriter

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

# So much is read before the project is locked for writing; what is beyond it is read while writing.
READ_AHEAD = 32 * 2**20  # bytes in memory, roughly


def import_paths(
    project: Project,
    paths: Sequence[Path],
    *,
    format: str | None = None,  # noqa: A002
    layer: str | None = None,
    own_layer: str | None = None,
    text_column: str | None = None,
    unit: str | None = None,
    clean: bool = True,
    taken_back: TakenBack | None = None,
    plan: Plan | None = None,
    named: Mapping[Path, str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Read files, and folders with all that is in them, into the project: one step, one undo.

    Texts are cleaned of what is not the report, unless `clean` is False or their format brings marks, whose offsets
    count in them; what went is in the document's source. `taken_back` names removals that a person wants undone.
    Their headers become metadata where the file does not give any. `unit` is what offsets count in, for formats that
    leave the choice. `named` are the formats of single files, before `format`. `plan` says what the names that the files
    bring become; the schema that it makes is written with the first of them, in the same step.

    A file comes in whole or not at all; those that cannot are in the report, and the others come in. A text that
    the project has already is skipped, but for the spans, relations, labels and statuses that it lacks. Files of
    spans without a document go to the text that they mark, whichever file it comes from. Marks without a layer go
    to `layer`; where that is None, those of documents go to `own_layer`, and spans without a document to the layer
    that their file is named after. `progress` hears kibibytes read and their total. Raises Cancelled, ProjectBusy,
    ReadOnly, DiskFull; then nothing was imported.
    """
    report = ImportReport()
    files = list(files_of(paths, project.path, report))
    told, stop = progress or _silent, cancelled or _never
    own = layer or own_layer
    reading = _Reading(
        plan.schema if plan else project.schema, format, own, text_column, unit, clean, taken_back, told, stop,
        plan, named or {},
    )  # fmt: skip
    with no_collection():
        items = _read_ahead(reading.items(files))
        with project.store.step(actor=project.annotator, title=_title(paths, len(files))) as writer:
            writing = _Writing(project, writer, report, layer, reading.schema)
            writing.write(items)
            writing.write_waiting(reading)
            if plan is not None and plan.schema != project.schema and report.imported:
                report.made = plan.new_names(project.schema)
                writer.add([plan.schema])
    project._announce(writer.done)
    return report


def _title(paths: Sequence[Path], files: int) -> str:
    name = paths[0].absolute().name if len(paths) == 1 else ""
    return _("import {file}", file=name) if name else _("import {n} files", n=files)


class _Item(NamedTuple):
    """One record of a file, or the error that ends the file."""

    file: Path
    what: Incoming | Standoff | Skipped | BadInput
    weight: int  # bytes in memory, roughly
    left_out: LeftOut | None = None


@dataclass(slots=True)
class _Reading:
    """Reads files and checks what is in them, without looking into the project."""

    schema: LabelSchema
    format: str | None
    layer: str | None
    text_column: str | None
    unit: str | None
    clean: bool
    taken_back: TakenBack | None
    progress: Progress
    cancelled: Cancelled
    plan: Plan | None
    named: Mapping[Path, str]

    def items(self, files: Sequence[Path]) -> Iterator[_Item]:
        """Raises Cancelled."""
        sizes = [_size(file) for file in files]
        total, done = sum(sizes), 0
        for file, size in zip(files, sizes, strict=True):
            read = 0
            for item in self._file(file):
                if self.cancelled():
                    raise formats.Cancelled(_("cancelled; nothing was imported"))
                read = min(size, read + item.weight // 3)
                self.progress((done + read) // 1024, total // 1024)
                yield item
            done += size
            self.progress(done // 1024, total // 1024)

    def _file(self, file: Path) -> Iterator[_Item]:
        try:
            name = self.named.get(file, self.format)
            records = formats.read(file, format=name, text_column=self.text_column, unit=self.unit)
            marked = formats.format_for(file, name).reads_marks
            for number, record in enumerate(records, 1):
                where = _("{file}, document {number}", file=file, number=number)
                left = adopt(record, self.plan) if self.plan else None
                if isinstance(record, Standoff):
                    yield _Item(file, record, 400 * len(record.spans), left)
                elif record.text.strip():
                    if not marked:
                        read_over(record, clean=self.clean, taken_back=self.taken_back)
                    incoming = prepare(record, self.schema, self.layer, where)
                    weight = 2_000 + 2 * len(record.text) + 400 * len(record.spans)
                    yield _Item(file, incoming, weight, left)
                else:
                    yield _Item(file, Skipped(str(file), _("{where} has no text", where=where)), 0)
        except BadInput as error:
            yield _Item(file, error, 0)


@dataclass(slots=True)
class _Writing:
    """Writes what was read, a file whole or not at all.

    `waiting`: files that lead to spans or texts not there yet. Spans without a document wait until every file was
    seen once (`all_seen`): which text they mark must not depend on the order of the files.
    """

    project: Project
    writer: StepWriter
    report: ImportReport
    layer: str | None
    schema: LabelSchema
    all_seen: bool = False
    waiting: dict[Path, TailMissing | DocumentMissing] = field(default_factory=dict)
    _equals: dict[str, str] = field(default_factory=dict)

    def write(self, items: Iterable[_Item]) -> None:
        for file, of_file in groupby(items, itemgetter(0)):
            part = ImportReport()
            intake = Intake(self.project.store, self.schema.version, dict(self._equals))
            try:
                with self.writer.attempt():
                    for item in _texts_first(of_file):
                        self._write(item, intake, part)
                    self.writer.add(intake.links())
            except Conflict as error:  # the id of a link is taken
                self.report.failed.append(Failed(str(file), taken_id(str(file), error)))
            except (TailMissing, DocumentMissing) as error:
                self.waiting[file] = error
            except BadInput as error:
                self.report.failed.append(Failed(str(file), str(error)))
            else:
                self.report.add(part)
                self._equals = intake.equals

    def write_waiting(self, reading: _Reading) -> None:
        """Read those again that wait, as long as that leads on; then they have failed."""
        self.all_seen = True
        while self.waiting:
            again, self.waiting = self.waiting, {}
            self.write(reading.items(list(again)))
            if self.waiting.keys() == again.keys():
                self.report.failed += (Failed(str(file), str(why)) for file, why in self.waiting.items())
                break

    def _write(self, item: _Item, intake: Intake, part: ImportReport) -> None:
        what = item.what
        part.left_out.update(item.left_out or ())
        if isinstance(what, Skipped):
            part.skipped.append(what)
        elif isinstance(what, BadInput):
            raise what
        elif isinstance(what, Standoff):
            self._write_standoff(item.file, what, intake, part)
        elif (done := self._take(item.file, what, intake)) is not None:
            part.imported.append(done)
        else:
            known = self.project.store.id_by_digest(what.document.digest) or ""
            title = self.project.document(known).title
            reason = _("the project has this text already, as “{title}” ({id})", title=title, id=known)
            part.skipped.append(Skipped(str(item.file), reason))

    def _write_standoff(self, file: Path, standoff: Standoff, intake: Intake, part: ImportReport) -> None:
        if not self.all_seen:
            raise DocumentMissing(_("{file} holds marks without their text", file=file))
        project = self.project
        for incoming in marked_documents(project.store, standoff, file, self.schema, self.layer):
            document, layers = incoming.document, sorted({s.layer or "" for s in incoming.record.spans})
            if (done := self._take(file, incoming, intake)) is not None:
                part.imported.append(done._replace(title=document.title, layers=tuple(layers)))
            else:
                reason = _(
                    "“{title}” ({id}) has all its marks already, in {layers}",
                    title=document.title, id=document.id, layers=listed(layers),
                )  # fmt: skip
                part.skipped.append(Skipped(str(file), reason))

    def _take(self, file: Path, incoming: Incoming, intake: Intake) -> ImportedDocument | None:
        """Write what the project lacks; None when it lacks nothing."""
        news = intake.news(incoming)
        known = news.known
        if known is not None and not news.spans and not news.others:
            return None
        try:
            self.writer.add(news.document)
            self.writer.add_spans((known or incoming.document).id, news.spans)
            self.writer.add(news.others)
        except Conflict as error:
            raise intake.refusal(incoming, error) from error
        record, document = incoming.record, known or incoming.document
        return ImportedDocument(
            document.id,
            str(file),
            len(document.text),
            record.source.encoding,
            len(news.spans),
            record.certain,
            removed_by_rule(record.source.ledger),
        )


def _texts_first(items: Iterable[_Item]) -> Iterator[_Item]:
    """Spans without a document last: within an archive their text may come after them."""
    last = []
    for item in items:
        if isinstance(item.what, Standoff):
            last.append(item)
        else:
            yield item
    yield from last


def _read_ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """The same items, the first of them read at once and not when they are asked for."""
    first: deque[_Item] = deque()
    weight = 0
    for item in items:
        first.append(item)
        weight += item.weight
        if weight > READ_AHEAD:
            break
    return chain(_emptied(first), items)


def _emptied(items: deque[_Item]) -> Iterator[_Item]:
    while items:
        yield items.popleft()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it will tell
        return 0


def _silent(done: int, total: int) -> None: ...


def _never() -> bool:
    return False
