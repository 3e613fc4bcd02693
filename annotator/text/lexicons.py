"""Word lists that the rules of reading are made of: small text files under `resources/lexicons/`.

One entry a line, `#` starts a comment. Entries are simplified characters and ASCII punctuation, because the
rules look at folded text (see `fold`); traditional reports need no entries of their own.
"""

import re
from functools import cache

from annotator.paths import resource


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `resources/lexicons/<name>.txt`, longest first so that alternations match greedily."""
    lines = resource("lexicons", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if (word := line.partition("#")[0].strip())}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def any_of(*names: str) -> str:
    """A regular expression (one group, not capturing) that matches the longest entry of these lists.

    Alternatives share their first character and a look at it goes first: `re` would try hundreds at every place.
    """
    rests: dict[str, set[str]] = {}
    for name in names:
        for word in entries(name):
            rests.setdefault(word[0], set()).add(word[1:])
    branches = [
        re.escape(first)
        + "(?:"
        + "|".join(map(re.escape, sorted(some, key=lambda rest: (-len(rest), rest))))
        + ")"
        for first, some in sorted(rests.items())
    ]
    return f"(?:(?=[{re.escape(''.join(sorted(rests)))}])(?:{'|'.join(branches)}))"


def either(*kinds: str) -> str:
    """A group, not capturing, of alternatives in this order: `either("a|b", "c")` is `(?:a|b|c)`.

    Each is a kind of wording and may hold alternatives of its own; for a pattern of many it is given one a line.
    """
    return f"(?:{'|'.join(kinds)})"
