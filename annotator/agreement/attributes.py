"""How far annotators agree on an attribute (a status, a value) of the spans that they both have marked."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.align import align
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.coding import Coding
from annotator.agreement.coefficients import observed_agreement
from annotator.agreement.corpus import Corpus
from annotator.agreement.sweep import pairs

LEAST_IOU = 0.5


@dataclass(frozen=True)
class AttributeAgreement:
    """Agreement on the values of matched spans, and how much of all spans it rests on."""

    alpha: float | None
    observed: float | None
    valued: int  # matched pairs of spans of which both have a value
    matched: int  # matched pairs of spans
    spans: int  # spans of the two, summed over the pairs of layers
    categories: tuple[Hashable, ...]

    @property
    def coverage(self) -> float | None:
        """The share of all spans that are matched; None where there are none."""
        return 2 * self.matched / self.spans if self.spans else None


def attribute_agreement(
    corpus: Corpus,
    values: Sequence[Hashable | None],
    *,
    metric: str | NDArray[np.float64] = "nominal",
    least_iou: float = LEAST_IOU,
    categories: Sequence[Hashable] | None = None,
) -> AttributeAgreement:
    """Alpha of an attribute over the matched pairs of spans of all pairs of layers.

    `values[s]` is the attribute of the span at place `s` of the columns, None where it has none: such a pair counts
    as matched, but has no say. Pairs are those of `align` with an IoU of `least_iou` (1: exact) or more. `metric` and
    `categories` as for `krippendorff_alpha` and `Coding.of`; each matched pair is an item with two values.
    """
    rows: list[tuple[Hashable | None, Hashable | None]] = []
    spans = 0
    for left, right in pairs(len(corpus.layers)):
        found = align(corpus, left, right)
        close = found.iou >= least_iou
        rows += [(values[a], values[b]) for a, b in zip(found.left[close], found.right[close], strict=True)]
        both = (corpus.assigned[:, left] & corpus.assigned[:, right])[corpus.document]
        spans += int((both & np.isin(corpus.layer, (left, right))).sum())
    coding = Coding.of(rows, categories=categories)
    return AttributeAgreement(
        alpha=krippendorff_alpha(coding, metric) if rows else None,
        observed=observed_agreement(coding) if rows else None,
        valued=sum(a is not None and b is not None for a, b in rows),
        matched=len(rows),
        spans=spans,
        categories=coding.categories,
    )
