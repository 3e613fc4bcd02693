"""The sentences of a project whose suggestions are most doubtful: a list to walk through."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.services.project import Project
from annotator.suggest.ordering import Finding, uncertainty
from annotator.text.units import sentence_at

MOST = 200
"""Passages that are listed at most: nobody walks through more before the order has changed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: document, code points, its text; what is doubtful in it, and how many bits all of it is worth."""

    document: str
    title: str
    start: int
    end: int
    text: str
    findings: tuple[Finding, ...]
    value: float


def doubtful_passages(
    project: Project, findings: Mapping[str, Sequence[Finding]], most: int = MOST
) -> list[Passage]:
    """The most doubtful first, those of one value in the order of the documents.

    Texts are read only of documents that can have a passage among them.
    """
    ranked = sorted(
        ((uncertainty(one.score), document, one) for document, found in findings.items() for one in found),
        key=lambda row: -row[0],
    )
    chosen: defaultdict[str, None] = defaultdict()
    for _value, document, _one in ranked[: most * _SPARE]:
        chosen.setdefault(document, None)
    passages: list[Passage] = []
    for identity in chosen:
        passages += _of_document(project, identity, findings[identity])
    return sorted(passages, key=lambda one: -one.value)[:most]


_SPARE = 4  # suggestions that one sentence may hold; a few doubts together outweigh a greater one


def _of_document(project: Project, identity: str, findings: Sequence[Finding]) -> list[Passage]:
    document = project.document(identity)
    sentences: defaultdict[tuple[int, int], list[Finding]] = defaultdict(list)
    for one in findings:
        sentences[sentence_at(document.text, one.start)].append(one)
    return [
        Passage(
            identity, document.title, start, end, document.text[start:end], tuple(found),
            sum(uncertainty(one.score) for one in found),
        )
        for (start, end), found in sentences.items()
    ]  # fmt: skip
