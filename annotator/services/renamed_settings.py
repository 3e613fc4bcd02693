"""Settings that stand for something under its name, when names change: what goes goes first, since names may be exchanged."""

from collections.abc import Iterable, Iterator

from annotator.domain.change import Change
from annotator.domain.setting import Setting


def renamed(standing: Iterable[Setting], turned: Iterable[tuple[Setting, Setting]]) -> Iterator[Change]:
    """The changes that put the second of each pair in the place of the first; of equal names one stays."""
    names = {setting.name for setting in standing}
    came: dict[str, Setting] = {}
    for old, new in turned:
        if new.name == old.name:
            if new != old:
                yield Change(old, new)
            continue
        names.discard(old.name)
        yield Change(old, None)
        came.setdefault(new.name, new)
    yield from (Change(None, new) for name, new in came.items() if name not in names)
