"""`annotator` and `python -m annotator`: the command line, or the window when nothing else is asked for."""

import sys


def main() -> None:
    """The console script."""
    _begin()
    if len(sys.argv) == 1:
        window()
    from annotator.cli import run  # only now: the window does not need it

    sys.exit(run(sys.argv[1:]))


def window() -> None:
    """The window on the project that was open last; the script of the desktop entry."""
    _begin()
    from annotator.domain.errors import UserError

    try:
        from annotator.ui import app

        sys.exit(app.run())
    except (UserError, ImportError):
        from annotator.cli import run

        sys.exit(run([]))  # comes to the same point, and says in one line why not


def _begin() -> None:
    """A packed program is called anew for each second process, and then does nothing but what that is for."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support  # only now: it costs a fiftieth of a second of every start

        freeze_support()


if __name__ == "__main__":
    main()
