"""The invented reports with their links, and the shared gold with links judged by us; see `linked/README.md`."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
from annotator.suggest.links.passages import Report, report
from annotator.suggest.links.proposal import ADDRESSES, QUANTIFIES, Key
from annotator.text.outline import outline
from annotator.text.roles import PLANS
from annotator.text.script import simplify
from tests.suggest.shared import reports

FOLDER = Path(__file__).parent / "linked"
_MARK = re.compile(r"\[([pmq])(\d*)(?:>([pm0-9,]+))?\||\]")
_LABELS = {"p": "problem", "m": "measure", "q": "metric"}

Cut = Callable[[str], Sequence[tuple[int, int]]]


@dataclass
class Linked:
    """Documents of one issuer, their marks, and the links that were judged right."""

    documents: list[Document] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    links: set[Key] = field(default_factory=set)

    def reports(self, cut: Cut) -> list[Report]:
        return [
            report(one, [s for s in self.spans if s.doc_id == one.id], cut(simplify(one.text)))
            for one in self.documents
        ]


def linked(issuer: str, layer: str = "li") -> Linked:
    """All years of an issuer: `qinghe`, or `linsha`, which turns to traditional characters."""
    found = Linked()
    for path in sorted(FOLDER.glob(f"{issuer}-*.txt")):
        text, marks = _read(path.read_text(encoding="utf-8"))
        year = int(path.stem[-4:])
        title = text.partition("\n")[0]
        meta = {"title": title, "issuer": title[: title.index("民政局") + 3], "year": year}
        document = Document(path.stem, text, meta=meta, outline=outline(text))
        found.documents.append(document)
        for number, (kind, name, targets, start, end) in enumerate(marks):
            identity = f"{issuer}-{kind}{name}" if name else f"{path.stem}-{kind}{number}"
            attrs = {"status": _status(document, start)} if kind == "m" else {}
            found.spans.append(
                make_span(document.id, text, start, end, _LABELS[kind], layer, id=identity, attrs=attrs)
            )
            relation = QUANTIFIES if kind == "q" else ADDRESSES
            found.links |= {(relation, identity, f"{issuer}-{target}") for target in targets}
    return found


def shared_gold(corpus: Path) -> list[Linked]:
    """The reports of the shared corpus, with the links of `linked/shared-gold.json` and of metrics inside other marks."""
    judged = json.loads((FOLDER / "shared-gold.json").read_text(encoding="utf-8"))
    found = []
    for document, spans in reports(corpus):
        at = {span.start: span.id for span in spans if span.label != "metric"}
        metrics = {span.start: span.id for span in spans if span.label == "metric"}
        links = {(ADDRESSES, at[head], at[tail]) for head, tail in judged[document.id]["addresses"]}
        links |= {(QUANTIFIES, metrics[head], at[tail]) for head, tail in judged[document.id]["quantifies"]}
        links |= {(QUANTIFIES, one.id, other.id) for one in spans for other in spans if _nested(one, other)}
        found.append(Linked([document], spans, links))
    return found


def _nested(one: Span, other: Span) -> bool:
    return one.label == "metric" != other.label and other.start <= one.start and one.end <= other.end


def _status(document: Document, start: int) -> str:
    return (
        "planned" if any(s.role == PLANS and s.start <= start < s.end for s in document.outline) else "done"
    )


def _read(marked: str) -> tuple[str, list[tuple[str, str, list[str], int, int]]]:
    """The text without marks; kind, number, targets, start and end of each mark."""
    text, at = "", 0
    found: list[Any] = []
    open_ones: list[int] = []
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match[0] == "]":
            found[open_ones.pop()].append(len(text))
        else:
            kind, number, targets = match[1], match[2], match[3]
            quantity = kind == "q"
            open_ones.append(len(found))
            found.append([kind, "" if quantity else number, targets.split(",") if targets else [], len(text)])
    return text + marked[at:], [tuple(one) for one in found]
