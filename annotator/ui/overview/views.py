"""The tabs of the overview window; each shows an Overview in charts (`figures`) that lead to what is behind them."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, _, sentences
from annotator.services.overview import label_view, parts, progress_view, together_view
from annotator.services.overview.overview import Overview
from annotator.services.overview.progress import Progress
from annotator.services.overview.together import Linked
from annotator.services.overview.words import label_name, layer_name
from annotator.services.pictures.table import Table
from annotator.ui import widgets
from annotator.ui.agreement.pages import EDGE, beside
from annotator.ui.pictures.chart import Build, Chart
from annotator.ui.theme import GRID, Tokens

LEADS = N_("Click or Enter: show what is behind it")


class Figure(QWidget):
    """A chart under its heading, with the table of its numbers; hidden as long as there is nothing to draw."""

    save_wanted = Signal(object, object)  # this figure, where

    def __init__(self, tokens: Tokens, widest: float = 1040.0, *, control: QWidget | None = None) -> None:
        super().__init__()
        self.heading = widgets.label("", "heading")
        self.note = widgets.label("", "muted", wrap=True)
        self.chart = Chart(tokens, widest, leads_to=LEADS, one_click=True)
        self.chart.lead_on()
        self.chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.chart.customContextMenuRequested.connect(
            lambda point: self.save_wanted.emit(self, self.chart.mapToGlobal(point))
        )
        self.table: Callable[[], Table] | None = None  # made when it is saved: it may be long
        head = widgets.heading_row(self.heading, *([control] if control else []))
        self.setLayout(widgets.column(head, self.note, self.chart, gap=GRID, margins=EDGE))

    def show_picture(
        self, title: str, build: Build | None, table: Callable[[], Table] | None, note: str = ""
    ) -> None:
        self.setVisible(build is not None or bool(note))
        self.heading.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.table = table if build is not None else None
        self.chart.setVisible(build is not None)
        self.chart.show_picture(build)


class ProgressView(QWidget):
    """How far everybody is."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.states, self.done, self.made = Figure(tokens), Figure(tokens), Figure(tokens)
        body = widgets.pane(widgets.column(self.states, self.done, self.made, None))
        self.setLayout(widgets.column(widgets.scrolled(body)))

    def figures(self) -> Iterator[Figure]:
        yield from (self.states, self.done, self.made)

    def show_states(self, progress: Progress) -> None:
        """What is there first."""
        self.states.show_picture(
            _("Documents by state"),
            lambda width: progress_view.states(progress, width=width),
            lambda: progress_view.table(progress),
        )

    def show_overview(self, found: Overview) -> None:
        progress, layer = found.progress, found.scoped.layer
        self.show_states(progress)
        drawn = progress_view.has_course(progress, done=True)
        self.done.show_picture(
            _("Documents done over time"),
            (lambda width: progress_view.done_over_time(progress, layer, width=width)) if drawn else None,
            lambda: progress_view.course_table(progress, done=True),
            progress_view.course_note(progress, done=True),
        )
        drawn = progress_view.has_course(progress, done=False)
        self.made.show_picture(
            _("Marks made over time"),
            (lambda width: progress_view.marks_over_time(progress, layer, width=width)) if drawn else None,
            lambda: progress_view.course_table(progress, done=False),
            progress_view.course_note(progress, done=False),
        )


