"""What the hub has of some documents, in the form that merging reads: one more copy of the project."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.history import Histories, Key, States, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.services.hub.belief import MISSHAPEN, Texts, histories_of, layer_of
from annotator.store import Store, forms
from annotator.team.conflict import MergeConflict
from annotator.team.hub import Hub
from annotator.team.hub_rows import Row
from annotator.team.lineage import content


class HubCopy:
    """Some documents of the hub. `links` says whether links come in with them, or only go.

    What we may not write (`writes`, by layer) stands as the hub says, whatever has become of it here: what we make of a
    moment at which others' work was half there can never reach them. So does what is not `pending`, that is, what has
    not been touched here since it went to the hub or came from there: whatever the hub says of it is news, even where
    it says what we have once gone through. `left` are documents and `refused` things that are
    not to be merged now, since somebody has to decide first.
    """

    def __init__(
        self,
        path: PurePosixPath,
        rows: Mapping[str, Sequence[Row]],
        texts: Texts,
        store: Store,
        writes: Callable[[str], bool],
        pending: Callable[[str], Callable[[Key], bool]],
        *,
        links: bool,
    ) -> None:
        self.path = path
        self.links = links
        self.left: set[str] = set()
        self.refused: set[Key] = set()
        self.loose = False  # whether a link was kept back, since a mark that it needs is not here
        self._rows = rows
        self._texts = texts
        self._store, self._writes, self._pending = store, writes, pending
        self._spans: set[str] = set()
        self._read: dict[str, Histories] = {}

    def histories(self, document: str) -> Histories:
        """As of a file; what belongs to no document without the links that cannot come in yet."""
        if document not in self._read:
            found = histories_of(self._rows.get(document, ()), self._texts)
            self._read[document] = self._followed(found, document)
        found = self._read[document]
        if document:
            return found
        return {
            key: states
            for key, states in found.items()
            if key not in self.refused and (key[0] is not Relation or self._may_come(states))
        }

    def logged_documents(self) -> list[str]:
        return [document for document in self._rows if document and document not in self.left]

    def text_digests(self) -> Iterator[tuple[str, list[str]]]:
        for document in self.logged_documents():
            if last(self.histories(document).get((Document, document))) is not None:
                rows = [row for row in self._rows[document] if row.kind == "document"]
                digests = [digest for row in rows for digest in digests_in(row)]
                yield document, list(dict.fromkeys(reversed(digests)))

    def last_moment(self) -> tuple[str, str]:
        return "", ""

    def leave(self, conflict: MergeConflict, names: Collection[str]) -> Collection[str]:
        """Keep out what a conflict is about; `names` are what the hub calls its document. Returns the documents ('': none).

        A link alone, unless it comes to a conflict again: then it is here, and a mark that it hangs on would go.
        """
        things = {(kind, conflict.id) for kind in (Relation, Setting)}
        again = conflict.kind == "relation" and things <= self.refused
        if conflict.document and (conflict.kind != "relation" or again):
            self.left.update(names)
            self._spans.clear()  # their marks do not come either
            return names
        self.refused |= things
        return [""]

    def _followed(self, theirs: Histories, document: str) -> Histories:
        ours = self._store.histories(document)
        pending = self._pending(document)
        for key, states in theirs.items():
            mine, end = ours.get(key), states[-1]
            if not mine or content(last(mine)) == content(end):
                continue
            layer = _layer(states)
            foreign = layer and not self._writes(layer)
            if foreign or not (key[0] in (Document, LabelSchema) or pending(key)):
                theirs[key] = [*mine, end]
        return theirs

    def _may_come(self, states: States) -> bool:
        link = last(states)
        if not isinstance(link, Relation):
            return True
        if not self.links:
            return False
        if not self._spans:
            self._spans = set(self._standing())
        there = all(end in self._spans or has_span(self._store, end) for end in (link.head, link.tail))
        self.loose |= not there
        return there

    def _standing(self) -> Iterator[str]:
        for document in self.logged_documents():
            for key, states in self.histories(document).items():
                if key[0] is Span and states[-1] is not None:
                    yield key[1]


def rows_by_document(hub: Hub, documents: Collection[str]) -> dict[str, list[Row]]:
    """All that the hub has of the documents, in their order; those that it does not know have no rows."""
    found: dict[str, list[Row]] = {document: [] for document in documents}
    for row in hub.rows(documents):
        found[row.document].append(row)
    return found


def texts_for(hub: Hub, rows: Iterable[Row], own: Callable[[str], str | None]) -> dict[str, str]:
    """The texts of all versions of documents in the rows, by digest; asked for where `own` does not know them."""
    texts: dict[str, str] = {}
    missing = set()
    for digest in {digest for row in rows if row.kind == "document" for digest in digests_in(row)}:
        text = own(digest)
        if text is None:
            missing.add(digest)
        else:
            texts[digest] = text
    return texts | (hub.texts(missing) if missing else {})


def digests_in(row: Row) -> list[str]:
    """The digests of the texts that a row of documents gives them, in their order."""
    try:
        return [str(after["digest"]) for _before, after in forms.loads(row.changes) if after is not None]
    except MISSHAPEN:
        return []


def has_span(store: Store, identity: str) -> bool:
    try:
        store.span(identity)
    except NotFound:
        return False
    return True


def _layer(states: States) -> str:
    return next((layer_of(state) for state in states if state is not None), "")
