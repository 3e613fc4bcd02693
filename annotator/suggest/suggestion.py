"""What an engine proposes: a stretch of a document, a label, attributes, how sure it is, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.i18n import Plural, spoken


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is proposed: a sentence to be translated (see `annotator.i18n`), and what stands in its braces."""

    sentence: str | Plural
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return spoken(self.sentence, **self.fields)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A span that somebody may take over. Code points, end-exclusive; `score` is the engine's probability, 0 to 1."""

    doc_id: str
    start: int
    end: int
    label: str
    attrs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    score: float = 1.0
    engine: str = ""
    reason: Reason = field(default=Reason(""), hash=False)

    @property
    def place(self) -> tuple[int, int, str]:
        """What makes two suggestions the same: start, end, label."""
        return self.start, self.end, self.label
