"""The tables of agreement, as plain data: the window sorts them, reports print them, each row knows its disagreements."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, _, language
from annotator.services.agreement_report.figures import DEFINITIONS, heading_of, interval, name_of, number
from annotator.services.pictures.table import Column, Row, Table

if TYPE_CHECKING:
    from annotator.agreement.report import Report
    from annotator.services.agreement_details import Details


def label_name(schema: LabelSchema, name: str) -> str:
    """A label in the reader's language; its name where the schema does not have it."""
    found = next((label for label in schema.labels if label.name == name), None)
    return found.display(language()) if found else name


def attribute_name(schema: LabelSchema, label: str, name: str) -> str:
    """An attribute of a label in the reader's language."""
    found = next((each for each in schema.labels if each.name == label), None)
    attribute = found.attribute(name) if found else None
    return attribute.names.get(language()[:2], name) if attribute else name


def headline_table(report: "Report") -> Table:
    """The figures over all labels, with intervals and what they mean."""
    keys = ("f1.exact", "f1.overlap", "f1.iou", "alpha.char", "alpha.word", "alpha.sentence", "alpha.any")
    rows = []
    for key in keys:
        group, name = key.split(".")
        value = getattr(report, group)[name]
        row = (name_of(key), value, interval(report.intervals.get(key)), report.standard_errors.get(key))
        rows.append(Row((*row, _(DEFINITIONS[key].meaning))))
    columns = (
        Column(_("Figure"), figure=False),
        Column(_("Value")),
        Column(_("95 % interval"), _(DEFINITIONS["interval"].meaning)),
        Column(_("Standard error"), _("By the jackknife; given for fewer than ten documents.")),
        Column(_("What it says"), figure=False),
    )
    return Table(_("All labels together"), columns, tuple(rows))


def pair_table(report: "Report") -> Table:
    """Every pair of annotators."""
    rows = []
    for pair in report.pairs:
        counts, f1 = pair["counts"], pair["f1"]
        values = (
            " – ".join(pair["layers"]), f1["exact"], f1["overlap"], f1["iou"], pair["precision"]["exact"],
            pair["recall"]["exact"], pair["kappa"]["char"], counts["left"], counts["right"], int(counts["exact"]),
            int(counts["overlap"]),
        )  # fmt: skip
        rows.append(Row(values, {"layers": tuple(pair["layers"])}))
    columns = (
        Column(_("Annotators"), figure=False),
        *(
            Column(heading_of(key), _(DEFINITIONS[key].meaning))
            for key in ("f1.exact", "f1.overlap", "f1.iou")
        ),
        Column(_("Precision"), _("Of the second one's spans, the share that the first has too (exact).")),
        Column(_("Recall"), _("Of the first one's spans, the share that the second has too (exact).")),
        Column(heading_of("kappa.char"), _(DEFINITIONS["kappa.char"].meaning)),
        Column(_("Spans of the first")),
        Column(_("Of the second")),
        Column(_("Equal")),
        Column(_("Overlapping")),
    )
    return Table(_("Pairs of annotators"), columns, tuple(rows))


def label_table(report: "Report", schema: LabelSchema) -> Table:
    """Every label: the figures with the interval of alpha, and how often each annotator used it."""
    rows = []
    for name, figures in report.by_label.items():
        f1, alpha, kappa = figures["f1"], figures["alpha"], figures["kappa"]
        values = (
            label_name(schema, name), f1["exact"], f1["overlap"], f1["iou"], alpha["char"],
            interval(report.intervals.get(f"by_label.{name}.alpha.char")), alpha["word"], alpha["sentence"],
            figures["u_alpha"], kappa["cohen"], kappa["fleiss"], kappa["gwet_ac1"], *figures["spans"].values(),
        )  # fmt: skip
        rows.append(Row(values, {"label": name}))
    keys = ("f1.exact", "f1.overlap", "f1.iou", "alpha.char")
    columns = (
        Column(_("Label"), figure=False),
        *(Column(heading_of(key), _(DEFINITIONS[key].meaning)) for key in keys),
        Column(_("95 % interval"), _(DEFINITIONS["interval"].meaning)),
        *(
            Column(heading_of(key), _(DEFINITIONS[key].meaning))
            for key in ("alpha.word", "alpha.sentence", "u_alpha")
        ),
        Column(heading_of("kappa.char"), _(DEFINITIONS["kappa.char"].meaning)),
        Column(_("Fleiss' kappa"), _("Over characters of the documents that all annotators have finished.")),
        Column(_("Gwet's AC1"), _("Stands beside alpha where one category prevails, never instead of it.")),
        *(Column(layer, _("Spans of this annotator.")) for layer in report.layers),
    )
    return Table(_("Labels"), columns, tuple(rows))


