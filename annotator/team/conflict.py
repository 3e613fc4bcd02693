"""What two copies of a project do not agree on, and who decides it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from annotator.domain.assignment import Assignment
from annotator.domain.change import Entity
from annotator.domain.document import Document
from annotator.domain.history import Key
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.domain.verdict import Verdict
from annotator.team.lineage import content

OURS, THEIRS, UNDECIDED = "ours", "theirs", ""
KINDS: dict[type, str] = {
    Document: "document",
    Span: "span",
    Relation: "relation",
    Status: "status",
    DocumentLabel: "label",
    LabelSchema: "schema",
    Assignment: "assignment",
    Verdict: "verdict",
    Setting: "setting",
}
# Why something is a conflict.
CHANGED = "changed"  # on both sides, differently
OVERLAP = "overlap"  # the schema does not allow both marks
REMOVED_HERE, REMOVED_THERE = "removed here", "removed there"  # and worked on by the other side
VERSIONS = "versions"  # of the text, or of the label schema
# Why something of theirs was left out, though nobody has to decide about it.
WORDS = "words"  # a mark whose words are not in our text
NO_LABEL = "label"  # our label schema lacks
NO_END = "end"  # a link without a mark


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """One thing that stands differently in the project (`ours`) and in a file (`theirs`); None: it is not there."""

    file: str
    kind: str
    reason: str
    document: str
    layer: str
    id: str
    ours: Entity | None
    theirs: Entity | None

    @property
    def key(self) -> tuple[str, ...]:
        """What a decision is remembered by."""
        return self.file, self.kind, self.reason, self.document, self.id


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of theirs that was not merged, and why."""

    reason: str
    document: str
    entity: Entity


Decide = Callable[[MergeConflict], str]


@dataclass(slots=True)
class Tally:
    """How many things of a kind a file adds, changes and removes; another stamp alone is no change."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def count(self, before: Entity | None, after: Entity | None) -> None:
        if before is None:
            self.added += after is not None
        elif after is None:
            self.removed += 1
        else:
            self.changed += before != after and content(before) != content(after)

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(slots=True)
class Side:
    """One file that is being merged: its label schema's terms, who decides, and what has come of it so far.

    `led` leads from a mark that was left out, since an equal one stands, to that one; `gone` are marks that a link of
    either side may hang on but that do not stand; `lost` those of them that a link cannot bring back. `kept` are marks
    of a document that was to stay though it was removed there, `back` those of one that has come back.
    """

    file: str
    decide: Decide
    labels: frozenset[str]  # that may come in
    overlapping: frozenset[str]  # labels whose marks may overlap
    conflicts: list[MergeConflict] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    undecided: int = 0
    layers: dict[str, Tally] = field(default_factory=dict)  # spans
    others: dict[str, Tally] = field(default_factory=dict)  # by kind
    led: dict[str, str] = field(default_factory=dict)
    gone: dict[str, Span] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    schema_labels: frozenset[str] | None = None  # of the label schema as it will be
    strays: Counter[str] = field(default_factory=Counter)  # marks that come in under labels that it lacks

    def ask(self, conflict: MergeConflict) -> str:
        """The decision: OURS, THEIRS or UNDECIDED; the conflict is listed in any case."""
        self.conflicts.append(conflict)
        answer = self.decide(conflict)
        self.undecided += answer == UNDECIDED
        return answer

    def leave_out(self, reason: str, document: str, entity: Entity) -> None:
        self.left_out.append(LeftOut(reason, document, entity))
        if isinstance(entity, Span):
            self.lost.add(entity.id)

    def count(self, key: Key, before: Entity | None, after: Entity | None) -> None:
        entity = after if after is not None else before
        if entity is None:
            return
        tally = Tally()
        tally.count(before, after)
        if not tally.any:
            return
        if isinstance(entity, Span):
            self.layers.setdefault(entity.layer, Tally()).count(before, after)
            if (
                after is not None
                and self.schema_labels is not None
                and entity.label not in self.schema_labels
            ):
                self.strays[entity.label] += 1
        else:
            self.others.setdefault(KINDS[key[0]], Tally()).count(before, after)

    def conflict(
        self, reason: str, document: str, ours: Entity | None, theirs: Entity | None, kind: str = ""
    ) -> MergeConflict:
        entity = theirs if theirs is not None else ours
        assert entity is not None
        layer = getattr(entity, "layer", "")
        return MergeConflict(
            self.file, kind or KINDS[type(entity)], reason, document, layer, entity.key, ours, theirs
        )
