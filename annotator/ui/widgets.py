"""Small pieces that every pane is made of."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.theme import GRID

Layout = TypeVar("Layout", bound=QBoxLayout)
ICON = QSize(16, 16)
ICON_BESIDE = QSize(22, 16)  # with air before the words, of which the style leaves two pixels


def label(text: str = "", style: str = "", *, wrap: bool = False) -> QLabel:
    """A text; `style` is a name of the style sheet (`muted`, `heading`, `title` …). Never rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(style)
    made.setWordWrap(wrap)
    return made


def hint(text: str = "") -> QLabel:
    """What an empty pane says."""
    made = label(text, "muted", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setContentsMargins(GRID * 3, GRID * 5, GRID * 3, GRID * 2)
    return made


def column(
    *parts: QWidget | QLayout | None, gap: int = 0, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Parts below each other; None is a stretch."""
    return _filled(QVBoxLayout(), parts, gap, margins)


def heading_row(heading: QLabel, *controls: QWidget) -> QHBoxLayout:
    """A heading and what belongs to it at its other end; as high without as with it, so that headings stand in one line."""
    made = row(heading, None, *controls)
    made.addStrut(max(31, heading.fontMetrics().height() + GRID + 4))
    return made


def row(
    *parts: QWidget | QLayout | None, gap: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Parts beside each other; None is a stretch."""
    return _filled(QHBoxLayout(), parts, gap, margins)


def give_room(layout: QBoxLayout, part: QWidget) -> None:
    """Let one part have all the room there is; a stretch beside it has room only while that part is hidden."""
    for number in range(layout.count()):
        layout.setStretch(number, 0)
    layout.setStretchFactor(part, 1)


def pane(layout: QLayout, name: str = "pane") -> QWidget:
    """A widget around a layout, with a background of the style sheet."""
    widget = QWidget()
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setLayout(layout)
    return widget


def nested(layout: QLayout) -> QWidget:
    """A widget around a layout, for a layout that is already on the screen: `addLayout` would give PySide a wrapper for
    each piece of it, and Qt deletes such pieces without telling it; what has their address next is taken for them then.
    """
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def action_button(action: QAction, *, words: bool = True) -> QToolButton:
    """A flat button for an action of the table."""
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setIconSize(ICON_BESIDE if words else ICON)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if not words:
        button.setAccessibleName(action.text().replace("&", ""))
    return button


def text_button(text: str, slot: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.clicked.connect(lambda _checked=False: slot())
    return button


def toggle(text: str) -> QToolButton:
    """A button that stays down while something is on: seen in both themes, unlike the style's own tick boxes."""
    button = QToolButton()
    button.setObjectName("segment")
    button.setText(text)
    button.setCheckable(True)
    return button


def push_button(text: str, slot: Callable[[], object]) -> QPushButton:
    """A button with an edge, as dialogs have them; Enter does not press it by accident."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: slot())
    return button


def spin_box() -> QSpinBox:
    """A field for a number, with air before it: the style sheet does not reach what is inside."""
    made = QSpinBox()
    made.lineEdit().setTextMargins(GRID + 1, 0, 0, 0)
    return made


def plain_rows(table: QTableView, least: int = 30) -> None:
    """Rows that the letters fit into, without numbers before them, under titles that do not change with what is chosen."""
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(max(least, table.fontMetrics().height() + GRID + 4))
    table.horizontalHeader().setHighlightSections(False)


def set_widths(header: QHeaderView, widths: Mapping[int, int]) -> None:
    """Give columns these widths, or what their titles need."""
    for column, width in widths.items():
        header.resizeSection(column, max(width, header.sectionSizeHint(column)))


def named(name: str, field: QWidget) -> QWidget:
    """A field with its name before it, wide enough for what it says while it is empty."""
    if isinstance(field, QLineEdit):
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance(field.placeholderText()) + GRID * 4)
    pair = row(label(name, "muted"), field)
    pair.setStretchFactor(field, 1)
    return pane(pair, "")


def gap() -> QWidget:
    """Air between two groups of buttons."""
    widget = QWidget()
    widget.setFixedWidth(GRID * 2)
    return widget


def _filled(
    layout: Layout, parts: tuple[QWidget | QLayout | None, ...], gap: int, margins: tuple[int, int, int, int]
) -> Layout:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def scrolled(body: QWidget) -> QScrollArea:
    """The widget in an area that scrolls where there is no room for all of it; what in it takes the focus is scrolled to."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setObjectName("still")
    area.setWidget(body)
    return area
