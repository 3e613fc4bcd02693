"""Where the words and sentences of texts lie, found once a text.

jieba takes seconds over a thousand reports, and a command is a new process each time; so what was found is kept on
disk, in the user's cache folder, under the digest of the text, which never changes: a file a text, two bits a
character. A file that is damaged or cannot be written costs the time to look again and nothing else.
"""

import os
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.document import Document
from annotator.text import units
from annotator.text.words import Words

if TYPE_CHECKING:  # at run time numpy is imported where it is needed: a window imports this module
    import numpy as np
    from numpy.typing import NDArray

    Int = NDArray[np.int64]

Range = tuple[int, int]

WORD, SENTENCE = LEVELS = ("word", "sentence")
_FORM = "1"  # of the files, and of what counts as a sentence


class Boundaries:
    """Finds the words (a plain jieba's, so that others find the figures again) and the sentences of documents.

    Belongs to one thread. `folder` is made on demand.
    """

    def __init__(self, folder: Path) -> None:
        from importlib.metadata import version  # which takes its time, and a window imports this module

        self._folder = folder
        self._words = Words(folder, terms=False)
        # What the words depend on, for whoever prints parameters.
        self.dictionary = f"jieba {version('jieba')}"
        self._cutters: dict[str, Callable[[str], Sequence[Range]]] = {
            WORD: self._cut,
            SENTENCE: units.sentences,
        }

    def of(self, level: str, document: Document) -> "Int":
        """The stretches `[n, 2]` of a document in code points; `level` is WORD or SENTENCE.

        Raises NotFound where jieba's files are missing.
        """
        import numpy as np

        name = f"{_FORM}-{self.dictionary}" if level == WORD else _FORM
        file = self._folder / "boundaries" / f"{level}-{name.replace(' ', '-')}" / document.digest
        length = len(document.text)
        kept = _read(file, length)
        if kept is None:
            kept = np.asarray(self._cutters[level](document.text), np.int64).reshape(-1, 2)
            _write(file, packed(kept, length))
        return kept

    def _cut(self, text: str) -> Sequence[Range]:
        if not self._words.ready:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._words.load()
        return self._words.words(text)


def packed(stretches: "Int", length: int) -> bytes:
    """The stretches of a text of `length`: which characters begin one, and which end one (or behind which none is
    open), in two bits a character, with a checksum."""
    import numpy as np

    bits = np.zeros((2, length + 1), np.bool_)
    bits[0, stretches[:, 0]] = True
    bits[1, stretches[:, 1]] = True
    body = np.packbits(bits).tobytes()
    return zlib.crc32(body).to_bytes(4, "little") + body


def unpacked(data: bytes, length: int) -> "Int":
    """The stretches that were `packed`. Raises ValueError for data that are damaged, or those of another length."""
    import numpy as np

    body = data[4:]
    if len(body) != (2 * (length + 1) + 7) // 8 or zlib.crc32(body) != int.from_bytes(data[:4], "little"):
        raise ValueError("not the boundaries of such a text")
    bits = np.unpackbits(np.frombuffer(body, np.uint8), count=2 * (length + 1)).reshape(2, length + 1)
    starts, ends = np.flatnonzero(bits[0]), np.flatnonzero(bits[1])
    if len(starts) != len(ends):
        raise ValueError("boundaries that do not come in pairs")
    return np.stack((starts, ends), axis=1).astype(np.int64)


def _read(file: Path, length: int) -> "Int | None":
    try:
        return unpacked(file.read_bytes(), length)
    except (OSError, ValueError):
        return None


def _write(file: Path, data: bytes) -> None:
    """Written under another name and renamed, so that a reader never sees a half."""
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as open_file:
            open_file.write(data)
        Path(temporary).replace(file)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
