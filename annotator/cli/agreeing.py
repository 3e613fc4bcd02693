"""Commands about what several annotators say of the same documents: agree, disagreements."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.source import Unread, source, source_argument
from annotator.cli.workers import crew_of, tell_of, workers_options
from annotator.i18n import N_, _, ngettext
from annotator.services.role_ranges import ROLES

if TYPE_CHECKING:  # at run time it brings numpy, which every other command can do without
    from annotator.agreement.gamma import Gamma
    from annotator.services.agreeing import Agreeing
    from annotator.services.cases import Case
    from annotator.services.project import Project
    from annotator.services.review import Review

KIND_NAMES = {
    "gone": N_("no longer marked"),
    "label": N_("different labels"),
    "split": N_("one or several"),
    "missing": N_("missing in some"),
    "extra": N_("only in a few"),
    "boundary": N_("different boundaries"),
    "attribute": N_("different attributes"),
    "relation": N_("different links"),
    "agreed": N_("all agree"),
}
STATE_NAMES = {
    "open": N_("open"),
    "decided": N_("decided"),
    "skipped": N_("skipped"),
    "reopened": N_("open again"),
    "agreed": N_("settled by the rule"),
}
layers_option = click.option(
    "--layers",
    metavar="A,B,…",
    cls=Option,
    help=N_("Only these layers; without it, all but gold that have finished something."),
)
documents_option = click.option(
    "--doc",
    "documents",
    metavar="DOC",
    multiple=True,
    cls=Option,
    help=N_("Only this document; may be repeated."),
)
unfinished_option = click.option(
    "--unfinished", is_flag=True, cls=Option, help=N_("Also what annotators are still working on.")
)
label_option = click.option(
    "--label", "labels", metavar="L", multiple=True, cls=Option, help=N_("Only this label; may be repeated.")
)


@click.command(
    cls=Command,
    help=N_(
        "Measure how far annotators agree.\n\n"
        "F1 of spans (exact, overlapping, by shared characters), Krippendorff's alpha over characters, words and "
        "sentences, u-alpha, kappa; by label, pair and document, with 95 % intervals. What is undefined is said, never "
        "guessed.\n\n"
        "PROJECT may be a folder of reports or the address of a hub (postgresql://…), too, which are read for this once."
    ),
)
@source_argument
@layers_option
@label_option
@documents_option
@click.option(
    "--section",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    cls=Option,
    help=N_("Only sections of this kind; may be repeated."),
)
@unfinished_option
@click.option(
    "--schema-version",
    type=click.IntRange(min=1),
    metavar="N",
    cls=Option,
    help=N_(
        "Only what was marked under version N of the labels: agreement before and after a change of the guideline."
    ),
)
@click.option("--gamma", is_flag=True, cls=Option, help=N_("Gamma, too; may take minutes."))
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    cls=Option,
    help=N_("Of what is drawn at random; the same seed gives the same figures."),
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    metavar="OUT",
    cls=Option,
    help=N_("Also write a report with pictures, definitions and sources."),
)
@click.option(
    "--csv",
    "sheet",
    type=click.Path(path_type=Path),
    metavar="OUT",
    cls=Option,
    help=N_("Also write all numbers with numerators and denominators."),
)
@workers_options
@json_option
def agree(
    project: Path | str,
    layers: str | None,
    labels: tuple[str, ...],
    documents: tuple[str, ...],
    roles: tuple[str, ...],
    unfinished: bool,
    schema_version: int | None,
    gamma: bool,
    seed: int,
    page: Path | None,
    sheet: Path | None,
    workers: int | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    from annotator.cli.agreement_output import print_agreement
    from annotator.services.agreeing import Agreeing, Scope

    crew, unread = crew_of(workers, scheduler), Unread()
    names = names_of(layers)
    scope = Scope(
        None if names is None else tuple(names),
        labels or None,
        documents or None,
        roles or None,
        unfinished,
        seed,
        schema_version,
    )
    with source(project, unread, crew) as it:
        with progress(_("comparing")) as tell:
            agreed = Agreeing(it, scope, crew=crew, progress=tell)
        with progress(_("computing gamma")) as tell:
            found = agreed.gamma(crew=crew, progress=tell) if gamma else None
        _save(it, agreed, found, page, sheet)
    tell_of(crew)
    if as_json:
        print_json(agreed.as_dict(found))
    else:
        print_agreement(agreed, found)
    return unread.code


@click.command(
    cls=Command,
    help=N_(
        "List where annotators differ: what is missing, longer or shorter, split, labelled or described otherwise."
    ),
)
@project_argument
@layers_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind for kind in KIND_NAMES if kind not in ("agreed", "gone")]),
    cls=Option,
    help=N_("Only this kind; may be repeated."),
)
@label_option
@documents_option
@unfinished_option
@json_option
def disagreements(
    project: Path,
    layers: str | None,
    kinds: tuple[str, ...],
    labels: tuple[str, ...],
    documents: tuple[str, ...],
    unfinished: bool,
    as_json: bool,
) -> None:
    from annotator.services.casebook import read_cases
    from annotator.services.layers_read import check_labels
    from annotator.services.review import Review

    with opened(project) as it, progress(_("comparing")) as tell:
        check_labels(labels, [label.name for label in it.schema.labels])
        book = read_cases(
            it, layers=names_of(layers), documents=documents or None, unfinished=unfinished, progress=tell
        )
        review = Review(it, book)
        found = [
            case
            for case in review.cases(
                kind=kinds, label=labels, state=("open", "decided", "skipped", "reopened", "agreed")
            )
            if case.kind != "agreed"
        ]
        data = [_data(review, case) for case in found]
    if as_json:
        counts = Counter(case.kind for case in found)
        print_json({"layers": review.layers, "count": len(found), "kinds": dict(counts), "cases": data})
    else:
        _print(review.layers, found, data)


def names_of(layers: str | None) -> list[str] | None:
    """The names in `A,B,…`."""
    return None if layers is None else [name.strip() for name in layers.split(",") if name.strip()]


def _save(
    project: "Project", agreed: "Agreeing", gamma: "Gamma | None", page: Path | None, sheet: Path | None
) -> None:
    """Write the files that were asked for."""
    if page is None and sheet is None:
        return
    from annotator.services.agreement_report.page import write_page
    from annotator.services.agreement_report.parts import Saved
    from annotator.services.agreement_report.sheet import write_sheet

    saved = Saved(agreed, agreed.details(project), gamma, project.path.stem, datetime.now().astimezone())
    if page is not None:
        write_page(saved, page)
    if sheet is not None:
        write_sheet(saved, sheet)


def _data(review: "Review", case: "Case") -> dict[str, Any]:
    standing = review.standing(case)
    verdict = standing.verdict
    data: dict[str, Any] = {
        "case": case.fingerprint,
        "doc": case.document,
        "kind": case.kind,
        "kinds": case.kinds,
        "label": case.label,
        "start": case.start,
        "end": case.end,
        "section": case.section,
        "sections": [section.heading for section in case.sections],
        "role": case.role,
        "candidates": {
            layer: [
                {"id": s.id, "start": s.start, "end": s.end, "label": s.label, "text": s.text, "attrs": dict(s.attrs)}
                for s in spans
            ]
            for layer, spans in case.candidates.items()
        },
        "group": case.group,
        "like": review.queue.size(case),
        "state": standing.state,
        "verdict": None
        if verdict is None
        else {
            "choice": verdict.choice, "taken": verdict.taken, "gold": verdict.gold, "reviewer": verdict.reviewer,
            "at": verdict.at, "reason": verdict.reason, "note": verdict.note, "confidence": verdict.confidence,
            "rule": verdict.rule,
        },
    }  # fmt: skip
    if case.attributes:
        data["attributes"] = case.attributes
    if case.links:
        data["links"] = {
            layer: [{"id": r.id, "type": r.type, "head": r.head, "tail": r.tail} for r in links]
            for layer, links in case.links.items()
        }
    return data


def _print(layers: Sequence[str], cases: list["Case"], data: list[dict[str, Any]]) -> None:
    if len(layers) < 2:
        click.echo(_("Fewer than two annotators have finished a document; there is nothing to compare."))
        return
    kinds = list(KIND_NAMES)
    order = sorted(range(len(cases)), key=lambda at: kinds.index(cases[at].kind))
    for kind, group in groupby(order, key=lambda at: cases[at].kind):
        of_kind = list(group)
        click.echo(f"{_(KIND_NAMES[kind])}  {len(of_kind)}")
        for at in of_kind:
            _print_case(cases[at], data[at])
        click.echo()
    click.echo(
        ngettext(
            "{count} disagreement between {layers}",
            "{count} disagreements between {layers}",
            len(cases),
            layers=", ".join(layers),
        )
    )


def _print_case(case: "Case", data: dict[str, Any]) -> None:
    also = [_(KIND_NAMES[kind]) for kind in case.kinds[1:]]
    like = [_("{count} like this", count=data["like"])] if data["like"] > 1 else []
    told = [_(STATE_NAMES[data["state"]])] if data["state"] != "open" else []
    head = [case.document, f"{case.start}–{case.end}", *case.labels[:1], *also, *like, *told]
    click.echo("  " + "  ".join(head) + (f"  {case.section}" if case.section else ""))
    print_table([(layer, _said(case, layer)) for layer in case.candidates], indent="    ")


def _said(case: "Case", layer: str) -> str:
    """What a layer has in a case, on one line."""
    if case.links:
        links = [f"{link.type}: " for link in case.links[layer]]
        return (links[0] if links else "– ") + " → ".join(_line(span.text) for span in case.candidates[layer])
    parts = []
    for span in case.candidates[layer]:
        label = f"{span.label}: " if len(case.labels) > 1 else ""
        attrs = ", ".join(f"{name}={span.attrs.get(name, '–')}" for name in case.attributes)
        parts.append(label + _line(span.text) + (f" ({attrs})" if attrs else ""))
    return " | ".join(parts) or "–"


def _line(text: str) -> str:
    return " ".join(text.split())
