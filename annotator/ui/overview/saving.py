"""Save a picture and its numbers, or the whole overview."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QThreadPool
from PySide6.QtWidgets import QMenu, QWidget

from annotator.i18n import N_, _
from annotator.services.pictures.picture import Picture, framed
from annotator.ui.overview.views import Figure
from annotator.ui.saving_files import FileWriter, ask_where

if TYPE_CHECKING:
    from annotator.services.overview.parts import Kept

PICTURE_FORMATS = {"png": N_("PNG…"), "svg": N_("SVG…"), "pdf": N_("PDF…"), "csv": N_("Its numbers (CSV)…")}
WHOLE_FORMATS = {
    "html": N_("Web page with pictures…"),
    "pdf": N_("PDF…"),
    "csv": N_("All numbers (CSV)…"),
}
_ILLEGAL = '\\/:*?"<>|'


class Saving(FileWriter):
    """Writes beside the window what is shown."""

    def __init__(
        self,
        current: "Callable[[], Kept | None]",
        figures: Callable[[], list[Figure]],
        pool: QThreadPool,
        window: QWidget,
    ) -> None:
        """`current` gives what is shown now, when it is complete; `figures` those of the view that is open."""
        super().__init__(pool, window)
        self._current = current
        self._figures = figures

    def menu(self) -> QMenu:
        """What can be saved, filled when it opens."""
        menu = QMenu(self._window)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        return menu

    def ask_at(self, figure: Figure, place: QPoint) -> None:
        """The menu of one picture."""
        menu = QMenu(self._window)
        self._offer(menu, figure)
        menu.popup(place)

    def save_picture(self, figure: Figure, kind: str, file: Path) -> None:
        """Write one picture, or its numbers."""
        from annotator.services.overview.parts import subtitle_of

        picture, kept = figure.chart.for_paper, self._current()
        if picture is None or kept is None:
            return
        if kind == "csv":
            from annotator.services.overview.sheet import write_table

            table = figure.table
            if table is not None:
                self.save(lambda file: write_table(table(), file), file)
            return
        sheet = framed(picture, subtitle_of(kept))
        self.save(lambda file: _write_picture(sheet, kind, file), file)

    def save_all(self, kind: str, file: Path) -> None:
        """Write the whole overview."""
        kept = self._current()
        if kept is not None:
            self.save(lambda file: _write_all(kept, kind, file), file)

    # -- inside ------------------------------------------------------------------------------------

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for figure in self._figures():
            self._offer(menu.addMenu(figure.heading.text()), figure)
        menu.addSeparator()
        whole = menu.addMenu(_("The whole overview"))
        for kind, words in WHOLE_FORMATS.items():
            whole.addAction(_(words)).triggered.connect(lambda _checked=False, kind=kind: self._ask_all(kind))

    def _offer(self, menu: QMenu, figure: Figure) -> None:
        for kind, words in PICTURE_FORMATS.items():
            menu.addAction(_(words)).triggered.connect(
                lambda _checked=False, kind=kind: self._ask_picture(figure, kind)
            )

    def _ask_picture(self, figure: Figure, kind: str) -> None:
        name = "".join("-" if each in _ILLEGAL else each for each in figure.heading.text())
        if (file := ask_where(self._window, _("Save the picture"), name, kind)) is not None:
            self.save_picture(figure, kind, file)

    def _ask_all(self, kind: str) -> None:
        kept = self._current()
        if kept is None:
            return
        title, proposal = _("Save the overview"), f"{kept.project}-overview"
        if (file := ask_where(self._window, title, proposal, kind)) is not None:
            self.save_all(kind, file)


def _write_picture(picture: Picture, kind: str, file: Path) -> None:
    if kind == "svg":
        from annotator.formats.atomic import atomic_file
        from annotator.services.pictures.svg import svg

        with atomic_file(file) as out:
            out.write(svg(picture).encode())
        return
    from annotator.ui.pictures import files

    (files.write_png if kind == "png" else files.write_pdf)(picture, file)


def _write_all(kept: "Kept", kind: str, file: Path) -> None:
    from annotator.services.overview.parts import parts_of, subtitle_of, title_of

    if kind == "csv":
        from annotator.services.overview.sheet import write_sheet

        write_sheet(kept.overview, file)
        return
    if kind == "pdf":
        from annotator.ui.pictures.pdf import write_pdf

        write_pdf(title_of(kept), subtitle_of(kept), parts_of(kept), file)
        return
    from annotator.services.pictures.page import write_page

    write_page(title_of(kept), subtitle_of(kept), parts_of(kept), file)
