"""Correcting a text that has marks: a new version of the document, every span re-anchored or put to a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path

from annotator import formats
from annotator.domain.change import Change, Step
from annotator.domain.document import Document, Source, digest_of, normalise_newlines
from annotator.domain.errors import BadInput, Conflict, InvalidSpan
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span, check_bounds
from annotator.i18n import _, ngettext
from annotator.services import annotate
from annotator.services.prefill import prefill
from annotator.services.project import Project, short
from annotator.services.reading import read_over
from annotator.text.outline import outline
from annotator.text.reanchor import reanchor

Stretch = tuple[int, int]  # of the new text, code points
Decisions = Mapping[str, Stretch | None]  # by span id: where it stands now, or None to remove it


@dataclass(frozen=True, slots=True)
class Case:
    """A span that a person decides about. `before` and `after` are its quote and what `proposed` would make of it.

    `clash` says that it would overlap another span of its label, which the label schema does not allow.
    """

    span: Span
    proposed: Stretch | None
    before: str
    after: str
    clash: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new text means for the spans of all layers; nothing of it is written yet.

    `moved` are spans as they will stand, with the quote that they had; those that stay where they are, are not
    among them. `standing` are all spans that the plan was made for, as they stand.
    """

    before: Document
    after: Document
    moved: tuple[Span, ...]
    cases: tuple[Case, ...]
    standing: tuple[Span, ...]


def plan(project: Project, document: Document, new_text: str, *, source: Source | None = None) -> Revision:
    """Find out where the spans of all layers stand in a new text. Writes nothing.

    The metadata stay, and so does the source unless a new one is given: its ledger tells of the import that made
    version 1. Raises BadInput for a text that is empty, unchanged or in the project already, Conflict when
    `document` is not the version that stands.
    """
    after = _next_version(project, document, new_text, source)
    with project.store.snapshot():
        if project.document(document.id).version != document.version:
            raise Conflict(_("this text has been corrected meanwhile; open the document again"))
        standing = tuple(project.spans(document.id))
    places = reanchor(document.text, after.text, [(span.start, span.end) for span in standing])
    stretches = {
        span.id: None if place is None else (place.start, place.end)
        for span, place in zip(standing, places, strict=True)
    }
    clashing = {span.id for pair in _clashes(standing, stretches, project.schema) for span in pair}
    moved, cases = [], []
    for span, place in zip(standing, places, strict=True):
        if place is None or not place.exact or span.id in clashing:
            quote = after.text[place.start : place.end] if place else ""
            cases.append(Case(span, stretches[span.id], span.text, quote, span.id in clashing))
        elif (place.start, place.end) != (span.start, span.end):
            # The same words: whoever marked them last did so when it says.
            moved.append(replace(span, start=place.start, end=place.end))
    return Revision(document, after, tuple(moved), tuple(cases), standing)


def read_again(file: Path) -> tuple[str, Source]:
    """The text of a file that holds one, read and cleaned as on import, and its source. Raises BadInput."""
    record, *more = [*islice(formats.read(file), 2), None]
    if isinstance(record, formats.Standoff) or record is None or len(more) > 1:
        raise BadInput(_("{file} does not hold exactly one text; choose a file that does", file=file))
    read_over(record)
    return record.text, record.source


def undecided(revision: Revision, decisions: Decisions) -> list[Case]:
    """The cases that nobody has decided."""
    return [case for case in revision.cases if case.span.id not in decisions]


def clashes(revision: Revision, decisions: Decisions, schema: LabelSchema) -> list[tuple[Span, Span]]:
    """Pairs of spans of one layer and label that would come to overlap, though the schema does not allow it.

    Pairs that overlap already are none of this revision's business. Undecided cases do not count.
    """
    return _clashes(revision.standing, _stretches(revision, decisions), schema)