class LabelsView(QWidget):
    """Labels by kind of section and by year."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._found: Overview | None = None
        self.measure = QComboBox()
        self.measure.setAccessibleName(_("What is counted"))
        self.measure.addItem(_("Number of marks"), False)
        self.measure.addItem(_("Marks in 1,000 characters"), True)
        self.measure.currentIndexChanged.connect(lambda _at: self._show())
        self.roles = Figure(tokens, 640)
        self.years = Figure(tokens, 760, control=self.measure)
        self.setLayout(
            widgets.column(beside(self._stacked(self.roles), self._stacked(self.years), (560, 640)))
        )

    def figures(self) -> Iterator[Figure]:
        yield from (self.roles, self.years)

    def show_overview(self, found: Overview) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        if (found := self._found) is None:
            return
        schema, relative = found.scoped.corpus.schema, bool(self.measure.currentData())
        title = _("Labels by kind of section")
        self.roles.show_picture(
            title,
            lambda width: label_view.roles(found.by_role, schema, relative=relative, width=width),
            lambda: label_view.role_table(found.by_role, schema),
            parts.section_note(),
        )
        title = _("Labels by year")
        self.years.show_picture(
            title,
            lambda width: label_view.years(found.by_year, schema, relative=relative, width=width),
            lambda: label_view.year_table(found.by_year, schema),
            label_view.begun_note(),
        )

    def _stacked(self, figure: Figure) -> QWidget:
        return widgets.pane(widgets.column(figure, None))


class TogetherView(QWidget):
    """Which labels stand together, and which are linked."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._found: Overview | None = None
        self._tokens = tokens
        self.unit = QComboBox()
        self.unit.setAccessibleName(_("Where labels stand together"))
        self.unit.addItem(_("In one paragraph"), "paragraph")
        self.unit.addItem(_("In one section"), "section")
        self.unit.currentIndexChanged.connect(lambda _at: self._show())
        self.pairs = Figure(tokens, 560)
        self.combinations = Figure(tokens, 720, control=self.unit)
        self.links = [Figure(tokens, 480) for _each in range(4)]
        left = widgets.pane(widgets.column(self.pairs, *self.links, None))
        right = widgets.pane(widgets.column(self.combinations, None))
        self.setLayout(widgets.column(beside(left, right, (560, 640))))

    def figures(self) -> Iterator[Figure]:
        yield from (self.pairs, self.combinations, *self.links)

    def show_overview(self, found: Overview) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        if (found := self._found) is None:
            return
        schema, numbers = found.scoped.corpus.schema, found.together[self.unit.currentData()]
        titles = together_view.titles(numbers.unit)
        self.pairs.show_picture(
            titles[0],
            lambda width: together_view.pairs(numbers, schema, width=width),
            lambda: together_view.pair_table(numbers, schema),
            sentences(parts.outside_note(numbers.outside)),
        )
        self.combinations.show_picture(
            titles[1],
            lambda width: together_view.combinations(numbers, schema, width=width),
            lambda: together_view.combination_table(numbers, schema),
        )
        for at, figure in enumerate(self.links):
            if at >= len(found.linked):
                figure.show_picture("", None, None)
                continue
            linked = found.linked[at]
            figure.show_picture(
                together_view.link_title(linked, schema),
                _links(linked, schema),
                partial(together_view.link_table, linked, schema),
            )


class LengthsView(QWidget):
    """How long the documents are."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.lengths = Figure(tokens)
        self.setLayout(widgets.column(widgets.scrolled(widgets.pane(widgets.column(self.lengths, None)))))

    def figures(self) -> Iterator[Figure]:
        yield self.lengths

    def show_overview(self, found: Overview) -> None:
        numbers = found.lengths
        some = bool(numbers.documents)
        self.lengths.show_picture(
            _("Document lengths"),
            (lambda width: label_view.lengths(numbers, width=width)) if some else None,
            lambda: label_view.length_table(numbers),
            label_view.length_sentence(numbers) if some else _("There are no documents here."),
        )


def _links(linked: Linked, schema: LabelSchema) -> Build:
    return lambda width: together_view.links(linked, schema, width=width)


def nothing_marked(found: Overview) -> str:
    """What to do where the layer looked at has no mark; '' where it has."""
    if len(found.scoped.rows):
        return ""
    scope = found.scoped.scope
    if scope.issuers is not None or scope.years is not None or scope.labels is not None:
        return _("None of the documents and labels chosen has a mark. Choose others above.")
    return _(
        "Nothing is marked in the layer {layer} yet. Mark something in the main window, import marks, or choose another "
        "layer above.", layer=layer_name(found.scoped.layer),
    )  # fmt: skip


def label_choices(found: Overview) -> list[tuple[str, str]]:
    """The labels there are to choose from."""
    from annotator.services.overview.scope import ordered_labels

    schema = found.scoped.corpus.schema
    return [(name, label_name(schema, name)) for name in ordered_labels(found.scoped.corpus)]
