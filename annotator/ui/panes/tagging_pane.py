"""The labels: colour and pattern, name, number of marks, key."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QScrollArea, QSizePolicy, QWidget

from annotator.domain.schema import Label
from annotator.i18n import _, language, ngettext
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.theme import GRID, Tokens

GAP = 2
MOST_ROWS = 8  # what is more scrolls
PEN_STYLES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}


def color_of(label: Label, tokens: Tokens) -> str:
    return label.color_dark if tokens.dark else label.color


class TaggingPane(QWidget):
    """Emits `marked` with a label's name when its row is pressed."""

    marked = Signal(str)

    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._tokens = tokens
        self._rows: dict[str, LabelRow] = {}
        self._list = widgets.column(gap=GAP)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(widgets.pane(self._list))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = widgets.label(_("Labels"), "heading")
        title.setContentsMargins(GRID, 0, 0, 0)  # above the swatches, which stand inside their rows
        self.setLayout(widgets.column(title, self.area, gap=GRID, margins=(GRID, GRID * 2, GRID, GRID)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.rebuild()
        desk.document_opened.connect(self.refresh)
        desk.settled.connect(self.refresh)

    def rebuild(self) -> None:
        """Make the rows anew: the schema, the language or the keys have changed."""
        for row in self._rows.values():
            row.deleteLater()
        self._rows.clear()
        for label in self._desk.project.schema.labels:
            row = LabelRow(label, self._tokens)
            row.clicked.connect(lambda _checked=False, name=label.name: self.marked.emit(name))
            self._list.addWidget(row)
            self._rows[label.name] = row
        self._fit()
        self.refresh()

    def set_keys(self, keys: dict[str, str]) -> None:
        """What to show as the key of each label."""
        for name, row in self._rows.items():
            row.key = keys.get(name, "")
            row.update()

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        for row in self._rows.values():
            row.tokens = tokens
            row.update()

    def _fit(self) -> None:
        """As high as the labels; where they are many, some and a half, which shows that there are more."""
        heights = [row.sizeHint().height() for row in self._rows.values()]
        whole = sum(heights) + GAP * max(0, len(heights) - 1)
        if len(heights) > MOST_ROWS:
            whole = (heights[0] + GAP) * MOST_ROWS + heights[0] // 2
        self.area.setFixedHeight(whole + 2 * self.area.frameWidth())

    def refresh(self) -> None:
        """Count anew."""
        counts = self._desk.open_document.counts() if self._desk.open_document else {}
        for name, row in self._rows.items():
            row.count = counts.get(name, 0)
            row.setAccessibleName(
                ngettext("{label}, {count} mark", "{label}, {count} marks", row.count, label=row.name)
            )
            row.update()


class LabelRow(QPushButton):
    """One label, drawn in one piece so that nothing in it can be clipped or misaligned."""

    def __init__(self, label: Label, tokens: Tokens) -> None:
        super().__init__()
        self.label = label
        self.name = label.display(language())
        self.tokens = tokens
        self.count = 0
        self.key = label.key
        self.setObjectName("labelRow")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        examples = "、".join(label.examples)
        self.setToolTip(
            f"{label.definition}\n{_('For example: {examples}', examples=examples)}"
            if examples
            else label.definition
        )

    def sizeHint(self) -> QSize:
        return QSize(200, max(32, self.fontMetrics().height() + GRID + 4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect()
        if self.underMouse() or self.hasFocus():
            painter.setPen(QColor(self.tokens.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.tokens.accent_soft))
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 4, 4)
        self._draw_swatch(painter, QRect(GRID, rect.center().y() - 7, 24, 15))
        right = rect.right() - GRID
        if self.key:
            right = self._draw_key(painter, right) - GRID
        painter.setPen(QColor(self.tokens.muted))
        number = str(self.count)
        width = self.fontMetrics().horizontalAdvance(number)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(right - width, 0, width + 1, rect.height()), middle, number)
        right -= width + GRID
        painter.setPen(QColor(self.tokens.text))
        left = GRID * 2 + 24
        name = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, 0, right - left, rect.height()), middle, name)

    def _draw_swatch(self, painter: QPainter, rect: QRect) -> None:
        """The label's colour as a soft ground with the same line under it that the text has."""
        color = QColor(color_of(self.label, self.tokens))
        soft = QColor(color)
        soft.setAlpha(46)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        painter.drawRect(rect.adjusted(0, 0, 0, -3))
        painter.setPen(
            QPen(color, 3, PEN_STYLES.get(self.label.pattern, Qt.PenStyle.SolidLine), Qt.PenCapStyle.FlatCap)
        )
        painter.drawLine(rect.left(), rect.bottom() - 1, rect.right() + 1, rect.bottom() - 1)

    def _draw_key(self, painter: QPainter, right: int) -> int:
        width = max(22, self.fontMetrics().horizontalAdvance(self.key) + 12)
        box = QRect(right - width, self.rect().center().y() - 10, width, 21)
        painter.setPen(QColor(self.tokens.border))
        painter.setBrush(QColor(self.tokens.raised))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        return box.left()
