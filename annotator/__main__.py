"""`annotator` and `python -m annotator`: the command line, or the window when nothing else is asked for."""

import sys
from multiprocessing import freeze_support


def main() -> None:
    """The console script."""
    freeze_support()  # a packed program is called anew for each second process
    if len(sys.argv) == 1:
        window()
    from annotator.cli import run  # only now: the window does not need it

    sys.exit(run(sys.argv[1:]))


def window() -> None:
    """The window on the project that was open last; the script of the desktop entry."""
    freeze_support()
    from annotator.domain.errors import UserError

    try:
        from annotator.ui import app

        sys.exit(app.run())
    except (UserError, ImportError):
        from annotator.cli import run

        sys.exit(run([]))  # comes to the same point, and says in one line why not


if __name__ == "__main__":
    main()
