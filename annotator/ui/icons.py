"""Icons of the Lucide set, tinted with the text colour of the theme and sharp on every screen.

Pictures, not a `QIconEngine` of our own: PySide ties one of Python's to the first `QIcon` around it, and the copies that
widgets keep outlive that.
"""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator.paths import resource

USUAL = (QSize(16, 16), QSize(22, 16))  # of buttons, lists and menus; of buttons with words beside the icon
DENSE = 2.0  # pixels for one of the window's on a screen that may be plugged in later


def icon(name: str, color: str, *sizes: QSize) -> QIcon:
    """The icon `name` of `resources/icons` drawn in `color` (`#rrggbb`), in these sizes or the usual ones; in a size that is
    wider than high, at its left.
    """
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    drawn, renderer = QIcon(), QSvgRenderer(QByteArray(svg.encode()))
    for scale in {DENSE, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        for size in sizes or USUAL:
            picture = _picture(renderer, size, scale)
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
                drawn.addPixmap(picture, mode)
            drawn.addPixmap(_faded(picture), QIcon.Mode.Disabled)
    return drawn


def application_icon() -> QIcon:
    return QIcon(str(resource("icons", "annotator.svg")))


def _picture(renderer: QSvgRenderer, size: QSize, scale: float) -> QPixmap:
    picture = _empty(size * scale, scale)
    side = min(size.width(), size.height())
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, (size.height() - side) / 2, side, side))
    painter.end()
    return picture


def _faded(picture: QPixmap) -> QPixmap:
    faded = _empty(picture.size(), picture.devicePixelRatio())
    painter = QPainter(faded)
    painter.setOpacity(0.4)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return faded


def _empty(pixels: QSize, scale: float) -> QPixmap:
    picture = QPixmap(pixels)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
