"""Colours of every theme by WCAG 2.2, and the three labels as people with each kind of colour vision see them."""

import pytest

from annotator.domain.colour import ALIKE, NON_TEXT, NORMAL, TEXT, VISIONS, contrast, least_distance
from annotator.domain.schema import Label, schema_from_file
from annotator.paths import schema
from annotator.ui.text_view.theme import readable_on
from annotator.ui.theme import ALL, Tokens

MORE = 7.0  # WCAG 2.2, 1.4.6
LEAST = 30.0  # CIEDE2000 between any two labels, for those who see all colours
LEAST_SIMULATED = ALIKE  # for full severity of any deficiency; patterns tell the labels apart, too
LABELS = schema_from_file(schema("civil-affairs.json")).labels


def text_pairs(tokens: Tokens) -> dict[str, tuple[str, str]]:
    """What is written on what: name → ink and ground."""
    view = tokens.view
    grounds = {name: getattr(tokens, name) for name in ("window", "base", "raised")}
    pairs = {f"{ink} on {name}": (getattr(tokens, ink), ground) for name, ground in grounds.items()
             for ink in ("text", "muted", "accent", "warning", "good")}  # fmt: skip
    pairs |= {
        f"text on {name}": (tokens.text, getattr(tokens, name)) for name in ("accent_soft", "warning_soft")
    }
    pairs["muted on accent_soft"] = (tokens.muted, tokens.accent_soft)  # the label of the case in focus
    pairs["on_accent on accent"] = (tokens.on_accent, tokens.accent)
    pairs |= {f"view.text on {name}": (view.text, getattr(view, name))
              for name in ("background", "selection", "current_line", "hit", "current_hit")}  # fmt: skip
    pairs |= {
        f"view.muted on {name}": (view.muted, getattr(view, name)) for name in ("background", "current_line")
    }
    return pairs


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_text_is_read_on_every_ground(tokens: Tokens) -> None:
    least = MORE if tokens.name.startswith("contrast") else TEXT
    poor = {
        name: round(contrast(*pair), 2)
        for name, pair in text_pairs(tokens).items()
        if contrast(*pair) < least
    }
    assert poor == {}
    assert contrast(tokens.accent, tokens.accent_soft) >= TEXT  # "Undo" on a message's bar


@pytest.mark.parametrize("tokens", ALL, ids=lambda tokens: tokens.name)
def test_what_is_no_text_is_seen(tokens: Tokens) -> None:
    """Marks, the caret, the edge of what has the focus; in high contrast every edge."""
    grounds = (tokens.view.background, tokens.view.current_line)
    marks = [label.color_dark if tokens.dark else label.color for label in LABELS]
    seen = [
        contrast(mark, ground)
        for mark in (*marks, tokens.view.caret, tokens.view.unknown_label)
        for ground in grounds
    ]
    seen += [contrast(tokens.accent, ground) for ground in (tokens.window, tokens.base, tokens.raised)]
    seen += [contrast(tokens.muted, tokens.base)]  # the edge of a box to tick
    if tokens.name.startswith("contrast"):
        seen += [contrast(tokens.border, ground) for ground in (tokens.window, tokens.base)]
    assert min(seen) >= NON_TEXT


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.name)
def test_names_of_labels_are_read_on_their_colours(label: Label) -> None:
    for color in (label.color, label.color_dark):
        assert contrast(readable_on(color), color) >= TEXT


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("dark", [False, True])
def test_labels_differ_for_every_kind_of_colour_vision(vision: str, dark: bool) -> None:
    colors = [label.color_dark if dark else label.color for label in LABELS]
    assert least_distance(colors, vision) >= (LEAST if vision == NORMAL else LEAST_SIMULATED)


def test_labels_differ_in_their_pattern_too() -> None:
    assert len({label.pattern for label in LABELS}) == len(LABELS)
