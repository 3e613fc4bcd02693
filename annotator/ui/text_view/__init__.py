"""The text with its spans. Everything in and out is counted in code points."""

from annotator.ui.text_view.accessible import expose_text
from annotator.ui.text_view.headings import heading_ranges
from annotator.ui.text_view.lane_view import LaneView
from annotator.ui.text_view.passage import Part, Passage
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.theme import DARK, DEFAULT_SIZE, FAMILIES, LIGHT, LabelStyle, ViewTheme
from annotator.ui.text_view.tracks import Tracks
from annotator.ui.text_view.view import TextView

__all__ = [
    "DARK",
    "DEFAULT_SIZE",
    "FAMILIES",
    "LIGHT",
    "LabelStyle",
    "LaneView",
    "Part",
    "Passage",
    "TextView",
    "Tracks",
    "ViewSpan",
    "ViewTheme",
    "expose_text",
    "heading_ranges",
]
