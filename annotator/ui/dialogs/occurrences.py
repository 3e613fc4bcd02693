"""Where else the words of a mark stand; plain data, for another thread."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.services import annotate
from annotator.services.project import Project, short
from annotator.ui.jobs import Cancelled, Progress

SHOWN = 2_000  # places that a list offers at once
AROUND = 14  # characters of context on either side
QUOTED = 60
OFTEN = 500  # hits after which the work looks whether it should stop


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence, in code points."""

    document: Document
    start: int
    end: int

    def in_context(self) -> str:
        text = self.document.text
        before, after = text[max(0, self.start - AROUND) : self.start], text[self.end : self.end + AROUND]
        return " ".join(f"…{before}【{short(text[self.start : self.end], QUOTED)}】{after}…".split())


@dataclass(slots=True)
class Found:
    """The first places, and how many there are in all."""

    places: list[Place] = field(default_factory=list)
    total: int = 0


def find_places(project: Project, span: Span, progress: Progress, cancelled: Callable[[], bool]) -> Found:
    """The places where a span's words stand and no span of its label and layer does, in all documents.

    Raises Cancelled.
    """
    found = Found()
    documents = project.store.document_count()
    for number, document in enumerate(project.documents()):
        if number % 50 == 0:
            progress(number, documents)
        _stop_if(cancelled())
        if span.text not in document.text:
            continue
        standing = (s for s in project.spans(document.id, layer=span.layer) if s.label == span.label)
        for start, end in _free(annotate.occurrences(document.text, span.text), standing):
            found.total += 1
            if len(found.places) < SHOWN:
                found.places.append(Place(document, start, end))
            if found.total % OFTEN == 0:
                _stop_if(cancelled())
    return found


def _stop_if(wanted: bool) -> None:
    if wanted:
        raise Cancelled(_("Stopped; nothing was marked."))


def _free(places: Iterator[tuple[int, int]], standing: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Those of the places, which come in order, that no span covers any character of.

    It goes through places and spans side by side: a word like 的 stands twenty thousand times in a long text.
    """
    taken = sorted((s.start, s.end) for s in standing)
    begun, reached = 0, 0  # spans that start before the place's end; the farthest that they reach
    for start, end in places:
        while begun < len(taken) and taken[begun][0] < end:
            reached = max(reached, taken[begun][1])
            begun += 1
        if reached <= start:
            yield start, end
