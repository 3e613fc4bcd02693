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
from annotator.suggest.names import RULES
from annotator.suggest.reading import Reading
from annotator.suggest.shortfalls import problems
from annotator.suggest.suggestion import Suggestion
from annotator.text.boundaries import RULES as BOUNDARIES
from annotator.text.outline import outline

Finder = Callable[[Reading, Label], Iterator[Suggestion]]


class Rules:
    """Proposes by rules. Every suggestion's reason names its rule."""

    name = RULES

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  rules need no marks
        """Suggestions by place, the outer first."""
        reading = Reading(document)
        found = [one for label in schema.labels for one in proposed(reading, label) or ()]
        return sorted(found, key=lambda one: (one.start, -one.end, one.label))


def prepare() -> None:
    """Read the word lists and compile the patterns: the first report would wait for it."""
    text = (
        "一、工作开展情况\n2023年,我局按照要求,审核合同47份,不断提高服务水平。\n"
        "二、存在的问题\n一是执法力量不足,经费保障有限等问题。\n三、下一步打算\n制定《办法》,每季度开展检查1次。\n"
    )
    reading = Reading(Document("", text, outline=outline(text)))
    for finder in (metrics, *_BY_NAME.values()):
        list(finder(reading, Label("", unit="clause", rules=tuple(BOUNDARIES))))


def proposed(reading: Reading, label: Label) -> list[Suggestion] | None:
    """What the rules propose for one label, in order; None where they have nothing to say of such a label."""
    finder = _finder(label)
    return None if finder is None else list(finder(reading, label))


def _finder(label: Label) -> Finder | None:
    return metrics if label.unit == "quantity" else _BY_NAME.get(label.name)


_BY_NAME: Mapping[str, Finder] = {"measure": measures, "problem": problems}
