"""Web pages (html, mhtml) as browsers save them: the report with its tables, without the site's navigation.

Nothing is ever fetched: neither pictures nor styles, frames or the page's address.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.document import Source, normalise_newlines
from annotator.domain.errors import BadInput
from annotator.formats import web_write
from annotator.formats.format import FEATURES, Format, ReadOptions
from annotator.formats.hostile import LARGEST_PART, check_size
from annotator.formats.metadata import canonical_meta
from annotator.formats.record import Record
from annotator.i18n import N_, _
from annotator.text.encoding import decode

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_PAGE = re.IGNORECASE | re.DOTALL
_HEAD = 8192  # bytes in which the encoding is declared
_ENCODINGS = {  # as browsers take them
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "utf-8": "utf-8", "utf8": "utf-8", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs", "utf-16": "utf-16", "iso-8859-1": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip
_SPOILT = 0.002  # of the characters; real pages have a broken byte now and then
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LEAST = 0.5  # of the running text; where less is visible, a script was to show it


def read(path: Path, _options: ReadOptions) -> Iterator[Record]:
    """The one document of a web page, a line a block or row of a table, with what its meta tags say.

    Raises BadInput for a file that is too large, damaged, or has no text.
    """
    check_size(path, LARGEST_PART)
    data = path.read_bytes()
    page = _unpacked(data, path) if path.suffix.lower() in (".mht", ".mhtml") else _Page(data)
    decoded = _decoded(page, path)
    text, meta = _extracted(decoded.text, page.location, path)
    if not text.strip():
        raise BadInput(
            _("{file} has no text; pages that load it later save none: select all in the browser, copy, and save that",
              file=path)
        )  # fmt: skip
    source = Source(path.name, hashlib.sha256(data).hexdigest(), decoded.encoding)
    yield Record(None, text, canonical_meta(meta, str(path)), source=source, certain=decoded.certain)


def recognise(head: bytes) -> bool:
    """Whether the file begins as a page does, after comments and the like."""
    return (
        re.match(rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html)\b", head, _PAGE)
        is not None
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The bytes of a page, the encoding that its envelope names, and where it was."""

    data: bytes
    charset: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    encoding: str
    certain: bool


def _unpacked(data: bytes, path: Path) -> _Page:
    """The page of a web archive: its first part that is HTML."""
    from email import message_from_bytes

    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                location = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
                return _Page(content, str(part.get_param("charset") or ""), str(location).strip())
    raise BadInput(
        _("{file} is a web archive without a page; open it in the browser and save it again", file=path)
    )


def _decoded(page: _Page, path: Path) -> _Text:
    """By byte order mark, as UTF-8 where that is what it is, as declared, by the look of it."""
    data = page.data
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _try(data, "utf-8-sig")
        if text is not None:
            return _Text(text, "utf-8", True)
        declared = _CHARSET.search(data[:_HEAD])
        names = [page.charset, declared[1].decode() if declared else ""]
        known = [encoding for name in names if (encoding := _ENCODINGS.get(name.lower()))]
        for encoding in known:
            if (text := _try(data, encoding)) is not None and encoding != "cp1252":
                return _Text(text, encoding, True)
        for encoding in known:
            text = data.decode(encoding, "replace")
            if encoding != "cp1252" and text.count("\ufffd") <= _SPOILT * len(text):
                return _Text(text, encoding, False)
    try:
        guess = decode(data)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    return _Text(guess.text, guess.encoding, guess.certain)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _extracted(source: str, location: str, path: Path) -> tuple[str, dict[str, str]]:
    from lxml import etree

    from annotator.formats.web_main import main_part, running_text
    from annotator.formats.web_meta import meta_of
    from annotator.formats.web_text import tag, text_of

    source = normalise_newlines(source).replace("\0", "")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise BadInput(
            _("{file} is no web page; open it in the browser and save it again as HTML", file=path)
        )
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise BadInput(
            _("{file} is nested too deep to be read whole; select all in the browser, copy, and save that as text",
              file=path)
        )  # fmt: skip
    meta = meta_of(root, source[:_HEAD], location)
    body = next(root.iter("body"), root)
    hidden = {e for e in body.iter() if tag(e) and (e.get("hidden") is not None or _hides(e))}
    if hidden and running_text(body, hidden) < _LEAST * running_text(body):
        hidden = set()  # what a script would have shown
    for element in hidden:
        _remove(element)
    whole, navigation = main_part(body, meta.get("title", ""))
    return text_of(whole, navigation), meta


def _hides(element: Any) -> bool:
    return _HIDDEN.search(element.get("style") or "") is not None


def _remove(element: Any) -> None:
    """Take an element out, but not the text that follows it."""
    tail, parent = element.tail, element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


FORMAT = Format(
    name="html",
    description=N_(
        "Web page (html; mhtml is read): read without marks, written with them, for reading and printing"
    ),
    suffixes=(".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    recognise=recognise,
    single=True,
    carries=frozenset(FEATURES),
    reader=read,
    writer=web_write.write,
    reread=web_write.reread,
    expect=web_write.expect,
    reads_texts=True,
    folder_without=".html",
    hint=N_("A file holds all documents; a name without .html makes a folder with a page for each."),
)
