"""The answers that a language model has given, kept in the project so that nothing is paid twice.

They lie in the table `derived`: no step, no log. An answer is known by the digest of the text, the stretch, the endpoint,
the model, and the version of the prompt with all that the label schema brings into it; whoever changes one of these asks
anew. Kept is what the model said, word for word: a better reading of it costs nothing.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.span import now
from annotator.services.llm.config import Config
from annotator.services.project import Project
from annotator.suggest.llm.chunks import Chunk, chunks
from annotator.suggest.llm.prompt import messages, version


class Answers:
    """Of one model about one project, under its present label schema. Belongs to the project's thread."""

    def __init__(self, project: Project, config: Config, schema: LabelSchema) -> None:
        told = "\0".join((config.endpoint, config.model, version(schema)))
        self._store = project.store
        self._asked = blake2b(told.encode(), digest_size=12).hexdigest()
        self._model = config.model
        self.schema = schema

    def get(self, document: Document, chunk: Chunk) -> str | None:
        """What the model said about a stretch; None where it was not asked."""
        value: Any = self._store.derived(self._name(document, chunk))
        answer = value.get("answer") if isinstance(value, dict) else None
        return answer if isinstance(answer, str) else None

    def keep(self, document: Document, chunk: Chunk, answer: str) -> None:
        """Raises ProjectBusy, ReadOnly, DiskFull."""
        value = {"model": self._model, "time": now(), "answer": answer}
        self._store.keep_derived(self._name(document, chunk), value)

    def known(self, document: Document) -> Iterator[tuple[Chunk, str]]:
        """The stretches that the model was asked about, with what it said."""
        for chunk in chunks(document):
            if (answer := self.get(document, chunk)) is not None:
                yield chunk, answer

    def open(self, document: Document) -> Iterator[tuple[Chunk, int]]:
        """The stretches that it is still to be asked about, with the characters of the messages."""
        for chunk in chunks(document):
            if self.get(document, chunk) is None:
                told = messages(document, chunk, self.schema)
                yield chunk, sum(len(message["content"]) for message in told)

    def _name(self, document: Document, chunk: Chunk) -> str:
        return f"llm:{document.digest}:{self._asked}:{chunk.start}-{chunk.end}"
