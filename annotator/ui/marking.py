"""From gestures to marks: what the keys of the text view do.

What reads Chinese text turns its word lists into patterns when it is imported. That is done beside the window
(`warm`), not while it opens; hence the imports inside functions here.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.schema import Label
from annotator.domain.setting import Setting
from annotator.domain.span import Span
from annotator.i18n import _, language
from annotator.services.dictionary import SETTING, add_words, own_words
from annotator.services.project import short
from annotator.text.words import Words
from annotator.ui.actions import literal
from annotator.ui.desk import Desk
from annotator.ui.schema.swatch import swatch_icon
from annotator.ui.text_view import TextView

CLOSING = "。；，、：！？.;,:!?”’」』）)》"


def warm() -> None:
    """Import what the first mark will need; for another thread."""
    from annotator.services import prefill  # noqa: F401
    from annotator.text import boundaries

    boundaries.prepare()


class Marking(QObject):
    """Listens to no key itself: the table of actions calls its methods."""

    apply_all_wanted = Signal(object)  # Span
    note_wanted = Signal()

    def __init__(self, desk: Desk, view: TextView, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._words = words
        self._grown: list[tuple[int, int]] = []  # selections that Shift+Space goes back through
        self._linking: Span | None = None
        self._take_words()
        desk.project_changed.connect(self._hear)

    # -- marking -----------------------------------------------------------------------------------

    def mark(self, name: str) -> None:
        """Label the selection, or the label's own unit around the caret."""
        document = self._desk.document
        if document is None:
            return
        label = self._desk.project.schema.label(name)
        place = self._place(document, label)
        if place is None:
            self._desk.warned.emit(_("There is nothing to mark as {label} at the caret; select it instead.",
                                     label=label.display(language())))  # fmt: skip
            return
        opened = self._desk.open_document
        if opened and (standing := opened.same(*place, name)):
            self._desk.set_current(standing.id)
            self._desk.said.emit(_("This is marked already."), False)
            return
        from annotator.services.prefill import prefill

        attrs = prefill(document, *place, label)
        span = self._desk.attempt(self._mark, document, place, label, attrs)
        if span is not None:
            self._drop_selection(span.end)
            self._desk.set_current(span.id)
            self._desk.said.emit(
                _("Marked as {label}: {quote}", label=label.display(language()), quote=short(span.text)), True
            )

    def remove(self) -> None:
        """Remove the current span."""
        span = self._desk.current
        if span is None:
            self._say_none_chosen()
            return
        if self._desk.did(self._desk.project.remove, [span]):
            self._desk.said.emit(_("Removed: {quote}", quote=short(span.text)), True)

    def choose_label(self) -> None:
        """Offer the labels in a menu at the current span; the labels' own keys choose there too."""
        span = self._desk.current
        if span is None:
            self._say_none_chosen()
            return
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for label in self._desk.project.schema.labels:
            key = f"&{label.key}  " if label.key else ""
            action = menu.addAction(key + literal(label.display(language())))
            style = self._view.label_styles[label.name]
            action.setIcon(swatch_icon(style.color, style.pattern))
            action.triggered.connect(lambda _checked=False, name=label.name: self.relabel(span, name))
            action.setEnabled(label.name != span.label)
        corner = self._view.rect_of(span.start, span.end).bottomLeft()
        menu.popup(self._view.viewport().mapToGlobal(corner))

    def relabel(self, span: Span, name: str) -> None:
        changed = self._desk.attempt(self._desk.project.relabel, span, name)
        if changed is not None:
            self._desk.set_current(changed.id)
            self._desk.said.emit(_("Relabelled: {quote}", quote=short(changed.text)), True)

    def move(self, edge: str, direction: int, by_word: bool) -> None:
        """Move an edge (`start` or `end`) of the current span, or of the selection where there is none."""
        document, span = self._desk.document, self._desk.current
        if document is None:
            return
        start, end = self.moved(
            *((span.start, span.end) if span else self._view.selection()), edge, direction, by_word
        )
        if span is None:
            if start < end:
                self._view.select(start, end)
        elif (start, end) != (span.start, span.end):
            self._desk.attempt(self._desk.project.resize, span, document, start, end)

    def moved(self, start: int, end: int, edge: str, direction: int, by_word: bool) -> tuple[int, int]:
        """A stretch with one edge moved by a word or a character; at least a character is left."""
        step: Callable[[int, int], int] = self._word_step if by_word else self._character_step
        if edge == "start":
            return min(step(start, direction), end - 1), end
        return start, max(step(end, direction), start + 1)

    def apply_all(self) -> None:
        """Ask for the list of places where the current span's words occur unmarked."""
        if self._desk.current is None:
            self._say_none_chosen()
        else:
            self.apply_all_wanted.emit(self._desk.current)

    def note(self) -> None:
        if self._desk.current is None:
            self._say_none_chosen()
        else:
            self.note_wanted.emit()

    def link(self) -> None:
        """First press: from the current span; second press, on another span: to it."""
        span = self._desk.current
        if span is None:
            self._say_none_chosen()
        elif self._linking is None or self._linking.id == span.id:
            self._linking = span
            self._desk.said.emit(_("Linking “{quote}”: go to the other mark and press {key} again; {stop} stops.",
                                   quote=short(span.text), key=self._desk.keys("mark.link"),
                                   stop=self._desk.keys("mark.cancel")), False)  # fmt: skip
        else:
            head, self._linking = self._linking, None
            self._desk.attempt(self._link, head, span)

    def add_word(self) -> None:
        """Keep the selected text whole from now on, as a word of the project."""
        if not self._has_selection():
            self._desk.said.emit(_("Select the word first; it will stay whole from then on."), False)
            return
        start, end = self._view.selection()
        word = self._view.text()[start:end].strip()
        added = self._desk.attempt(add_words, self._desk.project, [word])
        if added:
            self._desk.said.emit(_("“{word}” is a word of the project now.", word=word), True)
        elif added is not None:
            self._desk.said.emit(_("“{word}” is a word of the project already.", word=word), False)

    def cancel(self) -> None:
        """Drop linking, selection and current span, in this order."""
        if self._linking is not None:
            self._linking = None
            self._desk.said.emit(_("Linking stopped."), False)
        elif self._has_selection():
            self._drop_selection(self._view.caret())
        else:
            self._desk.set_current(None)

    # -- moving about ------------------------------------------------------------------------------

    def grow(self) -> None:
        """The selection grows to the next larger unit: word, phrase, clause, sentence, item, paragraph."""
        from annotator.text.units import grow

        document = self._desk.document
        if document is None:
            return
        selection = self._view.selection()
        if not self._grown or self._grown[-1] != selection:
            self._grown = [selection]
        larger = grow(document.text, *selection, self._words.word_at)
        if larger != selection:
            self._view.select(*larger)
            self._grown.append(larger)

    def shrink(self) -> None:
        """Back through the selections that growing went through."""
        if len(self._grown) > 1 and self._grown[-1] == self._view.selection():
            self._grown.pop()
            self._view.select(*self._grown[-1])

    def clause(self, direction: int) -> None:
        """The caret goes to the next (1) or previous (-1) clause."""
        from annotator.text.units import next_clause, previous_clause

        if (document := self._desk.document) is not None:
            step = next_clause if direction > 0 else previous_clause
            if found := step(document.text, self._view.caret()):
                self._view.set_caret(found[0])

    def show_span(self, span: Span) -> None:
        """Make a span of the open document the current one and bring it into view."""
        self._desk.set_current(span.id)
        self._drop_selection(span.start)
        self._view.ensure_visible(span.start, span.end)

    # -- inside ------------------------------------------------------------------------------------

    def _hear(self, step: Step) -> None:
        if step.changes is None or any(
            isinstance(change.entity, Setting) and change.entity.name == SETTING for change in step.changes
        ):
            self._take_words()

    def _take_words(self) -> None:
        """Cut words as the project wants them, whoever has added or taken out one."""
        self._words.set_own(own_words(self._desk.project))

    def _place(self, document: Document, label: Label) -> tuple[int, int] | None:
        from annotator.text.boundaries import default_span, trim_selection

        if self._has_selection():
            return trim_selection(document.text, *self._view.selection(), label.rules)
        caret = self._view.caret()
        while True:
            place = default_span(document.text, caret, label.unit, label.rules, self._words.word_at)
            # Behind the full stop at the end of a line people mean what stands before it.
            if place is not None or caret == 0 or document.text[caret - 1] not in CLOSING:
                return place
            caret -= 1

    def _mark(
        self, document: Document, place: tuple[int, int], label: Label, attrs: dict[str, object]
    ) -> Span:
        return self._desk.project.annotate(document, *place, label.name, attrs=attrs)

    def _link(self, head: Span, tail: Span) -> None:
        """In whichever direction the schema has a relation for these two labels."""
        for one, other in ((head, tail), (tail, head)):
            for relation in self._desk.project.schema.relations:
                if one.label in relation.heads and other.label in relation.tails:
                    self._desk.project.link(one, other, relation.name)
                    self._desk.said.emit(
                        _("Linked: {head} → {tail}", head=short(one.text), tail=short(other.text)), True
                    )
                    return
        self._desk.warned.emit(_("The label schema has no link between these two labels."))

    def _has_selection(self) -> bool:
        start, end = self._view.selection()
        return start < end

    def _say_none_chosen(self) -> None:
        key = self._desk.keys("mark.next_span")
        self._desk.said.emit(_("No mark is chosen: click one or press {key}.", key=key), False)

    def _drop_selection(self, position: int) -> None:
        self._view.set_caret(position)

    def _word_step(self, position: int, direction: int) -> int:
        text = self._view.text()
        if direction > 0:
            return self._words.word_at(text, position)[1] if position < len(text) else position
        return self._words.word_at(text, position - 1)[0] if position > 0 else 0

    def _character_step(self, position: int, direction: int) -> int:
        return min(max(position + direction, 0), len(self._view.text()))
