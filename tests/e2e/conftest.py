"""Fixtures of the command line's tests."""

from pathlib import Path

import pytest
from cli_process import CommandLine


@pytest.fixture
def run(tmp_path: Path) -> CommandLine:
    """Run `annotator` in an empty folder."""
    return CommandLine(tmp_path)
