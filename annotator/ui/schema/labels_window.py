"""The window in which labels are edited: pages for labels, colours, links, document labels, versions; one Save."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QTabWidget, QWidget

from annotator.domain.errors import UserError
from annotator.domain.schema import LabelSchema
from annotator.domain.schema_difference import differences
from annotator.domain.schema_draft import Draft, draft_of, draft_towards
from annotator.i18n import _, language, listed, ngettext
from annotator.services.schema_versions import read_schema, write_schema
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.message_bar import MessageBar
from annotator.ui.schema.attributes_editor import AttributesEditor
from annotator.ui.schema.colours_page import ColoursPage
from annotator.ui.schema.fields import told
from annotator.ui.schema.label_page import LabelPage
from annotator.ui.schema.links_page import LinksPage
from annotator.ui.schema.session import DraftSession
from annotator.ui.schema.swatch import GROUNDS
from annotator.ui.schema.tasks import SchemaTasks
from annotator.ui.schema.versions_page import VersionsPage
from annotator.ui.theme import GRID, Tokens

READ_MS = 1_000
EDGE = (GRID * 2, GRID, GRID * 2, GRID)


class LabelsWindow(QWidget):
    """Beside the main window. A draft that is not saved is kept while the window is closed.

    `taken_keys`: keys of the other actions → what these are called.
    """

    undo_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        pool: QThreadPool,
        tokens: Callable[[], Tokens],
        taken_keys: Callable[[], Mapping[str, str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Labels"))
        self.resize(1080, 660)
        self._desk, self._pool, self._tokens, self._taken_keys = desk, pool, tokens, taken_keys
        self._soon = QTimer(self)  # marks come one by one, and counting takes all of them
        self.session = DraftSession(desk.project.schema, GROUNDS, taken_keys(), self)
        self.tasks = SchemaTasks(desk, pool, self.session, self)
        self.labels = LabelPage(self.session, tokens)
        self.colours = ColoursPage(self.session, pool)
        self.links = LinksPage(self.session)
        self.document_labels = AttributesEditor(
            lambda: self.session.draft.document_labels,
            lambda drafts, about: self.session.put(self.session.draft.with_document_labels(drafts), about),
            lambda *place: self.session.below("document_labels", *place),
            _("A finished document must have it"),
        )
        self.versions = VersionsPage()
        self.message_bar = MessageBar(tokens())
        self.state = widgets.label(style="muted", wrap=True)
        self.unknown = widgets.label(wrap=True)
        self.unknown_button = widgets.push_button(_("Give them a label…"), self.tasks.give)
        self.undo_button = widgets.push_button(_("Step back"), self.session.undo)
        self.redo_button = widgets.push_button(_("Step forward"), self.session.redo)
        self.import_button = widgets.push_button(_("Read from JSON…"), self.read_file)
        self.export_button = widgets.push_button(_("Save as JSON…"), lambda: self.write_file())
        self.again_button = widgets.push_button(_("Start again"), self.start_again)
        self.save_button = widgets.push_button(_("Save…"), self.tasks.save)
        self.save_button.setDefault(True)
        self._arrange()
        self._connect()
        self._show_state()

    def open(self, label: str | None = None) -> None:
        """Show the window, at a label of the project where one is named."""
        self.session.take_keys(self._taken_keys())
        self.show()
        self.raise_()
        self.activateWindow()
        self.labels.labels.list.setFocus()
        found = next((each for each in self.session.draft.labels if each.origin == label), None)
        if label is not None and found is not None:
            self.tabs.setCurrentWidget(self.labels)
            self.session.choose(found.uid)
        self.tasks.read()

    def read_file(self) -> None:
        """Another schema from a file into the draft."""
        name, _kind = QFileDialog.getOpenFileName(self, _("Read labels"), self._folder(), "JSON (*.json)")
        if name:
            schema = self._attempt(lambda: read_schema(Path(name)))
            if schema is not None:
                self.take_over(schema)

    def write_file(self, schema: LabelSchema | None = None) -> None:
        """The draft, or a version, as a file."""
        suggested = str(Path(self._folder()) / f"{self._desk.project.path.stem}-labels.json")
        name, _kind = QFileDialog.getSaveFileName(self, _("Save labels"), suggested, "JSON (*.json)")
        if name:
            path = Path(name if name.endswith(".json") else f"{name}.json")

            def write() -> Path:
                write_schema(schema or self.session.draft.schema(), path)
                return path

            if self._attempt(write):
                self.message_bar.say(_("The labels are in {file}.", file=path))

    def take_over(self, schema: LabelSchema) -> None:
        """Make the draft say what another schema says; labels that it lacks, and that have marks, stay."""
        base = self.session.base
        draft = draft_towards(base, schema)
        kept = [
            label
            for label in base.labels
            if label.name in self.session.counts and all(each.origin != label.name for each in draft.labels)
        ]
        for each in kept:
            draft = _with_old_label(draft, base, each.name)
        self.session.put(draft)
        if kept:
            names = listed(label.display(language()) for label in kept)
            self.message_bar.warn(
                _("{labels} has marks and is not in what you took over, so it stays; delete it here if you do not want it.",
                  labels=names)
            )  # fmt: skip

    def start_again(self) -> None:
        """Drop the draft; the labels are as the project has them."""
        self.session.start(draft_of(self._desk.project.schema))
        self.message_bar.clear()
        self.tasks.read()

    def stop(self) -> None:
        """The main window closes."""
        self.hide()
        self._soon.stop()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, name in (
            (self.labels, _("Labels")),
            (self.colours, _("Colours")),
            (self.links, _("Links")),
            (widgets.pane(widgets.column(self.document_labels)), _("Document labels")),
            (self.versions, _("Versions")),
        ):
            self.tabs.addTab(page, name)
        foot = widgets.row(
            self.import_button, self.export_button, None, self.undo_button, self.redo_button, self.again_button,
            self.save_button, margins=EDGE,
        )  # fmt: skip
        told_ = self._one_above_the_other()
        bar = widgets.row(self.unknown, self.unknown_button, margins=EDGE)
        bar.setStretch(0, 1)
        self._unknown_bar = widgets.pane(bar, "noteBar")
        layout = widgets.column(self.tabs, self._unknown_bar, told_, foot)
        layout.setStretchFactor(self.tabs, 1)
        self.setLayout(layout)
        self.message_bar.raise_()

    def _one_above_the_other(self) -> QStackedLayout:
        """Where everything stands, and above it for a while what has just happened: in one place, so that none is empty."""
        stack = QStackedLayout()
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self.state.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        stack.addWidget(self.message_bar)
        stack.addWidget(self.state)
        return stack

    def _connect(self) -> None:
        session = self.session
        session.changed.connect(self._show_state)
        session.changed.connect(self.document_labels.show_draft)
        self.labels.merge_wanted.connect(self.tasks.merge)
        self.labels.split_wanted.connect(self.tasks.split)
        self.labels.delete_wanted.connect(self.tasks.delete)
        self.versions.restore_wanted.connect(self._restore)
        self.versions.export_wanted.connect(self.write_file)
        self._soon.setSingleShot(True)
        self._soon.setInterval(READ_MS)
        self._soon.timeout.connect(self.tasks.read)
        self._desk.project_changed.connect(lambda _step: self._follow())
        self.message_bar.undo_wanted.connect(self.undo_wanted)
        self.tasks.said.connect(self.message_bar.say)
        self.tasks.warned.connect(self.message_bar.warn)
        self.tasks.versions_read.connect(self.versions.show_versions)
        for keys, slot in (
            (QKeySequence.StandardKey.Undo, session.undo),
            (QKeySequence.StandardKey.Redo, session.redo),
            (QKeySequence.StandardKey.Save, self.save_button.click),
            (QKeySequence.StandardKey.Close, self.close),
            (QKeySequence.StandardKey.Cancel, self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self.document_labels.show_draft()

    # -- what the connections do -------------------------------------------------------------------

    def _show_state(self) -> None:
        session = self.session
        writable = self._desk.project.store.writable
        dirty = session.is_dirty
        grave = session.grave
        self.undo_button.setEnabled(session.can_undo)
        self.redo_button.setEnabled(session.can_redo)
        self.again_button.setEnabled(dirty)
        self.save_button.setEnabled(dirty and not grave and writable and not self._is_late())
        if self._is_late() and dirty:
            sentence = _(
                "The labels of the project have been changed meanwhile. Start again from them as they are now."
            )
        elif grave:
            sentence = _("{what}: {sentence}", what=self._where(grave[0].place), sentence=told(grave[0]))
        elif dirty:
            count = len(differences(session.base, session.draft.schema()))
            sentence = ngettext(
                "Not saved yet: {count} difference. Save shows first what becomes of marks.",
                "Not saved yet: {count} differences. Save shows first what becomes of marks.",
                count,
            )
        else:
            sentence = _("Version {number}, as the project has it.", number=session.base.version)
        self.state.setText(sentence)

        unknown = session.unknown
        self._unknown_bar.setVisible(bool(unknown))
        if unknown:
            count = sum(session.counts[unknown[0]].values())
            self.unknown.setText(
                ngettext(
                    "{count:,} mark has the label “{name}”, which the project does not have (any more).",
                    "{count:,} marks have the label “{name}”, which the project does not have (any more).",
                    count,
                    name=unknown[0],
                )
            )

    def _where(self, place: tuple[str | int, ...]) -> str:
        """What a problem is about."""
        schema = self.session.draft.schema()
        among: Mapping[str, Any] = {
            "labels": schema.labels, "relations": schema.relations, "document_labels": schema.document_labels,
        }  # fmt: skip
        if len(place) > 1 and isinstance(place[1], int):
            return str(among[str(place[0])][place[1]].display(language()) or _("no name"))
        return _("Labels")

    def _is_late(self) -> bool:
        return self._desk.project.schema != self.session.base

    def _follow(self) -> None:
        """Somebody has written, perhaps we: the labels, or marks."""
        if self._is_late() and not self.session.is_dirty:
            self.session.start(draft_of(self._desk.project.schema))
        self._show_state()
        if self.isVisible():
            self._soon.start()

    def _restore(self, schema: LabelSchema) -> None:
        self.take_over(schema)
        self.tabs.setCurrentWidget(self.labels)

    def _attempt(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except UserError as error:
            self.message_bar.warn(str(error))
            return None

    def _folder(self) -> str:
        return str(self._desk.project.path.parent)

    # -- Qt's own ----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "tabs"):
            self.message_bar.set_tokens(self._tokens())
            self.labels.show_draft()


def _with_old_label(draft: Draft, base: LabelSchema, name: str) -> Draft:
    """A label of the project as it is, at the end of a draft that lacks it."""
    old = next(each for each in draft_of(base).labels if each.origin == name)
    made, uid = draft.added(old.label)
    return replace(made, labels=(*made.labels[:-1], replace(old, uid=uid)))
