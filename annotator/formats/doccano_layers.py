"""doccano's JSON lines, a file for each layer, as doccano itself gives one for each member of a project."""

from annotator.formats import doccano
from annotator.formats.by_layer import by_layer
from annotator.i18n import N_

FORMAT = by_layer(
    doccano.FORMAT,
    doccano.line,
    name="doccano-layers",
    description=N_("doccano: a folder with a file for each layer"),
)
