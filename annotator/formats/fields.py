"""Fields of other tools' JSON, checked; and values where a tool has room for text alone."""

import json
import re
from typing import Any

import orjson

from annotator.domain.errors import BadInput
from annotator.formats.record import RecordLabel, printable
from annotator.i18n import _

CATEGORY = "category"  # the name of a document label that other tools give without a name
_JSON = "json:"
_BEYOND_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def whole(value: Any, name: str, where: str) -> int:
    """A whole number, also as a text of digits. Raises BadInput."""
    if type(value) is int:
        return value
    if type(value) is str and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    raise BadInput(_("{where}: “{name}” must be {what}", where=where, name=name, what=_("a whole number")))


def text(value: Any, name: str, where: str) -> str:
    """A text that is not empty. Raises BadInput."""
    if type(value) is str and value:
        return value
    raise BadInput(_("{where}: “{name}” must be text", where=where, name=printable(name)))


def plain(value: Any, name: str, where: str) -> str:
    """A text, perhaps empty. Raises BadInput."""
    return value if value == "" else text(value, name, where)


def items(value: Any, name: str, where: str) -> list[Any]:
    """A list; nothing counts as an empty one. Raises BadInput."""
    if value is None:
        return []
    if type(value) is not list:
        raise BadInput(_("{where}: “{name}” must be a list", where=where, name=name))
    return value


def mapping(value: Any, name: str, where: str) -> dict[str, Any]:
    """An object; nothing counts as an empty one. Raises BadInput."""
    if value is None:
        return {}
    if type(value) is not dict:
        raise BadInput(_("{where}: “{name}” must be a JSON object", where=where, name=name))
    return value


def as_text(value: Any) -> str:
    """A JSON value as text: texts as they are, others, and texts that look like others, as JSON behind "json:"."""
    if type(value) is str and not value.startswith(_JSON):
        return value
    return _JSON + orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def from_text(value: str) -> Any:
    """What `as_text` was given; a text that it did not make stays a text."""
    if value.startswith(_JSON):
        try:
            return orjson.loads(value[len(_JSON) :])
        except orjson.JSONDecodeError:
            return value
    return value


def as_xml_text(value: Any) -> str:
    """As `as_text`; what holds characters that XML does not know, or line ends that it folds, becomes JSON in ASCII."""
    shown = as_text(value)
    if not _BEYOND_XML.search(shown):
        return shown
    return _JSON + json.dumps(value, ensure_ascii=True, sort_keys=True)


def fits_xml(value: str) -> bool:
    """Whether XML knows every character of a text."""
    return _BEYOND_XML.search(value.replace("\r", "")) is None


def categories(labels: list[RecordLabel]) -> list[str]:
    """Document labels where a tool has no names for them: the values of `CATEGORY`, others as “name=value”, once each."""
    found: dict[str, None] = {}
    for label in labels:
        for value in label.value if type(label.value) is list else [label.value]:
            shown = as_text(value)
            found[shown if label.name == CATEGORY else f"{label.name}={shown}"] = None
    return [name for name in found if name]


def category_labels(names: list[str], layer: str | None = None) -> list[RecordLabel]:
    """The document label that such categories make: one value, or a list of several."""
    if not names:
        return []
    return [RecordLabel(CATEGORY, names[0] if len(names) == 1 else names, layer)]
