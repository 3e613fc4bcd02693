"""What a screen reader is told of the text view: its text, caret, selection, and the marks at the caret.

Qt's interface for text has two functions that PySide6 cannot override: `selection` and `attributes` give their results
through pointers. So the answers come from a plain text field that is never shown. It is filled like the view before each
question, marks as underlined stretches with a ground of their label's colour; a screen reader that moves its caret moves
the view's. The names of labels have no place among text attributes: they are in the description, and are announced when
the caret comes among other marks. Where characters are on the screen is the one thing the field does not know.

Offsets are UTF-16 units here, as everywhere in Qt.
"""

from typing import cast
from weakref import ref

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextSelectionEvent,
    QColor,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QPlainTextEdit
from shiboken6 import Shiboken

from annotator.i18n import _, listed
from annotator.ui.text_view.offsets import LINE, Offsets, display
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.view import TextView

_EXPOSED = "annotator_text_exposed"
_MOST = 3  # marks that are announced by name; more are counted
_NOTHING = cast(int, Shiboken.VoidPtr(0))  # PySide6 6.11 ends the program where None comes in its place
_GROUND = 60  # of 255: how much of a label's colour the ground of its marks has


def expose_text(application: QApplication) -> None:
    """Let assistive technology see the text views of this application; costs nothing while none asks."""
    if not application.property(_EXPOSED):
        application.setProperty(_EXPOSED, True)
        QAccessible.installFactory(_made)


def marks_in_words(view: TextView, position: int) -> str:
    """The labels over the character at a position, innermost first, the first of them with its words."""
    names = {name: style.name or name for name, style in view.label_styles.items()}
    spans = [span for span in map(view.page.lanes.index.get, view.spans_at(position)) if span]
    said = [
        _("suggested: {label}", label=names.get(span.label, span.label))
        if span.dashed
        else names.get(span.label, span.label)
        for span in spans[:_MOST]
    ]
    if not said:
        return ""
    said[0] = _("{label}: {quote}", label=said[0], quote=view.text()[spans[0].start : spans[0].end])
    if len(spans) > _MOST:
        said.append(_("{count} more", count=len(spans) - _MOST))
    return listed(said, clauses=True)


def _made(_key: str, thing: QObject | None) -> QAccessibleInterface | None:
    return _Exposed(thing) if isinstance(thing, TextView) else None


class _Exposed(QAccessibleWidget):
    """PySide6 keeps it for as long as the application lives, so it must not keep the view."""

    def __init__(self, view: TextView) -> None:
        super().__init__(view, QAccessible.Role.EditableText)
        self._view = ref(view)
        self._field = QPlainTextEdit()
        self._field.setUndoRedoEnabled(False)
        self._text: str | None = None
        self._spans: list[ViewSpan] = []
        self._offsets = Offsets("")
        self._told = ""
        self._filling = False
        view.destroyed.connect(self._let_go)
        view.caret_moved.connect(self._tell_caret)
        view.selection_changed.connect(self._tell_selection)
        self._field.cursorPositionChanged.connect(self._follow)

    # What Qt asks

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        view = self._view()
        if kind != QAccessible.InterfaceType.TextInterface or view is None:
            return super().interface_cast(kind) or _NOTHING
        self._fill(view)
        return QAccessible.queryAccessibleInterface(self._field).interface_cast(kind)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.readOnly = state.multiLine = state.selectableText = True
        return state

    def text(self, kind: QAccessible.Text) -> str:
        view = self._view()
        if kind != QAccessible.Text.Description or view is None:
            return super().text(kind)
        marks = marks_in_words(view, view.caret())
        return listed([part for part in (marks, view.accessibleDescription()) if part], clauses=True)

    def childCount(self) -> int:
        return 0  # the viewport is drawn, there is nothing in it

    # What it tells by itself

    def _tell_caret(self, position: int) -> None:
        view = self._view()
        if view is None or not QAccessible.isActive():
            return
        self._fill(view)
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, self._offsets.to_units(position)))
        marks = marks_in_words(view, position)
        if marks != self._told:
            self._told = marks
            QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.DescriptionChanged))
            if marks:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, marks))

    def _tell_selection(self, start: int, end: int) -> None:
        view = self._view()
        if view is not None and QAccessible.isActive():
            self._fill(view)
            units = self._offsets.to_units
            QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(view, units(start), units(end)))

    # The field behind it

    def _let_go(self) -> None:
        if Shiboken.isValid(self._field):  # else the application is ending, and has ended it
            self._field.deleteLater()

    def _fill(self, view: TextView) -> None:
        """Make the field say what the view shows now."""
        self._filling = True
        spans = sorted(view.page.lanes.index.all(), key=lambda span: span.start - span.end)
        if view.text() is not self._text or spans != self._spans:
            self._text, self._spans = view.text(), spans
            self._offsets = Offsets(view.text())
            self._field.setPlainText(
                display(view.text()).replace(LINE, "\n")
            )  # line by line, whatever ends them
            for span in spans:
                self._cursor(span.start, span.end).mergeCharFormat(_format(view, span))
        state = view.caret_state
        cursor = self._cursor(state.anchor, state.position)
        standing = self._field.textCursor()
        if (standing.anchor(), standing.position()) != (cursor.anchor(), cursor.position()):
            self._field.setTextCursor(cursor)
        self._filling = False

    def _cursor(self, anchor: int, position: int) -> QTextCursor:
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(self._offsets.to_units(anchor))
        cursor.setPosition(self._offsets.to_units(position), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _follow(self) -> None:
        """A screen reader has moved the caret."""
        view = self._view()
        if view is not None and not self._filling:
            cursor, back = self._field.textCursor(), self._offsets.from_units
            view.select_from(back(cursor.anchor()), back(cursor.position()))
            view.ensure_visible(view.caret())


def _format(view: TextView, span: ViewSpan) -> QTextCharFormat:
    style = view.label_styles.get(span.label)
    color = QColor(style.color) if style else QColor("#808080")
    made = QTextCharFormat()
    lines = QTextCharFormat.UnderlineStyle
    made.setUnderlineStyle(lines.DashUnderline if span.dashed else lines.SingleUnderline)
    made.setUnderlineColor(color)
    ground = QColor(color)
    ground.setAlpha(_GROUND)
    made.setBackground(ground)
    return made
