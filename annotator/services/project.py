"""An open project and the person who works on it: what windows, commands and scripts talk to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.change import Change, Step
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, LabelsChanged, NotFound
from annotator.domain.schema import LabelSchema, schema_from_file
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import Status
from annotator.i18n import _, language, ngettext
from annotator.paths import schema as schema_file
from annotator.services import annotate
from annotator.services.scripting import Scripting
from annotator.store import Store, create
from annotator.suggest.suggestion import Suggestion

Listener = Callable[[Step], None]
Progress = Callable[[int, int], None]  # done, total


def create_project(path: Path, schema: LabelSchema | None = None, *, actor: str) -> None:
    """Make a project file with a label schema, the built-in one by default. Raises ProjectError."""
    create(path)
    try:
        store = Store(path)
        try:
            schema = schema or schema_from_file(schema_file("civil-affairs.json"))
            store.commit([Change(None, schema)], actor=actor, title=_("Label schema"))
        finally:
            store.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Project(Scripting):
    """One project, one annotator. Belongs to the thread that opened it.

    Every method that writes is one step in the log: one transaction, one undo, one call of each listener.
    All of them raise UserError subclasses with a sentence for the person and then have written nothing.
    """

    def __init__(self, path: Path | str, annotator: str = "me", *, busy_seconds: float = 5.0) -> None:
        self.store = Store(Path(path), busy_seconds=busy_seconds)
        self.annotator = annotator
        self.schema = self.store.label_schema()
        self._listeners: list[Listener] = []

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        return self.store.path

    # -- reading -----------------------------------------------------------------------------------

    def documents(self) -> Iterator[Document]:
        """All documents with their texts, one at a time, in the order they came in."""
        return self.store.documents()

    def document(self, document: str) -> Document:
        """Raises NotFound."""
        return self.store.document(document)

    def spans(
        self, document: str | None = None, *, layer: str | None = None, label: str | None = None
    ) -> Iterator[Span]:
        """Spans by document and place; of one document, layer or label, or of all."""
        found = self.store.spans(document, layer)
        return found if label is None else (span for span in found if span.label == label)

    def relations(self, document: str | None = None) -> list[Relation]:
        """Relations whose head lies in the document, or all."""
        return self.store.relations(document)

    def layers(self) -> list[str]:
        return self.store.layers()

    # -- marking -----------------------------------------------------------------------------------

    def annotate(
        self,
        document: Document,
        start: int,
        end: int,
        label: str,
        *,
        attrs: Mapping[str, Any] | None = None,
        source: str = "manual",
        changed: bool = False,
    ) -> Span:
        """Mark `[start, end)` with a label in the annotator's layer; `changed` as in `annotate.add`. Raises InvalidSpan."""

        def changes() -> Iterator[Change]:  # read inside the transaction: nobody can come in between
            self._check_text(document)
            yield annotate.add(
                document,
                start,
                end,
                label,
                layer=self.annotator,
                schema=self.schema,
                standing=self._overlapping(document.id, start, end),
                attrs=attrs,
                source=source,
                changed=changed,
            )
            yield from self._begun(document.id)

        title = _("mark {label} “{quote}”", label=self._label(label), quote=short(document.text[start:end]))
        return _span(self._commit(changes(), title))

    def annotate_many(self, places: Sequence[tuple[Document, int, int]], label: str) -> list[Span]:
        """Mark many places, in one step; those that a span of the same label covers already are left out."""

        def changes() -> Iterator[Change]:
            for document in {document.id: document for document, _start, _end in places}.values():
                self._check_text(document)
            for document, start, end in places:
                here = [*self._overlapping(document.id, start, end), *made_in[document.id]]
                if annotate.free_of(start, end, label, here):
                    change = annotate.add(
                        document, start, end, label, layer=self.annotator, schema=self.schema, standing=here
                    )
                    assert isinstance(change.after, Span)
                    made_in[document.id].append(change.after)
                    yield change
            for identity in list(made_in):
                yield from self._begun(identity)

        made_in: defaultdict[str, list[Span]] = defaultdict(list)
        self._commit(changes(), _("mark all as {label}", label=self._label(label)))
        return [span for made in made_in.values() for span in made]

    def take_over(
        self, found: Iterable[tuple[Document, Sequence[Suggestion]]], title: str, *, layer: str | None = None
    ) -> list[Span]:
        """Turn suggestions into marks of a layer, the annotator's own by default, in one step.

        A suggestion that a mark of the same label stands in the way of is left out. Raises InvalidSpan, Conflict.
        """
        layer = layer or self.annotator
        made: list[Span] = []

        def changes() -> Iterator[Change]:
            for document, suggestions in found:
                self._check_text(document)
                around = (
                    min((s.start for s in suggestions), default=0),
                    max((s.end for s in suggestions), default=0),
                )
                standing = list(self.store.spans_overlapping(document.id, layer, *around))
                for change in annotate.take_over(document, suggestions, layer, self.schema, standing):
                    assert isinstance(change.after, Span)
                    made.append(change.after)
                    yield change
                if made and made[-1].doc_id == document.id:
                    yield from self._begun(document.id, layer)

        self._commit(changes(), title)
        return made

    def resize(self, span: Span, document: Document, start: int, end: int) -> Span:
        """Move a span's boundaries. Raises InvalidSpan."""

        def changes() -> Iterator[Change]:
            self._check_text(document)
            standing = self._overlapping(document.id, start, end)
            yield annotate.resize(span, document, start, end, schema=self.schema, standing=standing)

        title = _("move the boundaries of “{quote}”", quote=short(span.text))
        return _span(self._commit(changes(), title))

    def relabel(self, span: Span, label: str) -> Span:
        """Give a span another label. Raises InvalidSpan."""

        def changes() -> Iterator[Change]:
            standing = self._overlapping(span.doc_id, span.start, span.end)
            yield annotate.relabel(span, label, schema=self.schema, standing=standing)

        title = _("relabel “{quote}” as {label}", quote=short(span.text), label=self._label(label))
        return _span(self._commit(changes(), title))

    def set_attributes(self, span: Span, attrs: Mapping[str, Any]) -> Span:
        """Replace a span's attributes. Raises InvalidSpan for a value that the schema does not allow."""
        change = annotate.set_attributes(span, attrs, schema=self.schema)
        return _span(self._commit([change], _("change the attributes of “{quote}”", quote=short(span.text))))

    def set_note(self, span: Span, note: str) -> Span:
        """Write a note on a span, or remove it with an empty one."""
        return _span(
            self._commit([annotate.set_note(span, note)], _("note on “{quote}”", quote=short(span.text)))
        )

    def remove(self, spans: Sequence[Span]) -> None:
        """Remove spans, and the relations that hang on them."""
        relations = [r for span in spans for r in self.store.relations_of_span(span.id)]
        title = (
            _("remove {label} “{quote}”", label=self._label(spans[0].label), quote=short(spans[0].text))
            if len(spans) == 1
            else ngettext("remove {count} span", "remove {count} spans", len(spans))
        )
        self._commit(annotate.remove(spans, relations), title)

    def link(self, head: Span, tail: Span, relation_type: str) -> Relation:
        """Link two spans. Raises InvalidSpan when the schema does not allow it."""
        change = annotate.link(head, tail, relation_type, layer=self.annotator, schema=self.schema)
        assert isinstance(change.after, Relation)
        title = _("link “{head}” to “{tail}”", head=short(head.text), tail=short(tail.text))
        self._commit([change], title)
        return change.after

    def unlink(self, relation: Relation) -> None:
        self._commit([Change(relation, None)], _("remove a link"))

    # -- documents ---------------------------------------------------------------------------------

    def set_state(self, document: str, state: str) -> Status:
        """Say how far the annotator is with a document: todo, doing, done or skipped."""
        return self._set_status(document, {"state": state}, _("document state"))

    def set_flag(self, document: str, flag: bool) -> Status:
        return self._set_status(document, {"flag": flag}, _("flag") if flag else _("remove the flag"))

    def set_document_note(self, document: str, note: str) -> Status:
        return self._set_status(document, {"note": note}, _("note on the document"))

    def remove_documents(self, documents: Sequence[str]) -> None:
        """Take documents out of the project with everything in them; one step, which undo brings back."""
        self._commit(
            self._removals(documents),
            ngettext("remove {count} document", "remove {count} documents", len(documents)),
        )

    # -- what the group has settled ----------------------------------------------------------------

    def setting(self, name: str) -> Any:
        """The value of a setting that everybody on the project shares, or None."""
        found = self.store.setting(name)
        return found.value if found else None

    def set_setting(self, name: str, value: Any, title: str) -> Step:
        """Give a setting another value (JSON), or take it away with None; one step, named `title`."""
        before = self.store.setting(name)
        after = None if value is None else Setting(name, value)
        return self._commit([Change(before, after)] if before != after else [], title)

    # -- any changes -------------------------------------------------------------------------------

    def commit(self, changes: Iterable[Change], title: str) -> Step:
        """Any changes as one step; `changes` may be an iterator, read inside the transaction."""
        return self._commit(changes, title)

    # -- the log -----------------------------------------------------------------------------------

    def undo(self, progress: Progress | None = None) -> Step:
        """Take back the annotator's latest step, also one of an earlier session. Raises NothingToUndo, Conflict.

        What others' work stands in the way of is refused once, with a sentence; the next call passes over it.
        `progress` hears how much is done, and the total; what it raises leaves everything as it was.
        """
        self.poll()  # what is taken back may be of another window of ours that we have not heard of
        return self._announce(self.store.undo(self.annotator, progress))

    def redo(self, progress: Progress | None = None) -> Step:
        """Bring back what was taken back last, as `undo` does. Raises NothingToUndo, Conflict."""
        self.poll()
        return self._announce(self.store.redo(self.annotator, progress))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear of every step once it is written, ours and (after `poll`) others'. Returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def poll(self) -> list[Step]:
        """Look for steps that other programs have written, and announce them; cheap when there are none."""
        return [self._announce(step) for step in self.store.news()]

    # -- inside ------------------------------------------------------------------------------------

    def _commit(self, changes: Iterable[Change], title: str) -> Step:
        try:
            step = self.store.commit(self._as_labelled_now(changes), actor=self.annotator, title=title)
        except LabelsChanged:
            self.poll()  # so that the labels are seen as they are now
            raise
        return self._announce(step)

    def _as_labelled_now(self, changes: Iterable[Change]) -> Iterator[Change]:
        """The changes. Raises LabelsChanged where one gives a name that our label schema has and the standing one lacks."""
        gone: Collection[str] | None = None
        for change in changes:
            if (name := annotate.new_name(change)) is not None:
                if gone is None:
                    gone = self._gone_names() if self.store.has_news() else ()
                if name in gone:
                    raise LabelsChanged(
                        _("the labels have been changed meanwhile, and “{label}” is not among them any more; nothing was "
                          "changed. Look at the labels as they are now, then do it again", label=self._label(name))
                    )  # fmt: skip
            yield change

    def _gone_names(self) -> frozenset[str]:
        return annotate.names_in(self.schema) - annotate.names_in(self.store.label_schema())

    def _announce(self, step: Step) -> Step:
        if step.id == 0:
            return step
        if step.changes is None or any(isinstance(c.entity, LabelSchema) for c in step.changes):
            self.schema = self.store.label_schema()
        for listener in tuple(self._listeners):
            listener(step)
        return step

    def _check_text(self, document: Document) -> None:
        """Raises Conflict where somebody has corrected the text that the offsets count in."""
        if not self.store.stands(document) and self.store.has_document(document.id):
            raise Conflict(_("the text of this document has been corrected meanwhile; nothing was changed"))

    def _overlapping(self, document: str, start: int, end: int) -> list[Span]:
        """Spans of the annotator's layer that could be in the way."""
        return list(self.store.spans_overlapping(document, self.annotator, start, end))

    def _begun(self, document: str, layer: str | None = None) -> list[Change]:
        """The first mark in a document that nobody has begun says that it is being worked on."""
        status = self.store.status(document, layer or self.annotator)
        if status.state != "todo":
            return []
        return [self._status_change(status, replace(status, state="doing"))]

    def _set_status(self, document: str, fields: Mapping[str, Any], title: str) -> Status:
        if not self.store.has_document(document):
            raise NotFound(_("there is no document “{id}” in the project", id=document))
        before = self.store.status(document, self.annotator)
        after = replace(before, **fields)
        if after != before:
            self._commit([self._status_change(before, after)], title)
        return after

    def _status_change(self, before: Status, after: Status) -> Change:
        unsaid = Status(before.doc_id, before.layer)
        # No row and a row that says nothing mean the same; only the former is kept.
        return Change(None if before == unsaid else before, None if after == unsaid else after)

    def _removals(self, documents: Sequence[str]) -> Iterator[Change]:
        for identity in documents:
            document = self.store.document(identity)
            spans = list(self.store.spans(identity))
            relations = [r for span in spans for r in self.store.relations_of_span(span.id)]
            yield from annotate.remove(spans, relations)
            yield from (Change(status, None) for status in self.store.statuses(identity))
            yield from (Change(label, None) for label in self.store.document_labels(identity))
            yield from (Change(verdict, None) for verdict in self.store.verdicts(identity))
            yield from (Change(given, None) for given in self.store.assignments(identity))
            yield Change(document, None)

    def _label(self, name: str) -> str:
        label = self.schema.by_name.get(name)  # a label of an older schema may be gone
        return label.display(language()) if label else name


def _span(step: Step) -> Span:
    assert step.changes is not None
    span = step.changes[0].after
    assert isinstance(span, Span)
    return span


def short(text: str, length: int = 20) -> str:
    """A quote short enough for a message. Of a long one only the ends are looked at: a mark may be a whole text."""
    if len(text) > 40 * length:
        head, tail = (" ".join(end.split()) for end in (text[: 10 * length], text[-10 * length :]))
        return head[: length - 7] + "…" + tail[-6:]
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 7] + "…" + text[-6:]
