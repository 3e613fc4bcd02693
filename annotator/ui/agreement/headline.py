"""The figures that come first, each with its interval and what it means in plain words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.i18n import _
from annotator.services.agreement_report.figures import (
    BRIEF,
    DEFINITIONS,
    HEADLINE,
    interval,
    name_of,
    number,
)
from annotator.ui import widgets
from annotator.ui.theme import GRID

if TYPE_CHECKING:
    from annotator.agreement.report import Report


class Headline(QWidget):
    """A card for each figure of HEADLINE."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = {key: _Card(key) for key in HEADLINE}
        row = widgets.row(*self.cards.values(), gap=GRID)
        for place in range(len(self.cards)):
            row.setStretch(place, 1)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_alike()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_alike()

    def show_report(self, report: "Report") -> None:
        for key, card in self.cards.items():
            group, name = key.split(".")
            card.show_figure(getattr(report, group)[name], report.intervals.get(key))

    def _make_alike(self) -> None:
        """All cards are as high as the longest sentence needs, and no higher."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        high = max(card.height_of_meaning() for card in self.cards.values())
        for card in self.cards.values():
            card.meaning.setMinimumHeight(high)


class _Card(QWidget):
    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.value = widgets.label("–", "figure")
        self.bounds = widgets.label("", "muted")
        self.bounds.setToolTip(_(DEFINITIONS["interval"].meaning))
        definition = DEFINITIONS[key]
        self.meaning = meaning = widgets.label(_(BRIEF[key]), "muted", wrap=True)
        meaning.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        numbers = widgets.row(self.value, self.bounds, None, gap=GRID)
        numbers.setAlignment(self.bounds, Qt.AlignmentFlag.AlignBottom)
        self.bounds.setContentsMargins(0, 0, 0, 3)
        margins = (GRID * 2, GRID + 4, GRID * 2, GRID + 4)
        layout = widgets.column(
            widgets.label(name_of(key), "heading"), numbers, meaning, gap=2, margins=margins
        )
        layout.setStretchFactor(meaning, 1)
        self.setLayout(layout)
        self.setToolTip(f"{_(definition.meaning)}\n\n{_(definition.formula)}\n{definition.source}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def height_of_meaning(self) -> int:
        """What the sentence needs at the width of the card."""
        room = QRect(0, 0, self.width() - 4 * GRID - 2, 10_000)
        wrapped = Qt.TextFlag.TextWordWrap
        return self.meaning.fontMetrics().boundingRect(room, wrapped, self.meaning.text()).height()

    def show_figure(self, value: float | None, bounds: tuple[float, float] | None) -> None:
        self.value.setText(number(value))
        self.bounds.setText(interval(bounds))
        self.setAccessibleName(f"{name_of(self._key)}: {number(value)} {interval(bounds)}")
