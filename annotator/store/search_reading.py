"""What a search asks the project file; see `annotator.store.search`."""

from array import array
from collections.abc import Iterator, Sequence

from annotator.store import search
from annotator.store.overview_reading import OverviewReading
from annotator.store.reading import each, read


class SearchReading(OverviewReading):
    """The reading half of `Store` that searches use, on top of what pictures do."""

    @read
    def texts_waiting(self) -> int:
        """How many texts the search index lacks; a search has to read them."""
        return search.waiting(self._connection)

    @read
    def texts_unread(self) -> range:
        """The numbers of those texts, newest first."""
        return search.unread(self._connection)

    @read
    def texts_with(self, words: Sequence[str], below: int) -> search.Texts:
        """Texts of the index with all the words, numbered below `below`."""
        return search.texts_with(self._connection, words, below)

    @read
    def documents_titled(self, words: Sequence[str]) -> "array[int]":
        return search.documents_titled(self._connection, words)

    @read
    def documents_marked(self, labels: Sequence[str], layers: Sequence[str]) -> "array[int]":
        return search.documents_marked(self._connection, labels, layers)

    @read
    def places_marked(self, pk: int, labels: Sequence[str], layers: Sequence[str]) -> list[tuple[int, int]]:
        return search.places_marked(self._connection, pk, labels, layers)

    @each
    def read_texts(self, numbers: Sequence[int], *, meta: bool = False) -> Iterator[search.Read]:
        """The documents with these texts (see `texts_with`)."""
        return search.documents_of(self._connection, numbers, meta=meta)

    @each
    def read_documents(self, keys: Sequence[int], *, meta: bool = False) -> Iterator[search.Read]:
        return search.documents_at(self._connection, keys, meta=meta)
