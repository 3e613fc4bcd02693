"""A project file that is not ours to write: read for merging, never changed."""

from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.domain.errors import InvalidSchema, NotAProject
from annotator.i18n import _
from annotator.store import file
from annotator.store.check import Progress, check
from annotator.store.reading import UNREADABLE, Reading

# What a form that is none makes of the code that takes it apart.
_MISSHAPEN = (KeyError, IndexError, TypeError, ValueError, AttributeError)


class Guest(Reading):
    """Somebody else's project or package. Belongs to the thread that opened it.

    Nothing is written to the file or beside it: one of an older annotator, or with a write-ahead log, is read from a
    copy in a temporary folder.
    """

    def __init__(self, path: Path) -> None:
        """Raises NotAProject, ProjectTooNew, ProjectBusy."""
        self.path = path
        self._folder = TemporaryDirectory(prefix="annotator-")
        try:
            self._connection = file.connect_guest(path, Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> "Guest":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()
        self._folder.cleanup()

    def prove(self, progress: Progress | None = None) -> None:
        """See that log, tables, texts and quotes agree. Raises NotAProject where they do not."""
        try:
            problems = check(self._connection, progress)
        except (InvalidSchema, *UNREADABLE, *_MISSHAPEN) as error:
            problems = [str(error) or type(error).__name__]
        if problems:
            raise NotAProject(
                _("{file} is damaged ({problem}); nothing was merged. Ask for it again, or take a backup of it",
                  file=self.path, problem=problems[0])
            )  # fmt: skip
