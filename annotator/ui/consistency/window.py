"""The same words marked differently: groups at the left, the places of one at the right, one key an answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QSplitter, QWidget

from annotator.datasets.consistency import Variant
from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.domain.setting import Setting
from annotator.domain.span import GOLD, Span
from annotator.i18n import _, language, ngettext
from annotator.services.consistency import Group, Spot, changed, leave, make_like
from annotator.services.consistent_words import variant_name
from annotator.services.project import Project, short
from annotator.ui import widgets
from annotator.ui.consistency import reading
from annotator.ui.consistency.actions import SPECS, ConsistencyActions
from annotator.ui.consistency.rows import ITEM, GroupsDelegate, GroupsModel, SpotsDelegate, SpotsModel
from annotator.ui.desk import Desk
from annotator.ui.dialogs.keys_dialog import KeysDialog
from annotator.ui.jobs import Cancelled
from annotator.ui.latest import Latest
from annotator.ui.one_column import one_column
from annotator.ui.settings import Settings
from annotator.ui.theme import GRID, Tokens

AGAIN_MS = 1_200  # after something was written
MANY = 40  # places from which on a step is written beside the window
_BUTTONS = (("usual", "all_this", "leave"), ("all_usual", "leave_all", "show"))


class ConsistencyWindow(QDialog):
    """Emits `chosen` with a document and a place in it. Stays open beside the main window."""

    chosen = Signal(str, int, int)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(
        self, desk: Desk, pool: QThreadPool, settings: Settings, tokens: Callable[[], Tokens], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Consistency"))
        self.resize(1040, 640)
        self._desk, self._settings = desk, settings
        self._reading, self._writing = Latest(pool, self), Latest(pool, self)
        self._reading.progressed.connect(self._tell)
        self._known = False  # whether the list is of this layer
        self.layers = QComboBox()
        self.layers.setAccessibleName(_("Marks of"))
        self.groups = GroupsModel(desk)
        self.spots = SpotsModel(desk, lambda: self.layer)
        self.group_list = one_column(self.groups, 2, GRID * 3)
        self.group_list.setAccessibleName(_("The same words, marked differently"))
        self.group_list.setItemDelegate(GroupsDelegate(tokens, self.group_list))
        self.spot_list = one_column(self.spots, 2, GRID * 3)
        self.spot_list.setAccessibleName(_("Places"))
        self.spot_list.setItemDelegate(SpotsDelegate(desk, tokens, self.spot_list))
        self.empty = widgets.hint()
        self.state = widgets.label(style="muted")
        self.said = widgets.label(style="muted", wrap=True)
        self.stop_button = widgets.push_button(_("Stop"), self.stop_reading)
        self.actions_ = ConsistencyActions(self, self._handlers(), settings.shortcuts())
        self.buttons: dict[str, QPushButton] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.read)
        self._arrange()
        self._connect()

    # -- what is asked of it -----------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window with what is inconsistent now."""
        self._fill_layers()
        self.show()
        self.raise_()
        self.activateWindow()
        self.spot_list.setFocus()
        self.read()

    def read(self) -> None:
        """Compare all marks of the layer, beside the window."""
        self._again.stop()
        project = self._desk.project
        self._reading.do(
            reading.groups(project.path, project.annotator, self.layer), self._take, self._refuse
        )
        self._show_state()

    @property
    def layer(self) -> str:
        """Whose marks are compared."""
        return self.layers.currentData() or self._desk.project.annotator

    @property
    def busy(self) -> bool:
        return self._reading.busy or self._writing.busy

    def stop_reading(self) -> None:
        """Leave the list as it is."""
        self._reading.drop()
        self._show_state()

    def stop(self) -> None:
        """The main window closes."""
        self._again.stop()
        self._writing.drop()
        self.stop_reading()

    # -- answers -----------------------------------------------------------------------------------

    def take_usual(self, *, everywhere: bool = False) -> None:
        """Mark the place, or all that differ, as most are marked."""
        if (group := self._group()) is not None:
            spots = group.open if everywhere else self._chosen_spots()
            self._make(group, [spot for spot in spots if spot.variant != group.usual], group.usual)

    def take_this(self) -> None:
        """Mark all places of the group as the one that is looked at."""
        group, chosen = self._group(), self._chosen_spots()
        if group is not None and chosen:
            variant = chosen[0].variant
            self._make(group, [spot for spot in group.spots if spot.variant != variant], variant)

    def leave(self, *, everywhere: bool = False) -> None:
        """The place, or all that differ, are meant to be as they are."""
        group = self._group()
        if group is None:
            return
        waiting = set(group.open)
        spots = [spot for spot in (group.open if everywhere else self._chosen_spots()) if spot in waiting]
        if spots:
            layer = self.layer
            sentence = _("Left as it is ({count}): {words}", count=len(spots), words=short(group.words))
            self._write(group, spots, None, lambda project: leave(project, layer, group, spots), sentence)

    def _make(self, group: Group, spots: Sequence[Spot], variant: Variant) -> None:
        if not spots:
            return
        name = variant_name(variant, self._desk.project.schema, language())
        sentence = _("Now “{name}” ({count}): {words}", count=len(spots), name=name, words=short(group.words))
        layer = self.layer
        self._write(
            group, spots, variant, lambda project: make_like(project, layer, group, spots, variant), sentence
        )

    def _write(
        self,
        group: Group,
        spots: Sequence[Spot],
        variant: Variant | None,
        action: Callable[[Project], object],
        sentence: str,
    ) -> None:
        """One step, here or, where it is long, beside the window; then on to the next question."""
        if self._writing.busy:
            return
        then = partial(self._after, group, spots, variant, sentence)
        project = self._desk.project
        if len(spots) < MANY:
            try:
                action(project)
            except UserError as error:
                self._say(str(error))
            else:
                then()
            return
        self._writing.do(
            reading.step(project.path, project.annotator, action),
            lambda _made: self._written(then),
            lambda error: self._say(str(error)),
        )
        self._say(_("Writing…"))

    def _written(self, then: Callable[[], None]) -> None:
        self._desk.poll()
        then()

    def _after(self, group: Group, spots: Sequence[Spot], variant: Variant | None, sentence: str) -> None:
        self._say(sentence)
        self._desk.said.emit(sentence, True)
        row = self.groups.row_of(group)
        if row < 0:
            return
        left = changed(group, spots, variant)
        at = self.spot_list.currentIndex().row()
        self.groups.put(row, left)
        if left.open:
            self._show_group(at)
        else:
            self._go_to_group(min(row, self.groups.rowCount() - 1))
        self._show_state()

    # -- going about -------------------------------------------------------------------------------

    def step(self, direction: int) -> None:
        """To the next (1) or previous (-1) place, past the ends of a group too."""
        row = self.spot_list.currentIndex().row() + direction
        if 0 <= row < self.spots.rowCount():
            self.spot_list.setCurrentIndex(self.spots.index(row))
        else:
            self.step_group(direction)

    def step_group(self, direction: int) -> None:
        """To the next or previous group."""
        row = self.group_list.currentIndex().row() + direction
        if 0 <= row < self.groups.rowCount():
            self._go_to_group(row)

    def show_spot(self) -> None:
        """Lead the main window to the place."""
        for spot in self._chosen_spots():
            self.chosen.emit(spot.document, spot.start, spot.end)

    def _go_to_group(self, row: int) -> None:
        self.group_list.setCurrentIndex(self.groups.index(row) if row >= 0 else QModelIndex())

    def _show_group(self, start: int = 0) -> None:
        """The places of the group in the list, at the first that waits from a row on."""
        self.spots.show_group(self._group())
        row = self.spots.first_open(max(start, 0))
        if row >= 0:
            self.spot_list.setCurrentIndex(self.spots.index(row))
        self._enable()

    def _group(self) -> Group | None:
        return self.groups.group(self.group_list.currentIndex().row())

    def _chosen_spots(self) -> list[Spot]:
        index = self.spot_list.currentIndex()
        return [index.data(ITEM).spot] if index.isValid() else []

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        rows = []
        for names in _BUTTONS:
            for name in names:
                self.buttons[name] = widgets.push_button("", self.actions_[name].trigger)
            rows.append(widgets.row(*(self.buttons[name] for name in names), None))
        self._name_buttons()
        whose = widgets.label(_("Marks of"), "muted")
        top = widgets.row(whose, self.layers, None, self.state, self.stop_button)
        right = widgets.pane(widgets.column(self.spot_list, *rows, gap=GRID, margins=(GRID, 0, 0, 0)))
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self.body.setHandleWidth(1)
        for part in (self.group_list, right):
            self.body.addWidget(part)
        self.body.setSizes([400, 640])
        self.body.setChildrenCollapsible(False)
        layout = widgets.column(top, self.empty, self.body, self.said, gap=GRID, margins=(GRID * 2,) * 4)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        for part in (self.empty, self.body):  # whichever is shown
            layout.setStretchFactor(part, 1)
        self.setLayout(layout)
        self._say("")

    def _connect(self) -> None:
        self.layers.activated.connect(lambda _row: self._choose_layer())
        self.group_list.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_group())
        self.spot_list.selectionModel().currentRowChanged.connect(lambda *_rows: self._enable())
        self.spot_list.doubleClicked.connect(lambda _index: self.show_spot())
        self._desk.project_changed.connect(self._hear)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "usual": self.take_usual,
            "all_usual": partial(self.take_usual, everywhere=True),
            "all_this": self.take_this,
            "leave": self.leave,
            "leave_all": partial(self.leave, everywhere=True),
            "show": self.show_spot,
            "next": partial(self.step, 1),
            "previous": partial(self.step, -1),
            "next_group": partial(self.step_group, 1),
            "previous_group": partial(self.step_group, -1),
            "undo": self.undo_wanted.emit,
            "redo": self.redo_wanted.emit,
            "keys": self._show_keys,
            "close": self.close,
        }

    def _show_keys(self) -> None:
        dialog = KeysDialog(SPECS, self._settings, self)

        def bind() -> None:
            self.actions_.bind(self._settings.shortcuts())
            self._name_buttons()

        dialog.finished.connect(lambda _result: bind())
        dialog.open()

    def _name_buttons(self) -> None:
        for name, button in self.buttons.items():
            button.setText(self.actions_.hint(name))

    def _fill_layers(self) -> None:
        """The annotator's own marks, and gold where there is any."""
        chosen, own = self.layers.currentData(), self._desk.project.annotator
        self.layers.clear()
        self.layers.addItem(own, own)
        if GOLD in self._desk.project.layers() and own != GOLD:
            self.layers.addItem(_("gold"), GOLD)
        self.layers.setCurrentIndex(max(0, self.layers.findData(chosen)))

    def _choose_layer(self) -> None:
        self._known = False
        self.groups.show_groups([])
        self.read()

    # -- what comes back ---------------------------------------------------------------------------

    def _take(self, found: list[Group]) -> None:
        first, self._known = not self._known, True
        group, at = self._group(), self.spot_list.currentIndex().row()
        row = self.group_list.currentIndex().row()
        self.groups.show_groups(found)
        same = self.groups.row_of(group) if group is not None else -1
        self._go_to_group(same if same >= 0 else min(max(row, 0), len(found) - 1))
        self._show_group(at if same >= 0 else 0)
        self._show_state()
        if first:  # before that there was nothing that keys could go to
            self.spot_list.setFocus()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _refuse(self, error: UserError) -> None:
        if not isinstance(error, Cancelled):
            self._say(str(error))
        self._show_state()

    def _tell(self, done: int, total: int) -> None:
        if not self._known:
            self.state.setText(_("Comparing… {percent} %", percent=100 * done // max(total, 1)))

    def _hear(self, step: Step) -> None:
        """Marks or decisions have changed: look again when there is a pause."""
        changes = step.changes
        if self.isVisible() and (
            changes is None or any(isinstance(change.entity, Span | Setting) for change in changes)
        ):
            self._again.start()

    def _show_state(self) -> None:
        count = self.groups.rowCount()
        comparing = self._reading.busy and not self._known
        self.body.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self.empty.setText(
            _("Comparing the marks…")
            if comparing
            else _("The same words are marked alike everywhere.\n"
                   "Whatever differs is listed here: another label, attribute or boundary, or no mark at all.")
        )  # fmt: skip
        self.stop_button.setVisible(comparing)
        if not comparing:
            self.state.setText(ngettext("{count:,} group", "{count:,} groups", count) if count else "")
        self._enable()

    def _enable(self) -> None:
        group, chosen = self._group(), self._chosen_spots()
        writable = self._desk.project.store.writable and not self._writing.busy
        waits = group is not None and bool(chosen) and chosen[0] in group.open
        usable = {
            "usual": waits and group is not None and group.usual.exact,
            "all_usual": group is not None and group.usual.exact,
            "all_this": bool(chosen) and chosen[0].variant.exact,
            "leave": waits,
            "leave_all": group is not None,
        }
        for name, can in usable.items():
            self.actions_[name].setEnabled(can and writable)
            self.buttons[name].setEnabled(can and writable)
        self.buttons["show"].setEnabled(bool(chosen))
