"""Files into a project, a project into files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from annotator.domain.change import Step
from annotator.domain.errors import BadInput, Conflict
from annotator.domain.schema import LabelSchema
from annotator.formats import Standoff
from annotator.i18n import _, listed, ngettext
from annotator.services.adoption import Plan
from annotator.services.batch.crew import Crew
from annotator.services.digests import DocumentMissing
from annotator.services.file_reading import Cancelled, Item, Progress, Reading
from annotator.services.files import files_of
from annotator.services.import_report import Failed, ImportedDocument, ImportReport, Skipped
from annotator.services.intake import Incoming, Intake, TailMissing, taken_id
from annotator.services.no_collection import no_collection
from annotator.services.project import Project
from annotator.services.reading import TakenBack, removed_by_rule
from annotator.services.ready import Ready
from annotator.services.standoff import marked_documents
from annotator.store import StepWriter

_AT_ONCE = 100  # documents that are written together


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
    beside: bool = False,
    crew: Crew | None = None,
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
    that their file is named after. With `beside` large files are read by a second process, which the program's main
    module must allow (see `beside`), and many files by a `crew`. `progress` hears kibibytes read and their total. Raises
    Cancelled, ProjectBusy, ReadOnly, DiskFull; then nothing was imported.
    """
    report = ImportReport()
    files = list(files_of(paths, project.path, report))
    own = layer or own_layer
    reading = Reading(
        plan.schema if plan else project.schema, format, own, text_column, unit, clean, taken_back, progress,
        cancelled, plan=plan, named=named or {},
    )  # fmt: skip
    done = _written(
        project, reading, files, report, layer, _title(paths, len(files)), beside=beside, crew=crew
    )
    project._announce(done)
    return report


def _written(
    project: Project,
    reading: Reading,
    files: Sequence[Path],
    report: ImportReport,
    layer: str | None,
    title: str,
    *,
    beside: bool,
    crew: Crew | None,
) -> Step:
    plan = reading.plan
    with ExitStack() as stack:
        stack.enter_context(no_collection())
        items = stack.enter_context(closing(reading.ahead(files, beside=beside, crew=crew)))
        if reading.is_long(files):
            stack.enter_context(project.store.written_once())
        writer = stack.enter_context(project.store.step(actor=project.annotator, title=title))
        writing = _Writing(project, writer, report, layer, reading.schema)
        writing.write(items)
        writing.write_waiting(reading)
        if plan is not None and plan.schema != project.schema and report.imported:
            report.made = plan.new_names(project.schema)
            writer.add([plan.schema])
    return writer.done


def _title(paths: Sequence[Path], files: int) -> str:
    name = paths[0].absolute().name if len(paths) == 1 else ""
    return (
        _("import {file}", file=name)
        if name
        else ngettext("import {count} file", "import {count} files", files)
    )


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
    _ready: list[Ready] = field(default_factory=list)  # of the present file, not written yet

    def write(self, items: Iterable[Item]) -> None:
        for file, of_file in groupby(items, itemgetter(0)):
            part = ImportReport()
            intake = Intake(self.project.store, self.schema.version, dict(self._equals))
            self._ready.clear()
            try:
                with self.writer.attempt():
                    for item in _texts_first(of_file):
                        self._write(item, intake, part)
                    self._write_ready(file, intake, part)
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

    def write_waiting(self, reading: Reading) -> None:
        """Read those again that wait, as long as that leads on; then they have failed."""
        self.all_seen = True
        while self.waiting:
            again, self.waiting = self.waiting, {}
            self.write(reading.items(list(again)))
            if self.waiting.keys() == again.keys():
                self.report.failed += (Failed(str(file), str(why)) for file, why in self.waiting.items())
                break

    def _write(self, item: Item, intake: Intake, part: ImportReport) -> None:
        what = item.what
        part.left_out.update(item.left_out or ())
        if isinstance(what, Ready):
            self._ready.append(what)
            if len(self._ready) == _AT_ONCE:
                self._write_ready(item.file, intake, part)
            return
        self._write_ready(item.file, intake, part)
        if isinstance(what, Skipped):
            part.skipped.append(what)
        elif isinstance(what, BadInput):
            raise what
        elif isinstance(what, Standoff):
            self._write_standoff(item.file, what, intake, part)
        else:
            self._write_incoming(item.file, what, intake, part)

    def _write_incoming(self, file: Path, what: Incoming, intake: Intake, part: ImportReport) -> None:
        if (done := self._take(file, what, intake)) is not None:
            part.imported.append(done)
        else:
            known = self.project.store.id_by_digest(what.document.digest) or ""
            title = self.project.document(known).title
            reason = _("the project has this text already, as “{title}” ({id})", title=title, id=known)
            part.skipped.append(Skipped(str(file), reason))

    def _write_ready(self, file: Path, intake: Intake, part: ImportReport) -> None:
        """Those that wait: all at once where they are new, else one after the other."""
        some, self._ready = self._ready, []
        if not some:
            return
        if not self._add(some):
            for made in some:
                self._write_incoming(file, made.incoming(), intake, part)
            return
        for made in some:
            part.imported.append(_imported(made, file))
            if made.rest:
                incoming = made.incoming()
                try:
                    self.writer.add(intake.beside_spans(incoming))
                except Conflict as error:
                    raise intake.refusal(incoming, error) from error

    def _add(self, some: Sequence[Ready]) -> bool:
        """Write documents that are all new; False where one is not, and then none is written."""
        digests = {made.document.digest for made in some}
        if len(digests) < len(some) or self.project.store.has_any_text(digests):
            return False
        try:
            self.writer.add_ready([made.document for made in some])
        except Conflict:  # an id is taken: which one, shows when they are written one by one
            return False
        return True

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


def _imported(made: Ready, file: Path) -> ImportedDocument:
    document = made.document
    source = document.where_from
    return ImportedDocument(
        document.id, str(file), document.chars, source.encoding, len(document.spans[0]), made.certain,
        removed_by_rule(source.ledger),
    )  # fmt: skip


def _texts_first(items: Iterable[Item]) -> Iterator[Item]:
    """Spans without a document last: within an archive their text may come after them."""
    last = []
    for item in items:
        if isinstance(item.what, Standoff):
            last.append(item)
        else:
            yield item
    yield from last
