"""By hand: `python tests/bench/keyboard.py`. From the start page to an exported dataset with keys alone, under Xvfb.

Needs Xvfb and xdotool. Each step presses keys as a person does and waits until what it is to bring about is seen: in the
project's file, among the windows, or on disk. Prints the steps; ends with the number of the one that did not come about.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.services.project import Project

ROOT = Path(__file__).resolve().parent.parent.parent
DISPLAY = ":93"
PATIENCE = 30  # seconds
SAMPLE = ROOT / "resources" / "samples" / "qinghe-2023.txt"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        places = {
            f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")
        }
        os.environ.update(places, HOME=folder, DISPLAY=DISPLAY, QT_QPA_PLATFORM="xcb", PYTHONPATH=str(ROOT))
        screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1280x720x24"], stderr=subprocess.DEVNULL)
        time.sleep(1)
        window = subprocess.Popen([sys.executable, "-m", "annotator"])
        try:
            return walk(home)
        finally:
            window.terminate()
            window.wait()
            screen.terminate()


def walk(home: Path) -> int:
    project = home / "mine.annot"
    steps: list[tuple[str, Callable[[], None], Callable[[], object]]] = [
        ("the start page is there", lambda: None, lambda: windows("annotator")),
        ("a name, and on to “New project”", lambda: (say("li"), press("Tab", "Tab", "space")), lambda: windows("项目")),
        ("a file for the project", lambda: (say(str(project)), press("Return")), project.exists),
        ("the window on it", lambda: None, lambda: windows("mine – annotator")),
        ("the import dialog", lambda: press("ctrl+i"), lambda: windows("导入报告")),
        ("a report to import", lambda: (press("space"), pause(), say(str(SAMPLE)), press("Return"), pause(), press("Return")),
         lambda: windows("2023") and documents(project) == 1),
        ("a mark", lambda: (press("ctrl+t"), press(*["Down"] * 5), press("1"), pause()), lambda: marks(project) > 0),
        ("the next clause, another mark", lambda: (press("period", "2"), pause()), lambda: marks(project) > 1),
        ("done", lambda: press("ctrl+Return"), lambda: finished(project)),
        ("the export dialog", lambda: press("ctrl+e"), lambda: windows("导出")),
        ("the file of the dataset", lambda: (pause(), press("Return")), lambda: written(home)),
    ]  # fmt: skip
    for number, (what, keys, seen) in enumerate(steps, 1):
        keys()
        if not waited(seen):
            print(f"{number}. {what}: did not come about; the windows are {titles()}", flush=True)
            return number
        print(f"{number}. {what}", flush=True)
    return 0


def press(*keys: str) -> None:
    """Press keys, one after the other, into the window that has the focus."""
    attend()
    for key in keys:
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True)
        time.sleep(0.15)


def say(text: str) -> None:
    """Type over what a field says."""
    press("ctrl+a")
    subprocess.run(["xdotool", "type", "--delay", "30", text], check=True)


def attend() -> None:
    """Give the newest window the focus, as a window manager does; there is none here."""
    if numbers := sorted(visible(), key=int):
        subprocess.run(
            ["xdotool", "windowfocus", "--sync", numbers[-1]], check=False, stderr=subprocess.DEVNULL
        )
        time.sleep(0.2)


def pause() -> None:
    """A file dialog reads its folder before it listens."""
    time.sleep(1.5)


def windows(title: str) -> list[str]:
    return [name for name in titles() if title in name]


def titles() -> list[str]:
    """What the windows are called."""
    return [asked("getwindowname", number) for number in visible()]


def visible() -> list[str]:
    """The windows that have a name, by their numbers."""
    return asked("search", "--onlyvisible", "--name", ".").split()


def asked(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True).stdout.strip()


def waited(seen: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if seen():
                return True
        except UserError:  # the project is being made
            pass
        time.sleep(0.3)
    return False


def documents(path: Path) -> int:
    with Project(path, "looker") as project:
        return project.store.document_count()


def marks(path: Path) -> int:
    with Project(path, "looker") as project:
        return sum(1 for _span in project.spans())


def written(home: Path) -> bool:
    """Whether the dataset stands beside the project, with the marks."""
    return any("spans" in file.read_text(encoding="utf-8") for file in home.glob("mine*.jsonl"))


def finished(path: Path) -> bool:
    with Project(path, "looker") as project:
        return any(
            project.store.status(head.id, "li").state == "done" for head in project.store.document_heads()
        )


if __name__ == "__main__":
    sys.exit(main())
