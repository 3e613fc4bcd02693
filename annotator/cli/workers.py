"""The options that have others do the work: --workers, --scheduler."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Option
from annotator.i18n import N_, _, listed

if TYPE_CHECKING:
    from annotator.services.batch.crew import Crew

NAMED = 5  # parts that are named one by one


def workers_options(command: Callable[..., Any]) -> Any:
    """Gives a command `workers` and `scheduler`, for `crew_of`."""
    command = click.option(
        "--scheduler",
        metavar="ADDRESS",
        cls=Option,
        help=N_("Have the workers of a Dask cluster do it, such as tcp://10.0.0.5:8786; see docs/batch.md."),
    )(command)
    return click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        cls=Option,
        help=N_("Have N processes do it, where there is much to do; the results are the same."),
    )(command)


def crew_of(workers: int | None, scheduler: str | None) -> "Crew | None":
    """Who is to do the work; None for this process alone. Raises UsageError, BadInput where Dask is missing."""
    if workers is not None and scheduler is not None:
        raise click.UsageError(_("name either --workers or --scheduler"))
    if scheduler is None and (workers is None or workers == 1):
        return None
    from annotator.services.batch.crew import Crew

    return Crew(workers or 0, scheduler)


def tell_of(crew: "Crew | None") -> None:
    """Say on stderr what became of the workers, where that is worth a word."""
    if crew is None:
        return
    if crew.idle:
        click.echo(crew.idle, err=True)
    if crew.retried:
        more = [_("{count} more", count=len(crew.retried) - NAMED)] if len(crew.retried) > NAMED else []
        names = listed([*crew.retried[:NAMED], *more], clauses=True)
        click.echo(_("done again, since a worker was lost or failed: {parts}", parts=names), err=True)
