"""What a project has that the hub lacks, as rows of the hub's log: each change under the step that made it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from annotator.domain.change import Entity
from annotator.domain.document import Document
from annotator.domain.history import Histories, Key, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, new_id, now
from annotator.services.hub.belief import layer_of
from annotator.services.hub.state import ACTOR
from annotator.services.merging import in_terms_of
from annotator.services.packaging import PACKAGE
from annotator.store import Store, forms
from annotator.store.histories import LoggedGroup, LoggedStep
from annotator.team.conflict import THEIRS, Side
from annotator.team.hub_rows import SHARED, Row, Self
from annotator.team.outgoing import missing_states
from annotator.team.project_merge import schema_changes


class Told(NamedTuple):
    """A change on its way: the step that made it, and its two forms."""

    step: int
    kind: str
    layer: str
    before: forms.Form | None
    after: forms.Form | None


@dataclass(slots=True)
class Outgoing:
    """Rows to push, with the texts that they name. `held`: documents to look at again; `kept`: changes not ours to share.

    `behind`: what the hub calls documents of which something will stand otherwise there than here: to be pulled.
    """

    rows: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    kept: int = 0


class Sender:
    """Finds out what goes to the hub, document by document. `numbers`: from our schema versions' numbers to the hub's.

    `back` are documents that are to stand on the hub as they stand here, though somebody has removed them there.
    """

    def __init__(
        self, store: Store, who: Self, numbers: Mapping[int, int], back: Collection[str] = ()
    ) -> None:
        self._back = back
        self._store = store
        self._who = who
        self._numbers = numbers

    def new_document(self, document: str, out: Outgoing) -> None:
        """One that the hub has never heard of: the log as it stands."""
        if not self._who.may_write(SHARED):
            out.held.append(document)
            return
        if self._store.merges_taken_back():  # the log is more than what counts
            self.document(document, document, {}, out)
            return
        told: list[Told] = []
        for group in self._store.logged_groups(document):
            told += self._translated(group, document)
        for digest in [
            one.after["digest"] for one in told if one.kind == "document" and isinstance(one.after, dict)
        ]:
            out.texts[digest] = self._store.text(digest) or ""
        self._send(document, told, out)

    def document(self, document: str, name: str, theirs: Histories, out: Outgoing) -> None:
        """One that the hub has as `name`, and what it has of it."""
        ours, steps = self._store.traced(document)
        told: list[Told] = []
        back = self._back_rows(document, name, ours, steps, theirs)
        parted = False
        for key, states in ours.items():
            if key[0] is Document and name != document:
                continue  # the same text, known under two names: what else is said of it is our own matter
            mine = states
            if self._numbers or name != document:
                mine = [in_terms_of(state, name, self._numbers) for state in states]
            parted |= not self._missing(name, _renamed(key, mine), mine, steps[key], theirs, told, out)
        if _digest(ours, document) != self._digest_after(told, theirs, name):
            out.held.append(document)  # what is marked in another text would have no place in that of the hub
            return
        if any(one.kind == "document" for one in told):
            versions = ours[Document, document]
            out.texts |= {state.digest: state.text for state in versions if isinstance(state, Document)}
        if parted:
            out.held.append(document)
        out.rows += back
        self._send(name, told, out)

    def _back_rows(
        self, document: str, name: str, ours: Histories, steps: Mapping[Key, Sequence[int]], theirs: Histories
    ) -> list[Row]:
        """What stands here and was removed there stands there again, and in `theirs`, as if it had gone through it."""
        there = theirs.get((Document, name))
        if (
            document not in self._back
            or not there
            or there[-1] is not None
            or not self._who.may_write(SHARED)
        ):
            return []
        rows = []
        known = self._store.logged_steps({each[-1] for each in steps.values() if each})
        again = new_id()  # under the step that made it first, it would be a row that the hub has
        for key, states in sorted(ours.items(), key=lambda item: item[0][0] is not Document):
            standing = None if states[-1] is None else in_terms_of(states[-1], name, self._numbers)
            hub = theirs.get(_renamed(key, [standing]))
            if standing is None or not hub or hub[-1] is not None:
                continue
            layer = layer_of(standing)
            if self._who.may_write(layer):
                first = known[steps[key][-1]]
                step = first._replace(uuid=again, parent=first.uuid, at=now())
                rows.append(self._row(name, step, forms.kind_of(standing), layer, [[None, _form(standing)]]))
                hub.append(standing)
        return rows

    def project(self, theirs: Histories, out: Outgoing, *, coming: bool, held: Callable[[str], bool]) -> None:
        """What belongs to no document; `coming`: the links that stand, else all the rest.

        `held` tells of a mark whether its document has been held back.
        """
        ours, steps = self._store.traced("")
        told: list[Told] = []
        for key, states in ours.items():
            link = last(states)
            if key == (Setting, PACKAGE) or key[0] is LabelSchema or coming != isinstance(link, Relation):
                continue
            if isinstance(link, Relation) and (held(link.head) or held(link.tail)):
                out.held.append("")
                continue
            if not self._missing("", key, states, steps[key], theirs, told, out):
                out.held.append("")
        if not coming:
            self._schema(ours, steps, theirs, told, out)
        self._send("", told, out)

    def _schema(
        self,
        ours: Histories,
        steps: Mapping[Key, Sequence[int]],
        theirs: Histories,
        told: list[Told],
        out: Outgoing,
    ) -> None:
        """As a merge brings it in: our newest, as the hub's newest, where the hub has never had one like it."""
        side = Side("", lambda _conflict: THEIRS, frozenset(), frozenset())
        there = {key: list(states) for key, states in theirs.items() if key[0] is LabelSchema}
        if not there:  # a first one: all versions as they are
            changes = [(None, s, steps[k][n]) for k, states in ours.items() if k[0] is LabelSchema
                       for n, s in enumerate(states) if s is not None]  # fmt: skip
        else:
            newest = max(steps[key][-1] for key in ours if key[0] is LabelSchema)
            changes = [
                (None, c.after, newest) for c in schema_changes(there, ours, side) if c.after is not None
            ]
        if changes and not self._who.may_write(SHARED):
            out.kept += len(changes)
            return
        told += [
            Told(step, "label_schema", SHARED, before, forms.to_form(after))
            for before, after, step in changes
        ]

    def _missing(
        self,
        name: str,
        key: Key,
        states: Sequence[Entity | None],
        steps: Sequence[int],
        theirs: Histories,
        told: list[Told],
        out: Outgoing,
    ) -> bool:
        """Adds what the hub lacks of one thing; False where it has gone on another way."""
        there = theirs.get(key, [])
        places = missing_states(there, states)
        if not places:
            if states[-1] != last(there):
                out.behind.append(name)
            return places is not None
        entity = next(state for state in reversed([*there, *states]) if state is not None)
        layer = layer_of(entity)
        if not self._who.may_write(layer):
            out.kept += len(places)
            return True
        before = last(there)
        for place in places:
            after = states[place]
            if before is not None or after is not None:
                told.append(Told(steps[place], forms.kind_of(entity), layer, _form(before), _form(after)))
            before = after
        return True

    def _digest_after(self, told: Iterable[Told], theirs: Histories, name: str) -> str | None:
        pushed = [one.after for one in told if one.kind == "document"]
        if pushed:
            return pushed[-1]["digest"] if isinstance(pushed[-1], dict) else None
        return _digest(theirs, name)

    def _translated(self, group: LoggedGroup, document: str) -> Iterator[Told]:
        for before, after in forms.loads(group.changes):
            form = before if after is None else after
            before, after = (self._renumbered(group.kind, one, document) for one in (before, after))
            yield Told(group.step, group.kind, _form_layer(group.kind, form), before, after)

    def _renumbered(self, kind: str, form: forms.Form | None, document: str) -> forms.Form | None:
        if form is None or not self._numbers or kind not in ("span", "verdict"):
            return form
        entity = forms.from_form(kind, form, document, lambda _digest: "")
        return _form(in_terms_of(entity, document, self._numbers))

    def _send(self, document: str, told: list[Told], out: Outgoing) -> None:
        """Neighbours of one step, kind and layer go in one row."""
        told.sort(key=lambda one: one.step)
        steps = self._store.logged_steps({one.step for one in told})
        for (step, kind, layer), group in groupby(told, key=lambda one: (one.step, one.kind, one.layer)):
            pairs = [[one.before, one.after] for one in group]
            out.rows.append(self._row(document, steps[step], kind, layer, pairs))

    def _row(
        self, document: str, step: LoggedStep, kind: str, layer: str, pairs: list[list[forms.Form | None]]
    ) -> Row:
        changes = forms.dumps(pairs)
        digest = None
        if kind == "document":
            digest = next((after["digest"] for _b, after in reversed(pairs) if isinstance(after, dict)), None)
        part = blake2b(f"{kind}\x1f{layer}\x1f{changes}".encode(), digest_size=8).digest()
        author = step.actor if self._who.role == "manager" and step.actor != ACTOR else self._who.annotator
        return Row(
            document, step.uuid, int.from_bytes(part, signed=True), step.parent, author, step.at, step.kind,
            step.title, kind, layer, digest, changes,
        )  # fmt: skip


def _renamed(key: Key, states: Sequence[Entity | None]) -> Key:
    """The key of a thing in the hub's terms: a status's, for example, holds the id of its document."""
    entity = last(states) or next((state for state in states if state is not None), None)
    return key if entity is None else (key[0], entity.key)


def _digest(histories: Histories, document: str) -> str | None:
    state = last(histories.get((Document, document)))
    return state.digest if isinstance(state, Document) else None


def _form(entity: Entity | None) -> forms.Form | None:
    return None if entity is None else forms.to_form(entity)


def _form_layer(kind: str, form: forms.Form) -> str:
    if not isinstance(form, dict):
        return str(form[5])
    if kind in ("document", "assignment"):
        return SHARED
    return str(form.get("layer", "gold" if kind == "verdict" else ""))
