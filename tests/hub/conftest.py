"""The fixtures of the hub: one server for all tests, a database each."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hubs import Team
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


@pytest.fixture
def database(server: Server) -> str:
    """The owner's URL of a fresh database."""
    return server.make_database(f"hub{next(_names)}")


@pytest.fixture
def team(database: str, tmp_path: Path) -> Team:
    return Team(database, tmp_path)
