"""One alphabet for the rules: simplified characters, ASCII digits and punctuation. Offsets never move."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from annotator.text.lexicons import entries

_QUOTES = {
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "﹁": "“",
    "﹂": "”",
    "﹃": "‘",
    "﹄": "’",
    "〝": "“",
    "〞": "”",
}
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FREQUENT = "，：；（）\u3000"
_LONG = 200  # code points from which on these are looked for one by one
_LINES = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def fold(text: str) -> str:
    """The same text, character for character, in the alphabet that the lexicons are written in.

    Traditional characters become simplified, full-width forms ASCII, corner brackets quotation marks, every
    kind of space but the tab U+0020, every kind of line end U+000A. `len(fold(text)) == len(text)`.
    """
    table, pattern = _table()
    if len(text) > _LONG:
        for character in _FREQUENT:
            text = text.replace(character, table[character])
    # A text has few of them, each often: to replace one all over the text is quicker than one place after the other.
    for character in set(pattern.findall(text)):
        text = text.replace(character, table[character])
    return text


@cache
def _table() -> tuple[Mapping[str, str], re.Pattern[str]]:
    table = {other: line[0] for line in entries("traditional") for other in line[1:]}
    for code in (*range(0xFF01, 0xFF5F), *range(0xFE50, 0xFE70)):
        narrow = unicodedata.normalize("NFKC", chr(code))
        if len(narrow) == 1 and narrow != chr(code):
            table[chr(code)] = narrow
    table |= _QUOTES | dict.fromkeys(_SPACES, " ") | dict.fromkeys(_LINES, "\n")
    table["〇"] = "零"
    return table, re.compile("[" + re.escape("".join(table)) + "]")
