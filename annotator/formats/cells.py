"""Rows of tables as lines of text."""

from collections.abc import Sequence

_SEPARATOR = " | "
_LONG = 200  # characters of a cell that holds paragraphs, not a table's datum


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """A row as one line, its cells joined by “ | ”; `cells` are given by their lines.

    Of a row whose cells hold paragraphs (a page laid out as a table, a report within a frame) these come one after the
    other. An empty row gives no line.
    """
    filled = [[line.strip() for line in cell if line.strip()] for cell in cells]
    longest = max((sum(map(len, cell)) for cell in filled if len(cell) > 1), default=0)
    if len(filled) == 1 or longest > _LONG:
        return [line for cell in filled for line in cell]
    if not any(filled):
        return []
    return [_SEPARATOR.join(" ".join(cell) for cell in filled).rstrip(" |")]
