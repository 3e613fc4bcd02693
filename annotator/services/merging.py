"""Merging other projects and packages into the open one: previewed, decided where need be, one undoable step."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Protocol

from annotator.domain.assignment import Assignment
from annotator.domain.change import Change, Entity
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, Conflict, UserError
from annotator.domain.history import Histories, key_of, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict
from annotator.i18n import _, ngettext
from annotator.services.no_collection import no_collection
from annotator.services.packaging import PACKAGE
from annotator.services.project import Project
from annotator.services.schema_versions import built_in_schemas
from annotator.store import Guest
from annotator.team.conflict import UNDECIDED, MergeConflict, Side
from annotator.team.document_merge import DocumentMerge
from annotator.team.project_merge import LinkMerge, newest, renumbering, schema_changes, setting_changes

PROVING = 0.4  # of the time
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Decisions = Mapping[tuple[str, ...], str]  # by MergeConflict.key: OURS or THEIRS
Write = Callable[[Iterable[Change]], None]


class MergeCancelled(UserError):
    """The person stopped the merge; nothing was merged."""


class Undecided(Conflict):
    """There are conflicts that nobody has decided; `report` has them, and nothing was merged."""

    def __init__(self, report: "MergeReport") -> None:
        count = sum(side.undecided for side in report.sides)
        super().__init__(
            ngettext(
                "{count} conflict is to be decided first; nothing was merged. Decide it in the window, or with "
                "--take ours or --take theirs",
                "{count} conflicts are to be decided first; nothing was merged. Decide them in the window, or "
                "all at once with --take ours or --take theirs",
                count,
            )
        )
        self.report = report


class Copy(Protocol):
    """What is merged: another copy of the project, or a part of it; a file (`store.Guest`), or what a hub has."""

    @property
    def path(self) -> PurePath:
        """What it is called by in conflicts."""

    def histories(self, document: str) -> Histories: ...
    def logged_documents(self) -> list[str]: ...
    def text_digests(self) -> Iterator[tuple[str, list[str]]]: ...
    def last_moment(self) -> tuple[str, str]: ...


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What each file brings, in the order of the files; `step` is None for a preview, and where nothing was new."""

    sides: tuple[Side, ...]
    step: int | None
    preview: bool

    @property
    def conflicts(self) -> list[MergeConflict]:
        return [conflict for side in self.sides for conflict in side.conflicts]

    @property
    def undecided(self) -> int:
        return sum(side.undecided for side in self.sides)


