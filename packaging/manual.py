"""The manual: `python packaging/manual.py` writes the pages that are made from the program, in both languages.

`--site OUT` builds the website, `--pictures` takes the pictures of the windows anew. What is written is committed.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
TONGUES = {"zh": "zh_CN", "en": "en"}
SCENES = {
    "main-light": "main",
    "import-light": "import",
    "suggestions-light": "suggestions",
    "agreement-1-light": "agreement",
    "overview-2-light": "overview",
    "review-light": "review",
    "suggestions-figures-light": "figures",
}  # a picture of annotator/ui/tour.py → the picture's name
COLOURS = (256, 192, 128, 96, 64)  # as many as fit
LARGEST = 80_000  # bytes
SIZE = (1180, 740)
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]


def generated() -> dict[Path, str]:
    """The pages made from the program: file → text."""
    import manual_pages

    from annotator.i18n import language, set_language

    before = language()
    pages: dict[Path, str] = {}
    for tongue, name in TONGUES.items():
        set_language(name)
        for page in (manual_pages.commands, manual_pages.keys, manual_pages.formats):
            pages[DOCS / tongue / f"{page.__name__}.md"] = page()
    set_language("en")
    pages[DOCS / "en" / "api.md"] = manual_pages.api()
    set_language(before)
    return pages


def build(out: Path) -> None:
    """Write the website. Raises CalledProcessError where MkDocs has anything to say against a page."""
    config = ROOT / "packaging" / "mkdocs.yml"
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--clean"]
    subprocess.run([*command, "-f", str(config), "-d", str(out.resolve())], check=True, cwd=ROOT)


def take_pictures() -> None:
    """Take the pictures of the windows in both languages, with few colours, so that they are small."""
    from annotator.i18n import set_language
    from annotator.services.sample import make_sample_project
    from annotator.ui.tour import take

    for tongue, name in TONGUES.items():
        set_language(name)
        with tempfile.TemporaryDirectory() as folder:
            make_sample_project(Path(folder) / "reports.annot")
            pictures = take(Path(folder) / "reports.annot", Path(folder) / "out", "小吴", SIZE)
            taken = {file.stem: file for file in pictures}
            for scene, picture in SCENES.items():
                _shrink(taken[scene], PICTURES / f"{tongue}-{picture}.png")


def _shrink(source: Path, out: Path) -> None:
    from PIL import Image

    with Image.open(source) as image:
        for colours in COLOURS:
            few = image.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            few.save(out, optimize=True)
            if out.stat().st_size < LARGEST:
                return
    raise ValueError(f"{out} is too large; choose a smaller scene")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, metavar="OUT", help="build the website into this folder")
    parser.add_argument("--pictures", action="store_true", help="take the pictures of the windows anew")
    wanted = parser.parse_args()
    if wanted.pictures:
        take_pictures()
    for file, text in generated().items():
        file.write_text(text, encoding="utf-8")
    if wanted.site is not None:
        build(wanted.site)


if __name__ == "__main__":
    main()
