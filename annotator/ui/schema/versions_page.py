"""The versions of the labels: what changed from one to the next, who did it and when; an older one comes back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QWidget

from annotator.domain.schema import LabelSchema
from annotator.domain.schema_difference import differences
from annotator.i18n import _, ngettext, shown_moment
from annotator.services.schema_versions import Version
from annotator.ui import widgets
from annotator.ui.flow import wrap_rows
from annotator.ui.schema.fields import EDGE, list_and_form, sentences
from annotator.ui.theme import GRID


class VersionsPage(QWidget):
    """Emits `restore_wanted` and `export_wanted` with the LabelSchema of a version."""

    restore_wanted = Signal(object)
    export_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._versions: list[Version] = []
        self.list = QListWidget()
        self.list.setAccessibleName(_("Versions"))
        wrap_rows(self.list)
        self.heading = widgets.label(style="title", wrap=True)
        self.who = widgets.label(style="muted", wrap=True)
        self.words, self.since = sentences(_("What it changed")), sentences(_("What is different today"))
        self.restore_button = widgets.push_button(_("Take this version again"), self._restore)
        self.export_button = widgets.push_button(
            _("Save as JSON…"), lambda: self.export_wanted.emit(self._chosen().schema)
        )
        detail = widgets.column(
            self.heading,
            self.who,
            widgets.label(_("What it changed"), "heading"),
            self.words,
            widgets.label(_("What is different today"), "heading"),
            self.since,
            widgets.row(self.restore_button, self.export_button, None),
            gap=GRID,
            margins=EDGE,
        )
        detail.setStretchFactor(self.words, 1)
        detail.setStretchFactor(self.since, 1)
        self.setLayout(widgets.column(list_and_form(self.list, detail)))
        self.list.currentRowChanged.connect(self._show)

    def show_versions(self, versions: list[Version]) -> None:
        """List them, the newest first and chosen."""
        self._versions = versions
        self.list.clear()
        self.list.addItems([_line(each, newest=at == 0) for at, each in enumerate(versions)])
        self.list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._versions):
            return
        chosen, newest = self._versions[row], self._versions[0]
        self.heading.setText(_("Version {number}", number=chosen.schema.version))
        self.who.setText(
            _(
                "{actor}, {when}: {title}",
                actor=chosen.actor,
                when=shown_moment(chosen.at),
                title=chosen.title,
            )
        )
        self._fill(self.words, chosen.differences or [_("This is the first version.")])
        since = differences(chosen.schema, newest.schema) if row else []
        self._fill(
            self.since, since or [_("Nothing: this is what holds now.") if row == 0 else _("Nothing.")]
        )
        self.restore_button.setEnabled(bool(since))

    def _fill(self, into: QListWidget, lines: Sequence[str]) -> None:
        into.clear()
        into.addItems(list(lines))

    def _chosen(self) -> Version:
        return self._versions[max(0, self.list.currentRow())]

    def _restore(self) -> None:
        schema: LabelSchema = self._chosen().schema
        self.restore_wanted.emit(schema)


def _line(version: Version, *, newest: bool) -> str:
    name = _("Version {number}", number=version.schema.version)
    if newest:
        name = _("{version}, in force", version=name)
    told = _("{actor}, {when}", actor=version.actor, when=shown_moment(version.at))
    made = ngettext("{count:,} mark made under it", "{count:,} marks made under it", version.spans)
    return f"{name}\n{told}\n{made}"
