"""The tags of a MedTator file as spans, relations and labels of a record."""

import re
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.brat_config import decoded
from annotator.formats.format import CODE_POINTS, UTF_16
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan
from annotator.i18n import _

FRAGMENTS = "fragments"  # the attribute that keeps the stretches of a span with gaps
NOWHERE = "-1~-1"  # the place of what is said of the whole document

_SPANS = re.compile(r"[0-9]{1,9}~[0-9]{1,9}(?:,[0-9]{1,9}~[0-9]{1,9})*")
_OWN = frozenset(("id", "spans", "text", "comment"))


def take_tags(root: Any, record: Record, where: str, *, labels: bool) -> None:
    """Take the tags into the record; those of the whole document only where `labels` says so. Raises BadInput."""
    record.source = Source(where.rpartition("/")[2], "", "utf-8")
    found = root.find("TAGS")
    tags = [tag for tag in found if isinstance(tag.tag, str)] if found is not None else []
    offsets = Offsets(record.text, _unit([tag for tag in tags if tag.get("spans")], record.text))
    links = [tag for tag in tags if _ends(tag)]
    for tag in (tag for tag in tags if tag not in links):
        if tag.get("spans", NOWHERE) != NOWHERE:
            _take_span(tag, record, offsets, where)
        elif labels:
            value = tag.get("value")
            given = True if value is None else fields.from_text(value)
            record.labels.append(RecordLabel(decoded(tag.tag), given))
    known = {span.id for span in record.spans}
    for tag in links:
        head, *others = _ends(tag)
        for tail in others:
            if head not in known or tail not in known:
                raise BadInput(
                    _("{where}: relation {index} points to a span “{id}” that this document does not have",
                      where=where, index=len(record.relations) + 1, id=tail if head in known else head)
                )  # fmt: skip
            record.relations.append(RecordRelation(None, decoded(tag.tag), head, tail))


def _ends(tag: Any) -> list[str]:
    """The ids that a link names: `xID` beside `xText`."""
    if tag.get("spans"):
        return []
    names = [name[:-2] for name in tag.keys() if name.endswith("ID")]  # noqa: SIM118  not a dictionary
    return [tag.get(f"{name}ID") for name in names if tag.get(f"{name}Text") is not None]


def _take_span(tag: Any, record: Record, offsets: Offsets, where: str) -> None:
    try:
        places = _places(tag.get("spans"), offsets)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error
    start, end = places[0][0], places[-1][1]
    if start == end:  # a mark of no length marks nothing
        return
    quote = tag.get("text")
    text = quote if len(places) == 1 and quote and not _same(quote, record.text[start:end]) else None
    attrs: dict[str, Any] = {FRAGMENTS: [list(place) for place in places]} if len(places) > 1 else {}
    attrs |= {decoded(name): fields.from_text(value) for name, value in tag.items() if name not in _OWN}
    comment = tag.get("comment") or ""
    note = "" if comment == "NA" else str(fields.from_text(comment))
    record.spans.append(
        RecordSpan(tag.get("id") or None, start, end, decoded(tag.tag), text, attrs, None, note)
    )


def _places(spans: str, offsets: Offsets) -> list[tuple[int, int]]:
    if not _SPANS.fullmatch(spans):
        raise BadInput(_("“{spans}” is no place in a text", spans=spans))
    pairs = [[offsets.back(int(number)) for number in part.split("~")] for part in spans.split(",")]
    return sorted((start, end) for start, end in pairs)


def _unit(tags: list[Any], text: str) -> str:
    """Code points where the texts of tags are right in these and not in UTF-16 units; other programs write these."""
    for unit in (UTF_16, CODE_POINTS):
        offsets = Offsets(text, unit)
        if all(_fits(tag, text, offsets) for tag in tags):
            return unit
    return UTF_16


def _fits(tag: Any, text: str, offsets: Offsets) -> bool:
    if tag.get("spans") == NOWHERE:
        return True
    try:
        places = _places(tag.get("spans"), offsets)
    except BadInput:
        return False
    return len(places) > 1 or _same(tag.get("text") or "", text[places[0][0] : places[0][1]])


def _same(quote: str, found: str) -> bool:
    """It writes line breaks in quotes as blanks at times."""
    return " ".join(str(fields.from_text(quote)).split()) == " ".join(found.split())
