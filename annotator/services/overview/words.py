"""What the overview calls things, and the colours of labels."""

from annotator.domain.schema import LabelSchema
from annotator.domain.span import GOLD
from annotator.i18n import N_, _, language
from annotator.services.agreement_notes import ROLE_NAMES
from annotator.services.overview.places import NO_SECTION
from annotator.services.pictures.picture import Tint

_ROLES = {**ROLE_NAMES, NO_SECTION: N_("in no section")}
_OTHER = Tint("#5F6570", "#A2A2A8")  # labels that the schema does not have any more


def layer_name(layer: str) -> str:
    return _("gold") if layer == GOLD else layer


def label_name(schema: LabelSchema, name: str) -> str:
    found = schema.by_name.get(name)
    return found.display(language()) if found else name


def label_tint(schema: LabelSchema, name: str) -> Tint:
    """The label's own colour, on light ground and on dark."""
    found = schema.by_name.get(name)
    return Tint(found.color, found.color_dark) if found else _OTHER


def role_name(role: str) -> str:
    return _(_ROLES[role])


def year_name(year: str) -> str:
    return year or _("no year")


def issuer_name(issuer: str) -> str:
    return issuer or _("no issuer")


def relation_name(schema: LabelSchema, kind: str) -> str:
    found = next((each for each in schema.relations if each.name == kind), None)
    return found.display(language()) if found else kind
