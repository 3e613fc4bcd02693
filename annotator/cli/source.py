"""The argument of commands that read: a project, a folder of reports, or the address of a hub."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import is_address, opened, shown_address, user
from annotator.cli.output import progress
from annotator.cli.run import refuse
from annotator.domain.errors import BadInput
from annotator.i18n import _
from annotator.services.project import Project

if TYPE_CHECKING:
    from annotator.services.batch.crew import Crew


class SourcePath(click.Path):
    """A path, or an address as it was given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and is_address(value):
            return value
        return super().convert(value, param, ctx)


class Unread:
    """How many files could not be read, each of which was told on stderr."""

    def __init__(self) -> None:
        self.count = 0

    def tell(self, sentence: str) -> None:
        self.count += 1
        refuse(sentence)

    @property
    def code(self) -> int:
        """The exit code of a command that did what it could: as of an import, 1 where something could not be read."""
        return 1 if self.count else 0


source_argument = click.argument("project", type=SourcePath(path_type=Path))


@contextmanager
def source(place: Path | str, unread: Unread, crew: "Crew | None" = None) -> Iterator[Project]:
    """The project at a path, or one that is made for this once of a folder or a hub; those are read whole first."""
    if isinstance(place, Path) and not place.is_dir():
        with opened(place) as it:
            yield it
        return
    from annotator.services.batch.source import project_of_folder, project_of_hub

    with ExitStack() as stack:
        with progress(_("reading")) as tell:
            made = (
                project_of_folder(place, user(), crew=crew, tell=unread.tell, progress=tell)
                if isinstance(place, Path)
                else project_of_hub(place, user(), tell=unread.tell, progress=tell)
            )
            it = stack.enter_context(made)
        yield it


def check_writable(place: Path | str, option: str) -> None:
    """Raises BadInput where what an option is to write would be gone with the project."""
    if isinstance(place, str) or place.is_dir():
        raise BadInput(
            _("{option} writes into a project, and {place} is none; make one (annotator import, annotator hub join) and name "
              "that", option=option, place=shown_address(place) if isinstance(place, str) else place)
        )  # fmt: skip
