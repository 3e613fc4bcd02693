"""How kinds, states, roles and choices are called and drawn in the windows of review."""

from collections.abc import Iterable

from annotator.domain.schema import Attribute, LabelSchema
from annotator.domain.verdict import Verdict
from annotator.i18n import N_, _, language, ngettext, shown_moment
from annotator.services.project import short

KINDS = {
    "boundary": N_("Boundary"),
    "missing": N_("Missing"),
    "extra": N_("Extra"),
    "attribute": N_("Attribute"),
    "label": N_("Label"),
    "split": N_("Split"),
    "relation": N_("Link"),
    "gone": N_("Nothing left"),
    "agreed": N_("Agreed"),
}
# A second channel beside the words, readable without any colour.
GLYPHS = {
    "boundary": "↔", "missing": "−", "extra": "+", "attribute": "=", "label": "≠", "split": "÷", "relation": "→",
    "gone": "∅", "agreed": "✓",
}  # fmt: skip
STATES = {
    "open": N_("open"),
    "reopened": N_("reopened"),
    "skipped": N_("skipped"),
    "decided": N_("decided"),
    "agreed": N_("by the rule"),
}
STATE_GLYPHS = {"open": "", "reopened": "↻", "skipped": "»", "decided": "✓", "agreed": "✓"}
ROLES = {
    "header": N_("Header"),
    "achievements": N_("Achievements"),
    "problems": N_("Problems"),
    "plans": N_("Plans"),
    "other": N_("Other sections"),
}
CONFIDENCES = {"": N_("not said"), "sure": N_("sure"), "unsure": N_("unsure")}
SHOWN = 18  # characters of a quote in a sentence


def kind_name(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


def role_name(role: str) -> str:
    return _(ROLES[role]) if role in ROLES else role


def label_name(schema: LabelSchema, name: str) -> str:
    label = schema.by_name.get(name)
    return label.display(language()) if label else name


def attribute_name(schema: LabelSchema, label: str, name: str) -> str:
    """What an attribute is called by its label, else by another one: of two versions only one may have it."""
    labels = (label, *(each.name for each in schema.labels))
    known = next((found for each in labels if (found := _attribute(schema, each, name))), None)
    return (known.names.get(language()[:2]) if known else None) or name


def value_name(schema: LabelSchema, label: str, name: str, value: object) -> str:
    """A value as people read it; a dash where it is not given."""
    if value is None:
        return "–"
    if value is True:
        return _("yes")
    known = _attribute(schema, label, name)
    return (known.choice_names.get(str(value), {}).get(language()[:2]) if known else None) or str(value)


def decision_of(verdict: Verdict, names: dict[str, str]) -> str:
    """A decision in a few words; `names` are what the layers are called at present."""
    if verdict.choice == "agreed":
        return _("by the rule: {rule}", rule=_rule(verdict.rule))
    if verdict.choice == "both":
        return _("all of them taken")
    if verdict.choice == "neither":
        return _("nobody is right")
    if verdict.choice == "edit":
        return _("edited by the reviewer")
    return _("version of {names} taken", names=joined(names.get(layer, layer) for layer in verdict.taken))


def who_and_when(verdict: Verdict) -> str:
    parts = [verdict.reviewer, shown_moment(verdict.at), verdict.reason, verdict.note]
    if verdict.confidence:
        parts.append(_(CONFIDENCES[verdict.confidence]))
    return " · ".join(part for part in parts if part)


def joined(names: Iterable[str]) -> str:
    return _(", ").join(names)


def quoted(text: str) -> str:
    return short(text, SHOWN)


def _rule(told: str) -> str:
    """A rule as a verdict states it, in words: `unanimous` or `2 of 3`."""
    least, _of, layers = told.partition(" of ")
    if not layers.isdecimal():
        return _("all layers have it")
    return ngettext(
        "at least {least} of {count} layer has it",
        "at least {least} of {count} layers have it",
        int(layers),
        least=least,
    )


def _attribute(schema: LabelSchema, label: str, name: str) -> Attribute | None:
    known = schema.by_name.get(label)
    return known.attribute(name) if known else None
