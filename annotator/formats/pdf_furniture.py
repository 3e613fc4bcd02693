"""What a PDF prints on every page: running headers, footers and page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from annotator.formats.pdf_lines import Page, Piece, rows

_EDGE = 0.15  # of the page's height, at the top and at the bottom
_DEEPEST = 3  # rows from an edge
_SHARE = 0.25  # of the pages that bear the same row; even and odd ones, and chapters, may have their own
_WOBBLE = 5.0  # points by which the same row may stand higher or lower
_NUMBER = re.compile(
    r"[\s\-–—－―~·•|/]*(?:第\s*)?([0-9]{1,5}|[ivxlIVXL]{1,6})\s*页?(?:\s*[/／,，]?\s*共?\s*[0-9]{1,5}\s*页?)?[\s\-–—－―~·•|/]*"
)
_BARE = re.compile(r"[0-9]{1,5}")


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without what repeats at their edges, from the outside inwards.

    Of a row of a table that repeats on every page the first one stays. A bare number goes where the numbers count
    the pages, or where it stands on the only page as a page number does.
    """
    edges = [
        (index, edge, row) for index, page in enumerate(pages) for edge in _edges(page) for row in edge.rows
    ]
    repeated = _repeated(edges, len(pages))
    offset = _offset(edges, len(pages))
    kept: list[Page] = []
    seen: set[str] = set()
    for index, page in enumerate(pages):
        dropped: set[int] = set()
        for edge in _edges(page):
            for row in edge.rows:
                shape = _shape(row)
                if not (_is_number(row, index, offset) or _is_repeated(repeated, edge.name, row)):
                    break
                if len(row) < 3 or shape in seen:
                    dropped |= {id(piece) for piece in row}
                seen.add(shape)
        kept.append(Page(page.width, page.height, tuple(p for p in page.pieces if id(p) not in dropped)))
    return kept


@dataclass(frozen=True, slots=True)
class _Edge:
    """The rows at the top or at the bottom of a page, from the outside inwards."""

    name: str
    rows: tuple[list[Piece], ...]


def _edges(page: Page) -> Iterator[_Edge]:
    all_rows = rows(page.pieces)
    top = [row for row in all_rows if row[0].middle > (1 - _EDGE) * page.height][:_DEEPEST]
    bottom = [row for row in reversed(all_rows) if row[0].middle < _EDGE * page.height][:_DEEPEST]
    yield _Edge("top", tuple(top))
    yield _Edge("bottom", tuple(bottom))


def _repeated(edges: list[tuple[int, _Edge, list[Piece]]], pages: int) -> dict[tuple[str, str], float]:
    """Where each row stands that is on enough pages."""
    places: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for _index, edge, row in edges:
        if not _BARE.fullmatch(_text(row)):  # those must count the pages
            places[edge.name, _shape(row)].append(row[0].middle)
    found = {}
    for key, heights in places.items():
        usual = median(heights)
        here = sum(abs(height - usual) <= _WOBBLE for height in heights)
        if here >= max(2, _SHARE * pages):
            found[key] = usual
    return found


def _is_repeated(repeated: dict[tuple[str, str], float], edge: str, row: list[Piece]) -> bool:
    usual = repeated.get((edge, _shape(row)))
    return usual is not None and abs(row[0].middle - usual) <= _WOBBLE


def _offset(edges: list[tuple[int, _Edge, list[Piece]]], pages: int) -> int | None:
    """By how much the bare numbers at the edges are ahead of the count of pages; None when they do not count."""
    differences = Counter(
        int(text) - index for index, _edge, row in edges if _BARE.fullmatch(text := _text(row))
    )
    if not differences:
        return None
    (offset, count), *_others = differences.most_common(1)
    return offset if count >= max(2, pages / 3) or (pages == 1 and offset == 1) else None


def _is_number(row: list[Piece], index: int, offset: int | None) -> bool:
    text = _text(row)
    if _BARE.fullmatch(text):
        return offset is not None and int(text) - index == offset
    return _NUMBER.fullmatch(text) is not None


def _shape(row: list[Piece]) -> str:
    """The row's text with every number alike."""
    return re.sub(r"[0-9]+", "#", re.sub(r"\s", "", _text(row)))


def _text(row: list[Piece]) -> str:
    return " ".join(piece.text for piece in row)
