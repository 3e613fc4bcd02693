"""Which encoding a Chinese text file is in.

Byte order marks and strict UTF-8 decide alone. Otherwise every candidate that decodes the file is judged by how much of the
result is frequent Chinese, which wrong decodings (mojibake) are not.
"""

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from annotator.domain.errors import BadInput
from annotator.i18n import _
from annotator.text.lexicons import entries

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS = {
    b"\x89PNG": "PNG", b"PK\x03\x04": "ZIP (docx, xlsx …)", b"%PDF-": "PDF", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
    b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "doc/xls (OLE)", b"SQLite format 3\x00": "SQLite",
    b"Rar!": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x7fELF": "ELF",
}  # fmt: skip
_SAMPLE = 1 << 16
_LIKELY = 0.5
_SURE = 0.75
_PUNCTUATION = frozenset(
    "　、。，．：；？！“”‘’（）〔〕【】《》〈〉「」『』—…·％～＋－／０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark, Python's name of the encoding, and whether that is beyond doubt."""

    text: str
    encoding: str
    certain: bool


def decode(data: bytes) -> Decoded:
    """The text in these bytes: UTF-8, UTF-16, UTF-32, GB18030 or Big5. Newlines stay as they are.

    Raises BadInput for what is no text, and for text that no encoding fits: the sentence says from which byte.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding, len(mark))
            if encoding != "utf-8" and _nonsense(text[:_SAMPLE]):
                raise BadInput(
                    _(
                        "begins like {encoding}, but is no text in it; save it as UTF-8 and try again",
                        encoding=encoding.upper(),
                    )
                )
            return Decoded(text, encoding, True)
    for magic, kind in _OTHERS.items():
        if data.startswith(magic):
            raise BadInput(_("is not text but a file of kind {kind}; choose another file", kind=kind))
    zeros = data[:_SAMPLE].count(0)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _guess(data, zeros, error)
    if not zeros and not _controls(text[:_SAMPLE]):
        return Decoded(text, "utf-8", True)
    return _guess(data, zeros, None)


def chinese_share(text: str) -> float:
    """How much of what is not ASCII is frequent Chinese characters or Chinese punctuation, 0 to 1; 0 for ASCII alone."""
    frequent = _frequent()
    foreign = [char for char in text if char > "\x7f"]
    controls = _controls(text)
    good = sum(char in frequent for char in foreign)
    return good / (len(foreign) + 10 * controls) if foreign else 0.0


def _guess(data: bytes, zeros: int, error: UnicodeDecodeError | None) -> Decoded:
    """The candidate whose result is most Chinese; failing that, BadInput."""
    scores: list[tuple[float, str]] = []
    for encoding, sample in _samples(data, zeros):
        if text := _try(sample, encoding, whole=len(sample) + 3 >= len(data)):
            scores.append((_score(text, encoding, zeros), encoding))
    scores.sort(reverse=True)
    for place, (score, encoding) in enumerate(scores):
        if score < _LIKELY:
            break
        text = _try(data, encoding, whole=True)
        if text is not None:
            others = [other for other, _name in scores[place + 1 :]]
            sure = score >= _SURE and score - max(others, default=0.0) >= 0.2 and len(text) >= 8
            return Decoded(text, encoding, sure)
    if zeros or error is None or _looks_binary(data):
        raise BadInput(_("is not text (it has bytes that no text has); choose another file"))
    raise BadInput(
        _("is not text in UTF-8, UTF-16, GB18030 or Big5: UTF-8 breaks off at byte {byte}; save it as UTF-8 and try again",
          byte=error.start)
    )  # fmt: skip


def _samples(data: bytes, zeros: int) -> Iterator[tuple[str, bytes]]:
    """Every candidate with the bytes to judge it by: from the first byte that is not ASCII, where there is one."""
    if len(data) % 2 == 0:
        yield "utf-16-le", data[:_SAMPLE]
        yield "utf-16-be", data[:_SAMPLE]
    if len(data) % 4 == 0 and zeros:
        yield "utf-32-le", data[:_SAMPLE]
        yield "utf-32-be", data[:_SAMPLE]
    if not zeros:
        first = next((at for at in range(0, len(data), 4096) if not data[at : at + 4096].isascii()), 0)
        chunk = data[first : first + 4096]
        first += next((at for at, byte in enumerate(chunk) if byte > 127), 0)
        for encoding in ("gb18030", "big5hkscs"):
            yield encoding, data[first : first + _SAMPLE]


def _score(text: str, encoding: str, zeros: int) -> float:
    share = chinese_share(text)
    if encoding.startswith("utf-") and zeros and text.isascii():  # ASCII text in UTF-16
        return 0.8 if not _controls(text) else 0.0
    return share


def _try(data: bytes, encoding: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=whole)
    except UnicodeDecodeError:
        return None


def _strictly(data: bytes, encoding: str, offset: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            _("says it is {encoding}, but breaks off at byte {byte}; save it as UTF-8 and try again",
              encoding=encoding.upper(), byte=offset + error.start)
        ) from error  # fmt: skip


def _nonsense(text: str) -> bool:
    """Whether more than one in fifty characters is a control or one that Unicode has not assigned."""
    unassigned = sum(unicodedata.category(char) == "Cn" for char in text)
    return 50 * (unassigned + _controls(text)) > len(text)


def _controls(text: str) -> int:
    """How many control characters that no report has."""
    return sum(text.count(chr(code)) for code in (*range(9), *range(14, 27), 127))


def _looks_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return sum(sample.count(code) for code in range(9)) > len(sample) // 50


@cache
def _frequent() -> frozenset[str]:
    simplified = frozenset("".join(entries("frequent")))
    traditional = {char for line in entries("traditional") if line[0] in simplified for char in line[1:]}
    return simplified | traditional | _PUNCTUATION
