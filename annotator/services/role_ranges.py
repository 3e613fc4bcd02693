"""The parts of a document by what they are about: achievements, problems, plans."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.domain.document import Section
from annotator.text.roles import ACHIEVEMENTS, HEADER, OTHER, PLANS, PROBLEMS

if TYPE_CHECKING:
    from annotator.agreement.corpus import Corpus
    from annotator.agreement.units import Units

Range = tuple[int, int]

ROLES = (HEADER, ACHIEVEMENTS, PROBLEMS, PLANS, OTHER)


def role_ranges(sections: Sequence[Section], length: int) -> dict[str, list[Range]]:
    """Role → its stretches of a document of `length` code points, sorted and disjoint; every character has one role.

    A character has the role of the innermost section around it, as a case of review has; `other` where there is none.
    """
    edges = sorted({0, length, *(edge for section in sections for edge in (section.start, section.end))})
    found: dict[str, list[Range]] = {}
    for start, end in pairwise(edges):
        if start >= length:
            break
        role = _role_at(sections, start)
        stretches = found.setdefault(role, [])
        if stretches and stretches[-1][1] == start:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return found


def of_roles(ranges: dict[str, list[Range]], roles: Iterable[str]) -> list[Range]:
    """The stretches of several roles together, sorted."""
    return sorted(stretch for role in roles for stretch in ranges.get(role, ()))


def cut(
    corpus: "Corpus", units: "Mapping[str, Units]", ranges: Mapping[str, Sequence[Range]]
) -> "tuple[Corpus, dict[str, Units]]":
    """A corpus and its words and sentences cut down to stretches of its documents (all of them, in their order).

    Documents without any are left out.
    """
    kept = {name: stretches for name, stretches in ranges.items() if stretches}
    at = [place for place, stretches in enumerate(ranges.values()) if stretches]
    found = {level: each.only(at).within(list(kept.values())) for level, each in units.items()}
    return corpus.only(ranges=kept), found


def _role_at(sections: Sequence[Section], position: int) -> str:
    around = [section for section in sections if section.start <= position < section.end]
    return max(around, key=lambda section: (section.start, -section.end)).role if around else OTHER
