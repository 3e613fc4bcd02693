"""The project file: one SQLite database, one write path, an append-only log. Only this package touches SQLite."""

from annotator.store.bulk import ReadyDocument
from annotator.store.check import check
from annotator.store.file import backup, create, is_project, remove_project
from annotator.store.forms import SpanRow, to_form
from annotator.store.guest import Guest
from annotator.store.queries import DocumentInfo, Filter
from annotator.store.step import StepWriter
from annotator.store.store import Store

__all__ = [
    "DocumentInfo",
    "Filter",
    "Guest",
    "ReadyDocument",
    "SpanRow",
    "StepWriter",
    "Store",
    "backup",
    "check",
    "create",
    "is_project",
    "remove_project",
    "to_form",
]
