"""How far the annotators agree: figures with intervals, pictures and tables, each leading to its disagreements."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QThreadPool, Signal
from PySide6.QtWidgets import (
    QDialog,
    QProgressBar,
    QSizePolicy,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QWidget,
)

from annotator.domain import how_many
from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.domain.span import GOLD
from annotator.i18n import _, language, ngettext
from annotator.services.agreement_notes import in_words, role_headings
from annotator.services.agreement_report.parts import Saved, notes_of
from annotator.services.project import short
from annotator.ui import widgets
from annotator.ui.agreement import pages
from annotator.ui.agreement.choices import Choices
from annotator.ui.agreement.expert import Expert
from annotator.ui.agreement.headline import Headline
from annotator.ui.agreement.measuring import Measuring
from annotator.ui.agreement.saving import Saving
from annotator.ui.collation import by_name
from annotator.ui.desk import Desk
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.flow import Line
from annotator.ui.pictures.chart import Chart
from annotator.ui.theme import GRID, Tokens

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma
    from annotator.services.agreeing import Agreeing
    from annotator.services.agreement_details import Details


class AgreementWindow(QDialog):
    """Stays open beside the main window. Emits `review_wanted` with what is to be looked at: some of `layers`, `label`,
    `kind`, `document`, `role` (a name or several), and `unfinished`.
    """

    review_wanted = Signal(object)  # dict[str, Any]
    import_wanted = Signal()

    def __init__(self, desk: Desk, pool: QThreadPool, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Agreement"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._desk = desk
        self._stale = True  # nothing has been measured, or the window was hidden meanwhile
        self._agreed: Agreeing | None = None
        self._details: Details | None = None
        self._gamma: Gamma | None = None
        self._told: list[str] = []
        self.measuring = Measuring(desk, pool, self)
        self.saving = Saving(self._saved, pool, self)
        self.layers = Choices(_("Annotators"))
        self.labels = Choices(_("Labels"))
        self.documents = Choices(_("Documents"))
        self.roles = Choices(_("Sections"))
        self.unfinished = QToolButton()
        self.unfinished.setObjectName("segment")
        self.unfinished.setText(_("Unfinished too"))
        self.unfinished.setToolTip(_("Count unfinished documents"))
        self.unfinished.setCheckable(True)
        self.save_button = QToolButton()
        self.save_button.setText(_("Save report") + "  ▾")
        self.save_button.setObjectName("segment")
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save_button.setMenu(self.saving.menu())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.status = Line("muted")
        self.status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.headline = Headline()
        self.notes = widgets.label("", wrap=True)
        self.all_notes = widgets.text_button(_("All notes"), self._show_notes)
        self.overview, self.by_label = pages.Overview(tokens), pages.Labels(tokens)
        self.by_pair, self.by_document, self.by_role = pages.Pairs(), pages.Documents(), pages.Sections()
        self.expert = Expert()
        self._arrange()
        self._connect()
        self._show_content(False)

    # -- for others --------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window, with what is true now."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self._stale:
            self.measure()

    def measure(self) -> None:
        """Measure what the filters say."""
        from annotator.services.agreeing import Scope

        self._stale = False
        self._offer()
        self.measuring.measure(
            Scope(
                self.layers.chosen(),
                self.labels.chosen(),
                self.documents.chosen(),
                self.roles.chosen(),
                self.unfinished.isChecked(),
            )
        )

    def lead_to(self, review: Callable[[Mapping[str, Any]], object]) -> None:
        """Let every cell, row and bar open its disagreements: `review` hears of `review_wanted`."""
        self.review_wanted.connect(review)
        for page in self._pages():
            for part in page.leading:
                part.lead_on()

    def set_tokens(self, tokens: Tokens) -> None:
        for page in self._pages():
            for part in page.leading:
                if isinstance(part, Chart):
                    part.set_tokens(tokens)

    def wait(self) -> None:
        """Until everything is measured; for pictures and tests."""
        while self.measuring.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def stop(self) -> None:
        self.measuring.stop()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        edge = GRID * 2
        filters = widgets.row(
            self.layers, self.labels, self.documents, self.roles, self.unfinished, self.status, self.save_button,
            margins=(edge, GRID, edge, GRID),
        )  # fmt: skip
        filters.setStretchFactor(self.status, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in zip(
            self._pages(),
            (
                _("Overview"),
                _("Labels and attributes"),
                _("Pairs"),
                _("Documents"),
                _("Sections"),
                _("More figures"),
            ),
            strict=True,
        ):
            self.tabs.addTab(page, title)
        self.note_bar = widgets.pane(
            widgets.row(self.notes, self.all_notes, margins=(edge, 4, edge, 4)), "noteBar"
        )
        self.notes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        top = widgets.column(self.headline, margins=(edge, GRID, edge, GRID))
        content = widgets.column(top, self.note_bar, self.tabs)
        content.setStretchFactor(self.tabs, 1)
        self.hint = widgets.hint()
        self.import_button = widgets.push_button(_("Import marks…"), self.import_wanted.emit)
        self.unfinished_button = widgets.push_button(
            _("Count unfinished documents"), lambda: self.unfinished.setChecked(True)
        )
        choice = widgets.row(None, self.import_button, self.unfinished_button, None)
        empty = widgets.column(None, self.hint, choice, None, None)
        self.stack = QStackedLayout()
        self.stack.addWidget(widgets.pane(content))
        self.stack.addWidget(widgets.pane(empty))
        top_bar = widgets.pane(filters, "topBar")
        top_bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        whole = widgets.column(top_bar, self.bar)
        whole.addLayout(self.stack, 1)
        self.setLayout(whole)
        room = self.screen().availableSize()
        self.resize(min(1280, room.width()), min(820, room.height() - 40))
        self.setMinimumSize(1000, 560)

    def _connect(self) -> None:
        for filter_ in (self.layers, self.labels, self.documents, self.roles):
            filter_.changed.connect(self.measure)
        self.unfinished.toggled.connect(lambda _checked: self.measure())
        self._desk.project_changed.connect(self._hear)
        self.measuring.started.connect(self._offer)
        self.measuring.started.connect(lambda: self.bar.setRange(0, 0))
        self.measuring.started.connect(lambda: self._show_working(True))
        self.measuring.progressed.connect(self._show_progress)
        self.measuring.measured.connect(self._show_agreed)
        self.measuring.detailed.connect(self._show_details)
        self.measuring.failed.connect(self._show_trouble)
        self.measuring.gamma_found.connect(self._show_gamma)
        self.measuring.gamma_progressed.connect(self.expert.show_progress)
        self.expert.gamma_wanted.connect(self._compute_gamma)
        self.expert.gamma_unwanted.connect(self.measuring.stop_gamma)
        self.saving.said.connect(self._say)
        for page in self._pages():
            for part in page.leading:
                part.chosen.connect(self._want_review)

    def _pages(self) -> tuple[Any, ...]:
        return (self.overview, self.by_label, self.by_pair, self.by_document, self.by_role, self.expert)

    def _offer(self) -> None:
        """What there is to choose from."""
        project = self._desk.project
        layers = by_name(project.layers())
        names = [(name, _("gold") if name == GOLD else name) for name in layers]
        self.layers.offer(names, [name for name in layers if name != GOLD])
        self.labels.offer([(label.name, label.display(language())) for label in project.schema.labels])
        self.documents.offer([(head.id, head.title) for head in project.store.document_heads()])
        self.roles.offer(list(role_headings().items()))

    # -- showing -----------------------------------------------------------------------------------

    def _show_agreed(self, agreed: "Agreeing") -> None:
        self._agreed, self._gamma = agreed, None
        self._show_working(False)
        report = agreed.report
        self._show_content(bool(report.documents and report.by_label))
        if not (report.documents and report.by_label):
            self._show_what_to_do(agreed)
            return
        self.headline.show_report(report)
        for page in (self.overview, self.by_label, self.by_pair, self.by_document):
            page.show_agreed(agreed)
        notes = [in_words(note, agreed.schema) for note in report.notes]
        self._say_notes([*notes, *agreed.further_notes(None, report.standard_errors)])
        self.status.setText(" · ".join((how_many.documents(report.documents), how_many.spans(agreed.spans))))

    def _show_details(self, details: "Details") -> None:
        self._details = details
        self.by_label.show_details(details)
        self.by_role.show_details(details)
        self._show_expert()

    def _show_expert(self) -> None:
        saved = self._saved()
        if saved is not None:
            self.expert.show_saved(saved)
            self._say_notes(notes_of(saved))
        self.save_button.setEnabled(saved is not None)

    def _show_gamma(self, gamma: "Gamma | None") -> None:
        self._gamma = gamma
        self.expert.show_working(False)
        self._show_expert()

    def _compute_gamma(self) -> None:
        self.measuring.compute_gamma()
        self.expert.show_working(self.measuring.computing_gamma)

    def _show_working(self, working: bool) -> None:
        self.bar.setVisible(working)
        if working:
            self.save_button.setEnabled(False)
            self.status.setText(_("Comparing…"))

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * done // total)

    def _show_trouble(self, error: UserError) -> None:
        self._show_working(False)
        self._show_content(False)
        self.status.clear()
        self.hint.setText(str(error))

    def _show_content(self, there: bool) -> None:
        self.stack.setCurrentIndex(0 if there else 1)
        self.unfinished_button.setVisible(not there and not self.unfinished.isChecked())
        self.save_button.setEnabled(False)
        if not there:
            self._details = None

    def _show_what_to_do(self, agreed: "Agreeing") -> None:
        self.status.clear()
        layers = [name for name in self._desk.project.store.span_counts() if name != GOLD]
        self.import_button.setVisible(len(layers) < 2)
        self.unfinished_button.setVisible(len(layers) > 1 and not self.unfinished.isChecked())
        if len(layers) < 2:
            told = _(
                "Agreement compares the marks of two annotators or more in the same documents.\n\n"
                "This project has those of {layers}. Import the marks of a colleague (their exported file, with their name "
                "as the layer), or merge the project in which they worked.",
                layers=_(", ").join(layers) or _("nobody"),
            )
        else:
            told = _(
                "No document has been finished by two of the annotators chosen: {layers}.\n\n"
                "Set documents to “done” when they are, choose other annotators or documents, or count unfinished ones.",
                layers=_(", ").join(agreed.report.layers) or _("nobody"),
            )
        self.hint.setText(told)

    def _say(self, sentence: str) -> None:
        """A sentence in the top line, which may be too long for it."""
        self.status.setText(short(sentence, 48))
        self.status.setToolTip(sentence)

    def _say_notes(self, notes: list[str]) -> None:
        self._told = notes
        self.note_bar.setVisible(bool(notes))
        self.notes.setText(notes[0] if notes else "")
        self.all_notes.setVisible(len(notes) > 1)
        self.all_notes.setText(ngettext("All {count} note…", "All {count} notes…", len(notes)))

    def _show_notes(self) -> None:
        sentence = _("Why figures are undefined or should not be trusted")
        ReportDialog(_("Notes"), sentence, self._told, self).open()

    # -- what the connections do -------------------------------------------------------------------

    def _hear(self, step: Step) -> None:
        if self.isVisible():
            self.measuring.take(step)
        else:
            self._stale = True

    def _saved(self) -> Saved | None:
        """What is shown, when all of it is there."""
        if self._agreed is None or self._details is None:
            return None
        name = self._desk.project.path.stem
        agreed = copy(self._agreed)  # as it is now: it may be refreshed while a report is being written
        return Saved(agreed, self._details, self._gamma, name, datetime.now().astimezone())

    def _want_review(self, about: Mapping[str, Any]) -> None:
        """Within what is measured, what a cell, row or bar is about."""
        if self._agreed is None:
            return
        scope = self._agreed.scope
        within = {"label": scope.labels, "document": scope.documents, "role": scope.roles}
        wanted = {"layers": self._agreed.report.layers, "unfinished": scope.unfinished}
        wanted |= {name: value for name, value in within.items() if value is not None}
        self.review_wanted.emit({**wanted, **about})
