"""What an import left out, in words."""

from annotator.i18n import N_
from annotator.services.adoption import ATTRIBUTE, HANGING, LABEL, RELATION, VALUE

KINDS = {
    LABEL: N_("{count} marks “{name}”"),
    RELATION: N_("{count} relations “{name}”"),
    HANGING: N_("{count} relations “{name}” of marks that were left out"),
    ATTRIBUTE: N_("{count} values of the attribute {name}"),
    VALUE: N_("{count} times the value {name}"),
}
