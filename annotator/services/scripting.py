"""What scripts ask of a project beyond what a window does: data frames, exports, layers of models (see docs/python.md)."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotator.domain.span import Span
from annotator.i18n import _

if TYPE_CHECKING:
    from annotator.services.exporting import ExportReport
    from annotator.services.project import Project


class Scripting:
    """The part of `Project` that only scripts need."""

    def dataframe(self, *, layer: str | None = None) -> Any:
        """One row a span as a pandas DataFrame. Raises ImportError where pandas is not installed."""
        import pandas  # type: ignore[import-untyped,import-not-found,unused-ignore]

        columns = (
            "id",
            "doc_id",
            "start",
            "end",
            "label",
            "text",
            "layer",
            "attrs",
            "note",
            "source",
            "created",
        )
        rows = ({name: getattr(span, name) for name in columns} for span in self._self.spans(layer=layer))
        return pandas.DataFrame(rows, columns=columns)

    def export(
        self,
        out: Path | str,
        *,
        format: str = "jsonl",  # noqa: A002
        layers: Sequence[str] | None = None,
        labels: Sequence[str] | None = None,
        documents: Sequence[str] | None = None,
        status: str | None = None,
        variant: str | None = None,
        **recipe: Any,
    ) -> "ExportReport":
        """Write the project, or a part of it, to a file; with `split="8:1:1"` to a dataset folder.

        `recipe` are the other fields of services.recipe.Recipe: split, seed, group_by, together, dedupe, segment,
        negatives, pseudonyms, redact. Raises as services.exporting.export does; TypeError for another name.
        """
        from annotator.formats import WriteOptions
        from annotator.services import exporting
        from annotator.services.recipe import Recipe
        from annotator.services.selection import Selection

        chosen, named, wanted = (
            None if part is None else tuple(part) for part in (layers, labels, documents)
        )
        made = Recipe(Selection(chosen, named, wanted, status), **recipe)
        return exporting.export(
            self._self, Path(out), format=format, recipe=made, options=WriteOptions(variant)
        )

    def add_layer(
        self, layer: str, predictions: Mapping[str, Iterable[Sequence[Any]]], *, source: str = "import"
    ) -> int:
        """Add what a model says as a layer: document id → (start, end, label) or (start, end, label, attributes).

        One step. Documents that are named are `done` in the layer, those without spans too; so that the layer takes part
        in agreement. A span that is there already is left out. Returns how many were added. Raises NotFound for a
        document, InvalidSpan for a span that the text or the label schema does not allow.
        """
        from annotator.services.predictions import changes_of

        title = _("add the layer {layer}", layer=layer)
        step = self._self.commit(changes_of(self._self, layer, predictions, source), title)
        return sum(isinstance(change.after, Span) for change in step.changes or ())

    @property
    def _self(self) -> "Project":
        return cast("Project", self)
