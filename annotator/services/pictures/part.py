"""A part of a report: what web page, PDF and window put under one heading."""

from dataclasses import dataclass

from annotator.services.pictures.picture import Picture
from annotator.services.pictures.table import Table


@dataclass(frozen=True)
class Part:
    """A heading with sentences, pictures and a table under it; any of them may be lacking."""

    title: str
    sentences: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    table: Table | None = None
