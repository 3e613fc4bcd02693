"""Commands and options whose help is in the person's language, and what many commands share.

Help is declared with `N_()` when a module is imported, and translated whenever it is shown.
"""

import getpass
from pathlib import Path
from typing import Any

import click

from annotator.domain.errors import BadInput, NotAProject, UserError
from annotator.i18n import N_, _
from annotator.services.project import Project


class Spoken:
    """Mixed into click's classes: their `help` is translated when it is read."""

    _help: str | None = None

    def _get_help(self) -> str | None:
        return _(self._help) if self._help else None

    def _set_help(self, value: str | None) -> None:
        self._help = value

    help = property(_get_help, _set_help)


class Helped(Spoken, click.Command):
    """What click itself says in the help of a command and of a group, in the person's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section(_("Options")):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Command(Helped):
    """A command; the first line of its help stands in the list of commands."""

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  as long as it is
        return (self.help or "").partition("\n")[0]


class Group(Helped, click.Group):
    """The commands together, listed in the order in which they are added."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, command.get_short_help_str())
            for name, command in commands
            if command and not command.hidden
        ]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:  # which click would answer with an empty line
            raise UserError(_("stopped; nothing is left half-written")) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


class Option(Spoken, click.Option):
    """An option."""


class ProjectPath(click.Path):
    """The path of a project file. Raises BadInput for the address of a hub, with what to do."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and is_address(value):
            raise BadInput(
                _("this command needs a project file; bring the hub into one with “annotator hub join FILE {url}” "
                  "(suggest, agree and export take an address, too)", url=shown_address(value))
            )  # fmt: skip
        return super().convert(value, param, ctx)


project_argument = click.argument("project", type=ProjectPath(path_type=Path))
json_option = click.option(
    "--json", "as_json", is_flag=True, cls=Option, help=N_("Print one JSON object and nothing else.")
)


def is_address(place: str) -> bool:
    """Whether it is meant as the address of a hub, and not as a path."""
    return "://" in place


def shown_address(url: str) -> str:
    """The address of a hub without its password. Raises BadInput for what is none."""
    from annotator.team.address import parse_address

    return parse_address(url)[0].url


def opened(path: Path) -> Project:
    """Open a project. Raises NotAProject with what to do when there is none, ProjectTooNew, ProjectBusy."""
    if not path.exists():
        raise NotAProject(_("there is no project {file}; make one with “annotator init {file}”", file=path))
    return Project(path, user())


def user() -> str:
    """Who works on the command line: the name that the window offers at its first start, too."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in a bare container
        return "annotator"
