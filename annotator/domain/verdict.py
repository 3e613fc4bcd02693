"""What was decided about a place that several annotators have marked, or where they differ."""

from dataclasses import dataclass

from annotator.domain.span import GOLD

CHOICES = ("take", "both", "neither", "edit", "agreed")
CONFIDENCES = ("", "sure", "unsure")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision of one case, and the spans of the gold layer that it stands for.

    `case` is the fingerprint of the candidates: when an annotator changes one of them it fits no case any more, so
    that the case is open again. `choice` is `take` (of the layers in `taken`), `both`, `neither` (nobody is right),
    `edit` (the reviewer's own boundaries or label) or `agreed` (no person decided: the layers agree by `rule`,
    `unanimous` or `k of n`). `start` and `end` are the stretch that the candidates cover, in code points.
    """

    id: str
    doc_id: str
    case: str
    kind: str
    choice: str
    start: int
    end: int
    label: str = ""
    taken: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()  # span ids
    gold: tuple[str, ...] = ()  # span ids
    reviewer: str = ""
    at: str = ""
    reason: str = ""  # of the group's own list
    note: str = ""
    confidence: str = ""
    rule: str = ""
    schema_version: int = 1
    layer: str = GOLD

    @property
    def key(self) -> str:
        return self.id
