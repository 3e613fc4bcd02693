"""The lines of a PDF page: characters with their places, put together as they stand on the page.

Coordinates are PDF points, the origin at the bottom left of the page, as pdfium gives them.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

_GAP = 1.6  # ems between two pieces of a line that are no neighbours: columns, cells
_SPACE = 0.16  # ems between two Latin words
_SAME_LINE = 0.45  # ems by which characters of one line may stand higher or lower
_MOST_CHARACTERS = 200_000  # on one page
_FARTHEST = 1e6  # points from the origin
_RIGHT_ANGLE = math.pi / 2
# What fonts confuse with the characters that the radicals look like (Unicode's EquivalentUnifiedIdeograph.txt).
_RADICALS = dict(zip(
    "⺁⺅⺆⺈⺉⺊⺋⺌⺎⺒⺓⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺩⺬⺭⺮⺯⺰⺱⺲⺷⺸⺼⺽⺾⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳",
    "厂亻冂刀刂卜㔾小兀巳幺忄扌攵旡月歺母民氵氺灬爫爫王示礻竹糹纟网罒羊羊肉臼艹艹虎衤覀西见角讠贝足车辶辶辶阝長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟",
    strict=True,
))  # fmt: skip


@dataclass(slots=True)
class Piece:
    """Neighbouring characters on one line."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float  # the em, in points

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page from top to bottom, those at one height from left to right."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


def page_of(page: Any, raw: Any) -> Page:
    """The page that a pypdfium2 page is; `raw` is pypdfium2's raw module. Slanting text, a watermark's, is left out."""
    width, height = page.get_size()
    turn = _Turn(page.get_rotation(), width, height)
    textpage = page.get_textpage()
    try:
        pieces = _joined(_pieces(_characters(textpage.raw, raw, turn)))
    finally:
        textpage.close()
    return Page(width, height, tuple(pieces))


def rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand at one height, from top to bottom, each row from left to right."""
    found: list[list[Piece]] = []
    for piece in pieces:
        last = found[-1][0] if found else None
        if last is not None and _level(last, piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in found]


@dataclass(slots=True)
class _Character:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class _Turn:
    """From places on the page as it was made to places on the page as it is shown, turned clockwise."""

    degrees: int
    width: float
    height: float

    def place(self, box: Any) -> tuple[float, float, float, float]:
        """The left, right, bottom and top of a box, as shown."""
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if self.degrees == 90:
            left, right, bottom, top = bottom, top, self.height - right, self.height - left
        elif self.degrees == 180:
            left, right = self.width - right, self.width - left
            bottom, top = self.height - top, self.height - bottom
        elif self.degrees == 270:
            left, right, bottom, top = self.width - top, self.width - bottom, left, right
        return left, right, bottom, top


def _characters(textpage: Any, raw: Any, turn: _Turn) -> Iterator[_Character | None]:
    """The characters in the file's order; None for a line end that pdfium found."""
    box = raw.FS_RECTF()
    count = min(raw.FPDFText_CountChars(textpage), _MOST_CHARACTERS)
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            yield None
            continue
        if 0xD800 <= code < 0xDC00:  # pdfium counts UTF-16 units
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD), 0
        text = _normal(code)
        if text and not raw.FPDFText_IsGenerated(textpage, index) and not _slants(textpage, index, raw):
            if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
                continue
            left, right, bottom, top = turn.place(box)
            if max(map(abs, (left, right, bottom, top))) < _FARTHEST:
                yield _Character(text, left, right, bottom, top, _em(text, right - left, top - bottom))


def _slants(textpage: Any, index: int, raw: Any) -> bool:
    """Whether a character is turned by anything but a right angle."""
    quarter: float = raw.FPDFText_GetCharAngle(textpage, index) % _RIGHT_ANGLE
    return 0.1 < quarter < _RIGHT_ANGLE - 0.1


def _em(text: str, width: float, height: float) -> float:
    """The em of a character: Chinese ones are as wide, others a little less than their line is high."""
    return max(width if text >= "\u2e80" and width > 1 else 0.8 * height, 1.0)


def as_typed(char: str) -> str:
    """The character as people type it: compatibility radicals and ligatures are drawn like what they stand for."""
    code = ord(char)
    if 0x2E80 <= code <= 0x2EFF:
        return _RADICALS.get(char, char)
    if 0x2F00 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", char)
    return char


def _normal(code: int) -> str:
    """A character as people type it; what is none and what is not seen is nothing."""
    if code < 32 or code in (0xFFFE, 0xFFFF, 0xAD, 0x200B, 0xFEFF) or code > 0x10FFFF:
        return "-" if code in (2, 0xAD) else ""  # 2: pdfium's hyphen at a line end
    return as_typed(chr(code))


def _pieces(characters: Iterable[_Character | None]) -> Iterator[Piece]:
    """Characters that follow one another on a line."""
    piece: Piece | None = None
    for char in characters:
        if char is None:
            if piece is not None:
                yield piece
            piece = None
        elif piece is None and char.text.isspace():
            continue
        elif piece is not None and _follows(piece, char):
            gap = char.left - piece.right
            between = " " if gap > _SPACE * char.size and _latin(piece.text[-1], char.text[0]) else ""
            piece.text += between + char.text
            piece.right = max(piece.right, char.right)
            piece.bottom, piece.top = min(piece.bottom, char.bottom), max(piece.top, char.top)
            piece.size = max(piece.size, char.size)
        else:
            if piece is not None:
                yield piece
            piece = None if char.text.isspace() else _begun(char)
    if piece is not None:
        yield piece


def _begun(char: _Character) -> Piece:
    return Piece(char.text, char.left, char.right, char.bottom, char.top, char.size)


def _follows(piece: Piece, char: _Character) -> bool:
    size = max(piece.size, char.size)
    level = abs((char.bottom + char.top) / 2 - piece.middle) < _SAME_LINE * size
    blank = char.text.isspace() or piece.text[-1].isspace()
    return level and -1.5 * size < char.left - piece.right < (3 if blank else _GAP) * size


def _latin(before: str, after: str) -> bool:
    """Whether a gap between these is a space: Chinese characters have none."""
    return before.isascii() and after.isascii() and not before.isspace() and not after.isspace()


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces at one height that touch, though the file has them apart, from top to bottom and left to right."""
    wanted = sorted(pieces, key=lambda p: (-p.middle, p.left))
    found: list[Piece] = []
    for row in rows(wanted):
        found.append(row[0])
        for last, piece in pairwise(row):
            gap, whole = piece.left - last.right, found[-1]
            if -0.5 * piece.size < gap < _GAP * piece.size:
                space = gap > _SPACE * piece.size and _latin(whole.text[-1], piece.text[0])
                whole.text = whole.text.rstrip() + (" " if space else "") + piece.text
                whole.right = max(whole.right, piece.right)
                whole.size = max(whole.size, piece.size)
            else:
                found.append(piece)
    for piece in found:
        piece.text = piece.text.rstrip()
    return found


def _level(one: Piece, other: Piece) -> bool:
    return abs(one.middle - other.middle) < _SAME_LINE * min(one.size, other.size) + 0.5


def usual_size(pages: Iterable[Page]) -> float:
    """The size that most characters have, 10 where there are none."""
    sizes = [piece.size for page in pages for piece in page.pieces for _ in range(1 + len(piece.text) // 10)]
    return median(sizes) if sizes else 10.0
