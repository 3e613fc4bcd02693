"""Blind review: who said what is hidden, and who comes first changes from case to case."""

import hashlib
from collections.abc import Iterable

from annotator.i18n import N_, _
from annotator.services.cases import Case

_STEMS = N_("A B C D E F G H I J")  # in Chinese the heavenly stems


def blind_order(layers: Iterable[str], case: Case, seed: str = "") -> list[tuple[str, str]]:
    """The layers in the order in which a case shows them, each with the name that it is shown under.

    The order follows from the case and the seed alone: the same whenever one comes back to the case, and another in
    the next one, so that nobody learns who stands where. The names say only the place: A, B, C, …
    """

    def rank(layer: str) -> bytes:
        return hashlib.blake2b("\x1f".join((seed, case.fingerprint, layer)).encode(), digest_size=8).digest()

    return [(layer, _name(at)) for at, layer in enumerate(sorted(layers, key=rank))]


def _name(at: int) -> str:
    stems = _(_STEMS).split()
    round_, stem = divmod(at, len(stems))
    return stems[stem] + (str(round_ + 1) if round_ else "")
