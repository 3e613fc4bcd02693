"""From what a file holds to what the project keeps: the header read, the page's furniture gone, all written down."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from annotator.domain.document import LedgerEntry, digest_of
from annotator.formats import Record
from annotator.formats.metadata import canonical_meta
from annotator.text import cleaning
from annotator.text.header import header_facts

TakenBack = Mapping[str, Collection[int]]
"""What people took back before an import: digest of the original text → indices into its ledger."""


def read_over(record: Record, *, clean: bool = True, taken_back: TakenBack | None = None) -> None:
    """Give the record what its text says about itself as metadata, and clean its text if `clean`.

    What the file states itself stands before what is read from the text. The ledger goes to the record's source.
    A record that brings marks, sections or a ledger stays as it is, since its offsets count in the text that it
    has; a text of which nothing would be left is not cleaned.
    """
    if record.spans or record.sections or record.source.ledger:
        return
    found = header_facts(record.text, record.meta).meta
    record.meta = canonical_meta({**found, **record.meta}, record.source.name)
    if not clean:
        return
    cleaned = cleaning.clean(record.text)
    if taken_back and (indices := taken_back.get(digest_of(record.text))):
        cleaned = cleaning.keep(record.text, cleaned.ledger, indices)
    if cleaned.text:
        record.text = cleaned.text
        record.source = replace(record.source, ledger=cleaned.ledger)


def removed_by_rule(ledger: Iterable[LedgerEntry]) -> dict[str, int]:
    """How many characters each rule removed, the most first."""
    counts: Counter[str] = Counter()
    for entry in ledger:
        counts[entry.rule] += entry.end - entry.start
    return dict(counts.most_common())
