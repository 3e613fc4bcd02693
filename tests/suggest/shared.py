"""The shared corpus' reports with their gold."""

import json
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
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
