"""What an export could not take along: how much of what, and which."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.formats.format import FEATURES
from annotator.formats.record import Record, RecordLabel
from annotator.i18n import N_

KEPT = 1_000  # ids of one kind that are named one by one

# Beyond the features of a format, what may get lost of a document, in the words that people read.
KINDS = {
    **FEATURES,
    "documents": N_("documents without text, or with characters that the format does not know"),
    "duplicates": N_("spans that equal another one in place and label"),
    "unmarked": N_("documents without spans, which have no row"),
    "texts": N_("texts of documents, of which the rows have only the quotes"),
    "places": N_("spans of which it is not told where they lie"),
    "crossing": N_("spans that cross the end of a paragraph"),
    "blank": N_("spans over nothing but white space"),
    "split": N_("spans that begin or end within what people see as one character"),
    "trimmed": N_("spans whose ends were moved, off white space or to the edges of tokens"),
    "edge": N_("spans that cross the edge of a segment"),
    "apart": N_("relations between spans of different segments or documents"),
    "whole": N_("documents whose labels, notes and flags hold for no segment alone"),
    "white space": N_("documents whose white space reads back differently"),
}


@dataclass(slots=True)
class Loss:
    """`count` of one kind; `ids` are the first `KEPT`: of spans or relations, else of documents."""

    count: int = 0
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Losses:
    """Counts by kind (a key of `KINDS`) what was not written."""

    kinds: dict[str, Loss] = field(default_factory=dict)
    _layers: dict[str, Loss] = field(default_factory=dict)

    def add(self, kind: str, ids: Iterable[str | None]) -> None:
        """Each of these was dropped, or lost what the kind names."""
        _count(self.kinds, kind, ids)

    def of_layers(self, record: Record) -> None:
        """The record's marks will not say whose they are; a loss only if they are of several layers in all."""
        by_layer: dict[str, list[str | None]] = {}
        for part in record.parts:
            ids = by_layer.setdefault(part.layer or "", [])
            ids.append(record.id if isinstance(part, RecordLabel) else part.id)
        for layer, ids in by_layer.items():
            _count(self._layers, layer, ids)

    def close(self) -> None:
        """All documents were seen: know what depends on all of them."""
        if len(self._layers) > 1:
            for loss in self._layers.values():
                self.add("layers", loss.ids)
                self.kinds["layers"].count += loss.count - len(loss.ids)
        self._layers.clear()

    def join(self, other: "Losses") -> None:
        """Take over what was counted of later documents; neither is closed."""
        for ours, theirs in ((self.kinds, other.kinds), (self._layers, other._layers)):
            for kind, loss in theirs.items():
                _count(ours, kind, loss.ids)
                ours[kind].count += loss.count - len(loss.ids)

    def merge(self, other: "Losses") -> None:
        """Take over what was counted elsewhere; both are closed."""
        for kind, loss in other.kinds.items():
            self.add(kind, loss.ids)
            self.kinds[kind].count += loss.count - len(loss.ids)

    def counts(self) -> dict[str, int]:
        """By kind, in the order of `KINDS`; kinds of which nothing was lost are left out."""
        return {kind: self.kinds[kind].count for kind in KINDS if kind in self.kinds}


def _count(kinds: dict[str, Loss], kind: str, ids: Iterable[str | None]) -> None:
    lost = list(ids)
    if lost:
        loss = kinds.setdefault(kind, Loss())
        loss.count += len(lost)
        loss.ids += [id_ or "–" for id_ in lost[: KEPT - len(loss.ids)]]
