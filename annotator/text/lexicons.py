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
    """A regular expression (non-capturing group) that matches any entry of these lists."""
    words = {word for name in names for word in entries(name)}
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"
