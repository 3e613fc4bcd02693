"""Shows a page of the manual. What is not a file of the manual is not loaded, and no link is followed by itself."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from annotator.i18n import _
from annotator.services.manual import Page
from annotator.ui.manual.typesetting import place_of, typeset
from annotator.ui.theme import GRID, Tokens

PICTURE_WIDTH = 900  # at most; narrower where the window is
REFIT_MS = 150


class PageView(QTextBrowser):
    """Emits `anchorClicked` for every link."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self._shown: tuple[Page, Tokens] | None = None
        self._fitted_to = 0
        self.usual_size = self.font().pointSize() + 1  # points: what is read for long is larger than a menu
        self._size = self.usual_size
        self._pictures: dict[Path, QImage] = {}
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.setInterval(REFIT_MS)
        self._refit.timeout.connect(self._fit_again)
        self.setOpenLinks(False)
        self.setAccessibleName(_("Page of the manual"))

    def show_page(self, page: Page, tokens: Tokens) -> None:
        """Show a page from its beginning."""
        self._shown = page, tokens
        self._fitted_to = self._room()
        document = QTextDocument(self)
        document.setDefaultFont(self.font())
        document.setDocumentMargin(GRID * 2)
        document.setIndentWidth(GRID * 3)
        document.setBaseUrl(QUrl.fromLocalFile(str(page.file)))
        typeset(document, page.markdown, tokens, self._size)
        self.setDocument(document)  # the one before goes, whose parent this is

    def set_size(self, points: int) -> None:
        """Show the page in larger or smaller letters, up to three times their own size."""
        if self.usual_size - 3 <= points <= 3 * self.usual_size and self._shown is not None:
            self._size = points
            self._show_again()

    def size_of_text(self) -> int:
        """In points."""
        return self._size

    def go_to_heading(self, name: str) -> None:
        """Bring the heading that a link names to the top; the page stays where it is without one."""
        if (place := place_of(self.document(), name)) is not None:
            cursor = QTextCursor(self.document())
            cursor.setPosition(place)
            self.setTextCursor(cursor)
            self.verticalScrollBar().setValue(
                self.verticalScrollBar().value() + self.cursorRect(cursor).top() - GRID
            )

    def go_to_words(self, words: str) -> None:
        """Select the first place where the words stand."""
        cursor = self.document().find(words, 0)
        if not cursor.isNull():
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return self._picture(QUrl(name)) if kind == QTextDocument.ResourceType.ImageResource.value else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None and self._room() != self._fitted_to:
            self._refit.start()

    def _fit_again(self) -> None:
        """The pictures take the width that there is now."""
        if self._shown is not None and self._room() != self._fitted_to:
            self._show_again()

    def _show_again(self) -> None:
        """What is at the top stays there, about."""
        assert self._shown is not None
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self.show_page(*self._shown)
        bar.setValue(round(share * bar.maximum()))

    def _room(self) -> int:
        return min(PICTURE_WIDTH, max(GRID * 20, self.viewport().width() - GRID * 5))

    def _picture(self, name: QUrl) -> QImage | None:
        if self._shown is None:
            return None
        local = Path(name.toLocalFile()) if name.isLocalFile() else Path(name.toString())
        file = (self._shown[0].file.parent / local).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            return None
        if file not in self._pictures:
            self._pictures[file] = QImage(str(file))
        return self._fitted(self._pictures[file])

    def _fitted(self, image: QImage) -> QImage:
        """As wide as a column of text on this screen, and no wider than it is."""
        ratio = self.devicePixelRatioF()
        width = max(1, min(round(self._fitted_to * ratio), image.width()))
        size = QSize(width, max(1, image.height()))
        fitted = image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        return fitted
