"""What reports of the genre teach about a label before anybody has marked one: a model's starting point.

The rules say yes or no by the first wording that they know; this weighs all that is known of a candidate (which rule
took it, how it begins and ends, where it stands), as reports of invented bureaus teach it (`tests/suggest/marked/`,
read by `packaging/genre.py`). It knows classes of words, first and last characters and places, but not the words between,
which tell what a report is about, so that it carries over from one bureau to the next.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from annotator.paths import resource
from annotator.suggest.odds import logit, sigmoid

KINDS = ("class", "place")
"""The kinds of features that have weights here."""


@dataclass(frozen=True)
class Genre:
    """Weights by feature, to be added to `trust` times the log-odds of what the rules say."""

    weights: Mapping[str, float]
    bias: float
    trust: float

    def probability(self, features: Iterable[str], by_rules: float) -> float:
        """How likely somebody would mark a candidate with these features, for which the rules say `by_rules`."""
        weights = self.weights
        found = sum(weights[name] for name in features if name in weights)
        return sigmoid(self.trust * logit(by_rules) + self.bias + found)


@cache
def genre(label: str) -> Genre | None:
    """What is known of a label by its name, as with the rules; None where nothing is."""
    known = json.loads(resource("genre.json").read_text(encoding="utf-8"))
    return Genre(**known[label]) if label in known else None
