"""What is known about a document: the keys we know, what others call them, and their canonical order."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.domain.errors import BadInput
from annotator.i18n import _

KNOWN = ("title", "issuer", "doc_number", "index_number", "published", "year", "region", "source_url")
TEXT_NAMES = ("full_text", "text", "content", "正文", "内容", "全文")
DEEPEST = 32  # levels of nesting in metadata and attributes; orjson writes 254
INTEGERS = range(-(2**63), 2**64)  # what orjson reads and writes exactly

_SYNONYMS = {
    "title": "title", "标题": "title", "標題": "title",
    "issuer": "issuer", "发布机构": "issuer", "发文机关": "issuer", "发布单位": "issuer", "發佈機構": "issuer",
    "doc_number": "doc_number", "文号": "doc_number", "发文字号": "doc_number", "文號": "doc_number",
    "index_number": "index_number", "索引号": "index_number", "索引號": "index_number",
    "published": "published", "publish_date": "published", "发布日期": "published", "发布时间": "published",
    "發佈日期": "published",
    "year": "year", "年份": "year", "年度": "year",
    "region": "region", "province": "region", "city": "region", "地区": "region", "省份": "region",
    "地區": "region",
    "source_url": "source_url", "url": "source_url", "链接": "source_url", "网址": "source_url",
    "鏈接": "source_url", "網址": "source_url",
}  # fmt: skip
_YEAR = re.compile(r"\s*([0-9]{4})\s*年?度?\s*")


def keys_for(names: Iterable[str]) -> dict[str, str]:
    """The metadata key that each of a table's `names` stands for; unknown names keep theirs.

    A key is given once: to the column that bears its very name, else to the first synonym.
    """
    names = list(names)
    taken = set(names)
    keys = {}
    for name in names:
        key = _SYNONYMS.get(name.strip().casefold(), name)
        keys[name] = name if key in taken else key
        taken.add(key)
    return keys


def canonical_meta(meta: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Known keys first and in their order, then the others sorted; known values in their type.

    A known key is text, `year` a whole number where it reads as one ("2021–2025" stays text); null stands for
    nothing known. Raises BadInput for a value of another type, and as `canonical_value` does.
    """
    known = {key: _known(key, meta[key], where) for key in KNOWN if meta.get(key) is not None}
    rest = {key: meta[key] for key in meta if key not in KNOWN}
    return {**known, **canonical_value(rest, where)} if rest else known


def canonical_value(value: Any, where: str, depth: int = 0) -> Any:
    """A JSON value with every object's keys sorted.

    Raises BadInput for what JSON cannot carry exactly: NaN, infinities, numbers beyond 64 bits, keys that are
    not text, other types, nesting deeper than `DEEPEST`.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if depth > DEEPEST:
        raise BadInput(_("{where}: values are nested more than {n} deep", where=where, n=DEEPEST))
    if kind is dict and all(type(key) is str for key in value):
        return {key: canonical_value(value[key], where, depth + 1) for key in sorted(value)}
    if kind is list or kind is tuple:
        return [canonical_value(item, where, depth + 1) for item in value]
    if (kind is int and value in INTEGERS) or (kind is float and math.isfinite(value) and abs(value) < 2**63):
        return value
    if kind is int or kind is float:
        raise BadInput(
            _("{where}: the number {value} cannot be kept exactly (64 bits); write it as text",
              where=where, value=str(value) if kind is float else hex(value)[:20])
        )  # fmt: skip
    raise BadInput(
        _("{where}: a value of type {type} cannot be kept; use text, numbers, true/false, lists and objects",
          where=where, type=kind.__name__)
    )  # fmt: skip


def _known(key: str, value: Any, where: str) -> str | int:
    if type(value) is str:
        year = _YEAR.fullmatch(value) if key == "year" else None
        return int(year[1]) if year else value
    if (type(value) is int and value in INTEGERS) or (type(value) is float and math.isfinite(value)):
        if key != "year":
            return str(value)
        if value == int(value) and abs(value) < 10_000:  # a table program's 2023.0
            return int(value)
    raise BadInput(_("{where}: the metadata “{key}” must be text", where=where, key=key))
