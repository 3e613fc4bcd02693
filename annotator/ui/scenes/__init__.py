"""Every window, dialog, pane and state, set up one after the other: for pictures, and for tests that look at all of them."""

from annotator.ui.scenes.groups import GROUPS, scenes
from annotator.ui.scenes.stage import Scene, Stage, staged

__all__ = ["GROUPS", "Scene", "Stage", "scenes", "staged"]
