"""The left of the review window: how far it is, the filters with their counts, the list of cases."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QComboBox, QGridLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from annotator.i18n import N_, _
from annotator.ui import widgets
from annotator.ui.flow import Chooser
from annotator.ui.one_column import one_column
from annotator.ui.review.queue_list import CASE, CasesDelegate, CasesModel
from annotator.ui.review.session import EVERY, Filters, Session
from annotator.ui.review.tally import TO_DO, Tally
from annotator.ui.review.wording import STATES, joined, kind_name, label_name, role_name
from annotator.ui.theme import GRID, Tokens

SHOWS = {"to_do": TO_DO, "decided": ("decided",), "all": EVERY}
_SHOW_NAMES = {"to_do": N_("Open"), "decided": N_("Decided"), "all": N_("All")}
_ALL = {
    "kind": N_("Any kind"),
    "label": N_("Any label"),
    "role": N_("Any section"),
    "document": N_("Any report"),
    "state": N_("Any state"),
    "reason": N_("Any reason"),
}
_SEVERAL = "\0"  # stands for several values, which somebody else has asked for
_NARROW = 276  # pixels
_MOST = 500  # entries of a list: more documents than that nobody chooses from


class QueuePane(QWidget):
    """Changes the session's filters and its case in focus, and shows both."""

    def __init__(self, session: Session, tokens: Callable[[], Tokens]) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session = session
        self._tally = Tally()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.progress = widgets.label(style="muted")
        self.shows = {name: self._segment(name) for name in SHOWS}
        self.boxes = {facet: self._box(facet) for facet in _ALL}
        self.model = CasesModel(session)
        self.list = one_column(self.model, 2, GRID * 2 + 4)
        self._delegate = CasesDelegate(session, tokens, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("Cases"))
        self.empty = widgets.hint()
        self.between = widgets.text_button("", self._forget_layers)
        self.between.setObjectName("segment")
        self.clear_button = widgets.push_button(_("Show all open cases"), self.clear)
        self._arrange()
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        session.listed.connect(self._show_list)
        session.shown.connect(self._show_current)
        session.counted.connect(self._count)

    def show_filters(self, filters: Filters) -> None:
        """Filter from outside: the window was asked for certain cases."""
        self._session.set_filters({"state": TO_DO, **filters})
        self._show_boxes()

    def clear(self) -> None:
        """No filter but what is still to do."""
        self._session.between = ()
        self.show_filters({})

    def focus_filters(self) -> None:
        self.boxes["kind"].setFocus()
        self.boxes["kind"].showPopup()

    # -- where everything stands -------------------------------------------------------------------

    def _arrange(self) -> None:
        segments = widgets.row(*self.shows.values(), gap=4)
        grid = QGridLayout()
        grid.setSpacing(GRID // 2)
        for at, box in enumerate(self.boxes.values()):
            grid.addWidget(box, at // 2, at % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        edge = GRID + 4
        head = widgets.column(
            self.progress,
            self.bar,
            segments,
            grid,
            self.between,
            self.clear_button,
            gap=GRID,
            margins=(edge, edge, edge, GRID),
        )
        layout = widgets.column(head, self.empty, self.list, None)
        widgets.give_room(layout, self.list)
        self.setLayout(layout)
        self.setMinimumWidth(_NARROW)

    def _segment(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("segment")
        button.setCheckable(True)
        button.setText(_(_SHOW_NAMES[name]))
        button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: self._filter("state", SHOWS[name]))
        return button

    def _box(self, facet: str) -> QComboBox:
        box = Chooser()
        box.setAccessibleName(_(_ALL[facet]))
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItem(_(_ALL[facet]), "")
        box.activated.connect(lambda _index: self._filter(facet, (box.currentData(),)))
        return box

    def _forget_layers(self) -> None:
        self._session.between = ()
        self._session.set_filters(self._session.filters)
        self._show_boxes()

    # -- filtering ---------------------------------------------------------------------------------

    def _filter(self, facet: str, values: tuple[str, ...]) -> None:
        if _SEVERAL in values:
            return
        values = tuple(value for value in values if value)
        self._session.set_filters(
            {**self._session.filters, facet: values or (EVERY if facet == "state" else ())}
        )
        self._show_boxes()

    def _count(self, tally: Tally) -> None:
        self._tally = tally
        total = tally.to_do + tally.decided
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(tally.decided)
        self.progress.setText(
            _("{decided} of {total} decided", decided=f"{tally.decided:,}", total=f"{total:,}")
        )
        counts = {"to_do": tally.to_do, "decided": tally.decided, "all": total}
        for name, button in self.shows.items():
            button.setText(f"{_(_SHOW_NAMES[name])} {counts[name]:,}")
        self._make_room()
        self._show_boxes()

    def _make_room(self) -> None:
        """Numbers must be whole: tens of thousands of cases make the pane wider."""
        wide = sum(button.sizeHint().width() for button in self.shows.values())
        self.setMinimumWidth(max(_NARROW, wide + 2 * (GRID + 4) + 4 * (len(self.shows) - 1)))

    def _show_boxes(self) -> None:
        filters = self._session.filters
        for name, button in self.shows.items():
            button.setChecked(tuple(filters.get("state", EVERY)) == tuple(SHOWS[name]))
        between = self._session.between
        self.clear_button.setVisible(self._is_narrowed())
        self.between.setVisible(bool(between))
        self.between.setText(_("Where {names} differ  ✕", names=joined(between)))
        for facet, box in self.boxes.items():
            chosen = filters.get(facet, ())
            value = chosen[0] if len(chosen) == 1 else ""
            several = facet != "state" and len(chosen) > 1
            self._fill(facet, box, self._tally.facets[facet], _SEVERAL if several else value, len(chosen))

    def _fill(self, facet: str, box: QComboBox, counts: Counter[str], value: str, several: int) -> None:
        entries = [(_(_ALL[facet]), "")]
        known = counts.most_common(_MOST)
        if value == _SEVERAL:
            entries.append((_("{count} chosen", count=several), _SEVERAL))
        elif value and value not in counts:
            known.append((value, 0))
        entries += [(f"{self._name(facet, each)}  {count:,}", each) for each, count in known]
        if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != entries:
            box.clear()
            for text, data in entries:
                box.addItem(text, data)
        box.setCurrentIndex(next((at for at, entry in enumerate(entries) if entry[1] == value), 0))

    def _name(self, facet: str, value: str) -> str:
        if facet == "kind":
            return kind_name(value)
        if facet == "label":
            return label_name(self._session.desk.project.schema, value)
        if facet == "role":
            return role_name(value)
        if facet == "state":
            return _(STATES[value])
        return self._session.title(value) if facet == "document" else value

    # -- the list ----------------------------------------------------------------------------------

    def _show_list(self) -> None:
        nothing = not self._session.cases
        self.list.setVisible(not nothing)
        self.empty.setVisible(nothing)
        self.empty.setText(
            _("No case fits these filters.") if self._is_narrowed() else _("There is no case here.")
        )

    def _is_narrowed(self) -> bool:
        filters = self._session.filters
        return bool(self._session.between) or any(
            values for facet, values in filters.items() if facet != "state"
        )

    def _show_current(self) -> None:
        row = self._session.row
        index = self.model.index(row) if row >= 0 else QModelIndex()
        if index != self.list.currentIndex():
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        if row >= 0:
            self.list.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        self._session.go(index.data(CASE))
