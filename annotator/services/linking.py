"""Links proposed in a project: found in the marks of one layer, confirmed into it or rejected for it.

A rejection is a setting of its own, `rejected link:[layer, type, head, tail]`, so that it is logged, undone and merged
like everything else that people do. It names the two marks: one that is made anew is another one.

To read reports and to find proposals may be done in another thread, with a project of its own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import orjson

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.errors import NotFound
from annotator.domain.schema import LabelSchema, RelationType
from annotator.domain.setting import Setting
from annotator.domain.span import GOLD, Relation
from annotator.i18n import _, listed, ngettext
from annotator.services import annotate
from annotator.services.project import Progress, Project, short
from annotator.services.renamed_settings import renamed
from annotator.suggest.links.proposal import ADDRESSES, QUANTIFIES, Key, LinkProposal

if TYPE_CHECKING:
    from annotator.services.boundaries import Boundaries
    from annotator.suggest.links.passages import Report

Range = tuple[int, int]
REJECTED = "rejected link:"
"""What the name of a rejection begins with."""


class LinkIndex:
    """The marks of one layer, read for links, by document; what has not changed is read once.

    Belongs to one thread at a time. `words`: the words of a document's simplified text, see `words_by`.
    """

    def __init__(self, layer: str, words: Callable[[Document], Sequence[Range]]) -> None:
        self.layer = layer
        self._words = words
        self._reports: dict[str, Report] = {}
        self._groups: dict[str, str] = {}
        self._found: dict[str, list[LinkProposal]] = {}

    def drop(self, documents: Iterable[str] | None) -> None:
        """Read these documents anew when they are next asked for; None: all."""
        for identity in list(self._reports) if documents is None else documents:
            if self._reports.pop(identity, None) is not None:
                self._forget(identity)

    def refresh(
        self,
        project: Project,
        document: str | None = None,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Read what has not been read: the reports of one document's issuer, or all; ends early when cancelled."""
        self._group(project)
        wanted = self._groups.get(document) if document is not None else None
        unread = [
            identity
            for identity, group in self._groups.items()
            if identity not in self._reports and (document is None or group == wanted)
        ]
        for at, identity in enumerate(unread):
            if cancelled():
                return
            if progress:
                progress(at, len(unread))
            self._reports[identity] = self._read(project, identity)
            self._forget(identity)

    def reports(self, document: str | None = None) -> "list[Report]":
        """What has been read: of one document's issuer, or all."""
        if document is None:
            return list(self._reports.values())
        wanted = self._groups.get(document)
        return [report for report in self._reports.values() if self._groups[report.document] == wanted]

    def proposals(
        self,
        schema: LabelSchema,
        document: str | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[LinkProposal]:
        """What is proposed among the reports that have been read: of one document's issuer, or of all."""
        groups: dict[str, list[Report]] = {}
        for report in self.reports(document):
            groups.setdefault(self._groups[report.document], []).append(report)
        found: list[LinkProposal] = []
        for group, reports in groups.items():
            if cancelled():
                break
            if group not in self._found:
                self._found[group] = _proposals(reports, schema)
            found += self._found[group]
        return found

    def _group(self, project: Project) -> None:
        """Whose reports there are now: one that has come may say that two names are one issuer's."""
        from annotator.suggest.links.issuers import groups

        now = groups({head.id: head.meta for head in project.store.document_heads()})
        self.drop([identity for identity in self._reports if identity not in now])
        moved = [identity for identity in self._reports if self._groups[identity] != now[identity]]
        for identity in moved:
            self._forget(identity)
        self._groups = now
        for identity in moved:
            self._forget(identity)

    def _forget(self, identity: str) -> None:
        """What was proposed among the reports of a document's issuer."""
        self._found.pop(self._groups[identity], None)

    def _read(self, project: Project, identity: str) -> "Report":
        from annotator.suggest.links.passages import report

        document = project.document(identity)
        spans = list(project.spans(identity, layer=self.layer))
        return report(document, spans, self._words(document) if spans else ())


def words_by(boundaries: "Boundaries") -> Callable[[Document], Sequence[Range]]:
    """The words of a document's text in simplified characters, cut once a text: they are kept on disk."""
    from annotator.services.boundaries import WORD
    from annotator.text.script import simplify

    def words(document: Document) -> Sequence[Range]:
        simplified = Document(document.id, simplify(document.text))
        return [(start, end) for start, end in boundaries.of(WORD, simplified).tolist()]

    return words


def layer_with_marks(project: Project, layer: str | None) -> str:
    """The layer whose marks are to be linked: the one asked for; else the annotator's own, else gold.

    Raises NotFound where there are no marks.
    """
    counts = project.store.span_counts()
    for one in (layer,) if layer else (project.annotator, GOLD):
        if counts.get(one):
            return one
    raise NotFound(
        _(
            "layer “{layer}” has no marks to link; layers with marks: {layers}",
            layer=layer or project.annotator,
            layers=listed(sorted(counts)) or "–",
        )
    )


def remaining(
    found: Iterable[LinkProposal], relations: Iterable[Relation], rejected: Collection[Key], layer: str
) -> list[LinkProposal]:
    """Proposals that are neither linked in a layer nor rejected. A metric that quantifies something needs no more."""
    standing = [one for one in relations if one.layer == layer]
    linked = {(one.type, one.head, one.tail) for one in standing}
    metrics = {one.head for one in standing if one.type == QUANTIFIES}
    return [
        one
        for one in found
        if one.key not in linked
        and one.key not in rejected
        and not (one.type == QUANTIFIES and one.head.id in metrics)
    ]


def accept(project: Project, chosen: Sequence[LinkProposal], *, layer: str | None = None) -> list[Relation]:
    """Make links of proposals in a layer, the annotator's own by default, in one step.

    Those that are linked already are left out. Raises NotFound where a mark is gone, InvalidSpan where it has another
    label now.
    """
    layer = layer or project.annotator
    made: list[Relation] = []

    def changes() -> Iterator[Change]:  # read inside the transaction
        for one in chosen:
            head, tail = project.store.span(one.head.id), project.store.span(one.tail.id)
            standing = project.store.relations_of_span(head.id)
            if any((r.type, r.head, r.tail, r.layer) == (*one.key, layer) for r in standing):
                continue
            change = annotate.link(head, tail, one.type, layer=layer, schema=project.schema)
            assert isinstance(change.after, Relation)
            made.append(change.after)
            yield change

    project.commit(changes(), _title(chosen))
    return made


def reject(project: Project, chosen: Sequence[LinkProposal]) -> None:
    """Remember that the annotator does not want these linked, in one step."""
    if len(chosen) == 1:
        title = _(
            "do not link “{head}” to “{tail}”",
            head=short(chosen[0].head.text),
            tail=short(chosen[0].tail.text),
        )
    else:
        title = ngettext("reject {count} link", "reject {count} links", len(chosen))
    project.commit(_rejecting(project, [one.key for one in chosen]), title)


def withdraw(project: Project, relation: Relation) -> None:
    """Remove a link of the annotator's, and do not propose it again; one step."""
    key = relation.type, relation.head, relation.tail
    changes = [Change(relation, None), *_rejecting(project, [key])]
    project.commit(changes, _("remove a link, and do not propose it again"))


def rejections(project: Project, layer: str | None = None) -> frozenset[Key]:
    """What a layer (the annotator's own) does not want linked."""
    start = REJECTED + orjson.dumps([layer or project.annotator]).decode()[:-1] + ","
    return frozenset(map(key_of_rejection, project.store.settings_beginning(start)))


def renamed_rejections(project: Project, types: Mapping[str, str]) -> Iterator[Change]:
    """What makes rejections stand for the types of links under their new names (old → new)."""
    standing = list(project.store.settings_beginning(REJECTED)) if types else []
    turned = []
    for setting in standing:
        layer, kind, head, tail = orjson.loads(setting.name.removeprefix(REJECTED))
        if kind in types:
            name = REJECTED + orjson.dumps([layer, types[kind], head, tail]).decode()
            turned.append((setting, Setting(name, setting.value)))
    return renamed(standing, turned)


def is_link_rejection(setting: Setting) -> bool:
    return setting.name.startswith(REJECTED)


def key_of_rejection(setting: Setting) -> Key:
    """The proposal that a rejection is about."""
    _layer, kind, head, tail = orjson.loads(setting.name.removeprefix(REJECTED))
    return kind, head, tail


def _proposals(reports: "Sequence[Report]", schema: LabelSchema) -> list[LinkProposal]:
    """What is proposed among the reports of one issuer, for the relation types that the schema has."""
    from annotator.suggest.links import addresses
    from annotator.suggest.links import quantifies as metrics

    found: list[LinkProposal] = []
    if kind := relation_type(schema, QUANTIFIES):
        some = (one for report in reports for one in metrics.quantifies(report, kind.heads, kind.tails))
        found += [one for one in some if one.score >= metrics.LEAST]
    if kind := relation_type(schema, ADDRESSES):
        found += addresses.Issuer(reports, kind.heads, kind.tails).proposals()
    return found


def relation_type(schema: LabelSchema, name: str) -> RelationType | None:
    return next((one for one in schema.relations if one.name == name), None)


def _title(chosen: Sequence[LinkProposal]) -> str:
    if len(chosen) == 1:
        return _(
            "link “{head}” to “{tail}”", head=short(chosen[0].head.text), tail=short(chosen[0].tail.text)
        )
    return ngettext("make {count} link", "make {count} links", len(chosen))


def _rejecting(project: Project, keys: Iterable[Key]) -> Iterator[Change]:
    for key in keys:
        name = REJECTED + orjson.dumps([project.annotator, *key]).decode()
        if project.setting(name) is None:
            yield Change(None, Setting(name, True))
