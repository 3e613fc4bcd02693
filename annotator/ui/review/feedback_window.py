"""After review: where gold differs from one annotator, by kind, to learn from. Each row leads to its place."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QThreadPool,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.i18n import _, ngettext
from annotator.services.after_review import Difference, Feedback
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.desk import Desk
from annotator.ui.fitting_box import FittingBox
from annotator.ui.latest import Latest
from annotator.ui.one_column import one_column
from annotator.ui.review import reading
from annotator.ui.review.queue_list import paint_pieces, paint_sign
from annotator.ui.review.versions import Piece, Version, differing, pieces, versions_of
from annotator.ui.review.wording import attribute_name, joined, kind_name, label_name, value_name
from annotator.ui.theme import GRID, Tokens

ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FeedbackWindow(QDialog):
    """Emits `chosen` with a document and a place in it."""

    chosen = Signal(str, int, int)

    def __init__(self, desk: Desk, pool: QThreadPool, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("What gold says otherwise"))
        self.resize(880, 620)
        self._desk = desk
        self._reading = Latest(pool, self)
        self._feedback: Feedback | None = None
        self.layers = FittingBox()
        self.layers.setAccessibleName(_("Annotator"))
        self.kinds = FittingBox()
        self.kinds.setAccessibleName(_("Any kind"))
        self.empty = widgets.hint(_("Gold says the same everywhere."))
        self.summary = widgets.label(style="muted", wrap=True)
        self.rows = DifferencesModel(desk)
        self.list = one_column(self.rows, 3, GRID * 3)
        self._delegate = _Delegate(desk, tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("Differences"))
        top = widgets.row(widgets.label(_("Annotator"), "muted"), self.layers, self.kinds, None)
        edge = GRID * 2
        layout = widgets.column(
            top, self.summary, self.empty, self.list, None, gap=GRID, margins=(edge, edge, edge, edge)
        )
        layout.setStretchFactor(self.list, 100)
        self.setLayout(layout)
        self.layers.activated.connect(lambda _at: self.read())
        self.kinds.activated.connect(lambda _at: self._show())
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)

    def open_for(self, layer: str = "") -> None:
        """Show the window for a layer, by default the annotator's own, or the first there is."""
        wanted = layer or self.layers.currentData() or self._desk.project.annotator
        self.layers.clear()
        for name in by_name(self._desk.project.layers()):
            if name != "gold":
                self.layers.addItem(name, name)
        self.layers.setCurrentIndex(max(0, self.layers.findData(wanted)))
        self.show()
        self.raise_()
        self.activateWindow()
        self.read()

    def read(self) -> None:
        """Read the differences of the chosen layer beside the window."""
        self.stop()
        layer = self.layers.currentData()
        self.empty.hide()
        if not layer:
            self._say(_("No annotator has marked anything yet."))
            return
        self._say(_("Reading…"))
        project = self._desk.project
        self._reading.do(reading.feedback(project.path, project.annotator, layer), self._take, self._refuse)

    @property
    def is_reading(self) -> bool:
        return self._reading.busy

    def stop(self) -> None:
        self._reading.drop()

    def _take(self, found: Feedback) -> None:
        self._feedback = found
        chosen = self.kinds.currentData()
        self.kinds.clear()
        self.kinds.addItem(_("Any kind"), "")
        for kind, count in sorted(found.kinds.items(), key=lambda item: -item[1]):
            self.kinds.addItem(f"{kind_name(kind)}  {count:,}", kind)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self._show()

    def _refuse(self, error: UserError) -> None:
        self._say(str(error))

    def _say(self, sentence: str) -> None:
        self.summary.setText(sentence)
        self.summary.show()

    def _show(self) -> None:
        found = self._feedback
        if found is None:
            return
        kind = self.kinds.currentData()
        self.rows.show_differences(
            [each for each in found.differences if kind in ("", None, each.kind)], found.layer
        )
        total = found.same + len(found.differences)
        self.list.setVisible(self.rows.rowCount() > 0)
        self.empty.setVisible(not self.rows.rowCount())
        self.summary.setVisible(total > 0)
        if not total:
            self.empty.setText(_("Gold says nothing yet about what {layer} has marked.", layer=found.layer))
            return
        self.empty.setText(_("Gold says the same everywhere."))
        percent = round(100 * found.same / total)
        self.summary.setText(
            ngettext(
                "In {same} of {count:,} place gold says the same as {layer} ({percent} %).",
                "In {same} of {count:,} places gold says the same as {layer} ({percent} %).",
                total,
                same=f"{found.same:,}",
                layer=found.layer,
                percent=percent,
            )
        )

    def _choose(self, index: QModelIndex) -> None:
        case = index.data(ROW).case
        self.chosen.emit(case.document, case.start, case.end)


