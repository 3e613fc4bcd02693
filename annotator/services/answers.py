"""Problems and the measures that address them, over the years: what is linked, what is proposed, what is unanswered."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.span import Relation, Span
from annotator.formats.atomic import atomic_file
from annotator.formats.span_rows import inert_row
from annotator.i18n import N_
from annotator.services.linking import LinkIndex, layer_with_marks, rejections, relation_type, remaining
from annotator.services.project import Progress, Project
from annotator.store.queries import DocumentHead
from annotator.suggest.links.issuers import groups, year_of
from annotator.suggest.links.proposal import ADDRESSES, LinkProposal
from annotator.text.script import pattern

LINKED, PROPOSED, UNANSWERED = STATES = ("linked", "proposed", "unanswered")
STATE_NAMES = {
    LINKED: N_("linked"),
    PROPOSED: N_("only proposed"),
    UNANSWERED: N_("unanswered"),
}
COLUMNS = (
    "issuer", "problem_year", "problem_document", "problem_title", "problem_start", "problem_end", "problem",
    "link", "score", "reason",
    "measure_year", "measure_document", "measure_title", "measure_start", "measure_end", "measure", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A mark with what is known of its report: `issuer` as written there, '' where nobody knows, as `year` is 0.

    `group` is the same for all reports of one issuer, however it is written.
    """

    span: Span
    title: str
    issuer: str
    group: str
    year: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A measure that addresses a problem, by a link that stands (`relation`) or by a proposal."""

    place: Place
    relation: Relation | None = None
    proposal: LinkProposal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with its answers, by year and place."""

    place: Place
    answers: tuple[Answer, ...]

    @property
    def state(self) -> str:
        if any(one.relation for one in self.answers):
            return LINKED
        return PROPOSED if self.answers else UNANSWERED


@dataclass(frozen=True, slots=True)
class Answers:
    """All problems of a layer, by issuer, year and place; `groups`: document → what an issuer's reports share."""

    layer: str
    problems: tuple[Problem, ...]
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)

    def counts(self) -> dict[str, int]:
        """How many problems there are in each state."""
        counts = Counter(problem.state for problem in self.problems)
        return {state: counts[state] for state in STATES}


def answers(
    project: Project,
    layer: str | None = None,
    *,
    index: LinkIndex | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answers:
    """The problems of a layer with what addresses them. With an index of that layer, proposals are among the answers.

    Raises NotFound where the layer has no marks.
    """
    layer = layer_with_marks(project, layer)
    proposals: list[LinkProposal] = []
    relations = [one for one in project.relations() if one.layer == layer]
    if index is not None:
        index.refresh(project, progress=progress, cancelled=cancelled)
        found = (one for one in index.proposals(project.schema, cancelled=cancelled) if one.type == ADDRESSES)
        proposals = remaining(found, relations, rejections(project, layer), layer)
    heads = {head.id: head for head in project.store.document_heads()}
    whose = groups({identity: head.meta for identity, head in heads.items()})
    places = _places(project, layer, relations, heads, whose)
    return Answers(layer, tuple(_sorted(_problems(project, places, relations, proposals))), whose)


def narrowed(found: Answers, *, issuer: str | None = None, unanswered: bool = False) -> Answers:
    """Only the problems of issuers that have these words in their names, in either script; only those without answer."""
    sought = re.compile(pattern(issuer)) if issuer else None
    return Answers(
        found.layer,
        tuple(
            one
            for one in found.problems
            if (sought is None or sought.search(one.place.issuer)) and not (unanswered and one.answers)
        ),
        found.groups,
    )


def to_dict(found: Answers) -> dict[str, Any]:
    """As `annotator links --json` prints it."""
    return {
        "layer": found.layer,
        "counts": {"problems": len(found.problems), **found.counts()},
        "problems": [
            {
                **_place(problem.place),
                "state": problem.state,
                "measures": [{**_place(one.place), **_link(one)} for one in problem.answers],
            }
            for problem in found.problems
        ],
    }


def write_csv(problems: Iterable[Problem], out: Path) -> None:
    """A line for each problem and measure, one for a problem without any. With the mark that Excel needs for Chinese.

    Raises ReadOnly, DiskFull.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for problem in problems:
        for answer in problem.answers or (None,):
            writer.writerow(inert_row(_line(problem, answer)))
    with atomic_file(out) as file:
        file.write(b"\xef\xbb\xbf" + text.getvalue().encode())


def _places(
    project: Project,
    layer: str,
    relations: Sequence[Relation],
    heads: Mapping[str, DocumentHead],
    whose: Mapping[str, str],
) -> dict[str, Place]:
    """The problems and measures of the layer, and whatever a link of it begins or ends at: span id → place."""
    kind = relation_type(project.schema, ADDRESSES)
    labels = {*kind.heads, *kind.tails} if kind else set()
    spans = {span.id: span for span in project.spans(layer=layer) if span.label in labels}
    for relation in relations:
        for end in (relation.head, relation.tail):
            if relation.type == ADDRESSES and end not in spans:  # it may lie in another layer
                spans[end] = project.store.span(end)
    places = {}
    for identity, span in spans.items():
        head = heads[span.doc_id]
        issuer = str(head.meta.get("issuer") or "").strip()
        places[identity] = Place(span, head.title, issuer, whose[span.doc_id], year_of(head.meta))
    return places


def _problems(
    project: Project,
    places: Mapping[str, Place],
    relations: Sequence[Relation],
    proposals: Sequence[LinkProposal],
) -> Iterator[Problem]:
    kind = relation_type(project.schema, ADDRESSES)
    tails: Collection[str] = kind.tails if kind else ()
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    for relation in relations:
        if relation.type == ADDRESSES and relation.head in places:
            found[relation.tail].append(Answer(places[relation.head], relation=relation))
    for one in proposals:
        if one.head.id in places:
            found[one.tail.id].append(Answer(places[one.head.id], proposal=one))
    for identity, place in places.items():
        if place.span.label in tails:
            yield Problem(place, tuple(sorted(found[identity], key=lambda answer: _order(answer.place))))


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.place.group, *_order(problem.place)))


def _order(place: Place) -> tuple[int, str, int, str]:
    return place.year, place.span.doc_id, place.span.start, place.span.id


def _place(place: Place) -> dict[str, Any]:
    span = place.span
    return {
        "id": span.id, "document": span.doc_id, "title": place.title, "issuer": place.issuer,
        "year": place.year or None, "start": span.start, "end": span.end, "text": span.text, "attrs": dict(span.attrs),
    }  # fmt: skip


def _link(one: Answer) -> dict[str, Any]:
    proposal = one.proposal
    return {
        "link": LINKED if one.relation else PROPOSED,
        "relation": one.relation.id if one.relation else None,
        "score": round(proposal.score, 4) if proposal else None,
        "reason": proposal.reason.text if proposal else None,
    }


def _line(problem: Problem, answer: Answer | None) -> list[object]:
    head = [problem.place.issuer, *_cells(problem.place)]
    if answer is None:
        return [*head, UNANSWERED, *[""] * (len(COLUMNS) - len(head) - 1)]
    link = _link(answer)
    given = [link["link"], link["score"], link["reason"], *_cells(answer.place)]
    return [
        *head,
        *("" if cell is None else cell for cell in given),
        answer.place.span.attrs.get("status", ""),
    ]


def _cells(place: Place) -> list[object]:
    span = place.span
    return [place.year or "", span.doc_id, place.title, span.start, span.end, span.text]
