"""The command that lists problems with the measures that address them, and what `suggest --links` adds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, progress
from annotator.cli.reading import document_of
from annotator.i18n import N_, _, ngettext
from annotator.services.project import Project, short

if TYPE_CHECKING:
    from annotator.services.answers import Answer, Answers, Problem
    from annotator.services.linking import LinkIndex
    from annotator.suggest.links.proposal import LinkProposal

Proposed = Mapping[str, "list[LinkProposal]"]  # by the document of the head
_LINE = 40  # characters of a quote


@dataclass(frozen=True)
class LinkWishes:
    """What `suggest` was asked for with --links."""

    layer: str | None
    least: float


@click.command(
    cls=Command,
    help=N_(
        "List problems with the measures that address them.\n\n"
        "Over all reports of an issuer, by year: what is linked, and with --proposed what could be. Problems that no "
        "measure addresses are listed, too."
    ),
)
@project_argument
@click.option("--layer", metavar="LAYER", cls=Option, help=N_("Whose marks and links; yours, or else gold."))
@click.option("--issuer", metavar="TEXT", cls=Option, help=N_("Only issuers with this in their names."))
@click.option(
    "--proposed", is_flag=True, cls=Option, help=N_("List proposed links, too, each with its reason.")
)
@click.option("--unanswered", is_flag=True, cls=Option, help=N_("Only problems without any measure."))
@click.option(
    "--csv",
    "out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    cls=Option,
    help=N_("Write them as a table."),
)
@json_option
def links(
    project: Path,
    layer: str | None,
    issuer: str | None,
    proposed: bool,
    unanswered: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    from annotator.services import answers

    with opened(project) as it, it.store.snapshot(), progress(_("reading")) as tell:
        index = _index(it, layer) if proposed else None
        found = answers.narrowed(
            answers.answers(it, layer, index=index, progress=tell), issuer=issuer, unanswered=unanswered
        )
    if out is not None:
        answers.write_csv(found.problems, out)
    if as_json:
        print_json(answers.to_dict(found))
    else:
        _print(found)
        if out is not None:
            click.echo(_("written to {file}", file=out))


def link_options(command: Callable[..., int]) -> Callable[..., int]:
    """--links, --layer and --least: `command` hears of them as `links`, LinkWishes or None."""

    @click.option("--links", is_flag=True, cls=Option, help=N_("Propose links between marks, too."))
    @click.option(
        "--layer",
        metavar="LAYER",
        cls=Option,
        help=N_("With --links: whose marks; those of --accept-into, else yours, or else gold."),
    )
    @click.option(
        "--least",
        type=click.FloatRange(0, 1),
        metavar="SCORE",
        cls=Option,
        help=N_("With --links: only links of this score or more; 0.5, and 0.8 with --accept-into."),
    )
    @wraps(command)
    def with_links(links: bool, layer: str | None, least: float | None, **others: Any) -> int:
        accepting = others["accept_into"]
        if not links and (layer is not None or least is not None):
            raise click.UsageError(_("--layer and --least are for --links"))
        if links and accepting and layer not in (None, accepting):
            raise click.UsageError(_("links are made in the layer of their marks: leave out --layer"))
        lowest = least if least is not None else (0.8 if accepting else 0.5)
        return command(links=LinkWishes(layer, lowest) if links else None, **others)

    return with_links


def propose(project: Project, wishes: LinkWishes, docs: Sequence[str], accept_into: str | None) -> Proposed:
    """Proposals whose heads lie in these documents, or in any. Raises NotFound."""
    from annotator.services import linking
    from annotator.suggest.links.proposal import by_score

    index = _index(project, accept_into or wishes.layer)
    identities = [document_of(project, doc).id for doc in docs]
    wanted: list[str | None] = [*identities] or [None]
    with progress(_("reading")) as tell:
        for identity in wanted:
            index.refresh(project, identity, progress=tell)
    found = linking.remaining(
        index.proposals(project.schema),
        project.relations(),
        linking.rejections(project, index.layer),
        index.layer,
    )
    proposed: dict[str, list[LinkProposal]] = {}
    for one in sorted(found, key=by_score):
        if one.score >= wishes.least and (not identities or one.head.doc_id in identities):
            proposed.setdefault(one.head.doc_id, []).append(one)
    return proposed


def accept_links(project: Project, proposed: Proposed, layer: str) -> int:
    """Make all proposed links in a layer, in one step; how many."""
    from annotator.services import linking

    return len(linking.accept(project, [one for some in proposed.values() for one in some], layer=layer))


def link_data(proposed: Proposed | None, document: str) -> dict[str, Any]:
    """What JSON says of a document's links; nothing where nobody asked."""
    if proposed is None:
        return {}
    return {"links": list(map(_data, proposed.get(document, ())))}


def print_links(proposed: Proposed, made: int, layer: str | None) -> None:
    for some in proposed.values():
        for one in some:
            where = f" ({one.tail.doc_id})" if one.tail.doc_id != one.head.doc_id else ""
            head, tail = short(one.head.text, _LINE), short(one.tail.text, _LINE)
            click.echo(f"  {one.score:.2f}  {one.type}  “{head}” → “{tail}”{where}")
            click.echo(f"      {one.reason.text}")
    click.echo(
        ngettext("{count:,} link proposed", "{count:,} links proposed", sum(map(len, proposed.values())))
    )
    if layer:
        click.echo(
            ngettext(
                "{count} link made in layer “{layer}”",
                "{count} links made in layer “{layer}”",
                made,
                layer=layer,
            )
        )


def _index(project: Project, layer: str | None) -> "LinkIndex":
    from annotator.paths import cache_dir
    from annotator.services.boundaries import Boundaries
    from annotator.services.linking import LinkIndex, layer_with_marks, words_by

    return LinkIndex(layer_with_marks(project, layer), words_by(Boundaries(cache_dir())))


def _data(one: "LinkProposal") -> dict[str, Any]:
    tail_doc = {"tail_doc": one.tail.doc_id} if one.tail.doc_id != one.head.doc_id else {}
    return {
        "type": one.type, "head": one.head.id, "tail": one.tail.id, **tail_doc,
        "score": round(one.score, 4), "reason": one.reason.text,
    }  # fmt: skip


def _print(found: "Answers") -> None:
    issuer = None
    for problem in found.problems:
        if problem.place.group != issuer:
            issuer = problem.place.group
            click.echo(problem.place.issuer or problem.place.title)
        click.echo(f"  {_year(problem)}  “{short(problem.place.span.text, _LINE)}”")
        for one in problem.answers:
            click.echo(f"        {_answer(one)}")
        if not problem.answers:
            click.echo("        " + _("no measure"))
    counts = found.counts()
    click.echo(
        ngettext(
            "{count} problem: {linked} linked, {proposed} only proposed, {unanswered} unanswered",
            "{count} problems: {linked} linked, {proposed} only proposed, {unanswered} unanswered",
            len(found.problems),
            **counts,
        )
    )


def _answer(one: "Answer") -> str:
    sign = "——→" if one.proposal is None else f"- -→ {one.proposal.score:.2f}"
    reason = f"  ({one.proposal.reason.text})" if one.proposal else ""
    return f"{sign} {one.place.year or '–'}  “{short(one.place.span.text, _LINE)}”{reason}"


def _year(problem: "Problem") -> object:
    return problem.place.year or "–"
