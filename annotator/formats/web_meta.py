"""What a web page says about its document: the meta tags of government sites, its title, where it was saved from."""

import re
from typing import Any

from annotator.formats.metadata import KNOWN, keys_for

# The names that the State Council's standard for government sites gives (GB/T 33482 and its guide), and common ones.
_NAMES = {
    "articletitle": "title", "og:title": "title", "pubdate": "published", "publishdate": "published",
    "firstpublishedtime": "published", "article:published_time": "published", "contentsource": "content_source",
    "source": "content_source", "sitename": "site", "og:site_name": "site", "columnname": "column",
    "url": "source_url", "og:url": "source_url",
}  # fmt: skip
_KEPT = frozenset((*KNOWN, "content_source", "site", "column"))
_DATE = re.compile(r"([12][0-9]{3})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})")
_BODY = re.compile(r"(?:政府|[厅厛局委部院办處处署所会會站]|办公室|委员会|委員會)$")
_SAVED_FROM = re.compile(r"saved from url=\([0-9]{1,5}\)(https?://[^\s<>\"]{4,2000})", re.IGNORECASE)
_TITLE_END = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]{1,40}$")
_LONGEST = 300  # characters of a value


def meta_of(root: Any, source: str, location: str) -> dict[str, str]:
    """The document's metadata; `source` is the page's beginning as text, `location` where an archive had it from."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip()
        key = _NAMES.get(name.casefold()) or keys_for([name])[name]
        value = " ".join((element.get("content") or "").split())
        if key in _KEPT and 0 < len(value) <= _LONGEST:
            found.setdefault(key, value)
    if not found.get("title"):
        found["title"] = _title(root)
    if date := _DATE.search(found.get("published", "")):
        found["published"] = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
    if _BODY.search(found.get("content_source", "")):
        found.setdefault("issuer", found["content_source"])
    if address := _address(root, source, location):
        found["source_url"] = address
    return {key: value for key, value in found.items() if value}


def _title(root: Any) -> str:
    """The only first heading, else the page's title without the site's name."""
    heads = [" ".join("".join(element.itertext()).split()) for element in root.iter("h1")]
    heads = [head for head in heads if 4 <= len(head) <= _LONGEST]
    if len(heads) == 1:
        return heads[0]
    given = next((" ".join((element.text or "").split()) for element in root.iter("title")), "")
    shorter = _TITLE_END.sub("", given)
    return (shorter if len(shorter) >= 6 else given)[:_LONGEST]


def _address(root: Any, source: str, location: str) -> str:
    """Where the page came from: the archive's word, the page's own, or the comment that a browser left."""
    links = (e.get("href") or "" for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical")
    saved = _SAVED_FROM.search(source)
    metas = (
        e.get("content") or ""
        for e in root.iter("meta")
        if (e.get("name") or e.get("property") or "").lower() in ("og:url", "url")
    )
    candidates = (location, *links, saved[1] if saved else "", *metas)
    return next((c for c in candidates if re.match(r"https?://[^\s]{4,2000}$", c)), "")
