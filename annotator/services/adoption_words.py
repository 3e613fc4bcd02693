"""What an import left out, in words."""

from annotator.i18n import N_, _
from annotator.services.adoption import ATTRIBUTE, HANGING, LABEL, RELATION, VALUE, LeftOut

KINDS = {
    LABEL: N_("{count} marks “{name}”"),
    RELATION: N_("{count} relations “{name}”"),
    HANGING: N_("{count} relations “{name}” of marks that were left out"),
    ATTRIBUTE: N_("{count} values of the attribute {name}"),
    VALUE: N_("{count} times the value {name}"),
}


def left_out_in_words(left: LeftOut) -> list[str]:
    """A part of a sentence for each thing that was left out, the most first."""
    return [_(KINDS[kind], name=name, count=f"{count:,}") for (kind, name), count in left.most_common()]
