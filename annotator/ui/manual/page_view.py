"""Shows a page of the manual. What is not a file of the manual is not loaded, and no link is followed by itself."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from annotator.i18n import _
from annotator.services.manual import Page
from annotator.ui.manual.typesetting import place_of, typeset
from annotator.ui.theme import GRID, Tokens

PICTURE_WIDTH = 760  # pixels of the screen's own measure at most


class PageView(QTextBrowser):
    """Emits `anchorClicked` for every link."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self._file = folder
        self._pictures: dict[Path, QImage] = {}
        self.setOpenLinks(False)
        self.setAccessibleName(_("Page of the manual"))
        self.document().setDocumentMargin(GRID * 2)

    def show_page(self, page: Page, tokens: Tokens) -> None:
        """Show a page from its beginning."""
        self._file = page.file
        document = QTextDocument(self)
        document.setDefaultFont(self.font())
        document.setDocumentMargin(GRID * 2)
        document.setBaseUrl(QUrl.fromLocalFile(str(page.file)))
        document.setResourceProvider(self._picture)
        typeset(document, page.markdown, tokens)
        old = self.document()
        self.setDocument(document)
        if old is not document and old.parent() is self:
            old.deleteLater()

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

    def _picture(self, name: QUrl) -> QImage | None:
        local = Path(name.toLocalFile()) if name.isLocalFile() else Path(name.toString())
        file = (self._file.parent / local).resolve()
        if not file.is_relative_to(self._folder):
            return None
        if file not in self._pictures:
            self._pictures[file] = self._fitted(QImage(str(file)))
        return self._pictures[file]

    def _fitted(self, image: QImage) -> QImage:
        """As wide as a column of text on this screen, and no wider than it is."""
        ratio = self.devicePixelRatioF()
        width = min(round(PICTURE_WIDTH * ratio), image.width())
        size = QSize(width, max(1, image.height()))
        fitted = image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        return fitted
