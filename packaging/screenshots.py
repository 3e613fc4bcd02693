"""Pictures of every window in every look: `python packaging/screenshots.py OUT`, drawn without a screen.

One process for each language and scale, since Qt reads the scale once. `pseudo` is no language: each sentence that went
through the catalogue stands in brackets, longer than in English, so that what is cut off or unmarked is seen.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES, THEMES, SCALES, SIZE = "zh_CN,en,pseudo", "light,dark,contrast", "1,2", "1280x720"
ANNOTATOR = "小周"


def main() -> int:
    """Take them all, or draw those of this process's language and scale."""
    wanted = _parser().parse_args()
    if wanted.project:
        _draw(wanted)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for language in wanted.languages.split(","):
            for scale in wanted.scales.split(","):
                _in_a_process(home, language, scale, wanted.size)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder for the pictures")
    parser.add_argument(
        "--only", metavar="NAME", help="groups of scenes, or names of pictures, with commas between"
    )
    parser.add_argument("--languages", default=LANGUAGES)
    parser.add_argument("--themes", default=THEMES)
    parser.add_argument("--scales", default=SCALES, help="device pixels for one of the window's")
    parser.add_argument("--size", default=SIZE, help="of the windows, as on a screen of this size")
    parser.add_argument(
        "--points", type=int, default=0, help="size of the interface's letters; 0: the usual one"
    )
    parser.add_argument("--project", type=Path, help=argparse.SUPPRESS)  # this process draws
    return parser


def _in_a_process(home: Path, language: str, scale: str, size: str) -> None:
    """Each has settings and a project of its own, so that no picture depends on the one before."""
    own = home / f"{language}-{scale}"
    own.mkdir()
    places = {f"XDG_{kind}_HOME": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    environment = {
        **os.environ, **places, "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(own, size, scale)}",
        "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT), "ANNOTATOR_SCREENSHOTS": language,
    }  # fmt: skip
    if language == "pseudo":
        environment["ANNOTATOR_PSEUDO"] = "1"
    arguments = [*sys.argv[1:], "--project", str(own / "sample.annot")]
    subprocess.run([sys.executable, __file__, *arguments], env=environment, check=True)


def _screen(folder: Path, size: str, scale: str) -> Path:
    """What Qt's platform without a screen is to take for one: so many of the window's pixels, at this scale."""
    width, height = (round(int(number) * float(scale)) for number in size.split("x"))
    file = folder / "screen.json"
    one = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    file.write_text(json.dumps({"screens": [one]}), encoding="utf-8")
    return file


def _draw(wanted: argparse.Namespace) -> None:
    from annotator.i18n import set_language
    from annotator.services.sample import make_sample_project
    from annotator.ui.scenes import GROUPS, scenes, staged
    from annotator.ui.settings import INTERFACE_SIZE
    from annotator.ui.tour import saved

    language, scale = os.environ["ANNOTATOR_SCREENSHOTS"], os.environ["QT_SCALE_FACTOR"]
    set_language("en" if language == "pseudo" else language, straight=True)
    width, _by, height = wanted.size.partition("x")
    names = (wanted.only or "").split(",") if wanted.only else []
    groups = [name for name in names if name in GROUPS] or list(GROUPS)
    folder = wanted.out / f"{language}-{scale}"
    folder.mkdir(parents=True, exist_ok=True)
    points = wanted.points or INTERFACE_SIZE
    for theme in wanted.themes.split(","):
        # a project and a window of its own: what was done and undone in the theme before could be redone
        project = wanted.project.parent / theme / wanted.project.name
        project.parent.mkdir()
        make_sample_project(project)
        with staged(project, ANNOTATOR, (int(width), int(height)), theme, points) as stage:
            for scene in scenes(stage, groups):
                if not names or scene.name in names or any(name in GROUPS for name in names):
                    print(saved(scene.widget, folder / f"{scene.name}-{theme}.png"), flush=True)


if __name__ == "__main__":
    sys.exit(main())
