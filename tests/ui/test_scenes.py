"""Every window, dialog, pane and state: words, room, names, targets, focus."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.i18n import LANGUAGES
from annotator.ui.settings import INTERFACE_RANGE

SCRIPT = Path(__file__).parent / "scene_audit.py"
SEEN: dict[str, dict[str, list[list[str]]]] = {}


def looked_at(language: str) -> dict[str, list[list[str]]]:
    """What `scene_audit.py` finds, once for each language."""
    if language not in SEEN:
        environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parent.parent.parent)}
        done = subprocess.run(
            [sys.executable, str(SCRIPT), language], env=environment, capture_output=True, text=True
        )
        assert done.stdout, done.stderr[-2000:]
        SEEN[language] = json.loads(done.stdout.splitlines()[-1])
    return SEEN[language]


def test_every_word_went_through_the_catalogue() -> None:
    assert looked_at("pseudo")["unspoken"] == []


@pytest.mark.parametrize("language", ["pseudo", *LANGUAGES])
def test_what_is_said_fits(language: str) -> None:
    assert looked_at(language)["squeezed"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_fits_in_the_largest_letters(language: str) -> None:
    assert looked_at(f"{language}@{INTERFACE_RANGE[1]}")["squeezed"] == []


@pytest.mark.parametrize("language", ["pseudo", *LANGUAGES])
def test_no_control_is_cut_off(language: str) -> None:
    assert looked_at(language)["cut"] == []


@pytest.mark.parametrize("language", ["pseudo", *LANGUAGES])
def test_windows_and_menus_fit_a_small_screen(language: str) -> None:
    assert looked_at(language)["overflow"] == []


def test_whatever_takes_the_focus_has_a_name() -> None:
    assert looked_at("pseudo")["nameless"] == []


def test_the_focus_is_seen_everywhere() -> None:
    assert looked_at("pseudo")["unseen"] == []


@pytest.mark.parametrize("language", ["pseudo", *LANGUAGES])
def test_targets_are_large_enough(language: str) -> None:
    assert looked_at(language)["small"] == []


@pytest.mark.parametrize("language", ["pseudo", *LANGUAGES])
def test_nothing_is_drawn_while_it_is_still_being_looked_for(language: str) -> None:
    scenes = {scene for scene, *_what in looked_at(language)["unfinished"]}
    assert scenes <= {"work", "printing", "hub-syncing"}  # what shows work going on
