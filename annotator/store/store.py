"""The store: reads, the one write path, undo and redo, and word of what others have written."""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.domain.change import Change, Step
from annotator.domain.errors import Conflict, NothingToUndo, ProjectError, ReadOnly, UserError
from annotator.domain.span import new_id
from annotator.i18n import _
from annotator.store import bulk, file, forms, log, obstacles, search
from annotator.store.check import Progress, check
from annotator.store.identity import Identity
from annotator.store.log_reading import LogReading
from annotator.store.reading import UNREADABLE, read
from annotator.store.search_reading import SearchReading
from annotator.store.step import CHANGES_KEPT, StepWriter

# A step of others with more documents than this is announced without its changes: their texts would have to be read.
DOCUMENTS_TOLD = 20

Passed = dict[str, set[int]]
"""Steps that were refused, by `undo` and `redo`."""


class Store(SearchReading, LogReading):
    """One open project file. Belongs to the thread that opened it; other threads open their own."""

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        """Raises NotAProject, ProjectTooNew, ProjectBusy, ReadOnly."""
        self.path = path
        self._replaced = ""  # the sentence, once another file stands in the place of ours
        self._connection, self.writable = file.connect(path, busy_seconds=busy_seconds)
        self._own: set[int] = set()  # what was written here since the last news
        self._touched: set[str] | None = set()  # the keys of what those steps changed; None: too many
        # The steps that undo and redo were refused; to be handed to a store that does it for this one.
        self.passed: Passed = {"undo": set(), "redo": set()}
        with file.translated(path):
            self._data_version = self._pragma_data_version()
            self._seen = log.last_step(self._connection)
            self._identity = Identity(path)

    def close(self) -> None:
        with suppress(UserError):
            self._look()  # closing writes the write-ahead log into the file
        self._connection.close()

    def backup(self, target: Path) -> None:
        """Copy the project to `target`, over an earlier copy if need be. Raises ProjectError, ReadOnly, DiskFull."""
        if not file.is_backup(target, self.path):
            raise ProjectError(_("{file} is no earlier backup; choose another name", file=target))
        file.backup(self._connection, target)

    # -- writing -----------------------------------------------------------------------------------

    def commit(
        self,
        changes: Iterable[Change],
        *,
        actor: str,
        title: str,
        kind: str = "do",
        target: int | None = None,
    ) -> Step:
        """Write changes and their log in one transaction, or nothing.

        `changes` may be an iterator of any length; it is read inside the transaction. Raises Conflict when
        something is not any more as a change's `before` says, ProjectBusy, ReadOnly, DiskFull.
        No changes make no step: what is returned then has the id 0.
        """
        with self.step(actor=actor, title=title, kind=kind, target=target) as writer:
            writer.write(changes)
        return writer.done

    @contextmanager
    def step(
        self, *, actor: str, title: str, kind: str = "do", target: int | None = None, merge: bool = False
    ) -> Iterator[StepWriter]:
        """Write one step piece by piece, in one transaction that ends with the block; if it raises, nothing is left.

        `merge` says that it brings in what others have done: taken back, it may come again. Raises as `commit` does.
        The writer's `done` is the step once the block has ended.
        """
        self._look()
        if not self.writable:
            raise ReadOnly(_("{file} is read-only; nothing was changed", file=self.path))
        with file.translated(self.path), self._transaction():
            writer = StepWriter(
                self._connection, log.append_step(self._connection, actor, title, kind, target)
            )
            if merge:
                log.remember_merge(self._connection, writer.id)
            yield writer
            writer.finish()
            if not writer.written:  # nothing happened: no step that undo would have to take back
                self._roll_back()
                writer.done = Step(0, actor, title, "", kind, target)
                return
            writer.done = replace(log.step_row(self._connection, writer.id), changes=writer.changes)
        self._remember(writer.done)

    @contextmanager
    def written_once(self) -> Iterator[None]:
        """Within the block a step is written straight into the file: quicker where it is long and the project is empty.

        In other projects, and where somebody else has this one open, nothing is otherwise than without.
        """
        if not self.writable or self.document_count():
            yield
            return
        self._look()
        try:
            with file.translated(self.path), bulk.written_once(self._connection):
                yield
        finally:  # its write-ahead log is another file now, also after an error
            if not self._identity.was_moved():
                self._identity = Identity(self.path)

    def index_texts(self, limit: int) -> int:
        """Take up to `limit` texts into the search index in one transaction; returns how many are left.

        The index follows from the texts: this is no step, and listeners hear nothing. Raises ProjectBusy,
        ReadOnly, DiskFull.
        """
        if not self.writable:
            raise ReadOnly(_("{file} is read-only; nothing was changed", file=self.path))
        with file.translated(self.path):
            batch = search.next_batch(self._connection, limit)
            with self._transaction():
                return search.take_in(self._connection, batch)

    def keep_derived(self, name: str, value: Any) -> None:
        """Keep something (JSON) that can be made again from the rest, or forget it with None.

        This is no step, and listeners hear nothing. Raises ProjectBusy, ReadOnly, DiskFull.
        """
        self._look()
        if not self.writable:
            raise ReadOnly(_("{file} is read-only; nothing was changed", file=self.path))
        with file.translated(self.path), self._transaction():
            self._connection.execute("DELETE FROM derived WHERE name = ?", (name,))
            if value is not None:
                self._connection.execute("INSERT INTO derived VALUES (?, ?)", (name, forms.dumps(value)))

    @read
    def undo(self, actor: str, progress: Progress | None = None) -> Step:
        """Take back the actor's newest step that stands. Raises NothingToUndo, Conflict.

        `progress` hears how much of it is done, and the total; what it raises leaves everything as it was. A step
        that raises Conflict, since work of others stands in its way, is passed over from then on, so that older ones
        can be taken back; it is tried again when there is no other left, and after the next opening.
        """
        return self._turn(actor, "undo", progress)

    @read
    def redo(self, actor: str, progress: Progress | None = None) -> Step:
        """Bring back what the actor took back last; passes over what was refused as `undo` does.

        Raises NothingToUndo, Conflict.
        """
        return self._turn(actor, "redo", progress)

    @read
    def undo_title(self, actor: str) -> str | None:
        """The title of what `undo` would take back, or None."""
        return self._title(self._target(actor, "undo"))

    @read
    def redo_title(self, actor: str) -> str | None:
        return self._title(self._target(actor, "redo"))

    @read
    def is_long(self, actor: str, kind: str) -> bool:
        """Whether the next `undo` or `redo` (its `kind`) is better done beside the window."""
        target = self._target(actor, kind)
        return target is not None and log.is_long(self._connection, target)

    @read
    def news(self) -> list[Step]:
        """Steps that other connections have committed since the last call, oldest first.

        Costs one pragma and one `stat` when there are none. Raises ProjectError when another file stands in the
        place of ours. A step too big to announce has `changes` None; so has one that comes
        late, that is, whose changes a step written here since has changed further, and all after it.
        """
        self._look()
        version = self._pragma_data_version()
        if version == self._data_version:
            self._forget_own(max(self._own, default=self._seen))
            return []
        later = log.steps_after(self._connection, self._seen)
        told = self._in_order([step for step in later if step.id not in self._own])
        # Only now, since reading may fail; and not the newest there is: that one may have come meanwhile.
        self._forget_own(later[-1].id if later else self._seen)
        self._data_version = version
        return told

    @read
    def has_news(self) -> bool:
        """Whether others have written since the last `news`; also within a transaction."""
        return self._pragma_data_version() != self._data_version

    # -- inside ------------------------------------------------------------------------------------

    @read
    def _look(self) -> None:
        """See whether our file is still there. Raises ProjectError; then nothing is written any more, ever."""
        if self._replaced:
            raise ProjectError(self._replaced)
        if self.writable and not self._identity.stands(self._connection):
            self._leave()
            raise ProjectError(self._replaced)

    def _leave(self) -> None:
        """Keep our version beside, go on reading that one, and leave the file at the path to whom it belongs."""
        in_place = not self._identity.was_moved()
        kept = _keep(self._connection, self.path, doubtful=in_place)
        self._identity.give_way(in_place=in_place)
        self.writable = False
        if kept is None:
            self._replaced = _(
                "{file} has been replaced by another version while it was open; nothing was changed. Open it again to go "
                "on; a backup of your version may be in {folder}", file=self.path, folder=file.backup_folder(self.path)
            )  # fmt: skip
            return
        self._replaced = _(
            "{file} has been replaced by another version while it was open; nothing was changed. Your version is kept "
            "as {kept}. Open {file} again to go on", file=self.path, kept=kept
        )  # fmt: skip
        old, (self._connection, _writable) = self._connection, file.connect(kept)
        self._connection.execute("PRAGMA query_only = ON")
        old.close()

    def _turn(self, actor: str, kind: str, progress: Progress | None) -> Step:
        target = self._target(actor, kind)
        if target is None:
            raise NothingToUndo(
                _("there is nothing to undo") if kind == "undo" else _("there is nothing to redo")
            )
        title = log.step_row(self._connection, target).title
        changes = log.changes_of(
            self._connection, target, self._text_of, backwards=kind == "undo", progress=progress
        )
        try:
            return self.commit(changes, actor=actor, title=title, kind=kind, target=target)
        except Conflict as error:
            self.passed[kind].add(target)
            raise Conflict(_refusal(kind, title, error, others=self._has_other(actor, kind))) from error

    def _target(self, actor: str, kind: str) -> int | None:
        find = log.undo_target if kind == "undo" else log.redo_target
        target = find(self._connection, actor, self.passed[kind])
        return find(self._connection, actor) if target is None else target

    def _has_other(self, actor: str, kind: str) -> bool:
        return self._target(actor, kind) not in self.passed[kind]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # IMMEDIATE: a transaction that reads first and writes later could not be retried in WAL mode.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            sentence = obstacles.cannot_stand(self._connection, log.last_step(self._connection), error)
            self._roll_back()
            raise Conflict(sentence) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _in_order(self, steps: list[Step]) -> list[Step]:
        """The steps with their changes, as far as a listener may still apply them one after the other."""
        newest = max(self._own, default=0)
        told: list[Step] = []
        whole = True
        for step in steps:
            changes = self._announced(step.id) if whole else None
            if changes is not None and step.id < newest and self._is_touched(changes):
                changes = None
            # Who reads the project anew sees the later steps already and must not apply them again.
            whole = changes is not None
            told.append(replace(step, changes=changes))
        return told

    def _announced(self, step: int) -> tuple[Change, ...] | None:
        if log.document_changes(self._connection, step, DOCUMENTS_TOLD + 1) > DOCUMENTS_TOLD:
            return None
        changes = tuple(islice(log.changes_of(self._connection, step, self._text_of), CHANGES_KEPT + 1))
        return changes if len(changes) <= CHANGES_KEPT else None

    def _is_touched(self, changes: tuple[Change, ...]) -> bool:
        touched = self._touched
        return touched is None or any(change.entity.key in touched for change in changes)

    def _remember(self, step: Step) -> None:
        self._own.add(step.id)
        if self._touched is not None and step.changes is not None:
            self._touched.update(change.entity.key for change in step.changes)
            if len(self._touched) <= CHANGES_KEPT:
                return
        self._touched = None

    def _forget_own(self, seen: int) -> None:
        self._seen = seen
        if self._own:
            self._own.clear()
            self._touched = set()

    def _title(self, step: int | None) -> str | None:
        return None if step is None else log.step_row(self._connection, step).title

    def _text_of(self, digest: str) -> str:
        text: str = self._connection.execute("SELECT text FROM body WHERE digest = ?", (digest,)).fetchone()[
            0
        ]
        return text

    def _pragma_data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


def _refusal(kind: str, title: str, reason: Conflict, *, others: bool) -> str:
    if kind == "undo":
        sentence = _("“{title}” cannot be taken back: {reason}.", title=title, reason=reason)
        return sentence + " " + _("Undo again takes back what came before it.") if others else sentence
    sentence = _("“{title}” cannot be brought back: {reason}.", title=title, reason=reason)
    return sentence + " " + _("Redo again goes on after it.") if others else sentence


def _keep(connection: sqlite3.Connection, path: Path, *, doubtful: bool) -> Path | None:
    """Copy what a connection sees beside the project; None where that fails, or what it sees is no whole any more."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    kept = file.backup_folder(path) / f"before-replacement-{stamp}-{new_id()[-6:]}.annot"
    try:
        file.backup(connection, kept)
        if doubtful:
            with closing(file.alone(kept)) as copy:
                if not check(copy):
                    return kept
            kept.unlink()
            return None
    except (UserError, OSError, *UNREADABLE):
        return None
    return kept
