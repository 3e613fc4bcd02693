"""What an import would make of a file: its first document as it will be kept, and what would go from its text."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotator import formats
from annotator.domain.document import LedgerEntry, digest_of
from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.reading import read_over

SNIPPET = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's first document, or why it cannot be read. `digest` is that of the text before the cleaning."""

    file: Path
    chars: int = 0
    encoding: str = ""
    beginning: str = ""
    facts: str = ""
    digest: str = ""
    ledger: tuple[LedgerEntry, ...] = ()
    error: str = ""


def preview_of(file: Path, text_column: str | None, clean: bool) -> Preview:
    """Read the first document of a file as the import would."""
    try:
        record = next(iter(islice(formats.read(file, text_column=text_column), 1)), None)
        if record is None:
            return Preview(file, error=_("nothing in it"))
        digest = digest_of(record.text)
        if not formats.format_for(file).reads_marks:
            read_over(record, clean=clean)
    except UserError as error:
        return Preview(file, error=str(error))
    encoding = record.source.encoding
    if not record.certain:
        encoding = _("{encoding}, a guess", encoding=encoding)
    facts = (
        record.meta.get(name) for name in ("title", "issuer", "doc_number", "published", "year", "region")
    )
    return Preview(
        file,
        len(record.text),
        encoding,
        " ".join(record.text[: SNIPPET * 4].split())[:SNIPPET],
        "  ·  ".join(str(fact) for fact in facts if fact),
        digest,
        record.source.ledger,
    )
