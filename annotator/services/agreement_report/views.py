"""Which picture shows what: the heat map of pairs, the bars of labels, labels against labels."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.domain import how_many
from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, _
from annotator.services.agreement_report.charts import Bar, bars
from annotator.services.agreement_report.figures import DEFINITIONS, name_of, number
from annotator.services.agreement_report.tables import label_name
from annotator.services.pictures.matrix import Square, matrix
from annotator.services.pictures.picture import Picture

if TYPE_CHECKING:
    from annotator.agreement.report import Report
    from annotator.services.agreement_details import Counts, Details

PAIR_FIGURES = ("f1.exact", "f1.overlap", "f1.iou", "kappa.char")
LABEL_FIGURES = ("alpha.char", "alpha.word", "alpha.sentence", "f1.exact", "f1.overlap", "f1.iou", "u_alpha")
LOWEST = 6
NOT_MARKED = N_("not marked")


def heat_map(report: "Report", figure: str, *, width: float) -> Picture:
    """One figure (of PAIR_FIGURES) of every pair of annotators, the same on both sides of the diagonal."""
    group, name = figure.split(".")
    at = {layer: place for place, layer in enumerate(report.layers)}
    squares: list[list[Square | None]] = [[None] * len(at) for _layer in at]
    for pair in report.pairs:
        left, right = pair["layers"]
        value = pair[group][name]
        counts = pair["counts"]
        told = f"{left} – {right}: {name_of(figure)} {number(value)}"
        hint = _(
            "{left} has {ours}, {right} {theirs}; equal: {equal}, overlapping: {overlapping}.",
            left=left, ours=how_many.spans(counts["left"]), right=right, theirs=how_many.spans(counts["right"]),
            equal=int(counts["exact"]), overlapping=int(counts["overlap"]),
        )  # fmt: skip
        square = Square(number(value, 2), value, told, hint, {"layers": (left, right)})
        squares[at[left]][at[right]] = squares[at[right]][at[left]] = square
    return matrix(
        _("Pairs of annotators: {figure}", figure=name_of(figure)),
        report.layers,
        report.layers,
        squares,
        width=width,
    )


def label_bars(report: "Report", schema: LabelSchema, figure: str, *, width: float) -> Picture:
    """One figure (of LABEL_FIGURES) of every label with its interval; the mean of labels or pairs above them."""
    entries = []
    group, _dot, name = figure.partition(".")
    if name:
        whole = _bounds(report, figure)
        hint = _(DEFINITIONS[figure].meaning)
        entries.append(Bar(_("All labels"), getattr(report, group)[name], *whole, hint, {}))
    for label, figures in report.by_label.items():
        value = figures[group][name] if name else figures[group]
        spans = _(", ").join(f"{layer} {count:,}" for layer, count in figures["spans"].items())
        hint = _("Spans: {spans}", spans=spans)
        bounds = _bounds(report, f"by_label.{label}.{figure}")
        entries.append(Bar(label_name(schema, label), value, *bounds, hint, {"label": label}))
    return bars(_("Labels: {figure}", figure=name_of(figure)), entries, width=width)


def lowest_documents(
    report: "Report", titles: Mapping[str, str], *, width: float, most: int = LOWEST
) -> Picture:
    """The exact F1 of the documents with the lowest one, the lowest first."""
    known = [each for each in report.by_document if each["f1"]["exact"] is not None]
    lowest = sorted(known, key=lambda each: (each["f1"]["exact"], each["id"]))[:most]
    entries = [
        Bar(titles.get(each["id"], each["id"]), each["f1"]["exact"], None, None, titles.get(each["id"], ""),
            {"document": each["id"]})
        for each in lowest
    ]  # fmt: skip
    title = _("Exact F1 of the documents with the lowest agreement")
    return bars(title, entries, width=width, lines=False)


def confusion(
    details: "Details",
    labels: Sequence[str],
    schema: LabelSchema,
    pair: tuple[str, str] | None,
    *,
    width: float,
) -> Picture:
    """What one annotator calls a place against what another does; without `pair` all pairs are summed."""
    tables = [details.confusion[pair]] if pair else list(details.confusion.values())
    counts = [[sum(table[row][column] for table in tables) for column in range(len(labels) + 1)]
              for row in range(len(labels) + 1)]  # fmt: skip
    names = [*(label_name(schema, label) for label in labels), _(NOT_MARKED)]
    squares = [
        [_counted(counts, row, column, names, labels, pair) for column in range(len(names))]
        for row in range(len(names))
    ]
    first, second = pair or (_("the first of a pair"), _("the second"))
    return matrix(
        _("Labels against labels"),
        names,
        names,
        squares,
        width=width,
        row_title=first + " ↓",
        column_title=second + " →",
        legend=(_("none of the row"), _("all of the row")),
    )


def _counted(
    counts: "Counts",
    row: int,
    column: int,
    names: Sequence[str],
    labels: Sequence[str],
    pair: tuple[str, str] | None,
) -> Square | None:
    """A cell: how often, shaded by its share of the row."""
    if row == column == len(labels):
        return None
    count, total = counts[row][column], sum(counts[row])
    told = f"{names[row]} → {names[column]}: {count:,}"
    share = count / total if total else None
    hint = _("{share} % of the row", share=f"{100 * share:.1f}") if share is not None else ""
    about = {**_kinds(row, column, labels), **({"layers": pair} if pair else {})}
    return Square(f"{count:,}", share if total else None, told, hint, about)


def _kinds(row: int, column: int, labels: Sequence[str]) -> Mapping[str, Any]:
    """The disagreements behind a cell."""
    if len(labels) in (row, column):
        return {"label": labels[min(row, column)], "kind": ("missing", "extra")}
    if row == column:
        return {"label": labels[row], "kind": ("boundary", "split", "attribute")}
    return {"label": (labels[row], labels[column]), "kind": "label"}


def _bounds(report: "Report", key: str) -> tuple[float | None, float | None]:
    return report.intervals.get(key) or (None, None)
