"""Simplified and traditional characters: reading a text in simplified script, and finding words in either.

OpenCC converts; its dictionaries replace every phrase by one of the same length, so that a place in the one text
is the same place in the other. What may stand for what in a search is the list `script-forms` (see there), which
belongs to the project, so that an index made today is still right under a later OpenCC.
"""

import re
from functools import cache
from hashlib import blake2b
from typing import Any

from annotator.text.fold import fold
from annotator.text.lexicons import entries

_CASED = "\u0530"
_SURROGATES = re.compile("[\ud800-\udfff]")


def simplify(text: str) -> str:
    """The text in simplified characters; `len(simplify(text)) == len(text)`, and places correspond.

    Phrases decide where a character has several simplified ones (乾隆 stays, 乾燥 becomes 干燥); for rules and
    suggestions. Everything that is no Chinese character stays as it is, lone surrogates too.
    """
    if text.isascii():
        return text
    try:
        return _converted(text)
    except UnicodeEncodeError:
        converted = _converted(_SURROGATES.sub("\ufffd", text))
        return "".join(old if new == "\ufffd" else new for old, new in zip(text, converted, strict=True))


def key(text: str) -> str:
    """What two texts share that differ only in script, width, case or kind of space; as long as the text.

    Character by character without context, so that a part of a text has the part of its key, for a full-text
    index. Forms that stand for each other have one key, and so have forms of forms: `forms` is stricter.
    """
    return "".join(map(key_table().__getitem__, text))


def forms(character: str) -> str:
    """Every character that a search for this one finds, itself first: other scripts, widths, cases, spaces."""
    others = {form for group in _groups_of().get(character, ()) for form in group}
    return character + "".join(sorted(others - {character}))


def pattern(text: str) -> str:
    """A regular expression that finds the text in whatever forms; each character stands for one character."""
    return "".join(map(_class, text))


@cache
def key_table() -> "KeyTable":
    """Character → key, for whoever goes through texts by the thousand."""
    table = KeyTable()
    for group in _groups():
        members = {member for one in group for member in (one, *table.members.get(table.get(one, ""), ()))}
        least = min(members)
        table.members[least] = members
        table.update(dict.fromkeys(members, least))
    return table


@cache
def alphabet() -> str:
    """Changes when `key` does: an index made under another alphabet has to be made anew."""
    items = "".join(
        f"{character}{least}" for character, least in sorted(key_table().items()) if character != least
    )
    return blake2b(items.encode(), digest_size=8).hexdigest()


class KeyTable(dict[str, str]):
    """A character that is not listed is its own key."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[str, set[str]] = {}

    def __missing__(self, character: str) -> str:
        self[character] = character
        return character


@cache
def _opencc() -> Any:
    from opencc import OpenCC  # only now: a search does not need it

    return OpenCC("t2s")


def _converted(text: str) -> str:
    """OpenCC's conversion; should a dictionary ever have an entry of another length, then without phrases there."""
    converted: str = _opencc().convert(text)
    if len(converted) == len(text):
        return converted
    if len(text) == 1:
        return text
    middle = text.rfind("\n", 0, len(text) // 2) + 1 or len(text) // 2
    return _converted(text[:middle]) + _converted(text[middle:])


@cache
def _class(character: str) -> str:
    found = forms(character)
    escaped = "".join(map(re.escape, found))
    return escaped if len(found) == 1 else f"[{escaped}]"


@cache
def _groups() -> tuple[frozenset[str], ...]:
    """Sets of characters of which each finds each other one."""
    plain: dict[str, set[str]] = {}
    everything = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    for character, folded in zip(everything, fold(everything), strict=True):
        # Of Latin, Greek and Cyrillic alone, which no later Unicode of a later Python changes.
        lower = folded.lower() if folded < _CASED else folded
        form = lower if len(lower) == 1 else folded
        if form != character:
            plain.setdefault(form, {form}).add(character)
    scripts = (frozenset(line) for line in entries("script-forms"))
    return (*scripts, *map(frozenset, plain.values()))


@cache
def _groups_of() -> dict[str, list[frozenset[str]]]:
    found: dict[str, list[frozenset[str]]] = {}
    for group in _groups():
        for character in group:
            found.setdefault(character, []).append(group)
    return found
