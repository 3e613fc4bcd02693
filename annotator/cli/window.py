"""The command that opens the window."""

from importlib import import_module
from pathlib import Path

import click

from annotator.cli.command import Command, opened, project_argument
from annotator.domain.errors import UserError
from annotator.i18n import N_, _


def open_window(project: Path | None) -> int:
    """Open the window; returns the exit code when it is closed. Raises UserError where Qt cannot be loaded."""
    need_qt()
    from annotator.ui import app  # Qt costs a fifth of a second: only now

    return app.run(project)


@click.command("open", cls=Command, help=N_("Open a project in the window."))
@project_argument
def open_(project: Path) -> int:
    opened(project).close()  # what is wrong with it is said here, before a window opens
    return open_window(project)


def need_qt() -> None:
    """Raises UserError where Qt cannot be loaded."""
    try:
        import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise UserError(
            _("the window cannot be drawn here, since Qt does not load: {reason}", reason=error)
        ) from error
