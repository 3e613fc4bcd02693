"""The text with its spans. Everything in and out is counted in code points."""

from annotator.ui.text_view.headings import heading_ranges
from annotator.ui.text_view.spans import ViewSpan
from annotator.ui.text_view.theme import DARK, DEFAULT_SIZE, FAMILIES, LIGHT, LabelStyle, ViewTheme
from annotator.ui.text_view.view import TextView

__all__ = [
    "DARK",
    "DEFAULT_SIZE",
    "FAMILIES",
    "LIGHT",
    "LabelStyle",
    "TextView",
    "ViewSpan",
    "ViewTheme",
    "heading_ranges",
]
