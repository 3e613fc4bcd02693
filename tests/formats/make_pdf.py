"""Makes the PDFs of the tests: invented reports, set as offices set them."""

import re
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842
MARGIN = 80
LEADING = 26


def new(path: Path, **options: Any) -> canvas.Canvas:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return canvas.Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, **options)


def put(page: canvas.Canvas, x: float, y: float, text: str, size: float = 14) -> None:
    page.setFont(FONT, size)
    page.drawString(x, y, text)


def wide(text: str) -> float:
    """The width of a text in ems."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def wrapped(text: str, ems: float, indent: int = 2) -> list[tuple[int, str]]:
    """(indent, line): a paragraph broken hard, its first line indented; numbers and words stay whole."""
    lines = [(indent, "")]
    for word in re.findall(r"[!-~]+|.", text):
        first, line = lines[-1]
        if first + wide(line + word) > ems and word not in "，。；、":
            lines.append((0, word))
        else:
            lines[-1] = (first, line + word)
    return [(first, line.strip()) for first, line in lines]


def report(path: Path, title: str, paragraphs: list[str], header: str = "", per_page: int = 22) -> Path:
    """One column, first lines indented, a running header and page numbers “- 1 -”."""
    page = new(path)
    size, per_line = 14, (WIDTH - 2 * MARGIN) // 14
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, per_line)]
    for number, start in enumerate(range(0, len(lines), per_page), 1):
        if header:
            put(page, MARGIN, HEIGHT - 40, header, 9)
        y = HEIGHT - 120
        if number == 1:
            put(page, (WIDTH - 20 * len(title)) / 2, HEIGHT - 90, title, 20)
        for indent, line in lines[start : start + per_page]:
            put(page, MARGIN + indent * size, y, line, size)
            y -= LEADING
        put(page, WIDTH / 2 - 12, 40, f"- {number} -", 9)
        page.showPage()
    page.save()
    return path


def two_columns(path: Path, title: str, paragraphs: list[str], header: str, per_column: int = 20) -> Path:
    """Two columns a page under a running header, bare page numbers; the file draws row by row across both."""
    page = new(path)
    size, per_line = 11, 19
    left, right = 60, 60 + 20 * 11 + 24
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, per_line)]
    for number, start in enumerate(range(0, len(lines), 2 * per_column), 1):
        put(page, 60, HEIGHT - 36, header, 9)
        put(page, WIDTH / 2, 36, str(number), 9)
        if number == 1:
            put(page, (WIDTH - 20 * len(title)) / 2, HEIGHT - 90, title, 20)
        columns = lines[start : start + per_column], lines[start + per_column : start + 2 * per_column]
        for row in range(per_column):
            for x, column in zip((left, right), columns, strict=True):
                if row < len(column):
                    indent, line = column[row]
                    put(page, x + indent * size, HEIGHT - 130 - row * 18, line, size)
        page.showPage()
    page.save()
    return path
