"""Suggestions in a project: which engine, what is left of its proposals, and what people do with them.

A rejection is a setting `rejected:[layer, document, label, words]` of its own, so that it is logged, undone, merged and kept
like everything else that people do, without a growing list in the log. It names the words with their
surroundings and not the offsets, so that it outlives a correction of the text elsewhere.

Computing suggestions (`engine(...).suggest`) is pure and may run in another thread; everything that reads or
writes the project belongs to the project's thread.

The engines are imported when they are asked for: their word lists become patterns then, for which a window that opens
has no time.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import orjson

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import Conflict, NotFound
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import GOLD, Span
from annotator.i18n import _, ngettext
from annotator.services import annotate
from annotator.services.annotate import SUGGESTED
from annotator.services.project import Project, short
from annotator.services.renamed_settings import renamed
from annotator.suggest.names import BUILT_IN, LEARNED, LLM, REPEATS, RULES
from annotator.suggest.suggestion import Suggestion

if TYPE_CHECKING:
    from annotator.suggest.engine import Engine
    from annotator.suggest.learned import Model
    from annotator.suggest.reading import Cut
    from annotator.suggest.repeats import Memory

_CONTEXT = 8
"""How many characters to either side tell one occurrence of the same words from another."""


@dataclass(frozen=True)
class Acceptance:
    """What became of an engine's suggestions in a layer: marks made of them, of these changed since, and rejections."""

    engine: str
    accepted: int
    changed: int
    rejected: int

    @property
    def rate(self) -> float | None:
        """The share accepted; None where nothing was decided."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None


def names() -> list[str]:
    """The engines that can be chosen, the built-in ones first, a language model among them where one is set up."""
    from annotator.services.llm.config import load_config
    from annotator.suggest.engine import plugged_in

    own = (*BUILT_IN, LLM) if load_config().complete else BUILT_IN
    return [*own, *(name for name in plugged_in() if name not in (*BUILT_IN, LLM))]


def engine(project: Project, name: str, cut: "Cut", *, layer: str | None = None) -> "Engine":
    """The engine of this name; `cut` finds words; `layer`: whose marks `repeats` knows and `learned` was trained on.

    Without a layer: the annotator's own, or, for a model that there is none of, the gold layer's.
    A language model is not asked: `llm` knows what it has answered before (see `services.llm.engine`).
    Raises NotFound for a name that there is no engine of, for `learned` before it was trained, for `llm` before it is set up.
    """
    if name == RULES:
        from annotator.suggest.rules import Rules

        return Rules()
    if name == REPEATS:
        from annotator.suggest.repeats import Repeats

        return Repeats(memory(project, layer or project.annotator))
    if name == LEARNED:
        from annotator.suggest.learned import Learned

        return Learned(_model(project, layer), cut)
    if name == LLM:
        from annotator.services.llm.engine import remembered

        return remembered(project)
    from annotator.suggest.engine import plugin

    found = plugin(name)
    if found is None:
        raise NotFound(
            _("there is no engine “{name}”; there are: {known}", name=name, known=", ".join(names()))
        )
    return found


def remaining(
    found: Iterable[Suggestion],
    document: Document,
    spans: Sequence[Span],
    rejected: frozenset[str],
    schema: LabelSchema,
) -> list[Suggestion]:
    """The suggestions that are neither marked nor rejected, and that a mark leaves room for. Pure and quick.

    `spans` are the marks of one layer in the document, `rejected` is what `rejections` said. Labels that the schema
    does not have are left out.
    """
    rooms = {label.name: _Room(spans, label.name, label.overlap) for label in schema.labels}
    return [
        one
        for one in found
        if one.label in rooms
        and rooms[one.label].takes(one.start, one.end)
        and not (rejected and fingerprint(document, one.start, one.end, one.label) in rejected)
    ]


def suggestions(
    project: Project, document: Document, by: "Engine", *, layer: str | None = None
) -> list[Suggestion]:
    """What an engine proposes for a document, without what a layer (the annotator's own) has marked or rejected."""
    layer = layer or project.annotator
    spans = list(project.spans(document.id, layer=layer))
    found = by.suggest(document, spans, project.schema)
    return remaining(found, document, spans, rejections(project, document.id, layer), project.schema)


def accept(
    project: Project, document: Document, chosen: Sequence[Suggestion], *, layer: str | None = None
) -> list[Span]:
    """Make marks of suggestions, in one step. Raises InvalidSpan, Conflict."""
    if len(chosen) == 1:
        title = _("accept “{quote}”", quote=short(document.text[chosen[0].start : chosen[0].end]))
    else:
        title = ngettext("accept {count} suggestion", "accept {count} suggestions", len(chosen))
    return project.take_over([(document, chosen)], title, layer=layer)


def accept_as(
    project: Project,
    document: Document,
    one: Suggestion,
    *,
    start: int,
    end: int,
    label: str,
    attrs: Mapping[str, Any],
) -> Span:
    """Make a mark of a suggestion, but with another label or at another place, in one step.

    It counts as accepted and changed. Raises InvalidSpan, Conflict.
    """
    return project.annotate(
        document, start, end, label, attrs=attrs, source=f"{SUGGESTED}{one.engine}", changed=True
    )


def accept_all(
    project: Project, found: Sequence[tuple[str, str, Sequence[Suggestion]]], *, layer: str | None = None
) -> list[Span]:
    """Make marks of suggestions in many documents (id, digest of the text, suggestions), in one step.

    Raises Conflict where a text has been corrected meanwhile.
    """
    title = ngettext(
        "accept {count} suggestion",
        "accept {count} suggestions",
        sum(len(chosen) for _id, _digest, chosen in found),
    )
    return project.take_over(
        ((_unchanged(project.document(identity), digest), chosen) for identity, digest, chosen in found),
        title,
        layer=layer,
    )


def reject(project: Project, document: Document, chosen: Sequence[Suggestion]) -> None:
    """Remember that the annotator does not want these marked, in one step."""
    if len(chosen) == 1:
        title = _("reject “{quote}”", quote=short(document.text[chosen[0].start : chosen[0].end]))
    else:
        title = ngettext("reject {count} suggestion", "reject {count} suggestions", len(chosen))
    project.commit(_rejecting(project, document, chosen), title)


def withdraw(project: Project, document: Document, span: Span, one: Suggestion) -> None:
    """Remove a mark and reject the suggestion that would come back in its place, in one step."""
    relations = project.store.relations_of_span(span.id)
    changes = [*annotate.remove([span], relations), *_rejecting(project, document, [one])]
    project.commit(changes, _("remove “{quote}”, and do not suggest it again", quote=short(span.text)))


def model_kept(project: Project, layer: str | None = None) -> "Model | None":
    """The model trained on a layer; without one, on the annotator's own, or else on the gold layer."""
    from annotator.services.training import load_model

    for one in (layer,) if layer else (project.annotator, GOLD):
        if model := load_model(project, one):
            return model
    return None


def rejections(project: Project, document: str, layer: str | None = None) -> frozenset[str]:
    """Fingerprints of what a layer (the annotator's own) has rejected in a document."""
    start = _beginning(layer or project.annotator, document)
    return frozenset(
        orjson.loads(one.name.partition(":")[2])[2] for one in project.store.settings_beginning(start)
    )


def relabelled_rejections(project: Project, labels: Mapping[str, str]) -> Iterator[Change]:
    """What makes rejections stand for the labels under their new names (old → new)."""
    standing = list(project.store.settings_beginning(_PREFIX)) if labels else []
    turned = (
        (one, Setting(_relabelled(project, one, labels[old]), {**one.value, "label": labels[old]}))
        for one in standing
        if (old := one.value["label"]) in labels
    )
    return renamed(standing, turned)


def _relabelled(project: Project, setting: Setting, label: str) -> str:
    """The name of a rejection for the label in the place of its own; as it is where its words are not found."""
    layer, identity, print_ = orjson.loads(setting.name.removeprefix(_PREFIX))
    if project.store.has_document(identity):
        document = project.document(identity)
        for start, end in annotate.occurrences(document.text, setting.value["text"]):
            if fingerprint(document, start, end, setting.value["label"]) == print_:
                return _name(layer, identity, fingerprint(document, start, end, label))
    return setting.name


def is_rejection(setting: Setting) -> bool:
    """Whether a setting is a rejected suggestion, which lists of settings leave out."""
    return setting.name.startswith(_PREFIX)


def acceptance(project: Project, layer: str | None = None) -> list[Acceptance]:
    """By engine, what became of its suggestions in a layer (the annotator's own)."""
    layer = layer or project.annotator
    counts: dict[str, list[int]] = {}
    for source, _label, spans, changed in project.store.source_counts(layer):
        if source.startswith(SUGGESTED):
            count = counts.setdefault(source.removeprefix(SUGGESTED), [0, 0, 0])
            count[0] += spans
            count[1] += changed
    for value in _rejected(project, layer):
        counts.setdefault(value["engine"], [0, 0, 0])[2] += 1
    return [Acceptance(name, *count) for name, count in sorted(counts.items())]


def memory(project: Project, layer: str, *, without: str | None = None) -> "Memory":
    """What a layer has marked and rejected, in all documents or in all but one."""
    from annotator.suggest.repeats import Memory

    found = Memory()
    for span in project.spans(layer=layer):
        if span.doc_id != without:
            found.mark(span)
    for value in _rejected(project, layer):
        found.reject(value["label"], value["text"])
    return found


def fingerprint(document: Document, start: int, end: int, label: str) -> str:
    """What a rejection is remembered by: the label, the words, and some characters around them."""
    text = document.text
    parts = (label, text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT])
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


