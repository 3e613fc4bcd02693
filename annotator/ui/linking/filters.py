"""Which problems the view shows: of which issuer and years, of whose layer, answered or not."""

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QWidget

from annotator.domain.span import GOLD
from annotator.i18n import N_, _
from annotator.services.answers import LINKED, PROPOSED, UNANSWERED, Problem
from annotator.suggest.links.issuers import UNKNOWN
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.fitting_box import FittingBox
from annotator.ui.theme import GRID

_STATES = {"": N_("All"), LINKED: N_("Linked"), PROPOSED: N_("Only proposed"), UNANSWERED: N_("Unanswered")}


class Filters(QWidget):
    """Emits `changed` when other problems are to be shown, `layer_chosen` when other marks are to be read."""

    changed = Signal()
    layer_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.issuer, self.first, self.last, self.layer = (FittingBox() for _each in range(4))
        for box, name in (
            (self.issuer, _("Issuer")),
            (self.first, _("From year")),
            (self.last, _("To year")),
            (self.layer, _("Marks of")),
        ):
            box.setAccessibleName(name)
        self.issuer.setMaximumWidth(320)
        self.states = {name: widgets.toggle(_(title)) for name, title in _STATES.items()}
        group = QButtonGroup(self)
        for button in self.states.values():
            group.addButton(button)
            button.toggled.connect(lambda on: self.changed.emit() if on else None)
        self.states[""].setChecked(True)
        for box in (self.issuer, self.first, self.last):
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.layer.activated.connect(lambda _at: self.layer_chosen.emit(self.layer.currentData()))
        boxes = widgets.row(
            self.issuer, self.first, widgets.label("–", "muted"), self.last, widgets.gap(),
            widgets.label(_("Marks of"), "muted"), self.layer, None, gap=GRID,
        )  # fmt: skip
        self.setLayout(widgets.column(boxes, widgets.row(*self.states.values(), None, gap=4), gap=GRID))

    def offer_layers(self, layers: Sequence[str], chosen: str) -> None:
        """The layers that there are; `chosen` is in the list even where it holds nothing yet."""
        self.layer.clear()
        for name in dict.fromkeys([*layers, chosen]):
            self.layer.addItem(_("gold") if name == GOLD else name, name)
        self.layer.setCurrentIndex(self.layer.findData(chosen))

    def offer(self, problems: Sequence[Problem], issuer: str | None = None) -> None:
        """What there is to choose from; what was chosen stays chosen, `issuer` is what to choose at first."""
        groups: dict[str, str] = {}
        for problem in problems:
            known = not problem.place.group.startswith(UNKNOWN)
            name = problem.place.issuer if known else _("Issuer not stated")
            groups.setdefault(problem.place.group if known else UNKNOWN, name)
        years = sorted({problem.place.year for problem in problems if problem.place.year})
        wanted = issuer if issuer is not None else self.issuer.currentData()
        _fill(self.issuer, [(_("All issuers"), ""), *_by_issuer(groups)], wanted)
        dates = [(str(year), year) for year in years]
        _fill(self.first, [(_("From year"), 0), *dates], self.first.currentData())
        _fill(self.last, [(_("To year"), 0), *dates], self.last.currentData())

    def fitting(self, problems: Sequence[Problem]) -> list[Problem]:
        """Those that the filters let through."""
        state = next(name for name, button in self.states.items() if button.isChecked())
        return [problem for problem in self._within(problems) if state in ("", problem.state)]

    def count(self, problems: Sequence[Problem]) -> None:
        """Write on the buttons how many there are in each state, of the issuer and years chosen."""
        within = self._within(problems)
        counts = Counter(problem.state for problem in within)
        counts[""] = len(within)
        for name, button in self.states.items():
            button.setText(f"{_(_STATES[name])}  {counts[name]:,}")

    def show_all(self) -> None:
        """Let everything through."""
        for box in (self.issuer, self.first, self.last):
            box.setCurrentIndex(0)
        self.states[""].setChecked(True)

    def _within(self, problems: Sequence[Problem]) -> list[Problem]:
        group = self.issuer.currentData() or ""
        first, last = self.first.currentData() or 0, self.last.currentData() or 9999
        return [
            problem
            for problem in problems
            if first <= problem.place.year <= last
            and (not group or problem.place.group == group or (group == UNKNOWN and _unknown(problem)))
        ]


def _unknown(problem: Problem) -> bool:
    return problem.place.group.startswith(UNKNOWN)


def _by_issuer(groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of issuers in their order, with the keys of their groups."""
    keys: dict[str, list[str]] = {}
    for key, name in groups.items():
        keys.setdefault(name, []).append(key)
    return [(name, key) for name in by_name(keys) for key in keys[name]]


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    box.blockSignals(True)
    box.clear()
    for name, key in entries:
        box.addItem(name, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
