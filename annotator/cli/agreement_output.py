"""How `annotator agree` prints its figures for people."""

from typing import TYPE_CHECKING

import click

from annotator.cli.output import print_table
from annotator.domain import how_many
from annotator.i18n import _, listed
from annotator.services.agreement_report.figures import HEADLINE, interval, name_of, number
from annotator.services.agreement_report.parts import gamma_sentence
from annotator.services.agreement_report.tables import label_name

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma
    from annotator.services.agreeing import Agreeing

WORST = 5  # documents


def print_agreement(agreed: "Agreeing", gamma: "Gamma | None") -> None:
    """The figures compactly, the notes last."""
    report = agreed.report
    click.echo(
        _("{layers}: {documents}, {spans}", layers=listed(report.layers) or "–",
          documents=how_many.documents(report.documents), spans=how_many.spans(agreed.spans))
    )  # fmt: skip
    if report.documents:
        _print_figures(agreed)
        _print_pairs(agreed)
        _print_documents(agreed)
    if gamma is not None:
        click.echo("\n" + gamma_sentence(gamma))
    notes = [*map(str, report.notes), *agreed.further_notes(gamma, report.standard_errors)]
    if notes:
        click.echo("\n" + _("Notes"))
        for note in notes:
            click.echo("  " + note)


def _print_figures(agreed: "Agreeing") -> None:
    """A line a figure, a column a label, with the interval of all labels."""
    report = agreed.report
    rows = [
        [
            "",
            _("all labels"),
            _("95 % interval"),
            *(label_name(agreed.schema, label) for label in report.by_label),
        ]
    ]
    for key in (
        "f1.exact",
        "f1.overlap",
        "f1.iou",
        "alpha.char",
        "alpha.word",
        "alpha.sentence",
        "alpha.any",
    ):
        group, name = key.split(".")
        whole = getattr(report, group)[name]
        labels = [
            number(each[group][name]) if name in each[group] else "" for each in report.by_label.values()
        ]
        rows.append([name_of(key), number(whole), interval(report.intervals.get(key)), *labels])
    rows.append([name_of("u_alpha"), "", "", *(number(each["u_alpha"]) for each in report.by_label.values())])
    click.echo()
    print_table(rows, right=range(1, len(rows[0])))


def _print_pairs(agreed: "Agreeing") -> None:
    rows = [
        ["", *map(name_of, ("f1.exact", "f1.overlap", "f1.iou", "kappa.char")), _("precision"), _("recall")]
    ]
    for pair in agreed.report.pairs:
        figures = [pair["f1"][match] for match in ("exact", "overlap", "iou")]
        figures += [pair["kappa"]["char"], pair["precision"]["exact"], pair["recall"]["exact"]]
        rows.append([" – ".join(pair["layers"]), *map(number, figures)])
    click.echo()
    print_table(rows, right=range(1, len(rows[0])))


def _print_documents(agreed: "Agreeing") -> None:
    """Those with the lowest exact F1."""
    known = [each for each in agreed.report.by_document if each["f1"]["exact"] is not None]
    worst = sorted(known, key=lambda each: (each["f1"]["exact"], each["id"]))[:WORST]
    if len(agreed.report.by_document) < 2 or not worst:
        return
    rows = [[_("lowest agreement"), *map(name_of, HEADLINE), ""]]
    for each in worst:
        figures = [each[key.split(".")[0]][key.split(".")[1]] for key in HEADLINE]
        rows.append([each["id"], *map(number, figures), agreed.titles.get(each["id"], "")])
    click.echo()
    print_table(rows, right=range(1, len(rows[0]) - 1))
