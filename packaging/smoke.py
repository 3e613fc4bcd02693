#!/usr/bin/env python3
"""Whether a packaged program can do all that annotator can: `packaging/smoke.py PROGRAM [FOLDER]`, some minutes, no display.

build.py runs it on what it has built, since a library that was left out or cut is missed only where it is used. Every
format is written and read, every command with a library of its own is run, and `smoke_plugin.py` looks at every window.
Needs the standard library alone, to be run on any machine that has the package.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
PLUGINS = {
    "linux": ".local/share/annotator/plugins",
    "darwin": "Library/Application Support/annotator/plugins",
}
LEFT_OUT = {"spacy"}  # packages that are not in it: formats that need them ask for them by name
REPORT = (
    "某市民政局2023年工作总结\n2023年，我局新增养老床位300张，完成投资1.2亿元。存在的问题：队伍力量不足。\n"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="where what is made is to stay; else it is thrown away"
    )
    wanted = parser.parse_args()
    if wanted.folder is not None:
        return try_out(wanted.program, wanted.folder)
    with tempfile.TemporaryDirectory() as folder:
        return try_out(wanted.program, Path(folder))


def try_out(program: Path, folder: Path) -> int:
    """Do all of it in a folder, which becomes the home folder, too; tells what fails. Returns how many things did."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial(program.absolute(), folder.absolute())
    trial.tour()
    for each in trial.ask("formats", "--json")["formats"]:
        trial.format(each)
    trial.commands()
    trial.hub()
    if sys.platform in PLUGINS:
        trial.windows()
    for failure in trial.failures:
        print(failure, file=sys.stderr)
    return len(trial.failures)


class Trial:
    """The program, a folder for it, and what has failed so far: a sentence each."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.project = folder / "tour" / "tour.annot"
        self.failures: list[str] = []
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"HOME": str(folder), "QT_QPA_PLATFORM": "offscreen", "PGCONNECT_TIMEOUT": "2"}

    def tour(self) -> None:
        """The whole job on the sample reports: suggestions, agreement, review, a dataset, pictures."""
        self.run("tour", self.project.parent)
        self.run("tour", self.project.parent)  # takes the place of the first

    def format(self, known: dict[str, Any]) -> None:
        """Write a format in each of its variants, and read it."""
        name = known["name"]
        if known["package"] in LEFT_OUT:
            self.refused(known["package"], "export", self.project, self.folder / name, "--format", name)
            return
        for file, options in self.outputs(known):
            file.parent.mkdir(exist_ok=True)
            self.run("export", self.project, file, "--format", name, *options)
            if known["reads"]:
                self.read(file, name)
        if not known["writes"]:
            self.read(self.made(name), name)

    def outputs(self, known: dict[str, Any]) -> Iterator[tuple[Path, list[str]]]:
        """Where a format is written to, with the options for it; nowhere where it is only read."""
        for variant in known["variants"] or [""] * known["writes"]:
            suffix = "" if known["folder"] else (known["suffixes"] or [".jsonl"])[0]
            name = "-".join(filter(None, (known["name"], variant)))
            yield self.folder / "written" / f"{name}{suffix}", ["--variant", variant] if variant else []

    def made(self, name: str) -> Path:
        """A file of a format that is not written by annotator."""
        text = self.folder / "report.txt"
        text.write_text(REPORT, encoding="gb18030")
        if name == "txt":
            return text
        packed = self.folder / f"report.{name}"
        with ZipFile(packed, "w") as archive:
            archive.write(text, text.name)
        return packed

    def read(self, file: Path, name: str) -> None:
        """Into a project of its own, which must then be sound."""
        project = self.folder / "read" / f"{file.name}.annot"
        project.parent.mkdir(exist_ok=True)
        self.run("init", project)
        self.run("import", project, file, "--format", name, "--new-labels", "--layer", "read")
        self.run("check", project)

    def commands(self) -> None:
        """What is computed: by numpy and scipy (a learned model, gamma, intervals), by processes beside this one."""
        self.run(
            "agree",
            self.project,
            "--gamma",
            "--html",
            self.folder / "agree.html",
            "--csv",
            self.folder / "agree.csv",
        )
        self.run("suggest", self.project, "--engine", "learned", "--train-layer", "gold")
        self.run("evaluate", self.project, "--engine", "learned", "--against", "gold", "--cross-validate")
        self.run("suggest", self.project, "--links", "--layer", "gold")
        self.run("next", self.project)
        self.run("consistency", self.project, "--layer", "gold")
        self.run("search", self.project, "投资")
        self.run("export", self.project, self.folder / "by-two.jsonl", "--format", "jsonl", "--workers", "2")
        self.workers()
        self.refused("127.0.0.1:9", "agree", self.project, "--scheduler", "tcp://127.0.0.1:9")
        self.run("backup", self.project, self.folder / "backup.annot")

    def workers(self) -> None:
        """Processes beside this one, with as much to do as they are started for: what they print is the same."""
        reports, project = self.folder / "many", self.folder / "many.annot"
        reports.mkdir(exist_ok=True)
        for number in range(4):
            (reports / f"{number}.txt").write_text(f"第{number}份\n" + REPORT * 2_200, encoding="utf-8")
        self.run("init", project)
        self.run("import", project, reports)
        alone, by_two = (self.run("suggest", project, "--json", *more) for more in ((), ("--workers", "2")))
        if by_two.stdout != alone.stdout or by_two.stderr:
            self.failures.append(f"suggest --workers 2: not what one process prints: {by_two.stderr}")

    def hub(self) -> None:
        """PostgreSQL's client and the keyring are there: it is a server that is missing, on a port that nobody hears."""
        self.refused(
            "127.0.0.1", "hub", "init", "postgresql://nobody@127.0.0.1:9/nothing", "--annotator", "nobody"
        )

    def windows(self) -> None:
        """All windows, from inside the program."""
        plugins = self.folder / PLUGINS[sys.platform]
        about = plugins / "annotator_smoke-1.dist-info"
        about.mkdir(parents=True, exist_ok=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: annotator-smoke\nVersion: 1\n")
        (about / "entry_points.txt").write_text("[annotator.engines]\nsmoke = smoke_plugin:Engine\n")
        shutil.copyfile(HERE / "smoke_plugin.py", plugins / "smoke_plugin.py")
        self.environment["ANNOTATOR_SMOKE"] = str(self.folder)
        done = self.run("suggest", self.project, "--engine", "smoke")
        if "Qt: " in done.stderr:
            self.failures.append(f"windows: {done.stderr}")
        seen = self.folder / "inside.json"
        print(seen.read_text("utf-8") if seen.is_file() else "The plug-in has not been run", flush=True)

    def ask(self, *words: object) -> Any:
        return json.loads(self.run(*words).stdout)

    def refused(self, word: str, *words: object) -> None:
        """A command that must fail, with one line that names something."""
        done = self.call(*words)
        if done.returncode != 1 or len(done.stderr.splitlines()) != 1 or word not in done.stderr:
            self.failures.append(f"{' '.join(map(str, words))}: not refused for {word}: {done.stderr}")

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """A command that must succeed."""
        done = self.call(*words)
        if done.returncode:
            self.failures.append(
                f"{' '.join(map(str, words))}: exit code {done.returncode}: {done.stderr[-3000:]}"
            )
        return done

    def call(self, *words: object) -> subprocess.CompletedProcess[str]:
        print("  annotator", *words, flush=True)
        return subprocess.run(
            [str(self.program), *map(str, words)], env=self.environment, cwd=self.folder,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
