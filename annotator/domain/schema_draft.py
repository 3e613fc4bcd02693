"""A label schema while it is edited: it remembers what each label, attribute and choice was, so that spans can follow.

A draft never changes: every operation gives another one, so that whoever edits can go back. It may be wrong for a
while (two labels of one name); `annotator.domain.schema_problems` says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from annotator.domain.schema import Attribute, Label, LabelSchema, RelationType
from annotator.domain.schema_difference import renames
from annotator.domain.schema_migration import Migration, Split

Origin = tuple[str, str]  # old label ("" for document labels), old attribute


@dataclass(frozen=True)
class AttributeDraft:
    """An attribute; `origins` are the old ones whose values it takes, `was` the old value of each of its choices."""

    attribute: Attribute
    origins: frozenset[Origin] = frozenset()
    was: tuple[str, ...] = ()

    def with_choices(self, choices: Sequence[str], was: Sequence[str]) -> "AttributeDraft":
        """Other choices; `was` has the old value of each, or "" for a new one."""
        names = dict(zip(self.attribute.choices, self.attribute.choices, strict=True))
        shown = {
            new: self.attribute.choice_names[old]
            for new, old in zip(choices, self._former(choices, was), strict=True)
            if old in names and old in self.attribute.choice_names
        }
        changed = replace(self.attribute, choices=tuple(choices), choice_names=shown)
        return replace(self, attribute=changed, was=tuple(was))

    def _former(self, choices: Sequence[str], was: Sequence[str]) -> list[str]:
        """What each choice was called in this draft just now."""
        now = dict(zip(self.was, self.attribute.choices, strict=True))
        return [now.get(old, choice) if old else choice for choice, old in zip(choices, was, strict=True)]


@dataclass(frozen=True)
class LabelDraft:
    """A label; `origin` is its old name, or "" where it is new. Its attributes stand in `attributes`."""

    uid: int
    label: Label
    origin: str = ""
    attributes: tuple[AttributeDraft, ...] = ()

    @property
    def whole(self) -> Label:
        return replace(self.label, attributes=tuple(each.attribute for each in self.attributes))


@dataclass(frozen=True)
class RelationDraft:
    """A relation type; its ends are uids of labels, so that they follow a new name."""

    relation: RelationType
    origin: str = ""
    heads: tuple[int, ...] = ()
    tails: tuple[int, ...] = ()


@dataclass(frozen=True)
class SplitDraft:
    """As `Split`, with uids."""

    attribute: str = ""
    values: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """`fates`: the uid of the label that the spans of an old label go to, or None where they are removed."""

    base: LabelSchema
    labels: tuple[LabelDraft, ...]
    relations: tuple[RelationDraft, ...] = ()
    document_labels: tuple[AttributeDraft, ...] = ()
    fates: Mapping[str, int | None] = field(default_factory=dict)
    splits: Mapping[str, SplitDraft] = field(default_factory=dict)

    # -- reading -----------------------------------------------------------------------------------

    def label(self, uid: int) -> LabelDraft:
        return next(each for each in self.labels if each.uid == uid)

    def index(self, uid: int) -> int:
        return next(at for at, each in enumerate(self.labels) if each.uid == uid)

    def schema(self) -> LabelSchema:
        """The schema as it stands, under the next number."""
        names = {each.uid: each.label.name for each in self.labels}
        return LabelSchema(
            self.base.name,
            self.base.version + 1,
            tuple(each.whole for each in self.labels),
            tuple(
                replace(
                    each.relation,
                    heads=tuple(names[uid] for uid in each.heads if uid in names),
                    tails=tuple(names[uid] for uid in each.tails if uid in names),
                )
                for each in self.relations
            ),
            tuple(each.attribute for each in self.document_labels),
        )

    def migration(self) -> Migration:
        """What becomes of what was made under the old schema."""
        names = {each.uid: each.label.name for each in self.labels}
        labels: dict[str, str | None] = {each.origin: each.label.name for each in self.labels if each.origin}
        labels |= {old: None if uid is None else names[uid] for old, uid in self.fates.items()}
        of_labels = [draft for each in self.labels for draft in each.attributes]
        attributes, choices = _followed(of_labels)
        of_documents, document_choices = _followed(self.document_labels)
        gone = {
            (label.name, attribute.name): None
            for label in self.base.labels
            if any(each.origin == label.name for each in self.labels)
            for attribute in label.attributes
            if (label.name, attribute.name) not in attributes
        }
        return Migration(
            self.base,
            self.schema(),
            labels={old: new for old, new in labels.items() if old != new},
            splits={
                old: Split(
                    split.attribute,
                    {value: names[uid] for value, uid in split.values.items()},
                    {span: names[uid] for span, uid in split.chosen.items()},
                )
                for old, split in self.splits.items()
            },
            attributes={key: new for key, new in (attributes | gone).items() if key[1] != new},
            choices=choices,
            relations={
                old.name: new
                for old in self.base.relations
                if (new := next((r.relation.name for r in self.relations if r.origin == old.name), None)) != old.name
            },
            document_labels={
                old.name: new
                for old in self.base.document_labels
                if (new := of_documents.get(("", old.name))) != old.name
            },
            document_choices={(name, value): new for (_none, name, value), new in document_choices.items()},
        )  # fmt: skip

    # -- labels ------------------------------------------------------------------------------------

    def with_label(self, uid: int, label: Label) -> "Draft":
        """Other words, another colour, another name for a label; its attributes stay."""
        return self._put(replace(self.label(uid), label=label))

    def added(self, label: Label, at: int | None = None) -> tuple["Draft", int]:
        """One label more, at a place or at the end; and its uid."""
        uid = self._free_uid()
        place = len(self.labels) if at is None else at
        fresh = LabelDraft(uid, label, "", tuple(_fresh(each) for each in label.attributes))
        return replace(self, labels=(*self.labels[:place], fresh, *self.labels[place:])), uid

    def moved(self, uid: int, to: int) -> "Draft":
        """The label at another place of the order."""
        rest = [each for each in self.labels if each.uid != uid]
        rest.insert(max(0, min(to, len(rest))), self.label(uid))
        return replace(self, labels=tuple(rest))

    def merged(self, uid: int, into: int) -> "Draft":
        """One label is merged into another: spans, links and attributes that the other lacks (no longer required)."""
        source, target = self.label(uid), self.label(into)
        known = {each.attribute.name for each in target.attributes}
        extra = tuple(
            replace(each, attribute=replace(each.attribute, required=False))
            for each in source.attributes
            if each.attribute.name not in known
        )
        return self._put(replace(target, attributes=target.attributes + extra)).removed(uid, into)

    def removed(self, uid: int, to: int | None) -> "Draft":
        """The label goes; its spans become those of the label `to`, or go with it.

        Links that would have no label left at one end go, too.
        """
        source = self.label(uid)
        fates = {old: to if goal == uid else goal for old, goal in self.fates.items()}
        if source.origin:
            fates[source.origin] = to
        draft = replace(self, fates=fates, splits=_redirected(self.splits, uid, to))
        if to is not None:
            draft = draft._put(_joined(draft.label(to), source))
        return replace(
            draft,
            labels=tuple(each for each in draft.labels if each.uid != uid),
            relations=tuple(
                replace(each, heads=heads, tails=tails)
                for each in draft.relations
                if ((heads := _ends(each.heads, uid, to)) or not each.heads)
                and ((tails := _ends(each.tails, uid, to)) or not each.tails)
            ),
        )

    def given(self, old: str, to: int | None) -> "Draft":
        """Spans of a label that the project's schema lacks become those of `to`, or go."""
        return replace(self, fates={**self.fates, old: to})

    def split_by(self, uid: int, attribute: str, made: Mapping[str, Label]) -> "Draft":
        """For values of an attribute (as it was called) labels of their own, behind the first; the rest stay there."""
        source = self.label(uid)
        draft, values = self, {}
        for value, label in made.items():
            draft, values[value] = draft._beside(source, label)
        before = self.splits.get(source.origin, SplitDraft())
        split = replace(before, attribute=attribute, values=values)
        return replace(draft, splits={**draft.splits, source.origin: split})

    def split_chosen(self, uid: int, spans: Iterable[str], label: Label) -> "Draft":
        """For chosen spans (their ids) a label of their own, behind the first."""
        source = self.label(uid)
        draft, new = self._beside(source, label)
        before = self.splits.get(source.origin, SplitDraft())
        split = replace(before, chosen={**before.chosen, **dict.fromkeys(spans, new)})
        return replace(draft, splits={**draft.splits, source.origin: split})

    # -- attributes, links, document labels --------------------------------------------------------

    def with_attributes(self, uid: int, attributes: Sequence[AttributeDraft]) -> "Draft":
        return self._put(replace(self.label(uid), attributes=tuple(attributes)))

    def with_relations(self, relations: Sequence[RelationDraft]) -> "Draft":
        return replace(self, relations=tuple(relations))

    def with_document_labels(self, attributes: Sequence[AttributeDraft]) -> "Draft":
        return replace(self, document_labels=tuple(attributes))

    # -- inside ------------------------------------------------------------------------------------

    def _put(self, changed: LabelDraft) -> "Draft":
        return replace(
            self, labels=tuple(changed if each.uid == changed.uid else each for each in self.labels)
        )

    def _beside(self, source: LabelDraft, label: Label) -> tuple["Draft", int]:
        """A label behind another, that can be linked as it can."""
        draft, uid = self.added(label, self.index(source.uid) + 1)
        relations = tuple(
            replace(
                each,
                heads=(*each.heads, uid) if source.uid in each.heads else each.heads,
                tails=(*each.tails, uid) if source.uid in each.tails else each.tails,
            )
            for each in draft.relations
        )
        return replace(draft, relations=relations), uid

    def _free_uid(self) -> int:
        taken = {each.uid for each in self.labels} | {uid for uid in self.fates.values() if uid is not None}
        return next(uid for uid in count(max(taken, default=0) + 1) if uid not in taken)


