"""annotator: tag measures, problems and metrics in Chinese government reports.

import annotator

with annotator.open("reports.annot") as project:
    for document in project.documents():
        for span in project.spans(document.id, layer="gold"):
            assert document.text[span.start : span.end] == span.text
    predictions = {document.id: [(0, 4, "measure")] for document in project.documents()}
    project.add_layer("model", predictions)
    project.export("dataset", layers=["gold", "model"], split="8:1:1", seed=1)
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.services.project import Project

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(path: Path | str, annotator: str = "me") -> "Project":  # noqa: A001  reads as annotator.open()
    """Open a project file for reading and, in the layer `annotator`, for marking.

    All offsets are Unicode code points, end-exclusive. Raises NotAProject, ProjectTooNew, ProjectBusy.
    """
    from annotator.services.project import Project  # only now: `import annotator` stays cheap

    return Project(path, annotator)
