"""Names of annotators that say nothing of who they are, the same ones every time for the same secret seed.

A pseudonym is a keyed hash (BLAKE2b, RFC 7693) of the name, so that it stays when other annotators come. Whoever knows
the seed can try names: keep it to yourself; nothing that is written names it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

from annotator.domain.span import GOLD
from annotator.formats.record import Record

KEPT = (GOLD, "majority")  # of nobody
_DIGITS = 6  # hexadecimal, more where two names would meet


def pseudonyms(names: Iterable[str], seed: str) -> dict[str, str]:
    """Name → pseudonym, of all names but those of `KEPT`; different names have different ones."""
    wanted = sorted({name for name in names if name not in KEPT})
    key = blake2b(seed.encode(errors="surrogatepass"), digest_size=32).digest()
    digests = {name: blake2b(name.encode(errors="surrogatepass"), key=key).hexdigest() for name in wanted}
    digits = _DIGITS
    while len({digest[:digits] for digest in digests.values()}) < len(wanted):
        digits += 1
    return {name: f"annotator-{digest[:digits]}" for name, digest in digests.items()}


def renamed(record: Record, names: Mapping[str, str]) -> Record:
    """The record under the new names of its layers, and without the old ones in notes (names of two characters or more)
    and in the ids of spans and relations, which some tools make of names."""
    spoken = _spoken(names)

    def name(layer: str | None) -> str | None:
        return names.get(layer, layer) if layer is not None else None

    def told(note: str) -> str:
        return spoken.sub(lambda match: names[match[0]], note) if note else note

    def known(id_: str) -> str:
        return _without_name(id_, names)

    return replace(
        record,
        spans=[
            replace(span, id=span.id and known(span.id), layer=name(span.layer), note=told(span.note))
            for span in record.spans
        ],
        relations=[
            replace(r, id=r.id and known(r.id), head=known(r.head), tail=known(r.tail), layer=name(r.layer))
            for r in record.relations
        ],
        labels=[replace(label, layer=name(label.layer)) for label in record.labels],
        statuses={names.get(layer, layer): state for layer, state in record.statuses.items()},
        notes={names.get(layer, layer): told(note) for layer, note in record.notes.items()},
        flags=[names.get(layer, layer) for layer in record.flags],
    )


def _spoken(names: Mapping[str, str]) -> re.Pattern[str]:
    """Any of the names in running text; one in Latin letters only as a word of its own."""
    longest_first = sorted((each for each in names if len(each) > 1), key=lambda each: (-len(each), each))
    words = [
        rf"(?<![A-Za-z0-9]){re.escape(each)}(?![A-Za-z0-9])" if each.isascii() else re.escape(each)
        for each in longest_first
    ]
    return re.compile("|".join(words) or "(?!)")


def _without_name(id_: str, names: Mapping[str, str]) -> str:
    """The id; where it holds a name, a hash of it and of the pseudonyms instead, the same wherever it stands."""
    if not any(name in id_ for name in names):
        return id_
    key = blake2b("".join(sorted(names.values())).encode(), digest_size=32).digest()
    return blake2b(id_.encode(errors="surrogatepass"), key=key, digest_size=12).hexdigest()