def preview_merge(
    project: Project,
    paths: Sequence[Path],
    *,
    take: str = UNDECIDED,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> MergeReport:
    """What merging the files would do; writes nothing. Parameters and errors as those of `merge`."""
    with _guests(project, paths, progress, cancelled) as merging, project.store.snapshot():
        merging.run(take, decisions or {}, _look)
        return MergeReport(merging.given_order(), None, True)


def merge(
    project: Project,
    paths: Sequence[Path],
    *,
    take: str = UNDECIDED,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> MergeReport:
    """Bring the work of other projects and packages in: one step, one undo, all files or none.

    `take` (OURS, THEIRS) decides all conflicts that `decisions` does not name; where several files differ, the one
    written last comes last. Merging what is known changes nothing, and without conflicts the files' order does not
    matter. `progress` hears percent and 100. Raises Undecided, NotAProject (also for a damaged file),
    ProjectTooNew, BadInput, MergeCancelled, Conflict, ProjectBusy, ReadOnly, DiskFull; then nothing was merged.
    """
    with _guests(project, paths, progress, cancelled) as merging:
        title = (
            _("merge {file}", file=paths[0].name)
            if len(paths) == 1
            else ngettext("merge {count} file", "merge {count} files", len(paths))
        )
        return _written(merging, project.annotator, title, take, decisions or {})


def bring_in(
    project: Project,
    copy: Copy,
    *,
    actor: str,
    title: str,
    take: str = UNDECIDED,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
    heard: Callable[[Change], None] | None = None,
) -> MergeReport:
    """Merge a copy that is no file, as `merge` does a file, in one step of `actor`; `heard` is told of each change."""
    with no_collection():
        merging = _Merging(project, [copy], progress or _untold)
        return _written(merging, actor, title, take, decisions or {}, heard)


def preview_copy(
    project: Project,
    copy: Copy,
    *,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> MergeReport:
    """What `bring_in` would do; writes nothing."""
    with no_collection(), project.store.snapshot():
        merging = _Merging(project, [copy], progress or _untold)
        merging.run(UNDECIDED, decisions or {}, _look)
        return MergeReport(merging.given_order(), None, True)


def _written(
    merging: "_Merging",
    actor: str,
    title: str,
    take: str,
    decisions: Decisions,
    heard: Callable[[Change], None] | None = None,
) -> MergeReport:
    project = merging.project
    with project.store.step(actor=actor, title=title, merge=True) as writer:
        write = writer.write if heard is None else lambda changes: writer.write(_told_of(changes, heard))
        merging.run(take, decisions, write)
        report = MergeReport(merging.given_order(), None, False)
        if report.undecided:
            raise Undecided(report)
    project._announce(writer.done)
    return replace(report, step=writer.done.id or None)


@contextmanager
def _guests(
    project: Project, paths: Sequence[Path], progress: Progress | None, cancelled: Cancelled | None
) -> Iterator["_Merging"]:
    """Opens and proves all files before anything is written."""
    with no_collection(), ExitStack() as stack:
        guests = []
        for path in dict.fromkeys(path.absolute() for path in paths):
            if path.exists() and path.samefile(project.path):
                raise BadInput(_("{file} is this very project; choose another file to merge", file=path))
            guests.append(stack.enter_context(Guest(path)))
        told = _told(progress, cancelled)
        for number, guest in enumerate(guests):
            guest.prove(told.part(PROVING * number / len(guests), PROVING / len(guests)))
        yield _Merging(project, guests, told.part(PROVING, 1 - PROVING))


def _told_of(changes: Iterable[Change], heard: Callable[[Change], None]) -> Iterator[Change]:
    for change in changes:
        heard(change)
        yield change


def _untold(_done: int, _total: int) -> None:
    """For who does not want to know."""


def _told(progress: Progress | None, cancelled: Cancelled | None) -> "_Told":
    return _Told(progress or _untold, cancelled or (lambda: False))


class _Told:
    """Tells how far the whole is, of which each part hears only of itself. Raises MergeCancelled when it is stopped."""

    def __init__(self, progress: Progress, cancelled: Cancelled) -> None:
        self._progress, self._cancelled = progress, cancelled

    def part(self, start: float, share: float) -> Progress:
        def tell(done: int, total: int) -> None:
            if self._cancelled():
                raise MergeCancelled(_("stopped; nothing was merged"))
            self._progress(int(100 * (start + share * done / max(total, 1))), 100)

        return tell


class _Merging:
    """One merge of several files, document by document, so that memory stays flat."""

    def __init__(self, project: Project, guests: Sequence[Copy], progress: Progress) -> None:
        self.project = project
        self._given = [str(guest.path) for guest in guests]
        # By what is in them, so that the order in which they are given does not matter.
        self._guests = sorted(guests, key=lambda guest: guest.last_moment())
        self._progress = progress
        self._sides: list[Side] = []
        self._renumbered: list[dict[int, int]] = []

    def given_order(self) -> tuple[Side, ...]:
        return tuple(sorted(self._sides, key=lambda side: self._given.index(side.file)))

    def run(self, take: str, decisions: Decisions, write: Write) -> None:
        """Find out what comes in, and give it to `write` in pieces, as long as all is decided."""

        def decide(conflict: MergeConflict) -> str:
            return decisions.get(conflict.key, take)

        self._write = write
        ours = self.project.store.histories("")
        theirs = [guest.histories("") for guest in self._guests]
        shipped = built_in_schemas()
        for guest, histories in zip(self._guests, theirs, strict=True):
            histories.pop((Setting, PACKAGE), None)
            side = Side(str(guest.path), decide, frozenset(), frozenset())
            self._sides.append(side)
            self._put(schema_changes(ours, histories, side, shipped))
            self._put(setting_changes(ours, histories, side))
            self._renumbered.append(renumbering(ours, histories))
        self._allow_labels(ours, theirs)
        sources = self._sources()
        for number, (document, copies) in enumerate(sources.items()):
            self._progress(number, len(sources))
            merge_ = DocumentMerge(document, self.project.store.histories(document))
            for index, name in copies:
                self._put(merge_.take(self._copy(index, name, document), self._sides[index]))
            merge_.close()
        links = LinkMerge(ours)
        for side, histories in zip(self._sides, theirs, strict=True):
            self._put(links.take(histories, side))

    def _put(self, changes: Iterable[Change]) -> None:
        if any(side.undecided for side in self._sides):
            _look(changes)  # nothing of it will be kept; it is only looked at for what it counts
        else:
            self._write(changes)

    def _allow_labels(self, ours: Histories, theirs: Sequence[Histories]) -> None:
        """Labels that one of our versions has; while a version is not decided on, those of theirs too."""
        schema = newest(ours)
        known = {label for version in self._schemas(ours) for label in version.by_name}
        for side, histories in zip(self._sides, theirs, strict=True):
            labels = known
            if side.undecided:
                labels = known | {label for version in self._schemas(histories) for label in version.by_name}
            closed = {label.name for label in schema.labels if not label.overlap} if schema else set()
            side.labels, side.overlapping = frozenset(labels), frozenset(labels - closed)
            side.schema_labels = frozenset(schema.by_name) if schema else None

    def _schemas(self, histories: Histories) -> Iterator[LabelSchema]:
        return (schema for states in histories.values() if isinstance(schema := last(states), LabelSchema))

    # -- documents that are the same ---------------------------------------------------------------

    def _sources(self) -> dict[str, list[tuple[int, str]]]:
        """Our document ids, with the files that have the document and its id there.

        Documents are the same by their id, else by their text: ours, or that of the file with the smaller id.
        """
        store = self.project.store
        known = set(store.logged_documents())
        by_digest: dict[str, str] = {}
        for identity, digest in store.document_digests().items():
            by_digest.setdefault(digest, identity)
        logged = [guest.logged_documents() for guest in self._guests]
        texts = [dict(guest.text_digests()) for guest in self._guests]
        coming: dict[str, str] = {}
        for digests_of in texts:
            for identity, digests in digests_of.items():
                if identity not in known and digests[0] not in by_digest:
                    coming[digests[0]] = min(identity, coming.get(digests[0], identity))
        sources: dict[str, list[tuple[int, str]]] = {}
        for index, names in enumerate(logged):
            for name in names:
                digests = texts[index].get(name, [])
                same = next((by_digest[digest] for digest in digests if digest in by_digest), None)
                if name in known or not digests:
                    same = name
                sources.setdefault(same or coming.get(digests[0], name), []).append((index, name))
        return sources

    def _copy(self, index: int, name: str, document: str) -> Histories:
        """What a file has of a document, in our terms."""
        histories = self._guests[index].histories(name)
        numbers = self._renumbered[index]
        if name == document and not numbers:
            return histories
        copy: Histories = {}
        for found in histories.values():
            states = [in_terms_of(state, document, numbers) for state in found]
            copy[key_of(next(state for state in states if state is not None))] = states
        if name != document:  # the same text is enough: what else is said of it is our own matter
            standing, their = self._standing(document), last(copy.get((Document, document)))
            if standing is not None and isinstance(their, Document) and standing.digest == their.digest:
                copy[Document, document] = [standing]
        return copy

    def _standing(self, document: str) -> Document | None:
        store = self.project.store
        return store.document(document) if store.has_document(document) else None


def _look(changes: Iterable[Change]) -> None:
    """Let changes be found out and counted, and write none."""
    deque(changes, maxlen=0)


def in_terms_of(state: Entity | None, document: str, numbers: Mapping[int, int]) -> Entity | None:
    """A state as it would be in another copy: its id of the document, its number of the schema version."""
    match state:
        case None:
            return None
        case Document():
            return replace(state, id=document)
        case Span() | Verdict():
            number = numbers.get(state.schema_version, state.schema_version)
            return replace(state, doc_id=document, schema_version=number)
        case Status() | DocumentLabel() | Assignment():
            return replace(state, doc_id=document)
        case _:
            return state