def draft_of(schema: LabelSchema) -> Draft:
    """A draft that changes nothing yet."""
    return draft_towards(schema, schema, {})


def draft_towards(base: LabelSchema, other: LabelSchema, renamed: Mapping[str, str] | None = None) -> Draft:
    """The draft that makes `other` of `base`, an earlier version or a file.

    `renamed` tells which label has become which; without it, that is guessed. Attributes and links of another name
    are guessed. Labels of `base` that `other` lacks have no fate yet.
    """
    pairs = dict(renames(base.labels, other.labels) if renamed is None else renamed)
    old_of = {name: name for name in base.by_name} | {new: old for old, new in pairs.items()}
    labels = []
    for uid, label in enumerate(other.labels, 1):
        old = base.by_name.get(old_of.get(label.name, ""))
        attributes = _drafts(old.name if old else "", old.attributes if old else (), label.attributes)
        labels.append(LabelDraft(uid, label, old.name if old else "", attributes))
    uids = {each.label.name: each.uid for each in labels}
    links = {new: old for old, new in renames(base.relations, other.relations).items()}
    known = {each.name for each in base.relations}
    relations = tuple(
        RelationDraft(
            each,
            links.get(each.name, each.name if each.name in known else ""),
            tuple(uids[name] for name in each.heads),
            tuple(uids[name] for name in each.tails),
        )
        for each in other.relations
    )
    document_labels = _drafts("", base.document_labels, other.document_labels)
    return Draft(base, tuple(labels), relations, document_labels)


