"""PDF: the text layer, without page furniture, its lines joined into paragraphs."""

import hashlib
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import pdf_write
from annotator.formats.format import FEATURES, Format, ReadOptions
from annotator.formats.hostile import LARGEST_PACKAGE, check_size, one_line
from annotator.formats.record import Record
from annotator.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from annotator.formats.pdf_lines import Page

MOST_PAGES = 10_000
_FEWEST = 12  # characters that a page of text has on average; a scan has stamps and page numbers at most
_UNKNOWN = 0.3  # of the characters: the fonts do not say what they draw

# pdfium is not made for threads, and the window reads a preview while it imports.
_ONE_AT_A_TIME = threading.Lock()


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """The one document of a PDF: columns in reading order, a line a paragraph or row of a table.

    Raises BadInput for a file that is damaged, encrypted, scanned, too large, or whose fonts do not say which
    characters they draw.
    """
    from annotator.formats.pdf_furniture import without_furniture
    from annotator.formats.pdf_layout import text_of

    check_size(path, LARGEST_PACKAGE)
    with _ONE_AT_A_TIME:
        pages = _pages(path)
    _check_text(pages, path)
    text = text_of(without_furniture(pages))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    yield Record(None, text, source=Source(path.name, digest, ""))


def _pages(path: Path) -> list["Page"]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, error, raw) from error
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise BadInput(
                ngettext(
                    "{file} has {count} page, more than the {limit} that can be read; split it",
                    "{file} has {count} pages, more than the {limit} that can be read; split it",
                    count,
                    file=path,
                    limit=MOST_PAGES,
                )
            )
        return [_page(document, number, path) for number in range(count)]
    finally:
        document.close()


def _page(document: Any, number: int, path: Path) -> "Page":
    import pypdfium2
    from pypdfium2 import raw

    from annotator.formats.pdf_lines import page_of

    try:
        page = document[number]
        try:
            return page_of(page, raw)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise BadInput(
            _("{file}, page {number}: the page is damaged ({reason}); print the file to a new PDF and import that",
              file=path, number=number + 1, reason=one_line(error))
        ) from error  # fmt: skip


def _refusal(path: Path, error: Any, raw: Any) -> BadInput:
    if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return BadInput(_("{file} is locked with a password; save it without one and import that", file=path))
    return BadInput(
        _("{file} is damaged, or no PDF; open it in the program that made it and save it again", file=path)
    )


def _check_text(pages: list["Page"], path: Path) -> None:
    characters = Counter(char for page in pages for piece in page.pieces for char in piece.text)
    total = sum(count for char, count in characters.items() if not char.isspace())
    if total < _FEWEST * max(1, len(pages)):
        raise BadInput(
            ngettext(
                "{file} has {count} page with next to no text: it is a scan, or its letters are drawn; put it "
                "through text recognition (OCR) and import the result",
                "{file} has {count} pages with next to no text: it is a scan, or its letters are drawn; put it "
                "through text recognition (OCR) and import the result",
                len(pages),
                file=path,
            )
        )
    unknown = sum(count for char, count in characters.items() if char == "\ufffd" or _nameless(char))
    if unknown > _UNKNOWN * total:
        raise BadInput(
            _("{file}: its fonts do not say which characters they draw; put it through text recognition (OCR), or get "
              "it as a Word document", file=path)
        )  # fmt: skip


def _nameless(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn", "Cc")


FORMAT = Format(
    name="pdf",
    description=N_(
        "PDF: read without marks (where it has a text layer), written with them, for reading and printing"
    ),
    suffixes=(".pdf",),
    recognise=lambda head: head.startswith(b"%PDF-"),
    single=True,
    carries=frozenset(FEATURES),
    reader=read,
    writer=pdf_write.write,
    reread=pdf_write.reread,
    reads_texts=True,
    folder_without=".pdf",
    hint=N_("A file holds all documents; a name without .pdf makes a folder with a file for each."),
)
