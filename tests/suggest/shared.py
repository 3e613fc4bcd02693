"""The shared corpus' reports with their gold, and how to judge suggestions by marks."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
from annotator.suggest.course import Example
from annotator.suggest.suggestion import Suggestion
from annotator.text.outline import outline


def reports(corpus: Path, layer: str = "gold") -> Iterator[tuple[Document, list[Span]]]:
    for path in sorted(corpus.glob(f"layers/*/{layer}.jsonl")):
        name = path.parent.name
        text = (corpus / "reports" / f"{name}.txt").read_text(encoding="utf-8")
        spans = [
            make_span(name, text, one["start"], one["end"], one["label"], layer, attrs=one["attrs"])
            for one in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        ]
        yield Document(name, text, outline=outline(text)), spans


def f1(found: Sequence[Suggestion], example: Example, label: str) -> float:
    """Exact F1 of a label; 1 where nothing is marked and nothing proposed."""
    ours = {(one.start, one.end) for one in found if one.label == label}
    theirs = {(span.start, span.end) for span in example.spans if span.label == label}
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 1.0
