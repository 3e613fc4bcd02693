"""How right links are, and how long they take, by hand: `python tests/bench/links.py [FOLDER of the shared corpus]`.

Prints precision and recall of what is proposed on reports of ours and, where the corpus is there, on its gold; then the
seconds that reading and matching take for a thousand reports and more.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator.domain.change import Change  # noqa: E402
from annotator.domain.document import Document  # noqa: E402
from annotator.domain.span import GOLD, Span  # noqa: E402
from annotator.services.answers import answers  # noqa: E402
from annotator.services.boundaries import Boundaries  # noqa: E402
from annotator.services.linking import LinkIndex, words_by  # noqa: E402
from annotator.services.project import Project, create_project  # noqa: E402
from annotator.services.sample import make_sample_project  # noqa: E402
from annotator.suggest.links.addresses import Issuer  # noqa: E402
from annotator.suggest.links.passages import Report  # noqa: E402
from annotator.suggest.links.proposal import LinkProposal  # noqa: E402
from annotator.suggest.links.quantifies import quantifies  # noqa: E402
from annotator.text.words import Words  # noqa: E402
from tests.suggest.linked_reports import Linked, linked, shared_gold  # noqa: E402

REPORTS = 1_000
SCORES = (0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpus"
    with tempfile.TemporaryDirectory() as folder:
        words = Words(Path(folder), terms=False)
        words.load()
        sets = {name: [linked(name)] for name in ("qinghe", "linsha")}
        sets["samples"] = [samples(Path(folder))]
        if corpus.is_dir():
            sets["shared gold"] = shared_gold(corpus)
        for name, some in sets.items():
            quality(name, some, words)
        speed(Path(folder))


def samples(folder: Path) -> Linked:
    """The gold layer of the sample project, whose links were there before anything was proposed."""
    make_sample_project(folder / "samples.annot")
    with Project(folder / "samples.annot") as project:
        spans = list(project.spans(layer=GOLD))
        documents = [project.document(identity) for identity in {span.doc_id: 0 for span in spans}]
        links = {(one.type, one.head, one.tail) for one in project.relations() if one.layer == GOLD}
    return Linked(documents, spans, links)


def quality(name: str, sets: Sequence[Linked], words: Words) -> None:
    right = {key for one in sets for key in one.links}
    read = [one.reports(words.words) for one in sets]
    found = [p for reports in read for each in reports for p in quantifies(each)]
    found += [p for reports in read for p in Issuer(reports).proposals()]
    themes = themes_of([report for reports in read for report in reports])
    for kind in ("quantifies", "addresses"):
        links = {key for key in right if key[0] == kind}
        print(f"{name}, {kind}: {len(links)} links")
        for least in SCORES:
            some = [p for p in found if p.type == kind and p.score >= least]
            print(
                f"  from {least:.1f}: {len(some):3} proposed, {judged(some, links)}, {by_theme(some, links, themes)}"
            )


def judged(found: Sequence[LinkProposal], links: set[tuple[str, str, str]]) -> str:
    hits = len({p.key for p in found} & links)
    return f"precision {hits / max(1, len(found)):.3f}, recall {hits / len(links):.3f}"


def by_theme(
    found: Sequence[LinkProposal], links: set[tuple[str, str, str]], themes: dict[str, tuple[str, int]]
) -> str:
    """The share of proposals that lead into the item, of the list of problems, of a right one."""
    into = {(head, themes[tail]) for _kind, head, tail in links}
    hits = sum((p.head.id, themes[p.tail.id]) in into for p in found)
    return f"right item {hits / max(1, len(found)):.3f}"


def themes_of(reports: Sequence[Report]) -> dict[str, tuple[str, int]]:
    return {one.span.id: (report.document, one.item) for report in reports for one in report.passages}


def speed(folder: Path) -> None:
    """A thousand reports of a hundred issuers, with the marks of ours."""
    path = folder / "p.annot"
    create_project(path, actor="li")
    with Project(path, "li") as project:
        project.commit(list(many()), "import")
        boundaries = Boundaries(folder)
        for what in ("words not known", "words on disk"):
            index = LinkIndex("li", words_by(boundaries))
            clock = time.process_time()
            index.refresh(project)
            read = time.process_time() - clock
            clock = time.process_time()
            found = index.proposals(project.schema)
            matched = time.process_time() - clock
            print(
                f"{REPORTS:,} reports, {what}: read {read:.1f} s, matched {matched:.1f} s, {len(found):,} proposals"
            )
        clock = time.process_time()
        table = answers(project, "li", index=index)
        print(f"table of {len(table.problems):,} problems: {time.process_time() - clock:.1f} s")
        index.drop(["0"])
        clock = time.process_time()
        index.refresh(project, "0")
        index.proposals(project.schema, "0")
        print(f"one report changed: {1000 * (time.process_time() - clock):.0f} ms")


def many() -> Iterator[Change]:
    some = linked("qinghe", "li")
    for number in range(REPORTS):
        at = number % len(some.documents)
        issuer, year = f"{number // 10}县民政局", 2010 + number % 10
        old = some.documents[at]
        meta = {"title": str(number), "issuer": issuer, "year": year}
        text = old.text + f"\n{number}"
        yield Change(None, Document(str(number), text, meta=meta, outline=old.outline))
        for span in some.spans:
            if span.doc_id == old.id:
                yield Change(None, moved(span, number))


def moved(span: Span, number: int) -> Span:
    return replace(span, id=f"{number}-{span.id}", doc_id=str(number))


if __name__ == "__main__":
    main()
