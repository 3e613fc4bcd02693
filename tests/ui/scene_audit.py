"""Looks at every scene and prints what is wrong as JSON: kind → [scene, place, words].

`scene_audit.py LANGUAGE[@POINTS] [GROUP…]`; LANGUAGE may be `pseudo`, POINTS are the size of the window's letters. Run in
a process of its own: it needs a screen as large as a small laptop's and, for words past the catalogue, the pseudo-locale;
both are settled before Qt and annotator start.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SIZE = (1280, 720)
Found = dict[str, dict[tuple[str, str], str]]


def main() -> None:
    said, *groups = sys.argv[1:]
    language, _at, points = said.partition("@")
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
        found = audit(home / "sample.annot", language, groups, int(points or 0))
    print(
        json.dumps({kind: [[scene, *what] for what, scene in each.items()] for kind, each in found.items()})
    )


def audit(project: Path, language: str, groups: list[str], points: int) -> Found:
    import scene_checks as checks

    from annotator.i18n import set_language
    from annotator.services.sample import make_sample_project
    from annotator.ui.scenes import GROUPS, scenes, staged
    from annotator.ui.settings import INTERFACE_SIZE

    set_language("en" if language == "pseudo" else language)
    make_sample_project(project)
    kinds = ("unspoken", "squeezed", "overflow", "nameless", "small", "unseen", "unfinished", "cut")
    found: Found = {kind: {} for kind in kinds}
    tried: set[str] = set()
    with staged(project, "小周", SIZE, points=points or INTERFACE_SIZE) as stage:
        known = checks.known_words(stage.project)
        for scene in scenes(stage, groups or list(GROUPS)):
            if large := checks.overflow(scene.widget, *SIZE):
                found["overflow"].setdefault((checks.path(scene.widget), large), scene.name)
            for widget in () if checks.is_of_qt(scene.widget) else checks.parts(scene.widget):
                place = checks.path(widget)
                for kind, what in wrong(widget, known, tried, place):
                    found[kind].setdefault((place, what), scene.name)
    return found


def wrong(widget: "QWidget", known: set[str], tried: set[str], place: str) -> Iterator[tuple[str, str]]:
    import scene_checks as checks

    for text in checks.words(widget):
        yield from (("unspoken", word) for word in checks.unspoken(text, known))
    if text := checks.squeezed(widget):
        wanted = widget.sizeHint()
        yield (
            "squeezed",
            f"{text[:80]} ({widget.width()} x {widget.height()}, wants {wanted.width()} x {wanted.height()})",
        )
    if text := checks.cut_off(widget):
        yield "cut", text
    if checks.nameless(widget):
        yield "nameless", type(widget).__name__
    if checks.too_small(widget):
        yield "small", f"{widget.width()} x {widget.height()}"
    if said := checks.unfinished(widget):
        yield "unfinished", said
    if checks.takes_focus(widget) and place not in tried:
        tried.add(place)
        if not checks.shows_focus(widget):
            yield "unseen", type(widget).__name__


if __name__ == "__main__":
    main()
