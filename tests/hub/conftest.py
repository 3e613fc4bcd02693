"""The fixtures of the hub: one server for all tests, a database each."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hubs import Team
from keyring.backends import null
from postgres import Server, programs

_names = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if programs() is None:
        pytest.skip(
            "no PostgreSQL server is installed here (on Debian or Ubuntu: apt-get install postgresql)"
        )
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra “hub”)")
    server = Server()
    yield server
    server.remove()


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """Nobody's own passwords are seen or touched."""
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def database(server: Server) -> str:
    """The owner's URL of a fresh database."""
    return server.make_database(f"hub{next(_names)}")


@pytest.fixture
def team(database: str, tmp_path: Path) -> Team:
    return Team(database, tmp_path)
