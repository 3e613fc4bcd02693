"""Pictures of labels by section and by year, and of document lengths."""

from collections.abc import Callable

from annotator.domain import how_many
from annotator.domain.schema import LabelSchema
from annotator.i18n import _, ngettext
from annotator.services.agreement_notes import as_heading
from annotator.services.overview.labels import ByGroup, Group, Lengths
from annotator.services.overview.words import label_name, label_tint, role_name, year_name
from annotator.services.pictures.axes import short_number
from annotator.services.pictures.columns import Amount, Bars, Panel, columns, grouped_bars
from annotator.services.pictures.picture import Picture
from annotator.services.pictures.table import Column, Row, Table, number


def roles(numbers: ByGroup, schema: LabelSchema, *, relative: bool, width: float) -> Picture:
    """Bars of all labels, a group a kind of section."""
    groups = [
        Bars(
            ngettext("{section} · {count:,} character", "{section} · {count:,} characters", group.characters,
                     section=as_heading(role_name(group.name))),
            tuple(
                (
                    label_name(schema, name),
                    label_tint(schema, name),
                    _amount(numbers, group, at, role_name(group.name), schema, relative, {"role": group.name}),
                )
                for at, name in enumerate(numbers.labels)
            ),
        )
        for group in numbers.groups
    ]  # fmt: skip
    return grouped_bars(_("Labels by kind of section"), groups, width=width)


def years(numbers: ByGroup, schema: LabelSchema, *, relative: bool, width: float) -> Picture:
    """Columns over years, a panel a label."""
    panels = [
        Panel(
            label_name(schema, name),
            label_tint(schema, name),
            tuple(
                _amount(numbers, group, at, year_name(group.name), schema, relative, {"year": group.name})
                for group in numbers.groups
            ),
        )
        for at, name in enumerate(numbers.labels)
    ]
    names = [year_name(group.name) for group in numbers.groups]
    return columns(_("Labels by year"), names, panels, width=width)


def role_table(numbers: ByGroup, schema: LabelSchema) -> Table:
    return _table(_("Labels by kind of section"), _("Section"), role_name, numbers, schema)


def year_table(numbers: ByGroup, schema: LabelSchema) -> Table:
    return _table(_("Labels by year"), _("Year"), year_name, numbers, schema)


def _table(
    title: str, head: str, named: Callable[[str], str], numbers: ByGroup, schema: LabelSchema
) -> Table:
    """Counts, and counts in a thousand characters of the documents that the layer has begun."""
    rows = []
    for group in numbers.groups:
        relative = (group.per_thousand(at) for at in range(len(numbers.labels)))
        counted = (group.all_documents, group.documents, group.characters)
        rows.append(Row((named(group.name), *counted, *group.counts, *relative)))
    names = [label_name(schema, name) for name in numbers.labels]
    columns_ = (
        Column(head, figure=False),
        Column(_("Documents")),
        Column(_("Begun")),
        Column(_("Characters")),
        *(Column(name) for name in names),
        *(Column(_("{label} per 1,000 characters", label=name)) for name in names),
    )
    return Table(title, columns_, tuple(rows))


def lengths(numbers: Lengths, *, width: float) -> Picture:
    """A histogram of document lengths."""
    amounts = tuple(
        Amount(
            each.count, f"{each.count:,}" if each.count else "",
            ngettext("{low} to {high} characters: {count:,} document", "{low} to {high} characters: {count:,} documents",
                     each.count, low=f"{each.low:,}", high=f"{each.high - 1:,}"),
            about={"chars": (each.low, each.high)} if each.count else {},
        )
        for each in numbers.bins
    )  # fmt: skip
    edges = [short_number(each.low) for each in numbers.bins] + [short_number(numbers.bins[-1].high)]
    panel = Panel("", "accent", amounts)
    return columns(_("Document lengths"), edges, [panel], width=width, height=240, between=True)


def length_sentence(numbers: Lengths) -> str:
    """The summary in words."""
    low, middle, high = (f"{each:,.0f}" for each in numbers.quartiles)
    return _(
        "{documents}, {characters}; half are between {low} and {high} long, the middle one "
        "{middle}; the shortest {shortest}, the longest {longest}.",
        documents=how_many.documents(numbers.documents), characters=how_many.characters(numbers.characters),
        low=low, high=high, middle=middle,
        shortest=f"{numbers.shortest:,}", longest=f"{numbers.longest:,}",
    )  # fmt: skip


def length_table(numbers: Lengths) -> Table:
    rows = tuple(Row((each.low, each.high - 1, each.count)) for each in numbers.bins)
    columns_ = (Column(_("Characters from")), Column(_("Characters to")), Column(_("Documents")))
    return Table(_("Document lengths"), columns_, rows)


def _amount(
    numbers: ByGroup, group: Group, at: int, where: str, schema: LabelSchema, relative: bool,
    about: dict[str, str],
) -> Amount:  # fmt: skip
    count, share = group.counts[at], group.per_thousand(at)
    label = label_name(schema, numbers.labels[at])
    name = ngettext(
        "{label}, {where}: {count:,} mark",
        "{label}, {where}: {count:,} marks",
        count,
        label=label,
        where=where,
    )
    hint = ngettext(
        "{share} in 1,000 characters; {begun} of {count:,} document begun",
        "{share} in 1,000 characters; {begun} of {count:,} documents begun",
        group.all_documents,
        share=number(share, 2),
        begun=f"{group.documents:,}",
    )
    if not group.documents:
        return Amount(None, "–", f"{label}, {where}: –", hint)
    if not relative:
        value, text = float(count), f"{count:,}"
    else:
        value, text = share or 0.0, number(share, 2)
    return Amount(value, text, name, hint, {**about, "label": numbers.labels[at]} if count else {})


def begun_note() -> str:
    """What a dash means, and what rates are taken of."""
    return _("Only documents that this layer has begun are counted; a dash stands where it has begun none.")
