"""Problems and the measures that address them, over the years: links confirmed or rejected where one sees them all."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QSizePolicy, QStackedLayout, QWidget

from annotator.domain.change import Step
from annotator.domain.errors import UserError
from annotator.domain.span import GOLD, Relation, Span
from annotator.i18n import _, language, listed
from annotator.services import answers
from annotator.services.answers import Answer, Answers, Problem
from annotator.services.linking import LinkIndex, accept, reject, relation_type, withdraw
from annotator.services.project import Project, short
from annotator.suggest.links.proposal import ADDRESSES
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.desk import Desk
from annotator.ui.jobs import Progress
from annotator.ui.linking.about import About
from annotator.ui.linking.filters import Filters
from annotator.ui.linking.overview_actions import OverviewActions
from annotator.ui.linking.overview_delegate import OverviewDelegate
from annotator.ui.linking.overview_model import ISSUER, PROBLEM, OverviewModel, Row
from annotator.ui.linking.overview_saving import OverviewSaving
from annotator.ui.linking.overview_table import overview_table
from annotator.ui.linking.reader import LATER_MS, SOON_MS, Reader
from annotator.ui.theme import GRID, Tokens


class OverviewWindow(QDialog):
    """Stays open beside the main window. Emits `go_to` with a mark's id, and what is wanted of the main window."""

    go_to = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(
        self, desk: Desk, pool: QThreadPool, tokens: Tokens, own_keys: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Problems and measures"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._desk = desk
        self._layer = ""
        self._begin = ""  # the document whose issuer's problems are shown at first
        self._found: Answers | None = None
        self._stale = True
        self._writing = False
        self.reader = Reader(desk, pool, self)
        self.filters = Filters()
        self.model = OverviewModel(self._status_of)
        self.table = overview_table(self.model)
        self._delegate = OverviewDelegate(tokens, self.table)
        self.table.setItemDelegate(self._delegate)
        self.about = About(self.accept_link, self.reject_link)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.status = widgets.label(style="muted")
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.saving = OverviewSaving(self._shown, desk.project.path.stem, pool, self)
        self.save_button = widgets.push_button(_("Save as CSV…"), self.saving.ask)
        self.hint = widgets.hint()
        self.all_button = widgets.push_button(_("Show all problems"), self.filters.show_all)
        self.actions_ = OverviewActions(self, self._handlers(), own_keys)
        self._arrange()
        self._connect()
        self._show_content()

    # -- for others --------------------------------------------------------------------------------

    def ask(self) -> None:
        """Show the window with what is true now, at first for the issuer of the document on the desk."""
        if self._layer == "":
            layers, annotator = by_name(self._desk.project.layers()), self._desk.project.annotator
            self._layer = GOLD if annotator not in layers and GOLD in layers else annotator
            self.filters.offer_layers([*layers, annotator], self._layer)
            self._begin = self._desk.document.id if self._desk.document else ""
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.setFocus()
        if self._stale:
            self.read()

    def read(self, after: int = 0) -> None:
        """Read everything, after some milliseconds."""
        self._stale = False
        if self._found is None:
            self.bar.show()
        self.reader.ask(self._layer, _work(self._layer), after=after)

    def set_tokens(self, tokens: Tokens) -> None:
        self._delegate.tokens = tokens
        self.table.viewport().update()

    def stop(self) -> None:
        self.reader.stop()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        edge = GRID * 2
        top = widgets.row(self.filters, self.status, self.save_button, margins=(edge, GRID, edge, GRID))
        top.setStretchFactor(self.status, 1)
        top.setAlignment(self.save_button, Qt.AlignmentFlag.AlignTop)
        top.setAlignment(self.status, Qt.AlignmentFlag.AlignBottom)
        content = widgets.column(self.table, self.about)
        content.setStretchFactor(self.table, 1)
        empty = widgets.column(None, self.hint, widgets.row(None, self.all_button, None), None, None)
        self.stack = QStackedLayout()
        self.stack.addWidget(widgets.pane(content))
        self.stack.addWidget(widgets.pane(empty))
        self.bar.setRange(0, 0)
        whole = widgets.column(widgets.pane(top, "topBar"), self.bar)
        whole.addLayout(self.stack, 1)
        self.setLayout(whole)
        room = self.screen().availableSize()
        self.resize(min(1180, room.width()), min(720, room.height() - 40))
        self.setMinimumSize(860, 480)

    def _connect(self) -> None:
        self.filters.changed.connect(self._show_problems)
        self.filters.layer_chosen.connect(self._choose_layer)
        self.reader.read.connect(self._take)
        self.reader.failed.connect(self._refuse)
        self.reader.progressed.connect(self._show_progress)
        self.saving.said.connect(self._say)
        self._desk.project_changed.connect(self._hear)
        self.table.clicked.connect(self._show_in_text)
        self.table.selectionModel().currentChanged.connect(lambda _new, _old: self._show_current())
        self.about.set_keys(self.actions_.key("accept"), self.actions_.key("reject"))
        tip = self.actions_.with_key("csv")
        self.save_button.setToolTip(tip)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "links.accept": self.accept_link,
            "links.reject": self.reject_link,
            "links.next": lambda: self.walk(1),
            "links.previous": lambda: self.walk(-1),
            "links.show": lambda: self._show_in_text(self.table.currentIndex()),
            "links.csv": self.saving.ask,
            "links.undo": self.undo_wanted.emit,
            "links.redo": self.redo_wanted.emit,
            "links.close": self.close,
        }

    # -- what the keys do --------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def accept_link(self) -> None:
        """Make the current row's proposal a link, and go on to the next proposal."""
        row = self.current
        if row is None or row.answer is None or row.answer.proposal is None or self._hindrance():
            return
        proposal = row.answer.proposal
        made: list[Relation] = []
        if self._wrote(lambda project: made.extend(accept(project, [proposal]))):
            self._put(row, replace(row.answer, relation=made[0], proposal=None) if made else None)
            self.walk(1)

    def reject_link(self) -> None:
        """Do not propose the current row's link again; one that stands is removed."""
        row = self.current
        if row is None or row.answer is None or self._hindrance():
            return
        proposal, relation = row.answer.proposal, row.answer.relation

        def no(project: Project) -> None:
            if proposal is not None:
                reject(project, [proposal])
            elif relation is not None:
                withdraw(project, relation)

        if self._wrote(no):
            at = self.table.currentIndex().row()
            self._put(row, None)
            self._stand(min(at, self.model.rowCount() - 1))

    def walk(self, step: int) -> None:
        """To the next (1) or previous (-1) row that is only proposed; stays where there is none."""
        rows, at = self.model.rows, self.table.currentIndex().row()
        order = range(at + 1, len(rows)) if step > 0 else range(at - 1, -1, -1)
        found = next((i for i in order if (one := rows[i].answer) is not None and one.proposal), None)
        if found is None:
            self._say(_("No proposal follows.") if step > 0 else _("No proposal before this one."))
        else:
            self._say("")
            self._stand(found)

    # -- reading -----------------------------------------------------------------------------------

    def _choose_layer(self, layer: str) -> None:
        self._layer = layer
        self._found = None
        self.model.show_problems([])
        self._show_content()
        self.read()

    def _hear(self, step: Step) -> None:
        concerns = self.reader.take(step)
        if self._writing or not concerns:
            return
        if self.isVisible():
            self.read(LATER_MS if step.kind == "do" else SOON_MS)
        else:
            self._stale = True

    def _take(self, found: Answers) -> None:
        self.bar.hide()
        first, self._found = self._found is None, found
        self.filters.offer(found.problems, found.groups.get(self._begin) if first else None)
        self._show_problems()
        if first:  # it could not have the focus while it was not to be seen
            self.table.setFocus()

    def _refuse(self, error: UserError) -> None:
        self.bar.hide()
        self._found = None
        self._show_content(
            _(
                "There is nothing to show yet: {reason}.\n\nMark problems and measures in the reports, take over "
                "suggestions, or choose another layer above.",
                reason=error,
            )
        )

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    # -- showing -----------------------------------------------------------------------------------

    def _shown(self) -> list[Problem]:
        return self.filters.fitting(self._found.problems) if self._found else []

    def _show_problems(self) -> None:
        """What the filters let through; the row that was looked at stays the current one."""
        current, column = self.current, max(PROBLEM, self.table.currentIndex().column())
        shown = self._shown()
        self.model.show_problems(shown)
        self.table.setColumnHidden(ISSUER, len({one.place.group for one in shown}) < 2)
        if shown:
            at = self.model.row_of(current.key) if current else -1
            self._stand(max(0, at), column)
        self._show_content()
        self._count()

    def _count(self) -> None:
        if self._found is not None:
            self.filters.count(self._found.problems)

    def _show_content(self, sentence: str = "") -> None:
        some = self.model.rowCount() > 0 and not sentence
        self.stack.setCurrentIndex(0 if some else 1)
        self.save_button.setEnabled(some)
        filtered = self._found is not None and bool(self._found.problems)
        self.all_button.setVisible(filtered and not some)
        if not some:
            self.hint.setText(sentence or self._what_to_do(filtered))
        self._show_current()

    def _what_to_do(self, filtered: bool) -> str:
        if self._found is None:
            return _("Reading the marks of all reports…")
        if filtered:
            return _("No problem fits these filters.")
        if relation_type(self._desk.project.schema, ADDRESSES) is None:
            return _(
                "The label schema has no relation “{name}”; add it to link measures to problems.",
                name=ADDRESSES,
            )
        return _(
            "No problem is marked in this layer.\n\nMark what the reports admit as problems; the measures that answer "
            "them, in the same report or in later years, are then proposed here."
        )

    def _status_of(self, measure: Span) -> str:
        """The choices of a mark in words: done, planned."""
        label = self._desk.project.schema.by_name.get(measure.label)
        choices = [one for one in label.attributes if one.type == "choice"] if label else []
        told = (
            one.display_value(measure.attrs[one.name], language())
            for one in choices
            if one.name in measure.attrs
        )
        return listed(told)

    def _show_current(self) -> None:
        row, hindrance = self.current, self._hindrance()
        answer = row.answer if row else None
        self.about.show_row(
            row,
            may_accept=not hindrance and answer is not None and answer.proposal is not None,
            may_reject=not hindrance and answer is not None,
            hindrance=hindrance,
        )
        self.table.viewport().update()

    def _hindrance(self) -> str:
        """Why nothing can be answered; '' where it can."""
        project = self._desk.project
        if not project.store.writable:
            return _("This project can only be read.")
        if self._layer != project.annotator:
            return _("These are marks of {layer}; links are made in one’s own layer.", layer=self._layer)
        return ""

    def _stand(self, row: int, column: int | None = None) -> None:
        column = self.table.currentIndex().column() if column is None else column
        index = self.model.index(row, max(PROBLEM, column))
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)
        self._show_current()

    def _show_in_text(self, index: QModelIndex) -> None:
        if index.isValid():
            self.go_to.emit(self.model.rows[index.row()].place(index.column()).span.id)
            self.table.setFocus()

    def _say(self, sentence: str) -> None:
        self.status.setText(short(sentence, 40))
        self.status.setToolTip(sentence)

    # -- writing -----------------------------------------------------------------------------------

    def _wrote(self, action: Callable[[Project], object]) -> bool:
        """Do one step, which this window already knows of; whether it was done."""
        self._writing = True
        try:
            action(self._desk.project)
        except UserError as error:
            self._say(str(error))
            self.read()
            return False
        finally:
            self._writing = False
        return True

    def _put(self, row: Row, answer: Answer | None) -> None:
        """Another answer in the place of a row's, or none."""
        assert self._found is not None
        old = row.problem
        kept = tuple(answer if one is row.answer else one for one in old.answers)
        new = replace(old, answers=tuple(one for one in kept if one is not None))
        self._found = replace(
            self._found, problems=tuple(new if one is old else one for one in self._found.problems)
        )
        self.model.replace(old, new)
        self._count()


def _work(
    layer: str,
) -> Callable[[Project, LinkIndex, Progress, Callable[[], bool]], Answers | None]:
    def work(
        project: Project, index: LinkIndex, progress: Progress, cancelled: Callable[[], bool]
    ) -> Answers | None:
        found = answers.answers(project, layer, index=index, progress=progress, cancelled=cancelled)
        return None if cancelled() else found

    return work
