"""What makes records a dataset: splits, near duplicates, segments, redaction, pseudonyms, papers. Pure: no store."""
