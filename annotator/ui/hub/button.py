"""The hub's place in the status line: how it stands in two or three words, and a click leads to the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from annotator.i18n import _, shown_moment
from annotator.services.hub.standing import Standing, local_time
from annotator.ui import widgets
from annotator.ui.hub.syncing import HubSyncing
from annotator.ui.icons import icon
from annotator.ui.theme import Tokens


class HubButton(QToolButton):
    """Hidden while the project has no hub."""

    def __init__(self, syncing: HubSyncing, tokens: Tokens) -> None:
        super().__init__()
        self._syncing = syncing
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(widgets.ICON_BESIDE)
        self.setMinimumSize(28, 28)
        self.clicked.connect(lambda _checked=False: syncing.open())
        syncing.changed.connect(self.refresh)
        self.set_tokens(tokens)
        self.refresh()

    def set_tokens(self, tokens: Tokens) -> None:
        self.setIcon(icon("refresh-cw", tokens.muted))

    def refresh(self) -> None:
        standing = self._syncing.standing()
        self.setVisible(standing is not None)
        if standing is not None:
            self.setText(self._words(standing))
            self.setToolTip(self._more(standing))

    def _words(self, standing: Standing) -> str:
        if self._syncing.running:
            return _("Syncing {percent} %", percent=self._syncing.percent)
        parts = []
        if self._syncing.offline:
            parts.append(_("Offline"))
        elif self._syncing.failure:
            parts.append(_("Not synced"))
        if standing.conflicts:
            parts.append(_("{count} to decide", count=f"{standing.conflicts:,}"))
        if standing.waiting:
            parts.append(_("{count} to sync", count=f"{standing.waiting:,}"))
        return " · ".join(parts) or _(
            "Synced {time}", time=local_time(standing.synced)[-5:] if standing.synced else "–"
        )

    def _more(self, standing: Standing) -> str:
        lines = [_("Hub {hub}, as {name}", hub=standing.place, name=standing.annotator)]
        lines.append(
            _("Last sync: {time}", time=shown_moment(standing.synced) if standing.synced else _("never"))
        )
        lines += ["  ".join(line) for line in standing.doing_lines(shown_moment)[:8]]
        if self._syncing.failure:
            lines.append(self._syncing.failure)
        return "\n".join(lines)
