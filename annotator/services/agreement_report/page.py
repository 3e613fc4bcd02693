"""The report as one web page."""

from collections.abc import Iterator
from pathlib import Path

from annotator.services.agreement_report.parts import Saved, parts_of, subtitle_of, title_of
from annotator.services.pictures import page as pages


def write_page(saved: Saved, out: Path) -> None:
    """Write the report in the reader's language. Raises ReadOnly, DiskFull."""
    pages.write_page(title_of(saved), subtitle_of(saved), parts_of(saved), out)


def page(saved: Saved) -> Iterator[str]:
    """The page, piece by piece."""
    return pages.page(title_of(saved), subtitle_of(saved), parts_of(saved))
