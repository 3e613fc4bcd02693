"""Agreement between the layers of a project: the report, kept fresh while documents are edited, and what goes beyond it.

agreed = Agreeing(project, Scope(layers=("a", "b")))     # reads all at once; any thread, with its own project
agreed.report                                            # the figures, see agreement.report
agreed.refresh(project, "doc-1")                         # after an edit of one document
agreed.details(), agreed.gamma()                         # slower, when asked for

Figures depend on what is marked, on the scope and on its seed alone: a second call gives the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.domain.change import Step
from annotator.domain.document import Document
from annotator.domain.errors import NotFound, UserError
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import GOLD, Relation, Span
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.paths import cache_dir
from annotator.services.agreement_details import Details, details_of, spans_of
from annotator.services.agreement_notes import (
    gamma_note,
    role_note,
    standard_error_note,
    unfinished_note,
    version_note,
)
from annotator.services.boundaries import LEVELS, Boundaries
from annotator.services.layers_read import corpus_of, finished_in, unfinished_documents
from annotator.services.project import Project
from annotator.services.role_ranges import ROLES, cut, of_roles, role_ranges

if TYPE_CHECKING:
    from annotator.agreement.corpus import Corpus, DocumentRow, Stretch
    from annotator.agreement.gamma import Gamma
    from annotator.agreement.report import Report
    from annotator.agreement.tallies import Float
    from annotator.agreement.units import Units
    from annotator.services.batch.crew import Crew

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

GAMMA_KEYS = ("alpha", "beta", "delta_empty", "samples", "sampler", "seed", "convention", "precision")


class Cancelled(UserError):
    """The person stopped the work."""


class Outdated(UserError):
    """More has changed than can be taken in; read everything anew."""


@dataclass(frozen=True)
class Scope:
    """What is measured. None: all layers but gold that have finished something, all labels that occur, all documents,
    whole documents. `roles` restricts to sections (see role_ranges), `unfinished` counts what layers are still doing,
    `schema_version` only what was marked under that version of the labels: before or after a change of the guideline.
    """

    layers: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    unfinished: bool = False
    seed: int = 0
    schema_version: int | None = None


def agreement(
    project: Project,
    scope: Scope | None = None,
    *,
    gamma: bool = False,
    progress: Progress | None = None,
    cancelled: Cancel | None = None,
) -> dict[str, Any]:
    """All figures under the keys of `agree --json`. Raises NotFound for a name that is not there, Cancelled."""
    agreed = Agreeing(project, scope or Scope(), progress=progress, cancelled=cancelled)
    found = agreed.gamma(progress=progress, cancelled=cancelled) if gamma else None
    return agreed.as_dict(found)


class Agreeing:
    """The agreement within a scope. Holds no connection: any thread may make it, one at a time use it."""

    def __init__(
        self,
        project: Project,
        scope: Scope,
        *,
        levels: Sequence[str] = LEVELS,
        boundaries: Boundaries | None = None,
        crew: "Crew | None" = None,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> None:
        """`levels`: what alpha is computed over besides characters; words take seconds when they are first found.
        `crew`: who counts, where there is much to count; the figures are the same.

        Raises NotFound for a layer, label, document or role that is not there, Cancelled, Outdated.
        """
        from annotator.agreement.live import LiveAgreement

        self.scope, self.levels = scope, tuple(levels)
        self.boundaries = boundaries or Boundaries(cache_dir())
        _check_roles(scope.roles or ())
        whole = corpus_of(
            project,
            layers=scope.layers,
            documents=scope.documents,
            labels=scope.labels,
            unfinished=scope.unfinished,
            schema_version=scope.schema_version,
        )
        self.waiting = 0 if scope.unfinished else unfinished_documents(project, whole.documents, scope.layers)
        self.digests: dict[str, str] = {}
        with project.store.snapshot():
            outlines = dict(project.store.outlines())
            self.titles = {head.id: head.title for head in project.store.document_heads()}
            self.ranges = {
                name: role_ranges(outlines.get(name, ()), int(length))
                for name, length in zip(whole.documents, whole.lengths, strict=True)
            }
            units, table = self._counted(project, whole, crew, progress, cancelled)
        self.schema = project.schema
        self.whole, self.whole_units = whole, units
        corpus, units = self.part(scope.roles)
        self._live: LiveAgreement = LiveAgreement(corpus, units=units, seed=scope.seed, table=table)
        self.report: Report = self._live.report()

    @property
    def corpus(self) -> "Corpus":
        """What is measured: documents cut down to the roles of the scope."""
        return self._live.corpus

    @property
    def spans(self) -> int:
        """The spans in the documents that are compared."""
        return spans_of(self.report)

    def refresh(self, project: Project, documents: Iterable[str]) -> "Report":
        """The report after edits of some documents. Raises Outdated where everything must be read anew."""
        for document in documents:
            if document in self.digests:
                self._refresh(project, document)
        return self.report

    def details(self, project: Project, cancelled: Cancel | None = None) -> Details:
        """Labels against labels, sections, attributes, and the figures of the expert panel. Raises Cancelled."""
        return details_of(self, project, _stopper(cancelled))

    def gamma(
        self,
        *,
        crew: "Crew | None" = None,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
    ) -> "Gamma":
        """Gamma of the documents that two layers or more have finished; a `crew` measures many of them.

        Raises agreement.gamma.Cancelled.
        """
        from annotator.agreement.gamma import gamma
        from annotator.services.continua import continua_of

        by = None
        if crew is not None:
            from annotator.services.batch.gamma import LEAST, measure_by

            if crew.pays(self.spans, LEAST):
                by = measure_by(crew, progress, cancelled)
        return gamma(
            continua_of(self.corpus), seed=self.scope.seed, by=by, progress=progress, cancelled=cancelled
        )

    def as_dict(self, gamma: "Gamma | None" = None) -> dict[str, Any]:
        """The keys of `agree --json`, in their order. The notes are sentences in the reader's language."""
        told = self.report.as_dict()
        errors = told.pop("standard_errors")
        told.pop("parameters")
        intervals, notes = told.pop("intervals"), told.pop("notes")
        told["gamma"] = None if gamma is None else gamma_figures(gamma)
        told["intervals"] = intervals
        told["notes"] = [*notes, *self.further_notes(gamma, errors)]
        return told

    def further_notes(self, gamma: "Gamma | None", errors: Mapping[str, float | None]) -> list[str]:
        """What the report's own notes do not say: what is left out, which sections were measured, standard errors, gamma."""
        found = (
            unfinished_note(self.waiting),
            version_note(self.scope.schema_version),
            role_note(self.scope.roles),
            standard_error_note(errors),
            gamma_note(gamma) if gamma is not None else "",
        )
        return [note for note in found if note]

    def part(self, roles: Iterable[str] | None) -> tuple["Corpus", dict[str, "Units"]]:
        """Documents and their words and sentences cut down to some roles; those that have none of them are left out."""
        if roles is None:
            return self.whole, self.whole_units
        return cut(self.whole, self.whole_units, self._stretches(self.whole, roles))

    def _stretches(self, corpus: "Corpus", roles: Iterable[str]) -> "dict[str, list[Stretch]]":
        wanted = list(roles)
        return {name: of_roles(self.ranges[name], wanted) for name in corpus.documents}

    def _counted(
        self,
        project: Project,
        corpus: "Corpus",
        crew: "Crew | None",
        progress: Progress | None,
        cancelled: Cancel | None,
    ) -> "tuple[dict[str, Units], Float | None]":
        """Words and sentences, and the tally where others have made it already."""
        if crew is not None:
            from annotator.services.batch.agreeing import LEAST, count

            known = project.store.document_lengths()
            if [known.get(name) for name in corpus.documents] != corpus.lengths.tolist():
                raise _changed_meanwhile()
            if crew.pays(int(corpus.lengths.sum()), LEAST):
                roles = self.scope.roles
                ranges = None if roles is None else self._stretches(corpus, roles)
                found = count(
                    project,
                    corpus,
                    ranges,
                    self.levels,
                    self.boundaries,
                    crew,
                    progress=progress,
                    cancelled=cancelled,
                )
                self.digests = found.digests
                return found.units, found.table
        return self._units(project, corpus, progress, cancelled), None

    def _units(
        self, project: Project, corpus: "Corpus", progress: Progress | None, cancelled: Cancel | None
    ) -> dict[str, "Units"]:
        """The words and sentences of the documents of a corpus, in its order; reads the texts once."""
        from annotator.agreement.units import Units

        stop = _stopper(cancelled)
        wanted = dict(zip(corpus.documents, corpus.lengths.tolist(), strict=True))
        kept: dict[str, dict[str, Any]] = {level: {} for level in self.levels}
        for document in project.documents():
            if wanted.get(document.id) != len(document.text):
                continue
            stop()
            for level, found in kept.items():
                found[document.id] = self.boundaries.of(level, document)
            self.digests[document.id] = document.digest
            if progress is not None:
                progress(len(self.digests), len(wanted))
        if len(self.digests) < len(wanted):
            raise _changed_meanwhile()
        return {
            level: Units.from_documents([found[name] for name in corpus.documents])
            for level, found in kept.items()
        }

    def _refresh(self, project: Project, document: str) -> None:
        if not project.store.has_document(document):
            raise Outdated(_("a document is gone; everything is read anew"))
        if self.scope.schema_version is not None:
            raise Outdated(_("marks of another version of the labels may have come; everything is read anew"))
        standing: Document = project.document(document)
        if standing.digest != self.digests[document]:
            raise Outdated(_("a text has been corrected; everything is read anew"))
        spans = list(project.spans(document))
        layers, labels = set(self.corpus.layers), set(self.corpus.labels)
        finished = finished_in(project, document, spans, self.corpus.layers, unfinished=self.scope.unfinished)
        others = {span.layer for span in spans} - layers - {GOLD}
        if (self.scope.layers is None and others) or (
            self.scope.labels is None
            and any(span.label not in labels and span.layer in layers for span in spans)
        ):
            raise Outdated(_("there is a layer or a label that was not there; everything is read anew"))
        rows = [
            (span.layer, span.label, span.start, span.end, span.id)
            for span in spans
            if span.layer in layers and span.label in labels
        ]
        if self.scope.roles is not None:
            self.whole = self.whole.with_document(document, rows, assigned=finished)
            if document not in self.corpus.documents:
                return
            rows = self._cut(document)
        self.report = self._live.update(document, rows, assigned=finished)
        if self.scope.roles is None:
            self.whole = self._live.corpus

    def _cut(self, document: str) -> "list[DocumentRow]":
        """The spans of one document within the roles of the scope."""
        stretches = of_roles(self.ranges[document], self.scope.roles or ())
        here = self.whole.one(self.whole.documents.index(document)).only(ranges={document: stretches})
        return [
            (here.layers[layer], here.labels[label], start, end, name)
            for layer, label, start, end, name in zip(
                here.layer.tolist(), here.label.tolist(), here.start.tolist(), here.end.tolist(), here.ids or (),
                strict=True,
            )
        ]  # fmt: skip


def touched(step: Step) -> set[str] | None:
    """The documents whose agreement a step may have changed; None where that is not known, or is everything."""
    if step.changes is None:
        return None
    found: set[str] = set()
    for change in step.changes:
        entity = change.entity
        if isinstance(entity, Document | LabelSchema):
            return None
        if isinstance(entity, Relation | Verdict | Setting):
            continue
        if isinstance(entity, Span) and entity.layer == GOLD:
            continue
        document = getattr(entity, "doc_id", None)
        if document is not None:
            found.add(document)
    return found


def gamma_figures(gamma: "Gamma") -> dict[str, Any]:
    """The value of the key `gamma`."""
    parameters = {name: getattr(gamma.parameters, name) for name in GAMMA_KEYS}
    return {
        "value": gamma.value,
        "cat": gamma.cat.value,
        "by_label": {name: each.value for name, each in gamma.by_category.items()},
        "observed": gamma.observed,
        "expected": gamma.expected,
        "parameters": {**parameters, "continua": gamma.samples},
    }


def _check_roles(roles: Iterable[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise NotFound(
                _(
                    "there is no kind of section “{name}” (there are: {known})",
                    name=role,
                    known=", ".join(ROLES),
                )
            )


def _changed_meanwhile() -> Outdated:
    return Outdated(_("documents were changed while they were read; try again"))


def _stopper(cancelled: Cancel | None) -> Callable[[], None]:
    def stop() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(_("stopped; no figures were computed"))

    return stop
