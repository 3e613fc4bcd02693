"""Pictures of the windows on a project, drawn without a screen."""

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.services.project import Project
from annotator.ui.scenes import GROUPS, scenes, staged

SIZE = (1360, 860)
LIGHT = tuple(group for group in GROUPS if group not in ("menus", "start", "settings", "dialogs"))
DARK = ("main", "suggestions", "overview", "review")


def take(project_path: Path, out: Path, annotator: str, size: tuple[int, int] = SIZE) -> list[Path]:
    """Write PNGs of the windows into the folder `out`, `NAME-light.png` and of some `NAME-dark.png`; returns them.

    Shows the layer of `annotator`, the large windows in a `size`. Leaves the person's settings and the project as they are.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = (
            Path(folder) / project_path.name
        )  # what is set up for a picture is not to stay in anybody's history
        with Project(project_path, annotator) as project:
            project.store.backup(copy)
        return _taken(copy, out, annotator, size)


def _taken(project_path: Path, out: Path, annotator: str, size: tuple[int, int]) -> list[Path]:
    pictures: list[Path] = []
    with staged(project_path, annotator, size) as stage:
        for theme, groups in (("light", LIGHT), ("dark", DARK)):
            stage.window.looks.apply(theme)
            pictures += [
                saved(scene.widget, out / f"{scene.name}-{theme}.png") for scene in scenes(stage, groups)
            ]
    return pictures


def saved(widget: QWidget, file: Path) -> Path:
    """Draw a widget that stands into a PNG; returns its path. In device pixels, at whatever scale the screen has."""
    widget.grab().save(str(file))
    return file
