"""Everything that is wrong with a label schema while somebody edits it, each sentence with its place. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain import colour
from annotator.domain.schema import PATTERNS, UNITS, Attribute, Label, LabelSchema, RelationType
from annotator.i18n import N_, _, language, listed

Place = tuple[str | int, ...]
"""Where: `("labels", 0, "key")`, `("labels", 0, "attributes", 1, "choices")`, `("relations", 0, "heads")` …"""

_VISIONS = {
    colour.PROTAN: N_("without red cones"),
    colour.DEUTAN: N_("without green cones"),
    colour.TRITAN: N_("without blue cones"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about one field. A `grave` one stands in the way of saving."""

    place: Place
    sentence: str
    grave: bool = True


def first_grave(schema: LabelSchema) -> Problem | None:
    """The first problem that makes a schema unusable, whatever it lies on."""
    found = [
        *_labels(schema.labels),
        *_keys(schema.labels, {}),
        *_relations(schema),
        *_attributes(("document_labels",), schema.document_labels),
    ]
    return next((problem for problem in found if problem.grave), None)


def problems(
    schema: LabelSchema, grounds: tuple[str, str], taken_keys: Mapping[str, str] | None = None
) -> list[Problem]:
    """All problems, by place; empty is a clean bill.

    `grounds` are the backgrounds that labels lie on, light and dark. `taken_keys`: keys that actions other than
    labels have (in the same spelling as the labels' keys, upper case) → what the action is called.
    """
    return [
        *_labels(schema.labels),
        *_keys(schema.labels, taken_keys or {}),
        *_colors(schema.labels, grounds),
        *_relations(schema),
        *_attributes(("document_labels",), schema.document_labels),
    ]


def _labels(labels: Sequence[Label]) -> Iterator[Problem]:
    if not labels:
        yield Problem(("labels",), _("a label schema needs at least one label"))
    yield from _names(("labels",), labels)
    for at, label in enumerate(labels):
        if label.unit not in UNITS:
            yield Problem(
                ("labels", at, "unit"),
                _("unit “{unit}” is none of {known}", unit=label.unit, known=listed(UNITS)),
            )
        if label.pattern not in PATTERNS:
            yield Problem(
                ("labels", at, "pattern"),
                _("pattern “{pattern}” is none of {known}", pattern=label.pattern, known=listed(PATTERNS)),
            )
        if not label.definition.strip():
            yield Problem(
                ("labels", at, "definition"), _("without a definition, annotators will guess"), grave=False
            )
        yield from _attributes(("labels", at, "attributes"), label.attributes)


def _keys(labels: Sequence[Label], taken: Mapping[str, str]) -> Iterator[Problem]:
    users: dict[str, list[Label]] = {}
    for label in labels:
        if label.key:
            users.setdefault(label.key.upper(), []).append(label)
    for at, label in enumerate(labels):
        others = [each for each in users.get(label.key.upper(), ()) if each is not label]
        if others:
            sentence = _(
                "the key {key} marks {label}, too", key=label.key, label=others[0].display(language())
            )
            yield Problem(("labels", at, "key"), sentence)
        elif label.key.upper() in taken:
            yield Problem(
                ("labels", at, "key"),
                _("the key {key} is “{action}” in the text; the label takes it away",
                  key=label.key, action=taken[label.key.upper()]),
                grave=False,
            )  # fmt: skip


def _colors(labels: Sequence[Label], grounds: tuple[str, str]) -> Iterator[Problem]:
    for field, ground in zip(("color", "color_dark"), grounds, strict=True):
        colors = [getattr(label, field) for label in labels]
        for at, color in enumerate(colors):
            place = ("labels", at, field)
            if not colour.is_colour(color):
                yield Problem(place, _("“{color}” is no colour like #0072B2", color=color))
            elif (ratio := colour.contrast(color, ground)) < colour.NON_TEXT:
                yield Problem(
                    place,
                    _("contrast {ratio} : 1 is too faint; lines need {least} : 1 (WCAG 2.2)",
                      ratio=f"{ratio:.1f}", least=f"{colour.NON_TEXT:.0f}"),
                    grave=False,
                )  # fmt: skip
            elif sentence := _alike(labels, colors, at):
                yield Problem(place, sentence, grave=False)


def _alike(labels: Sequence[Label], colors: Sequence[str], at: int) -> str:
    """A sentence where a label with the same line has a colour that some people cannot tell from this one."""
    for other, color in enumerate(colors):
        if other == at or not colour.is_colour(color) or labels[other].pattern != labels[at].pattern:
            continue
        close = [kind for kind in colour.VISIONS if colour.distance(colors[at], color, kind) < colour.ALIKE]
        name = labels[other].display(language())
        if colour.NORMAL in close:
            return _("looks like {label}; choose another colour or line", label=name)
        if close:
            return _("{people}, this looks like {label}; choose another colour or line",
                     people=listed(_(_VISIONS[kind]) for kind in close).capitalize(), label=name)  # fmt: skip
    return ""


def _attributes(place: Place, attributes: Sequence[Attribute]) -> Iterator[Problem]:
    yield from _names(place, attributes)
    for at, attribute in enumerate(attributes):
        if attribute.type != "choice":
            continue
        here = (*place, at, "choices")
        if not attribute.choices:
            yield Problem(here, _("a choice needs at least one value"))
        elif any(not choice.strip() for choice in attribute.choices):
            yield Problem(here, _("a value is empty"))
        elif twice := _twice(attribute.choices):
            yield Problem(here, _("the value “{value}” is there twice", value=twice))


def _relations(schema: LabelSchema) -> Iterator[Problem]:
    yield from _names(("relations",), schema.relations)
    for at, relation in enumerate(schema.relations):
        for field, ends in (("heads", relation.heads), ("tails", relation.tails)):
            if unknown := [end for end in ends if end not in schema.by_name]:
                yield Problem(("relations", at, field), _("there is no label “{name}”", name=unknown[0]))
            elif not ends:
                yield Problem(("relations", at, field), _("tick at least one label"), grave=False)


def _names(place: Place, entries: Sequence[Label | Attribute | RelationType]) -> Iterator[Problem]:
    twice = {name for name, count in Counter(each.name for each in entries).items() if count > 1}
    for at, each in enumerate(entries):
        here = (*place, at, "name")
        if not each.name.strip():
            yield Problem(here, _("a name in files is needed"))
        elif each.name in twice:
            yield Problem(here, _("the name “{name}” is there twice", name=each.name))


def _twice(values: Iterable[str]) -> str:
    return next((value for value, count in Counter(values).items() if count > 1), "")
