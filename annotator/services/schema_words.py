"""What a change of the label schema does, in sentences, and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.domain import how_many
from annotator.domain.schema import LabelSchema
from annotator.i18n import NN_, _, language, listed, ngettext
from annotator.services.schema_change import (
    CLASH,
    CLASH_KEPT,
    LINKS,
    LINKS_LOST,
    NOTES,
    NOTES_LOST,
    RELABELLED,
    REMOVED,
    VALUES,
    VALUES_LOST,
    Effect,
    Effects,
)

_SENTENCES = {
    RELABELLED: NN_("{count:,} mark of “{old}” becomes “{new}”", "{count:,} marks of “{old}” become “{new}”"),
    REMOVED: NN_("{count:,} mark of “{old}” is removed", "{count:,} marks of “{old}” are removed"),
    VALUES: NN_(
        "{count:,} mark of “{label}”: {old} becomes {new}",
        "{count:,} marks of “{label}”: {old} becomes {new}",
    ),
    VALUES_LOST: NN_(
        "{count:,} mark of “{label}” loses the value of {old}",
        "{count:,} marks of “{label}” lose the value of {old}",
    ),
    CLASH: NN_(
        "{count:,} mark of “{old}” is removed, since a longer one covers the same words",
        "{count:,} marks of “{old}” are removed, since a longer one covers the same words",
    ),
    CLASH_KEPT: NN_(
        "{count:,} mark of “{old}” overlaps another of the label, and stays",
        "{count:,} marks of “{old}” overlap another of the label, and stay",
    ),
    LINKS: NN_("{count:,} link “{old}” becomes “{new}”", "{count:,} links “{old}” become “{new}”"),
    LINKS_LOST: NN_(
        "{count:,} link “{old}” is removed: its marks go, or the link does not fit them any more",
        "{count:,} links “{old}” are removed: their marks go, or the link does not fit them any more",
    ),
    NOTES: NN_(
        "{count:,} document label “{old}” becomes “{new}”, or gets another value",
        "{count:,} document labels “{old}” become “{new}”, or get another value",
    ),
    NOTES_LOST: NN_(
        "{count:,} document label “{old}” is removed", "{count:,} document labels “{old}” are removed"
    ),
}


def lines(effects: Effects, old: LabelSchema, new: LabelSchema) -> list[str]:
    """A sentence for each effect: how many, in how many documents, of whom."""
    return [line(effect, old, new) for effect in effects.effects]


def line(effect: Effect, old: LabelSchema, new: LabelSchema) -> str:
    """One effect, such as “12 marks of “举措” become “措施” (3 documents; li 8, wang 4)”."""
    of_new = effect.kind in (CLASH, CLASH_KEPT)
    before = _named(effect, effect.old, new if of_new else old)
    after = _named(effect, effect.new or "", new)
    if before == after and effect.old != effect.new:  # only the name in files is another one
        before, after = effect.old, effect.new or ""
    sentence = ngettext(
        *_SENTENCES[effect.kind],
        effect.count,
        label=_name(old, effect.label),
        old=before,
        new=after,
    )
    who = listed(f"{layer} {count:,}" for layer, count in sorted(effect.layers.items()))
    if effect.documents:
        where = how_many.documents(len(effect.documents))
        who = listed((where, who), clauses=True)
    return _("{sentence} ({where})", sentence=sentence, where=who)


def headline(effects: Effects, annotator: str) -> Iterator[str]:
    """What everybody should know first: how much, and that it touches what others have marked."""
    total = sum(effects.spans.values())
    if not total:
        yield _("No mark changes.")
    else:
        yield ngettext("{count:,} mark in {documents} changes.", "{count:,} marks in {documents} change.", total,
                       documents=how_many.documents(effects.documents))  # fmt: skip
    if others := effects.of_others(annotator):
        who = listed(f"{layer} {count:,}" for layer, count in others.items())
        yield _("This touches the layers of others: {who}. It is one step, which you can undo.", who=who)
    if effects.verdicts:
        yield ngettext(
            "{count:,} decision of the review goes along.",
            "{count:,} decisions of the review go along.",
            effects.verdicts,
        )


def to_dict(effects: Effects) -> dict[str, Any]:
    """For `--json`."""
    return {
        "differences": list(effects.words),
        "spans": dict(effects.spans),
        "documents": effects.documents,
        "decisions": effects.verdicts,
        "effects": [
            {
                "kind": effect.kind,
                "label": effect.label,
                "old": effect.old,
                "new": effect.new,
                "count": effect.count,
                "documents": len(effect.documents),
                "layers": dict(sorted(effect.layers.items())),
            }
            for effect in effects.effects
        ],
    }


def _named(effect: Effect, name: str, schema: LabelSchema) -> str:
    """A label, attribute, link or document label as people call it."""
    if effect.kind in (RELABELLED, REMOVED, CLASH, CLASH_KEPT):
        return _name(schema, name)
    if effect.kind in (VALUES, VALUES_LOST):
        return _value(schema, effect.label, name)
    among: Mapping[str, Any] = {
        each.name: each
        for each in (schema.relations if effect.kind in (LINKS, LINKS_LOST) else schema.document_labels)
    }
    return among[name].display(language()) if name in among else name


def _value(schema: LabelSchema, label: str, told: str) -> str:
    name, colon, value = told.partition(": ")
    known = schema.by_name.get(label)
    attribute = known.attribute(name) if known else None
    if attribute is None:
        return f"“{told}”"
    shown = (
        f"{attribute.display(language())}{colon}{attribute.display_value(value, language()) if value else ''}"
    )
    return f"“{shown}”"


def _name(schema: LabelSchema, name: str) -> str:
    label = schema.by_name.get(name)
    return label.display(language()) if label else name
