"""`annotator`, and the commands that come after it."""

import click

from annotator import __version__
from annotator.cli import (
    agreeing,
    choosing,
    drawing,
    exporting,
    linking,
    reading,
    schema,
    searching,
    suggesting,
    team,
    tour,
    window,
    writing,
)
from annotator.cli.command import Group, Option
from annotator.cli.hub import hub
from annotator.i18n import N_


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Tag measures, problems and metrics in Chinese government reports.\n\n"
        "Without a command, the window opens; on a project, where one is named (annotator FILE.annot). "
        "Every other command works without a display."
    ),
)
@click.version_option(
    __version__, message="%(prog)s %(version)s", cls=Option, help=N_("Show the version and exit.")
)
@click.pass_context
def annotator(context: click.Context) -> int | None:
    return window.open_window(None) if context.invoked_subcommand is None else None


for command in (
    window.open_, writing.init, writing.import_, reading.list_, reading.show, searching.search,
    schema.schema,
    suggesting.suggest, suggesting.evaluate,
    choosing.next_, choosing.consistency,
    linking.links,
    team.assign, team.package, team.merge, hub,
    agreeing.agree, agreeing.disagreements,
    exporting.export, reading.stats, reading.check, writing.backup, reading.formats, tour.tour,
    drawing.draw_pdf,
):  # fmt: skip
    annotator.add_command(command)
