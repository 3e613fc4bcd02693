"""Sentences beside the figures that the report itself does not say: what was measured, how sure it is, what gamma lacks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, NN_, _, language, ngettext, sentences, spoken
from annotator.services.agreement_report.figures import DEFINITIONS, name_of, number
from annotator.text.roles import ACHIEVEMENTS, HEADER, OTHER, PLANS, PROBLEMS

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma
    from annotator.agreement.notes import Note

ROLE_NAMES = {
    HEADER: N_("header"),
    ACHIEVEMENTS: N_("achievements"),
    PROBLEMS: N_("problems"),
    PLANS: N_("plans"),
    OTHER: N_("other sections"),
}
_LEVELS = {"char": N_("character"), "word": N_("word"), "sentence": N_("sentence")}
_REASONS = {
    "no_documents": N_("Gamma is undefined: there is no document that two layers have finished."),
    "too_few_annotators": N_("Gamma is undefined: there is no document that two layers have finished."),
    "nothing_marked": N_("Gamma is undefined: nothing is marked."),
    "no_variation": N_("Gamma is undefined: chance alone would agree as well."),
    "nothing_aligned": N_("Gamma is undefined: no two spans lie near each other."),
    "too_dense": N_("Gamma is undefined: too many spans lie over one another to find the best alignment."),
}
_LEFT_OUT = NN_(
    "Gamma leaves out {undefined} of {count} document, because it is undefined there.",
    "Gamma leaves out {undefined} of {count} documents, because it is undefined there.",
)
_CAT = N_("Gamma-cat is undefined: only one label is used, or no two spans lie near each other. Gamma holds.")


def role_headings() -> dict[str, str]:
    """What each kind of section is called where its name stands by itself."""
    return {role: as_heading(_(name)) for role, name in ROLE_NAMES.items()}


def as_heading(name: str) -> str:
    """A name as it stands by itself: with a capital, where there are any."""
    return name[:1].upper() + name[1:]


def in_words(note: "Note", schema: LabelSchema) -> str:
    """A note of the report with labels, units and figures by the names that people know them by."""
    label, level, figure = (str(note.values.get(name, "")) for name in ("label", "level", "figure"))
    known = schema.by_name.get(label)
    named = {
        "label": known.display(language()) if known is not None else label,
        "level": _(_LEVELS[level]) if level in _LEVELS else level,
        "figure": name_of(figure) if figure in DEFINITIONS else figure,
    }
    return spoken(note.message, **{name: named.get(name, value) for name, value in note.values.items()})


def role_note(roles: Sequence[str] | None) -> str:
    """Which sections were measured."""
    if roles is None:
        return ""
    return _(
        "Only sections of these kinds are measured: {roles}. A span belongs to the section that it begins in.",
        roles=_(", ").join(_(ROLE_NAMES[role]) for role in roles),
    )


def unfinished_note(count: int) -> str:
    """How many documents somebody is still at work in, which is why their word on them does not count."""
    if not count:
        return ""
    return _(
        "Annotators are still at work in {count} of the documents, and what they have marked there is not counted: "
        "say “done” when a document is finished, or count it too (--unfinished).",
        count=count,
    )


def version_note(version: int | None) -> str:
    """Which version of the label schema the marks were made under."""
    return (
        ""
        if version is None
        else _("Only what was marked under version {n} of the labels is counted.", n=version)
    )


def standard_error_note(errors: Mapping[str, float | None]) -> str:
    """The jackknife's standard errors of the headline figures, where there are any."""
    told = [
        f"{name_of(key)} {number(error)}"
        for key in ("f1.exact", "f1.overlap", "alpha.char", "alpha.any")
        if (error := errors.get(key)) is not None
    ]
    return _("Standard errors by the jackknife: {errors}.", errors=_(", ").join(told)) if told else ""


def gamma_note(gamma: "Gamma") -> str:
    """Why gamma or gamma-cat is undefined, or which documents it leaves out."""
    if gamma.value is None:
        return _(_REASONS[str(gamma.reason)])
    missing = sum(each.value is None for each in gamma.documents)
    told = [ngettext(*_LEFT_OUT, len(gamma.documents), undefined=missing)] if missing else []
    if gamma.cat.value is None:
        told.append(_(_CAT))
    return sentences(told)
