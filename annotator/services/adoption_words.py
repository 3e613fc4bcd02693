"""What an import left out, in words."""

from annotator.i18n import NN_, ngettext
from annotator.services.adoption import ATTRIBUTE, HANGING, LABEL, RELATION, VALUE, LeftOut

KINDS = {
    LABEL: NN_("{count:,} mark “{name}”", "{count:,} marks “{name}”"),
    RELATION: NN_("{count:,} relation “{name}”", "{count:,} relations “{name}”"),
    HANGING: NN_(
        "{count:,} relation “{name}” of marks that were left out",
        "{count:,} relations “{name}” of marks that were left out",
    ),
    ATTRIBUTE: NN_("{count:,} value of the attribute {name}", "{count:,} values of the attribute {name}"),
    VALUE: NN_("{count:,} time the value {name}", "{count:,} times the value {name}"),
}


def left_out_in_words(left: LeftOut) -> list[str]:
    """A part of a sentence for each thing that was left out, the most first."""
    return [ngettext(*KINDS[kind], count, name=name) for (kind, name), count in left.most_common()]
