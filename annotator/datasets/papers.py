"""The names of the files of a dataset folder that are not its data."""

CARD = "README.md"
MANIFEST = "dataset.json"
LABELS = "label-schema.json"
SUMS = "SHA256SUMS"
SCHEMAS = ("dataset.schema.json", "label-schema.schema.json")
RECORD = "record.schema.json"  # where the data are canonical JSON lines

PAPERS = frozenset((CARD, MANIFEST, LABELS, SUMS, RECORD, *SCHEMAS))
