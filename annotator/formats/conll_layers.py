"""CoNLL columns, a file for each layer: spans of different layers do not get in each other's way."""

from annotator.formats import conll
from annotator.formats.by_layer import by_layer
from annotator.i18n import N_

FORMAT = by_layer(
    conll.FORMAT,
    conll.block,
    expect=conll.expected,
    name="conll-layers",
    description=N_("CoNLL columns: a folder with a file for each layer"),
)
