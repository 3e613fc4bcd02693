"""What is to become of a project on its way into a dataset: one value that commands, windows and scripts fill in."""

import shlex
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from annotator.datasets.pseudonyms import pseudonyms
from annotator.datasets.segments import DOCUMENT, Segmenting, segmenting
from annotator.datasets.splits import Ratios, ratios
from annotator.domain.errors import BadInput
from annotator.i18n import _
from annotator.services.selection import Selection

ALL = Selection()


@dataclass(frozen=True)
class Recipe:
    """`split` is `8:1:1` (train, dev, test) or `8:2` (train, test); `group_by` a key of the metadata whose documents are
    not parted, `together` keeps documents with passages that are nearly the same in one split. `dedupe` drops documents
    (segments, where they are cut) that repeat earlier ones. `segment` is `document`, `section`, `sentence` or
    `window:N[:overlap]`; `negatives` how many segments without spans are kept for each one with spans (None: all).
    `pseudonyms` is a secret seed, `redact` masks phone and identity numbers and e-mail addresses. `parts` is how many
    files the data of a split are written to, or fewer where there are not so many documents.
    """

    selection: Selection = ALL
    split: str | None = None
    seed: int = 0
    group_by: str | None = None
    together: bool = False
    dedupe: bool = False
    segment: str = DOCUMENT
    negatives: float | None = None
    pseudonyms: str | None = None
    redact: bool = False
    parts: int | None = None

    @cached_property
    def ratios(self) -> Ratios | None:
        return None if self.split is None else ratios(self.split)

    @cached_property
    def how(self) -> Segmenting:
        return segmenting(self.segment)

    @property
    def plain(self) -> bool:
        """Whether nothing is done to the records that are selected."""
        return self == Recipe(self.selection, seed=self.seed)

    def check(self) -> None:
        """Raises BadInput for what does not hold together."""
        if self.ratios is None and (self.group_by or self.together):
            raise BadInput(_("grouping says what a split may not part; name a split too, such as 8:1:1"))
        if self.parts is not None and self.parts < 1:
            raise BadInput(_("a dataset has one part at least"))
        if self.negatives is not None and (
            self.how.kind == DOCUMENT or not 0 <= self.negatives < float("inf")
        ):
            raise BadInput(
                _("negatives are segments without marks, for each segment with marks: 0 or more, and only where "
                  "documents are cut into sections, sentences or windows")
            )  # fmt: skip

    def told(self, names: dict[str, str]) -> "Recipe":
        """The recipe as it may be written down: layers under their pseudonyms, without the seed of those."""
        layers = self.selection.layers
        if self.pseudonyms is None:
            return self
        shown = None if layers is None else tuple(names.get(layer, layer) for layer in layers)
        return replace(self, selection=replace(self.selection, layers=shown), pseudonyms="")

    def options(self) -> dict[str, Any]:
        """As plain values; lists, not tuples."""
        found = asdict(self)
        selection = found.pop("selection")
        lists = {
            name: list(value) if isinstance(value, tuple) else value for name, value in selection.items()
        }
        return {**lists, **found}

    def command(self, format_: str, variant: str | None, unit: str | None) -> str:
        """The command that does the same. The project, the folder and a seed of pseudonyms stand as capitals."""
        chosen = self.selection
        parts = ["annotator", "export", "PROJECT", "OUT", "--format", format_]
        for flag, values in (
            ("--layer", chosen.layers),
            ("--label", chosen.labels),
            ("--doc", chosen.documents),
        ):
            for value in values or ():
                parts += [flag, value]
        for flag, given in (
            ("--variant", variant), ("--offsets", unit), ("--status", chosen.status), ("--split", self.split),
            ("--seed", self.seed or None), ("--group-by", self.group_by),
            ("--segment", None if self.segment == DOCUMENT else self.segment), ("--negatives", self.negatives),
            ("--pseudonyms", None if self.pseudonyms is None else "SEED"), ("--parts", self.parts),
        ):  # fmt: skip
            if given is not None:
                parts += [flag, f"{given:g}" if isinstance(given, float) else str(given)]
        flags = (("--together", self.together), ("--dedupe", self.dedupe), ("--redact", self.redact))
        parts += [flag for flag, wanted in flags if wanted]
        return shlex.join(parts)

    def names(self, layers: list[str]) -> dict[str, str]:
        """Layer → pseudonym; empty where none are wanted."""
        return {} if self.pseudonyms is None else pseudonyms(layers, self.pseudonyms)
