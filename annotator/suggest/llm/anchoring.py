"""Where in the text a model's quotes stand: nothing is suggested that the text does not say."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.i18n import N_
from annotator.suggest.attributes import attributes
from annotator.suggest.llm.answer import Claim
from annotator.suggest.llm.chunks import Chunk
from annotator.suggest.names import LLM
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.text.boundaries import trim_selection
from annotator.text.script import key

Range = tuple[int, int]

NEUTRAL = 0.5
"""The score of a claim whose model gave none that can be used, until decisions tell better."""

_TOLD = N_("the model says: {why}")
_UNTOLD = N_("the model gave no reason")


def anchored(
    document: Document, chunk: Chunk, found: Sequence[Claim], schema: LabelSchema, neutral: float = NEUTRAL
) -> tuple[list[Suggestion], int]:
    """The claims as suggestions, and how many were dropped because their quote is not in the stretch.

    Edges are trimmed as those of a selection by hand. What belongs to a quantity is read from the text.
    """
    places = Places(document.text[chunk.start : chunk.end])
    made, lost = [], 0
    for claim in found:
        label = schema.by_name[claim.label]
        place = places.find(claim)
        trimmed = place and trim_selection(
            document.text, chunk.start + place[0], chunk.start + place[1], label.rules
        )
        if not trimmed:
            lost += 1
            continue
        read = attributes(document, *trimmed, label)
        made.append(
            Suggestion(
                document.id, *trimmed, label.name, {**read, **claim.attrs},
                neutral if claim.score is None else claim.score, LLM,
                Reason(_TOLD, {"why": claim.reason}) if claim.reason else Reason(_UNTOLD),
            )
        )  # fmt: skip
    return made, lost


def apart(found: Iterable[Suggestion], schema: LabelSchema) -> list[Suggestion]:
    """By place, the outer first: each place once, and of those of one label that must not overlap the surer ones.

    What lies where two stretches overlap is claimed twice, and not always alike.
    """
    standing: dict[str, list[Suggestion]] = {}
    for one in sorted(found, key=lambda one: -one.score):
        same = standing.setdefault(one.label, [])
        overlap = schema.by_name[one.label].overlap
        if not any(_clash(one, other, overlap) for other in same):
            same.append(one)
    everything = (one for same in standing.values() for one in same)
    return sorted(everything, key=lambda one: (one.start, -one.end, one.label))


class Places:
    """The places that claims take in a stretch of text, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._key = key(text)
        self._taken: set[tuple[str, int]] = set()

    def find(self, claim: Claim) -> Range | None:
        """The place of the quote: to the character, else in another script, width or case. None where it is not there.

        Of several the one that what the claim tells of its surroundings fits best, character by character from the
        quote outwards; among equals the first that no claim of this label has taken.
        """
        length = len(claim.quote)
        occurrences = list(_occurrences(self._text, claim.quote))
        if not occurrences:
            occurrences = list(_occurrences(self._key, key(claim.quote)))
        if not occurrences:
            return None
        before, after = key(claim.before.strip()), key(claim.after.strip())

        def fitness(at: int) -> tuple[int, bool, int]:
            fits = _alike(before[::-1], self._key[max(0, at - len(before) - 2) : at].rstrip()[::-1])
            fits += _alike(after, self._key[at + length : at + length + len(after) + 2].lstrip())
            return fits, (claim.label, at) not in self._taken, -at

        best = max(occurrences, key=fitness)
        self._taken.add((claim.label, best))
        return best, best + length


def _clash(one: Suggestion, other: Suggestion, overlap: bool) -> bool:
    if overlap:
        return one.place == other.place
    return one.start < other.end and other.start < one.end


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _alike(one: str, other: str) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
