"""Another label schema for an open project: what that does to spans of all layers, previewed, and as one step."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from annotator.domain.change import Change, Step
from annotator.domain.errors import Conflict, InvalidSchema, UserError
from annotator.domain.schema import LabelSchema, schema_from_dict, schema_to_dict
from annotator.domain.schema_difference import differences, renames
from annotator.domain.schema_migration import KEEP, LONGEST, REFUSE, Migration, clashing
from annotator.domain.schema_problems import first_grave
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.services.cases import fingerprint_of
from annotator.services.consistency import renamed_left
from annotator.services.linking import renamed_rejections
from annotator.services.project import Project, short
from annotator.services.suggesting import relabelled_rejections

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

RELABELLED, REMOVED, VALUES, VALUES_LOST, CLASH, CLASH_KEPT, LINKS, LINKS_LOST, NOTES, NOTES_LOST = KINDS = (
    "relabelled", "removed", "values", "values lost", "clash", "clash kept", "links", "links lost",
    "document labels", "document labels lost",
)  # fmt: skip
LOSSES = (REMOVED, VALUES_LOST, CLASH, LINKS_LOST, NOTES_LOST)
"""What an effect is; these take something away."""


@dataclass
class Effect:
    """What happens to things of one sort: `old` becomes `new` (None: it goes). Names as in files.

    `label` is the old label that attribute values belong to. `layers` counts what is touched by layer.
    """

    kind: str
    label: str
    old: str
    new: str | None
    layers: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return self.layers.total()


@dataclass(frozen=True)
class Effects:
    """All effects, the gravest last. `spans` counts spans that change or go, by layer; `verdicts` decisions that
    go along. `words` says how the two schemas differ."""

    effects: tuple[Effect, ...]
    spans: Mapping[str, int]
    documents: int
    verdicts: int
    words: tuple[str, ...]

    @property
    def losses(self) -> list[Effect]:
        return [effect for effect in self.effects if effect.kind in LOSSES]

    @property
    def clashes(self) -> int:
        return sum(effect.count for effect in self.effects if effect.kind in (CLASH, CLASH_KEPT))

    def of_others(self, annotator: str) -> dict[str, int]:
        """Other people's layers whose spans change or go, with how many."""
        return {layer: count for layer, count in self.spans.items() if layer != annotator and count}


class SchemaChangeCancelled(UserError):
    """The person stopped the work; nothing was changed."""


class Clashes(Conflict):
    """Spans of one label would overlap each other, and nobody has said what to do with them."""