def _drafts(label: str, old: Sequence[Attribute], new: Sequence[Attribute]) -> tuple[AttributeDraft, ...]:
    was = {target: source for source, target in renames(old, new).items()}
    known = {each.name: each for each in old}
    found = []
    for each in new:
        before = known.get(was.get(each.name, each.name))
        origins = frozenset({(label, before.name)}) if before else frozenset()
        values = before.choices if before else ()
        found.append(AttributeDraft(each, origins, tuple(v if v in values else "" for v in each.choices)))
    return tuple(found)


def _fresh(attribute: Attribute) -> AttributeDraft:
    return AttributeDraft(attribute, frozenset(), ("",) * len(attribute.choices))


def _joined(target: LabelDraft, source: LabelDraft) -> LabelDraft:
    """The target's attributes take the values of those of the same name in the source."""
    theirs = {each.attribute.name: each.origins for each in source.attributes}
    return replace(
        target,
        attributes=tuple(
            replace(each, origins=each.origins | theirs.get(each.attribute.name, frozenset()))
            for each in target.attributes
        ),
    )


def _followed(
    drafts: Iterable[AttributeDraft],
) -> tuple[dict[Origin, str | None], dict[tuple[str, str, str], str | None]]:
    """Old attribute → new name, and old choice → new value where it has another one."""
    attributes: dict[Origin, str | None] = {}
    choices: dict[tuple[str, str, str], str | None] = {}
    for draft in drafts:
        for label, name in draft.origins:
            attributes[label, name] = draft.attribute.name
            for old, new in zip(draft.was, draft.attribute.choices, strict=True):
                if old and old != new:
                    choices[label, name, old] = new
    return attributes, choices


def _redirected(splits: Mapping[str, SplitDraft], uid: int, to: int | None) -> dict[str, SplitDraft]:
    """A label that a split had made goes to another one; without one, its spans stay where they were."""

    def led(goals: Mapping[str, int]) -> dict[str, int]:
        turned = {each: to if goal == uid else goal for each, goal in goals.items()}
        return {each: goal for each, goal in turned.items() if goal is not None}

    found = {old: replace(one, values=led(one.values), chosen=led(one.chosen)) for old, one in splits.items()}
    return {old: one for old, one in found.items() if one.values or one.chosen}


def _ends(ends: tuple[int, ...], uid: int, to: int | None) -> tuple[int, ...]:
    if uid not in ends:
        return ends
    turned = (to if end == uid else end for end in ends)
    return tuple(dict.fromkeys(end for end in turned if end is not None))
