"""Collect the licences of all that the packaged program holds: `licences/` beside it, with a list of contents.

Python packages bring theirs in their metadata (licences.toml has what is missing there); libraries of a Debian system
bring theirs in /usr/share/doc. What has no known licence stops the build.
"""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = tomllib.loads((HERE / "licences.toml").read_text("utf-8"))
LICENCES: dict[str, str] = TABLE["licences"]
TEXTS: dict[str, list[str]] = TABLE["texts"]
SYSTEM: dict[str, str] = TABLE["system"]
_LICENCE_FILE = re.compile(
    r"(^|/)(licen[cs]es?|copying|notice|authors)\b[^/]*$|\.dist-info/licenses/", re.IGNORECASE
)


def collect(contents: Path, out: Path) -> list[str]:
    """Fill the folder `out`; returns what has no licence that is known and allowed, a line each.

    `contents` is what annotator.spec wrote: pairs of a place in the program and the file it comes from.
    """
    sources = [Path(source) for _name, source in json.loads(contents.read_text("utf-8"))]
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    rows = [*_of_python(out), *_of_distributions(sources, out), *_of_system(sources, out)]
    _write_list(rows, out)
    return [
        f"{name}: {licence or 'no licence is known'}"
        for name, _version, licence in rows
        if not allowed(licence)
    ]


def allowed(licence: str) -> bool:
    """Whether a program under the MIT licence may be shipped with a library under this SPDX expression."""
    words = re.findall(r"[A-Za-z0-9.-]+", licence)
    return bool(words) and not any(word.startswith(("GPL", "AGPL")) for word in words)


def normal(name: str) -> str:
    """A package's name as licences.toml spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _of_python(out: Path) -> Iterator[tuple[str, str, str]]:
    version = sys.version.split()[0]
    candidates = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt",
                  *Path("/usr/share/doc").glob(f"python3.{sys.version_info.minor}/copyright")]  # fmt: skip
    text = next((file for file in candidates if file.is_file()), None)
    if text is not None:
        _copy(text, out / "Python")
    yield "Python", version, "PSF-2.0" if text else ""
    bootloader = Distribution.from_name("pyinstaller")
    for file in _licence_files(bootloader):
        _copy(file, out / "PyInstaller")
    # Its exception allows to ship the bootloader with a program of any licence.
    yield "PyInstaller bootloader", bootloader.version, "Bootloader-exception"


def _of_distributions(sources: list[Path], out: Path) -> Iterator[tuple[str, str, str]]:
    used = {source.resolve() for source in sources}
    for distribution in sorted(distributions(), key=lambda each: normal(each.name)):
        if not any(Path(str(file.locate())).resolve() in used for file in distribution.files or ()):
            continue
        name = normal(distribution.name)
        if name == "pyinstaller":  # what it has in here is told of above
            continue
        files = [*_licence_files(distribution), *(HERE / "licences" / text for text in TEXTS.get(name, ()))]
        for file in files:
            _copy(file, out / distribution.name)
        yield distribution.name, distribution.version, LICENCES.get(name, "") if files else ""


def _of_system(sources: list[Path], out: Path) -> Iterator[tuple[str, str, str]]:
    """Libraries of Debian's packages, by the file `copyright` of each."""
    files = sorted({str(source) for source in sources if _is_of_system(str(source))})
    for package in sorted({_package(file) for file in files}):
        bare = package.partition(":")[0]
        version = _told("dpkg-query", "--show", "--showformat=${Version}", package)
        text = Path("/usr/share/doc", bare, "copyright")
        _copy(text, out / f"system-{bare}")
        yield bare, version, SYSTEM.get(normal(bare.removesuffix("t64")), "")


def _is_of_system(file: str) -> bool:
    """Whether a package manager brought this library, and not the one that brought Python."""
    return file.startswith(("/lib", "/usr/lib")) and "python3" not in file


def _package(file: str) -> str:
    for name in (file, file.removeprefix("/usr"), str(Path(file).resolve())):
        found = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.partition(": ")[0]
    sys.exit(f"{file} belongs to no package of this system: its licence is not known")


def _told(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _licence_files(distribution: Distribution) -> list[Path]:
    files = [file for file in distribution.files or () if _LICENCE_FILE.search(file.as_posix())]
    return [
        path
        for file in files
        if (path := Path(str(file.locate()))).is_file() and path.suffix not in (".py", ".pyc")
    ]


def _copy(file: Path, folder: Path) -> None:
    """Under a name of its own: a package may have many files that are called LICENSE."""
    folder.mkdir(exist_ok=True)
    target, number = folder / file.name, 2
    while target.exists() and target.read_bytes() != file.read_bytes():
        target = folder / f"{file.stem}-{number}{file.suffix}"
        number += 1
    shutil.copyfile(file, target)


def _write_list(rows: list[tuple[str, str, str]], out: Path) -> None:
    lines = [
        "annotator is under the MIT licence. With it come these, each under the licence in its folder:",
        "",
    ]
    lines += [f"{name} {version}: {licence}" for name, version, licence in rows]
    lines += [
        "",
        "Qt.md in the folder PySide6_Essentials says where Qt's source code is and how to replace its libraries.",
        "",
    ]
    (out / "CONTENTS.txt").write_text("\n".join(lines), encoding="utf-8")
