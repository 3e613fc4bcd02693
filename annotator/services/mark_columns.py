"""All spans of a project as columns, which take a part of the memory that plain rows take: there may be millions."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

from annotator.store.queries import MarkRow

if TYPE_CHECKING:  # at run time numpy is imported where it is needed
    import numpy as np
    from numpy.typing import NDArray

    from annotator.agreement.corpus import Corpus

_KINDS = {"document": "i", "layer": "h", "label": "h", "start": "q", "end": "q", "version": "i"}


@dataclass(frozen=True)
class MarkColumns:
    """The spans of some documents. Columns hold places in `documents`, `layers` and `labels`, and are as long as `ids`."""

    documents: Sequence[str]
    layers: Sequence[str]
    labels: Sequence[str]
    columns: "dict[str, NDArray[Any]]"
    ids: Sequence[str]

    @classmethod
    def of(cls, rows: Iterable[MarkRow], documents: Collection[str]) -> "MarkColumns":
        """Of the rows of these documents, one after the other."""
        import numpy as np

        at_document = {name: at for at, name in enumerate(documents)}
        at_layer: dict[str, int] = {}
        at_label: dict[str, int] = {}
        read: dict[str, array[int]] = {name: array(kind) for name, kind in _KINDS.items()}
        add = [column.append for column in read.values()]
        ids: list[str] = []
        for document, layer, label, start, end, identity, version in rows:
            at = at_document.get(document)
            if at is None:
                continue
            found = (
                at,
                at_layer.setdefault(layer, len(at_layer)),
                at_label.setdefault(label, len(at_label)),
                start,
                end,
                version,
            )
            for into, value in zip(add, found, strict=True):
                into(value)
            ids.append(identity)
        columns = {name: np.frombuffer(column, column.typecode) for name, column in read.items() if column}
        columns = columns or {name: np.zeros(0, kind) for name, kind in _KINDS.items()}
        return cls([*documents], [*at_layer], [*at_label], columns, ids)

    def of_layers(self, layers: Collection[str]) -> "MarkColumns":
        """The spans of some layers."""
        import numpy as np

        wanted = np.array([name in layers for name in self.layers], np.bool_)
        return self._those(wanted[self.columns["layer"]])

    def pairs(self) -> set[tuple[str, str]]:
        """(document, layer) wherever there is a span."""
        return {(self.documents[at], self.layers[layer]) for at, layer in self._distinct("document", "layer")}

    def versions(self) -> dict[tuple[str, str], set[int]]:
        """(document, layer) → the versions of the label schema under which there are spans."""
        found: dict[tuple[str, str], set[int]] = {}
        for at, layer, version in self._distinct("document", "layer", "version"):
            found.setdefault((self.documents[at], self.layers[layer]), set()).add(version)
        return found

    def occurring(self) -> set[str]:
        """The labels that occur."""
        return {self.labels[at] for (at,) in self._distinct("label")}

    def corpus(
        self,
        lengths: Mapping[str, int],
        layers: Sequence[str],
        labels: Sequence[str],
        finished: Mapping[str, Collection[str]],
    ) -> "Corpus":
        """What is of these layers and labels; `lengths` are those of the documents, in their order."""
        import numpy as np

        from annotator.agreement.corpus import Corpus

        places = {name: _places(known, wanted) for name, known, wanted in (
            ("layer", self.layers, layers), ("label", self.labels, labels),
        )}  # fmt: skip
        columns = {name: place[self.columns[name]] for name, place in places.items()}
        kept = (columns["layer"] >= 0) & (columns["label"] >= 0)
        assigned = np.array(
            [[layer in finished[document] for layer in layers] for document in lengths], np.bool_
        ).reshape(len(lengths), len(layers))
        return Corpus.from_columns(
            documents=tuple(lengths),
            lengths=np.fromiter(lengths.values(), np.int64, len(lengths)),
            layers=tuple(layers),
            labels=tuple(labels),
            assigned=assigned,
            document=self.columns["document"][kept].astype(np.int32),
            layer=columns["layer"][kept],
            label=columns["label"][kept],
            start=self.columns["start"][kept].astype(np.int64),
            end=self.columns["end"][kept].astype(np.int64),
            ids=tuple(compress(self.ids, kept.tolist())),
        )

    def _those(self, kept: "NDArray[np.bool_]") -> "MarkColumns":
        if kept.all():
            return self
        columns = {name: column[kept] for name, column in self.columns.items()}
        ids = list(compress(self.ids, kept.tolist()))
        return MarkColumns(self.documents, self.layers, self.labels, columns, ids)

    def _distinct(self, *names: str) -> "list[list[int]]":
        import numpy as np

        several = np.stack([self.columns[name].astype(np.int64) for name in names], axis=1)
        found: list[list[int]] = np.unique(several, axis=0).tolist()
        return found


def _places(known: Sequence[str], wanted: Sequence[str]) -> "NDArray[np.int16]":
    """Where each that is known stands among those wanted; -1 where it does not."""
    import numpy as np

    at = {name: place for place, name in enumerate(wanted)}
    return np.array([at.get(name, -1) for name in known], np.int16)