def preview(
    project: Project,
    migration: Migration,
    *,
    clashes: str = LONGEST,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Effects:
    """What a change of the label schema would do to the project; writes nothing. Raises InvalidSchema."""
    _check(migration.new)
    with project.store.snapshot():
        work = _Work(project, migration, clashes, progress, cancelled)
        deque(work.changes(), maxlen=0)
        return work.effects()


def apply(
    project: Project,
    migration: Migration,
    *,
    clashes: str = REFUSE,
    title: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Step, Effects]:
    """Give the project another label schema, and its spans, links and document labels what follows: one step.

    Raises InvalidSchema, Conflict where the schema is not any more the one that the migration starts from, Clashes,
    SchemaChangeCancelled; then nothing was changed. Nothing to change makes no step.
    """
    _check(migration.new)
    work = _Work(project, migration, clashes, progress, cancelled)
    return project.commit(work.changes(), title or title_of(migration)), work.effects()


def title_of(migration: Migration) -> str:
    """What undo calls the change."""
    words = list(_words(migration))
    if not words:
        return _("Label schema")
    first = _("labels: {what}", what=short(words[0], 60))
    return _("{first} (and {count} more)", first=first, count=len(words) - 1) if len(words) > 1 else first


class _Work:
    """One pass over the project: gives the changes one after the other, and counts them."""

    def __init__(
        self,
        project: Project,
        migration: Migration,
        clashes: str,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._project, self._store = project, project.store
        self._migration = migration
        self._clashes = clashes
        self._progress = progress or (lambda _done, _total: None)
        self._cancelled = cancelled or (lambda: False)
        self._found: dict[tuple[str, str, str, str | None], Effect] = {}
        self._spans: Counter[str] = Counter()
        self._documents: set[str] = set()
        self._verdicts = 0
        self._of_links: list[Verdict] = []

    def effects(self) -> Effects:
        """To be called when all changes have been taken."""
        order = sorted(self._found.values(), key=lambda each: (KINDS.index(each.kind), each.label, each.old))
        words = tuple(_words(self._migration))
        return Effects(
            tuple(order), dict(sorted(self._spans.items())), len(self._documents), self._verdicts, words
        )

    def changes(self) -> Iterator[Change]:
        """All changes. Raises Conflict, Clashes, SchemaChangeCancelled."""
        migration = self._migration
        standing = self._store.label_schema()
        if standing != migration.old:
            raise Conflict(
                _("the labels have been changed meanwhile by somebody else; nothing was changed. Start again from them "
                  "as they are now")
            )  # fmt: skip
        new = replace(migration.new, version=standing.version + 1)
        if _content(new) != _content(standing):
            yield Change(None, new)
        links = self._store.relations() if migration.touches_relations else []
        ends = {end for link in links for end in (link.head, link.tail)}
        labels: dict[str, str | None] = {}  # of the spans that links hang on
        if migration.touches_spans or ends or migration.touches_document_labels:
            yield from self._in_documents(ends, labels)
        yield from self._relations(links, labels)
        kept = {old: target for old, target in migration.labels.items() if target is not None}
        yield from relabelled_rejections(self._project, kept)
        kept = {old: target for old, target in migration.relations.items() if target is not None}
        yield from renamed_rejections(self._project, kept)
        yield from renamed_left(self._project, migration)

    def _in_documents(self, ends: set[str], labels: dict[str, str | None]) -> Iterator[Change]:
        verdicts: defaultdict[str, list[Verdict]] = defaultdict(list)
        for verdict in self._store.verdicts():
            verdicts[verdict.doc_id].append(verdict)
        documents = list(self._store.document_digests())
        for number, document in enumerate(documents):
            if self._cancelled():
                raise SchemaChangeCancelled(_("stopped; nothing was changed"))
            self._progress(number, len(documents))
            spans = list(self._store.spans(document))
            after = self._after(spans)
            labels |= {each: span.label if span else None for each, span in after.items() if each in ends}
            for span in spans:
                if after[span.id] != span:
                    yield Change(span, after[span.id])
            yield from self._rekeyed(verdicts.get(document, ()), {span.id: span for span in spans}, after)
            if self._migration.touches_document_labels:
                yield from self._document_labels(document)

    def _after(self, spans: list[Span]) -> dict[str, Span | None]:
        """The spans of a document as they will be, by id."""
        after: dict[str, Span | None] = {}
        touched = set()
        for span in spans:
            turned = self._migration.span(span)
            after[span.id] = turned
            if turned != span:
                touched.add(span.id)
                self._count_span(span, turned)
        crowded = self._migration.crowded
        gone = clashing((each for each in after.values() if each is not None), crowded) if crowded else ()
        for span in gone:
            if self._clashes == REFUSE:
                raise Clashes(
                    _("“{quote}” of {layer} and another mark would both be {label} and overlap; nothing was changed. Say "
                      "what is to become of such marks, or let the label overlap itself",
                      quote=short(span.text), layer=span.layer, label=span.label)
                )  # fmt: skip
            kind = CLASH_KEPT if self._clashes == KEEP else CLASH
            self._count(kind, span, "", span.label, None if kind == CLASH else span.label)
            if kind == CLASH:
                after[span.id] = None
                self._spans[span.layer] += span.id not in touched
        return after

    def _rekeyed(
        self, verdicts: Iterable[Verdict], before: Mapping[str, Span], after: Mapping[str, Span | None]
    ) -> Iterator[Change]:
        """Decisions stand for their spans under the new names, as long as all of these are there."""
        for verdict in verdicts:
            if verdict.kind == "relation":
                self._of_links.append(verdict)
                continue
            label = self._migration.labels.get(verdict.label, verdict.label) or verdict.label
            turned = replace(verdict, label=label)
            old = [before[each] for each in verdict.candidates if each in before]
            new = [span for each in verdict.candidates if (span := after.get(each)) is not None]
            whole = len(old) == len(new) == len(verdict.candidates)
            if whole and verdict.case == fingerprint_of(verdict.doc_id, old):
                turned = replace(turned, case=fingerprint_of(verdict.doc_id, new))
            if turned != verdict:
                self._verdicts += 1
                yield Change(verdict, turned)

    def _relations(self, links: list[Relation], labels: Mapping[str, str | None]) -> Iterator[Change]:
        turned: dict[str, Relation | None] = {}
        for link in links:
            head, tail = labels.get(link.head), labels.get(link.tail)
            after = (
                self._migration.relation(link, head, tail) if head is not None and tail is not None else None
            )
            turned[link.id] = after
            if after != link:
                kind = LINKS_LOST if after is None else LINKS
                effect = self._effect(kind, "", link.type, after.type if after else None)
                effect.layers[link.layer] += 1
                yield Change(link, after)
        before = {link.id: link for link in links}
        for verdict in self._of_links:
            old = [before[each] for each in verdict.candidates if each in before]
            new = [after for each in verdict.candidates if (after := turned.get(each)) is not None]
            whole = len(old) == len(new) == len(verdict.candidates)
            if whole and old != new and verdict.case == fingerprint_of(verdict.doc_id, (), old):
                self._verdicts += 1
                yield Change(verdict, replace(verdict, case=fingerprint_of(verdict.doc_id, (), new)))

    def _document_labels(self, document: str) -> Iterator[Change]:
        standing = self._store.document_labels(document)
        turned = self._turned_labels(standing)
        came = []  # written when all that goes has gone: names may be exchanged
        for label in standing:
            after = turned[label.key]
            if after == label:
                continue
            kind = NOTES_LOST if after is None else NOTES
            effect = self._effect(kind, "", label.name, after.name if after else None)
            effect.layers[label.layer] += 1
            effect.documents.add(document)
            if after is not None and after.key == label.key:
                yield Change(label, after)
                continue
            yield Change(label, None)
            if after is not None:
                came.append(Change(None, after))
        yield from came

    def _turned_labels(self, standing: list[DocumentLabel]) -> dict[str, DocumentLabel | None]:
        """The labels of a document as they will be, by key: of several that would have one name, that which has it now
        stays, else the first."""
        turned = {label.key: self._migration.document_label(label) for label in standing}
        taken = {after.key for key, after in turned.items() if after is not None and after.key == key}
        for key, after in turned.items():
            if after is not None and after.key != key:
                turned[key] = None if after.key in taken else after
                taken.add(after.key)
        return turned

    # -- counting ----------------------------------------------------------------------------------

    def _count_span(self, span: Span, after: Span | None) -> None:
        self._spans[span.layer] += 1
        self._documents.add(span.doc_id)
        if after is None:
            self._count(REMOVED, span, "", span.label, None)
            return
        if after.label != span.label:
            self._count(RELABELLED, span, "", span.label, after.label)
        for name, value in span.attrs.items():
            new = self._migration.attributes.get((span.label, name), name)
            if new is None or new not in after.attrs:
                new = name if name in after.attrs else None
            if new is None:
                self._count(VALUES_LOST, span, span.label, name, None)
            elif new != name:
                self._count(VALUES, span, span.label, name, new)
            elif after.attrs[new] != value:
                self._count(VALUES, span, span.label, f"{name}: {value}", f"{new}: {after.attrs[new]}")

    def _count(self, kind: str, span: Span, label: str, old: str, new: str | None) -> None:
        effect = self._effect(kind, label, old, new)
        effect.layers[span.layer] += 1
        effect.documents.add(span.doc_id)

    def _effect(self, kind: str, label: str, old: str, new: str | None) -> Effect:
        return self._found.setdefault((kind, label, old, new), Effect(kind, label, old, new))


def label_counts(project: Project) -> dict[str, dict[str, int]]:
    """Spans by label, then by layer; labels that the schema lacks are among them."""
    counts: dict[str, dict[str, int]] = {}
    for layer, labels in project.store.span_counts().items():
        for label, count in labels.items():
            counts.setdefault(label, {})[layer] = count
    return counts


def spans_of_label(project: Project, label: str, limit: int) -> list[Span]:
    """The first spans of a label over all documents and layers, to choose from."""
    return list(islice(project.spans(label=label), limit))


def attribute_values(project: Project, label: str) -> dict[str, dict[str, int]]:
    """What spans of a label say: attribute → value → how many."""
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for span in project.spans(label=label):
        for attribute, value in span.attrs.items():
            values[attribute][str(value)] += 1
    return {attribute: dict(counts.most_common()) for attribute, counts in values.items()}


def _words(migration: Migration) -> Iterator[str]:
    kept = {old: new for old, new in migration.labels.items() if new is not None}
    came = Counter(kept.values())
    sole = {old: new for old, new in kept.items() if came[new] == 1 and new not in migration.old.by_name}
    # Of several that have gone up in a label of another name, the one that is like it has been renamed.
    like = renames(migration.old.labels, migration.new.labels)
    several = {old: new for old, new in like.items() if kept.get(old) == new}
    yield from differences(migration.old, migration.new, several | sole)


def _check(schema: LabelSchema) -> None:
    """Raises InvalidSchema as reading it from a file would."""
    if (problem := first_grave(schema)) is not None:
        place = "/".join(map(str, problem.place))
        raise InvalidSchema(
            _("the label schema is wrong at {place}: {reason}", place=place, reason=problem.sentence)
        )
    schema_from_dict(schema_to_dict(schema))


def _content(schema: LabelSchema) -> dict[str, object]:
    return {**schema_to_dict(schema), "version": 0}
