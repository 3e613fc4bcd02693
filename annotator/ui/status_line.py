"""The lowest line: who works, whether all is saved, in which section, at which place."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStatusBar

from annotator.domain.change import Step
from annotator.i18n import _, ngettext
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.hub.button import HubButton
from annotator.ui.hub.syncing import HubSyncing
from annotator.ui.icons import icon
from annotator.ui.text_view import TextView
from annotator.ui.theme import GRID, Tokens


class StatusLine(QStatusBar):
    """Emits `annotator_pressed` when the name is clicked."""

    annotator_pressed = Signal()

    def __init__(self, desk: Desk, view: TextView, tokens: Tokens) -> None:
        super().__init__()
        self._desk = desk
        self._view = view
        self._last: Step | None = None
        self.hub: HubButton | None = None
        self.setSizeGripEnabled(False)
        self.who = widgets.text_button("", self.annotator_pressed.emit)
        self.who.setIconSize(widgets.ICON_BESIDE)
        self.who.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.who.setToolTip(_("Marks go into this annotator's layer; click to change"))
        self.saved = widgets.label(style="muted")
        self.section = widgets.label(style="muted")
        self.section.setContentsMargins(GRID, 0, 0, 0)
        self.section.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.place = widgets.label(style="muted")
        for widget in (self.who, self.saved):
            self.addWidget(widget)
        self.addWidget(self.section, 1)
        self.addPermanentWidget(self.place)
        self.addPermanentWidget(widgets.gap())
        self.set_tokens(tokens)
        self.refresh()
        view.caret_moved.connect(lambda _position: self.show_place())
        view.selection_changed.connect(lambda _start, _end: self.show_place())
        desk.document_opened.connect(self.refresh)
        desk.project_changed.connect(self._note)
        desk.settled.connect(self._catch_up)

    def show_hub(self, syncing: HubSyncing) -> None:
        """Tell how the project stands to the team’s hub, beside whether all is saved."""
        self.hub = HubButton(syncing, self._tokens)
        self.insertWidget(2, self.hub)

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.who.setIcon(icon("user", tokens.muted))
        if self.hub is not None:
            self.hub.set_tokens(tokens)

    def refresh(self) -> None:
        self.who.setText(self._desk.project.annotator)
        self.who.setMinimumHeight(max(28, self.who.sizeHint().height()))
        writable = self._desk.project.store.writable
        self.saved.setText(_("Every step is saved") if writable else _("Read-only"))
        self.show_place()

    def show_place(self) -> None:
        opened = self._desk.open_document
        if opened is None:
            self.section.setText("")
            self.place.setText("")
            return
        caret = self._view.caret()
        path = " › ".join(section.heading.strip()[:24] for section in opened.section_path(caret))
        self.section.setText(path)
        self.section.setToolTip(path)
        start, end = self._view.selection()
        place = ngettext(
            "{caret} / {count:,} character",
            "{caret} / {count:,} characters",
            len(opened.document.text),
            caret=f"{caret:,}",
        )
        if start < end:
            place = _("{count} selected", count=f"{end - start:,}") + "  ·  " + place
        self.place.setText(place)

    def _note(self, step: Step) -> None:
        self._last = step

    def _catch_up(self) -> None:
        step, self._last = self._last, None
        if step is None:
            return
        if step.actor == self._desk.project.annotator:
            self.saved.setText(_("Saved {time}", time=_local_time(step.at)))
        else:
            self.saved.setText(_("{who} has changed something", who=step.actor))


def _local_time(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone().strftime("%H:%M:%S")
