"""`annotator`, and the commands that come after it.

A command is imported when it is asked for: all of them together take longer to import than most of them take to run.
"""

from importlib import import_module

import click

from annotator import __version__
from annotator.cli.command import Group, Option
from annotator.i18n import N_

# The module in `annotator.cli` that has the command, and its name there.
_WHERE = {
    "open": "window.open_", "init": "writing.init", "import": "writing.import_", "list": "reading.list_",
    "show": "reading.show", "search": "searching.search",
    "schema": "schema.schema",
    "suggest": "suggesting.suggest", "evaluate": "suggesting.evaluate",
    "next": "choosing.next_", "consistency": "choosing.consistency",
    "links": "linking.links",
    "assign": "team.assign", "package": "team.package", "merge": "team.merge", "hub": "hub.hub",
    "agree": "agreeing.agree", "disagreements": "agreeing.disagreements",
    "export": "exporting.export", "stats": "reading.stats", "check": "reading.check", "backup": "writing.backup",
    "formats": "reading.formats", "tour": "tour.tour",
    "draw-pdf": "drawing.draw_pdf",
}  # fmt: skip


class Commands(Group):
    """The commands of `_WHERE`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _WHERE:
            return None
        module, _dot, name = _WHERE[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"annotator.cli.{module}"), name)
        return command


@click.group(
    cls=Commands,
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
    from annotator.cli import window

    return window.open_window(None) if context.invoked_subcommand is None else None
