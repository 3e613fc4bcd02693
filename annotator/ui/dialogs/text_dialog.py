"""One question with one field: the annotator's name, a note on a document."""

from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID

_WIDTH = 440


class TextDialog(Dialog):
    """`text` is what was written. A single line must not stay empty; several lines may.

    `example` is what stands in an empty field.
    """

    def __init__(
        self,
        title: str,
        explanation: str,
        text: str,
        parent: QWidget | None,
        *,
        lines: bool = False,
        example: str = "",
    ) -> None:
        super().__init__(title, parent)
        self._line = None if lines else QLineEdit(text)
        self._page = QPlainTextEdit(text) if lines else None
        field = self._line or self._page
        assert field is not None
        field.setAccessibleName(title)
        field.setPlaceholderText(example)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("OK"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        if self._line is not None:
            self._line.textChanged.connect(lambda _text: self._allow())
            self._line.selectAll()
        layout = widgets.column(
            widgets.label(explanation, wrap=True), field, self.buttons,
            gap=GRID * 2, margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
        )  # fmt: skip
        self.setLayout(layout)
        self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))  # as high as the sentence is at this width
        self._allow()

    @property
    def text(self) -> str:
        if self._line is not None:
            return self._line.text().strip()
        assert self._page is not None
        return self._page.document().toRawText().replace("\u2029", "\n").strip()

    def _allow(self) -> None:
        if self._line is not None:
            self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
                bool(self._line.text().strip())
            )
