"""The sample project: an invented bureau's reports, for a first look and for the tour."""

from pathlib import Path

from annotator.paths import resource
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project

ACTOR = "annotator"


def sample_files() -> list[Path]:
    """The sample reports, oldest first, and after them the layers over some of them."""
    folder = resource("samples")
    return [*sorted(folder.glob("*.txt")), folder / "layers.jsonl"]


def make_sample_project(path: Path) -> None:
    """Make a project of the sample reports, with the layers of two annotators and a gold one. Raises ProjectError."""
    create_project(path, actor=ACTOR)
    with Project(path, ACTOR) as project:
        import_paths(project, sample_files(), clean=False)  # the layers count in the texts as they are


def make_tour_project(path: Path) -> None:
    """Make a project of one bureau's reports, with nothing marked yet. Raises ProjectError."""
    create_project(path, actor=ACTOR)
    with Project(path, ACTOR) as project:
        import_paths(project, sorted(resource("samples").glob("qinghe-*.txt")), clean=False)
