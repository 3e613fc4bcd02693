"""A model of one label: logistic regression over the features of candidates, on top of what the rules say.

`z = trust * logit(prior) + bias + weights · features`: the rules' verdict is where the model starts, and examples
move it as far as they bear. `trust` falls with the number of examples. Weights have a Gaussian prior (L2); classes
weigh alike however rare the label is. Scores are calibrated on candidates that the model had not seen (Platt 1999,
with a Gaussian prior on both parameters, since there are few).

scipy's L-BFGS fits it in a fraction of a second. A linear-chain CRF over characters (python-crfsuite) was measured
against it and is worse with few reports: tests/bench/README.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotator.suggest.candidates import Candidate
from annotator.suggest.odds import logit, sigmoid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]

SCALES: Mapping[str, float] = {"class": 0.6, "place": 0.3, "word": 0.2}
"""How freely a kind of feature is weighed: a small scale is a strong prior on its weights."""

_LEAST_TRUST, _MOST_TRUST, _HALF = 0.6, 1.0, 20
"""The rules' log-odds count between these; half-way at so many positive examples."""

_BIAS_PRIOR = 10.0
_CALIBRATION_PRIOR = 5.0
_NEGLIGIBLE = 1e-4
_EFFORT = {"maxiter": 200, "ftol": 1e-7}


@dataclass(frozen=True)
class LabelModel:
    """Weights by feature; `slope` and `offset` turn `z` into a calibrated log-odds; from score `least` on it proposes.

    `genre`, from 0 to 1, is how far it starts from what the genre says (see `known`).
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    bias: float = 0.0
    trust: float = 1.0
    slope: float = 1.0
    offset: float = 0.0
    least: float = 0.5
    genre: float = 0.0

    def z(self, candidate: Candidate) -> float:
        """The uncalibrated log-odds that somebody would mark the candidate."""
        found = sum(self.weights.get(name, 0.0) for name in candidate.features)
        return self.trust * known(candidate, self.genre) + self.bias + found

    def score(self, candidate: Candidate) -> float:
        """The calibrated probability that somebody would mark the candidate."""
        return self.score_of(self.z(candidate))

    def score_of(self, z: float) -> float:
        """The calibrated probability for an uncalibrated log-odds."""
        return sigmoid(self.slope * z + self.offset)

    def cues(self, candidate: Candidate, kind: str, limit: int) -> list[str]:
        """The features of a kind that speak most for the candidate, the strongest first."""
        known = ((self.weights.get(name, 0.0), name) for name in candidate.features if name.startswith(kind))
        return [name for weight, name in sorted(known, reverse=True)[:limit] if weight > 0]

    def on_the_scale_of(self, other: "LabelModel") -> "LabelModel":
        """This model with the other's calibration."""
        return replace(self, slope=other.slope, offset=other.offset, least=other.least)

    def to_dict(self) -> dict[str, Any]:
        """JSON; `from_dict` reads it back."""
        return {
            "weights": dict(self.weights),
            "bias": self.bias,
            "trust": self.trust,
            "slope": self.slope,
            "offset": self.offset,
            "least": self.least,
            "genre": self.genre,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LabelModel":
        return cls(**data)


def fit(
    found: Sequence[Candidate],
    marked: Sequence[bool],
    freedom: float = 1.0,
    genre: float = 0.0,
    matrix: "tuple[list[str], csr_array] | None" = None,
) -> LabelModel:
    """The model that these candidates, marked or not, give; uncalibrated. Deterministic.

    `freedom` multiplies the scales of the weights: 0 leaves what is known before (see `known`, for `genre` too).
    `matrix`: `matrix_of` the candidates, where they are fitted several times.
    """
    import numpy as np
    from scipy.optimize import minimize

    positive = sum(marked)
    if not freedom or not positive or positive == len(marked):
        return LabelModel(genre=genre)  # nothing to tell apart: what is known before
    names, x = matrix or matrix_of(found)
    x = x * freedom
    y = np.asarray(marked, np.float64)
    trust = _LEAST_TRUST + (_MOST_TRUST - _LEAST_TRUST) * _HALF / (_HALF + positive)
    prior = trust * np.asarray([known(one, genre) for one in found])
    weight = np.where(y > 0, len(y) / (2 * positive), len(y) / (2 * (len(y) - positive)))

    def loss(theta: "Floats") -> "tuple[float, Floats]":
        w, bias = theta[:-1], theta[-1]
        z = prior + bias + x @ w
        error = weight * (1 / (1 + np.exp(-z)) - y)
        value = (weight * np.logaddexp(0, (1 - 2 * y) * z)).sum() + (w @ w + _BIAS_PRIOR * bias**2) / 2
        return float(value), np.append(x.T @ error + w, error.sum() + _BIAS_PRIOR * bias)

    theta = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options=_EFFORT).x
    weights = {
        name: float(w) * freedom * _scale(name, found)
        for name, w in zip(names, theta[:-1], strict=True)
        if abs(w) > _NEGLIGIBLE
    }
    return LabelModel(weights, float(theta[-1]), trust, genre=genre)


