"""Marks from one version of a text to another."""

from collections.abc import Iterable
from dataclasses import replace

from annotator.domain.change import Entity
from annotator.domain.errors import Conflict
from annotator.domain.span import Span
from annotator.domain.verdict import Verdict
from annotator.i18n import _
from annotator.text.reanchor import reanchor


class Shift:
    """Moves what has a place in the text `old` to where the same words stand in `new`.

    `entities` are all that may be asked for: a text is compared once, for all of them.
    """

    def __init__(self, old: str, new: str, entities: Iterable[Entity | None]) -> None:
        self._old = old
        places = sorted({(one.start, one.end) for one in entities if isinstance(one, Span | Verdict)})
        self._places = dict(zip(places, reanchor(old, new, places), strict=True))

    def move(self, entity: Entity) -> Entity | None:
        """The entity in the new text, None where its words have changed; what has no place stays as it is."""
        if not isinstance(entity, Span | Verdict):
            return entity
        place = self._places[entity.start, entity.end]
        if place is None or not place.exact:
            return None
        return replace(entity, start=place.start, end=place.end)

    def moved(self, entity: Entity) -> Entity:
        """As `move`. Raises Conflict where the words have changed."""
        moved = self.move(entity)
        if moved is None:
            assert isinstance(entity, Span | Verdict)
            raise Conflict(
                _("the text of document “{id}” cannot be taken from the file: “{quote}”, marked by {layer}, does not "
                  "stand in it; nothing was merged. Correct the text in this project first, then merge again",
                  id=entity.doc_id, quote=self._old[entity.start : entity.end][:20], layer=entity.layer)
            )  # fmt: skip
        return moved
