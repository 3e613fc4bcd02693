"""The scripts in packaging/ are in no package: the tests import them as modules of their own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def scripts() -> Iterator[None]:
    folder = str(ROOT / "packaging")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)
