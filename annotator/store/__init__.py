"""The project file: one SQLite database, one write path, an append-only log. Only this package touches SQLite."""

from annotator.store.check import check
from annotator.store.file import backup, create, is_project
from annotator.store.forms import SpanRow
from annotator.store.queries import DocumentInfo, Filter
from annotator.store.step import StepWriter
from annotator.store.store import Store

__all__ = [
    "DocumentInfo",
    "Filter",
    "SpanRow",
    "StepWriter",
    "Store",
    "backup",
    "check",
    "create",
    "is_project",
]
