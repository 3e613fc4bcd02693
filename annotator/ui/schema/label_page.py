"""One label: its names and key, its boundaries, its attributes, its guideline; the list of labels beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QKeySequenceEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QWidget,
)

from annotator.domain import colour
from annotator.domain.schema import UNITS, Label
from annotator.domain.schema_difference import UNIT_NAMES
from annotator.domain.schema_draft import LabelDraft
from annotator.i18n import _, language
from annotator.text.rule_words import RULE_WORDS
from annotator.ui import widgets
from annotator.ui.schema.attributes_editor import AttributesEditor
from annotator.ui.schema.fields import (
    EDGE,
    Field,
    Line,
    Lines,
    NamedList,
    Ticks,
    lines_of,
    list_and_form,
)
from annotator.ui.schema.session import DraftSession
from annotator.ui.schema.swatch import GROUNDS, ICON, swatch_icon
from annotator.ui.theme import GRID, Tokens

ASIDE, GRAVE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class LabelPage(QWidget):
    """Emits what is to be done with the label that is looked at and needs a dialog."""

    merge_wanted = Signal()
    split_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, session: DraftSession, tokens: Callable[[], Tokens]) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session, self._tokens = session, tokens
        self.labels = NamedList(
            _("Labels"),
            [
                ("add", _("Add"), self.add),
                ("up", _("Up"), lambda: self.move_label(-1)),
                ("down", _("Down"), lambda: self.move_label(1)),
            ],
            [
                ("merge", _("Merge…"), self.merge_wanted.emit),
                ("split", _("Split…"), self.split_wanted.emit),
                ("delete", _("Delete…"), self.delete_wanted.emit),
            ],
        )
        self.labels.list.setIconSize(ICON)
        self.labels.list.setItemDelegate(_LineDelegate(tokens, self.labels.list))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.identity = _Identity(session)
        self.boundaries = _Boundaries(session)
        self.attributes = AttributesEditor(
            lambda: session.label.attributes,
            self._put_attributes,
            lambda *place: session.below(*session.place("attributes", *place)),
            _("A finished mark must have it"),
        )
        self.guideline = _Guideline(session)
        for part, name in (
            (self.identity, _("Label")),
            (self.boundaries, _("Boundaries")),
            (self.attributes, _("Attributes")),
            (self.guideline, _("Guideline")),
        ):
            self.tabs.addTab(part, name)
        self.setLayout(widgets.column(list_and_form(self.labels, self.tabs)))
        self.labels.chosen.connect(self._choose)
        session.changed.connect(self.show_draft)
        session.chosen.connect(self.show_draft)
        self.show_draft()

    def add(self) -> None:
        """A label more, behind the one that is looked at."""
        session = self._session
        names = {each.label.name for each in session.draft.labels}
        name = next(f"label{n}" for n in range(1, len(names) + 2) if f"label{n}" not in names)
        at = session.draft.index(session.uid) + 1
        kept = [
            (each.label.color, each.label.color_dark)
            for each in session.draft.labels
            if colour.is_colour(each.label.color) and colour.is_colour(each.label.color_dark)
        ]
        ((light, dark),) = colour.distinct(1, *GROUNDS, keep=kept)
        draft, uid = session.draft.added(Label(name, color=light, color_dark=dark), at)
        session.put(draft, uid=uid)
        self.tabs.setCurrentWidget(self.identity)
        self.identity.chinese.setFocus()

    def move_label(self, direction: int) -> None:
        session = self._session
        session.put(session.draft.moved(session.uid, session.draft.index(session.uid) + direction))

    def show_draft(self) -> None:
        """Show the draft as it is."""
        session = self._session
        dark = self._tokens().dark
        draft = session.draft
        names = [each.label.display(language()) or each.label.name for each in draft.labels]
        self.labels.show_names(names, draft.index(session.uid))
        for at, each in enumerate(draft.labels):
            color = each.label.color_dark if dark else each.label.color
            item = self.labels.list.item(at)
            item.setIcon(swatch_icon(color, each.label.pattern))
            item.setData(ASIDE, self._aside(each))
            grave = any(problem.grave for problem in session.below("labels", at))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, _("needs attention") if grave else "")
            item.setData(GRAVE, grave)
        at = draft.index(session.uid)
        several = len(draft.labels) > 1
        enabled = {"up": at > 0, "down": at + 1 < len(draft.labels), "merge": several, "delete": several}
        for name, on in enabled.items():
            self.labels.buttons[name].setEnabled(on)
        self.labels.buttons["split"].setEnabled(bool(session.label.origin))
        for part in (self.identity, self.boundaries, self.attributes, self.guideline):
            part.show_draft()

    def _aside(self, each: LabelDraft) -> str:
        """How many marks the label has in the project, and its key."""
        count = sum(self._session.counts.get(each.origin, {}).values()) if each.origin else 0
        return f"{count:,}   {each.label.key or '–'}" if self._session.counts else each.label.key

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._session.choose(self._session.draft.labels[row].uid)

    def _put_attributes(self, attributes: Any, about: object) -> None:
        session = self._session
        about_this = None if about is None else (session.uid, about)
        session.put(session.draft.with_attributes(session.uid, attributes), about_this)


class _LineDelegate(QStyledItemDelegate):
    """A label's line: what stands aside is flush right."""

    def __init__(self, tokens: Callable[[], Tokens], parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        tokens = self._tokens()
        painter.save()
        grave = index.data(GRAVE)
        painter.setPen(QColor(tokens.warning if grave else tokens.muted))
        text = f"✕   {index.data(ASIDE)}" if grave else index.data(ASIDE)
        end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(option.rect.adjusted(0, 0, -GRID, 0), end, text)
        painter.restore()


class _Part(QWidget):
    """A tab about the label that is looked at."""

    def __init__(self, session: DraftSession) -> None:
        super().__init__()
        self._session = session

    def _change(self, field: str, value: object, part: str = "") -> None:
        session = self._session
        label = session.label.label
        about = None if isinstance(value, bool) else (session.uid, field, part)
        session.put(session.draft.with_label(session.uid, replace(label, **{field: value})), about)  # type: ignore[arg-type]

    def _rename(self, tongue: str, text: str) -> None:
        names = {**self._session.label.label.names, tongue: text}
        self._change("names", {key: name for key, name in names.items() if name}, tongue)


class _Identity(_Part):
    """What the label is called, its key and its unit."""

    def __init__(self, session: DraftSession) -> None:
        super().__init__(session)
        self.chinese, self.english, self.name = Line(), Line(), Line()
        self.key = QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self.unit = QComboBox()
        for unit in UNITS:
            self.unit.addItem(_(UNIT_NAMES[unit]), unit)
        self.overlap = QCheckBox(_("Marks of this label may overlap each other"))
        self.fields = {
            "zh": Field(_("Name in Chinese"), self.chinese),
            "en": Field(_("Name in English"), self.english),
            "name": Field(_("Name in files"), self.name),
            "key": Field(_("Key in the text"), self.key),
            "unit": Field(_("What the key alone marks"), self.unit),
        }
        form = QGridLayout()
        form.setHorizontalSpacing(GRID * 3)
        form.setVerticalSpacing(GRID * 2)
        for place, name in enumerate(self.fields):
            form.addWidget(self.fields[name], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        form.setColumnStretch(0, 1)
        form.setColumnStretch(1, 1)
        hint = widgets.label(
            _("Datasets and scripts know the label by its name in files; marks follow when it changes. The built-in "
              "rules propose marks for “measure” and “problem” under just these names, and for every label whose "
              "unit is a quantity."),
            "muted", wrap=True,
        )  # fmt: skip
        body = widgets.pane(widgets.column(form, self.overlap, hint, None, gap=GRID * 2, margins=EDGE))
        self.setLayout(widgets.column(widgets.scrolled(body)))
        self.chinese.typed.connect(lambda text: self._rename("zh", text))
        self.english.typed.connect(lambda text: self._rename("en", text))
        self.name.typed.connect(lambda text: self._change("name", text))
        self.key.keySequenceChanged.connect(self._take_key)
        self.unit.activated.connect(lambda _at: self._change("unit", self.unit.currentData()))
        self.overlap.clicked.connect(lambda on: self._change("overlap", on))

    def show_draft(self) -> None:
        label = self._session.label.label
        self.chinese.show_text(label.names.get("zh", ""))
        self.english.show_text(label.names.get("en", ""))
        self.name.show_text(label.name)
        if self.key.keySequence() != QKeySequence(label.key):
            self.key.blockSignals(True)
            self.key.setKeySequence(QKeySequence(label.key))
            self.key.blockSignals(False)
        self.unit.setCurrentIndex(self.unit.findData(label.unit))
        self.overlap.setChecked(label.overlap)
        for name in ("name", "key", "unit"):
            self.fields[name].tell(self._session.at(*self._session.place(name)))

    def _take_key(self, keys: QKeySequence) -> None:
        self._change("key", keys.toString(QKeySequence.SequenceFormat.PortableText))


class _Boundaries(_Part):
    """Which rules say where a mark of the label begins and ends."""

    def __init__(self, session: DraftSession) -> None:
        super().__init__(session)
        self.rules = Ticks(_("Boundary rules"))
        self.others = widgets.label(style="muted", wrap=True)
        hint = widgets.label(
            _("These rules decide what a key marks around the caret, and what is trimmed from a selection."),
            "muted",
            wrap=True,
        )
        layout = widgets.column(hint, self.rules, self.others, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.rules, 1)
        self.setLayout(layout)
        self.rules.ticked.connect(self._take)

    def show_draft(self) -> None:
        rules = self._session.label.label.rules
        self.rules.show_entries([(name, _(words)) for name, words in RULE_WORDS.items()], rules)
        others = [rule for rule in rules if rule not in RULE_WORDS]
        self.others.setText(_("Also: {rules}", rules=", ".join(others)) if others else "")
        self.others.setVisible(bool(others))

    def _take(self, ticked: list[str]) -> None:
        standing = self._session.label.label.rules
        others = [rule for rule in standing if rule not in RULE_WORDS]
        self._session.put(
            self._session.draft.with_label(
                self._session.uid, replace(self._session.label.label, rules=(*ticked, *others))
            )
        )


class _Guideline(_Part):
    """What annotators read."""

    def __init__(self, session: DraftSession) -> None:
        super().__init__(session)
        self.definition, self.examples, self.counterexamples = Lines(72), Lines(96), Lines(96)
        self.fields = {
            "definition": Field(_("Definition"), self.definition),
            "examples": Field(_("Examples, one a line"), self.examples),
            "counterexamples": Field(_("Not marked, one a line"), self.counterexamples),
        }
        hint = widgets.label(_("Cases decided in the review become examples with the key G there."), "muted")
        body = widgets.pane(widgets.column(*self.fields.values(), hint, gap=GRID * 2, margins=EDGE))
        self.setLayout(widgets.column(widgets.scrolled(body)))
        self.definition.typed.connect(lambda text: self._change("definition", text.strip()))
        self.examples.typed.connect(lambda text: self._change("examples", tuple(lines_of(text))))
        self.counterexamples.typed.connect(
            lambda text: self._change("counterexamples", tuple(lines_of(text)))
        )

    def show_draft(self) -> None:
        label = self._session.label.label
        if self.definition.text().strip() != label.definition:
            self.definition.show_text(label.definition)
        self.examples.show_lines(label.examples)
        self.counterexamples.show_lines(label.counterexamples)
        self.fields["definition"].tell(self._session.at(*self._session.place("definition")))
