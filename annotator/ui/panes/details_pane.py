"""The span that is being looked at: quote, label, attributes, note, links. What is typed is saved at once."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QScrollArea, QWidget

from annotator.domain.schema import Label
from annotator.domain.span import Relation, Span
from annotator.i18n import _, language
from annotator.services.linking import withdraw
from annotator.services.project import short
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.panes.attribute_field import AttributeField
from annotator.ui.panes.note_field import NoteField
from annotator.ui.theme import GRID


class DetailsPane(QWidget):
    """Emits `go_to` with a span's id when a link is followed."""

    go_to = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._shown: Span | None = None
        self._fields: dict[str, AttributeField] = {}
        self.hint = widgets.hint()
        self.heading = widgets.label(style="heading")
        self.quote = widgets.label(wrap=True)
        self.quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form = QFormLayout()
        self.form.setSpacing(GRID)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.note = NoteField(self._save_note)
        self.links = widgets.column(gap=2)
        self._link_rows: list[QWidget] = []
        self.definition = widgets.label(style="muted", wrap=True)
        self.body = widgets.pane(
            widgets.column(
                self.heading, self.quote, self.form, self.note, self.links, self.definition, None,
                gap=GRID, margins=(GRID * 2, GRID, GRID * 2, GRID),
            )
        )  # fmt: skip
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("Details of the mark"))
        area.setWidget(self.body)
        area.setMinimumHeight(1)  # in a low window the proposed link below is whole before what scrolls
        area.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # for keys to scroll it; a click beside a field means nothing
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(widgets.column(self.hint, area))
        self._area = area
        desk.leaving.connect(self.commit)
        desk.settled.connect(self.refresh)
        desk.document_opened.connect(self.refresh)
        desk.keys.changed.connect(self._name_key)
        self._name_key()
        self.refresh()

    def refresh(self) -> None:
        """Show the current span; what could not be saved yet stays in its field and is tried again."""
        span = self._desk.current
        previous, self._shown = self._shown, span
        self.hint.setVisible(span is None)
        self._area.setVisible(span is not None)
        if span is None:
            return
        label = self._desk.project.schema.by_name.get(span.label)
        if previous is None or (previous.label, previous.id) != (span.label, span.id):
            self._build_form(label)
        self.heading.setText(label.display(language()) if label else span.label)
        self.quote.setText(short(span.text, 120))
        self.definition.setText(label.definition if label else "")
        for name, field in self._fields.items():
            field.show_value(span.attrs.get(name))
        self.note.show_text(span.note, fresh=previous is None or previous.id != span.id)
        self._show_links()

    def rebuild(self) -> None:
        """The labels are others now: make the fields anew; what was typed is saved first, where it can be."""
        self.commit()
        self._shown = None
        self.refresh()

    def commit(self) -> bool:
        """Save what was typed for the span that is shown; False when something of it could not be saved."""
        if self._shown is None:
            return True
        return all([*(field.commit() for field in self._fields.values()), self.note.commit()])

    def forget(self) -> None:
        """The window closes: what is still in the fields is given up."""
        self._shown = None

    def first_field(self) -> QWidget:
        """Where somebody who comes by key begins: the first attribute, or the note."""
        for field in self._fields.values():
            for child in field.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    return child
        return self.note

    def edit_note(self) -> None:
        """Put the caret into the note."""
        self._desk.settle()
        if self._shown is not None:
            self.note.setFocus()

    def next_choice(self) -> None:
        """Give the first choice attribute of the span its next value."""
        self._desk.settle()
        field = next((f for f in self._fields.values() if f.attribute.type == "choice"), None)
        if field is not None:
            field.step()

    def _name_key(self) -> None:
        key = self._desk.keys("mark.next_span")
        self.hint.setText(_("Click a mark, or press {key}, to see its details.", key=key))

    def _build_form(self, label: Label | None) -> None:
        while self.form.rowCount():
            self.form.removeRow(0)
        self._fields.clear()
        for attribute in label.attributes if label else ():
            field = AttributeField(attribute, partial(self._save, attribute.name))
            title = attribute.display(language())
            self.form.addRow(widgets.label(title, "muted"), field)
            field.set_name(title)
            self._fields[attribute.name] = field

    def _save(self, name: str, value: Any) -> bool:
        span = self._shown_now()
        return span is not None and self._desk.did(
            self._desk.project.set_attributes, span, {**span.attrs, name: value}
        )

    def _save_note(self, text: str) -> bool:
        span = self._shown_now()
        return span is not None and self._desk.did(self._desk.project.set_note, span, text)

    def _shown_now(self) -> Span | None:
        """The span whose details are shown, as it now stands; None with a word when it is gone."""
        if self._shown is None:
            return None
        opened = self._desk.open_document
        span = opened.span(self._shown.id) if opened else None
        if span is None:
            self._desk.warned.emit(_("This mark is not there any more; what was typed for it was not saved."))
        return span

    def _show_links(self) -> None:
        for row in self._link_rows:
            row.hide()
            row.deleteLater()
        self._link_rows.clear()
        span = self._desk.current
        for relation in self._desk.project.store.relations_of_span(span.id) if span else ():
            row = self._link_row(span, relation)
            self.links.addWidget(row)
            self._link_rows.append(row)

    def _link_row(self, span: Span | None, relation: Relation) -> QWidget:
        outgoing = span is not None and relation.head == span.id
        other = self._desk.project.store.span(relation.tail if outgoing else relation.head)
        names = {r.name: r.names.get(language()[:2]) or r.name for r in self._desk.project.schema.relations}
        arrow = "→" if outgoing else "←"
        go = widgets.text_button(
            f"{names.get(relation.type, relation.type)} {arrow} {short(other.text, 16)}",
            lambda: self.go_to.emit(other.id),
        )
        go.setToolTip(other.text)
        remove = widgets.text_button(_("Unlink"), lambda: self._unlink(relation))
        return widgets.pane(widgets.row(go, None, remove, gap=4))

    def _unlink(self, relation: Relation) -> None:
        """One's own link is not proposed again; another layer's is no answer of ours."""
        project = self._desk.project
        if relation.layer == project.annotator:
            self._desk.attempt(withdraw, project, relation)
        else:
            self._desk.attempt(project.unlink, relation)
