"""Whose reports they are and of which year: which of them may speak of each other, and which is the earlier one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.text.fold import fold
from annotator.text.issuers import region_end
from annotator.text.script import simplify

UNKNOWN = "document:"
"""What the groups of reports begin with whose issuer nobody knows: each is alone."""

_YEAR = re.compile(r"\d{4}")


def issuer_key(meta: Mapping[str, Any]) -> str:
    """An issuer's name, the same in either script, with any spaces, 政府 or 人民政府; '' where it is not known."""
    name = "".join(fold(simplify(str(meta.get("issuer") or ""))).split())
    return name.replace("人民政府", "政府")


def year_of(meta: Mapping[str, Any]) -> int:
    """The year that a report is about, of a plan the first, else that in which it came out; 0 where none is known."""
    for name in ("year", "published"):
        if found := _YEAR.match(str(meta.get(name) or "").strip()):
            return int(found[0])
    return 0


def groups(metas: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Document → what it has in common with all other reports of its issuer; documents by id, with their metadata.

    A name is also that of the longer one that ends so, where there is but one and it names a region itself:
    清城区民政局 is 清远市清城区民政局, but 民政局 is nobody in particular.
    """
    keys = {document: issuer_key(meta) for document, meta in metas.items()}
    whole = _whole_names(set(keys.values()) - {""})
    return {
        document: f"issuer:{whole[key]}" if key else f"{UNKNOWN}{document}" for document, key in keys.items()
    }


def _whole_names(names: Iterable[str]) -> dict[str, str]:
    ending: defaultdict[str, list[str]] = defaultdict(list)
    names = sorted(names, key=len)
    for name in names:
        for start in range(1, len(name)):
            ending[name[start:]].append(name)
    whole = {}
    for name in names:
        longer = ending.get(name, ())
        longest = longer[-1] if longer and region_end(name) else name
        whole[name] = longest if all(longest.endswith(other) for other in longer) else name
    return whole
