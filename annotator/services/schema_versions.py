"""The versions that a project's label schema has gone through, and schemas as files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator import paths
from annotator.domain.errors import InvalidSchema
from annotator.domain.schema import (
    LabelSchema,
    json_from_file,
    schema_from_dict,
    schema_from_file,
    schema_to_dict,
)
from annotator.domain.schema_difference import differences
from annotator.domain.schema_problems import first_grave
from annotator.formats.atomic import atomic_file
from annotator.i18n import _
from annotator.services.project import Project


@dataclass(frozen=True, slots=True)
class Version:
    """`differences` are to the version before it, in words; none for the first. `spans` were made under it."""

    schema: LabelSchema
    actor: str
    at: str
    title: str
    spans: int
    differences: tuple[str, ...]


def versions(project: Project) -> list[Version]:
    """All versions that stand, the newest first."""
    told = project.store.schema_versions()
    before = [*(each.schema for each in told[1:]), None]
    return [
        Version(
            each.schema,
            each.actor,
            each.at,
            each.title,
            each.spans,
            tuple(differences(old, each.schema)) if old else (),
        )
        for each, old in zip(told, before, strict=True)
    ]


def read_schema(path: Path) -> LabelSchema:
    """A label schema from a file. Raises InvalidSchema: one sentence with the file, the place in it and what is wrong."""
    data = json_from_file(path)
    validate(data, path)
    try:
        schema = schema_from_dict(data)
    except InvalidSchema as error:
        raise InvalidSchema(f"{path}: {error}") from error
    if (problem := first_grave(schema)) is not None:
        raise _wrong(path, "/".join(map(str, problem.place)), problem.sentence)
    return schema


def write_schema(schema: LabelSchema, path: Path) -> None:
    """Write a schema as JSON that `read_schema` and `annotator init --labels` read. Raises ReadOnly, DiskFull."""
    text = json.dumps(schema_to_dict(schema), ensure_ascii=False, indent=2) + "\n"
    with atomic_file(path) as file:
        file.write(text.encode("utf-8"))


def built_in_schemas() -> list[LabelSchema]:
    """The built-in label schema in every copy that annotator has shipped, the oldest first, the present one last."""
    earlier = json.loads(paths.schema("civil-affairs.earlier.json").read_bytes())
    return [*map(schema_from_dict, earlier), schema_from_file(paths.schema("civil-affairs.json"))]


def validate(data: Any, path: Path) -> None:
    """Raises InvalidSchema where data does not fit `schemas/label-schema.schema.json`."""
    import jsonschema_rs  # here, since it takes as long to load as all the rest

    known = json.loads(paths.schema("label-schema.schema.json").read_bytes())
    error = next(jsonschema_rs.Draft202012Validator(known).iter_errors(data), None)
    if error is not None:
        raise _wrong(path, "/".join(map(str, error.instance_path)) or "/", error.message)


def _wrong(path: Path, place: str, reason: str) -> InvalidSchema:
    return InvalidSchema(
        _("the label schema {file} is wrong at {place}: {reason}", file=path, place=place, reason=reason)
    )
