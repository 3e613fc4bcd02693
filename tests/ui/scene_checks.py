"""What is wrong with what is seen of a widget: unmarked words, words that do not fit, nameless or small controls."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QFontDatabase, QFontMetrics, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from annotator.formats import FORMATS
from annotator.i18n import LANGUAGES, PSEUDO_END, PSEUDO_START, _
from annotator.services.agreement_report.figures import HRIPCSAK, KRIPPENDORFF
from annotator.services.manual import Manual
from annotator.services.project import Project

TARGET = 24  # pixels; WCAG 2.2, 2.5.8
AIR = 3  # pixels above and below the words of a button that the style can do without
FRAME = 20  # pixels of a field that are no room for words
ROWS = 40  # of a list, at the most
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
SPOKEN = re.compile(f"{PSEUDO_START}[^{PSEUDO_START}{PSEUDO_END}]*(?:{PSEUDO_END}…?|…$)")  # or ends in dots
KEYS = {"Ctrl", "Shift", "Alt", "Meta", "Tab", "Del", "Esc", "Backspace", "Space", "Return", "Enter", "PgUp", "PgDown",
        "Home", "End", "Ins", "Left", "Right", "Up", "Down", "F1"}  # fmt: skip


def parts(scene: QWidget) -> Iterator[QWidget]:
    """The widget and all in it that can be seen, without what Qt builds its own widgets of."""
    for widget in [scene, *scene.findChildren(QWidget)]:
        inner = isinstance(widget.parentWidget(), QTabBar | QAbstractSpinBox)
        if (
            not inner
            and widget.isVisible()
            and not widget.objectName().startswith("qt_")
            and not widget.visibleRegion().isEmpty()
        ):
            yield widget


def is_of_qt(scene: QWidget) -> bool:
    """Whether a dialog is one of Qt's own, which Qt translates and makes."""
    return isinstance(scene, QColorDialog)


def path(widget: QWidget) -> str:
    """Where a widget is, for whoever has to mend it."""
    names = []
    at: QWidget | None = widget
    while at is not None and len(names) < 4:
        names.append(f"{type(at).__name__}{'#' + at.objectName() if at.objectName() else ''}")
        at = at.parentWidget()
    return " < ".join(names)


# -- words ---------------------------------------------------------------------------------------------


def unspoken(text: str, known: set[str]) -> list[str]:
    """The words of a text that did not come from the catalogue and are no data."""
    before = ""
    while before != text:
        before, text = text, SPOKEN.sub(" ", text)
    text = re.sub(r"\S*[/\\]\S*|\S+\.\w{2,6}\b", " ", text)  # paths and names of files
    return [word for word in WORD.findall(text) if word not in known and word not in KEYS]


