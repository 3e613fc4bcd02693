"""The engine `rules`: what the grammar of official reports tells, without any example.

A label of unit `quantity` gets the quantities; the labels `measure` and `problem` (their meaning is part of the
contract of the label schema) get actions and shortcomings.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from annotator.domain.document import Document
from annotator.domain.schema import Label, LabelSchema
from annotator.domain.span import Span
from annotator.suggest.actions import measures
from annotator.suggest.figures import metrics
from annotator.suggest.reading import Reading
from annotator.suggest.shortfalls import problems
from annotator.suggest.suggestion import Suggestion

Finder = Callable[[Reading, Label], Iterator[Suggestion]]


class Rules:
    """Proposes by rules. Every suggestion's reason names its rule."""

    name = "rules"

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  rules need no marks
        """Suggestions by place, the outer first."""
        reading = Reading(document)
        found = [one for label in schema.labels for one in proposed(reading, label) or ()]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))


def proposed(reading: Reading, label: Label) -> list[Suggestion] | None:
    """What the rules propose for one label, in order; None where they have nothing to say of such a label."""
    finder = _finder(label)
    return None if finder is None else list(finder(reading, label))


def _finder(label: Label) -> Finder | None:
    return metrics if label.unit == "quantity" else _BY_NAME.get(label.name)


_BY_NAME: Mapping[str, Finder] = {"measure": measures, "problem": problems}
