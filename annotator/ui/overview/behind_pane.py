"""What is behind a number, to be walked through: marks, or documents."""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.overview.listing import Entry, Listing
from annotator.ui import widgets
from annotator.ui.theme import GRID, Tokens

_ENTRY = Qt.ItemDataRole.UserRole


class BehindPane(QWidget):
    """Emits `chosen` with a document's id and a place in it, `closed` when it is no longer wanted."""

    chosen = Signal(str, int, int)
    closed = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.title = widgets.label("", "heading", wrap=True)
        self.count = widgets.label("", "muted", wrap=True)
        self.close_button = widgets.text_button(_("Close the list"), self.closed.emit)
        self.list = QListWidget()
        self.list.setObjectName("documents")
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("What is behind the number"))
        self.delegate = EntryDelegate(tokens)
        self.list.setItemDelegate(self.delegate)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        head = widgets.column(
            self.title,
            self.count,
            widgets.row(None, self.close_button),
            gap=4,
            margins=(GRID * 2, GRID, GRID, 0),
        )
        layout = widgets.column(head, self.list)
        layout.setStretchFactor(self.list, 1)
        self.setLayout(layout)
        self.setMinimumWidth(260)

    def set_tokens(self, tokens: Tokens) -> None:
        self.delegate.tokens = tokens
        self.list.viewport().update()

    def show_listing(self, listing: Listing, schema: LabelSchema) -> None:
        """Fill the list and go into it."""
        self.title.setText(listing.title)
        told = [_("Enter or a click: show it in the main window")]
        if listing.count > len(listing.entries):
            shown, count = f"{len(listing.entries):,}", f"{listing.count:,}"
            told.insert(0, _("The first {shown} of {count} are listed.", shown=shown, count=count))
        self.count.setText("\n".join(told))
        self.delegate.schema = schema
        self.list.clear()
        for entry in listing.entries:
            item = QListWidgetItem(f"{entry.text} – {entry.where}")
            item.setData(_ENTRY, entry)
            item.setToolTip(f"{entry.text}\n{entry.where}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _choose(self, item: QListWidgetItem) -> None:
        entry: Entry = item.data(_ENTRY)
        self.chosen.emit(entry.document, entry.start, entry.end)


class EntryDelegate(QStyledItemDelegate):
    """Two lines: the words, and under them whose and where; a mark has the colour of its label beside it."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.schema: LabelSchema | None = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: object) -> QSize:
        return QSize(200, 2 * QFontMetrics(option.font).height() + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        entry: Entry = index.data(_ENTRY)
        rect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(self.tokens.accent_soft))
        label = self.schema.by_name.get(entry.label) if self.schema else None
        if label is not None:
            colour = label.color_dark if self.tokens.dark else label.color
            painter.fillRect(rect.x() + 6, rect.y() + 7, 3, rect.height() - 14, QColor(colour))
        font: QFont = option.font
        metrics = QFontMetrics(font)
        left, wide, high = rect.x() + 16, rect.width() - 24, metrics.height()
        painter.setFont(font)
        for line, (text, ink) in enumerate(
            ((entry.text, self.tokens.text), (entry.where, self.tokens.muted))
        ):
            painter.setPen(QColor(ink))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(QRectF(left, rect.y() + 6 + line * (high + 2), wide, high), shown)
        painter.restore()
