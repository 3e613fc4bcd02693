"""The kinds of links: their names, and which labels each may go from and to."""

from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.domain.schema import RelationType
from annotator.domain.schema_draft import RelationDraft
from annotator.i18n import _, language
from annotator.ui import widgets
from annotator.ui.schema.fields import EDGE, Field, Line, NamedList, Ticks, list_and_form
from annotator.ui.schema.session import DraftSession
from annotator.ui.theme import GRID


class LinksPage(QWidget):
    """A list of links, and the one chosen beside it."""

    def __init__(self, session: DraftSession) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._session = session
        self._row = 0
        self.names = NamedList(
            _("Links"), [("add", _("Add"), self.add), ("delete", _("Delete"), self.delete)]
        )
        self.chinese, self.english, self.name = Line(), Line(), Line()
        self.heads, self.tails = Ticks(_("From")), Ticks(_("To"))
        self.fields = {
            "zh": Field(_("Name in Chinese"), self.chinese),
            "en": Field(_("Name in English"), self.english),
            "name": Field(_("Name in files"), self.name),
            "heads": Field(_("From"), self.heads),
            "tails": Field(_("To"), self.tails),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 3)
        grid.setVerticalSpacing(GRID * 2)
        for name, row, column in (
            ("zh", 0, 0),
            ("en", 0, 1),
            ("name", 1, 0),
            ("heads", 2, 0),
            ("tails", 2, 1),
        ):
            grid.addWidget(self.fields[name], row, column)
        self.form = widgets.pane(widgets.column(grid, None, margins=EDGE))
        self.hint = widgets.hint(_("There are no links yet. “Add” makes one."))
        self.setLayout(widgets.column(list_and_form(self.names, widgets.column(self.hint, self.form))))
        self._connect()
        self.show_draft()

    def add(self) -> None:
        links = self._session.draft.relations
        taken = {each.relation.name for each in links}
        name = next(f"link{n}" for n in range(1, len(taken) + 2) if f"link{n}" not in taken)
        self._row = len(links)
        self._put([*links, RelationDraft(RelationType(name))])
        self.chinese.setFocus()

    def delete(self) -> None:
        links = list(self._session.draft.relations)
        del links[self._row]
        self._row = max(0, self._row - 1)
        self._put(links)

    def show_draft(self) -> None:
        draft = self._session.draft
        links = draft.relations
        self._row = min(self._row, max(0, len(links) - 1))
        self.names.show_names(
            [each.relation.display(language()) for each in links], self._row if links else -1
        )
        self.names.buttons["delete"].setEnabled(bool(links))
        self.form.setVisible(bool(links))
        self.hint.setVisible(not links)
        if not links:
            return
        link = links[self._row]
        self.chinese.show_text(link.relation.names.get("zh", ""))
        self.english.show_text(link.relation.names.get("en", ""))
        self.name.show_text(link.relation.name)
        labels = [(each.uid, each.label.display(language())) for each in draft.labels]
        self.heads.show_entries(labels, link.heads)
        self.tails.show_entries(labels, link.tails)
        for name in ("name", "heads", "tails"):
            self.fields[name].tell(self._session.at("relations", self._row, name))

    def _connect(self) -> None:
        self.names.chosen.connect(self._choose)
        self.chinese.typed.connect(lambda text: self._rename("zh", text))
        self.english.typed.connect(lambda text: self._rename("en", text))
        self.name.typed.connect(self._take_name)
        self.heads.ticked.connect(lambda uids: self._replace(replace(self._link, heads=tuple(uids))))
        self.tails.ticked.connect(lambda uids: self._replace(replace(self._link, tails=tuple(uids))))
        self._session.changed.connect(self.show_draft)

    @property
    def _link(self) -> RelationDraft:
        return self._session.draft.relations[self._row]

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._row = row
            self.show_draft()

    def _take_name(self, text: str) -> None:
        self._replace(replace(self._link, relation=replace(self._link.relation, name=text)), "name")

    def _rename(self, tongue: str, text: str) -> None:
        names = {**self._link.relation.names, tongue: text}
        relation = replace(self._link.relation, names={key: name for key, name in names.items() if name})
        self._replace(replace(self._link, relation=relation), tongue)

    def _replace(self, changed: RelationDraft, about: str | None = None) -> None:
        links = list(self._session.draft.relations)
        links[self._row] = changed
        self._put(links, about)

    def _put(self, links: list[RelationDraft], about: str | None = None) -> None:
        told = None if about is None else ("link", self._row, about)
        self._session.put(self._session.draft.with_relations(links), told)
