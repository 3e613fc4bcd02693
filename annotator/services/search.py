"""Searching all documents: which ones, where, in what context. The places are those of the stored texts."""

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from annotator.services.project import Project
from annotator.services.query import BadQuery, Query, parse
from annotator.store import Filter
from annotator.store.search import Read

__all__ = ["BadQuery", "Found", "Hit", "Query", "Search", "index", "parse"]

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

AROUND = 40  # characters of context on either side of a hit
_AT_ONCE = 50  # documents that are read in one go
_FEW = 500  # documents with a title that was asked for: quicker read than sought in the index


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: code points, end-exclusive; `text` is what stands there, `before` and `after` what is around it."""

    start: int
    end: int
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document with its hits in order; where only the title has the words, there are none."""

    id: str
    title: str
    title_hits: tuple[tuple[int, int], ...]
    hits: tuple[Hit, ...]


class Search:
    """One search, read on from page to page: titles with all words first, then texts by how often they say it, then
    those that the index does not know yet, newest first.

    Holds no project: each call is given one, so that calls may be made on different threads, one after another.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self._begun = False
        self._documents = array("q")  # primary keys
        self._texts = array("q")  # numbers of texts
        self._below = 0  # texts of the index below this number are still to be asked for
        self._unread = range(0)  # texts that the index does not know
        self._position = 0
        self._given_as_documents: set[int] = set()
        self._given = 0
        self._left_over: list[Found] = []

    @property
    def finished(self) -> bool:
        """Whether everything has been read."""
        return self._begun and not self._ahead and not self._left_over

    @property
    def count(self) -> int:
        """How many documents have been given so far; all of them when it is finished."""
        return self._given

    @property
    def about(self) -> int | None:
        """How many there will be, as the index says, which is nearly right; None where it cannot say."""
        query = self.query
        if not query.words or query.facts or query.marks_only or self._below or self._unread:
            return None
        return max(len(self._documents), len(self._texts))

    def more(
        self,
        project: Project,
        count: int,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> list[Found]:
        """The next `count` documents, fewer at the end. Raises BadQuery for an expression that takes too long.

        Once it is cancelled, the search is of no use any more: documents may be missing.
        """
        return list(islice(self.all(project, progress=progress, cancelled=cancelled), count))

    def all(
        self, project: Project, *, progress: Progress | None = None, cancelled: Cancelled = lambda: False
    ) -> Iterator[Found]:
        """All documents that have not been given yet, one by one."""
        if not self._begun:
            self._begin(project)
        while not self.finished and not cancelled():
            if self._left_over:
                self._given += 1
                yield self._left_over.pop()
                continue
            if progress:
                progress(self._position, len(self._documents) + len(self._texts))
            batch = list(self._next_batch(project))
            for read in batch:
                if cancelled():
                    return
                if found := self._look(project, read):
                    self._left_over.append(found)
            self._left_over.reverse()

    def _begin(self, project: Project) -> None:
        query, store = self.query, project.store
        self._begun = True
        titled = {key for value in query.facts.get("title", ()) for key in store.documents_titled([value])}
        if "title" in query.facts and (not query.words or len(titled) <= _FEW):
            self._documents = array("q", sorted(titled))
        elif query.words:
            self._unread = store.texts_unread()
            self._below = self._unread.stop + 1
            self._ask_index(project)
            if not query.marks_only:
                self._documents = store.documents_titled(query.words)
        elif query.marks_only:
            self._documents = store.documents_marked(query.labels, query.layers)
        else:
            self._documents = store.document_keys("", Filter())
        self._given_as_documents = set(self._documents)

    @property
    def _ahead(self) -> bool:
        """Whether there is something that has not been read."""
        return bool(self._position < len(self._documents) + len(self._texts) or self._below or self._unread)

    def _ask_index(self, project: Project) -> None:
        texts = project.store.texts_with(self.query.words, self._below)
        self._texts.extend(texts.numbers)
        self._below = texts.below

    def _next_batch(self, project: Project) -> Iterator[Read]:
        """The documents at the position, which moves on."""
        first, meta = self._position, bool(self.query.facts.keys() - {"title"})
        if first < len(self._documents):
            keys = self._documents[first : first + _AT_ONCE]
            self._position += len(keys)
            yield from project.store.read_documents(keys, meta=meta)
            return
        first -= len(self._documents)
        if first >= len(self._texts):
            if self._below:
                self._ask_index(project)
            else:
                self._texts.extend(self._unread)
                self._unread = range(0)
        numbers = self._texts[first : first + _AT_ONCE]
        self._position += len(numbers)
        for read in project.store.read_texts(numbers, meta=meta):
            if read.pk not in self._given_as_documents:
                yield read

    def _look(self, project: Project, read: Read) -> Found | None:
        """What is found in a document, or None."""
        query = self.query
        if query.facts and not query.fits(read.title, read.meta):
            return None
        sought = bool(query.words) or query.expression
        in_title = query.has_all(read.title)
        if query.words and not in_title and not query.has_all(read.text):
            return None
        places = list(query.matches(read.text)) if sought else []
        if query.marks_only:
            marks = project.store.places_marked(read.pk, query.labels, query.layers)
            places = _touching(places, marks) if sought else marks
        if not places and (query.marks_only or (sought and not in_title)):
            return None
        title = tuple(query.matches(read.title))
        return Found(read.id, read.title, title, tuple(_hit(read.text, *place) for place in places))


def index(
    project: Project,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
    at_once: int = 500,
    pause: float = 0.0,
) -> None:
    """Bring the index up to date, `at_once` texts in a transaction, with a pause of seconds between them for others to
    write in. Does nothing where the project cannot be written. Raises ProjectBusy, DiskFull."""
    total = left = project.store.texts_waiting()
    if not project.store.writable:
        return
    while left and not cancelled():
        if progress:
            progress(total - left, total)
        left = project.store.index_texts(at_once)
        if left and pause:
            time.sleep(pause)


def _touching(places: Sequence[tuple[int, int]], marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that share a character with a mark. Both are in order; places lie apart."""
    stretches: list[tuple[int, int]] = []  # the marks, joined where they touch
    for start, end in marks:
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    ends = [end for _start, end in stretches]
    found = []
    for start, end in places:
        nearest = bisect_left(ends, start + 1)
        if nearest < len(stretches) and stretches[nearest][0] < end:
            found.append((start, end))
    return found


def _hit(text: str, start: int, end: int) -> Hit:
    return Hit(start, end, text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
