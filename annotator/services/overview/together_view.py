"""Pictures of what stands together: labels in one paragraph or section, combinations, links."""

from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.overview.together import Linked, Together
from annotator.services.overview.words import label_name, relation_name
from annotator.services.pictures.columns import Amount, Bars, grouped_bars
from annotator.services.pictures.matrix import Square, matrix
from annotator.services.pictures.picture import Picture
from annotator.services.pictures.table import Column, Row, Table

_COMBINATIONS = 12


def pairs(numbers: Together, schema: LabelSchema, *, width: float) -> Picture:
    """The lower half of a matrix of labels: how many paragraphs or sections have both."""
    names = [label_name(schema, name) for name in numbers.labels]
    most = max((count for row in numbers.counts for count in row), default=0)
    squares = [
        [
            _square(numbers, names, down, across, most) if across <= down else None
            for across in range(len(names))
        ]
        for down in range(len(names))
    ]
    title = (
        _("Paragraphs with both labels") if numbers.unit == "paragraph" else _("Sections with both labels")
    )
    return matrix(title, names, names, squares, width=width, legend=("0", f"{most:,}") if most else None)


def combinations(numbers: Together, schema: LabelSchema, *, width: float) -> Picture:
    """Bars: exactly which labels stand in a paragraph or section, the most frequent first."""
    rows = []
    for labels, count in numbers.combinations[:_COMBINATIONS]:
        name = " + ".join(label_name(schema, label) for label in labels)
        share = _("{percent} % of those with marks", percent=f"{100 * count / numbers.units:.1f}")
        about = {"together": (numbers.unit, labels), "only": True}
        rows.append((name, "accent", Amount(count, f"{count:,}", f"{name}: {count:,}", share, about)))
    _other, title = titles(numbers.unit)
    return grouped_bars(title, [Bars("", tuple(rows))], width=width)


def links(numbers: Linked, schema: LabelSchema, *, width: float) -> Picture:
    """A matrix: from which label (rows) to which (columns) links of one type lead; labels without any are left out."""
    rows = [at for at, row in enumerate(numbers.counts) if any(row)]
    columns = [at for at in range(len(numbers.labels)) if any(row[at] for row in numbers.counts)]
    names = [label_name(schema, name) for name in numbers.labels]
    most = max(count for row in numbers.counts for count in row)
    squares = []
    for down in rows:
        line = []
        for across in columns:
            count = numbers.counts[down][across]
            name = f"{names[down]} → {names[across]}: {count:,}"
            link = (numbers.type, numbers.labels[down], numbers.labels[across])
            line.append(Square(f"{count:,}", count / most, name, "", {"link": link} if count else {}))
        squares.append(line)
    heads, tails = [names[at] for at in rows], [names[at] for at in columns]
    return matrix(
        link_title(numbers, schema),
        heads,
        tails,
        squares,
        width=width,
        legend=None,
        row_title=_("from"),
        column_title=_("to"),
    )


def titles(unit: str) -> tuple[str, str]:
    """What the two pictures of a unit are called."""
    if unit == "paragraph":
        return _("Paragraphs with both labels"), _("Exactly these labels in a paragraph")
    return _("Sections with both labels"), _("Exactly these labels in a section")


def link_title(numbers: Linked, schema: LabelSchema) -> str:
    return _("Links: {type}", type=relation_name(schema, numbers.type))


def combination_table(numbers: Together, schema: LabelSchema) -> Table:
    """Every combination that occurs."""
    rows = [
        Row((" + ".join(label_name(schema, label) for label in labels), count))
        for labels, count in numbers.combinations
    ]
    unit = _("Paragraphs") if numbers.unit == "paragraph" else _("Sections")
    return Table(titles(numbers.unit)[1], (Column(_("Labels"), figure=False), Column(unit)), tuple(rows))


def link_table(numbers: Linked, schema: LabelSchema) -> Table:
    """Every pair of labels that links of a type join."""
    rows = [
        Row((label_name(schema, head), label_name(schema, tail), count))
        for head, row in zip(numbers.labels, numbers.counts, strict=True)
        for tail, count in zip(numbers.labels, row, strict=True)
        if count
    ]
    columns = (Column(_("from"), figure=False), Column(_("to"), figure=False), Column(_("Links")))
    return Table(link_title(numbers, schema), columns, tuple(rows))


def pair_table(numbers: Together, schema: LabelSchema) -> Table:
    """Every pair once, and every label by itself."""
    rows = [
        Row((label_name(schema, one), label_name(schema, other), numbers.counts[down][across]))
        for down, one in enumerate(numbers.labels)
        for across, other in enumerate(numbers.labels[: down + 1])
    ]
    unit = _("Paragraphs") if numbers.unit == "paragraph" else _("Sections")
    columns = (Column(_("Label"), figure=False), Column(_("With"), figure=False), Column(unit))
    return Table(_("Labels together"), columns, tuple(rows))


def _square(numbers: Together, names: list[str], down: int, across: int, most: int) -> Square:
    count = numbers.counts[down][across]
    own, other = numbers.counts[down][down], numbers.counts[across][across]
    if down == across:
        name = f"{names[down]}: {count:,}"
        hint = _("with this label at all")
    else:
        name = f"{names[down]} + {names[across]}: {count:,}"
        hint = "\n".join(
            _("{percent} % of those with {label}", percent=f"{100 * count / whole:.0f}", label=names[at])
            for at, whole in ((down, own), (across, other))
            if whole
        )
    labels = tuple(dict.fromkeys((numbers.labels[across], numbers.labels[down])))
    about = {"together": (numbers.unit, labels)} if count else {}
    return Square(f"{count:,}", count / most if most else 0.0, name, hint, about)
