"""All cases of a project and how far each is, as plain data: read at once, kept true document by document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from annotator.domain.document import Section
from annotator.domain.errors import NotFound
from annotator.domain.span import GOLD, Relation, Span
from annotator.domain.verdict import Verdict
from annotator.services.cases import Case, case_of, link_cases
from annotator.services.layers_read import corpus_of, finished_in
from annotator.services.project import Project
from annotator.services.standing import Standing, attached, standing, stands

Progress = Callable[[int, int], None]


@dataclass
class Sheet:
    """The cases of one document by place, those about links last, and how far each is."""

    cases: list[Case] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


@dataclass
class Casebook:
    """The cases of all documents, in the order these came in. Holds no connection: a background thread may make it."""

    layers: tuple[str, ...]
    gold: str
    unfinished: bool
    sheets: dict[str, Sheet]
    skipped: set[str] = field(default_factory=set)  # fingerprints
    linked_from: dict[str, set[str]] = field(default_factory=dict)  # document → others with links into it

    def remember_links(self, cases: Iterable[Case]) -> None:
        """Take note of links between documents: what changes at the one end concerns the other."""
        for case in cases:
            tails = {pair[1].doc_id for pair in case.candidates.values()} if case.links else set()
            for document in tails - {case.document}:
                self.linked_from.setdefault(document, set()).add(case.document)


def read_cases(
    project: Project,
    *,
    layers: Sequence[str] | None = None,
    documents: Sequence[str] | None = None,
    gold: str = GOLD,
    unfinished: bool = False,
    progress: Progress | None = None,
) -> Casebook:
    """Find all cases between some layers (all but gold). Raises NotFound for a layer or document that is not there."""
    from annotator.agreement.clusters import clusters

    corpus = corpus_of(project, layers=layers, documents=documents, unfinished=unfinished)
    found = clusters(corpus).tolist()
    cluster_of = {span: cluster for span, cluster in zip(corpus.ids or (), found, strict=True)}  # noqa: C416 – others run meanwhile
    finished = {
        document: [corpus.layers[at] for at in row.nonzero()[0]]
        for document, row in zip(corpus.documents, corpus.assigned, strict=True)
    }
    outlines = dict(project.store.outlines())
    relations = project.relations()
    ends = {end for link in relations for end in (link.head, link.tail)}
    case_at: dict[str, Case] = {}
    books: dict[str, tuple[list[Case], list[Span]]] = {document: ([], []) for document in finished}
    for done, (document, group) in enumerate(groupby(project.spans(), attrgetter("doc_id"))):
        if document not in finished:
            continue
        spans = list(group)
        cases = list(_cases(document, spans, finished[document], cluster_of, outlines.get(document, ())))
        for case in cases:
            if case.kind != "agreed":
                _ = case.group, case.voices  # here rather than in the thread of the window
        books[document] = (cases, spans)
        case_at |= {span.id: case for case in cases for span in case.spans if span.id in ends} if ends else {}
        if progress is not None:
            progress(done + 1, len(finished))
    heads = _by_document(relations, books)
    verdicts = _grouped(project.store.verdicts(), gold)
    book = Casebook(corpus.layers, gold, unfinished, {})
    for document, (cases, spans) in books.items():
        links = heads.get(document, [])
        about_links = link_cases(links, case_at.get, finished[document])
        book.remember_links(about_links)
        cases += about_links
        book.sheets[document] = _sheet(cases, verdicts.get(document, []), spans, links, gold, set())
    return book


def reread(project: Project, book: Casebook, document: str) -> None:
    """Bring the cases of one document up to date; those that are as they were stay the same objects."""
    if not project.store.has_document(document):
        book.sheets.pop(document, None)
        return
    spans = list(project.spans(document))
    finished = finished_in(project, document, spans, book.layers, unfinished=book.unfinished)
    cases = cases_between(document, spans, finished, project.store.outline(document))
    old = book.sheets.get(document, Sheet())
    links = project.relations(document)
    if links:
        here = {span.id: case for case in cases for span in case.spans}
        cases += link_cases(links, lambda span: here.get(span) or _elsewhere(project, book, span), finished)
    book.remember_links(cases)
    known = {case.fingerprint: case for case in old.cases}
    cases = [_same(known.get(case.fingerprint), case) for case in cases]
    verdicts = [verdict for verdict in project.store.verdicts(document) if verdict.layer == book.gold]
    book.sheets[document] = _as_known(_sheet(cases, verdicts, spans, links, book.gold, book.skipped), old)


def restand(project: Project, book: Casebook, document: str) -> None:
    """Bring up to date how far the cases of one document are, after a step that has changed verdicts or gold alone."""
    old = book.sheets.get(document, Sheet())
    cases = [case for case in old.cases if case.kind != "gone"]
    verdicts = [verdict for verdict in project.store.verdicts(document) if verdict.layer == book.gold]
    spans = {span.id: span for case in cases for span in case.spans if span.doc_id == document}
    spans |= {span.id: span for span in project.spans(document, layer=book.gold)}
    named = {each for verdict in verdicts if verdict.kind != "relation" for each in verdict.candidates}
    for lacking in named - spans.keys():
        with suppress(NotFound):  # of a layer that is not under review, or there no more
            spans[lacking] = project.store.span(lacking)
    links = project.relations(document)
    sheet = _sheet(cases, verdicts, spans.values(), links, book.gold, book.skipped)
    book.sheets[document] = _as_known(sheet, old)


_PLACE = attrgetter("start", "end", "label", "id")


def cases_between(
    document: str, spans: Sequence[Span], finished: Sequence[str], outline: Sequence[Section] = ()
) -> list[Case]:
    """The cases of one document between the layers that have finished it."""
    from annotator.agreement.clusters import clusters
    from annotator.agreement.corpus import Corpus

    heard = set(finished)
    rows = [
        (document, span.layer, span.label, span.start, span.end, span.id)
        for span in spans
        if span.layer in heard
    ]
    length = max((span.end for span in spans), default=0)
    corpus = Corpus.from_rows(rows, lengths={document: length}, layers=finished)
    cluster_of = dict(zip(corpus.ids or (), clusters(corpus).tolist(), strict=True))
    return list(_cases(document, spans, finished, cluster_of, outline))


def _cases(
    document: str,
    spans: Iterable[Span],
    finished: Sequence[str],
    cluster_of: Mapping[str, int],
    outline: Sequence[Section],
) -> Iterator[Case]:
    """The cases of a document by place."""
    heard = set(finished)
    found: dict[int, dict[str, list[Span]]] = {}
    for span in sorted(spans, key=_PLACE):
        if span.layer in heard and span.id in cluster_of:
            found.setdefault(cluster_of[span.id], {}).setdefault(span.layer, []).append(span)
    for said in found.values():
        yield case_of(document, {layer: tuple(said.get(layer, ())) for layer in finished}, outline)


def _sheet(
    cases: list[Case],
    verdicts: Sequence[Verdict],
    spans: Iterable[Span],
    links: Iterable[Relation],
    gold: str,
    skipped: set[str],
) -> Sheet:
    by_id = {span.id: span for span in spans}
    relations = {link.id: link for link in links}
    decided = {each for verdict in verdicts for each in verdict.gold}
    by_hand = [span for span in by_id.values() if span.layer == gold and span.id not in decided]
    if not verdicts and not by_hand and not skipped:
        return Sheet(cases, [standing(case, (), {}, (), skipped=False) for case in cases])
    fresh = {verdict.id: stands(verdict, by_id, relations) for verdict in verdicts}
    found, gone = attached(cases, verdicts, by_id, relations)
    of = {verdict.id: verdict for verdict in verdicts}
    found += [[of[case.verdict]] for case in gone]
    cases = [*cases, *gone]
    return Sheet(
        cases,
        [
            standing(case, about, fresh, by_hand, skipped=bool(skipped) and case.fingerprint in skipped)
            for case, about in zip(cases, found, strict=True)
        ],
    )


def _as_known(sheet: Sheet, old: Sheet) -> Sheet:
    """The sheet with those cases of which nothing but a verdict is left that have been there before."""
    known = {case.fingerprint: case for case in old.cases if case.kind == "gone"}
    cases = [
        _same(known.get(case.fingerprint), case) if case.kind == "gone" else case for case in sheet.cases
    ]
    return Sheet(cases, sheet.standings)


def _same(known: Case | None, case: Case) -> Case:
    """The case as it was known, if it still is that: what else is said of it may have changed around it."""
    if known is None:
        return case
    as_it_was = known.kinds == case.kinds and known.sections == case.sections and known.links == case.links
    return known if as_it_was and known.candidates == case.candidates else case


def _by_document(
    relations: Iterable[Relation], books: Mapping[str, tuple[list[Case], list[Span]]]
) -> dict[str, list[Relation]]:
    """Relations by the document of their heads."""
    heads: dict[str, list[Relation]] = {}
    for link in relations:
        heads.setdefault(link.head, []).append(link)
    found: dict[str, list[Relation]] = {}
    if heads:
        for document, (_cases, spans) in books.items():
            if here := [link for span in spans for link in heads.get(span.id, ())]:
                found[document] = here
    return found


def _grouped(verdicts: Iterable[Verdict], gold: str) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.layer == gold:
            found.setdefault(verdict.doc_id, []).append(verdict)
    return found


def _elsewhere(project: Project, book: Casebook, span: str) -> Case | None:
    """The case of a span of another document."""
    try:
        document = project.store.span(span).doc_id
    except NotFound:
        return None
    sheet = book.sheets.get(document, Sheet())
    return next((case for case in sheet.cases if not case.links and span in case.ids), None)
