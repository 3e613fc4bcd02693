"""Agreement that keeps up with editing: after a change to one document, its tally alone is made anew."""

from collections.abc import Iterable, Mapping

import numpy as np

from annotator.agreement.corpus import Corpus, DocumentRow
from annotator.agreement.intervals import LEVEL, RESAMPLES, weights
from annotator.agreement.report import Evidence, Report, by_document, compared_documents, report
from annotator.agreement.tallies import Float, layout_of, tally
from annotator.agreement.units import Units


class LiveAgreement:
    """The report on a corpus whose documents change one by one; equal to `measure` on the corpus as it is.

    Holds two bytes a document and resample, so that the resamples too need not be drawn again.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        units: Mapping[str, Units] | None = None,
        seed: int = 0,
        resamples: int = RESAMPLES,
        level: float = LEVEL,
        table: Float | None = None,
    ) -> None:
        """`table`: the tally of the corpus, where it has been made already."""
        self.corpus = corpus
        self._units = units or {}
        self._seed, self._resamples, self._level = seed, resamples, level
        self._layout = layout_of(corpus, self._units)
        self._place = {name: at for at, name in enumerate(corpus.documents)}
        self._table = tally(corpus, self._units) if table is None else table
        self._compare()

    def update(
        self, document: str, rows: Iterable[DocumentRow], *, assigned: Iterable[str] | None = None
    ) -> Report:
        """Replace the spans of one document (and who has finished it), and report; see `Corpus.with_document`."""
        at = self._place[document]
        before = self._compared[at]
        self.corpus = self.corpus.with_document(document, rows, assigned=assigned)
        units = {name: each.only([at]) for name, each in self._units.items()}
        row = tally(self.corpus.one(at), units)[0]
        change, self._table[at] = row - self._table[at], row
        if compared_documents(self.corpus)[at] != before:
            self._compare()
        elif before:
            self._apply(at, change)
        return self.report()

    def report(self) -> Report:
        """The report on the corpus as it is."""
        evidence = Evidence(
            self._layout,
            self._table[self._compared],
            self._replicates,
            int((~self._compared).sum()),
            self._seed,
            self._level,
        )
        return report(evidence, list(self._documents))

    def _compare(self) -> None:
        """Draw the resamples of the documents that are compared."""
        self._compared = compared_documents(self.corpus)
        table = self._table[self._compared]
        blocks = list(weights(len(table), self._resamples, self._seed))
        self._weights = np.concatenate([*blocks, np.zeros((0, len(table)), np.uint16)])
        kept = table[:, self._layout.resampled]
        sums = [
            block.astype(float) @ kept for block in blocks
        ]  # whole, the weights would take four times the room
        self._replicates = np.concatenate([*sums, np.zeros((0, kept.shape[1]))])
        ids = [name for name, kept in zip(self.corpus.documents, self._compared, strict=True) if kept]
        self._documents = by_document(self._layout, ids, self.corpus.assigned[self._compared], table)

    def _apply(self, at: int, change: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
        """Carry the change of one compared document into the resamples and the rows by document."""
        place = int(self._compared[:at].sum())
        self._replicates += self._weights[:, place].astype(float)[:, None] * change[self._layout.resampled]
        row, finished = self._table[at : at + 1], self.corpus.assigned[at : at + 1]
        self._documents[place] = by_document(self._layout, [self.corpus.documents[at]], finished, row)[0]
