"""Phone numbers, identity numbers and e-mail addresses out of texts, without moving anything: each character becomes `*`.

Recognised are, in any width: resident identity numbers of 18 and 15 digits with a possible region and day of birth (GB
11643-1999; the check digit is not asked for, since texts misprint it), mobile numbers (11 digits from 13 to 19, with
+86 or not, in groups or not), landline numbers with their area code, 400 and 800 numbers, numbers of 7 or 8 digits
behind a word such as 电话, and e-mail addresses. Hotlines such as 12345 are public and stay.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.formats.record import Record
from annotator.text.fold import fold

MASK = "*"

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ALONE = r"(?![0-9A-Za-z]|\.[0-9]|[ ]?[万亿元])"  # not the beginning of something longer, and no sum of money
_PATTERNS = {
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII),
    "id_number": re.compile(
        rf"(?<![0-9A-Za-z])[1-8][0-9]{{5}}(?:(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx]|[0-9]{{2}}{_DAY}[0-9]{{3}})"
        r"(?![0-9A-Za-z])"
    ),
    "phone": re.compile(
        rf"""(?<![0-9A-Za-z.])(?:\+?(?:0086|86)[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{{4}}){{2}}{_ALONE}
        | (?<![0-9A-Za-z.+-])(?:\+?86[- ]?)?\(?0[1-9][0-9]{{1,2}}(?:\)[ ]?|[- —–]{{0,2}})[2-9][0-9]{{6,7}}{_ALONE}
        | (?<![0-9A-Za-z.-])[48]00[- ]?[0-9]{{3}}[- ]?[0-9]{{4}}{_ALONE}
        | (?:(?<=电话)|(?<=传真)|(?<=热线)|(?<=手机)|(?<=方式)|(?<=电话:)|(?<=传真:)|(?<=热线:)|(?<=手机:)|(?<=方式:))
          [2-9][0-9]{{3}}[- ]?[0-9]{{3,4}}{_ALONE}""",
        re.VERBOSE,
    ),
}
KINDS = tuple(_PATTERNS)


def redact(record: Record, counts: Counter[str]) -> Record:
    """The record without them, in its text, quotes, headings, metadata, attributes, values and notes; offsets stay."""
    text = mask(record.text, counts)
    return replace(
        record,
        text=text,
        meta=_value(record.meta, counts),
        spans=[
            replace(
                span,
                text=None if span.text is None else text[span.start : span.end],
                attrs=_value(span.attrs, counts) if span.attrs else span.attrs,
                note=mask(span.note, counts) if span.note else "",
            )
            for span in record.spans
        ],
        labels=[replace(label, value=_value(label.value, counts)) for label in record.labels],
        sections=[replace(section, heading=mask(section.heading, Counter())) for section in record.sections],
        notes={layer: mask(note, counts) for layer, note in record.notes.items()},
    )


def mask(text: str, counts: Counter[str]) -> str:
    """The text with `*` for every character of what is recognised; `counts` hears how many of each kind."""
    folded = fold(text)
    if not re.search(r"[0-9]{3}|@", folded):
        return text
    out = list(text)
    for kind, start, end in _found(folded):
        counts[kind] += 1
        out[start:end] = MASK * (end - start)
    return "".join(out)


def _found(folded: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of each, kind by kind: what one kind took is nothing to the next."""
    for kind, pattern in _PATTERNS.items():
        taken = list(pattern.finditer(folded))
        for match in taken:
            yield kind, match.start(), match.end()
            folded = folded[: match.start()] + MASK * len(match[0]) + folded[match.end() :]


def _value(value: Any, counts: Counter[str]) -> Any:
    """A JSON value with every text in it masked; keys are names and stay."""
    if isinstance(value, str):
        return mask(value, counts)
    if isinstance(value, dict):
        return {name: _value(item, counts) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item, counts) for item in value]
    return value
