"""The command line as people run it: a process of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)

    @property
    def errors(self) -> list[str]:
        return self.err.splitlines()


def heard_from_here_on() -> None:
    """Ctrl+C reaches the process even where the tests were started in the background of a shell, which has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class CommandLine:
    """Runs `annotator` in a folder; whatever happens, no traceback may be seen."""

    folder: Path

    def __call__(self, *arguments: object, **environment: str) -> Ran:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=120)
        ran = Ran(process.returncode, out.decode("utf-8"), err.decode("utf-8"))
        assert "Traceback" not in ran.out + ran.err
        return ran

    def start(self, *arguments: object, **environment: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "annotator", *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=heard_from_here_on if os.name == "posix" else None,
        )
