"""What a model predicts, as a layer of a project."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator.domain.change import Change
from annotator.domain.errors import InvalidSpan
from annotator.domain.span import Span
from annotator.domain.status import Status
from annotator.i18n import _
from annotator.services import annotate

if TYPE_CHECKING:
    from annotator.services.project import Project


def changes_of(
    project: "Project", layer: str, predictions: Mapping[str, Iterable[Sequence[Any]]], source: str
) -> Iterator[Change]:
    """The changes that add the predictions to `layer`; see Project.add_layer. Raises NotFound, InvalidSpan."""
    if not layer.strip():
        raise InvalidSpan(_("name the layer that the predictions go into"))
    for identity, predicted in predictions.items():
        document = project.document(identity)
        standing = list(project.store.spans(identity, layer))
        there = {(span.start, span.end, span.label) for span in standing}
        for start, end, label, attrs in _checked(identity, predicted):
            if (start, end, label) in there:
                continue
            change = annotate.add(
                document, start, end, label, layer=layer, schema=project.schema, standing=standing,
                attrs=attrs, source=source,
            )  # fmt: skip
            assert isinstance(change.after, Span)
            standing.append(change.after)
            there.add((start, end, label))
            yield change
        status = project.store.status(identity, layer)
        if status.state != "done":
            unsaid = status == Status(identity, layer)  # then there is no row
            yield Change(None if unsaid else status, replace(status, state="done"))


def _checked(
    identity: str, predicted: Iterable[Sequence[Any]]
) -> Iterator[tuple[int, int, str, Mapping[str, Any] | None]]:
    for number, each in enumerate(predicted, 1):
        start, end, label, attrs = (*each, None)[:4] if len(each) in (3, 4) else (None, None, None, None)
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(label, str)):
            raise InvalidSpan(
                _("prediction {number} for the document “{id}” is not (start, end, label) or (start, end, label, attributes)",
                  number=number, id=identity)
            )  # fmt: skip
        yield start, end, label, attrs