def apply(project: Project, revision: Revision, decisions: Decisions) -> Step:
    """Write the new version, the moved spans and what was decided, in one step: one undo takes it all back.

    A decided span keeps its attributes, but for those that still are what its words said by themselves. Raises
    InvalidSpan while a case is undecided or spans would clash, Conflict when the document or one of its spans has
    been changed since the plan was made; then nothing is written.
    """
    if waiting := undecided(revision, decisions):
        raise InvalidSpan(
            ngettext(
                "{count} mark is not decided yet: “{quote}”; nothing was changed",
                "{count} marks are not decided yet, the first is “{quote}”; nothing was changed",
                len(waiting),
                quote=short(waiting[0].before),
            )
        )
    if pairs := clashes(revision, decisions, project.schema):
        one, other = pairs[0]
        raise InvalidSpan(
            _("“{one}” and “{other}” would overlap, both marked as {label}; nothing was changed",
              one=short(one.text), other=short(other.text), label=one.label)
        )  # fmt: skip
    decided = [_decided(revision, case.span, stretch, project.schema)
               for case in revision.cases if (stretch := decisions[case.span.id]) is not None]  # fmt: skip
    dropped = [case.span for case in revision.cases if decisions[case.span.id] is None]

    def changes() -> Iterator[Change]:  # read inside the transaction: nobody can come in between
        if tuple(project.spans(revision.before.id)) != revision.standing:
            raise Conflict(
                _("the marks of this document have been changed meanwhile; compare the texts again")
            )
        yield Change(revision.before, revision.after)
        now = {span.id: span for span in (*revision.moved, *decided)}
        yield from (
            Change(span, now[span.id]) for span in revision.standing if now.get(span.id, span) != span
        )
        yield from annotate.remove(
            dropped, [link for span in dropped for link in project.store.relations_of_span(span.id)]
        )

    return project.commit(
        changes(), _("correct the text of “{title}”", title=short(revision.before.title, 24))
    )


def _next_version(project: Project, document: Document, new_text: str, source: Source | None) -> Document:
    text = normalise_newlines(new_text)
    if not text.strip():
        raise BadInput(_("the corrected text is empty; remove the document instead"))
    if text == document.text:
        raise BadInput(_("the text is as it was; there is nothing to correct"))
    try:
        digest = digest_of(text)
    except UnicodeEncodeError as error:
        raise BadInput(
            _(
                "character {number} of the corrected text is half a character; delete it",
                number=error.start + 1,
            )
        ) from error
    if (known := project.store.id_by_digest(digest)) is not None:
        raise BadInput(_("the project has this very text already, as document “{id}”", id=known))
    return replace(
        document, text=text, digest=digest, outline=outline(text), version=document.version + 1,
        source=source or document.source,
    )  # fmt: skip


def _decided(revision: Revision, span: Span, stretch: Stretch, schema: LabelSchema) -> Span:
    text = revision.after.text
    check_bounds(*stretch, len(text))
    if text[slice(*stretch)] == span.text:
        return replace(span, start=stretch[0], end=stretch[1])
    moved = span.moved(*stretch, text)
    label = schema.by_name.get(span.label)
    if label is None:  # a label of an older schema may be gone
        return moved
    said = prefill(revision.before, span.start, span.end, label)
    says = prefill(revision.after, *stretch, label)
    kept = {name: value for name, value in span.attrs.items() if name not in said or said[name] != value}
    own = kept.keys() | (said.keys() - span.attrs.keys())  # what a person wrote, or took out
    return replace(moved, attrs={**kept, **{name: says[name] for name in says if name not in own}})


def _stretches(revision: Revision, decisions: Decisions) -> dict[str, Stretch | None]:
    moved = {span.id: (span.start, span.end) for span in revision.moved}
    cases = {case.span.id: decisions.get(case.span.id) for case in revision.cases}
    return {
        span.id: cases[span.id] if span.id in cases else moved.get(span.id, (span.start, span.end))
        for span in revision.standing
    }


def _clashes(
    standing: tuple[Span, ...], stretches: Mapping[str, Stretch | None], schema: LabelSchema
) -> list[tuple[Span, Span]]:
    """Neighbours of one layer and label that overlap in `stretches` and did not before."""
    pairs = []
    for (_layer, label), group in groupby(sorted(standing, key=_kind), _kind):
        known = schema.by_name.get(label)
        if known is None or known.overlap:
            continue
        placed = sorted(
            ((at, span) for span in group if (at := stretches[span.id])), key=lambda item: item[0]
        )
        open_: list[tuple[Stretch, Span]] = []
        for at, span in placed:
            open_ = [item for item in open_ if item[0][1] > at[0]]
            pairs += [(other, span) for _at, other in open_ if not _overlap(other, span)]
            open_.append((at, span))
    return pairs


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _kind(span: Span) -> tuple[str, str]:
    return span.layer, span.label