def known(candidate: Candidate, genre: float) -> float:
    """The log-odds of a candidate before any example: of the rules, or so far as `genre` says of the genre."""
    by_rules = logit(candidate.prior)
    return by_rules if not genre else by_rules + genre * (logit(candidate.genre) - by_rules)


def calibrated(model: LabelModel, z: Sequence[float], marked: Sequence[bool]) -> LabelModel:
    """The model with scores calibrated on `z` of candidates that models like it had not seen."""
    import numpy as np
    from scipy.optimize import minimize

    if not any(marked) or all(marked):
        return model
    values, y = np.asarray(z, np.float64), np.asarray(marked, np.float64)

    def loss(theta: "Floats") -> float:
        odds = theta[0] * values + theta[1]
        prior = _CALIBRATION_PRIOR * ((theta[0] - 1) ** 2 + theta[1] ** 2) / 2
        return float(np.logaddexp(0, (1 - 2 * y) * odds).sum() + prior)

    slope, offset = minimize(
        loss, np.asarray([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.05, None), (None, None)]
    ).x
    return replace(model, slope=float(slope), offset=float(offset))


def proposing(model: LabelModel, z: Sequence[float], marked: Sequence[bool], marks: int) -> LabelModel:
    """The model with the least score from on which proposing is best for F1: half of the F1 that it can reach.

    Lipton, Elkan and Naryanaswamy 2014 (optimal thresholding of classifiers to maximize F1). `z` and `marked` are of
    candidates that models like it had not seen, `marks` counts what was marked among them and elsewhere.
    """
    right, best = 0, 0.0
    for offered, (_z, mark) in enumerate(sorted(zip(z, marked, strict=True), reverse=True), 1):
        right += mark
        best = max(best, 2 * right / (offered + marks))
    return replace(model, least=best / 2) if best else model


def surprise(model: LabelModel, z: Sequence[float], marked: Sequence[bool]) -> float:
    """How unlikely the model finds what was marked, in nats: minus the logarithm of its likelihood."""
    import numpy as np

    odds = model.slope * np.asarray(z, np.float64) + model.offset
    return float(np.logaddexp(0, (1 - 2 * np.asarray(marked, np.float64)) * odds).sum())


def matrix_of(found: Sequence[Candidate]) -> "tuple[list[str], csr_array]":
    """The features by name, and a row of scaled ones a candidate. Raises IndexError where there are no candidates."""
    import numpy as np
    from scipy.sparse import csr_array

    place: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for candidate in found:
        columns += [place.setdefault(name, len(place)) for name in candidate.features]
        ends.append(len(columns))
    scales = np.asarray([_scale(name, found) for name in place])
    x = csr_array((scales[columns], columns, ends), shape=(len(found), len(place)))
    return list(place), x


def _scale(name: str, found: Sequence[Candidate]) -> float:
    """Without rules to start from, examples are all there is."""
    return 1.0 if found[0].prior is None else SCALES[name.partition("=")[0]]
