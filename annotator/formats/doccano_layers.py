"""doccano's JSON lines, a file for each layer, as doccano itself gives one for each member of a project."""

from annotator.formats import doccano
from annotator.formats.by_layer import by_layer
from annotator.i18n import N_

FORMAT = by_layer(
    doccano.FORMAT,
    lambda part, options, _whole: doccano.line(part, options),
    name="doccano-layers",
    description=N_("doccano: a folder with a file for each layer"),
)
