"""The keys that the text view takes: moving, selecting, copying. All others go on to the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.ui.text_view import navigation as go

if TYPE_CHECKING:
    from annotator.ui.text_view.view import TextView

_Key = QKeySequence.StandardKey


class Target(NamedTuple):
    position: int
    upstream: bool = False
    goal: float | None = None


def take_key(view: "TextView", event: QKeyEvent) -> bool:
    """Act on the key; False when it is none of ours."""
    if event.matches(_Key.Copy):
        view.copy()
        return True
    if event.matches(_Key.SelectAll):
        view.select(0, len(view.text()))
        return True
    for move, extend, find in _MOVES:
        extends = event.matches(extend)
        if extends or event.matches(move):
            target = find(view)
            view.go(target.position, keep_anchor=extends, upstream=target.upstream, goal=target.goal)
            return True
    return False


def _left(view: "TextView") -> Target:
    start, end = view.selection()
    return Target(go.left(view.page, view.caret())) if start == end else Target(start)


def _right(view: "TextView") -> Target:
    start, end = view.selection()
    return Target(go.right(view.page, view.caret())) if start == end else Target(end)


def _by_lines(lines: int) -> Callable[["TextView"], Target]:
    return lambda view: Target(*go.vertical(view.page, view.caret_state, lines))


def _by_page(direction: int) -> Callable[["TextView"], Target]:
    def find(view: "TextView") -> Target:
        """A page on with the caret at the same height; at the ends of the text, its first or last line."""
        page, caret = view.page, view.caret_state
        spot = page.spot(caret.position, caret.upstream)
        goal = spot.x if caret.goal is None else caret.goal
        y = min(max(page.y(spot), 0), page.view_height - page.metrics.line)
        wanted = direction * max(page.metrics.line, page.view_height - page.metrics.line)
        gone = view.scroll_by(wanted)
        y += wanted - gone
        position, upstream = page.offset_at(QPointF(page.left + goal, y + page.metrics.baseline))
        return Target(position, upstream, goal)

    return find


def _extend_left(view: "TextView") -> Target:
    return Target(go.left(view.page, view.caret()))


def _extend_right(view: "TextView") -> Target:
    return Target(go.right(view.page, view.caret()))


def _word_left(view: "TextView") -> Target:
    return Target(go.word_left(view.page, view.caret(), view.words))


def _word_right(view: "TextView") -> Target:
    return Target(go.word_right(view.page, view.caret(), view.words))


def _line_start(view: "TextView") -> Target:
    return Target(go.line_start(view.page, view.caret_state))


def _line_end(view: "TextView") -> Target:
    return Target(*go.line_end(view.page, view.caret_state))


_NONE = _Key.UnknownKey
_MOVES: list[tuple[_Key, _Key, Callable[["TextView"], Target]]] = [
    (_Key.MoveToPreviousChar, _NONE, _left),
    (_NONE, _Key.SelectPreviousChar, _extend_left),
    (_Key.MoveToNextChar, _NONE, _right),
    (_NONE, _Key.SelectNextChar, _extend_right),
    (_Key.MoveToPreviousLine, _Key.SelectPreviousLine, _by_lines(-1)),
    (_Key.MoveToNextLine, _Key.SelectNextLine, _by_lines(1)),
    (_Key.MoveToPreviousWord, _Key.SelectPreviousWord, _word_left),
    (_Key.MoveToNextWord, _Key.SelectNextWord, _word_right),
    (
        _Key.MoveToStartOfLine,
        _Key.SelectStartOfLine,
        _line_start,
    ),
    (_Key.MoveToEndOfLine, _Key.SelectEndOfLine, _line_end),
    (_Key.MoveToStartOfDocument, _Key.SelectStartOfDocument, lambda _view: Target(0)),
    (_Key.MoveToEndOfDocument, _Key.SelectEndOfDocument, lambda view: Target(len(view.text()))),
    (_Key.MoveToPreviousPage, _Key.SelectPreviousPage, _by_page(-1)),
    (_Key.MoveToNextPage, _Key.SelectNextPage, _by_page(1)),
]
