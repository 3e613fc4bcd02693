"""`annotator` and `python -m annotator`: the command line, or the window when nothing else is asked for."""

import sys


def main() -> None:
    """The console script."""
    if len(sys.argv) == 1:
        window()
    from annotator.cli import run  # only now: the window does not need it

    sys.exit(run(sys.argv[1:]))


def window() -> None:
    """The window on the project that was open last; the script of the desktop entry."""
    from annotator.ui import app

    sys.exit(app.run())


if __name__ == "__main__":
    main()
