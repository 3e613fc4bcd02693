"""More figures: other units, unitizing, gamma beside the window, and all parameters."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from annotator.i18n import _
from annotator.services.agreement_notes import in_words
from annotator.services.agreement_report import parts, tables
from annotator.services.agreement_report.figures import DEFINITIONS, name_of, number
from annotator.services.pictures.table import Table
from annotator.ui import widgets
from annotator.ui.agreement.pages import EDGE
from annotator.ui.agreement.table import TableOf
from annotator.ui.pictures.chart import Chart
from annotator.ui.theme import GRID


class Expert(QWidget):
    """Emits `gamma_wanted` and `gamma_unwanted` when a person asks for gamma and stops it."""

    gamma_wanted = Signal()
    gamma_unwanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.units, self.parameters = TableOf(), TableOf()
        self.joint = widgets.label("", "muted", wrap=True)
        self.gamma = widgets.label("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(240)
        self.start = widgets.push_button(_("Compute gamma"), self.gamma_wanted.emit)
        self.stop = widgets.push_button(_("Stop"), self.gamma_unwanted.emit)
        body = widgets.column(
            widgets.label(_("Units and unitizing"), "heading"), self.units, self.joint,
            widgets.gap(),
            widgets.label(_("Gamma"), "heading"),
            widgets.label(_(DEFINITIONS["gamma"].meaning), "muted", wrap=True),
            self.gamma, widgets.row(self.start, self.stop, self.bar, None, gap=GRID * 2),
            widgets.gap(),
            widgets.label(_("Parameters"), "heading"), self.parameters, None, gap=GRID, margins=EDGE,
        )  # fmt: skip
        self.setLayout(widgets.column(widgets.scrolled(widgets.pane(body))))
        self.show_working(False)

    @property
    def leading(self) -> Iterator[Chart | TableOf]:
        yield self.units

    def show_saved(self, saved: parts.Saved) -> None:
        """All that this page shows; gamma too when it has been computed."""
        schema = saved.agreed.schema
        self._fill(self.units, tables.expert_table(saved.agreed.report, saved.details, schema))
        family = [f"{name} {value}" for name, value in tables.family_rows(saved.details, schema)]
        notes = [in_words(note, saved.agreed.schema) for note in saved.details.unitizing.notes]
        joint = [_("Labels jointly: {figures}", figures=_(", ").join(family))] if family else []
        self.joint.setText("\n".join(joint + notes))
        self._fill(self.parameters, parts.parameter_table(saved))
        self._show_gamma(saved)

    def show_working(self, working: bool) -> None:
        """Gamma is being computed, or not."""
        self.start.setVisible(not working)
        self.stop.setVisible(working)
        self.bar.setVisible(working)
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * done // total)

    def _show_gamma(self, saved: parts.Saved) -> None:
        gamma, schema = saved.gamma, saved.agreed.schema
        self.start.setEnabled(gamma is None)  # a second time would give the same
        if gamma is None:
            self.gamma.setText(_("Not computed yet. It may take minutes; the window can be used meanwhile."))
            return
        by_label = [
            f"{tables.label_name(schema, name)} {number(each.value)}"
            for name, each in gamma.by_category.items()
        ]
        per_label = _("By label: {figures}", figures=_(", ").join(by_label)) if by_label else ""
        self.gamma.setText("\n".join(part for part in (parts.gamma_sentence(gamma), per_label) if part))
        self.gamma.setAccessibleName(f"{name_of('gamma')}: {number(gamma.value)}")

    def _fill(self, view: TableOf, table: Table) -> None:
        view.show_table(table)
        view.fit_height()
