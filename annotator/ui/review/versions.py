"""What a case comes down to: its distinct versions, with what they share and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import orjson

from annotator.domain.schema import LabelSchema
from annotator.domain.span import Relation, Span
from annotator.services.cases import Case, attributes_of

# In all versions, in this one alone or in some, in others but not in this one, in none.
Kind = Literal["common", "own", "absent", "gap"]
_EDGE = 16  # characters of a long common part that are shown at either end
ELISION = "…"
SEAM = "┃"  # between two spans that touch


class Piece(NamedTuple):
    text: str
    kind: Kind


@dataclass(frozen=True)
class Version:
    """What one or several layers have in a case; `names` are what these are called here."""

    layers: tuple[str, ...]
    names: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    links: tuple[Relation, ...] = ()
    notes: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether these layers say that there is nothing (in a case about a link: no link)."""
        return not self.links and not self.spans

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(span.label for span in self.spans))

    def attributes(self) -> dict[str, tuple[Any, ...]]:
        """Attribute → its values, one for each span that has it."""
        found: dict[str, tuple[Any, ...]] = {}
        for span in self.spans:
            for name, value in attributes_of(span).items():
                found[name] = (*found.get(name, ()), value)
        return found


def versions_of(case: Case, order: Sequence[tuple[str, str]]) -> list[Version]:
    """The distinct versions in the order of the layers; `order` has each layer with the name to show."""
    found: dict[bytes, list[tuple[str, str]]] = {}
    for layer, name in order:
        if layer in case.candidates:
            found.setdefault(_said(case, layer), []).append((layer, name))
    made = []
    for who in found.values():
        layers = tuple(layer for layer, _name in who)
        links = case.links.get(layers[0], ())
        shown = case.candidates[layers[0]] if links or not case.links else ()
        notes = tuple(
            (name, span.note) for layer, name in who for span in case.candidates[layer] if span.note
        )
        made.append(Version(layers, tuple(name for _layer, name in who), shown, links, notes))
    return made


def pieces(case: Case, version: Version | None, versions: Sequence[Version]) -> list[Piece]:
    """The words of a case, in pieces: what a version has of them; without one, what any version has."""
    spans = [span for each in versions for span in each.spans if span.doc_id == case.document]
    spans = spans or [span for span in case.spans if span.doc_id == case.document]
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    saying = [each for each in versions if not each.is_empty]
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        if version is not None and _touch_at(version, start):
            found.append(Piece(SEAM, "own"))
        text = next((span.text[start - span.start : end - span.start] for span in spans
                     if span.start <= start and end <= span.end), ELISION)  # fmt: skip
        _add(found, Piece(text, _kind(start, end, version, saying)))
    return [piece for piece in found if piece.text]


def shortened(found: Iterable[Piece], edge: int = _EDGE) -> list[Piece]:
    """The same with the middles of long common parts left out: the difference must be seen at a glance.

    `edge` characters are left at either end; the first part keeps only its end. The last one is left to whoever
    draws it, who knows how much room there is, unless it is very long.
    """
    parts = list(found)
    made = []
    for at, piece in enumerate(parts):
        text = piece.text
        last = at + 1 == len(parts)
        if piece.kind in ("common", "gap") and len(text) > 3 * (_EDGE if last else edge) and len(parts) > 1:
            first = text[: _EDGE if last else edge] if at > 0 else ""
            text = first + ELISION + ("" if last else text[-edge:])
        made.append(Piece(text, piece.kind))
    return made


def can_take_all(versions: Sequence[Version], schema: LabelSchema) -> bool:
    """Whether what all layers have can stand in gold together: no two spans of one label overlap, none is described
    in two ways.
    """
    attributes: dict[tuple[int, int, str], dict[str, Any]] = {}
    for span in (span for each in versions for span in each.spans):
        if attributes.setdefault((span.start, span.end, span.label), attributes_of(span)) != attributes_of(
            span
        ):
            return False
    places = attributes.keys()
    in_order = sorted(places, key=lambda place: (place[2], place[0], place[1]))
    return not any(
        label == other and end > start and not _may_overlap(schema, label)
        for (_at, end, label), (start, _stop, other) in pairwise(in_order)
    )


def differing(versions: Sequence[Version]) -> tuple[str, ...]:
    """The attributes whose values are not the same in all versions that say something."""
    said = [each.attributes() for each in versions if not each.is_empty]
    names = dict.fromkeys(name for each in said for name in each)
    return tuple(name for name in names if len({repr(each.get(name)) for each in said}) > 1)


def differ(case: Case, layers: Sequence[str]) -> bool:
    """Whether some of these layers do not say the same in a case; a layer with no say in it does not count."""
    voices = case.voices
    return len({voices[layer] for layer in layers if layer in voices}) > 1


def _said(case: Case, layer: str) -> bytes:
    if case.links:
        return orjson.dumps(sorted(link.type for link in case.links[layer]))
    told = [[span.start, span.end, span.label, attributes_of(span)] for span in case.candidates[layer]]
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def _kind(start: int, end: int, version: Version | None, saying: Sequence[Version]) -> Kind:
    having = [each for each in saying if _covers(each, start, end)]
    if not having:
        return "gap"
    if version is not None and not _covers(version, start, end):
        return "absent"
    return "common" if len(having) == len(saying) else "own"


def _covers(version: Version, start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in version.spans)


def _touch_at(version: Version, position: int) -> bool:
    """Whether one span of a version ends where another begins."""
    starts = any(span.start == position for span in version.spans)
    return starts and any(span.end == position for span in version.spans)


def _add(found: list[Piece], piece: Piece) -> None:
    if found and found[-1].kind == piece.kind and SEAM not in (found[-1].text, piece.text):
        found[-1] = Piece(found[-1].text + piece.text, piece.kind)
    else:
        found.append(piece)


def _may_overlap(schema: LabelSchema, label: str) -> bool:
    known = schema.by_name.get(label)
    return known is not None and known.overlap
