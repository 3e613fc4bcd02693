"""Where the files that ship with annotator, and the files it keeps for the user, are found.

The shipped ones lie beside the package in a checkout and in a frozen application, inside it in a wheel.
"""

import os
import sys
from functools import cache
from pathlib import Path

import platformdirs


def resource(*parts: str) -> Path:
    """Path of a file or folder under `resources/`."""
    return _data_root().joinpath("resources", *parts)


def schema(*parts: str) -> Path:
    """Path of a file under `schemas/`."""
    return _data_root().joinpath("schemas", *parts)


def docs(*parts: str) -> Path:
    """Path of a file or folder under `docs/`, the manual; it need not exist."""
    return _data_root().joinpath("docs", *parts)


def cache_dir() -> Path:
    """The user's own cache folder, created on demand; everything in it can be made again."""
    return _of_home("cache") or platformdirs.user_cache_path("annotator", appauthor=False, ensure_exists=True)


def config_dir() -> Path:
    """The user's settings folder, created on demand."""
    return _of_home("settings") or platformdirs.user_config_path(
        "annotator", appauthor=False, ensure_exists=True
    )


def data_dir() -> Path:
    """The user's data folder (the sample project lives here), created on demand."""
    return _of_home("data") or platformdirs.user_data_path("annotator", appauthor=False, ensure_exists=True)


def portable_home() -> Path | None:
    """Where everything of the user's is kept when annotator runs from a stick or a shared folder, else None.

    That is what the variable `ANNOTATOR_HOME` names, or a folder `annotator-data` beside the packaged program.
    """
    if named := os.environ.get("ANNOTATOR_HOME"):
        return Path(named).expanduser()
    if (
        getattr(sys, "frozen", False)
        and (beside := Path(sys.executable).with_name("annotator-data")).is_dir()
    ):
        return beside
    return None


def plugins_dir() -> Path:
    """Where packages with plug-ins are for an application that was not installed with pip; it need not exist."""
    return platformdirs.user_data_path("annotator", appauthor=False) / "plugins"


def program() -> list[str]:
    """How a process of ours is started: the frozen application itself, or this Python with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "annotator"]


def _of_home(name: str) -> Path | None:
    home = portable_home()
    if home is None:
        return None
    folder = home / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def _data_root() -> Path:
    package = Path(__file__).resolve().parent
    frozen = Path(getattr(sys, "_MEIPASS", package))
    for root in (package / "_data", frozen, package.parent):
        if (root / "resources").is_dir() and (root / "schemas").is_dir():
            return root
    raise FileNotFoundError(f"annotator's resources/ and schemas/ are missing beside {package}; reinstall it")
