"""Runs a command, and turns whatever goes wrong into one line and an exit code: 0 done, 1 not, 2 wrong usage."""

import io
import logging
import os
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler

import click

from annotator.domain.errors import UserError
from annotator.i18n import _, language_of_environment, set_language
from annotator.paths import data_dir

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code. Nothing but an exit code comes out of it."""
    _speak()
    from annotator.cli.commands import annotator

    try:
        code = annotator.main(list(arguments), prog_name="annotator", standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        return refuse(str(error))
    except click.UsageError as error:
        usage = error.ctx.get_usage() + "\n" if error.ctx else ""
        click.echo(f"{usage}error: {error.format_message()}", err=True)
        return WRONG_USAGE
    except BrokenPipeError:  # whoever was reading has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:  # the last net: a bug of ours, for which the person gets a line, and we a log
        return refuse(_("a mistake of annotator's own: {error} ({file} has the details); nothing was changed",
                        error=" ".join(str(error).split()) or type(error).__name__, file=_logged(error)))  # fmt: skip
    return code if isinstance(code, int) else DONE


def refuse(sentence: str) -> int:
    """Say on one line why something cannot be done; returns the exit code for that."""
    click.echo("error: " + " ".join(sentence.splitlines()), err=True)
    return REFUSED


def _speak() -> None:
    set_language(language_of_environment())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the console's own encoding may be
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _logged(error: Exception) -> str:
    """Write a bug to the log and return the log's path."""
    file = data_dir() / "annotator.log"
    log = logging.getLogger("annotator.cli")
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    log.addHandler(handler)
    log.propagate = False
    log.error("%s", sys.argv[1:], exc_info=error)
    log.removeHandler(handler)
    handler.close()
    return str(file)
