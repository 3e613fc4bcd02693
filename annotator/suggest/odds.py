"""Probabilities and log-odds."""

import math


def logit(probability: float | None) -> float:
    """The log-odds of a probability; 0 where nothing is known."""
    return 0.0 if probability is None else math.log(probability / (1 - probability))


def sigmoid(z: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0