def document_table(report: "Report", titles: Mapping[str, str]) -> Table:
    """Every document, the one with the lowest exact F1 first; those without any figure last."""
    ordered = sorted(
        report.by_document,
        key=lambda each: (each["f1"]["exact"] is None, each["f1"]["exact"] or 0.0, each["id"]),
    )
    rows = []
    for each in ordered:
        spans = tuple(each["spans"].get(layer, "") for layer in report.layers)
        values = (
            titles.get(each["id"], each["id"]), each["f1"]["exact"], each["f1"]["overlap"], each["f1"]["iou"],
            each["alpha"]["char"], each["alpha"]["any"], *spans,
        )  # fmt: skip
        rows.append(Row(values, {"document": each["id"]}))
    keys = ("f1.exact", "f1.overlap", "f1.iou", "alpha.char", "alpha.any")
    columns = (
        Column(_("Document"), figure=False),
        *(Column(heading_of(key), _(DEFINITIONS[key].meaning)) for key in keys),
        *(
            Column(layer, _("Spans of this annotator; empty where it has not finished the document."))
            for layer in report.layers
        ),
    )
    return Table(_("Documents"), columns, tuple(rows))


def role_table(details: "Details", names: Mapping[str, str]) -> Table:
    """Every kind of section."""
    keys = ("f1.exact", "f1.overlap", "f1.iou", "alpha.char", "alpha.any")
    rows = []
    for each in details.roles:
        f1, alpha = each.report.f1, each.report.alpha
        values = (
            names[each.role], f1["exact"], interval(each.report.intervals.get("f1.exact")), f1["overlap"], f1["iou"],
            alpha["char"], interval(each.report.intervals.get("alpha.char")), alpha["any"], each.spans, each.characters,
        )  # fmt: skip
        rows.append(Row(values, {"role": each.role}))
    exact, overlap, iou, char, any_ = (Column(heading_of(key), _(DEFINITIONS[key].meaning)) for key in keys)
    bounds = Column(_("95 % interval"), _(DEFINITIONS["interval"].meaning))
    columns = (Column(_("Section"), figure=False), exact, bounds, overlap, iou, char, bounds, any_,
               Column(_("Spans")), Column(_("Characters")))  # fmt: skip
    return Table(_("Kinds of section"), columns, tuple(rows))


_MEASURES = {"nominal": N_("nominal"), "ratio": N_("ratio"), "interval": N_("interval")}


def attribute_table(details: "Details", schema: LabelSchema) -> Table:
    """Every attribute: alpha over the matched spans, and how much of all spans that is."""
    rows = []
    for each in details.attributes:
        found = each.figures
        values = (
            label_name(schema, each.label), attribute_name(schema, each.label, each.attribute), found.alpha,
            found.observed, found.coverage, found.valued, found.matched, found.spans, _(_MEASURES[each.metric]),
        )  # fmt: skip
        rows.append(Row(values, {"label": each.label, "kind": "attribute"}))
    columns = (
        Column(_("Label"), figure=False),
        Column(_("Attribute"), figure=False),
        Column(_("Alpha"), _("Krippendorff's alpha over the values of matched spans.")),
        Column(
            _("Equal share"), _("How many of the compared values are equal, without correction for chance.")
        ),
        Column(
            _("Coverage"),
            _("The share of all spans that are matched (they share half of their characters or more)."),
        ),
        Column(_("Compared"), _("Matched pairs of spans of which both have a value.")),
        Column(_("Matched"), _("Matched pairs of spans.")),
        Column(_("Spans"), _("Spans of the two annotators, summed over pairs.")),
        Column(
            _("Metric"),
            _("How values differ: nominal, equal or not; ratio, by proportion; interval, by distance."),
            False,
        ),
    )
    return Table(_("Attributes of matched spans"), columns, tuple(rows))


def expert_table(report: "Report", details: "Details", schema: LabelSchema) -> Table:
    """Units and families for comparison with other studies."""
    columns = (
        Column(_("Layer"), figure=False),
        *(
            Column(heading_of(key), _(DEFINITIONS[key].meaning))
            for key in ("alpha.char", "alpha.word", "alpha.sentence", "u_alpha")
        ),
        Column(
            _("alpha-U (1995)"), _("Legacy, for comparison with older studies only: long spans dominate it.")
        ),
    )
    rows = [
        Row((label_name(schema, name), each["alpha"]["char"], each["alpha"]["word"], each["alpha"]["sentence"],
             each["u_alpha"], details.unitizing.alpha_u.get(name)), {"label": name})
        for name, each in report.by_label.items()
    ]  # fmt: skip
    joint = details.unitizing
    mean = report.alpha
    rows.append(
        Row((_("Mean of labels"), mean["char"], mean["word"], mean["sentence"], "", joint.alpha_u_joint))
    )
    rows.append(Row((_("Marked or not"), mean["any"], "", "", joint.any, "")))
    return Table(_("Units and unitizing"), columns, tuple(rows))


def family_rows(details: "Details", schema: LabelSchema) -> Iterator[tuple[str, str]]:
    """The 2016 family over labels jointly, where it is defined: name, value."""
    family = details.unitizing.family
    if family is None:
        return
    yield "uα", number(family.u)
    yield "|uα", number(family.bar_u)
    yield "cuα", _("{value} (coverage {coverage})", value=number(family.cu), coverage=number(family.coverage))
    for name, value in family.k_u.items():
        yield f"({label_name(schema, name)})uα", number(value)
