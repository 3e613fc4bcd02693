"""How much of the shared corpus' gold comes out right from a caret and a key. Rates are printed (`pytest -s`)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import paths
from annotator.domain.schema import Label, schema_from_dict
from annotator.text.boundaries import default_span
from annotator.text.outline import outline
from annotator.text.quantities import parse_quantity, quantity_at
from annotator.text.status import guess_status

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
GOLD = sorted(CORPUS.glob("layers/*/gold.jsonl"))
SCHEMA = schema_from_dict(json.loads(paths.schema("civil-affairs.json").read_text(encoding="utf-8")))

pytestmark = pytest.mark.skipif(not GOLD, reason=f"the shared corpus is not beside the project ({CORPUS})")


def gold(label: str) -> Iterator[tuple[str, str, dict]]:
    """(report, text, span) for every gold span of a label."""
    for path in GOLD:
        report = path.parent.name
        text = (CORPUS / "reports" / f"{report}.txt").read_text(encoding="utf-8")
        for line in path.read_text(encoding="utf-8").splitlines():
            span = json.loads(line)
            if span["label"] == label:
                yield report, text, span


def rates(label: Label) -> dict[str, tuple[float, float, float]]:
    """By report: spans right from every caret in them, (span, caret) pairs right, spans right from the middle."""
    counts: dict[str, list[int]] = {}
    for report, text, span in gold(label.name):
        start, end = span["start"], span["end"]
        right = [default_span(text, at, label.unit, label.rules) == (start, end) for at in range(start, end)]
        count = counts.setdefault(report, [0, 0, 0, 0, 0])
        for place, value in enumerate((1, all(right), len(right), sum(right), right[len(right) // 2])):
            count[place] += value
    return {
        report: (every / spans, right / pairs, middle / spans)
        for report, (spans, every, pairs, right, middle) in counts.items()
    }


@pytest.mark.parametrize(("label", "bar"), [("measure", 0.90), ("problem", 0.85), ("metric", 0.70)])
def test_a_key_marks_the_gold_span_from_any_caret_in_it(label: str, bar: float) -> None:
    for report, (every, pairs, middle) in rates(SCHEMA.label(label)).items():
        print(f"{report} {label}: every caret {every:.3f}, pairs {pairs:.3f}, middle caret {middle:.3f}")
        assert min(every, middle) >= bar


def test_values_of_metrics_are_read_as_in_gold() -> None:
    right: dict[str, int] = {"value": 0, "unit": 0, "approx": 0, "indicator": 0}
    total = 0
    for _report, _text, span in gold("metric"):
        found = parse_quantity(span["text"])
        total += 1
        for name in right:
            wanted = span["attrs"].get(name, False)
            right[name] += found is not None and getattr(found, name) == wanted
    print({name: f"{count}/{total}" for name, count in right.items()})
    assert min(right[name] for name in ("value", "unit", "approx")) >= 0.95 * total


def test_a_key_reads_the_metric_around_the_caret() -> None:
    right = total = 0
    for _report, text, span in gold("metric"):
        total += 1
        wanted = (span["start"], span["end"], span["attrs"]["value"], span["attrs"]["unit"])
        found = [quantity_at(text, at) for at in range(span["start"], span["end"])]
        right += all(q is not None and (q.start, q.end, q.value, q.unit) == wanted for q in found)
    print(f"metrics with span, value and unit right from every caret: {right}/{total}")
    assert right >= 0.9 * total


def test_status_is_guessed_as_in_gold() -> None:
    right = total = 0
    for _report, text, span in gold("measure"):
        total += 1
        right += guess_status(text, span["start"], span["end"], outline(text)) == span["attrs"]["status"]
    print(f"status: {right}/{total}")
    assert right / total >= 0.75
