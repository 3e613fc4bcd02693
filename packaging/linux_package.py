"""The program's folder with desktop entry, MIME type, icons and metadata: as .deb, and as .tar.gz with an install script."""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import licences
from slim import elf_files, told

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MIME_ICON = "application-x-annotator-project"


def make(program: Path, build: Path, dist: Path, version: str) -> list[Path]:
    """Both packages of the program in the folder `program`."""
    dist.mkdir(exist_ok=True)
    tree = build / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(program, tree / "lib" / "annotator", symlinks=True)
    for file in elf_files(tree):
        if ".so" in file.name:
            file.chmod(0o644)  # whatever the archive it came in said: nobody calls a library
    (tree / "bin").mkdir()
    (tree / "bin" / "annotator").symlink_to("../lib/annotator/annotator")
    fill_share(tree / "share", build / "icons")
    return [make_deb(tree, build, dist, version), make_archive(tree, dist, version)]


def fill_share(share: Path, icons: Path) -> None:
    """What desktops look for."""
    linux = HERE / "linux"
    for file, place in (
        ("annotator.desktop", "applications"),
        ("annotator.xml", "mime/packages"),
        ("annotator.metainfo.xml", "metainfo"),
    ):
        put(linux / file, share / place / file)
    themes = share / "icons" / "hicolor"
    pictures = {f"{png.stem}x{png.stem}": png for png in icons.glob("*.png")}
    pictures["scalable"] = ROOT / "resources" / "icons" / "annotator.svg"
    for size, picture in pictures.items():
        put(picture, themes / size / "apps" / f"annotator{picture.suffix}")
        put(picture, themes / size / "mimetypes" / f"{MIME_ICON}{picture.suffix}")


def make_deb(tree: Path, build: Path, dist: Path, version: str) -> Path:
    """The .deb; what it depends on is what the libraries ask for, as dpkg-shlibdeps finds it."""
    root = build / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(tree, root / "usr", symlinks=True)
    doc = root / "usr" / "share" / "doc" / "annotator"
    put(ROOT / "LICENSE", doc / "copyright")
    with (doc / "copyright").open("a", encoding="utf-8") as file:
        file.write("\nThe licences of what comes with annotator are in /usr/lib/annotator/licences.\n")
    for file in ("README.md", "CHANGELOG.md"):
        put(ROOT / file, doc / file)
    put(HERE / "linux" / "lintian-overrides", root / "usr" / "share" / "lintian" / "overrides" / "annotator")
    (root / "DEBIAN").mkdir()  # dpkg-shlibdeps takes it for the mark of a package's root
    control = (HERE / "linux" / "control").read_text("utf-8").format(
        version=version, architecture=told("dpkg", "--print-architecture"),
        size=kibibytes(root), depends=dependencies(root / "usr" / "lib" / "annotator"),
    )  # fmt: skip
    (root / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    deb = dist / f"annotator_{version}_{told('dpkg', '--print-architecture')}.deb"
    told("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(deb))
    return deb


def make_archive(tree: Path, dist: Path, version: str) -> Path:
    """The .tar.gz for other systems, or for a home folder."""
    put(HERE / "linux" / "install", tree / "install", mode=0o755)
    name = f"annotator-{version}-linux-{os.uname().machine}"
    archive = dist / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        tar.add(tree, arcname=name, filter=owned_by_root)
    return archive


def dependencies(folder: Path) -> str:
    """The Debian packages that the program's libraries need beside each other. Stops where a library belongs to none.

    Those of which the libraries come along (licences.toml has them) are left out.
    """
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "debian").mkdir()
        (Path(work) / "debian" / "control").write_text(
            "Source: annotator\n\nPackage: annotator\nArchitecture: any\n"
        )
        inside = sorted({file.parent for file in elf_files(folder)})
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *(f"-l{path}" for path in inside)]
        told_there = told(*command, *(f"-e{file}" for file in elf_files(folder)), folder=work)
    needed = told_there.removeprefix("shlibs:Depends=").split(", ")
    return ", ".join(
        each for each in needed if licences.normal(each.split()[0].removesuffix("t64")) not in licences.SYSTEM
    )


def put(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def kibibytes(folder: Path) -> int:
    return (
        sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
        // 1024
    )


def owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry
