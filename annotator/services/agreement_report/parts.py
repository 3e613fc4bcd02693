"""The report as a sequence of parts, the same for HTML, PDF and CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import annotator
from annotator.domain import how_many
from annotator.i18n import _, listed, ngettext
from annotator.services.agreement_notes import ROLE_NAMES, in_words, role_headings
from annotator.services.agreement_report import tables, views
from annotator.services.agreement_report.figures import DEFINITIONS, REFERENCE_NOTE, number
from annotator.services.pictures.part import Part
from annotator.services.pictures.table import Column, Row, Table

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma
    from annotator.services.agreeing import Agreeing
    from annotator.services.agreement_details import Details

WIDTH = 640.0  # of pictures


@dataclass(frozen=True)
class Saved:
    """What a report is made of; `project` is a name for people, `made` when."""

    agreed: "Agreeing"
    details: "Details"
    gamma: "Gamma | None"
    project: str
    made: datetime


def title_of(saved: Saved) -> str:
    return _("Agreement: {project}", project=saved.project)


def subtitle_of(saved: Saved) -> str:
    """Who, how much, when."""
    report = saved.agreed.report
    return " · ".join(
        (
            listed(report.layers),
            how_many.documents(report.documents),
            how_many.spans(saved.agreed.spans),
            saved.made.strftime("%Y-%m-%d %H:%M"),
        )
    )


def parts_of(saved: Saved) -> Iterator[Part]:
    """All parts, in order."""
    agreed, details = saved.agreed, saved.details
    report, schema = agreed.report, agreed.schema
    yield Part(_("Figures"), table=tables.headline_table(report))
    if notes := notes_of(saved):
        yield Part(_("Notes"), tuple(notes))
    heat = tuple(views.heat_map(report, key, width=WIDTH) for key in ("f1.exact", "kappa.char"))
    yield Part(_("Pairs of annotators"), pictures=heat, table=tables.pair_table(report))
    bars = tuple(views.label_bars(report, schema, key, width=WIDTH) for key in ("alpha.char", "f1.exact"))
    yield Part(_("Labels"), (_(REFERENCE_NOTE),), bars, tables.label_table(report, schema))
    matrix = views.confusion(details, list(report.by_label), schema, None, width=WIDTH)
    yield Part(_("Labels against labels"), (views_hint(),), (matrix,))
    yield Part(_("Kinds of section"), table=tables.role_table(details, role_headings()))
    yield Part(_("Attributes of matched spans"), table=tables.attribute_table(details, schema))
    yield Part(_("Documents"), table=tables.document_table(report, agreed.titles))
    yield Part(
        _("Units and unitizing"), tuple(_expert(saved)), table=tables.expert_table(report, details, schema)
    )
    yield Part(_("What the figures mean"), table=definition_table())
    yield Part(_("Parameters"), table=parameter_table(saved))


def views_hint() -> str:
    return _(
        "How often what one annotator calls one label (rows) is called another by the other (columns), or is not marked; "
        "summed over all pairs. Two spans speak of the same place where they are matched and bear one label, or share "
        "half of their characters."
    )


def notes_of(saved: Saved) -> list[str]:
    """Why figures are undefined or should not be trusted."""
    report = saved.agreed.report
    schema = saved.agreed.schema
    told = [in_words(note, schema) for note in report.notes]
    told += saved.agreed.further_notes(saved.gamma, report.standard_errors)
    return told + [in_words(note, schema) for note in saved.details.unitizing.notes]


def definition_table() -> Table:
    """Every figure with its meaning, formula and source."""
    rows = [
        Row((_(each.name), _(each.meaning), _(each.formula), each.source)) for each in DEFINITIONS.values()
    ]
    names = (_("Figure"), _("What it says"), _("Definition"), _("Source"))
    return Table(_("What the figures mean"), tuple(Column(name, figure=False) for name in names), tuple(rows))


def parameter_table(saved: Saved) -> Table:
    """Everything that the figures depend on besides what was marked."""
    from importlib.metadata import version  # which takes its time, and a window imports this module

    agreed = saved.agreed
    scope, parameters = agreed.scope, agreed.report.parameters
    everything = _("all")
    rows = [
        (_("Annotators"), _(", ").join(agreed.report.layers)),
        (_("Labels"), _(", ").join(scope.labels) if scope.labels is not None else everything),
        (_("Documents"), f"{len(scope.documents):,}" if scope.documents is not None else everything),
        (_("Kinds of section"),
         _(", ").join(_(ROLE_NAMES[role]) for role in scope.roles) if scope.roles is not None else everything),
        (_("Documents not finished"), _("counted") if scope.unfinished else _("left out")),
        (_("Matching of spans"), _("one-to-one, the largest sum of IoU (Hungarian method)")),
        (_("Intervals"), ngettext("percentile bootstrap over documents, {count} resample, level {level}, seed {seed}",
                                  "percentile bootstrap over documents, {count} resamples, level {level}, seed {seed}",
                                  parameters["resamples"], **parameters)),
        (_("Words"), agreed.boundaries.dictionary),
        *_gamma_parameters(saved.gamma),
        (_("Software"), f"annotator {annotator.__version__}, numpy {version('numpy')}, scipy {version('scipy')}"),
    ]  # fmt: skip
    columns = (Column(_("Parameter"), figure=False), Column(_("Value"), figure=False))
    return Table(_("Parameters"), columns, tuple(Row(row) for row in rows))


def gamma_sentence(gamma: "Gamma") -> str:
    """Gamma and gamma-cat with what they rest on."""
    return ngettext(
        "gamma {value}, gamma-cat {cat}; disorder {observed}, by chance {expected}, {count:,} random "
        "continuum",
        "gamma {value}, gamma-cat {cat}; disorder {observed}, by chance {expected}, {count:,} random "
        "continua",
        gamma.samples,
        value=number(gamma.value),
        cat=number(gamma.cat.value),
        observed=number(gamma.observed),
        expected=number(gamma.expected),
    )


def _gamma_parameters(gamma: "Gamma | None") -> Iterator[tuple[str, str]]:
    if gamma is not None:
        chosen = gamma.parameters
        told = f"α {chosen.alpha:g}, β {chosen.beta:g}, Δ∅ {chosen.delta_empty:g}"
        yield (
            _("Gamma"),
            ngettext(
                "{weights}, sampler {sampler}, {count} random continuum a document, seed {seed}",
                "{weights}, sampler {sampler}, {count} random continua a document, seed {seed}",
                chosen.samples,
                weights=told,
                sampler=chosen.sampler,
                seed=chosen.seed,
            ),
        )


def _expert(saved: Saved) -> Iterator[str]:
    family = list(tables.family_rows(saved.details, saved.agreed.schema))
    if family:
        yield _(
            "Labels jointly: {figures}", figures=_(", ").join(f"{name} {value}" for name, value in family)
        )
    if saved.gamma is not None:
        yield gamma_sentence(saved.gamma)
