"""What annotator is, which version of it this is, and under which licences it stands."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

import annotator
from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.icons import application_icon
from annotator.ui.theme import GRID


class AboutDialog(Dialog):
    """The icon with name and purpose beside it, as on the start page, and the licences."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(_("About annotator"), parent)
        self.setMinimumWidth(440)
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(QSize(40, 40)))
        names = widgets.column(
            widgets.label(f"annotator {annotator.__version__}", "title"),
            widgets.label(_("Tags measures, problems and metrics in Chinese government reports."), "muted"),
        )
        licences = _("MIT licence. Uses Qt (LGPL 3), sqlite-utils, jieba and Lucide icons (ISC).")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.setLayout(
            widgets.column(
                widgets.row(picture, names, None, gap=GRID * 2), widgets.label(licences, wrap=True), buttons,
                gap=GRID * 2, margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
            )
        )  # fmt: skip
