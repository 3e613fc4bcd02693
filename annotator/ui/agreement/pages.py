"""The pages of the agreement window: overview, labels, documents, sections, and more figures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QWidget

from annotator.i18n import _
from annotator.services.agreement_notes import role_headings
from annotator.services.agreement_report import tables, views
from annotator.services.agreement_report.figures import DEFINITIONS, REFERENCE_NOTE, name_of
from annotator.ui import widgets
from annotator.ui.agreement.table import TableOf
from annotator.ui.pictures.chart import Chart
from annotator.ui.theme import GRID, Tokens

if TYPE_CHECKING:
    from annotator.services.agreeing import Agreeing
    from annotator.services.agreement_details import Details

EDGE = (GRID * 2, GRID * 2, GRID * 2, GRID * 2)


def figure_box(figures: tuple[str, ...], name: str) -> QComboBox:
    """A choice of figures, by their names."""
    box = QComboBox()
    box.setAccessibleName(name)
    for key in figures:
        box.addItem(name_of(key), key)
        box.setItemData(box.count() - 1, _(DEFINITIONS[key].meaning), Qt.ItemDataRole.ToolTipRole)
    return box


def titled(title: str, control: QWidget | None, body: QWidget, hint: str = "") -> QWidget:
    """A part of a page: heading and control in a row, the body under them, and what to know about it."""
    head = widgets.heading_row(widgets.label(title, "heading"), *([control] if control else []))
    parts: list[QWidget] = [body]
    layout = widgets.column(head, *parts, gap=GRID, margins=EDGE)
    if hint:
        layout.addWidget(widgets.label(hint, "muted", wrap=True))
    layout.addStretch(1)
    return widgets.pane(layout)


def beside(left: QWidget, right: QWidget, sizes: tuple[int, int]) -> QSplitter:
    """Two parts next to each other, each scrolling by itself."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    for part in (left, right):
        splitter.addWidget(widgets.scrolled(part))
        splitter.setCollapsible(splitter.count() - 1, False)
    splitter.setSizes(list(sizes))
    return splitter


class Overview(QWidget):
    """The heat map of pairs, and bars of labels."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._agreed: Agreeing | None = None
        self.pairs, self.lowest, self.labels = Chart(tokens, 560), Chart(tokens, 560), Chart(tokens, 760)
        self.pair_figure = figure_box(views.PAIR_FIGURES, _("Figure of the heat map"))
        self.label_figure = figure_box(views.LABEL_FIGURES, _("Figure of the bars"))
        left = widgets.pane(
            widgets.column(
                titled(_("Pairs of annotators"), self.pair_figure, self.pairs),
                titled(_("Lowest agreement"), None, self.lowest),
                None,
            )
        )
        right = titled(_("Labels"), self.label_figure, self.labels, _(REFERENCE_NOTE))
        self.setLayout(widgets.column(beside(left, right, (480, 640))))
        self.pair_figure.currentIndexChanged.connect(lambda _index: self._show())
        self.label_figure.currentIndexChanged.connect(lambda _index: self._show())

    @property
    def leading(self) -> Iterator[Chart | TableOf]:
        yield from (self.pairs, self.lowest, self.labels)

    def show_agreed(self, agreed: "Agreeing") -> None:
        self._agreed = agreed
        self._show()

    def _show(self) -> None:
        if (agreed := self._agreed) is None:
            return
        pair, label = self.pair_figure.currentData(), self.label_figure.currentData()
        self.lowest.show_picture(
            lambda width: views.lowest_documents(agreed.report, agreed.titles, width=width)
        )
        self.pairs.show_picture(lambda width: views.heat_map(agreed.report, pair, width=width))
        self.labels.show_picture(
            lambda width: views.label_bars(agreed.report, agreed.schema, label, width=width)
        )


class Labels(QWidget):
    """Labels against labels, and all figures of labels and attributes."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._agreed: Agreeing | None = None
        self._details: Details | None = None
        self.matrix = Chart(tokens, 560)
        self.pair = QComboBox()
        self.pair.setAccessibleName(_("Pair of annotators"))
        self.labels, self.attributes = TableOf(), TableOf()
        hint = _(
            "Each row is what one annotator calls a label, each column what the other calls the same place."
        )
        left = titled(_("Labels against labels"), self.pair, self.matrix, hint)
        right = widgets.column(
            widgets.heading_row(widgets.label(_("Figures of labels"), "heading")), self.labels,
            widgets.heading_row(widgets.label(_("Attributes of matched spans"), "heading")), self.attributes,
            gap=GRID, margins=EDGE,
        )  # fmt: skip
        right.setStretchFactor(self.attributes, 1)
        self.setLayout(widgets.column(beside(left, widgets.pane(right), (480, 640))))
        self.pair.currentIndexChanged.connect(lambda _index: self._show_matrix())

    @property
    def leading(self) -> Iterator[Chart | TableOf]:
        yield from (self.matrix, self.labels, self.attributes)

    def show_agreed(self, agreed: "Agreeing") -> None:
        self._agreed = agreed
        self.labels.show_table(tables.label_table(agreed.report, agreed.schema))
        self.labels.fit_height()

    def show_details(self, details: "Details") -> None:
        assert self._agreed is not None
        self._details = details
        chosen = self.pair.currentData()
        self.pair.blockSignals(True)
        self.pair.clear()
        self.pair.addItem(_("All pairs"), None)
        for pair in details.confusion:
            self.pair.addItem(" – ".join(pair), pair)
        pairs = [None, *details.confusion]
        self.pair.setCurrentIndex(pairs.index(chosen) if chosen in pairs else 0)
        self.pair.blockSignals(False)
        self._show_matrix()
        self.attributes.show_table(tables.attribute_table(details, self._agreed.schema))

    def _show_matrix(self) -> None:
        details, agreed = self._details, self._agreed
        if details is None or agreed is None:
            return
        pair = self.pair.currentData()
        labels = list(agreed.report.by_label)
        self.matrix.show_picture(
            lambda width: views.confusion(details, labels, agreed.schema, pair and tuple(pair), width=width)
        )


class TablePage(QWidget):
    """One table, with a sentence above it."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.body = TableOf()
        layout = widgets.column(widgets.label(hint, "muted", wrap=True), self.body, gap=GRID, margins=EDGE)
        layout.setStretchFactor(self.body, 1)
        self.setLayout(layout)

    @property
    def leading(self) -> Iterator[Chart | TableOf]:
        yield self.body


class Documents(TablePage):
    """Every document, the lowest agreement first."""

    def __init__(self) -> None:
        hint = _(
            "The lowest exact F1 comes first. A document in which nothing is marked has no figures of its own."
        )
        super().__init__(hint)

    def show_agreed(self, agreed: "Agreeing") -> None:
        self.body.show_table(tables.document_table(agreed.report, agreed.titles))


class Sections(TablePage):
    """Every kind of section."""

    def __init__(self) -> None:
        super().__init__(
            _("The figures within sections of one kind. A span belongs to the section that it begins in.")
        )

    def show_details(self, details: "Details") -> None:
        self.body.show_table(tables.role_table(details, role_headings()))


class Pairs(TablePage):
    """Every pair of annotators, with counts."""

    def __init__(self) -> None:
        super().__init__(
            _("Over all labels. Precision and recall take the first annotator of a pair as the truth.")
        )

    def show_agreed(self, agreed: "Agreeing") -> None:
        self.body.show_table(tables.pair_table(agreed.report))
