"""Figures for comparison with other studies of unitizing: the 2016 family over labels jointly, alpha_U of 1995.

They take long or need what spans often are not (free of overlap), so that they stand apart from the report.
"""

from dataclasses import asdict, dataclass
from typing import Any

from annotator.agreement.corpus import Corpus
from annotator.agreement.f1 import without_labels
from annotator.agreement.legacy import alpha_u, joint_alpha
from annotator.agreement.notes import Note
from annotator.agreement.sweep import merged
from annotator.agreement.unitizing import Family, family
from annotator.i18n import N_

OVERLAP = N_(
    "Spans of {layer} with different labels overlap, so that u-alpha over labels jointly is not defined; "
    "u-alpha of each label is."
)
NOT_SHARED = N_("Alpha-U of 1995 needs documents that all layers have finished; there are none.")


@dataclass(frozen=True)
class Unitizing:
    """Overlaps of one annotator and one label are merged by union before anything is measured."""

    any: float | None  # u_alpha of "marked with anything"
    family: Family | None  # labels jointly; None where spans of one annotator overlap
    alpha_u: dict[str, float | None]  # by label, 1995/2004; legacy
    alpha_u_joint: float | None
    notes: tuple[Note, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the notes are sentences in the reader's language."""
        return {**asdict(self), "notes": [str(note) for note in self.notes]}


def unitizing(corpus: Corpus) -> Unitizing:
    """The figures of a corpus."""
    units, notes = merged(corpus), []
    crossing = _crossing(units)
    if crossing is not None:
        notes.append(Note("family", OVERLAP, {"layer": corpus.layers[crossing]}))
    if not corpus.assigned.all(axis=1).any():
        notes.append(Note("alpha_u", NOT_SHARED))
    legacy = alpha_u(units)
    return Unitizing(
        any=family(merged(without_labels(corpus))).u,
        family=None if crossing is not None else family(units),
        alpha_u={label: each.alpha for label, each in legacy.items()},
        alpha_u_joint=joint_alpha(legacy),
        notes=tuple(notes),
    )


def _crossing(units: Corpus) -> int | None:
    """The first layer with spans that overlap."""
    same = (units.document[1:] == units.document[:-1]) & (units.layer[1:] == units.layer[:-1])
    overlaps = (same & (units.start[1:] < units.end[:-1])).nonzero()[0]
    return int(units.layer[overlaps[0]]) if len(overlaps) else None
