"""What every test stands on: no screen, a home folder of its own, English sentences, hypothesis profiles."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from worked_cases import pytest_terminal_summary

from annotator.i18n import set_language

if TYPE_CHECKING:
    from postgres import Server

__all__ = ["pytest_terminal_summary"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
_HOME = Path(tempfile.mkdtemp(prefix="annotator-tests-"))
_TESTS = Path(__file__).parent
_databases = itertools.count()


def _move_home(home: Path) -> None:
    """Point all that finds the user's folders at `home`: no test sees or touches real settings or secrets."""
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(home)
    for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    for kind in ("APPDATA", "LOCAL_APPDATA", "COMMON_APPDATA"):
        os.environ[f"WIN_PD_OVERRIDE_{kind}"] = str(home / kind.lower())  # platformdirs' own, for Windows
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


def _speak_english() -> None:
    """A UTF-8 locale that is not Chinese; Qt warns of any other encoding, and warnings are failures."""
    for name in ("LANG", "LANGUAGE", "LC_MESSAGES"):
        os.environ.pop(name, None)
    os.environ["LC_ALL"] = "C.UTF-8"


_move_home(_HOME)
_speak_english()

# A build server tries the same examples each time, so that it fails for what was changed; by hand they are new ones.
settings.register_profile(
    "ci", deadline=None, max_examples=60, print_blob=True, derandomize=bool(os.environ.get("CI"))
)
settings.register_profile("thorough", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def english(request: pytest.FixtureRequest) -> Iterator[None]:
    """English before every test below the window and after every test; the window's choose their own."""
    if (_TESTS / "ui") not in request.path.parents:
        set_language("en")
    yield
    set_language("en")


@pytest.fixture(scope="session")
def shared_corpus() -> Path:
    """The shared corpus: real reports and layers, which are data beside the project and no part of it."""
    folder = _TESTS.parent.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the shared corpus is not beside the project (../shared/corpus)")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator["Server"]:
    """A PostgreSQL server of the tests' own."""
    from postgres import Server, programs

    if programs() is None:
        pytest.skip(
            "no PostgreSQL server is installed here (on Debian or Ubuntu: apt-get install postgresql)"
        )
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra “hub”)")
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def database(server: "Server") -> str:
    """The owner's URL of a fresh database."""
    return server.make_database(f"hub{next(_databases)}")
