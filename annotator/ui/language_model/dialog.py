"""Setting up a language model: where it is, what goes there, whether the person agrees, what it may cost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from annotator.domain import how_many
from annotator.domain.errors import UserError
from annotator.i18n import _, ngettext
from annotator.services.llm.config import Config, load_config, save_config
from annotator.services.llm.endpoint import host_of, is_open
from annotator.services.llm.engine import Plan, plan
from annotator.services.llm.key import Key, checked, forget_key, keep_key
from annotator.services.llm.permission import Permit, forbid, is_forbidden, permit, what_is_sent
from annotator.services.llm.trial import Trial, models_of, try_model
from annotator.services.project import Project
from annotator.ui import widgets
from annotator.ui.desk import Desk
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Job
from annotator.ui.language_model.fields import BudgetFields, ServerFields
from annotator.ui.theme import GRID

WIDTH, HEIGHT = 632, 548
PAUSE_MS = 150  # of typing, after which it is worth to look what would be sent


class LanguageModelDialog(Dialog):
    """Nothing is sent before the tick of consent is there; it is one for this address and this project.

    Settings and key are kept by *Save* and by *Ask*; *Test* and *List models* try what stands in the fields.
    """

    ask_wanted = Signal()
    set_up = Signal()

    def __init__(self, desk: Desk, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Suggestions by a language model"), parent)
        self._desk = desk
        self._pool = pool
        self._kept = load_config()
        self._origin = desk.project.store.origin()
        self._job: Job | None = None
        self._turn = 0
        self._planning = QTimer(self)
        self._planning.setSingleShot(True)
        self._planning.setInterval(PAUSE_MS)
        self.server = ServerFields(self._kept)
        self.budget = BudgetFields(self._kept)
        self.sent = widgets.label(wrap=True)
        self.consent = QCheckBox(_("I agree to this for this project and this server"))
        self.allow_open = QCheckBox(
            _("I know that this address is unencrypted, so that others could read along")
        )
        self.forbidden = QCheckBox(_("Nobody may ask a language model about this project"))
        self.forbidden.setToolTip(_("A setting of the project: it holds for everybody who works on it"))
        self.forbidden.setChecked(is_forbidden(desk.project))
        self.planned = widgets.label(style="muted", wrap=True)
        self.message = widgets.label(wrap=True)
        self.test = widgets.push_button(_("Test"), self._test)
        self.save_button = widgets.push_button(_("Save"), lambda: self.save(self.accept))
        self.ask_button = widgets.push_button(_("Ask about this report"), self._ask)
        self._arrange()
        self._connect()
        self._show_address()

    @property
    def config(self) -> Config:
        """What stands in the fields."""
        config = replace(
            self._kept, endpoint=self.server.endpoint, model=self.server.model.currentText().strip()
        )
        config = self.budget.applied_to(config)
        if not config.endpoint:
            return config
        return config.with_open(self.allow_open.isChecked()).with_consent(
            self._origin, self.consent.isChecked()
        )

    @property
    def busy(self) -> bool:
        return self._job is not None

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Keep what stands in the fields, the key first, `then` go on; where that cannot be, stay with a sentence.

        The keyring may ask the person to unlock it, so it is spoken to beside the window.
        """
        endpoint, typed = self.server.endpoint, self.server.key.text().strip()

        def rest(_result: Any) -> None:
            if self._save_rest():
                then()

        if typed and endpoint:
            self._beside(lambda _cancelled: keep_key(endpoint, checked(typed)), rest, _("Keeping the key…"))
        else:
            rest(None)

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        cancel = widgets.push_button(_("Cancel"), self.reject)
        foot = widgets.row(self.test, None, self.ask_button, self.save_button, cancel, gap=GRID)
        parts = (
            widgets.label(_("Server"), "heading"), self.server, widgets.gap(),
            widgets.label(_("What is sent"), "heading"), self.sent, self.consent, self.allow_open, self.forbidden,
            widgets.gap(),
            widgets.label(_("At most, each time it is asked"), "heading"), self.budget, self.planned,
            None, self.message, foot,
        )  # fmt: skip
        self.setLayout(widgets.column(*parts, gap=GRID, margins=(GRID * 3, GRID * 2, GRID * 3, GRID * 2)))
        self.setMinimumWidth(max(WIDTH, self.minimumSizeHint().width()))
        self.resize(self.minimumWidth(), HEIGHT)

    def _connect(self) -> None:
        self.server.address_changed.connect(self._show_address)
        self.server.model_changed.connect(self._look)
        self.server.list_models.clicked.connect(self._list_models)
        self.server.forget_key.clicked.connect(self._forget_key)
        for tick in (self.consent, self.allow_open, self.forbidden):
            tick.toggled.connect(self._enable)
        self._planning.timeout.connect(self._ask_plan)

    # -- what is shown -----------------------------------------------------------------------------

    def _show_address(self) -> None:
        """The ticks are those that were given for the address in the field."""
        endpoint = self.server.endpoint
        kept = replace(self._kept, endpoint=endpoint)
        self.consent.setChecked(bool(endpoint) and kept.has_consent(self._origin))
        self.allow_open.setChecked(endpoint in self._kept.open_endpoints)
        self.allow_open.setVisible(bool(endpoint) and is_open(endpoint))
        self.sent.setText(
            what_is_sent(endpoint)
            if endpoint
            else _("Nothing, until the address of a server stands above: https://…, or one on this computer.")
        )
        self._look()

    def _look(self) -> None:
        self._enable()
        self._planning.start()

    def _ask_plan(self) -> None:
        """Find out beside the window what asking would send: a long report takes a moment to cut."""
        self._planning.stop()
        self._turn += 1
        document, config, turn = self._desk.document, self.config, self._turn
        self.planned.setVisible(document is not None and config.complete)
        if document is None or not config.complete:
            return
        path, annotator = self._desk.project.path, self._desk.project.annotator

        def work(_progress: object, _cancelled: object) -> Plan:
            with Project(path, annotator) as project:
                return plan(project, [document], config)

        job = Job(work, self)
        job.done.connect(lambda planned: self._show_plan(planned) if turn == self._turn else None)
        job.failed.connect(lambda error: self._say(str(error)))
        job.start(self._pool)

    def _show_plan(self, planned: Plan) -> None:
        if not planned.requests:
            self.planned.setText(_("All of this report has been answered already; showing it costs nothing."))
            return
        self.planned.setText(
            _("This report: {requests} with {characters}; answered before: {kept}.",
              requests=how_many.requests(planned.requests),
                  characters=how_many.characters(planned.characters), kept=f"{planned.kept:,}")
        )  # fmt: skip

    def _enable(self) -> None:
        endpoint = self.server.endpoint
        allowed = (
            bool(endpoint)
            and self.consent.isChecked()
            and not self.forbidden.isChecked()
            and (not is_open(endpoint) or self.allow_open.isChecked())
        )
        named = bool(self.server.model.currentText().strip())
        self.consent.setEnabled(bool(endpoint) and not self.forbidden.isChecked())
        self.allow_open.setEnabled(not self.forbidden.isChecked())
        self.forbidden.setEnabled(self._desk.project.store.writable)
        self.server.forget_key.setEnabled(bool(endpoint))
        self.server.list_models.setEnabled(allowed and not self.busy)
        self.test.setEnabled(self.busy or (allowed and named))
        self.test.setText(_("Stop") if self.busy else _("Test"))
        self.ask_button.setEnabled(allowed and named and not self.busy and self._desk.document is not None)
        (self.ask_button if self.ask_button.isEnabled() else self.save_button).setDefault(True)

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)

    # -- what buttons do ---------------------------------------------------------------------------

    def _test(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        schema = self._desk.project.schema

        def work(leave: Permit, key: Key | None, cancelled: Callable[[], bool]) -> Trial:
            return try_model(leave, schema, key, cancelled)

        self._start(work, lambda trial: self._say(trial.sentence))

    def _list_models(self) -> None:
        def show(names: list[str]) -> None:
            self.server.offer_models(names)
            self._say(
                ngettext("{count} model can be chosen.", "{count} models can be chosen.", len(names))
                if names
                else _("The server names no models; type the name of one.")
            )

        self._start(models_of, show, whatever_model=True)

    def _start(
        self,
        work: Callable[[Permit, Key | None, Callable[[], bool]], Any],
        show: Callable[[Any], None],
        *,
        whatever_model: bool = False,
    ) -> None:
        """Do something with the server, with what stands in the fields and where that is allowed."""
        typed = self.server.key.text().strip()
        try:
            leave = permit(self._desk.project, self.config, whatever_model=whatever_model)
            key = checked(typed) if typed else None
        except UserError as error:
            self._say(str(error))
            return
        waiting = _("Waiting for {host}…", host=host_of(leave.config.endpoint))
        self._beside(lambda cancelled: work(leave, key, cancelled), show, waiting)

    def _beside(
        self, work: Callable[[Callable[[], bool]], Any], show: Callable[[Any], None], waiting: str
    ) -> None:
        """One thing at a time beside the window; `show` hears the result."""

        def end(result: Any) -> None:
            self._job = None
            self._say("")
            show(result)
            self._enable()

        job = self._job = Job(lambda _progress, cancelled: work(cancelled), self)
        job.done.connect(end)
        job.failed.connect(self._fail)
        job.start(self._pool)
        self._say(waiting)
        self._enable()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self._enable()
        if not isinstance(error, UserError):
            raise error
        self._say(str(error))

    def _forget_key(self) -> None:
        endpoint = self.server.endpoint
        self.server.key.clear()
        said = _("The keyring has no key for this server any more.")
        self._beside(lambda _cancelled: forget_key(endpoint), lambda _result: self._say(said), "")

    def _save_rest(self) -> bool:
        config = self.config
        try:
            if self.forbidden.isChecked() != is_forbidden(self._desk.project):
                forbid(self._desk.project, self.forbidden.isChecked())
            save_config(config)
        except UserError as error:
            self._say(str(error))
            return False
        self._kept = config
        self.server.key.clear()
        if config.complete:
            self.set_up.emit()
        return True

    def _ask(self) -> None:
        def then() -> None:
            self.accept()
            self.ask_wanted.emit()

        self.save(then)
