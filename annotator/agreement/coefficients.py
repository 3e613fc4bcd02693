"""Coefficients for items that raters put into categories; alpha, the default, is in `alpha`.

Definitions: Artstein & Poesio 2008 (Computational Linguistics 34:555) for agreement, S, pi, kappa and weighted
kappa; Fleiss 1971 (Psych. Bull. 76:378); Cohen 1960 (Educ. Psych. Meas. 20:37); Warrens 2010 (Adv. Data Anal.
Classif. 4:271) for Light and Hubert; Gwet 2014 (Handbook of Inter-Rater Reliability, 4th ed.) for AC1 and AC2.
Every function gives None where its figure is undefined. All but observed agreement, specific agreement and Gwet's
raise ValueError for missing values: `Coding.complete()` leaves out such items, and who does that should say so.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.alpha import distances, pooled_coincidences
from annotator.agreement.coding import Category, Coding, check_complete
from annotator.agreement.quotient import defined, quotient

Float = NDArray[np.float64]


def observed_agreement(coding: Coding) -> float | None:
    """The share of pairs of values that are equal; items with missing values weigh by those that they have."""
    table = pooled_coincidences(coding)
    return defined(quotient(np.trace(table), table.sum()))


def specific_agreement(coding: Coding, category: Category) -> float | None:
    """Positive specific agreement of a category: 2a / (2a + b + c) for two raters, o_cc / n_c for more."""
    table = pooled_coincidences(coding)
    at = coding.categories.index(category)
    return defined(quotient(table[at, at], table[at].sum()))


def randolph_kappa(coding: Coding) -> float | None:
    """Free-marginal kappa: every category of the code book is held to be equally likely (Randolph 2005)."""
    check_complete(coding)
    observed, chance = observed_agreement(coding), 1 / max(1, len(coding.categories))
    return None if observed is None else _corrected(observed, chance)


def bennett_s(coding: Coding) -> float | None:
    """Bennett, Alpert & Goldstein's S (1954): free-marginal kappa of two raters."""
    coding.table()
    return randolph_kappa(coding)


def fleiss_expected(coding: Coding) -> float | None:
    """Agreement by chance when all raters share one distribution (Scott 1955, Fleiss 1971)."""
    check_complete(coding)
    totals = (coding.votes * coding.counts[:, None]).sum(axis=0)
    return defined((quotient(totals, totals.sum()) ** 2).sum())


def fleiss_kappa(coding: Coding) -> float | None:
    """Fleiss' kappa, which is multi-pi; of two raters, Scott's pi. Of one category: `against_rest` first."""
    observed, chance = observed_agreement(coding), fleiss_expected(coding)
    return None if observed is None or chance is None else _corrected(observed, chance)


def scott_pi(coding: Coding) -> float | None:
    """Scott's pi of two raters. Raises ValueError for more."""
    coding.table()
    return fleiss_kappa(coding)


def cohen_expected(coding: Coding) -> float | None:
    """Agreement by chance of two raters with a distribution each."""
    left, right = _shares(coding.table())
    return defined(left @ right)


def cohen_kappa(coding: Coding) -> float | None:
    """Cohen's kappa of two raters."""
    return weighted_kappa(coding, "nominal")


def cohen_kappa_max(coding: Coding) -> float | None:
    """The largest kappa that the two distributions allow."""
    left, right = _shares(coding.table())
    return _corrected(np.minimum(left, right).sum(), float(left @ right))


def cohen_kappa_se(coding: Coding) -> float | None:
    """The large-sample standard error of kappa (Fleiss, Cohen & Everitt 1969); items must be independent."""
    table = coding.table()
    kappa, chance = cohen_kappa(coding), cohen_expected(coding)
    if kappa is None or chance is None:
        return None
    left, right = _shares(table)
    share = table / table.sum()
    both = right[:, None] + left[None, :]  # row i holds what the other rater calls i
    equal = np.diag(share) @ (1 - np.diag(both) * (1 - kappa)) ** 2
    apart = (1 - kappa) ** 2 * ((share - np.diag(np.diag(share))) * both**2).sum()
    variance = (equal + apart - (kappa - chance * (1 - kappa)) ** 2) / (table.sum() * (1 - chance) ** 2)
    return defined(np.sqrt(variance))


def weighted_kappa(coding: Coding, metric: str | Float = "interval") -> float | None:
    """Cohen's weighted kappa of two raters, 1 - D_o / D_e.

    "nominal", "interval" (quadratic weights), "linear", or any table of distances in the order of the categories.
    """
    table = coding.table()
    left, right = _shares(table)
    distance = _distances(coding, metric)
    observed = quotient((table * distance).sum(), table.sum())
    return defined(1 - quotient(observed, left @ distance @ right))


def light_kappa(coding: Coding) -> float | None:
    """The mean of Cohen's kappa over all pairs of raters for which it is defined (Light 1971)."""
    kappas = [cohen_kappa(coding.pair(*pair)) for pair in combinations(range(coding.raters), 2)]
    known = [kappa for kappa in kappas if kappa is not None]
    return float(np.mean(known)) if known else None


def hubert_kappa(coding: Coding) -> float | None:
    """Kappa of the mean observed and the mean expected agreement of all pairs (Hubert 1977; Davies & Fleiss 1982)."""
    check_complete(coding)
    both = [coding.pair(*pair) for pair in combinations(range(coding.raters), 2)]
    observed, chance = [observed_agreement(each) for each in both], [cohen_expected(each) for each in both]
    if not both or None in observed or None in chance:
        return None
    return _corrected(float(np.mean(np.array(observed, float))), float(np.mean(np.array(chance, float))))


def gwet_ac1(coding: Coding) -> float | None:
    """Gwet's AC1: to stand beside alpha where one category prevails, never instead of it."""
    return gwet_ac2(coding, "nominal")


def gwet_ac2(coding: Coding, metric: str | Float = "interval") -> float | None:
    """Gwet's AC2 with weights 1 - distance / largest distance; "interval" gives quadratic weights.

    Items with missing values count with the values that they have (Gwet 2014, ch. 2 and 4).
    """
    size = len(coding.categories)
    distance = _distances(coding, metric)
    if size < 2 or not distance.max():
        return None
    weight = 1 - distance / distance.max()
    votes, counts = coding.votes, coding.counts
    raters = votes.sum(axis=1)
    rated, paired = raters >= 1, raters >= 2
    near = votes @ weight
    agreed = (votes * (near - 1)).sum(axis=1)[paired] / (raters * (raters - 1))[paired]
    share = (votes[rated] / raters[rated, None] * counts[rated, None]).sum(axis=0) / max(
        1e-300, counts[rated].sum()
    )
    observed = quotient((agreed * counts[paired]).sum(), counts[paired].sum())
    chance = weight.sum() / (size * (size - 1)) * (share * (1 - share)).sum()
    return _corrected(float(observed), float(chance))


def _distances(coding: Coding, metric: str | Float) -> Float:
    if isinstance(metric, str) and metric == "linear":
        return np.abs(coding.scale[:, None] - coding.scale[None, :])
    return distances(metric, coding.scale, (coding.votes * coding.counts[:, None]).sum(axis=0))


def _shares(table: Float) -> tuple[Float, Float]:
    """How often the first and the second rater used each category."""
    return quotient(table.sum(axis=1), table.sum()), quotient(table.sum(axis=0), table.sum())


def _corrected(observed: float, chance: float) -> float | None:
    return defined(quotient(observed - chance, 1 - chance))
