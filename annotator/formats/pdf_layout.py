"""From the lines of PDF pages to a text: columns one after the other, lines joined into paragraphs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from annotator.formats.cells import row_lines
from annotator.formats.pdf_lines import Page, Piece, rows, usual_size

_Margins = dict[tuple[int, ...], tuple[float, float]]

_ENDS = "。！？；：…!?;:.”’）)】"
_LEAD = re.compile(
    r"[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百]{1,4}[）)]|第[一二三四五六七八九十百零0-9]{1,5}[章节編编条條款部]"
    r"|[（(]?[0-9]{1,3}(?:[)）、．]|\.(?![0-9]))|[①-⑳⑴-⒇⒈-⒛•●■◆▪➢]"
)
_SENTENCE = re.compile("[，。；]")  # a number has its own comma
_FULL = 2.0  # ems by which a full line may fall short
_INDENT = 1.2  # ems from which on a line is indented
_LOOSE = 1.6  # times the usual distance of lines: a blank line lies between
_NOTE = 0.87  # times the usual size: footnotes are smaller
_COLUMN = 4  # lines that a column has at least
_NARROW = 12  # ems that a column has at least: what is narrower is the cells of a table
_NARROWEST = 6  # characters that a column's lines have in the middle


@dataclass(slots=True)
class _Line:
    """A line in reading order. `column` names lines that share their margins; `cells` is a row of a table."""

    text: str
    left: float
    right: float
    middle: float
    size: float
    page: int
    column: tuple[int, ...]
    centre: float
    cells: bool = False


def text_of(pages: Sequence[Page]) -> str:
    """The text of pages that have no furniture any more: a line a paragraph or row of a table."""
    usual = usual_size(pages)
    lines: list[_Line] = []
    notes: list[_Line] = []
    gutters = [_gutter(page.pieces) for page in pages]
    known = sorted(gutter for gutter in gutters if gutter is not None)
    common = known[len(known) // 2] if len(known) >= max(1, len(pages) // 3) else None
    for index, (page, gutter) in enumerate(zip(pages, gutters, strict=True)):
        if gutter is None and common is not None and _free(page.pieces, common):
            gutter = common  # the last page has too few lines to tell
        of_page = list(_lines(page, index, gutter))
        body = len(of_page)
        while body and of_page[body - 1].size < _NOTE * usual:
            body -= 1
        if body and index + 1 < len(pages):  # notes would tear the sentence that goes on over the page
            notes += of_page[body:]
            del of_page[body:]
        lines += of_page
    return "\n".join([*_paragraphs(lines, usual), *_paragraphs(notes, usual)])


def _lines(page: Page, index: int, gutter: float | None) -> Iterator[_Line]:
    shape = (round(page.width / 20), round(page.height / 20))
    for number, count, pieces in _columns(page.pieces, gutter):
        column = (*shape, number, count)
        if count > 1:
            for piece in pieces:
                yield _line([piece], index, column, (piece.left + piece.right) / 2)
            continue
        found = rows(pieces)
        for place, row in enumerate(found):
            line = _line(row, index, column, page.width / 2)
            beside = [len(other) > 1 for other in found[max(0, place - 1) : place + 2]]
            line.cells = len(row) > 2 or (len(row) > 1 and sum(beside) > 1)
            if line.cells:
                line.text = "".join(row_lines([[piece.text] for piece in row]))
            yield line


def _line(row: list[Piece], page: int, column: tuple[int, ...], centre: float) -> _Line:
    text = " ".join(piece.text for piece in row)
    size = max(piece.size for piece in row)
    return _Line(text, row[0].left, row[-1].right, row[0].middle, size, page, column, centre)


def _columns(pieces: Sequence[Piece], gutter: float | None) -> Iterator[tuple[int, int, list[Piece]]]:
    """The pieces in reading order: (number of the column, how many there are, its pieces from top to bottom).

    Lines across all columns divide the page into bands; in each the columns follow one another.
    """
    if gutter is None:
        yield 0, 1, list(pieces)
        return
    bands: list[tuple[bool, list[Piece]]] = []
    for piece in pieces:
        across = piece.left < gutter < piece.right
        if not bands or bands[-1][0] != across:
            bands.append((across, []))
        bands[-1][1].append(piece)
    for across, band in bands:
        if across:
            yield 0, 1, band
            continue
        for number, side in enumerate(_sides(band, gutter)):
            for inner, count, part in _columns(side, _gutter(side)):
                yield (number * 8 + inner, count + 1, part)


def _sides(pieces: Iterable[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        (left if piece.right <= gutter else right).append(piece)
    return left, right


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the page divides into two columns of running text; None where it does not."""
    if len(pieces) < 2 * _COLUMN:
        return None
    begins: defaultdict[int, int] = defaultdict(int)
    for piece in pieces:
        begins[round(piece.left / 4)] += 1
    found: list[tuple[int, float]] = []
    for place, _count in sorted(begins.items(), key=lambda item: -item[1])[:6]:
        gutter = min(p.left for p in pieces if round(p.left / 4) == place) - 1.0
        left, right = _sides((p for p in pieces if not p.left < gutter < p.right), gutter)
        if _free(pieces, gutter) and _runs(left) and _runs(right):
            found.append((_across(pieces, gutter), gutter))
    # Of the margin and the indentation of the right column, the margin: lines go across the other.
    return min(found)[1] if found else None


