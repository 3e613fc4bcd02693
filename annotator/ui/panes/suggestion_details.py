"""The suggestion that is being looked at: what it would mark, how sure its engine is, and why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QWidget

from annotator.i18n import _, language
from annotator.services.project import short
from annotator.suggest.suggestion import Suggestion
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.panes.suggestions_pane import engine_name
from annotator.ui.suggesting.offers import Offers
from annotator.ui.theme import GRID

_QUOTED = 44  # characters: the text shows all of it, and score and reason are to be seen without scrolling


class SuggestionDetails(QWidget):
    """Shows the current suggestion; the window shows this pane while there is one."""

    def __init__(self, desk: Desk, offers: Offers) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._offers = offers
        self.heading = widgets.label(style="heading")
        self.quote = widgets.label(wrap=True)
        self.quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self.form = QFormLayout()
        self.form.setSpacing(GRID)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.keys = widgets.label(style="muted", wrap=True)
        body = widgets.pane(
            widgets.column(
                self.heading, self.quote, self.form, self.keys, None,
                gap=GRID, margins=(GRID * 2, GRID, GRID * 2, GRID),
            )
        )  # fmt: skip
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("Details of the suggestion"))
        area.setWidget(body)
        area.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # for keys to scroll it; a click beside a field means nothing
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(widgets.column(area))
        desk.settled.connect(self.refresh)
        desk.keys.changed.connect(self._name_keys)
        self._name_keys()

    def refresh(self) -> None:
        """Show what is the current suggestion now."""
        one, document = self._offers.current, self._desk.document
        if one is None or document is None:
            return
        label = self._desk.project.schema.label(one.label)
        name = label.display(language())
        self.heading.setText(_("Suggested: {label}", label=name))
        self.quote.setText(short(document.text[one.start : one.end], _QUOTED))
        self._fill(self._rows(one))

    def _fill(self, rows: list[tuple[str, str]]) -> None:
        """The labels stay and are given other words: rows made anew were laid out before their height was known."""
        while len(self._lines) < len(rows):
            line = widgets.label(style="muted"), widgets.label(wrap=True)
            self._lines.append(line)
            self.form.addRow(*line)
        for at, (title, value) in enumerate(self._lines):
            self.form.setRowVisible(at, at < len(rows))
            if at < len(rows):
                title.setText(rows[at][0])
                value.setText(rows[at][1])

    def text(self) -> str:
        """All that is shown, for those who ask what it says."""
        shown = [line for row, line in enumerate(self._lines) if self.form.isRowVisible(row)]
        labels = [one.text() for line in shown for one in line]
        return "\n".join([self.heading.text(), self.quote.text(), *labels])

    def _name_keys(self) -> None:
        keys = self._desk.keys
        moves = [keys(f"mark.{edge}") for edge in ("start_left", "start_right", "end_left", "end_right")]
        self.keys.setText(
            _("{accept} accepts, a label's key as that label, {keys} with other ends; {reject} rejects.",
              accept=keys("suggest.accept"), reject=keys("mark.remove"), keys="\u00a0".join(moves))
        )  # fmt: skip

    def _rows(self, one: Suggestion) -> list[tuple[str, str]]:
        label = self._desk.project.schema.label(one.label)
        rows = [
            (
                _("Score"),
                _("{percent} %  ·  {engine}", percent=round(100 * one.score), engine=engine_name(one.engine)),
            )
        ]
        if reason := one.reason.text:
            rows.append((_("Why"), reason))
        for attribute in label.attributes:
            if (value := one.attrs.get(attribute.name)) is not None:
                shown = _("yes") if value is True else attribute.display_value(value, language())
                rows.append((attribute.display(language()), shown))
        return rows
