"""From what a file holds to what the project keeps: the header read, the page's furniture gone, all written down."""

from dataclasses import replace

from annotator.formats import Record
from annotator.formats.metadata import canonical_meta
from annotator.text.cleaning import clean as cleaned
from annotator.text.header import header_facts


def read_over(record: Record, *, clean: bool = True) -> Record:
    """The record with what its text says about itself as metadata, and its text cleaned if `clean`.

    What the file states itself stands before what is read from the text. The ledger goes to the record's source.
    A record that brings marks, sections or a ledger is taken as it is: its offsets count in the text that it has. So is a text of
    which nothing would be left.
    """
    if record.spans or record.sections or record.source.ledger:
        return record
    meta = {**header_facts(record.text, record.meta).meta, **record.meta}
    result = cleaned(record.text) if clean else None
    record.meta = canonical_meta(meta, "")
    if result is not None and result.text:
        record.text = result.text
        record.source = replace(record.source, ledger=result.ledger)
    return record
