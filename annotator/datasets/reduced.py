"""Texts without what does not tell their words apart, for thousands of them: a form, and where its characters stand.

The form is that of `suggest.repeats.wording` but for adverbs: simplified script, one width and case, white space and
punctuation gone, every number one `0`. It is made with numpy, a text at a time, some forty megabytes a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.fold import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLANE = 0x10000  # beyond it stand rare characters, which have one form
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Reduced:
    """`codes[i]` is the `i`-th code point of the form, `at[i]` where it stands in the text."""

    codes: "NDArray[np.uint32]"
    at: "NDArray[np.int64]"

    @property
    def text(self) -> str:
        """The form itself; `len(text) == len(at)`."""
        return self.codes.tobytes().decode("utf-32-le", errors="surrogatepass")

    def ranges(self, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Which part of the form the characters `[start, end)` of the text make, for each place."""
        import numpy as np

        found = np.searchsorted(self.at, np.asarray(places, np.int64).reshape(-1, 2))
        return list(map(tuple, found.tolist()))


def reduce(text: str) -> Reduced:
    """The form of a text."""
    import numpy as np

    raw = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), np.uint32)
    table, words = _tables()
    inside = raw < _PLANE
    low = np.where(inside, raw, 0)
    codes = np.where(inside, table[low], raw)
    kept = np.where(inside, words[low], True)
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    joint = np.zeros(len(codes), np.bool_)  # the point in 1.5, the comma in 1,000
    joint[1:-1] = ((codes[1:-1] == ord(".")) | (codes[1:-1] == ord(","))) & digit[:-2] & digit[2:]
    number = digit | joint
    first = number.copy()
    first[1:] &= ~number[:-1]
    codes = np.where(first, np.uint32(ord("0")), codes)
    kept = (kept & ~number) | first
    return Reduced(codes[kept].astype(np.uint32), np.flatnonzero(kept))


@cache
def _tables() -> "tuple[NDArray[np.uint32], NDArray[np.bool_]]":
    """By code point of the first plane: what it becomes, and whether that is part of a word."""
    import numpy as np

    everything = "".join(chr(code) for code in range(_PLANE) if code not in _SURROGATES)
    lowered = (low if len(low := one.lower()) == 1 else one for one in fold(everything))
    becomes = dict(zip(map(ord, everything), lowered, strict=True))
    table = np.arange(_PLANE, dtype=np.uint32)
    words = np.zeros(_PLANE, np.bool_)
    table[list(becomes)] = [ord(one) for one in becomes.values()]
    words[list(becomes)] = [one.isalnum() for one in becomes.values()]
    return table, words
