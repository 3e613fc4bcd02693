"""Say who is to read what, see the loads, and choose where the packages go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.domain.span import GOLD
from annotator.i18n import _
from annotator.services.packaging import plan_assignments
from annotator.services.project import Project
from annotator.team.assignment import loads_of
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.jobs import Job, Progress
from annotator.ui.theme import GRID

_NUMBERS = (1, 2)  # columns
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Loads = dict[str, tuple[int, int]]  # layer → documents that it has, documents that it gets


class PackageDialog(Dialog):
    """`layers`, `wishes` (per document, seed, share) and `folder` are what the fields say."""

    def __init__(self, project: Project, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(_("Assign and package"), parent)
        self.resize(
            max(560, 29 * self.fontMetrics().height()), 600
        )  # larger letters need the width more than the height
        self._pool = pool
        self._project = project.path
        self._planning: Job | None = None
        self._can = False
        self.names = QLineEdit(_(", ").join(_known(project)))
        self.names.setPlaceholderText(_("names with commas between them"))
        self.per_document = _spin(1, 50, 1)
        self.share = _spin(0, 100, 0)
        self.share.setSuffix(_(" %"))
        self.seed = _spin(0, 999_999, 1)
        self.seed.setToolTip(_("The same number draws the same; another one draws anew."))
        self.target = QLineEdit(str(project.path.absolute().parent))
        self.table = QTableWidget(0, 3)
        titles = [_("Annotator"), _("Has"), _("Gets")]
        self.table.setHorizontalHeaderLabels(titles)
        for column in _NUMBERS:
            title = QTableWidgetItem(titles[column])
            title.setTextAlignment(_RIGHT)
            self.table.setHorizontalHeaderItem(column, title)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widgets.plain_rows(self.table)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.message = widgets.label(style="muted", wrap=True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Assign and package"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(200)
        self._arrange()
        self._connect()
        self._plan()

    @property
    def layers(self) -> list[str]:
        names = self.names.text().replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    @property
    def wishes(self) -> tuple[int, int, float]:
        return self.per_document.value(), self.seed.value(), self.share.value() / 100

    @property
    def folder(self) -> Path:
        return Path(self.target.text().strip()).expanduser()

    def wait(self) -> None:
        """Until the loads are there; for pictures and tests."""
        self._typing.stop()
        self._plan()
        self._pool.waitForDone()

    def done(self, result: int) -> None:
        self._typing.stop()
        if self._planning:
            self._planning.cancel()
            self._planning = None  # what it still says is for nobody
        super().done(result)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for text, field in (
            (_("Annotators per document"), self.per_document),
            (_("Documents that everybody reads"), self.share),
            (_("Random seed"), self.seed),
        ):
            field.setAccessibleName(text)
            form.addRow(text, field)
        fields = (self.per_document, self.share, self.seed)
        for field in fields:
            field.setMinimumWidth(max(each.sizeHint().width() for each in fields))
        self.names.setAccessibleName(_("Annotators"))
        self.target.setAccessibleName(_("Folder"))
        self.table.setAccessibleName(_("Loads"))
        explanation = _(
            "Each annotator gets a file with their documents, the labels and their own marks, and sees nothing of others. "
            "Documents that are assigned already stay where they are."
        )
        layout = widgets.column(
            widgets.label(explanation, "muted", wrap=True),
            widgets.label(_("Annotators"), "heading"),
            self.names,
            form,
            self.table,
            self.message,
            widgets.label(_("Folder"), "heading"),
            widgets.row(self.target, widgets.push_button(_("Choose…"), self._choose)),
            self.buttons,
            gap=GRID,
            margins=(GRID * 3, GRID * 3, GRID * 3, GRID * 2),
        )
        layout.setStretchFactor(self.table, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._typing.timeout.connect(self._plan)
        self.names.textChanged.connect(lambda _text: self._typing.start())
        for field in (self.per_document, self.share, self.seed):
            field.valueChanged.connect(lambda _value: self._typing.start())
        self.target.textChanged.connect(lambda _text: self._allow())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _plan(self) -> None:
        """Find out the loads beside the window; an older plan does not count any more."""
        if self._planning:
            self._planning.cancel()
        layers, (per_document, seed, share), path = self.layers, self.wishes, self._project

        def work(_progress: Progress, _cancelled: Callable[[], bool]) -> Loads:
            with Project(path) as project:
                new = loads_of(plan_assignments(project, layers, per_document, seed=seed, share=share))
                has: dict[str, int] = {}
                for given in project.store.assignments():
                    has[given.layer] = has.get(given.layer, 0) + 1
            return {layer: (has.get(layer, 0), new.get(layer, 0)) for layer in by_name({*layers, *has})}

        # The dialog may be gone before the work has ended: the window keeps the job.
        self._planning = job = Job(work, self.parentWidget())
        job.done.connect(lambda loads: self._show(job, loads))
        job.failed.connect(lambda error: self._refuse(job, error))
        job.start(self._pool)

    def _show(self, job: Job, loads: Loads) -> None:
        if job is not self._planning:
            return
        self.table.setRowCount(len(loads))
        for row, (layer, (has, gets)) in enumerate(loads.items()):
            for column, text in enumerate((layer, f"{has:,}", f"+{gets:,}" if gets else "–")):
                item = QTableWidgetItem(text)
                if column in _NUMBERS:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(row, column, item)
        total = sum(gets for _has, gets in loads.values())
        self.message.setText(self._remark(total, len(self.layers)))
        self._can = any(has or gets for has, gets in loads.values())
        self._allow()

    def _remark(self, total: int, people: int) -> str:
        if not total:
            return _("Every document is assigned already.")
        per_document, _seed, share = self.wishes
        if people > 1 and per_document == 1 and not share:
            return _("No document is read by two annotators, so their agreement cannot be measured.")
        return ""

    def _refuse(self, job: Job, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error
        if job is self._planning:
            self.table.setRowCount(0)
            self.message.setText(str(error))
            self._can = False
            self._allow()

    def _allow(self) -> None:
        ok = self._can and bool(self.target.text().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ok)

    def _choose(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, _("Assign and package"), self.target.text()):
            self.target.setText(name)


def _known(project: Project) -> list[str]:
    """Who has documents, else who has marked any."""
    return project.store.assigned_layers() or [layer for layer in project.layers() if layer != GOLD]


def _spin(low: int, high: int, value: int) -> QSpinBox:
    field = widgets.spin_box()
    field.setRange(low, high)
    field.setValue(value)
    return field
