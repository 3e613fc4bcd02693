"""Make `resources/genre.json`, what a model knows of the genre before any example: `python packaging/genre.py`.

Reads the marked reports under `tests/suggest/marked/`. To be run whenever features, rules or the reports have changed; a test
says so. The same inputs give the same figures, to the last but a few digits on other processors.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotator.domain.schema import Label  # noqa: E402
from annotator.suggest.candidates import Candidate, candidates  # noqa: E402
from annotator.suggest.course import Example  # noqa: E402
from annotator.suggest.genre import KINDS  # noqa: E402
from annotator.suggest.habits import Habit  # noqa: E402
from annotator.suggest.model import fit  # noqa: E402
from annotator.suggest.reading import Reading  # noqa: E402
from annotator.suggest.rules import proposed  # noqa: E402
from tests.suggest.marked_reports import marked_reports  # noqa: E402
from tests.suggest.reports import SCHEMA  # noqa: E402

TARGET = ROOT / "resources" / "genre.json"
LABELS = ("measure",)
FREEDOM = 1.0
"""As free as a model of one annotator may be (`model.SCALES`)."""

DIGITS = 3
LEAST = 0.02
"""Weights below this change nothing that is seen, and are most of them."""


def main() -> None:
    found = {name: weighed(marked_reports(), SCHEMA.by_name[name]) for name in LABELS}
    TARGET.write_text(
        json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    print(f"{TARGET.relative_to(ROOT)}: {', '.join(found)}")


def weighed(examples: Sequence[Example], label: Label) -> dict[str, object]:
    """Weights, bias and trust that the examples give for a label."""
    found: list[Candidate] = []
    marked: list[bool] = []
    for example in examples:
        places = {(span.start, span.end) for span in example.spans if span.label == label.name}
        for one in known(example, label):
            found.append(one)
            marked.append((one.start, one.end) in places)
    model = fit(found, marked, FREEDOM)
    weights = {name: round(weight, DIGITS) for name, weight in sorted(model.weights.items())}
    return {
        "weights": {name: weight for name, weight in weights.items() if abs(weight) >= LEAST},
        "bias": round(model.bias, DIGITS),
        "trust": round(model.trust, DIGITS),
    }


def known(example: Example, label: Label) -> Iterable[Candidate]:
    """The candidates of a report as the label's own rules cut them, with the features that the genre weighs."""
    reading = Reading(example.document)
    by_rules = proposed(reading, label)
    for one in candidates(reading, label, Habit(tuple(label.rules)), by_rules, lambda _text: [], bare=True):
        yield replace(one, features=tuple(name for name in one.features if name.partition("=")[0] in KINDS))


if __name__ == "__main__":
    main()
