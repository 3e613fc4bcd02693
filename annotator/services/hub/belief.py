"""What of a hub's rows may be believed: others have written them, and nobody has proved them as a file is proved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, get_origin

from annotator.domain.assignment import Assignment
from annotator.domain.change import Entity
from annotator.domain.document import Document, LedgerEntry, Section, Source
from annotator.domain.errors import InvalidSchema
from annotator.domain.history import Histories, Key, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting
from annotator.domain.span import Span
from annotator.domain.status import STATES, Status
from annotator.domain.verdict import CHOICES, CONFIDENCES, Verdict
from annotator.store import forms
from annotator.team.hub_rows import Row

Texts = Mapping[str, str]
# What a form that is none makes.
MISSHAPEN = (KeyError, IndexError, TypeError, ValueError, AttributeError, InvalidSchema)
_CLASSES = {kind: cls for cls, kind in forms.KINDS.items()}
_GREATEST = 2**31  # of all numbers here
_MADE_OF: dict[Any, type] = {Mapping: dict}  # what JSON makes of a type


def histories_of(rows: Iterable[Row], texts: Texts) -> Histories:
    """The states of all things that the rows of one document speak of, as far as they may be believed.

    Of a document that nobody has put there, that is nothing.
    """
    rows = list(rows)
    found: Histories = {}
    owners: dict[Key, str] = {}
    for row in rows:
        try:
            states = list(_states(row, texts))
        except MISSHAPEN:
            continue
        for key, state in states:
            if owners.setdefault(key, row.layer) == row.layer:  # the first one has it
                found.setdefault(key, []).append(state)
    if rows and rows[0].document and not any(key[0] is Document for key in found):
        return {}
    _drop_displaced(found)
    return found


def layer_of(entity: Entity) -> str:
    """Whose a thing is; '' for what is everybody's."""
    return "" if isinstance(entity, Document | LabelSchema | Setting | Assignment) else entity.layer


def _states(row: Row, texts: Texts) -> Iterator[tuple[Key, Entity | None]]:
    for before, after in forms.loads(row.changes):
        key = _CLASSES[row.kind], forms.key_of(row.kind, before if after is None else after)
        state = None
        if after is not None:
            state = forms.from_form(row.kind, after, row.document, texts.__getitem__)
            _doubt(state, row)
        yield key, state


def _doubt(state: Entity, row: Row) -> None:
    """Raises ValueError for what our tables would not take, or what is not of the row's document and layer."""
    _doubt_types(state)
    if layer_of(state) != row.layer or forms.document_of(state) != row.document:
        raise ValueError("of another layer or document")
    match state:
        case Span():
            if not (0 <= state.start < state.end and state.label and state.id):
                raise ValueError("no place")
        case Status() if state.state not in STATES:
            raise ValueError("no state")
        case Verdict():
            if state.choice not in CHOICES or state.confidence not in CONFIDENCES:
                raise ValueError("no decision")
            if any(type(name) is not str for name in (*state.taken, *state.candidates, *state.gold)):
                raise ValueError("no names")
        case Document():
            for part in (state.source, *state.source.ledger, *state.outline):
                _doubt_types(part)


def _doubt_types(thing: Any) -> None:
    """Raises ValueError where a field is not of its type, or a number no offset; what may be anything may."""
    if isinstance(thing, LabelSchema):
        return  # it has been taken apart with care
    values_of, types, numbers_of = _EXPECTED[type(thing)]
    if tuple(map(type, values_of(thing))) != types:
        raise ValueError("of other types")
    if not all(0 <= number < _GREATEST for number in numbers_of(thing)):
        raise ValueError("no offset")


def _expected(
    cls: Any,
) -> tuple[Callable[[Any], Sequence[Any]], tuple[type, ...], Callable[[Any], Sequence[int]]]:
    types: dict[str, Any] = {
        field.name: _MADE_OF.get(origin := get_origin(field.type) or field.type, origin)
        for field in fields(cls)
        if field.type is not Any
    }
    numbers = [name for name, made_of in types.items() if made_of is int]
    return _values(list(types)), tuple(types.values()), _values(numbers)


def _values(names: Sequence[str]) -> Callable[[Any], Sequence[Any]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda thing: [getattr(thing, name) for name in names]


def _drop_displaced(found: Histories) -> None:
    """Take out marks whose words are not at their place in the text: whoever owns them has not heard of the new one."""
    document = next((last(states) for key, states in found.items() if key[0] is Document), None)
    if not isinstance(document, Document):
        return
    for key, states in list(found.items()):
        span = states[-1]
        if isinstance(span, Span) and document.text[span.start : span.end] != span.text:
            del found[key]


_EXPECTED = {
    cls: _expected(cls) for cls in [*forms.KINDS, Source, Section, LedgerEntry] if cls is not LabelSchema
}
