"""Icons of the Lucide set, tinted with the text colour of the theme and sharp at every scale."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annotator.paths import resource


class _SvgEngine(QIconEngine):
    """Draws one SVG at whatever size and scale is asked for; in a size that is wider than high, at its left."""

    def __init__(self, svg: bytes) -> None:
        super().__init__()
        self._renderer = QSvgRenderer(QByteArray(svg))
        self._drawn: dict[tuple[int, int, float, object], QPixmap] = {}

    def paint(self, painter: QPainter, rect, mode, state) -> None:  # type: ignore[no-untyped-def]  # noqa: ARG002
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.topLeft(), self._pixmap(rect.size(), scale, mode))

    def pixmap(self, size: QSize, mode, state) -> QPixmap:  # type: ignore[no-untyped-def]  # noqa: ARG002
        return self._pixmap(size, 1.0, mode)

    def _pixmap(self, size: QSize, scale: float, mode: QIcon.Mode) -> QPixmap:
        key = (size.width(), size.height(), scale, mode)
        if key not in self._drawn:  # lists and buttons draw the same few at every frame
            self._drawn[key] = self._draw(size, scale, mode)
        return self._drawn[key]

    def _draw(self, size: QSize, scale: float, mode: QIcon.Mode) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.4)
        side = min(size.width(), size.height())
        self._renderer.render(painter, QRectF(0, (size.height() - side) / 2, side, side))
        painter.end()
        return pixmap


def icon(name: str, color: str) -> QIcon:
    """The icon `name` of `resources/icons` drawn in `color` (`#rrggbb`)."""
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    return QIcon(_SvgEngine(svg.encode()))


def application_icon() -> QIcon:
    return QIcon(str(resource("icons", "annotator.svg")))
