"""What engines say of many documents, kept in the project so that it is found once: `derived`, no step and no log.

Kept by the digest of the text under the stamp of the engine; another stamp makes all of it void. What a layer has marked
or rejected since is taken away when it is read, so that marks make nothing void.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.document import Document
from annotator.domain.errors import NotFound, ProjectError
from annotator.i18n import _
from annotator.services.project import Progress, Project
from annotator.services.suggesting import model_kept, rejections, remaining
from annotator.suggest.names import LEARNED, RULES
from annotator.suggest.ordering import DOUBTFUL, Finding
from annotator.suggest.suggestion import Suggestion

if TYPE_CHECKING:
    from annotator.suggest.reading import Cut

KEEP_EVERY = 60.0
"""Seconds after which what was found so far is written."""

Finder = Callable[[Document], Sequence[Finding]]


@dataclass(frozen=True)
class Look:
    """How much is looked at: at most so many documents anew, for so many seconds; where to tell, when to stop."""

    most: int | None = None
    seconds: float = float("inf")
    seed: int = 0
    progress: Progress | None = None
    pause: Callable[[], None] = lambda: None
    """Called before each document; it may wait, and what it raises ends the work."""


@dataclass
class Findings:
    """By document: what was found in those that were looked at."""

    engine: str
    by_document: dict[str, list[Finding]] = field(default_factory=dict)


def doubts(project: Project, layer: str, documents: Sequence[str], cut: "Cut", look: Look) -> Findings:
    """The doubtful suggestions of the layer's model, or of the rules where it has none, that nobody has answered yet."""
    from annotator.suggest.learned import FORMAT, Learned
    from annotator.suggest.rules import Rules

    model = model_kept(project, layer)
    by = Learned(model, cut) if model else Rules()
    stamp = f"{FORMAT}:{model.facts.trained}" if model else str(FORMAT)

    def find(document: Document) -> list[Finding]:
        found = by.suggest(document, [], project.schema)
        return [_finding(document, one) for one in found if one.score <= DOUBTFUL]

    name = LEARNED if model else RULES
    kept = _Kept(project, f"doubts:{layer}", f"{name}:{stamp}")
    return Findings(name, _open(project, layer, kept.look(documents, find, look)))


def differences(project: Project, layer: str, documents: Sequence[str], cut: "Cut", look: Look) -> Findings:
    """What either the rules or the layer's model propose and the other does not. Raises NotFound without a model."""
    from annotator.suggest.learned import FORMAT, Learned
    from annotator.suggest.rules import Rules

    model = model_kept(project, layer)
    if model is None:
        raise NotFound(
            _("there is no model whose proposals could differ from those of the rules; train one first")
        )
    rules, learned = Rules(), Learned(model, cut)

    def find(document: Document) -> list[Finding]:
        both = [
            {one.place: one for one in by.suggest(document, [], project.schema)} for by in (rules, learned)
        ]
        apart = both[0].keys() ^ both[1].keys()
        return [_finding(document, both[0].get(place) or both[1][place]) for place in sorted(apart)]

    kept = _Kept(project, f"differences:{layer}", f"{FORMAT}:{model.facts.trained}")
    return Findings(LEARNED, _open(project, layer, kept.look(documents, find, look)))


class _Kept:
    """Findings by digest under one name of the project."""

    def __init__(self, project: Project, name: str, stamp: str) -> None:
        self._project, self._name = project, name
        known = project.store.derived(name)
        self._value: dict[str, Any] = (
            known if known and known["stamp"] == stamp else {"stamp": stamp, "documents": {}}
        )
        self._written = time.monotonic()
        self._changed = False

    def look(self, documents: Sequence[str], find: Finder, look: Look) -> dict[str, list[Finding]]:
        """What was found in those documents that were looked at, now or before."""
        digests = self._project.store.document_digests()
        known: dict[str, Any] = self._value["documents"]
        fresh = [one for one in documents if digests[one] not in known]
        random.Random(look.seed).shuffle(fresh)  # whoever stops early has a fair sample
        until = time.monotonic() + look.seconds
        before = len(documents) - len(fresh)
        try:
            for at, document in enumerate(fresh[: look.most], 1):
                if time.monotonic() > until:
                    break
                look.pause()
                if digests[document] not in known:  # the same text may be there twice
                    known[digests[document]] = _packed(find(self._project.document(document)))
                    self._changed = True
                if look.progress:
                    look.progress(before + at, len(documents))
                if time.monotonic() - self._written > KEEP_EVERY:
                    self._write()
        finally:
            self._write()
        return {one: _unpacked(known[digests[one]]) for one in documents if digests[one] in known}

    def _write(self) -> None:
        """Where the project cannot be written now, the next one has to look again."""
        self._written = time.monotonic()
        if self._changed and self._project.store.writable:
            with suppress(ProjectError):
                self._project.store.keep_derived(self._name, self._value)
                self._changed = False


def _open(project: Project, layer: str, found: Mapping[str, list[Finding]]) -> dict[str, list[Finding]]:
    """Without what the layer has marked or rejected."""
    counts = project.store.document_span_counts()
    left: dict[str, list[Finding]] = {}
    for identity, findings in found.items():
        rejected = rejections(project, identity, layer) if findings else frozenset()
        left[identity] = findings
        if findings and (rejected or layer in counts.get(identity, ())):
            document = project.document(identity)
            by_place = {(one.start, one.end, one.label): one for one in findings}
            asked = [Suggestion(identity, *place) for place in by_place]
            spans = list(project.spans(identity, layer=layer))
            still = remaining(asked, document, spans, rejected, project.schema)
            left[identity] = [by_place[one.place] for one in still]
    return left


def _finding(document: Document, one: Suggestion) -> Finding:
    around = [section for section in document.outline if section.start <= one.start < section.end]
    heading = around[0].heading.strip() if around else ""
    return Finding(one.start, one.end, one.label, round(one.score, 4), heading)


def _packed(findings: Iterable[Finding]) -> list[Any]:
    """Headings once, and findings that name them by number."""
    headings: dict[str, int] = {}
    rows = [
        [one.start, one.end, one.label, one.score, headings.setdefault(one.heading, len(headings))]
        for one in findings
    ]
    return [list(headings), rows]


def _unpacked(value: Sequence[Any]) -> list[Finding]:
    headings, rows = value
    return [Finding(start, end, label, score, headings[at]) for start, end, label, score, at in rows]
