"""Plain text: one file is one document."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.document import Source, normalise_newlines
from annotator.domain.errors import BadInput
from annotator.formats.format import Format, ReadOptions
from annotator.formats.record import Record
from annotator.i18n import N_, _
from annotator.text.encoding import decode

LARGEST = 64 * 2**20  # bytes; what is larger is no report


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """The one document of a text file: its encoding found out, its newlines normalised, nothing else changed.

    Raises BadInput for a file that is too large, holds no text, or is no text.
    """
    if path.stat().st_size > LARGEST:
        raise BadInput(
            _("{file} is larger than {limit} MB, too long for one document; split it",
              file=path, limit=LARGEST // 2**20)
        )  # fmt: skip
    data = path.read_bytes()
    try:
        decoded = decode(data)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    text = normalise_newlines(decoded.text.removeprefix("\ufeff"))
    if not text.strip():
        raise BadInput(_("{file} holds no text", file=path))
    source = Source(path.name, hashlib.sha256(data).hexdigest(), decoded.encoding)
    yield Record(None, text, source=source, certain=decoded.certain)


FORMAT = Format(
    name="txt",
    description=N_("Plain text: one file is one document"),
    suffixes=(".txt", ".text"),
    plain=True,
    single=True,
    carries=frozenset(),
    reader=read,
)