def words(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says, to the eye and to the ear."""
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QAbstractSpinBox):
        yield widget.text()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(number) for number in range(widget.count()))
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    nowhere = QModelIndex()
    for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(nowhere)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(ROWS, model.rowCount(nowhere))):
            index = model.index(row, column)
            yield from (
                str(index.data(role) or "")
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )


# -- room ----------------------------------------------------------------------------------------------


def squeezed(widget: QWidget) -> str:
    """What of a widget does not fit into it; nothing where all does, or where it is whole in a tooltip."""
    if isinstance(widget, QLabel):
        return _squeezed_label(widget)
    if isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        wanted = widget.minimumSizeHint() if isinstance(widget, QPushButton) else widget.sizeHint()
        small = wanted.width() > widget.width() or wanted.height() > widget.height() + AIR
        return widget.text() if small and widget.text() else ""
    if isinstance(widget, QComboBox):
        room = widget.width() - 32
        wide = QFontMetrics(widget.font()).horizontalAdvance(widget.currentText()) > room
        return widget.currentText() if wide and not widget.toolTip() else ""
    if isinstance(widget, QTabBar):
        return _squeezed_tabs(widget)
    if isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        return _squeezed_header(widget)
    return ""


def cut_off(control: QWidget) -> str:
    """A control that goes beyond the edges of what holds it where nothing can be scrolled, or an empty field that cannot
    say what is to be written into it.
    """
    holder = control.parentWidget()
    if not isinstance(control, QAbstractButton | QComboBox | QLineEdit | QAbstractSpinBox) or holder is None:
        return ""
    inside = control.isWindow() or holder.rect().adjusted(0, -AIR, 0, AIR).contains(control.geometry())
    if not inside and not isinstance(holder.parentWidget(), QAbstractScrollArea):
        return f"{control.accessibleName() or type(control).__name__} at {control.geometry().getRect()}"
    if isinstance(control, QLineEdit) and not control.text() and not control.toolTip():
        wide = QFontMetrics(control.font()).horizontalAdvance(control.placeholderText())
        return control.placeholderText() if wide > control.width() - FRAME else ""
    return ""


def overflow(scene: QWidget, width: int, height: int) -> str:
    """What of a window or a menu a screen of this size has no room for; a menu that is too high comes in columns."""
    if isinstance(scene, QMenu):
        columns = {scene.actionGeometry(action).x() for action in scene.actions()}
        return f"{len(columns)} columns" if len(columns) > 1 else ""
    if scene.width() > width or scene.height() > height:
        return f"{scene.width()} x {scene.height()}"
    return ""


def _squeezed_label(label: QLabel) -> str:
    if not label.text() or label.toolTip():
        return ""
    if label.wordWrap():
        return label.text() if label.heightForWidth(label.width()) > label.height() + 1 else ""
    return label.text() if label.sizeHint().width() > label.width() + 1 else ""


def _squeezed_tabs(bar: QTabBar) -> str:
    fits = bar.tabRect(bar.count() - 1).right() <= bar.width()
    return "" if fits else " | ".join(bar.tabText(n) for n in range(bar.count()))


def _squeezed_header(header: QHeaderView) -> str:
    model = header.model()
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        wanted = QFontMetrics(header.font()).horizontalAdvance(text) + 12
        tooltip = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if wanted > header.sectionSize(section) and not header.isSectionHidden(section) and not tooltip:
            return text
    return ""


# -- reach ---------------------------------------------------------------------------------------------


def takes_focus(widget: QWidget) -> bool:
    """Whether one comes to it with keys; what is made of several widgets counts once."""
    inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(keys) and widget.isEnabled() and not inner and widget.focusProxy() is None


def nameless(widget: QWidget) -> bool:
    """Whether a screen reader has no name for something that takes the focus."""
    seen = QAccessible.queryAccessibleInterface(widget)
    return takes_focus(widget) and not seen.text(QAccessible.Text.Name).strip()


def shows_focus(widget: QWidget) -> bool:
    """Whether a widget looks otherwise when it has the focus; leaves the focus where it was."""
    before = QApplication.focusWidget()
    widget.window().activateWindow()
    pictures = []
    for turn in (widget.clearFocus, lambda: widget.setFocus(Qt.FocusReason.TabFocusReason)):
        turn()
        QApplication.processEvents()
        pictures.append(widget.grab().toImage())
    had = widget.hasFocus()
    widget.clearFocus()
    if before is not None:
        before.setFocus()
    return pictures[0] != pictures[1] or not had


def too_small(widget: QWidget) -> bool:
    """Whether something to click on is smaller than `TARGET`; Qt's own scroll bars and handles have keys beside them."""
    targets = QAbstractButton | QComboBox | QLineEdit | QAbstractSpinBox | QTabBar
    if not isinstance(widget, targets) or isinstance(widget, QScrollBar | QSplitterHandle):
        return False
    if isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit | QTabBar | QTableView):
        return False  # parts of a control, whose keys do the same
    return min(widget.width(), widget.height()) < TARGET


def unfinished(widget: QWidget) -> str:
    """What says that something is still being done, so that the picture depends on how fast the machine is."""
    said = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return said if said in {_("Stop"), _("Links are still being looked for.")} else ""


def key_names(text: str) -> bool:
    """Whether a text is a sequence of keys."""
    return bool(text) and not QKeySequence(text).isEmpty()


def known_words(project: Project) -> set[str]:
    """Words that are data or names: languages, formats, libraries, fonts, layers, splits, pages of the manual, labels."""
    schema = project.schema
    data = [
        HRIPCSAK, KRIPPENDORFF, *LANGUAGES.values(), *FORMATS, *(v for each in FORMATS.values() for v in each.variants),
        *QFontDatabase.families(), *project.store.layers(),
        project.path.stem,
        "annotator jieba numpy scipy Krippendorff UTF utf JSON OK train dev test gold",
    ]  # fmt: skip
    manual = Manual("en")
    data += [page.title for page in (*manual.pages, *manual.more)]
    for named in (*schema.labels, *schema.relations, *(a for each in schema.labels for a in each.attributes)):
        data += [named.name, *named.names.values()]
        data += [str(v) for v in getattr(named, "choices", ())]
        data += [v for names in getattr(named, "choice_names", {}).values() for v in names.values()]
    return {word for text in data for word in WORD.findall(text)}
