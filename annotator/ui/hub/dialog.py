"""The hub of the team: join one; then see how it stands, sync, decide, take the next document."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.i18n import N_, _, ngettext, shown_moment
from annotator.services.hub.standing import Standing
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.hub.syncing import HubSyncing
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

if TYPE_CHECKING:
    from annotator.services.hub.joining import Joined
    from annotator.ui.main_window import MainWindow

ROLES = {"annotator": N_("Annotator"), "reviewer": N_("Reviewer"), "manager": N_("Manager")}


class HubDialog(Dialog):
    """Two pages: `join` while the project has no hub, `state` afterwards."""

    def __init__(self, syncing: HubSyncing, window: "MainWindow") -> None:
        super().__init__(_("Hub of the team"), window)
        self._syncing, self._window = syncing, window
        self._page: QWidget | None = None
        self._joining: Job | None = None
        self.join_page = JoinPage(self.join)
        self.join_page.said.connect(self.fit)
        self.state_page = StatePage(syncing, self._other)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.join_page)
        self.pages.addWidget(self.state_page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(_("Close"))
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = widgets.column(self.pages, buttons, gap=GRID, margins=(GRID * 2,) * 4)
        layout.setStretchFactor(self.pages, 1)
        self.setLayout(layout)
        syncing.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how it stands."""
        standing = self._syncing.standing()
        if standing is None:
            self._to_join()
        elif not self.join_page.wanted:
            self.show_state(standing)

    def show_state(self, standing: Standing) -> None:
        """Turn to how it stands."""
        self._turn_to(self.state_page, 480)
        self.state_page.show_standing(standing)

    def join(self, url: str, password: str) -> None:
        """Let the project join, beside the window; a wrong address or password is said here."""
        path, annotator = self._window.desk.project.path, self._window.desk.project.annotator

        def work(_progress: Progress, _cancelled: Callable[[], bool]) -> "Joined":
            from annotator.services.hub.joining import join_hub

            return join_hub(path, url, annotator, password)

        self.join_page.set_busy(True)
        self._joining = job = Job(work, self._window)  # the dialog may be gone before it has ended
        job.done.connect(lambda joined: self._joined(job, joined))
        job.failed.connect(lambda error: self._refused(job, error))
        job.start(self._window.pool)

    def done(self, result: int) -> None:
        self._joining = None  # what it still says is for nobody
        super().done(result)

    def _other(self) -> None:
        self.join_page.wanted = True
        self._to_join()

    def _to_join(self) -> None:
        self._turn_to(self.join_page, 300)
        self.join_page.url.setFocus()

    def _turn_to(self, page: QWidget, height: int) -> None:
        """Show a page in a window so high, or higher where the page needs it; what it was made since is left."""
        if page is self._page:
            return
        self._page = page
        for each in (self.join_page, self.state_page):  # the other one does not count
            policy = QSizePolicy.Policy.Preferred if each is page else QSizePolicy.Policy.Ignored
            each.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.pages.setCurrentWidget(page)
        self.resize(max(560, self.width()), height)

    def _joined(self, job: Job, joined: "Joined") -> None:
        if job is not self._joining:
            return
        self._joining = None
        self.join_page.wanted = False
        self.join_page.set_busy(False)
        if joined.password_kept is False:
            self._window.desk.warned.emit(
                _("This system keeps no passwords; put it into PGPASSWORD or .pgpass.")
            )
        self._syncing.joined(joined.annotator)
        self.refresh()

    def _refused(self, job: Job, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        if job is self._joining:
            self._joining = None
            self.join_page.set_busy(False)
            self.join_page.say(str(error))


class JoinPage(QWidget):
    """Address and password. Emits `said` with a sentence, which may need room."""

    said = Signal()

    def __init__(self, join: Callable[[str, str], None]) -> None:
        super().__init__()
        self.wanted = False  # though the project has a hub
        self._join = join
        about = widgets.label(
            _("A hub is a PostgreSQL database where the projects of a team meet. Your project stays whole on this machine "
              "and works offline; what you and the others do travels whenever you sync. Whoever set the hub up gives you the "
              "address and a password."),
            "muted", wrap=True,
        )  # fmt: skip
        self.url = QLineEdit()
        self.url.setPlaceholderText(_("postgresql://name@host/database"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(_("kept in the system’s keyring"))
        form = QFormLayout()
        form.setVerticalSpacing(GRID)
        form.addRow(_("Address"), self.url)
        form.addRow(_("Password"), self.password)
        self.message = widgets.label(wrap=True)
        self.message.hide()
        self.button = widgets.push_button(_("Join"), self._press)
        self.button.setDefault(True)
        for field in (self.url, self.password):
            field.textChanged.connect(lambda _text: self._enable())
        last = widgets.row(None, self.button)
        self.setLayout(widgets.column(about, form, self.message, last, None, gap=GRID * 2))
        self._enable()

    def say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.said.emit()

    def set_busy(self, busy: bool) -> None:
        for widget in (self.url, self.password, self.button):
            widget.setEnabled(not busy)
        self.say(_("Connecting…") if busy else "")
        if not busy:
            self._enable()
            self.url.setFocus()  # which fields that could not be written in have given away

    def _press(self) -> None:
        self._join(self.url.text().strip(), self.password.text())

    def _enable(self) -> None:
        self.button.setEnabled(bool(self.url.text().strip()))


class StatePage(QWidget):
    """How it stands, and what can be done."""

    def __init__(self, syncing: HubSyncing, leave: Callable[[], None]) -> None:
        super().__init__()
        self._syncing = syncing
        self.hub, self.you, self.last, self.waiting = (widgets.label(wrap=True) for _line in range(4))
        form = QFormLayout()
        form.setHorizontalSpacing(GRID * 2)
        form.setVerticalSpacing(GRID // 2)
        for name, line in ((_("Hub"), self.hub), (_("You"), self.you), (_("Last sync"), self.last),
                           (_("To sync"), self.waiting)):  # fmt: skip
            form.addRow(widgets.label(name, "muted"), line)
        self.message = widgets.label(style="muted", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.doings = DoingTable()
        self.by_itself = QCheckBox(_("Sync every five minutes"))
        self.by_itself.toggled.connect(syncing.set_by_itself)
        self.sync_button = widgets.push_button(_("Sync now"), self._press)
        self.sync_button.setDefault(True)
        self.decide_button = widgets.push_button(_("Decide conflicts…"), syncing.decide)
        self.next_button = widgets.push_button(_("Next document"), lambda: syncing.start(take_next=True))
        self.next_button.setToolTip(_("Take the next document that nobody reads yet, or too few"))
        other = widgets.push_button(_("Other hub…"), leave)
        actions = widgets.row(self.sync_button, self.decide_button, self.next_button, None, other)
        heading = widgets.label(_("Who did what"), "heading")
        last = widgets.row(self.by_itself, None)
        layout = widgets.column(
            form, self.progress, self.message, actions, heading, self.doings, last, gap=GRID
        )
        layout.setStretchFactor(self.doings, 1)
        self.setLayout(layout)

    def show_standing(self, standing: Standing) -> None:
        running = self._syncing.running
        self.hub.setText(standing.place)
        role = _(ROLES[standing.role]) if standing.role in ROLES else standing.role
        you = _("{name} ({role})", name=standing.annotator, role=role) if role else standing.annotator
        self.you.setText(you)
        self.last.setText(shown_moment(standing.synced) if standing.synced else _("never"))
        waiting = (
            ngettext("{count:,} change", "{count:,} changes", standing.waiting)
            if standing.waiting
            else _("nothing")
        )
        self.waiting.setText(waiting)
        self.message.setText(self._sentence(standing))
        self.message.setVisible(bool(self.message.text()))
        self.progress.setVisible(running)
        self.progress.setRange(0, 100 if self._syncing.percent else 0)
        self.progress.setValue(self._syncing.percent)
        self.sync_button.setText(_("Stop") if running else _("Sync now"))
        self.decide_button.setVisible(bool(standing.conflicts))
        self.next_button.setEnabled(not running)
        self.decide_button.setEnabled(not running)
        self.by_itself.setChecked(self._syncing.by_itself())
        self.doings.show_lines(standing.doing_lines(shown_moment))

    def _sentence(self, standing: Standing) -> str:
        if self._syncing.failure:
            return self._syncing.failure
        if standing.conflicts:
            return ngettext(
                "{count} conflict waits for a decision.",
                "{count} conflicts wait for a decision.",
                standing.conflicts,
            )
        if standing.kept:
            return ngettext(
                "{count:,} change stays here: it is not yours to share",
                "{count:,} changes stay here: they are not yours to share",
                standing.kept,
            )
        return ""

    def _press(self) -> None:
        if self._syncing.running:
            self._syncing.cancel()
        else:
            self._syncing.start()


class DoingTable(QTableWidget):
    """Who has pushed how much, and when."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setHorizontalHeaderLabels([_("Who"), _("What"), _("When")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        widgets.plain_rows(self)
        self.setShowGrid(False)
        self.setAccessibleName(_("Who did what"))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def show_lines(self, lines: list[tuple[str, str, str]]) -> None:
        self.setRowCount(len(lines))
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                self.setItem(number, column, QTableWidgetItem(text))
