"""The agreement report as a PDF."""

from pathlib import Path

from annotator.services.agreement_report.parts import Saved, parts_of, subtitle_of, title_of
from annotator.ui.pictures import pdf


def write_pdf(saved: Saved, out: Path) -> None:
    """Write the report in the reader's language; any thread. Raises ReadOnly, DiskFull."""
    pdf.write_pdf(title_of(saved), subtitle_of(saved), parts_of(saved), out)
