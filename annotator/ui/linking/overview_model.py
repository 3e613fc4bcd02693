"""The rows of the view: a problem and a measure each; a problem without any is a row, too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.span import Span
from annotator.i18n import N_, _
from annotator.services.answers import Answer, Place, Problem

ROW = Qt.ItemDataRole.UserRole
STATUS = ROW + 1  # what a measure's attributes say, to the right of its words
ISSUER, YEAR, PROBLEM, LINK, ANSWER_YEAR, ANSWER = range(6)
_HEADS = (N_("Issuer"), N_("Year"), N_("Problem"), "", N_("Year"), N_("Measure"))
_RIGHT = (YEAR, ANSWER_YEAR)
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of a problem, or a problem without any; `first` and `last` of the rows of its problem."""

    problem: Problem
    answer: Answer | None
    first: bool
    last: bool

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same when everything is read anew."""
        return self.problem.place.span.id, self.answer.place.span.id if self.answer else ""

    def place(self, column: int) -> Place:
        """The mark that a cell is about: the measure on the right, the problem on the left."""
        return self.answer.place if self.answer and column >= LINK else self.problem.place


def rows_of(problems: Sequence[Problem]) -> list[Row]:
    found: list[Row] = []
    for problem in problems:
        answers = problem.answers or (None,)
        found += [Row(problem, one, at == 0, at == len(answers) - 1) for at, one in enumerate(answers)]
    return found


class OverviewModel(QAbstractTableModel):
    """Nothing is worked out for rows that nobody looks at. `status` says a measure's choices in words."""

    def __init__(self, status: Callable[[Span], str] = lambda _span: "") -> None:
        super().__init__()
        self._status = status
        self.rows: list[Row] = []

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self.beginResetModel()
        self.rows = rows_of(problems)
        self.endResetModel()

    def replace(self, problem: Problem, by: Problem) -> None:
        """The same problem, with answers of which one has changed or gone."""
        first = next(at for at, row in enumerate(self.rows) if row.problem is problem)
        old, new = max(1, len(problem.answers)), rows_of([by])
        if len(new) < old:
            self.beginRemoveRows(_NOWHERE, first + len(new), first + old - 1)
            self.rows[first : first + old] = new
            self.endRemoveRows()
        else:
            self.rows[first : first + old] = new
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(new) - 1, ANSWER))

    def row_of(self, key: tuple[str, str]) -> int:
        """Where a row stands now, else the first of its problem; -1 where that is gone, too."""
        found = {row.key: at for at, row in reversed(list(enumerate(self.rows)))}
        problems = {row.key[0]: at for at, row in reversed(list(enumerate(self.rows)))}
        return found.get(key, problems.get(key[0], -1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section]) if _HEADS[section] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == STATUS:
            told = row.answer is not None and index.column() == ANSWER
            return self._status(row.place(ANSWER).span) if told else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            place = row.place(index.column())
            return f"{place.span.text}\n{place.title}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._text(row, index.column()) or row.problem.place.span.text
        return None

    def _text(self, row: Row, column: int) -> str:
        """What a cell says; the problem is named once for all its answers."""
        if column == LINK:
            return _link_text(row.answer)
        if column > LINK:
            if row.answer is None:
                return _("no measure so far") if column == ANSWER else ""
            place = row.answer.place
            return _year(place) if column == ANSWER_YEAR else _one_line(place.span.text)
        if not row.first:
            return ""
        place = row.problem.place
        return (place.issuer or "–", _year(place), _one_line(place.span.text))[column]


def _link_text(answer: Answer | None) -> str:
    if answer is None:
        return ""
    if answer.proposal is None:
        return _("linked")
    return _("{percent} %", percent=round(100 * answer.proposal.score))


def _year(place: Place) -> str:
    return str(place.year) if place.year else "–"


def _one_line(text: str) -> str:
    return " ".join(text.split())
