"""The application's icon, drawn from resources/icons/annotator.svg in every size and container that systems ask for."""

import struct
from pathlib import Path

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels: what the hicolor theme has folders for."""

_ICO = (16, 24, 32, 48, 64, 256)
_ICNS = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024,
         b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512}  # fmt: skip


def draw(svg: Path, out: Path) -> None:
    """Write SIZE.png for every size, annotator.ico and annotator.icns into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    pictures = {size: png(svg, size) for size in {*SIZES, *_ICO, *_ICNS.values()}}
    for size in SIZES:
        (out / f"{size}.png").write_bytes(pictures[size])
    (out / "annotator.ico").write_bytes(ico({size: pictures[size] for size in _ICO}))
    (out / "annotator.icns").write_bytes(icns({kind: pictures[size] for kind, size in _ICNS.items()}))


def png(svg: Path, size: int) -> bytes:
    """The drawing, `size` pixels square, as PNG."""
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' container of PNGs by size: a header, 16 bytes a picture, the pictures (Vista and newer read PNG)."""
    at = 6 + 16 * len(pictures)
    entries, body = b"", b""
    for size, data in pictures.items():
        edge = size % 256  # 256 is written 0
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(data), at + len(body))
        body += data
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """Apple's container: each picture behind its kind and its length, which counts these eight bytes too."""
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in pictures.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    draw(root / "resources" / "icons" / "annotator.svg", root / "build" / "icons")
