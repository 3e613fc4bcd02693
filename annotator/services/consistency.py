"""Where a layer marks the same words differently: found over a whole project, mended or left with one key each.

What somebody leaves as it is is a setting `consistent:[layer, document, print]`, so that it is logged, undone, merged and
kept like a rejected suggestion. The print is made of the words with their surroundings, of how they are marked and of how
they are marked elsewhere: when either changes, the question comes back.

Finding takes seconds for ten thousand reports: for another thread, with a project of its own there.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from annotator.datasets.consistency import (
    Alike,
    Choices,
    Mark,
    Read,
    Variant,
    Wordings,
    choices,
    majority,
)
from annotator.domain.change import Change
from annotator.domain.document import Document, Section
from annotator.domain.errors import Conflict, InvalidSpan, UserError
from annotator.domain.schema_migration import Migration
from annotator.domain.setting import Setting
from annotator.i18n import _, ngettext
from annotator.services import annotate
from annotator.services.consistent_marks import own_words, same_words, turned, unit_of
from annotator.services.no_collection import no_collection
from annotator.services.project import Progress, Project, short
from annotator.services.renamed_settings import renamed
from annotator.services.role_ranges import role_ranges

HEADING = "heading"
"""The role of what stands in a heading, beside those of sections."""

_CONTEXT = 8
_PREFIX = "consistent:"
Form = list[Any]
"""How words are marked, as JSON: `[exact, [[label, [[attribute, value], …]], …]]`."""


class Stopped(UserError):
    """Somebody stopped the search."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the words: document, code points, how they are marked there; `left`: somebody wants it so."""

    document: str
    start: int
    end: int
    variant: Variant
    left: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The same words in the same role, not marked alike everywhere."""

    words: str
    role: str
    spots: tuple[Spot, ...]
    usual: Variant
    near: bool = False

    @property
    def open(self) -> tuple[Spot, ...]:
        """The spots that are marked otherwise than most, and that nobody has left so."""
        return tuple(spot for spot in self.spots if spot.variant != self.usual and not spot.left)

    def counts(self) -> list[tuple[Variant, int]]:
        """How often each variant is there, the usual one first."""
        found: dict[Variant, int] = {self.usual: 0}
        for spot in self.spots:
            found[spot.variant] = found.get(spot.variant, 0) + 1
        return [
            (self.usual, found.pop(self.usual)),
            *sorted(found.items(), key=lambda item: (-item[1], repr(item[0]))),
        ]


def find(
    project: Project,
    layer: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Group]:
    """What a layer (the annotator's own) marks inconsistently, what is told most often first, near ones last.

    Places without a mark count in the documents that the layer calls done, or, where it calls none so, in those it has
    marks in. Raises Stopped.
    """

    def tick() -> None:
        if cancelled():
            raise Stopped(_("stopped; nothing was changed"))

    layer = layer or project.annotator
    with no_collection(), project.store.snapshot():
        wordings = _learned(project, layer)
        names = []
        total = project.store.document_count()
        for document, read in _reads(project, layer):
            tick()
            names.append(document)
            for unit, known in wordings.items():
                marks = [mark for mark in read.marks if unit_of(mark.label, project.schema) == unit]
                known.look(replace(read, number=len(names) - 1, marks=marks))
            if progress and len(names) % 20 == 0:
                progress(len(names), total)
        groups = [_group(names, one) for known in wordings.values() for one in known.groups(tick)]
    groups = [group for group in _with_left(project, layer, groups) if group.open]
    return sorted(groups, key=lambda one: (one.near, -one.counts()[0][1], -len(one.spots), one.words))


def make_like(
    project: Project, layer: str, group: Group, spots: Sequence[Spot], variant: Variant
) -> list[Spot]:
    """Mark these places of a group as `variant` has it, in one step; those that are to be changed.

    Attributes that belong to their place (figures) stay, or are read from the text. Raises InvalidSpan where `variant`
    has other boundaries than the words, or the schema does not allow it, and Conflict where a text was corrected.
    """
    if not variant.exact:
        raise InvalidSpan(
            _("this place has boundaries of its own, which other places cannot take over; change those there")
        )
    wanted = [spot for spot in spots if spot.variant != variant]
    labels = {label for spot in group.spots for label, _attrs in spot.variant.marks}

    def changes() -> Iterator[Change]:  # read inside the transaction: nobody can come in between
        for spot in wanted:
            document = project.document(spot.document)
            if not same_words(document.text[spot.start : spot.end], group.words):
                raise Conflict(
                    _("the text of this document has been corrected meanwhile; nothing was changed")
                )
            yield from turned(project, document, layer, spot.start, spot.end, variant, labels)

    if len(wanted) == 1:
        title = _("make consistent: “{quote}”", quote=short(group.words))
    else:
        title = ngettext(
            "make consistent in {count} place: “{quote}”",
            "make consistent in {count} places: “{quote}”",
            len(wanted),
            quote=short(group.words),
        )
    project.commit(changes(), title)
    return wanted


def leave(project: Project, layer: str, group: Group, spots: Sequence[Spot]) -> None:
    """Remember that these places are meant to be as they are, in one step."""

    def changes() -> Iterator[Change]:
        for spot in spots:
            document = project.document(spot.document)
            name = _name(layer, spot.document, _print(document, spot, group.usual))
            if project.setting(name) is None:
                said = {"spot": _form(spot.variant), "usual": _form(group.usual)}
                yield Change(None, Setting(name, {"text": document.text[spot.start : spot.end], **said}))

    project.commit(changes(), _("leave as it is: “{quote}”", quote=short(group.words)))


def changed(group: Group, spots: Collection[Spot], variant: Variant | None = None) -> Group:
    """The group after `make_like`, or after `leave` where there is no variant; what is usual is not counted anew."""
    return replace(
        group,
        spots=tuple(
            spot if spot not in spots
            else replace(spot, left=True) if variant is None
            else replace(spot, variant=variant, left=False)
            for spot in group.spots
        ),
    )  # fmt: skip


def _learned(project: Project, layer: str) -> dict[str, Wordings]:
    """What the layer has marked, by the unit of the labels: those of one unit stand for each other."""
    units: dict[str, str] = {}
    quotes: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for _document, _id, _start, _end, label, quote, _attrs in project.store.layer_marks(layer):
        if (unit := units.get(label)) is None:
            unit = units[label] = unit_of(label, project.schema)
        quotes[unit][quote, label] += 1
    found = {unit: Wordings() for unit in quotes}
    for unit, known in found.items():
        known.learn(quotes.pop(unit))
    return found


def _reads(project: Project, layer: str) -> Iterator[tuple[str, Read]]:
    """The documents that the layer has been through or has marks in, with their marks."""
    states = project.store.document_states()
    done = {document for document, by_layer in states.items() if by_layer.get(layer) == "done"}
    schema = project.schema
    rows = groupby(project.store.layer_marks(layer), key=itemgetter(0))
    marked = next(rows, None)
    kept: dict[tuple[str, str], Choices] = {}
    for document in project.store.documents():  # in the order of the marks
        marks: list[Mark] = []
        if marked is not None and marked[0] == document.id:
            for _document, _id, start, end, label, _quote, attrs in marked[1]:
                if (attributes := kept.get((label, attrs))) is None:
                    attributes = kept[label, attrs] = choices(orjson.loads(attrs), label, schema)
                said = own_words(attributes, document.text, start, end)
                marks.append(Mark(start, end, label, said))
            marked = next(rows, None)
        if marks or document.id in done:
            whole = document.id in done if done else True
            yield document.id, Read(0, document.text, marks, _roles(document), whole)


def _roles(document: Document) -> list[tuple[int, int, str]]:
    """Who stands in a heading has that for a role."""
    headings = [_heading(section) for section in document.outline if section.heading]
    roles = [
        (start, end, role)
        for role, ranges in role_ranges(document.outline, len(document.text)).items()
        for start, end in ranges
    ]
    return [*headings, *roles]


def _heading(section: Section) -> tuple[int, int, str]:
    return section.start, section.start + len(section.heading), HEADING


def _group(names: Sequence[str], alike: Alike) -> Group:
    spots = tuple(Spot(names[one.document], one.start, one.end, one.variant) for one in alike.places)
    return Group(alike.words, alike.role, spots, majority(alike.places), alike.near)


def _with_left(project: Project, layer: str, groups: Iterable[Group]) -> Iterator[Group]:
    """The groups with those places noted that somebody wants as they are."""
    prints: defaultdict[str, set[str]] = defaultdict(set)
    start = _PREFIX + orjson.dumps([layer]).decode()[:-1] + ","
    for setting in project.store.settings_beginning(start):
        _layer, document, made = orjson.loads(setting.name.removeprefix(_PREFIX))
        prints[document].add(made)
    texts: dict[str, Document] = {}
    for group in groups:
        if not any(spot.document in prints for spot in group.spots):
            yield group
            continue
        spots = []
        for spot in group.spots:
            if known := prints.get(spot.document):
                if (document := texts.get(spot.document)) is None:
                    document = texts[spot.document] = project.document(spot.document)
                left = _print(document, spot, group.usual) in known
                spots.append(replace(spot, left=left))
            else:
                spots.append(spot)
        yield replace(group, spots=tuple(spots))


def renamed_left(project: Project, migration: Migration) -> Iterator[Change]:
    """What makes places that were left as they are stay so under the new names of labels, attributes and values."""
    standing = list(project.store.settings_beginning(_PREFIX))
    return renamed(standing, _turned(project, standing, migration))


def _turned(
    project: Project, standing: Iterable[Setting], migration: Migration
) -> Iterator[tuple[Setting, Setting]]:
    for setting in standing:
        value = setting.value
        forms = [value.get("spot"), value.get("usual")]
        if None in forms:  # of an annotator that did not note how it was marked
            continue
        new = [_renamed(form, migration) for form in forms]
        layer, identity, made = orjson.loads(setting.name.removeprefix(_PREFIX))
        if None in new or new == forms or not project.store.has_document(identity):
            continue
        text = project.document(identity).text
        for start, end in annotate.occurrences(text, value["text"]):
            if _print_of(text, start, end, forms) == made:
                name = _name(layer, identity, _print_of(text, start, end, new))
                yield setting, Setting(name, {**value, "spot": new[0], "usual": new[1]})
                break


def _renamed(form: Form, migration: Migration) -> Form | None:
    """How words are marked, under the new names; None where that cannot be said."""
    exact, marks = form
    told = {}
    for label, attrs in marks:
        target = migration.labels.get(label, label)
        if target is None or label in migration.splits:
            return None
        new: dict[str, Any] = {}
        for name, value in attrs:
            given = migration.choices.get((label, name, str(value)), value)
            renamed_to = migration.attributes.get((label, name), name)
            if given is None or renamed_to is None:
                return None
            new[renamed_to] = given
        told[repr((target, sorted(new.items())))] = [target, [list(pair) for pair in sorted(new.items())]]
    key = (lambda one: repr((one[0], tuple(map(tuple, one[1]))))) if exact else (lambda one: one[0])
    return [exact, sorted(told.values(), key=key)]


def _form(variant: Variant) -> Form:
    """As JSON gives it back."""
    form: Form = orjson.loads(orjson.dumps([variant.exact, variant.marks]))
    return form


def _print(document: Document, spot: Spot, usual: Variant) -> str:
    return _print_of(document.text, spot.start, spot.end, [_form(spot.variant), _form(usual)])


def _print_of(text: str, start: int, end: int, forms: Iterable[Form | None]) -> str:
    parts = (
        text[max(0, start - _CONTEXT) : start],
        text[start:end],
        text[end : end + _CONTEXT],
        *(orjson.dumps(form).decode() for form in forms),
    )
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _name(layer: str, document: str, made: str) -> str:
    return _PREFIX + orjson.dumps([layer, document, made]).decode()
