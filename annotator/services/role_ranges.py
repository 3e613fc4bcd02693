"""The parts of a document by what they are about: achievements, problems, plans."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotator.domain.document import Section
from annotator.text.roles import ACHIEVEMENTS, HEADER, OTHER, PLANS, PROBLEMS

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


def _role_at(sections: Sequence[Section], position: int) -> str:
    around = [section for section in sections if section.start <= position < section.end]
    return max(around, key=lambda section: (section.start, -section.end)).role if around else OTHER
