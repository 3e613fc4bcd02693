"""What a format has no place for, in a JSON file beside the file of each layer of a document."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.errors import BadInput
from annotator.domain.status import STATES
from annotator.formats import fields
from annotator.formats.fidelity import of_layer
from annotator.formats.metadata import canonical_meta
from annotator.formats.record import Record, RecordLabel
from annotator.i18n import _

SUFFIX = ".annotator.json"
BOM = "\ufeff"  # in other tools' files no part of the text; in ours it may be
CARRIES = frozenset(("metadata", "labels", "layers", "statuses"))


def files_by_document(folder: Path, suffix: str) -> list[list[Path]]:
    """The files of each document, in its order: they have one name, and each lies in the folder of its layer."""
    files: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob(f"*{suffix}")):
        files.setdefault(path.stem, []).append(path)
    return [paths for _stem, paths in sorted(files.items())]


def facts_of(record: Record, layer: str | None) -> dict[str, Any]:
    """The id and the metadata of the document, and what one layer says of it; what says nothing is left out."""
    facts = {
        "id": record.id,
        "layer": layer,
        "meta": record.meta,
        "labels": [[label.name, label.value] for label in of_layer(record, layer).labels],
        "status": record.statuses.get(layer or ""),
        "note": record.notes.get(layer or ""),
        "flag": layer in record.flags,
    }
    return {name: value for name, value in facts.items() if value}


def take_facts(facts: dict[str, Any], record: Record, where: str) -> str | None:
    """Take such facts into the record; the layer. Raises BadInput."""
    record.id = fields.text(facts["id"], "id", where) if "id" in facts else None
    record.meta = canonical_meta(fields.mapping(facts.get("meta"), "meta", where), where)
    layer = fields.text(facts["layer"], "layer", where) if "layer" in facts else None
    for pair in fields.items(facts.get("labels"), "labels", where):
        name, value = pair if type(pair) is list and len(pair) == 2 else (None, None)
        record.labels.append(RecordLabel(fields.text(name, "labels", where), value))
    if layer is not None:
        record.statuses = {layer: facts["status"]} if facts.get("status") in STATES else {}
        record.notes = {layer: str(facts["note"])} if facts.get("note") else {}
        record.flags = [layer] if facts.get("flag") is True else []
    return layer


def write_layer(path: Path, layer: str) -> None:
    """Write beside `path` whose marks it has."""
    with path.with_suffix(SUFFIX).open("wb") as file:
        file.write(orjson.dumps({"layer": layer}, option=orjson.OPT_INDENT_2) + b"\n")


def read_layer(path: Path) -> str | None:
    """Whose marks a file has, where that stands beside it. Raises BadInput."""
    file = path.with_suffix(SUFFIX)
    if not file.is_file():
        return None
    facts = _facts(file)
    return fields.text(facts["layer"], "layer", str(file)) if "layer" in facts else None


def in_its_layer(record: Record, path: Path) -> Record:
    """The record of a file in the layer that stands beside it, where one does. Raises BadInput."""
    layer = read_layer(path)
    return record if layer is None else given_to(record, layer)


def given_to(record: Record, layer: str | None) -> Record:
    """The record with all that is marked in the layer."""
    return replace(
        record,
        spans=[replace(span, layer=layer) for span in record.spans],
        relations=[replace(relation, layer=layer) for relation in record.relations],
        labels=[replace(label, layer=layer) for label in record.labels],
    )


def companions(path: Path) -> list[Path]:
    """The file with the facts beside `path`."""
    return [path.with_suffix(SUFFIX)]


def write_beside(path: Path, record: Record, layer: str | None) -> None:
    """Write the facts beside `path`."""
    facts = facts_of(record, layer)
    if record.text.startswith(BOM):
        facts["bom"] = True
    data = orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    with path.with_suffix(SUFFIX).open("wb") as file:
        file.write(data + b"\n")


def read_beside(path: Path, record: Record) -> str | None:
    """Take in the facts beside `path`, where there are any; the layer. Raises BadInput."""
    file = path.with_suffix(SUFFIX)
    if not file.is_file():
        return None
    return take_facts(_facts(file), record, str(file))


def text_of(path: Path, text: str) -> str:
    """The text without a byte order mark, unless the file beside `path` says that it is a part of it. Raises BadInput."""
    if not text.startswith(BOM):
        return text
    file = path.with_suffix(SUFFIX)
    ours = file.is_file() and _facts(file).get("bom") is True
    return text if ours else text.removeprefix(BOM)


def _facts(file: Path) -> dict[str, Any]:
    try:
        facts = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInput(_("{where}: not JSON ({reason})", where=file, reason=error.msg)) from error
    return fields.mapping(facts, file.name, str(file))
