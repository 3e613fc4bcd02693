"""Labels, relation types and layers that files bring, and what each becomes; new labels with their looks."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.domain.label_looks import on_dark
from annotator.domain.schema import Label, LabelSchema
from annotator.i18n import _, language, ngettext
from annotator.services.adoption import Choices, Plan, matching_choices, plan_of
from annotator.services.vocabulary import Vocabulary
from annotator.ui import widgets
from annotator.ui.columns import share
from annotator.ui.dialogs import names_rows
from annotator.ui.dialogs.names_rows import LABEL, LAYER, TO, Row
from annotator.ui.theme import GRID

NAME, COUNT, BECOMES, NEW_NAME, SHOWN_AS, COLOR, KEY = range(7)
WIDTHS = (220, 80, 236, 120, 120, 100, 60)
LEAST = (170, 56, 150, 80, 80, 92, 48)
MOST_ROWS = 60  # of one kind that get a row, each with a list that takes a moment to make
ROW = Qt.ItemDataRole.UserRole


class NamesPane(QWidget):
    """Emits `changed` with every choice. `plan` is what they make, None where they cannot stand: then `error` says why."""

    changed = Signal()

    def __init__(self, schema: LabelSchema, layers: list[str], letters: str) -> None:
        """`layers` are those that there are; `letters` may be keys of new labels."""
        super().__init__()
        self._schema = schema
        self._layers = layers
        self._letters = letters
        self._found = Vocabulary()
        self._filling = False
        self._hidden = 0  # names without a row
        self.choices = Choices()
        self.plan: Plan | None = None
        self.error = ""
        self.tree = _tree()
        self.note = widgets.label(style="muted", wrap=True)
        layout = widgets.column(self.tree, self.note, gap=GRID // 2)
        layout.setStretchFactor(self.tree, 1)
        self.setLayout(layout)
        self.tree.itemChanged.connect(self._edited)
        self.tree.itemDoubleClicked.connect(self._color_wanted)
        self.tree.itemActivated.connect(self._color_wanted)

    @property
    def unknown(self) -> int:
        """How many labels and relation types of the files the schema lacks."""
        return len(self._found.unknown_labels(self._schema)) + len(
            self._found.unknown_relations(self._schema)
        )

    def show_names(self, found: Vocabulary) -> None:
        """Show what files bring; what was chosen before for the same names stands."""
        self._found = found
        likely = matching_choices(self._schema, found)
        self.choices.labels = likely.labels | self.choices.labels
        self.choices.relations = likely.relations | self.choices.relations
        self.choices.values = likely.values | self.choices.values
        self._decide()
        self._filling = True
        self.tree.clear()
        self._hidden = 0
        for title, rows in self._groups():
            if rows:
                self._hidden += max(0, len(rows) - MOST_ROWS)
                self._add_group(title, rows[:MOST_ROWS])
        self._filling = False
        self._show_looks()

    def _groups(self) -> Iterator[tuple[str, list[Row]]]:
        yield _("Labels"), list(names_rows.label_rows(self._schema, self._found, self.choices))
        yield _("Relation types"), list(names_rows.relation_rows(self._schema, self._found, self.choices))
        yield _("Layers"), list(names_rows.layer_rows(self._found, self.choices, self._layers))

    def _add_group(self, title: str, rows: list[Row]) -> None:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = group.font(NAME)
        font.setBold(True)
        group.setFont(NAME, font)
        for row in rows:
            self._add(group, row)
        group.setExpanded(True)

    def _add(self, parent: QTreeWidgetItem, row: Row) -> None:
        item = QTreeWidgetItem(parent, [row.text, f"{row.count:,}"])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable)
        item.setTextAlignment(COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(NAME, ROW, row)
        item.setToolTip(NAME, row.text)
        margins = (GRID // 2, 0, GRID // 2, 0)
        self.tree.setItemWidget(
            item, BECOMES, widgets.pane(widgets.row(self._combo(item, row), margins=margins), "")
        )
        if row.kind == LABEL:
            self._add_attributes(item, row)

    def _add_attributes(self, item: QTreeWidgetItem, row: Row) -> None:
        item.takeChildren()
        rows = list(names_rows.attribute_rows(self._schema, self._found, self.choices, row.key[0]))
        for attribute in rows[: MOST_ROWS // 3]:
            self._add(item, attribute)
        item.setExpanded(any(row.kind == names_rows.VALUE for row in rows))

    def _combo(self, item: QTreeWidgetItem, row: Row) -> QComboBox:
        combo = _Combo()
        for words, meaning in row.options:
            combo.addItem(words, meaning)
        combo.setAccessibleName(_("What {name} becomes", name=row.text))
        if row.kind == LAYER:
            combo.setEditable(True)
            combo.setCurrentText(row.chosen.removeprefix(TO))
            combo.currentTextChanged.connect(lambda text: self._chose(item, TO + text.strip()))
        else:
            combo.setCurrentIndex(max(0, combo.findData(row.chosen)))
            combo.currentIndexChanged.connect(lambda _index: self._chose(item, combo.currentData()))
        return combo

    def _chose(self, item: QTreeWidgetItem, meaning: str) -> None:
        row = item.data(NAME, ROW)
        names_rows.take(self.choices, row, meaning, self._schema)
        self._decide()
        if row.kind == LABEL:
            self._filling = True
            self._add_attributes(item, row)
            self._filling = False
        self._show_looks()

    def _decide(self) -> None:
        """Make the plan of the choices; looks that it proposes stand from then on."""
        names_rows.default_values(self._schema, self._found, self.choices)
        try:
            self.plan = plan_of(self._schema, self._found, self.choices, create=True, letters=self._letters)
            self.error = ""
        except UserError as error:
            self.plan, self.error = None, str(error)
        if self.plan is not None:
            for label in self.plan.schema.labels:
                if label.name not in self._schema.by_name:
                    self.choices.looks.setdefault(label.name, label)

    def _show_looks(self) -> None:
        self._filling = True
        for item in self._label_items():
            label = self._new_label(item)
            texts = (label.name, label.display(language()), label.color, label.key) if label else ("",) * 4
            for column, text in zip((NEW_NAME, SHOWN_AS, COLOR, KEY), texts, strict=True):
                item.setText(column, text)
            item.setIcon(COLOR, _swatch(label.color) if label else QIcon())
        self._filling = False
        said = self.error or self._said()
        if self._hidden:
            rest = ngettext(
                "{count} more name is not shown; if unknown, it becomes new.",
                "{count} more names are not shown; what is unknown of them becomes new.",
                self._hidden,
            )
            said = f"{said} {rest}"
        self.note.setText(said)
        self.changed.emit()

    def _said(self) -> str:
        new = [] if self.plan is None else self.plan.new_names(self._schema)
        if new:
            return ngettext(
                "{count} new name goes into the label schema with this import. Double-click a name, a colour or "
                "a key to change it.",
                "{count} new names go into the label schema with this import. Double-click a name, a colour or "
                "a key to change it.",
                len(new),
            )
        return _("The label schema stays as it is.")

    def _label_items(self) -> Iterator[QTreeWidgetItem]:
        groups = map(self.tree.topLevelItem, range(self.tree.topLevelItemCount()))
        for group in filter(None, groups):
            for item in filter(None, map(group.child, range(group.childCount()))):
                if item.data(NAME, ROW).kind == LABEL:
                    yield item

    def _new_label(self, item: QTreeWidgetItem) -> Label | None:
        """The new label that an item becomes."""
        row = item.data(NAME, ROW)
        if row is None or row.kind != LABEL:
            return None
        target = self.choices.labels.get(row.key[0], row.key[0])
        return (
            self.choices.looks.get(target)
            if target is not None and target not in self._schema.by_name
            else None
        )

    def _edited(self, item: QTreeWidgetItem, column: int) -> None:
        label = None if self._filling else self._new_label(item)
        if label is None:
            return
        text = item.text(column).strip()
        if column == NEW_NAME and text in self._schema.by_name:  # the name of one that is there: it is meant
            combo = self.combo(item)
            combo.setCurrentIndex(combo.findData(TO + text))
        elif column == NEW_NAME and text:
            self.choices.labels[item.data(NAME, ROW).key[0]] = text
            self.choices.looks[text] = replace(label, name=text)
        elif column == SHOWN_AS:
            names = {**label.names, language()[:2]: text}
            self.choices.looks[label.name] = replace(
                label, names=names if text and text != label.name else {}
            )
        elif column == KEY:
            self.choices.looks[label.name] = replace(label, key=text[:1])
        self._decide()
        self._show_looks()

    def _color_wanted(self, item: QTreeWidgetItem, column: int) -> None:
        label = self._new_label(item)
        if column != COLOR or label is None:
            return
        dialog = QColorDialog(QColor(label.color), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self.set_color(item, color.name().upper()))
        dialog.open()

    def combo(self, item: QTreeWidgetItem) -> QComboBox:
        """The list of what an item may become."""
        combo = self.tree.itemWidget(item, BECOMES).findChild(QComboBox)
        assert combo is not None
        return combo

    def set_color(self, item: QTreeWidgetItem, color: str) -> None:
        """Give a new label a colour, and the one of its hue for the dark."""
        if (label := self._new_label(item)) is not None:
            self.choices.looks[label.name] = replace(label, color=color, color_dark=on_dark(color))
            self._decide()
            self._show_looks()


def _tree() -> QTreeWidget:
    tree = _Tree()
    tree.setObjectName("table")
    tree.setColumnCount(7)
    titles = (
        _("In the files"),
        _("Number"),
        _("Becomes"),
        _("Name"),
        _("Shown as"),
        _("Colour"),
        _("Shortcut"),
    )
    tree.setHeaderLabels(titles)
    tree.headerItem().setTextAlignment(COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    tree.setUniformRowHeights(True)
    tree.setIconSize(QSize(14, 14))
    tree.setItemDelegate(_Cells(tree))
    triggers = QAbstractItemView.EditTrigger
    tree.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.SelectedClicked)
    tree.header().setStretchLastSection(False)
    tree.setAccessibleName(_("What the files bring, and what it becomes"))
    return tree


def _swatch(color: str) -> QIcon:
    picture = QPixmap(28, 28)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(0, 1, 13, 12, 3, 3)
    painter.end()
    return QIcon(picture)


class _Tree(QTreeWidget):
    """Its columns share the width that there is."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share(self.header(), self.viewport().width(), WIDTHS, LEAST, NAME)


class _Cells(QStyledItemDelegate):
    """Only names and keys of new labels are written into, and rows are high enough for a list."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        some = QComboBox()
        some.ensurePolished()
        self._height = max(34, some.sizeHint().height() + GRID // 2)

    def createEditor(  # type: ignore[override]
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget | None:
        named = index.sibling(index.row(), NEW_NAME).data()
        writable = index.column() in (NEW_NAME, SHOWN_AS, KEY) and named
        return super().createEditor(parent, option, index) if writable else None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._height)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A list gets all of its cell: within the air that words have there its lower edge would be cut off."""
        if index.column() == BECOMES:
            editor.setGeometry(option.rect)
        else:
            super().updateEditorGeometry(editor, option, index)


class _Combo(QComboBox):
    """A list that the wheel passes over, so that scrolling changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]
