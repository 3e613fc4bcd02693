"""What is looked at: one layer, and of its marks those of some documents and labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.domain.span import GOLD
from annotator.services.overview.corpus import Corpus, Head

if TYPE_CHECKING:
    import numpy as np

UNKNOWN = ""  # the year or issuer of a document that does not say


@dataclass(frozen=True)
class Scope:
    """`layer` '' is the one that is looked at by itself: gold where it has marks. None is all of them; an UNKNOWN among
    issuers and years stands for documents that do not say."""

    layer: str = ""
    issuers: tuple[str, ...] | None = None
    years: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None

    def has(self, head: Head) -> bool:
        """Whether a document is one of those looked at."""
        return (self.issuers is None or head.issuer in self.issuers) and (
            self.years is None or head.year in self.years
        )


class Scoped:
    """A corpus through a scope. `rows` are the marks looked at, as places in the columns, by document and place."""

    def __init__(self, corpus: Corpus, scope: Scope, annotator: str = "") -> None:
        import numpy as np

        self.corpus = corpus
        self.layer = scope.layer or standard_layer(corpus, annotator)
        self.scope = scope
        heads = corpus.heads
        self.inside = np.fromiter((scope.has(head) for head in heads), bool, len(heads))
        self.labels = [
            name for name in ordered_labels(corpus) if scope.labels is None or name in scope.labels
        ]
        columns = corpus.columns
        of_labels: np.ndarray[Any, Any] = self._places_of_labels()[columns["label"]] >= 0
        wanted = of_labels & self.inside[columns["document"]]
        layer = corpus.layers.known.get(self.layer, -1)
        self.of_all_layers = np.flatnonzero(wanted)
        rows = np.flatnonzero(wanted & (columns["layer"] == layer))
        place = corpus.places.bases[columns["document"][rows]] + columns["start"][rows]
        self.rows = rows[np.argsort(place, kind="stable")]

    def marked(self) -> set[tuple[int, str]]:
        """Which layers have a mark in which documents (primary keys), of any label."""
        import numpy as np

        corpus = self.corpus
        document, layer = corpus.columns["document"], corpus.columns["layer"]
        there = np.zeros((len(corpus.heads), len(corpus.layers.known)), bool)
        there[document, layer] = True
        names = list(corpus.layers)
        rows, columns = np.nonzero(there)
        return {
            (corpus.heads[row].pk, names[column])
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        }

    @property
    def begun(self) -> "np.ndarray[Any, Any]":
        """Which documents looked at the layer has begun, is done with, or has marks in: only of these does it mean
        anything that a label is not there."""
        import numpy as np

        corpus = self.corpus
        found = np.zeros(len(corpus.heads), bool)
        columns, layer = corpus.columns, corpus.layers.known.get(self.layer, -1)
        found[columns["document"][columns["layer"] == layer]] = True
        for document, states in corpus.states.items():
            if states.get(self.layer) in ("doing", "done"):
                found[corpus.index[document]] = True
        answer: np.ndarray[Any, Any] = found & self.inside
        return answer

    @property
    def heads(self) -> list[Head]:
        """The documents looked at."""
        return [head for head, inside in zip(self.corpus.heads, self.inside, strict=True) if inside]

    def column(self, name: str) -> "np.ndarray[Any, Any]":
        """A property of the marks looked at, in the order of `rows`."""
        return self.corpus.columns[name][self.rows]

    def label_at(self) -> "np.ndarray[Any, Any]":
        """The label of each mark as its place in `labels`."""
        found: np.ndarray[Any, Any] = self._places_of_labels()[self.column("label")]
        return found

    def _places_of_labels(self) -> "np.ndarray[Any, Any]":
        import numpy as np

        places = np.full(len(self.corpus.labels.known), -1, np.int64)
        for at, name in enumerate(self.labels):
            places[self.corpus.labels.known[name]] = at
        return places


def ordered_labels(corpus: Corpus) -> list[str]:
    """All labels: those of the schema in its order, then others that occur."""
    schema = [label.name for label in corpus.schema.labels]
    return [*schema, *sorted(set(corpus.labels).difference(schema))]


def ordered_layers(corpus: Corpus) -> list[str]:
    """Gold first, then the annotators by name."""
    names = set(corpus.known_layers) | set(corpus.layers)
    names |= {layer for states in corpus.states.values() for layer in states}
    return gold_first(names)


def gold_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != GOLD, name))


def standard_layer(corpus: Corpus, annotator: str) -> str:
    """Gold where it has marks, else the annotator's own, else the one with most; one layer, never several added up."""
    counts = marks_by_layer(corpus)
    for name in (GOLD, annotator):
        if counts.get(name):
            return name
    return max(counts, key=lambda name: (counts[name], name), default=annotator or GOLD)


def marks_by_layer(corpus: Corpus) -> dict[str, int]:
    import numpy as np

    counts = np.bincount(corpus.columns["layer"], minlength=len(corpus.layers.known)).tolist()
    return {name: counts[code] for name, code in corpus.layers.known.items() if counts[code]}


def years(heads: Sequence[Head]) -> list[str]:
    """All years that occur, in order; after them what is no single year, UNKNOWN last."""
    return sorted(
        {h.year for h in heads}, key=lambda year: (year == UNKNOWN, single_year(year) is None, year)
    )


def issuers(heads: Sequence[Head]) -> list[str]:
    """All issuers that occur, those with most documents first; UNKNOWN last."""
    counts: dict[str, int] = {}
    for head in heads:
        counts[head.issuer] = counts.get(head.issuer, 0) + 1
    return sorted(counts, key=lambda name: (name == UNKNOWN, -counts[name], name))


def single_year(text: str) -> int | None:
    """The year where it is one, and not a stretch of years or nothing."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None
