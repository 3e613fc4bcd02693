"""`annotator` and `python -m annotator`: the command line, or the window when nothing else is asked for.

A project file alone, as a double click hands it over, is something for the window, too.
"""

import os
import sys
from pathlib import Path

FROZEN = bool(getattr(sys, "frozen", False))  # built by packaging/annotator.spec


def main() -> None:
    """The console script."""
    _prepare()
    if len(sys.argv) == 1 or (len(sys.argv) == 2 and _may_be_project(sys.argv[1])):
        _show(sys.argv[1:])
    from annotator.cli import run  # only now: the window does not need it

    sys.exit(run(sys.argv[1:]))


def window() -> None:
    """The script without a console: the same, for double clicks and for processes that a window starts (`paths.program`)."""
    main()


def _prepare() -> None:
    """What has to be so before anything else is imported."""
    if FROZEN:
        from multiprocessing import freeze_support

        freeze_support()  # a worker process is this program again; it ends in here

        from annotator.paths import plugins_dir

        sys.path.append(str(plugins_dir()))  # there is no other place that packages could be installed in
    for name in ("stdout", "stderr"):  # Windows gives a program without a console neither
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  until the end


def _may_be_project(argument: str) -> bool:
    """Whether this is a path, which no command is called like."""
    path = Path(argument)
    return not argument.startswith("-") and (path.suffix.lower() == ".annot" or path.name != argument)


def _show(files: list[str]) -> None:
    """Ends the program when the window is closed. What the window cannot tell is told by the command line."""
    from annotator.domain.errors import UserError

    path = Path(files[0]) if files else None
    try:
        if path is None or path.is_file():
            from annotator.ui import app

            sys.exit(app.run(path))
    except (UserError, ImportError):
        pass  # it comes to the same point, and says in one line why not
    from annotator.cli import run

    sys.exit(run(["open", *files] if files else []))


if __name__ == "__main__":
    main()
