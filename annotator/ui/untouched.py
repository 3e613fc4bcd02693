"""Keep file dialogs from looking into a project that is open.

They read the beginning of a file to choose its icon, and close it. On systems with POSIX locks that takes from SQLite all
locks that this process has on the file (https://sqlite.org/howtocorrupt.html, 2.2): another program that then closes the
project deletes the write-ahead log that we go on writing into, and what we write is lost. A kind of file that is known by
its name alone is not looked into, neither by Qt nor by GTK, so the names of projects are told to both.
"""

import os
import sys

from annotator.paths import resource

_VARIABLE, _USUAL = "XDG_DATA_DIRS", "/usr/local/share:/usr/share"


def know_projects_by_name() -> None:
    """To be called before there is an application; again changes nothing."""
    if sys.platform == "win32":
        return
    ours = str(resource("share"))
    others = [part for part in (os.environ.get(_VARIABLE) or _USUAL).split(os.pathsep) if part != ours]
    os.environ[_VARIABLE] = os.pathsep.join([ours, *others])
