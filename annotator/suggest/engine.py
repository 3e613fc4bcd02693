"""What an engine is, and which there are beside the built-in ones.

A package adds its own with an entry point in the group `annotator.engines`: an object with a `name` and a method
`suggest`, or something that makes one when called without arguments.
"""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span
from annotator.suggest.suggestion import Suggestion

GROUP = "annotator.engines"
"""The group of entry points."""


@runtime_checkable
class Engine(Protocol):
    """Proposes spans for a document. Pure: the same arguments give the same suggestions."""

    @property
    def name(self) -> str:
        """What people call it; spans that come from it have the source `suggestion:<name>`."""

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:
        """Suggestions by place. `spans` are the annotator's marks in the document, as context, not to be repeated."""


def plugged_in() -> list[str]:
    """The names of the engines that other packages bring."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def plugin(name: str) -> Engine | None:
    """The engine that another package brings under this name; None where there is none."""
    for point in entry_points(group=GROUP, name=name):
        made = point.load()
        engine = (
            made() if (callable(made) and not isinstance(made, Engine)) or isinstance(made, type) else made
        )
        if isinstance(engine, Engine):
            return engine
    return None
