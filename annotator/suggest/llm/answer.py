"""Reading what a model answers: forgiving about what stands around the JSON, strict about what stands in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONDecoder
from typing import Any

from annotator.domain.schema import Label, LabelSchema
from annotator.suggest.llm.prompt import asked

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_OPENS = re.compile(r"[{\[]")
_LONGEST_REASON = 80
_MOST_BROKEN = 50  # brackets that open nothing readable, after which the rest is not looked at


class Unreadable(ValueError):
    """An answer without JSON of the agreed form, or with half of it."""


@dataclass(frozen=True)
class Claim:
    """A span that a model says is there, in its words. `score` is None where it gave none between 0 and 1."""

    label: str
    quote: str
    before: str = ""
    after: str = ""
    attrs: Mapping[str, Any] = field(default_factory=dict)
    score: float | None = None
    reason: str = ""


def claims(answer: str, schema: LabelSchema) -> tuple[list[Claim], int]:
    """What an answer claims, and how many of its entries were dropped: no known label, or no quote.

    Taken is an object with a list `spans`, or that list alone, wherever it stands: behind a thought, in a code fence,
    after a polite sentence. Raises Unreadable.
    """
    entries = _entries(_THOUGHT.sub("", answer))
    found = [claim for entry in entries if (claim := _claim(entry, schema)) is not None]
    return found, len(entries) - len(found)


def _entries(answer: str) -> list[Any]:
    """The entries of the last answer in a text: models think aloud before they speak.

    Behind something that is broken a list alone is no longer taken: it may be a part of what is broken.
    """
    decoder = JSONDecoder()
    found: list[Any] | None = None
    at = broken = 0
    while broken < _MOST_BROKEN and (opening := _OPENS.search(answer, at)):
        try:
            value, at = decoder.raw_decode(answer, opening.start())
        except (ValueError, RecursionError):
            at = opening.end()
            broken += 1
            continue
        if isinstance(value, dict) and isinstance(value.get("spans"), list):
            found = value["spans"]
        elif isinstance(value, list) and not broken and all(isinstance(entry, dict) for entry in value):
            found = value
    if found is None:
        raise Unreadable
    return found


def _claim(entry: Any, schema: LabelSchema) -> Claim | None:
    if not isinstance(entry, dict):
        return None
    label, quote = entry.get("label"), entry.get("quote")
    known = schema.by_name.get(label) if isinstance(label, str) else None
    if known is None or not isinstance(quote, str) or not quote.strip():
        return None
    reason = " ".join(_words(entry, "reason").split())[:_LONGEST_REASON]
    return Claim(
        known.name,
        quote.strip(),
        _words(entry, "before"),
        _words(entry, "after"),
        _attributes(entry.get("attrs"), known),
        _score(entry.get("score")),
        reason,
    )


def _words(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _score(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if usable else None


def _attributes(value: Any, label: Label) -> dict[str, str]:
    """Those that were asked for, with a value that the schema allows."""
    given = value if isinstance(value, dict) else {}
    return {
        attribute.name: word
        for attribute in asked(label)
        if isinstance(word := given.get(attribute.name), str)
        and (word in attribute.choices if attribute.choices else word.strip())
    }