def _free(pieces: Sequence[Piece], gutter: float) -> bool:
    """Whether few lines, headings and the like, go across the gutter."""
    return _across(pieces, gutter) <= 0.3 * len(pieces)


def _across(pieces: Sequence[Piece], gutter: float) -> int:
    return sum(p.left < gutter < p.right for p in pieces)


def _runs(pieces: list[Piece]) -> bool:
    """Whether these are lines of running text: unlike the cells of a table, most of them end at the same margin.

    Where paragraphs are short, fewer do; then their commas and full stops tell.
    """
    if len(pieces) < _COLUMN or len({round(p.middle / 4) for p in pieces}) < _COLUMN:
        return False
    margin = sorted(p.right for p in pieces)[int(0.9 * (len(pieces) - 1))]
    wide = margin - min(p.left for p in pieces)
    if median(len(p.text) for p in pieces) < _NARROWEST or wide < _NARROW * median(p.size for p in pieces):
        return False
    full = sum(margin - p.right < _FULL * p.size for p in pieces)
    sentences = sum(bool(_SENTENCE.search(p.text)) for p in pieces)
    return full >= 0.5 * len(pieces) or (full >= 0.25 * len(pieces) and sentences >= 0.5 * len(pieces))


def _paragraphs(lines: list[_Line], usual: float) -> Iterator[str]:
    margins = _margins(lines)
    leading = _leading(lines)
    paragraph: _Line | None = None
    for line in lines:
        if paragraph is None:
            paragraph = replace(line)
        elif _goes_on(paragraph, line, margins, leading, usual):
            paragraph = replace(line, text=_together(paragraph.text, line.text))
        else:
            yield paragraph.text
            paragraph = replace(line)
    if paragraph is not None:
        yield paragraph.text


def _margins(lines: Iterable[_Line]) -> _Margins:
    """Where the lines of each column begin and end, but for those that stick out."""
    columns: defaultdict[tuple[int, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        columns[line.column].append(line)
    margins = {}
    for column, of_column in columns.items():
        prose = [line for line in of_column if not line.cells] or of_column
        lefts, rights = sorted(line.left for line in prose), sorted(line.right for line in prose)
        margins[column] = lefts[len(lefts) // 10], rights[(9 * (len(rights) - 1) + 9) // 10]
    return margins


def _leading(lines: Sequence[_Line]) -> float:
    """The usual distance from line to line."""
    steps = [a.middle - b.middle for a, b in pairwise(lines) if a.page == b.page and a.middle > b.middle]
    return median(steps) if steps else 0.0


def _goes_on(before: _Line, line: _Line, margins: _Margins, leading: float, usual: float) -> bool:
    """Whether `line` continues the paragraph whose last line is `before`."""
    if before.cells or line.cells or _differ(before.size, line.size):
        return False
    near = before.page != line.page or before.middle < line.middle  # over a page or to the next column
    if not near and before.middle - line.middle > _LOOSE * max(leading, before.size):
        return False
    if before.size > 1.15 * usual and _centred(before) and _centred(line):
        return not near and before.text[-1] not in _ENDS and not _LEAD.match(line.text)
    left, right = margins[line.column]
    if line.left > left + _INDENT * line.size or right - left < 10 * line.size:
        return False
    full = margins[before.column][1] - before.right < (_FULL + _word(line.text)) * before.size
    return full and not (_LEAD.match(line.text) and before.text[-1] in _ENDS)


def _word(text: str) -> float:
    """How many ems the first word takes, beyond one: so much room may be left on a line where it does not fit."""
    found = re.match(r"[!-~]{3,}", text)
    return 0.55 * len(found[0]) - 1 if found else 0.0


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > 0.12 * max(one, other)


def _centred(line: _Line) -> bool:
    return abs((line.left + line.right) / 2 - line.centre) < 1.5 * line.size


def _together(before: str, after: str) -> str:
    space = before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
    return before + (" " if space and not (before[-1].isdigit() and after[0].isdigit()) else "") + after
