"""An export as a person asked for it, to be done and to be done again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.formats import WriteOptions
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection


@dataclass(frozen=True)
class ExportRequest:
    """What goes where, in which format."""

    path: Path
    format: str
    recipe: Recipe
    variant: str | None = None

    @property
    def options(self) -> WriteOptions:
        return WriteOptions(self.variant)

    def as_dict(self) -> dict[str, Any]:
        """As plain values, for the settings."""
        return {
            "path": str(self.path), "format": self.format, "variant": self.variant, **self.recipe.options(),
        }  # fmt: skip


def request_from(entry: dict[str, Any]) -> ExportRequest | None:
    """The request that `as_dict` gave; None for anything else, such as that of another version."""
    fields = dict(entry)
    try:
        path, name, variant = Path(fields.pop("path")), str(fields.pop("format")), fields.pop("variant")
        some = {key: fields.pop(key) for key in ("layers", "labels", "documents")}
        selection = Selection(
            **{key: None if value is None else tuple(value) for key, value in some.items()},
            status=fields.pop("status"),
        )
        return ExportRequest(path, name, Recipe(selection, **fields), variant)
    except (KeyError, TypeError):
        return None
