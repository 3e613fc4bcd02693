"""A whole project as columns: one number a mark and property, so that every picture is counted in milliseconds.

A mark belongs to the section and to the paragraph that it begins in; its section is the innermost one.
"""

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import UserError
from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.overview.places import Places
from annotator.services.project import Project
from annotator.store.overview_queries import LinkRow, MarkRow

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

COLUMNS = ("document", "key", "start", "end", "label", "layer", "minute")
_SEVERAL = 500  # documents that SQLite is asked for in one question


class Stopped(UserError):
    """The reading was cancelled."""


@dataclass(frozen=True, slots=True)
class Head:
    """A document without its text. `year` and `issuer` are '' where the document does not say."""

    pk: int
    id: str
    title: str
    chars: int
    year: str
    issuer: str


@dataclass
class Names:
    """Names as numbers, in the order in which they were met."""

    known: dict[str, int] = field(default_factory=dict)

    def codes(self, names: Sequence[str]) -> Iterator[int]:
        for name in dict.fromkeys(names):
            self.known.setdefault(name, len(self.known))
        return map(self.known.__getitem__, names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)


class Corpus:
    """What is counted. Reads a project once; `refreshed` reads again what was marked in some documents."""

    def __init__(
        self,
        project: Project,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> None:
        """Raises Stopped when it is cancelled."""
        self.schema = project.schema
        self.labels, self.layers, self.minutes = Names(), Names(), Names()
        self.labels.codes([label.name for label in project.schema.labels])
        self.attributes: dict[int, str] = {}  # of marks with values, by primary key, as JSON
        self.values: dict[int, Any] = {}  # what `indicators` has read of these already
        self._cancelled = cancelled
        with project.store.snapshot():
            self._read_documents(project, progress)
            self.read_beside(project)
            self._settle(self._columns(project, progress, None))

    def refreshed(self, project: Project, documents: Collection[str]) -> "Corpus":
        """Another corpus, in which the marks of these documents, and all states and links, are as they are now. Their
        texts must be the same; this one stays as it is, for whoever is looking at it."""
        import numpy as np

        fresh = copy(self)
        touched = np.zeros(len(self.heads), bool)
        touched[[self.index[document] for document in documents if document in self.index]] = True
        kept = ~touched[self.columns["document"]]
        pks = [head.pk for head in compress(self.heads, touched.tolist())]
        with project.store.snapshot():
            fresh.read_beside(project)
            found = fresh._columns(project, None, pks)
        for key in found["key"].tolist():
            self.values.pop(key, None)
        fresh._settle({name: np.concatenate([self.columns[name][kept], found[name]]) for name in COLUMNS})
        return fresh

    def read_beside(self, project: Project) -> None:
        """What is quickly read anew: states, links, the layers there are."""
        self.states: Mapping[str, Mapping[str, str]] = project.store.document_states()
        self.links: list[LinkRow] = project.store.overview_links()
        self.known_layers: list[str] = project.store.layers()

    def index_of(self, pk: int) -> int:
        """Which document, counted from 0, has this primary key."""
        return self._by_pk[pk]

    # -- inside ------------------------------------------------------------------------------------

    def _read_documents(self, project: Project, progress: Progress | None) -> None:
        heads: list[Head] = []
        self.places = Places()
        total = project.store.document_count()
        for row, text in zip(project.store.overview_documents(), project.store.overview_texts(), strict=True):
            pk, identity, title, chars, meta, outline = row
            heads.append(Head(pk, identity, title, chars, _said(meta.get("year")), _said(meta.get("issuer"))))
            self.places.add(text, outline)
            if len(heads) % 500 == 0:
                self._tell(progress, len(heads), 2 * total)
        self.places.close()
        self.heads = heads
        self.index = {head.id: at for at, head in enumerate(heads)}
        self._by_pk = {head.pk: at for at, head in enumerate(heads)}

    def _columns(
        self, project: Project, progress: Progress | None, documents: Sequence[int] | None
    ) -> "dict[str, np.ndarray[Any, Any]]":
        import numpy as np

        valued = [label.name for label in valued_labels(self.schema)]
        columns = {name: array("q") for name in COLUMNS}
        groups = [None] if documents is None else _grouped(documents)
        read, total = 0, len(self.heads)
        for group in groups:
            for rows in project.store.overview_marks(valued, group):
                self._take(rows, columns)
                read += len(rows)
                self._tell(progress, total + min(total, read // 60), 2 * total)
        return {name: np.frombuffer(column, np.int64).copy() for name, column in columns.items()}

    def _take(self, rows: Sequence[MarkRow], columns: "dict[str, array[int]]") -> None:
        document, key, start, end, label, layer, minute, attributes = zip(*rows, strict=True)
        columns["document"].extend(map(self._by_pk.__getitem__, document))
        columns["key"].extend(key)
        columns["start"].extend(start)
        columns["end"].extend(end)
        columns["label"].extend(self.labels.codes(label))
        columns["layer"].extend(self.layers.codes(layer))
        columns["minute"].extend(self.minutes.codes(minute))
        self.attributes.update(pair for pair in zip(key, attributes, strict=True) if pair[1] is not None)

    def _settle(self, columns: "dict[str, np.ndarray[Any, Any]]") -> None:
        self.columns = columns
        at = self.places.of(columns["document"], columns["start"])
        self.columns.update(at)

    def _tell(self, progress: Progress | None, done: int, total: int) -> None:
        if self._cancelled():
            raise Stopped(_("The counting was stopped."))
        if progress:
            progress(done, total)


def valued_labels(schema: LabelSchema) -> list[Any]:
    """The labels whose marks have a number: an attribute `value` of that type."""
    return [
        label
        for label in schema.labels
        if (value := label.attribute("value")) is not None and value.type == "number"
    ]


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _grouped(documents: Sequence[int]) -> list[Sequence[int] | None]:
    return [documents[at : at + _SEVERAL] for at in range(0, len(documents), _SEVERAL)]
