"""The overview as parts of a page or PDF, in the order of the window's views."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from annotator.domain import how_many
from annotator.i18n import _, listed, ngettext
from annotator.services.overview import label_view, metric_view, progress_view, together_view
from annotator.services.overview.overview import Overview
from annotator.services.overview.words import issuer_name, label_name, layer_name, year_name
from annotator.services.pictures.part import Part

WIDTH = 720.0
PANELS_WIDTH = 900.0  # three beside each other
ROWS = 2_000  # of values in a page


@dataclass(frozen=True)
class Kept:
    """What a report is made of; `project` is a name for people, `made` when."""

    overview: Overview
    project: str
    made: datetime


def title_of(kept: Kept) -> str:
    return _("Overview: {project}", project=kept.project)


def subtitle_of(kept: Kept) -> str:
    """Which layer, how much, when, and what was left out."""
    scoped = kept.overview.scoped
    scope, schema = scoped.scope, scoped.corpus.schema
    told = [
        _("Marks of {layer}", layer=layer_name(scoped.layer)),
        how_many.documents(len(scoped.heads)),
        how_many.marks(len(scoped.rows)),
    ]
    for chosen, name in ((scope.issuers, issuer_name), (scope.years, year_name)):
        if chosen is not None:
            told.append(listed(map(name, chosen)))
    if scope.labels is not None:
        told.append(listed(label_name(schema, label) for label in scope.labels))
    return " · ".join([*told, kept.made.strftime("%Y-%m-%d %H:%M")])


def parts_of(kept: Kept) -> Iterator[Part]:
    """All views; what there is nothing of says so in a sentence."""
    found = kept.overview
    yield progress_part(found)
    yield from label_parts(found)
    yield from together_parts(found)
    yield metric_part(found)
    yield length_part(found)


def progress_part(found: Overview) -> Part:
    layer = found.scoped.layer
    pictures = [progress_view.states(found.progress, width=WIDTH)]
    if progress_view.has_course(found.progress, done=True):
        pictures.append(progress_view.done_over_time(found.progress, layer, width=WIDTH))
    if progress_view.has_course(found.progress, done=False):
        pictures.append(progress_view.marks_over_time(found.progress, layer, width=WIDTH))
    return Part(_("Progress"), (), tuple(pictures), progress_view.table(found.progress))


def label_parts(found: Overview) -> Iterator[Part]:
    schema = found.scoped.corpus.schema
    picture = label_view.roles(found.by_role, schema, relative=False, width=WIDTH)
    table = label_view.role_table(found.by_role, schema)
    yield Part(table.title, (section_note(), label_view.begun_note()), (picture,), table)
    picture = label_view.years(found.by_year, schema, relative=False, width=WIDTH)
    table = label_view.year_table(found.by_year, schema)
    yield Part(table.title, (label_view.begun_note(),), (picture,), table)


def together_parts(found: Overview) -> Iterator[Part]:
    schema = found.scoped.corpus.schema
    for unit, numbers in found.together.items():
        title = _("Labels in one paragraph") if unit == "paragraph" else _("Labels in one section")
        if not numbers.units:
            yield Part(title, (_("Nothing is marked there."),))
            continue
        pictures = (
            together_view.pairs(numbers, schema, width=WIDTH),
            together_view.combinations(numbers, schema, width=WIDTH),
        )
        yield Part(title, outside_note(numbers.outside), pictures, together_view.pair_table(numbers, schema))
    if found.linked:
        links = tuple(together_view.links(each, schema, width=WIDTH) for each in found.linked)
        yield Part(_("Links"), (), links)


def metric_part(found: Overview) -> Part:
    numbers, schema = found.indicators, found.scoped.corpus.schema
    if not numbers.found:
        return Part(_("Indicators"), (_("No mark has a value and an indicator."),))
    picture = metric_view.most_spoken_of(numbers, schema, width=PANELS_WIDTH)
    sentences = [metric_view.reading_note(), metric_view.left_out(numbers)]
    if numbers.values > ROWS:
        sentences.append(
            ngettext(
                "The table has the first {shown} of {count:,} value; the CSV has all.",
                "The table has the first {shown} of {count:,} values; the CSV has all.",
                numbers.values,
                shown=f"{ROWS:,}",
            )
        )
    table = metric_view.table(numbers, most=ROWS)
    return Part(_("Indicators"), tuple(filter(None, sentences)), (picture,), table)


def length_part(found: Overview) -> Part:
    if not found.lengths.documents:
        return Part(_("Document lengths"), (_("There are no documents here."),))
    picture = label_view.lengths(found.lengths, width=WIDTH)
    sentence = label_view.length_sentence(found.lengths)
    return Part(_("Document lengths"), (sentence,), (picture,), label_view.length_table(found.lengths))


def section_note() -> str:
    return _("A mark belongs to the innermost section that it begins in.")


def outside_note(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        ngettext(
            "{count:,} mark lies in no section and is left out here.",
            "{count:,} marks lie in no section and are left out here.",
            count,
        ),
    )
