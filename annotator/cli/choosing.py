"""The commands that tell what is worth doing: the next document, and marks that contradict each other."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, print_table, progress
from annotator.i18n import N_, _, language, ngettext
from annotator.paths import cache_dir
from annotator.services.project import Project, short

if TYPE_CHECKING:
    from annotator.datasets.consistency import Variant
    from annotator.services.consistency import Group
    from annotator.services.next_up import Ranking

_PASSAGES = 10


@click.command(
    "next",
    cls=Command,
    help=N_(
        "Tell which documents are worth doing next, and why.\n\n"
        "By uncertainty of the suggestions (of the layer's model, or of the rules), by diversity (what is unlike all that is "
        "done), by disagreement (between layers, or between rules and model), or by what is most similar to the documents "
        "that are done. Lists the documents that the layer has not finished; what was found is kept in the project."
    ),
)
@project_argument
@click.option(
    "--by",
    type=click.Choice(["uncertainty", "diversity", "disagreement", "similar"]),
    default="uncertainty",
    cls=Option,
    help=N_("What to order by; uncertainty."),
)
@click.option("--layer", metavar="LAYER", cls=Option, help=N_("Whose work; your own."))
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=20,
    cls=Option,
    help=N_("Documents to list; 20."),
)
@click.option(
    "--look",
    metavar="N",
    type=click.IntRange(min=0),
    cls=Option,
    help=N_("Look at so many documents at most that were not looked at before; at all."),
)
@click.option("--seed", metavar="N", type=int, default=0, cls=Option, help=N_("Makes chance repeatable; 0."))
@json_option
def next_(
    project: Path, by: str, layer: str | None, limit: int, look: int | None, seed: int, as_json: bool
) -> None:
    from annotator.services.boundaries import Boundaries
    from annotator.services.doubtful_passages import doubtful_passages
    from annotator.services.findings import Look
    from annotator.services.next_up import UNCERTAINTY, rank, words_of

    with opened(project) as it, progress(_("looking")) as tell:
        wanted = Look(most=look, seed=seed, progress=tell)
        ranking = rank(it, by, _cut(), words_of(Boundaries(cache_dir())), layer=layer, look=wanted)
        passages = doubtful_passages(it, ranking.findings, _PASSAGES) if by == UNCERTAINTY else []
        titles = {one.id: it.store.document_title(one.id) for one in ranking.documents[:limit]}
    if as_json:
        print_json(_ranking(ranking, titles, passages, limit))
        return
    for at, (identity, title) in enumerate(titles.items(), 1):
        click.echo(f"{at:3}  {identity}  {title}")
        click.echo(f"     {ranking.documents[at - 1].reason.text}")
    if passages:
        click.echo(_("the most doubtful passages"))
    for one in passages:
        click.echo(f"     {one.document}  {one.start}–{one.end}  {short(one.text, 60)}")
    click.echo(ngettext("{count:,} document to do", "{count:,} documents to do", len(ranking.documents)))


@click.command(
    cls=Command,
    help=N_(
        "List the same words that a layer marks differently.\n\n"
        "With another label, attribute or boundary, or marked in one place and not in another, within sections of one role. "
        "Unmarked places count in the documents that the layer calls done, or, where it calls none so, in those it has "
        "marks in. Differences that somebody has left as they are do not count."
    ),
)
@project_argument
@click.option("--layer", metavar="LAYER", cls=Option, help=N_("Whose marks; your own."))
@json_option
def consistency(project: Path, layer: str | None, as_json: bool) -> None:
    from annotator.services.consistency import find

    with opened(project) as it:
        layer = layer or it.annotator
        with progress(_("comparing")) as tell:
            groups = find(it, layer, tell)
        if as_json:
            print_json({"layer": layer, "groups": [_group(one) for one in groups]})
            return
        for group in groups:
            _print_group(it, group)
        click.echo(
            ngettext(
                "{count:,} group that is not marked alike",
                "{count:,} groups that are not marked alike",
                len(groups),
            )
        )


def _ranking(
    ranking: "Ranking", titles: dict[str, str], passages: Iterable[Any], limit: int
) -> dict[str, Any]:
    return {
        "by": ranking.by, "layer": ranking.layer, "engine": ranking.engine or None,
        "open": len(ranking.documents), "unseen": ranking.unseen,
        "documents": [
            {"id": one.id, "title": titles[one.id], "value": one.value, "reason": one.reason.text}
            for one in ranking.documents[:limit]
        ],
        "passages": [
            {"doc": one.document, "start": one.start, "end": one.end, "text": one.text, "value": one.value,
             "suggestions": [{"start": each.start, "end": each.end, "label": each.label, "score": each.score}
                             for each in one.findings]}
            for one in passages
        ],
    }  # fmt: skip


def _group(group: "Group") -> dict[str, Any]:
    return {
        "words": group.words, "role": group.role, "near": group.near, "usual": _variant(group.usual),
        "places": [
            {"doc": spot.document, "start": spot.start, "end": spot.end, **_variant(spot.variant),
             "usual": spot.variant == group.usual, "left": spot.left}
            for spot in group.spots
        ],
    }  # fmt: skip


def _variant(variant: "Variant") -> dict[str, Any]:
    marks = [{"label": label, "attrs": dict(attrs)} for label, attrs in variant.marks]
    return {"marks": marks, "exact": variant.exact}


def _print_group(project: Project, group: "Group") -> None:
    from annotator.services.consistent_words import variant_name

    click.echo(f"“{short(group.words, 40)}”")
    rows = [(count, variant_name(variant, project.schema, language())) for variant, count in group.counts()]
    print_table(rows, right=(0,), indent="  ")
    for spot in group.open[:_PASSAGES]:
        click.echo(f"      {spot.document}  {spot.start}–{spot.end}  "
                   f"{variant_name(spot.variant, project.schema, language())}")  # fmt: skip


def _cut() -> Any:
    """As the engines cut."""
    from annotator.text.words import Words

    words = Words(cache_dir())
    words.load()
    return words.words
