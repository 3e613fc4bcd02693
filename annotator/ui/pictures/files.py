"""One picture as a file: pixels for a slide, a page of its own size for print."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from annotator.formats.atomic import atomic_file
from annotator.services.pictures.picture import PAPER, Picture
from annotator.ui.pictures.drawing import draw
from annotator.ui.printing.searchable import searchable
from annotator.ui.text_view.theme import FAMILIES

SCALE = 2.0  # pixels of the file for one of the picture, so that it stays sharp on a slide
_DOTS = 96  # an inch
_POINTS = 72


def write_png(picture: Picture, out: Path) -> None:
    """Write pixels on white; any thread. Raises ReadOnly, DiskFull."""
    image = QImage(round(picture.width * SCALE), round(picture.height * SCALE), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(SCALE, SCALE)
    draw(picture, painter, PAPER, font(), dark=False)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    with atomic_file(out) as file:
        file.write(bytes(data.data()))


def write_pdf(picture: Picture, out: Path) -> None:
    """Write a page that is as large as the picture; any thread. Raises ReadOnly, DiskFull."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(picture.title)
    writer.setCreator("annotator")
    writer.setResolution(_DOTS)
    size = QSizeF(picture.width * _POINTS / _DOTS, picture.height * _POINTS / _DOTS)
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    )
    painter = QPainter(writer)
    draw(picture, painter, PAPER, font(), dark=False)
    painter.end()
    buffer.close()
    with atomic_file(out) as file:
        file.write(searchable(bytes(data.data())))


def font() -> QFont:
    """The families that have Chinese shapes of Chinese characters."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(13)
    # Forms by language, which a family for simplified Chinese can do without: Qt forgets which letters they stand for,
    # so that nobody could search or copy them.
    made.setFeature(QFont.Tag("locl"), 0)
    return made
