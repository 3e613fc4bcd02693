"""Reading and writing files. What looks at all formats (see `registry`) is imported when it is first asked for: a process
that only makes lines of one format is ready in half the time."""

from typing import TYPE_CHECKING, Any

from annotator.formats.format import (
    FEATURES,
    PLAIN,
    Cancelled,
    Format,
    NotFaithful,
    ReadOptions,
    WriteOptions,
)
from annotator.formats.losses import KINDS, Losses
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan, check
from annotator.formats.standoff import Standoff, StandoffSpan
from annotator.formats.writing import Written, digest_of, losses_of, write_lines, write_part

if TYPE_CHECKING:
    from annotator.formats.registry import (
        CONVERTED_FIRST,
        FORMATS,
        format_for,
        kinds_of,
        read,
        read_along,
        writable,
        write,
    )

__all__ = [
    "CONVERTED_FIRST", "FEATURES", "FORMATS", "KINDS", "PLAIN", "Cancelled", "Format", "Losses", "NotFaithful", "ReadOptions",
    "Record", "RecordLabel", "RecordRelation", "RecordSpan", "Standoff", "StandoffSpan", "WriteOptions", "Written",
    "check", "digest_of", "format_for", "kinds_of", "losses_of", "read", "read_along", "writable", "write", "write_lines",
    "write_part",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from annotator.formats import registry

    return getattr(registry, name)