_PREFIX = "rejected:"


def _model(project: Project, layer: str | None) -> "Model":
    if model := model_kept(project, layer):
        return model
    raise NotFound(
        _(
            "no model has been trained yet; train one with “annotator suggest {file} --train-layer LAYER”",
            file=project.path,
        )
    )


def _rejecting(project: Project, document: Document, chosen: Sequence[Suggestion]) -> Iterator[Change]:
    for one in chosen:
        quote = document.text[one.start : one.end]
        name = _name(project.annotator, document.id, fingerprint(document, one.start, one.end, one.label))
        if project.setting(name) is None:
            value = {"label": one.label, "text": quote, "engine": one.engine}
            yield Change(None, Setting(name, value))


def _unchanged(document: Document, digest: str) -> Document:
    if document.digest == digest:
        return document
    raise Conflict(_("the text of this document has been corrected meanwhile; nothing was changed"))


def _rejected(project: Project, layer: str) -> Iterator[dict[str, Any]]:
    start = _PREFIX + orjson.dumps([layer]).decode()[:-1] + ","
    return (one.value for one in project.store.settings_beginning(start))


def _beginning(layer: str, document: str) -> str:
    """JSON, since names may hold any character: no layer's rejections begin like another's."""
    return _PREFIX + orjson.dumps([layer, document]).decode()[:-1] + ","


def _name(layer: str, document: str, print_: str) -> str:
    return _PREFIX + orjson.dumps([layer, document, print_]).decode()


class _Room:
    """Where the marks of one label leave room for another; asked in logarithmic time."""

    def __init__(self, spans: Sequence[Span], label: str, overlap: bool) -> None:
        places = sorted((span.start, span.end) for span in spans if span.label == label)
        self._taken = set(places) if overlap else None
        self._starts = [start for start, _end in places]
        self._ends = list(accumulate((end for _start, end in places), max))

    def takes(self, start: int, end: int) -> bool:
        if self._taken is not None:
            return (start, end) not in self._taken
        before = bisect_left(self._starts, end)
        return before == 0 or self._ends[before - 1] <= start
