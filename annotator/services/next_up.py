"""What to do next: the documents that a layer has not finished, in an order that has a reason, and the reason.

Where documents are assigned to the layer, only those count. All of it reads and computes, and keeps what engines have found
(`findings`): for another thread, with a project of its own there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.span import GOLD
from annotator.i18n import N_, NN_, Plural, _, listed
from annotator.services.findings import Findings, Look, differences, doubts
from annotator.services.no_collection import no_collection
from annotator.services.project import Project, short
from annotator.suggest.ordering import (
    Finding,
    Picked,
    busiest,
    farthest_first,
    nearest_first,
    uncertainty,
    worth,
)
from annotator.suggest.suggestion import Reason

if TYPE_CHECKING:
    from annotator.services.boundaries import Boundaries
    from annotator.suggest.reading import Cut
    from annotator.suggest.tfidf import Vectors

UNCERTAINTY, DIVERSITY, DISAGREEMENT, SIMILAR = BY = ("uncertainty", "diversity", "disagreement", "similar")

Cutter = Callable[[Document], Iterable[str]]
"""The words of a document."""

_SPREAD = 200  # documents that are chosen one by one for diversity; the rest follows by distance
_WORDS = 3

_DOUBTFUL = NN_("{count} doubtful suggestion", "{count} doubtful suggestions")
_DOUBTFUL_IN = NN_(
    "{count} doubtful suggestion, most in {section}", "{count} doubtful suggestions, most in {section}"
)
_SURE = N_("no doubtful suggestion")
_UNSEEN = N_("not looked at yet")
_APART = NN_("rules and model differ in {count} place", "rules and model differ in {count} places")
_APART_IN = NN_(
    "rules and model differ in {count} place, most in {section}",
    "rules and model differ in {count} places, most in {section}",
)
_LAYERS = NN_("{layers} differ in {apart} of {count} mark", "{layers} differ in {apart} of {count} marks")
_LAYERS_IN = NN_(
    "{layers} differ in {apart} of {count} mark, most in {section}",
    "{layers} differ in {apart} of {count} marks, most in {section}",
)
_ALIKE = N_("rules and model propose the same")
_TYPICAL = N_("the most typical report: {words}")
_UNLIKE = N_("unlike all before it: {words}")
_LIKE = N_("{words}: as in “{title}”")
_UNLIKE_DONE = N_("like no other")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document in the order; `value` is what it is ordered by (see `Ranking.by`), None where it was not looked at."""

    id: str
    value: float | None
    reason: Reason


@dataclass
class Ranking:
    """The open documents of a layer in order, the one most worth doing first.

    `value` of a document: doubt in bits a page; distance from what is done or comes before it (0 to 1); the share of marks
    that differ, or differing proposals a page; likeness to the nearest document that is done (0 to 1).
    """

    by: str
    layer: str
    documents: list[Ranked]
    engine: str = ""
    """Whose suggestions were looked at, where any were."""

    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)

    @property
    def unseen(self) -> int:
        """How many documents have not been looked at yet."""
        return sum(one.value is None for one in self.documents)


def rank(
    project: Project,
    by: str,
    cut: "Cut",
    words: Cutter,
    *,
    layer: str | None = None,
    look: Look | None = None,
) -> Ranking:
    """Order the documents that a layer (the annotator's own) has not finished.

    `look` bounds the work; documents beyond it come last. Raises NotFound where there is nothing to go by, what
    `look.pause` raises, and ValueError for another `by`.
    """
    layer, look = layer or project.annotator, look or Look()
    with no_collection():
        finished, open_ = _documents(project, layer)
        if by == UNCERTAINTY:
            return _by_doubt(project, layer, open_, cut, look)
        if by == DISAGREEMENT:
            return _by_disagreement(project, layer, open_, cut, look)
        if by in (DIVERSITY, SIMILAR):
            return _by_likeness(project, by, layer, (finished, open_), words, look)
    raise ValueError(by)


def words_of(boundaries: "Boundaries") -> Cutter:
    """The words of documents as they are kept on disk, so that each text is cut once."""
    from annotator.services.boundaries import WORD

    def words(document: Document) -> Iterable[str]:
        return (document.text[start:end] for start, end in boundaries.of(WORD, document).tolist())

    return words


def _documents(project: Project, layer: str) -> tuple[list[str], list[str]]:
    """Those that the layer has done, and those that it is still to do."""
    states = project.store.document_states()
    assigned = {one.doc_id for one in project.store.assignments() if one.layer == layer}
    finished, open_ = [], []
    for document in project.store.document_digests():
        state = states.get(document, {}).get(layer, "todo")
        if state == "done":
            finished.append(document)
        elif state != "skipped" and (not assigned or document in assigned):
            open_.append(document)
    return finished, open_


def _by_doubt(project: Project, layer: str, documents: list[str], cut: "Cut", look: Look) -> Ranking:
    found = doubts(project, layer, documents, cut, look)
    lengths = project.store.document_lengths()
    ranked = []
    for document in documents:
        if (findings := found.by_document.get(document)) is None:
            ranked.append(Ranked(document, None, Reason(_UNSEEN)))
        else:
            value = worth((uncertainty(one.score) for one in findings), lengths[document])
            reason = _counted(findings, _DOUBTFUL, _DOUBTFUL_IN) if findings else Reason(_SURE)
            ranked.append(Ranked(document, value, reason))
    return Ranking(UNCERTAINTY, layer, _sorted(ranked), found.engine, found.by_document)


