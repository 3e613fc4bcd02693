"""Putting a page on the screen: text, tints, bars in their lanes, the caret. Knows where nothing is but
what the page tells. Bars are snapped to device pixels, so that no scale factor blurs them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion

from annotator.ui.text_view.layout import Bar, BlockLayout, Line
from annotator.ui.text_view.page import Page, Spot
from annotator.ui.text_view.regions import Bands, bands, stretch_rect, touches
from annotator.ui.text_view.theme import LabelStyle, Metrics, ViewTheme, readable_on

# Lengths on and off in bar thicknesses: spans, then suggestions (half as thick, so in theirs).
_DASHES = {"dash": [4.0, 2.0], "dot": [1.0, 1.0]}
_DIM = 0.35  # what is not in focus
_SUGGESTED = {"solid": [9.0, 4.0], "dash": [5.0, 4.0], "dot": [2.0, 4.0]}


@dataclass(slots=True)
class Marks:
    """What is emphasised, beside the spans themselves."""

    caret: int = 0
    upstream: bool = False
    caret_on: bool = True
    selection: tuple[int, int] = (0, 0)
    current: str | None = None
    hits: Sequence[tuple[int, int]] = ()
    current_hit: int = -1
    styles: Mapping[str, LabelStyle] = field(default_factory=dict)


class Painter:
    """Draws one page with one theme."""

    def __init__(self, page: Page, marks: Marks, theme: ViewTheme) -> None:
        self.page = page
        self.marks = marks
        self._small: tuple[Metrics, QFont] | None = None
        self.set_theme(theme)

    def set_theme(self, theme: ViewTheme) -> None:
        self.theme = theme
        self._colors: dict[tuple[str, float], QColor] = {}

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Draw what lies in a region. A key changes lines far apart; those between them stay as they are."""
        dirty = region.boundingRect()
        painter.fillRect(dirty, self._color(self.theme.background))
        reach = self._reach()
        dirty_bands = bands(region, reach)
        shown = [
            (layout, top)
            for layout, top in self.page.visible()
            if touches(dirty_bands, top, top + layout.height)
        ]
        self._tints(painter, dirty, shown)
        painter.setPen(self._color(self.theme.text))
        for layout, top in shown:
            self._text(painter, dirty_bands, layout, top)
        self._bars(painter, dirty_bands, shown)
        self._chip(painter)
        if self.marks.caret_on and self.caret_in_sight():
            painter.fillRect(self.caret_rect(), self._color(self.theme.caret))

    def caret_in_sight(self) -> bool:
        """Never where there is no text: no line to stand in is drawn for an empty project."""
        start, end = self.page.visible_range()
        return bool(self.page.text) and start <= self.marks.caret <= end

    def caret_rect(self) -> QRectF:
        page = self.page
        spot = page.spot(self.marks.caret, self.marks.upstream)
        band = page.band(spot, spot.x)
        # Beside the character's edge rather than on its first stroke.
        height = min(band.height(), spot.layout.lines[spot.line].height)
        return QRectF(round(band.left()) - 1, band.top() + 1, 2, height - 1)

    def current_line_rect(self) -> QRect:
        page = self.page
        spot = page.spot(self.marks.caret, self.marks.upstream)
        return QRect(0, page.y(spot), page.view_width, spot.layout.lines[spot.line].height)

    def current_rect(self) -> QRect:
        """The lines of the current span that are in sight, and its label above them."""
        page = self.page
        span = page.lanes.index.get(self.marks.current) if self.marks.current else None
        if span is None:
            return QRect()
        return stretch_rect(page, span.start, span.end).adjusted(0, -page.metrics.line, 0, 0)

    # Under the text

    def _tints(self, painter: QPainter, dirty: QRect, shown: list[tuple[BlockLayout, int]]) -> None:
        line = self.current_line_rect() if self.page.text and self.caret_in_sight() else QRect()
        if line.intersects(dirty):
            sides = 14
            column = QRect(
                self.page.left - sides, line.top(), round(self.page.width) + 2 * sides, line.height()
            )
            painter.fillRect(column, self._color(self.theme.current_line))
        if (tracks := self.page.tracks).end > tracks.start:
            self._tint(painter, shown, tracks.start, tracks.end, self._color(self.theme.accent, 0.12))
        current = self.page.lanes.index.get(self.marks.current) if self.marks.current else None
        if current:
            color = self._color(self.style(current.label).color, 0.16)
            self._tint(painter, shown, current.start, current.end, color)
        if self.marks.hits and shown:
            self._hits(painter, shown)
        start, end = self.marks.selection
        if start < end:
            self._tint(painter, shown, start, end, self._color(self.theme.selection), to_end=True)

    def _hits(self, painter: QPainter, shown: list[tuple[BlockLayout, int]]) -> None:
        start, end = shown[0][0].block.start, shown[-1][0].block.next
        hits = self.marks.hits
        low, high = 0, len(hits)
        while low < high:  # the first hit that ends after the start; hits are in order
            middle = (low + high) // 2
            if hits[middle][1] <= start:
                low = middle + 1
            else:
                high = middle
        for number in range(low, len(hits)):
            if hits[number][0] >= end:
                return
            name = self.theme.current_hit if number == self.marks.current_hit else self.theme.hit
            self._tint(painter, shown, *hits[number], self._color(name))

    def _tint(
        self,
        painter: QPainter,
        shown: list[tuple[BlockLayout, int]],
        start: int,
        end: int,
        color: QColor,
        to_end: bool = False,
    ) -> None:
        for layout, top in shown:
            block = layout.block
            if start >= block.next + (not block.hard) or end <= block.start:
                continue
            first, last = max(start, block.start), min(end, block.stop)
            if first < last:
                for number, left, right in layout.stretches(first, last):
                    y = top + layout.lines[number].top
                    painter.fillRect(self.page.band_at(y, left, right), color)
            if to_end and block.hard and start <= block.stop < end:
                # A selected line end shows as a narrow piece, so that empty lines can be seen selected.
                line = layout.lines[-1]
                right = line.width + self.page.metrics.line_end
                band = self.page.band_at(top + line.top, line.width, right)
                band.setHeight(min(band.height(), line.height))
                painter.fillRect(band, color)

    # The text

    def _text(self, painter: QPainter, dirty: Bands, layout: BlockLayout, top: int) -> None:
        baseline = self.page.metrics.baseline
        left = float(self.page.left)
        for number, line in enumerate(layout.lines):
            y = top + line.top
            if line.first == line.last or not touches(dirty, y, y + line.height):
                continue
            # All lines are laid out at the origin; a font fallen back to may have another ascent.
            layout.qt_line(number).draw(painter, QPointF(left, y + baseline - line.ascent))

    def _reach(self) -> int:
        """How far letters of foreign scripts may reach out of their lines."""
        return self.page.metrics.size // 2

    # Under its feet

    def _bars(self, painter: QPainter, dirty: Bands, shown: list[tuple[BlockLayout, int]]) -> None:
        brush = _BarBrush(painter, self.page)
        overflow: list[tuple[Line, int]] = []
        for layout, top in shown:
            for line in layout.lines:
                y = top + line.top
                if not touches(dirty, y, y + line.height):
                    continue
                if line.open:
                    self._names(painter, line, y)
                for bar in line.bars:
                    self._bar(brush, bar, line, y)
                if line.overflow:
                    overflow.append((line, y))
        if overflow:
            self._overflow(painter, overflow)

    def _bar(self, brush: "_BarBrush", bar: Bar, line: Line, y: int) -> None:
        style = self.style(bar.span.label)
        color = self._color(style.color, _DIM if self.page.tracks.is_dim(bar.span.id) else 1.0)
        heavy = bar.span.id == self.marks.current or (line.open and color.alpha() == 255)
        brush.draw(bar, y + bar.lane * line.pitch + (line.pitch // 2 - 2 if line.open else 0), color,
                   style.pattern, heavy)  # fmt: skip

    def _names(self, painter: QPainter, line: Line, y: int) -> None:
        """The lanes of a line in focus: a hairline each, and whose it is in the margin."""
        page, metrics = self.page, self.page.metrics
        painter.setFont(self._small_font())
        words = QFontMetricsF(painter.font())
        room = page.left - metrics.chip_gap - 3
        for number, name in enumerate(page.tracks.names):
            top = y + metrics.lane + number * line.pitch
            middle = top + line.pitch // 2
            painter.fillRect(QRectF(page.left, middle, page.width, 1), self._color(self.theme.muted, 0.22))
            painter.setPen(self._color(self.theme.muted))
            place = QRectF(2, top, room, line.pitch)
            shown = words.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
            # A letter's tail may reach into the next lane: lanes lie closer than lines of text.
            whole = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(place, whole, shown)

    def _overflow(self, painter: QPainter, lines: list[tuple[Line, int]]) -> None:
        metrics = self.page.metrics
        painter.setFont(self._small_font())
        painter.setPen(self._color(self.theme.muted))
        for line, y in lines:
            place = QRectF(self.page.left + self.page.width + 6, y, 60, metrics.band_bottom)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"+{line.overflow}"
            )

    def chip_rect(self) -> tuple[QRectF, str, str] | None:
        """Where the current span's label stands, its words and colour; None when it is not in sight."""
        span = self.page.lanes.index.get(self.marks.current) if self.marks.current else None
        if span is None or span.start >= span.end:
            return None
        start, end = self.page.visible_range()
        if not start <= span.start <= end:
            return None
        style = self.style(span.label)
        words = QFontMetricsF(self._small_font())
        widest = self.page.width - self._chip_pad()
        name = words.elidedText(style.name or span.label, Qt.TextElideMode.ElideRight, widest)
        width = round(words.horizontalAdvance(name) + self._chip_pad())
        return self._chip_at(self.page.spot(span.start), width), name, style.color

    def _chip_at(self, spot: Spot, width: int) -> QRectF:
        """In the margin, level with the line that the span starts on; where that is too narrow, above the
        span's first characters.
        """
        page, metrics = self.page, self.page.metrics
        y, height = page.y(spot), round(metrics.small * 1.4)
        left = page.left - metrics.chip_gap - width
        if left >= 2:
            return QRectF(left, y + (metrics.band_bottom + 1 - height) // 2, width, height)
        left = min(page.left + round(spot.x), page.left + round(page.width) - width)
        return QRectF(left, y + metrics.head - height, width, height)

    def _chip_pad(self) -> float:
        return self.page.metrics.small * 0.9

    def _chip(self, painter: QPainter) -> None:
        found = self.chip_rect()
        if found is None:
            return
        rect, name, color = found
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color(color))
        painter.drawRoundedRect(rect, 3, 3)
        painter.setFont(self._small_font())
        painter.setPen(self._color(readable_on(color)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()

    def _small_font(self) -> QFont:
        if self._small is None or self._small[0] is not self.page.metrics:
            font = QFont(self.page.font)
            font.setPixelSize(self.page.metrics.small)
            self._small = self.page.metrics, font
        return self._small[1]

    def style(self, label: str) -> LabelStyle:
        return self.marks.styles.get(label) or LabelStyle(self.theme.unknown_label, "solid", label)

    def _color(self, name: str, opacity: float = 1.0) -> QColor:
        color = self._colors.get((name, opacity))
        if color is None:
            color = QColor(name)
            color.setAlphaF(opacity)
            self._colors[name, opacity] = color
        return color


class _BarBrush:
    """Draws bars of one page on one device, in whole device pixels."""

    def __init__(self, painter: QPainter, page: Page) -> None:
        self._painter = painter
        self._page = page
        transform = painter.deviceTransform()
        self._scale = transform.m22() or 1.0
        self._dx = transform.dx()
        self._dy = transform.dy()
        self._thick = max(1, round(page.metrics.bar * self._scale))

    def draw(self, bar: Bar, y: int, color: QColor, pattern: str, heavy: bool) -> None:
        """`y` is where the bar lies if it is in the first lane of a line there."""
        metrics = self._page.metrics
        scale = self._scale
        top = round((y + metrics.lane) * scale + self._dy)
        # A gap between neighbours of one colour, which brackets alone would not show at a glance.
        inset = 1.0
        left = round((self._page.left + bar.left + (inset if bar.starts else 0)) * scale + self._dx)
        right = round((self._page.left + bar.right - (inset if bar.ends else 0)) * scale + self._dx)
        thick = self._thick
        if heavy:
            thick = thick + max(1, round(scale))
        post, tick = self._thick, max(2, round(2 * scale))
        if bar.span.dashed:
            post = max(1, self._thick // 2)
            thick = thick if heavy else post
            self._dashes(left, right, top, thick, color, _SUGGESTED.get(pattern, _SUGGESTED["solid"]))
        elif pattern in _DASHES:
            self._dashes(left, right, top, thick, color, _DASHES[pattern])
        else:
            self._fill(left, top, right - left, thick, color)
        if bar.starts:
            self._fill(left, top - tick, post, thick + tick, color)
        if bar.ends:
            self._fill(right - post, top - tick, post, thick + tick, color)

    def _dashes(
        self, left: int, right: int, top: int, thick: int, color: QColor, pattern: list[float]
    ) -> None:
        pen = QPen(color, thick / self._scale, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(pattern)
        self._painter.setPen(pen)
        y = (top + thick / 2 - self._dy) / self._scale
        self._painter.drawLine(
            QPointF((left - self._dx) / self._scale, y), QPointF((right - self._dx) / self._scale, y)
        )

    def _fill(self, left: int, top: int, width: int, height: int, color: QColor) -> None:
        scale = self._scale
        rect = QRectF((left - self._dx) / scale, (top - self._dy) / scale, width / scale, height / scale)
        self._painter.fillRect(rect, color)
