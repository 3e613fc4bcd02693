"""Word documents (docx): paragraphs, tables, text boxes and notes as text, numbering as it is seen.

Source: ECMA-376 part 1. Word shows what is neither in the text nor kept: headers and footers, pictures, comments,
the table of contents (Word makes it from the headings). Tracked changes are read as if they were accepted.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import docx_write
from annotator.formats.format import FEATURES, Format, ReadOptions
from annotator.formats.hostile import Package, package, packed_with
from annotator.formats.record import Record
from annotator.i18n import N_, _


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """The one document of a Word file, a line a paragraph or row of a table; notes stand at the end.

    Raises BadInput for a file that is damaged, encrypted, too large, no Word document, or without text.
    """
    from annotator.formats.docx_body import Body

    with package(path) as parts:
        body = Body(parts, path)
        text = "\n".join(body.lines())
        title = _title(parts)
    if not text.strip():
        raise BadInput(
            _("{file} holds no text; if its pages are pictures, put them through text recognition (OCR) first",
              file=path)
        )  # fmt: skip
    meta = {"title": title} if _is_a_title(title, text) else {}
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    yield Record(None, text, meta, source=Source(path.name, digest, "utf-8"))


def _title(parts: Package) -> str:
    """The title in the document's properties."""
    from annotator.formats.docx_xml import first

    root = parts.xml(parts.related().get("core-properties", "docProps/core.xml"))
    found = first(root, "title")
    return " ".join(found.text.split()) if found is not None and found.text else ""


def _is_a_title(title: str, text: str) -> bool:
    """Properties are often left from the document that served as a template: only what heads the text counts."""
    bare = re.sub(r"\s", "", title)
    return len(bare) >= 6 and bare in re.sub(r"\s", "", text[:2000])


FORMAT = Format(
    name="docx",
    description=N_("Word document (docx): read without marks, written with them as comments"),
    suffixes=(".docx", ".docm", ".dotx"),
    recognise=lambda head: packed_with(head, b"word/"),
    single=True,
    carries=frozenset(FEATURES),
    reader=read,
    writer=docx_write.write,
    reread=docx_write.reread,
    expect=docx_write.expect,
    reads_texts=True,
    folder_without=".docx",
    hint=N_("A file holds all documents; a name without .docx makes a folder with a file for each."),
)