def _by_disagreement(project: Project, layer: str, documents: list[str], cut: "Cut", look: Look) -> Ranking:
    """Where several layers have marked a document that is not gold yet, their marks; elsewhere rules and model."""
    ranked = _by_layers(project, documents)
    told = {one.id for one in ranked}
    rest = [document for document in documents if document not in told]
    try:
        found = differences(project, layer, rest, cut, look) if rest else Findings("")
    except NotFound:
        if not ranked:
            raise
        return Ranking(DISAGREEMENT, layer, _sorted(ranked))
    lengths = project.store.document_lengths()
    others = []
    for document in rest:
        if (findings := found.by_document.get(document)) is None:
            others.append(Ranked(document, None, Reason(_UNSEEN)))
        else:
            reason = _counted(findings, _APART, _APART_IN) if findings else Reason(_ALIKE)
            others.append(Ranked(document, worth((1.0 for _one in findings), lengths[document]), reason))
    order = [*_sorted(ranked), *_sorted(others)]  # what people see differently comes first
    return Ranking(DISAGREEMENT, layer, order, found.engine, found.by_document)


def _by_layers(project: Project, documents: Sequence[str]) -> list[Ranked]:
    marks: defaultdict[str, defaultdict[tuple[int, int, str], set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    layers: defaultdict[str, set[str]] = defaultdict(set)
    wanted = set(documents)
    for document, layer, label, start, end, *_rest in project.store.marks():
        if document in wanted:
            marks[document][start, end, label].add(layer)
            layers[document].add(layer)
    ranked = []
    for document, places in marks.items():
        names = layers[document]
        if GOLD in names or len(names) < 2:
            continue
        apart = [place for place, of in places.items() if of != names]
        outline = project.store.outline(document)
        sections = [
            next((one.heading.strip() for one in outline if one.start <= start < one.end), "")
            for start, _end, _label in apart
        ]
        facts = {"layers": listed(sorted(names)), "apart": len(apart), "count": len(places)}
        section = busiest(sections)
        reason = (
            Reason(_LAYERS_IN, {**facts, "section": short(section, 24)})
            if section
            else Reason(_LAYERS, facts)
        )
        ranked.append(Ranked(document, len(apart) / len(places), reason))
    return ranked


def _by_likeness(
    project: Project, by: str, layer: str, documents: tuple[list[str], list[str]], words: Cutter, look: Look
) -> Ranking:
    from annotator.suggest.tfidf import vectors

    finished, open_ = documents
    if by == SIMILAR and not finished:
        raise NotFound(_("no report is done yet, so none can be like one that is"))
    order = [*finished, *open_]

    def cut_all() -> Iterable[list[str]]:
        for at, identity in enumerate(order, 1):
            look.pause()
            yield [word for word in words(project.document(identity)) if len(word) > 1]
            if look.progress:
                look.progress(at, len(order))

    found = vectors(cut_all())
    done, rows = range(len(finished)), range(len(finished), len(order))
    if by == SIMILAR:
        picked = nearest_first(found.matrix, done, rows)
    else:
        picked = farthest_first(found.matrix, done, rows, _SPREAD, look.seed)
    titles = _Titles(project)
    told = [
        Ranked(
            order[one.row],
            1 - one.distance if by == SIMILAR else one.distance,
            _likeness(by, one, found, lambda row: titles.of(order[row]), at),
        )
        for at, one in enumerate(picked)
    ]
    return Ranking(by, layer, told)


def _likeness(by: str, one: Picked, found: "Vectors", title: Callable[[int], str], at: int) -> Reason:
    if by == DIVERSITY and one.nearest < 0:
        return Reason(_TYPICAL, {"words": listed(found.typical(one.row, _WORDS))})
    if by == DIVERSITY and at < _SPREAD:
        return Reason(_UNLIKE, {"words": listed(found.apart(one.row, one.nearest, _WORDS))})
    common = found.shared(one.row, one.nearest, _WORDS)
    if not common:
        return Reason(_UNLIKE_DONE)
    return Reason(_LIKE, {"title": title(one.nearest), "words": listed(common)})


def _counted(findings: Sequence[Finding], sentence: Plural, with_section: Plural) -> Reason:
    facts = {"count": len(findings)}
    section = busiest(one.heading for one in findings)
    return (
        Reason(with_section, {**facts, "section": short(section, 24)}) if section else Reason(sentence, facts)
    )


def _sorted(ranked: list[Ranked]) -> list[Ranked]:
    """The greatest value first, those not looked at last; otherwise in the order they came in."""
    return sorted(ranked, key=lambda one: (one.value is None, -(one.value or 0.0)))


class _Titles:
    """Titles of documents, each read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, str] = {}

    def of(self, document: str) -> str:
        if document not in self._known:
            self._known[document] = short(self._project.store.document_title(document), 24)
        return self._known[document]
