"""The part of smoke.py that runs inside the packaged program: an engine that looks at everything and suggests nothing."""

import json
import os
import re
import subprocess
import sys
from ctypes import CDLL
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

LANGUAGES = ("zh_CN", "en")
ANNOTATOR = "小周"


class Engine:
    """As `annotator suggest --engine smoke` finds it by its entry point."""

    name = "smoke"

    def suggest(self, _document: Any, _spans: Any, _schema: Any) -> list[Any]:
        look()
        return []


@cache
def look() -> None:
    """Once, however many documents there are. Any failure is an exception, which ends the program."""
    folder = Path(os.environ["ANNOTATOR_SMOKE"])
    seen: dict[str, Any] = {"libraries": libraries(), "hub": hub(), "keyring": keys(), "manual": manual()}
    seen["cluster"] = cluster(folder)
    drawn = {}
    for language in LANGUAGES:
        drawn[language], charts = windows(folder, language)
        seen[f"windows {language}"] = {"windows": len(drawn[language]), "charts": charts}
    assert drawn["zh_CN"] == drawn["en"], drawn  # else one depends on chance
    (folder / "inside.json").write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")


def libraries() -> int:
    """Every library can be loaded, with all that it needs. How many there are."""
    found = [file for file in Path(sys._MEIPASS).rglob("*.so*") if not file.is_symlink()]  # type: ignore[attr-defined]
    for file in found:
        CDLL(str(file))
    return len(found)


def hub() -> str:
    """What speaks to PostgreSQL."""
    import psycopg

    return f"{psycopg.pq.__impl__} {psycopg.pq.version()}"


def keys() -> list[str]:
    """The keyrings that could be used here, and the cipher with which a desktop's is spoken to."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from keyring.backend import get_all_keyring

    sealing = Cipher(algorithms.AES(bytes(16)), modes.CBC(bytes(16))).encryptor()
    assert len(sealing.update(bytes(16)) + sealing.finalize()) == 16
    if sys.platform == "linux":
        for name in ("keyring.backends.SecretService", "secretstorage"):
            import_module(name)
    return sorted(each.name for each in get_all_keyring())


def cluster(folder: Path) -> dict[str, int]:
    """A scheduler with two workers, processes of this program, does what others of it hand over: the same bytes come of it.

    By command, how many changes of tasks the scheduler saw.
    """
    from distributed import LocalCluster

    project, changes = folder / "tour" / "tour.annot", {}
    with LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=0, host="127.0.0.1", dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    ) as made:  # fmt: skip
        scheduler = ("--scheduler", made.scheduler_address)
        for words in (("suggest", project, "--json"), ("agree", project, "--json")):
            before = made.scheduler.transition_counter
            assert _told(*words, *scheduler) == _told(*words), words
            changes[words[0]] = made.scheduler.transition_counter - before
        before, files = (
            made.scheduler.transition_counter,
            [folder / "alone.jsonl", folder / "by-cluster.jsonl"],
        )
        for file, more in zip(files, ((), scheduler), strict=True):
            _told("export", project, file, "--format", "jsonl", *more)
        assert files[0].read_bytes() == files[1].read_bytes()
        changes["export"] = made.scheduler.transition_counter - before
    assert all(changes.values()), changes
    return changes


def manual() -> dict[str, int]:
    """The pages of the manual, with pictures that are there."""
    from annotator.services.manual import Manual

    counts = {}
    for language in LANGUAGES:
        book = Manual(language)
        assert book.search("F1")
        for page in (*book.pages, *book.more):
            for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.markdown):
                assert (page.file.parent / picture).is_file(), f"{page.file}: {picture}"
        counts[language] = len(book.pages) + len(book.more)
    return counts


def windows(folder: Path, language: str) -> tuple[list[str], int]:
    """Every window, dialog, pane and menu, drawn; and the pictures of the overview as files: the names, and how many."""
    from annotator.i18n import set_language
    from annotator.services.project import Project
    from annotator.ui.pictures.chart import Chart
    from annotator.ui.scenes import scenes, staged

    set_language(language)
    out = folder / f"windows-{language}"
    out.mkdir(exist_ok=True)
    copy = out / "looked-at.annot"
    with Project(folder / "tour" / "tour.annot", ANNOTATOR) as project:
        project.store.backup(copy)
    names, charts = [], 0
    with staged(copy, ANNOTATOR, (1280, 720)) as stage:
        for scene in scenes(stage):
            assert scene.widget.grab().save(str(out / f"{scene.name}.png")), scene.name
            names.append(scene.name)
            assert not strangers(), f"{scene.name}: {strangers()}"
            for chart in scene.widget.findChildren(Chart):
                if charts < 3 and chart.picture is not None:
                    charts += 1
                    _write(chart.picture, out / f"chart-{charts}")
    assert charts
    return names, charts


def strangers() -> set[str]:
    """What Qt has made, and deletes untold, while Python has an object for it: what is there next is taken for it."""
    import shiboken6
    from PySide6.QtCore import QMetaObject, QObject

    return {
        type(each).__name__
        for each in shiboken6.getAllValidWrappers()
        if not isinstance(each, QObject | QMetaObject)
        and not (shiboken6.createdByPython(each) or shiboken6.ownedByPython(each))
    }


def _told(*words: object) -> bytes:
    """What this program prints when it is called with a command, in a process of its own."""
    done = subprocess.run([sys.executable, *map(str, words)], capture_output=True, check=False)
    assert not done.returncode, done.stderr.decode()
    return done.stdout


def _write(picture: Any, out: Path) -> None:
    from annotator.services.pictures.svg import svg
    from annotator.ui.pictures.files import write_pdf, write_png

    write_png(picture, out.with_suffix(".png"))
    write_pdf(picture, out.with_suffix(".pdf"))
    out.with_suffix(".svg").write_text(svg(picture), encoding="utf-8")
