"""A picture that can be walked with the arrow keys, and whose parts lead to what is behind them."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.i18n import N_, _
from annotator.services.pictures.picture import Cell, Picture
from annotator.ui.pictures.drawing import draw, inks
from annotator.ui.settings import INTERFACE_SIZE
from annotator.ui.theme import Tokens

Build = Callable[[float], Picture]

_NARROWEST = 300  # pixels of the window

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Chart(QWidget):
    """Shows what `build(width)` gives. Emits `chosen` with what a cell is about, when that can be looked at.

    Pictures are made for letters of the usual size. Where the window's are larger or smaller, the whole picture is:
    it is built for the width that is left then, so that it neither leaves the window nor runs together.
    """

    chosen = Signal(object)  # Mapping[str, Any]

    def __init__(
        self,
        tokens: Tokens,
        widest: float = 720.0,
        *,
        leads_to: str = N_("Double click or Enter: show the disagreements"),
        one_click: bool = False,
    ) -> None:
        """`leads_to` says what choosing a part does; it takes one click, or two."""
        super().__init__()
        self._tokens = tokens
        self._leads_to = leads_to
        self._one_click = one_click
        self._widest = widest
        self._build: Build | None = None
        self._picture: Picture | None = None
        self._zoom = 1.0  # pixels of the window for one of the picture
        self._at = 0
        self._leads_on = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_NARROWEST)

    @property
    def picture(self) -> Picture | None:
        """What is shown, in pixels of letters of the usual size."""
        return self._picture

    @property
    def for_paper(self) -> Picture | None:
        """What is saved: as the window shows it with letters of the usual size, whatever their size is here."""
        return self._build(self._room(1.0)) if self._build else None

    @property
    def cell(self) -> Cell | None:
        """The cell that the keys are at."""
        cells = self._picture.cells if self._picture else ()
        return cells[self._at] if self._at < len(cells) else None

    def show_picture(self, build: Build | None) -> None:
        """Show another picture; None shows nothing."""
        self._build = build
        self._make_room()

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.update()

    def lead_on(self) -> None:
        """Somebody listens to `chosen`: say so, and let Enter and a double click choose."""
        self._leads_on = True

    def choose_first(self) -> None:
        """Choose the first cell that leads somewhere, as a person does with Enter."""
        cells = self._picture.cells if self._picture else ()
        at = next((at for at, cell in enumerate(cells) if cell.about), None)
        if at is not None and self._leads_on:
            self._go(at)
            self._choose()

    def sizeHint(self) -> QSize:
        return QSize(480, self._tall() if self._picture else 80)

    # -- Qt's own ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._build is not None and event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.scale(self._zoom, self._zoom)
        draw(self._picture, painter, inks(self._tokens), self.font(), dark=self._tokens.dark)
        if self.hasFocus() and self.cell is not None:
            self._ring(painter, self.cell)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._leads_on:
            self._choose()
        elif (step := _STEPS.get(Qt.Key(event.key()))) is not None:
            self._walk(*step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position())
        if at is not None:
            self._go(at)
            if self._one_click and self._leads_on:
                self._choose()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._leads_on and not self._one_click and self._under(event.position()) is not None:
            self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._leads_on and self._under(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._hint(at) if at is not None else "", self)
            return True
        return super().event(event)

    # -- inside ------------------------------------------------------------------------------------

    def _make_room(self) -> None:
        """As wide at least as the picture must be, which a matrix of many columns says; what is around scrolls."""
        points = self.font().pointSizeF()
        self._zoom = points / INTERFACE_SIZE if points > 0 else 1.0
        least = self._build(_NARROWEST / self._zoom).width * self._zoom if self._build else 0
        self.setMinimumWidth(max(_NARROWEST, ceil(least)))
        self._lay_out()

    def _room(self, zoom: float) -> float:
        return min(max(self.width(), self.minimumWidth()) / zoom, self._widest)

    def _lay_out(self) -> None:
        self._picture = self._build(self._room(self._zoom)) if self._build else None
        cells = self._picture.cells if self._picture else ()
        self._at = min(self._at, max(0, len(cells) - 1))
        self.setAccessibleName(self._picture.title if self._picture else "")
        self.setAccessibleDescription(self.cell.name if self.cell else "")
        self.setMinimumHeight(self._tall())
        self.updateGeometry()
        self.update()

    def _tall(self) -> int:
        return ceil(self._picture.height * self._zoom) + 2 if self._picture else 0

    def _ring(self, painter: QPainter, cell: Cell) -> None:
        """Where the keys are: a line in the colour of letters between two of the ground's, seen on any fill."""
        ring = QRectF(cell.x + 2, cell.y + 2, cell.width - 4, cell.height - 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((self._tokens.base, 4), (self._tokens.text, 2)):
            painter.setPen(QPen(QColor(ink), width))
            painter.drawRoundedRect(ring, 3, 3)

    def _under(self, point: QPointF) -> int | None:
        inside = point / self._zoom
        for at, cell in enumerate(self._picture.cells if self._picture else ()):
            if QRectF(cell.x, cell.y, cell.width, cell.height).contains(inside):
                return at
        return None

    def _hint(self, at: int) -> str:
        assert self._picture is not None
        cell = self._picture.cells[at]
        how = _(self._leads_to) if self._leads_on and cell.about else ""
        return "\n".join(part for part in (cell.name, cell.hint, how) if part)

    def _walk(self, across: int, down: int) -> None:
        """To the nearest cell in a direction."""
        here = self.cell
        if here is None or self._picture is None:
            return

        def far(cell: Cell) -> float | None:
            x, y = cell.x - here.x, cell.y - here.y
            along, aside = (x * across, abs(y)) if across else (y * down, abs(x))
            return along + 3 * aside if along > 1 else None

        reached = {
            at: found for at, cell in enumerate(self._picture.cells) if (found := far(cell)) is not None
        }
        if reached:
            self._go(min(reached, key=lambda at: reached[at]))

    def _go(self, at: int) -> None:
        self._at = at
        self.update()
        self._tell()

    def _tell(self) -> None:
        """Let a screen reader say where the keys are."""
        self.setAccessibleDescription(self.cell.name if self.cell else "")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _choose(self) -> None:
        if self.cell is not None:
            about: Mapping[str, Any] = self.cell.about
            self.chosen.emit(about)
