"""Long work that makes many objects and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection(*, lasting: bool = False) -> Iterator[None]:
    """Without the cyclic garbage collector, which finds nothing here and costs a fifth of the time, or more.

    A collection stops every thread, of a million objects for a quarter of a second. What is `lasting` is left out of
    later ones, too: it is freed like anything else, when nobody refers to it any more.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        if lasting:
            gc.freeze()
    finally:
        if enabled:
            gc.enable()
