"""The containers of the icon are what other programs read, with the drawing in every size."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent.parent
DRAWING = ROOT / "resources" / "icons" / "annotator.svg"


@pytest.fixture
def icons() -> ModuleType:
    return importlib.import_module("icons")


def test_every_size_is_drawn_for_every_system(icons: ModuleType, qapp: object, tmp_path: Path) -> None:
    icons.draw(DRAWING, tmp_path)
    for size in icons.SIZES:
        with Image.open(tmp_path / f"{size}.png") as picture:
            assert picture.size == (size, size)
            assert picture.getextrema()[3] == (0, 255)  # round corners see-through, the page opaque
    with Image.open(tmp_path / "annotator.ico") as picture:
        assert picture.info["sizes"] == {(16, 16), (24, 24), (32, 32), (48, 48), (64, 64), (256, 256)}
    with Image.open(tmp_path / "annotator.icns") as picture:
        assert {(512, 512, 2), (256, 256, 1), (16, 16, 1)} <= set(picture.info["sizes"])
        picture.load()
        assert picture.size == (1024, 1024)
