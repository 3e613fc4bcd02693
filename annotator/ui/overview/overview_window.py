"""The project in pictures: progress, labels, what stands together, indicators, lengths; each leads to what is behind it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QThreadPool, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QProgressBar,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QWidget,
)

from annotator.domain import how_many
from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.i18n import _
from annotator.services.overview.scope import Scope, issuers, ordered_layers, years
from annotator.services.overview.words import issuer_name, layer_name, year_name
from annotator.ui import widgets
from annotator.ui.agreement.choices import Choices
from annotator.ui.desk import Desk
from annotator.ui.flow import Line
from annotator.ui.overview.behind_pane import BehindPane
from annotator.ui.overview.counting import Counting
from annotator.ui.overview.metrics_view import MetricsView
from annotator.ui.overview.saving import Saving
from annotator.ui.overview.views import (
    Figure,
    LabelsView,
    LengthsView,
    ProgressView,
    TogetherView,
    label_choices,
    nothing_marked,
)
from annotator.ui.theme import GRID, Tokens

if TYPE_CHECKING:
    from annotator.services.overview.listing import Listing
    from annotator.services.overview.overview import Overview
    from annotator.services.overview.parts import Kept
    from annotator.services.overview.progress import Progress

View = ProgressView | LabelsView | TogetherView | MetricsView | LengthsView


class OverviewWindow(QDialog):
    """Stays open beside the main window, and follows what is written there.

    Emits `chosen` with a document and a place in it, `import_wanted` where there is nothing to look at.
    """

    chosen = Signal(str, int, int)
    import_wanted = Signal()

    def __init__(self, desk: Desk, pool: QThreadPool, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Overview"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._desk = desk
        self._stale = True  # nothing has been counted, or the window was hidden meanwhile
        self._found: Overview | None = None
        self.counting = Counting(desk, pool, self)
        self.saving = Saving(self._kept, self._open_figures, pool, self)
        self.layer = QComboBox()
        self.layer.setAccessibleName(_("Whose marks"))
        self.layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # filled later
        self.issuers, self.years = Choices(_("Issuers")), Choices(_("Years"))
        self.labels = Choices(_("Labels"))
        self.status = Line("muted")
        self.save_button = QToolButton()
        self.save_button.setObjectName("segment")
        self.save_button.setText(_("Save") + "  ▾")
        self.save_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.save_button.setMenu(self.saving.menu())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.progress, self.by_label = ProgressView(tokens), LabelsView(tokens)
        self.together, self.metrics, self.lengths = (
            TogetherView(tokens),
            MetricsView(tokens),
            LengthsView(tokens),
        )
        self.note = widgets.label("", wrap=True)
        self.behind = BehindPane(tokens)
        self._arrange()
        self._connect()

    # -- for others --------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window, with what is true now."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self._stale:
            self.count()

    def count(self) -> None:
        """Count what the filters say."""
        self._stale = False
        self.counting.count(
            Scope(
                self.layer.currentData() or "",
                self.issuers.chosen(),
                self.years.chosen(),
                self.labels.chosen(),
            )
        )
        self._show_working(True)

    def show_layer(self, layer: str) -> None:
        """Look at another layer, if there is one of this name."""
        at = self.layer.findData(layer)
        if at >= 0:
            self.layer.setCurrentIndex(at)
            self.count()

    def views(self) -> tuple[View, ...]:
        """The tabs, in their order."""
        return (self.progress, self.by_label, self.together, self.metrics, self.lengths)

    def set_tokens(self, tokens: Tokens) -> None:
        self.behind.set_tokens(tokens)
        for view in self.views():
            for figure in view.figures():
                figure.chart.set_tokens(tokens)

    def wait(self) -> None:
        """Until everything is counted; for pictures and tests."""
        while self.counting.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def stop(self) -> None:
        self.counting.stop()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        edge = GRID * 2
        self.status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        filters = widgets.row(
            widgets.label(_("Marks of"), "muted"), self.layer, self.issuers, self.years, self.labels, self.status,
            self.save_button, margins=(edge, GRID, edge, GRID),
        )  # fmt: skip
        filters.setStretchFactor(self.status, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        titles = (_("Progress"), _("Sections and years"), _("Together"), _("Indicators"), _("Lengths"))
        for view, title in zip(self.views(), titles, strict=True):
            self.tabs.addTab(view, title)
        self.note_bar = widgets.pane(widgets.row(self.note, margins=(edge, 6, edge, 6)), "noteBar")
        self.note_bar.hide()
        self.behind_frame = widgets.pane(widgets.column(self.behind))
        self.behind_frame.hide()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.tabs)
        self.splitter.addWidget(self.behind_frame)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, 320])
        content = widgets.column(self.note_bar, self.splitter)
        content.setStretchFactor(self.splitter, 1)
        self.hint = widgets.hint(
            _("There are no documents yet. Import reports; their pictures come by themselves.")
        )
        button = widgets.push_button(_("Import reports…"), self.import_wanted.emit)
        empty = widgets.column(None, self.hint, widgets.row(None, button, None), None, None)
        self.stack = QStackedLayout()
        self.stack.addWidget(widgets.pane(content))
        self.stack.addWidget(widgets.pane(empty))
        whole = widgets.column(widgets.pane(filters, "topBar"), self.bar)
        whole.addLayout(self.stack, 1)
        self.setLayout(whole)
        room = self.screen().availableSize()
        self.resize(min(1280, room.width()), min(820, room.height() - 40))
        self.setMinimumSize(900, 520)

    def _connect(self) -> None:
        self.layer.activated.connect(lambda _at: self.count())
        for filter_ in (self.issuers, self.years, self.labels):
            filter_.changed.connect(self.count)
        self._desk.project_changed.connect(self._hear)
        counting = self.counting
        counting.started.connect(lambda: self._show_working(True))
        counting.progressed.connect(self._show_progress)
        counting.begun.connect(self._show_states)
        counting.counted.connect(self._show)
        counting.listed.connect(self._show_listing)
        counting.failed.connect(self._show_trouble)
        self.saving.said.connect(self.status.setText)
        self.behind.chosen.connect(self.chosen)
        self.behind.closed.connect(self._close_behind)
        for view in self.views():
            for figure in view.figures():
                figure.save_wanted.connect(self.saving.ask_at)
                figure.chart.chosen.connect(
                    lambda about, chart=figure.chart: self._look_behind(about, chart.cell.name)
                )

    def _open_figures(self) -> list[Figure]:
        view = self.tabs.currentWidget()
        assert isinstance(view, View)
        return [figure for figure in view.figures() if figure.table is not None]

    # -- showing -----------------------------------------------------------------------------------

    def _show_states(self, progress: "Progress") -> None:
        self.stack.setCurrentIndex(0 if progress.documents else 1)
        self.progress.show_states(progress)

    def _show(self, found: "Overview") -> None:
        self._found = found
        self._show_working(False)
        self._offer(found)
        self.stack.setCurrentIndex(0 if found.scoped.corpus.heads else 1)
        self.save_button.setEnabled(bool(found.scoped.corpus.heads))
        for view in self.views():
            view.show_overview(found)
        told = nothing_marked(found)
        self.note.setText(told)
        self.note_bar.setVisible(bool(told))
        self.status.setText(
            " · ".join((how_many.documents(len(found.scoped.heads)), how_many.marks(len(found.scoped.rows))))
        )

    def _offer(self, found: "Overview") -> None:
        """What there is to choose from."""
        corpus = found.scoped.corpus
        self.layer.clear()
        for name in ordered_layers(corpus):
            self.layer.addItem(layer_name(name), name)
        self.layer.setCurrentIndex(self.layer.findData(found.scoped.layer))
        self.issuers.offer([(name, issuer_name(name)) for name in issuers(corpus.heads)])
        self.years.offer([(name, year_name(name)) for name in years(corpus.heads)])
        self.labels.offer(label_choices(found))

    def _show_working(self, working: bool) -> None:
        self.bar.setVisible(working)
        if working:
            self.bar.setRange(0, 0)
            self.save_button.setEnabled(False)
            self.status.setText(_("Counting…"))

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _show_trouble(self, error: UserError) -> None:
        self._show_working(False)
        self.status.setText(str(error))

    # -- what the connections do -------------------------------------------------------------------

    def _hear(self, step: Step) -> None:
        if self.isVisible():
            self.counting.take(step)
        else:
            self.counting.note(step)
            self._stale = True

    def _look_behind(self, about: Mapping[str, Any], title: str) -> None:
        if self._found is not None and about:
            self.counting.look_behind(self._found, about, title)

    def _show_listing(self, listing: "Listing") -> None:
        self.behind_frame.show()
        self.behind.show_listing(listing, self._desk.project.schema)

    def _close_behind(self) -> None:
        self.behind_frame.hide()
        figures = self._open_figures()
        if figures:
            figures[0].chart.setFocus()

    def _kept(self) -> "Kept | None":
        """What is shown, when all of it is there."""
        from annotator.services.overview.parts import Kept

        if self._found is None:
            return None
        return Kept(self._found, self._desk.project.path.stem, datetime.now().astimezone())
