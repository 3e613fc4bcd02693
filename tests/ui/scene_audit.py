"""Looks at every scene and prints what is wrong as JSON: kind → [scene, place, words].

`scene_audit.py LANGUAGE [GROUP…]`; LANGUAGE may be `pseudo`. Run in a process of its own:
it needs a screen as large as a small laptop's and, for words past the catalogue, the pseudo-locale; both are settled
before Qt and annotator start.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

SIZE = (1280, 720)


def main() -> None:
    language, *groups = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        screen = home / "screen.json"
        width, height = SIZE
        one = {"name": "laptop", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
        screen.write_text(json.dumps({"screens": [one]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        if language == "pseudo":
            os.environ["ANNOTATOR_PSEUDO"] = "1"
        for kind in ("CONFIG", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        print(json.dumps(audit(home / "sample.annot", language, groups), ensure_ascii=False))


def audit(project: Path, language: str, groups: list[str]) -> dict[str, list[list[str]]]:
    import scene_checks as checks

    from annotator.i18n import set_language
    from annotator.services.sample import make_sample_project
    from annotator.ui.scenes import GROUPS, scenes, staged

    set_language("en" if language == "pseudo" else language)
    make_sample_project(project)
    found: dict[str, dict[tuple[str, str], str]] = {kind: {} for kind in ("unspoken", "squeezed", "nameless", "small", "unseen")}
    tried: set[str] = set()
    with staged(project, "小周", SIZE) as stage:
        known = checks.known_words(stage.project)
        for scene in scenes(stage, groups or list(GROUPS)):
            for widget in checks.parts(scene.widget):
                place = checks.path(widget)
                for text in checks.words(widget):
                    for word in checks.unspoken(text, known):
                        found["unspoken"].setdefault((place, word), scene.name)
                if text := checks.squeezed(widget):
                    found["squeezed"].setdefault((place, f"{text[:80]} ({widget.width()} x {widget.height()}, wants {widget.sizeHint().width()} x {widget.sizeHint().height()})"), scene.name)
                if checks.nameless(widget):
                    found["nameless"].setdefault((place, widget.metaObject().className()), scene.name)
                if checks.too_small(widget):
                    found["small"].setdefault((place, f"{widget.width()} x {widget.height()}"), scene.name)
                if checks.takes_focus(widget) and place not in tried:
                    tried.add(place)
                    if not checks.shows_focus(widget):
                        found["unseen"].setdefault((place, widget.metaObject().className()), scene.name)
    return {kind: [[scene, *what] for what, scene in each.items()] for kind, each in found.items()}


main()