class DifferencesModel(QAbstractListModel):
    """The differences that are shown, in the order of the documents."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[Difference] = []
        self.layer = ""

    def show_differences(self, rows: list[Difference], layer: str) -> None:
        self.beginResetModel()
        self._rows, self.layer = rows, layer
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            said = ((self.layer, _quotes(row, self.layer)), (_("gold"), _quotes(row, "gold")))
            sides = "; ".join(_("{title}: {text}", title=name, text=quotes) for name, quotes in said)
            return _("{title}: {text}", title=kind_name(row.kind), text=sides)
        if role == Qt.ItemDataRole.ToolTipRole and row.verdict is not None:
            return "\n".join(part for part in (row.verdict.reason, row.verdict.note) if part)
        return None


class _Delegate(QStyledItemDelegate):
    """Two lines: what they have, what gold has; the reason of the decision beside the kind."""

    def __init__(self, desk: Desk, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._tokens = desk, tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Difference = index.data(ROW)
        tokens, rect, high = self._tokens(), option.rect, option.fontMetrics.height()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        left, top = rect.left() + GRID, rect.top() + GRID
        paint_sign(painter, option.font, QRect(left, top, 18, 18), row.kind, tokens)
        names = " / ".join(label_name(self._desk.project.schema, label) for label in row.case.labels)
        reason = row.verdict.reason if row.verdict else ""
        head = " · ".join(part for part in (kind_name(row.kind), names, reason) if part)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(left + 26, top, rect.width() - 40, high), _LEFT, head)
        layers = [layer for layer in row.case.candidates if layer != "gold"]
        versions = versions_of(row.case, [(layer, layer) for layer in (*layers, "gold")])
        for line, layer in enumerate((*layers, "gold")):
            version = next(each for each in versions if layer in each.layers)
            found = pieces(row.case, version, versions) if not version.is_empty else []
            found = [piece for piece in found if piece.kind != "absent"] or [
                Piece(_("nothing marked here"), "gap")
            ]
            found += self._values(version, versions)
            place = QRect(left + 26, top + (line + 1) * (high + GRID // 2), 96, high)
            painter.setPen(QColor(tokens.muted))
            name = _("gold") if layer == "gold" else layer
            shown = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, 88)
            painter.drawText(place, _LEFT, shown)
            rest = QRect(place.right(), place.top(), rect.right() - place.right() - GRID, high)
            paint_pieces(painter, option.font, rest, found, tokens)
        painter.restore()
        painter.setPen(QColor(tokens.border))
        painter.drawLine(rect.left() + GRID, rect.bottom(), rect.right() - GRID, rect.bottom())

    def _values(self, version: Version, versions: Sequence[Version]) -> Iterator[Piece]:
        """The attributes that differ, after the words."""
        schema, said = self._desk.project.schema, version.attributes()
        for name in differing(versions) if version.spans else ():
            label = version.labels[0]
            values = (value_name(schema, label, name, each) for each in said.get(name, (None,)))
            yield Piece("　", "gap")
            yield Piece(f"{attribute_name(schema, label, name)} {joined(values)}", "own")


def _quotes(row: Difference, layer: str) -> str:
    return " / ".join(span.text for span in row.case.candidates.get(layer, ())) or _("nothing marked here")
