"""What the pictures of a project ask its file; see `annotator.store.overview_queries`."""

from collections.abc import Iterator, Sequence

from annotator.store import overview_queries as asked
from annotator.store.reading import Reading, each, read


class OverviewReading(Reading):
    """The reading half of `Store` that pictures use."""

    @each
    def overview_documents(self) -> Iterator[asked.DocumentRow]:
        return asked.document_rows(self._connection)

    @each
    def overview_texts(self) -> Iterator[str]:
        return asked.texts(self._connection)

    @each
    def overview_marks(
        self, with_attributes: Sequence[str] = (), documents: Sequence[int] | None = None
    ) -> Iterator[list[asked.MarkRow]]:
        return asked.mark_rows(self._connection, with_attributes, documents)

    @read
    def overview_links(self) -> list[asked.LinkRow]:
        return asked.link_rows(self._connection)

    @read
    def quotes_of(self, spans: Sequence[int]) -> list[asked.QuoteRow]:
        return asked.quote_rows(self._connection, spans)

    @each
    def state_changes(self) -> Iterator[asked.StateChange]:
        return asked.state_changes(self._connection)
