"""The overview of a project as files: a web page with pictures, and all numbers."""

from datetime import datetime
from pathlib import Path

from annotator.cli.output import progress
from annotator.i18n import _
from annotator.services.layers_read import check_layers
from annotator.services.project import Project


def save_overview(project: Project, layer: str, page: Path | None, sheet: Path | None) -> None:
    """Write what was asked for, of a layer ('' for the one that is looked at by itself). Raises NotFound, DiskFull."""
    if layer:
        check_layers([layer], project.layers())
    if page is None and sheet is None:
        return
    from annotator.services.overview.corpus import Corpus
    from annotator.services.overview.overview import overview
    from annotator.services.overview.parts import Kept, parts_of, subtitle_of, title_of
    from annotator.services.overview.scope import Scope
    from annotator.services.overview.sheet import write_sheet
    from annotator.services.pictures.page import write_page

    with progress(_("counting")) as tell:
        found = overview(project, Corpus(project, progress=tell), Scope(layer))
    kept = Kept(found, project.path.stem, datetime.now().astimezone())
    if page is not None:
        write_page(title_of(kept), subtitle_of(kept), parts_of(kept), page)
    if sheet is not None:
        write_sheet(found, sheet)
