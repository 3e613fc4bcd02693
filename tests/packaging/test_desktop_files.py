"""What desktops read about annotator agrees with the project, and their own tools find it valid."""

import configparser
import plistlib
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

import annotator
from annotator.store.file import APPLICATION_ID

ROOT = Path(__file__).parent.parent.parent
LINUX = ROOT / "packaging" / "linux"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
MIME = "application/x-annotator-project"
NAMES = {"m": "{http://www.freedesktop.org/standards/shared-mime-info}"}


def desktop_entry() -> configparser.SectionProxy:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "annotator.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def metainfo() -> ElementTree.Element:
    return ElementTree.parse(LINUX / "annotator.metainfo.xml").getroot()


def mime_type() -> ElementTree.Element:
    (kind,) = ElementTree.parse(LINUX / "annotator.xml").getroot()
    return kind


def text(element: ElementTree.Element, path: str) -> str:
    found = element.findtext(path)
    assert found is not None
    return found


def checked(*command: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_desktop_entry_is_valid() -> None:
    checked("desktop-file-validate", str(LINUX / "annotator.desktop"))


def test_the_metainfo_is_valid() -> None:
    checked("appstreamcli", "validate", "--no-net", str(LINUX / "annotator.metainfo.xml"))


def test_the_newest_release_of_the_metainfo_is_this_version() -> None:
    release = metainfo().find("releases/release")
    assert release is not None
    assert release.get("version") == annotator.__version__


def test_everything_carries_the_name_of_the_project() -> None:
    entry, info = desktop_entry(), metainfo()
    assert entry["Name"] == text(info, "name") == text(info, "provides/binary") == PROJECT["name"]
    assert entry["Exec"].split()[0] in PROJECT["scripts"]
    assert text(info, "launchable") == "annotator.desktop"
    assert text(info, "project_license") == PROJECT["license"]
    assert entry["Comment"] == text(info, "summary")
    assert (ROOT / "resources" / "icons" / f"{entry['Icon']}.svg").is_file()


def test_the_window_names_the_desktop_entry_that_it_belongs_to() -> None:
    source = (ROOT / "annotator" / "ui" / "app.py").read_text("utf-8")
    assert f'setDesktopFileName("{desktop_entry()["StartupWMClass"]}")' in source


def test_a_double_click_hands_over_one_file() -> None:
    assert desktop_entry()["Exec"] == "annotator %f"


def test_all_systems_know_the_same_type_of_file() -> None:
    plist = plistlib.loads((ROOT / "packaging" / "macos" / "Info.plist").read_bytes())
    (exported,) = plist["UTExportedTypeDeclarations"]
    installer = (ROOT / "packaging" / "windows" / "annotator.iss").read_text("utf-8")
    assert desktop_entry()["MimeType"] == f"{MIME};"
    assert text(metainfo(), "provides/mediatype") == MIME
    assert mime_type().get("type") == MIME
    assert exported["UTTypeTagSpecification"] == {
        "public.filename-extension": ["annot"],
        "public.mime-type": [MIME],
    }
    assert plist["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert MIME in installer
    assert r"Software\Classes\.annot" in installer


def test_a_project_is_known_by_its_mark_whatever_its_name() -> None:
    mark = mime_type().find("m:magic/m:match/m:match".replace("m:", NAMES["m"]))
    assert mark is not None
    assert mark.get("offset") == "68"  # of the application_id: https://www.sqlite.org/fileformat2.html §1.3
    assert mark.get("type") == "big32"
    assert int(mark.get("value", ""), 16) == APPLICATION_ID


def test_a_project_file_has_that_mark_at_that_place(tmp_path: Path) -> None:
    from annotator.services.project import create_project

    create_project(tmp_path / "x.annot", actor="x")
    head = (tmp_path / "x.annot").read_bytes()[:100]
    assert head.startswith(b"SQLite format 3\0")
    assert int.from_bytes(head[68:72], "big") == APPLICATION_ID


def test_what_people_read_is_there_in_chinese() -> None:
    entry = desktop_entry()
    for key in ("GenericName", "Comment", "Keywords"):
        assert re.search(r"[\u4e00-\u9fff]", entry[f"{key}[zh_CN]"])
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for tag in ("summary", "description/p", "description/ul/li"):
        found = metainfo().findall(tag)
        assert len([e for e in found if e.get(language) == "zh_CN"]) * 2 == len(found)
