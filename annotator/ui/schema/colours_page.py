"""The colours and lines of all labels: contrast, how they look to colour-blind people, colours that stand apart."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QComboBox, QGridLayout, QSpinBox, QToolButton, QWidget

from annotator.domain import colour
from annotator.domain.schema import PATTERNS, Label
from annotator.domain.schema_difference import PATTERN_NAMES
from annotator.i18n import _, language
from annotator.ui import widgets
from annotator.ui.jobs import Job
from annotator.ui.schema.fields import Line, told
from annotator.ui.schema.session import DraftSession
from annotator.ui.schema.swatch import CHIP, GROUNDS, VisionStrip, swatch_icon
from annotator.ui.theme import GRID

EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)
FIELDS = ("color", "color_dark")


class ColoursPage(QWidget):
    """Every label in a row; what is unwise about a colour stands below it."""

    def __init__(self, session: DraftSession, pool: QThreadPool) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session, self._pool = session, pool
        self.rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GRID * 2)
        self._grid.setVerticalSpacing(GRID)
        for column, title in enumerate((_("Label"), _("On light"), _("On dark"), _("Line"))):
            self._grid.addWidget(widgets.label(title, "heading"), 0, column)
        self._grid.setColumnStretch(4, 1)
        area = widgets.scrolled(widgets.pane(widgets.column(self._grid, None)))
        area.setAccessibleName(_("Colours"))
        self.strip = VisionStrip()
        self.choose_button = widgets.push_button(_("Choose distinct colours"), self.choose)
        hint = widgets.label(
            _("Lines need a contrast of 3 : 1 with the ground (WCAG 2.2). ΔE is the difference of the two closest "
              "colours (CIEDE2000), as Machado’s simulation (2009) shows them; below {least} the line must tell them apart.",
              least=f"{colour.ALIKE:.0f}"),
            "muted", wrap=True,
        )  # fmt: skip
        layout = widgets.column(
            area,
            widgets.row(widgets.label(_("Colour vision"), "heading"), None, self.choose_button),
            self.strip,
            hint,
            gap=GRID,
            margins=EDGE,
        )
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        session.changed.connect(self.show_draft)
        self.show_draft()

    def choose(self) -> None:
        """Give every label a colour that is far from the others', for all kinds of colour vision."""
        count = len(self._session.draft.labels)
        job = Job(lambda _progress, _cancelled: colour.distinct(count, *GROUNDS), self)
        job.done.connect(self._take)
        self.choose_button.setEnabled(False)
        job.start(self._pool)

    def show_draft(self) -> None:
        labels = self._session.draft.labels
        while len(self.rows) > len(labels):
            self.rows.pop().leave(self._grid)
        while len(self.rows) < len(labels):
            self.rows.append(_Row(self._grid, len(self.rows), self._change))
        for one, other in pairwise(self._stops()):  # else Tab reaches a row that is new after all that is old
            QWidget.setTabOrder(one, other)
        for at, row in enumerate(self.rows):
            row.show_label(labels[at].label)
            row.tell(*(told(self._session.at("labels", at, field)) for field in FIELDS))
        self.strip.show_labels([each.label for each in labels])

    def _stops(self) -> list[QWidget]:
        """Where Tab goes, in the order of reading."""
        return [*(stop for row in self.rows for stop in row.stops()), self.choose_button]

    def _take(self, pairs: list[tuple[str, str]]) -> None:
        self.choose_button.setEnabled(True)
        draft = self._session.draft
        for each, (light, dark) in zip(draft.labels, pairs, strict=False):
            draft = draft.with_label(each.uid, replace(each.label, color=light, color_dark=dark))
        self._session.put(draft)

    def _change(self, at: int, field: str, value: str) -> None:
        each = self._session.draft.labels[at]
        label = replace(each.label, **{field: value})  # type: ignore[arg-type]
        self._session.put(self._session.draft.with_label(each.uid, label), (each.uid, field))


class _Row:
    """One label: its name, two colours, its line, and what is unwise."""

    def __init__(self, grid: QGridLayout, at: int, change: Callable[[int, str, str], None]) -> None:
        self._at, self._change = at, change
        self.name = widgets.label()
        self.name.setMinimumSize(160, 30)
        self.lines = [Line("#0072B2"), Line("#56B4E9")]
        self.buttons = [QToolButton(), QToolButton()]
        self.notes = [widgets.label(style="fieldNote", wrap=True) for _field in FIELDS]
        self.ratios = [widgets.label(style="muted") for _field in FIELDS]
        self.pattern = QComboBox()
        for pattern in PATTERNS:
            self.pattern.addItem(_(PATTERN_NAMES[pattern]), pattern)
        self.pattern.setAccessibleName(_("Line"))
        self.pattern.activated.connect(lambda _at: change(at, "pattern", self.pattern.currentData()))
        self._parts: list[QWidget] = [self.name, self.pattern]
        top = at + 1
        grid.addWidget(self.name, top, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.pattern, top, 3, Qt.AlignmentFlag.AlignTop)
        for side, field in enumerate(FIELDS):
            line, button = self.lines[side], self.buttons[side]
            line.setFixedWidth(96)
            line.setAccessibleName((_("On light"), _("On dark"))[side])
            line.typed.connect(lambda text, field=field: change(at, field, text))
            button.setObjectName("swatch")
            button.setIconSize(CHIP)
            button.setAccessibleName(_("Choose a colour"))
            button.setToolTip(_("Choose a colour"))
            button.clicked.connect(lambda _on=False, side=side: self._pick(side))
            cell = widgets.row(button, line, self.ratios[side], None, gap=4)
            self.notes[side].setMaximumWidth(260)
            column = widgets.nested(widgets.column(cell, self.notes[side], gap=2))
            grid.addWidget(column, top, 1 + side, Qt.AlignmentFlag.AlignTop)
            self._parts.append(column)

    def show_label(self, label: Label) -> None:
        self.name.setText(label.display(language()) or label.name)
        self.pattern.setCurrentIndex(self.pattern.findData(label.pattern))
        for side, field in enumerate(FIELDS):
            color = getattr(label, field)
            self.lines[side].show_text(color)
            known = colour.is_colour(color)
            self.buttons[side].setIcon(swatch_icon(color, label.pattern, GROUNDS[side]))
            ratio = f"{colour.contrast(color, GROUNDS[side]):.1f} : 1" if known else ""
            self.ratios[side].setText(ratio)

    def tell(self, *sentences: str) -> None:
        for note, sentence in zip(self.notes, sentences, strict=True):
            note.setText(sentence)
            note.setVisible(bool(sentence))

    def stops(self) -> list[QWidget]:
        pairs = zip(self.buttons, self.lines, strict=True)
        return [*(stop for pair in pairs for stop in pair), self.pattern]

    def leave(self, grid: QGridLayout) -> None:
        for part in self._parts:
            grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _pick(self, side: int) -> None:
        parent = self.buttons[side].window()
        dialog = QColorDialog(QColor(self.lines[side].text()), parent)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in dialog.findChildren(QSpinBox):
            field.lineEdit().setTextMargins(GRID, 0, 0, 0)
        dialog.colorSelected.connect(lambda color: self._change(self._at, FIELDS[side], color.name().upper()))
        dialog.open()
