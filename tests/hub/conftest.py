"""The fixtures of the hub: a team around it, and nobody's own passwords."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hubs import Team
from keyring.backends import null


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """Nobody's own passwords are seen or touched."""
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def team(database: str, tmp_path: Path) -> Team:
    return Team(database, tmp_path)
