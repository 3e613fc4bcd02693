"""The draft that the pages of the label window show and change, with its own undo until it is saved."""

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QObject, Signal

from annotator.domain.schema import LabelSchema
from annotator.domain.schema_draft import Draft, LabelDraft, draft_of
from annotator.domain.schema_problems import Place, Problem, problems


class DraftSession(QObject):
    """Emits `changed` when the draft is another one, `chosen` when another label is looked at.

    `grounds` are the text's backgrounds, light and dark; `taken_keys` as in `problems`.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(
        self,
        schema: LabelSchema,
        grounds: tuple[str, str],
        taken_keys: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._grounds, self._taken_keys = grounds, dict(taken_keys)
        self._past: list[Draft] = []
        self._future: list[Draft] = []
        self._typing: Hashable = None  # what the last change was about, so that a word typed is one step back
        self.counts: Mapping[str, Mapping[str, int]]  # spans by old label, then layer
        self.start(draft_of(schema))

    def start(self, draft: Draft, *, fresh: bool = True) -> None:
        """Begin with a draft; `fresh`: it is as the project stands, and there is nothing to go back to."""
        if fresh:
            self._past, self._future = [], []
            self._origin = draft
            self.counts = {}  # of labels under their old names: to be counted anew
        self._typing = None
        self.draft = draft
        self.uid = draft.labels[0].uid
        self._look()

    @property
    def base(self) -> LabelSchema:
        """What the project has, as far as the draft knows."""
        return self.draft.base

    @property
    def label(self) -> LabelDraft:
        """The label that is looked at."""
        return self.draft.label(self.uid)

    @property
    def is_dirty(self) -> bool:
        return self.draft != self._origin

    @property
    def unknown(self) -> list[str]:
        """Labels that marks have, the schema lacks, and nothing has been said of yet."""
        known = {*self.base.by_name, *self.draft.fates}
        return sorted(name for name in self.counts if name not in known)

    @property
    def grave(self) -> list[Problem]:
        """What stands in the way of saving."""
        return [problem for problem in self.problems if problem.grave]

    def at(self, *place: str | int) -> Problem | None:
        """The first problem at a place, a grave one before others."""
        found = [problem for problem in self.problems if problem.place == place]
        return min(found, key=lambda problem: not problem.grave, default=None)

    def below(self, *place: str | int) -> list[Problem]:
        """All problems at a place and in what it is made of."""
        return [problem for problem in self.problems if problem.place[: len(place)] == place]

    def place(self, *field: str | int) -> Place:
        """Where a field of the label that is looked at stands."""
        return ("labels", self.draft.index(self.uid), *field)

    def put(self, draft: Draft, about: Hashable = None, uid: int | None = None) -> None:
        """Go on with another draft; changes `about` the same thing are one step back. `uid`: the label to look at."""
        if draft == self.draft:
            return
        if about is None or about != self._typing:
            self._past.append(self.draft)
        self._future.clear()
        self._typing = about
        self._take(draft, uid)

    def undo(self) -> None:
        if self._past:
            self._future.append(self.draft)
            self._typing = None
            self._take(self._past.pop())

    def redo(self) -> None:
        if self._future:
            self._past.append(self.draft)
            self._typing = None
            self._take(self._future.pop())

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def choose(self, uid: int) -> None:
        """Look at another label."""
        if uid != self.uid:
            self.uid = uid
            self._typing = None
            self.chosen.emit()

    def take_keys(self, taken_keys: Mapping[str, str]) -> None:
        """Other actions have other keys now."""
        if dict(taken_keys) != self._taken_keys:
            self._taken_keys = dict(taken_keys)
            self._look()

    def set_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """How many spans there are."""
        self.counts = counts
        self.changed.emit()

    def _take(self, draft: Draft, uid: int | None = None) -> None:
        self.draft = draft
        wanted = self.uid if uid is None else uid
        self.uid = wanted if any(each.uid == wanted for each in draft.labels) else draft.labels[0].uid
        self._look()

    def _look(self) -> None:
        self.problems = problems(self.draft.schema(), self._grounds, self._taken_keys)
        self.changed.emit()
