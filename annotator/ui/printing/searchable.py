"""A PDF of Qt's whose text can be searched and copied.

A font may have one glyph for an ideograph and the radical that looks like it (民 and ⺠), and Qt then says that the glyph
stands for the radical, which nobody types. Here the tables that tell the characters of glyphs (ToUnicode, ISO 32000-1,
9.10.3), which Qt does not pack, get the ideographs; nothing in the file moves.
"""

import re

from annotator.formats.pdf_lines import as_typed

_TABLE = re.compile(rb"(?<=beginbfrange\n)[^a-z]*(?=endbfrange)")
_CHARACTERS = re.compile(rb"\[[^\]]*\]")
_RADICAL = re.compile(rb"<(2[EF][0-9A-F]{2})>")


def searchable(pdf: bytes) -> bytes:
    """The same document, its text told with ideographs for radicals."""
    return _TABLE.sub(lambda table: _CHARACTERS.sub(_with_ideographs, table[0]), pdf)


def _with_ideographs(characters: re.Match[bytes]) -> bytes:
    return _RADICAL.sub(lambda code: b"<%04X>" % ord(as_typed(chr(int(code[1], 16)))), characters[0])
