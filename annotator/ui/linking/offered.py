"""What is proposed for the marks of one document, and which of it is being looked at."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.services.linking import LinkIndex, rejections, remaining
from annotator.services.project import Progress, Project
from annotator.suggest.links.proposal import Key, LinkProposal


@dataclass(frozen=True, eq=False)
class Offered:
    """Proposals of a document by its marks, the surest first, and year and title of the reports that they lead to."""

    document: str = ""
    by_mark: Mapping[str, Sequence[LinkProposal]] = field(default_factory=dict)
    reports: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    places: Sequence[tuple[int, str]] = ()  # start and id of the marks that have proposals, in order

    def of(self, mark: str) -> Sequence[LinkProposal]:
        return self.by_mark.get(mark, ())

    def beyond(self, place: tuple[int, str], step: int) -> str | None:
        """The next (1) or previous (-1) mark with proposals, around the ends; None where there is none."""
        if not self.places:
            return None
        at = bisect_right(self.places, place) if step > 0 else bisect_left(self.places, place) - 1
        return self.places[at % len(self.places)][1]

    def all(self) -> list[LinkProposal]:
        """Each proposal once."""
        return list({one.key: one for some in self.by_mark.values() for one in some}.values())

    def without(self, *keys: Key) -> "Offered":
        """What is left when some proposals have been answered."""
        return offered(self.document, [one for one in self.all() if one.key not in keys], self.reports)


def offered(
    document: str, proposals: Sequence[LinkProposal], reports: Mapping[str, tuple[int, str]]
) -> Offered:
    """Sort proposals by the marks of a document."""
    by_mark: defaultdict[str, list[LinkProposal]] = defaultdict(list)
    places: dict[str, int] = {}
    for one in sorted(proposals, key=lambda one: (-one.score, one.key)):
        for end in (one.head, one.tail):
            if end.doc_id == document:
                by_mark[end.id].append(one)
                places[end.id] = end.start
    order = sorted((start, mark) for mark, start in places.items())
    return Offered(document, dict(by_mark), reports, order)


def seek(
    document: str,
) -> Callable[[Project, LinkIndex, Progress, Callable[[], bool]], Offered | None]:
    """What finds the proposals of a document; None where it was stopped."""

    def work(
        project: Project, index: LinkIndex, progress: Progress, cancelled: Callable[[], bool]
    ) -> Offered | None:
        index.refresh(project, document, progress=progress, cancelled=cancelled)
        found = index.proposals(project.schema, document, cancelled)
        if cancelled():
            return None
        mine = [one for one in found if document in (one.head.doc_id, one.tail.doc_id)]
        left = remaining(mine, project.relations(), rejections(project, index.layer), index.layer)
        reports = {report.document: (report.year, report.title) for report in index.reports(document)}
        return offered(document, left, reports)

    return work
