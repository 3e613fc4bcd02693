"""A corpus as gamma takes it: one continuum a document."""

from annotator.agreement.corpus import Corpus
from annotator.agreement.gamma_continuum import Continuum, Unit


def continua_of(corpus: Corpus) -> list[Continuum]:
    """The documents that two layers or more have finished; a layer that marked nothing there has no units."""
    bounds = corpus.bounds.tolist()
    found = []
    for at, finished in enumerate(corpus.assigned):
        if finished.sum() < 2:
            continue
        marked: dict[str, list[Unit]] = {
            name: [] for name, is_there in zip(corpus.layers, finished, strict=True) if is_there
        }
        for span in range(bounds[at], bounds[at + 1]):
            unit = Unit(float(corpus.start[span]), float(corpus.end[span]), corpus.labels[corpus.label[span]])
            marked[corpus.layers[corpus.layer[span]]].append(unit)
        found.append(Continuum(marked, float(corpus.lengths[at])))
    return found
