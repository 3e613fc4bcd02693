"""The spans that a reviewer makes instead of what the layers have: moved, relabelled, added, taken away."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.schema import LabelSchema
from annotator.services.cases import attributes_of
from annotator.services.gold_rule import Draft
from annotator.ui.review.versions import Version

Words = Callable[[str, int], tuple[int, int]]


def begin_with(versions: Sequence[Version]) -> tuple[Draft, ...]:
    """Where an edit begins: what most layers have, the first of those; never nothing where somebody has something."""
    saying = [version for version in versions if not version.is_empty]
    if not saying:
        return ()
    most = max(saying, key=lambda version: len(version.layers))
    return tuple(Draft(span.start, span.end, span.label, attributes_of(span)) for span in most.spans)


class Editing:
    """Drafts over one text; `at` is the number of the one that keys change. Offsets are code points."""

    def __init__(self, text: str, drafts: Sequence[Draft], schema: LabelSchema, words: Words) -> None:
        self.text = text
        self.drafts = list(drafts)
        self.at = 0
        self._schema = schema
        self._words = words

    @property
    def current(self) -> Draft | None:
        return self.drafts[self.at] if self.at < len(self.drafts) else None

    def quote(self, draft: Draft) -> str:
        return self.text[draft.start : draft.end]

    def move(self, edge: str, direction: int, *, by_word: bool) -> None:
        """Move the `start` or `end` of the current draft; at least one character stays."""
        if (draft := self.current) is None:
            return
        step = self._word_step if by_word else self._character_step
        if edge == "start":
            self._put(replace(draft, start=min(step(draft.start, direction), draft.end - 1)))
        else:
            self._put(replace(draft, end=max(step(draft.end, direction), draft.start + 1)))

    def relabel(self, name: str) -> None:
        """Another label; attributes that it knows stay."""
        if (draft := self.current) is not None:
            label = self._schema.label(name)
            kept = {key: value for key, value in draft.attrs.items() if label.attribute(key) is not None}
            self._put(replace(draft, label=name, attrs=kept if name != draft.label else dict(draft.attrs)))

    def set_attribute(self, name: str, value: Any) -> None:
        if (draft := self.current) is not None:
            attrs = {**draft.attrs, name: value}
            self._put(replace(draft, attrs={key: each for key, each in attrs.items() if each is not None}))

    def add(self, start: int, end: int, name: str) -> None:
        """Another draft, which is the current one then."""
        self.drafts.append(Draft(start, end, name, {}))
        self.drafts.sort(key=lambda draft: draft.place)
        self.at = next(at for at, draft in enumerate(self.drafts) if draft.place == (start, end, name))

    def remove(self) -> None:
        """Take the current draft away."""
        if self.current is not None:
            del self.drafts[self.at]
            self.at = max(0, min(self.at, len(self.drafts) - 1))

    def step(self, direction: int) -> None:
        if self.drafts:
            self.at = (self.at + direction) % len(self.drafts)

    def _put(self, draft: Draft) -> None:
        self.drafts[self.at] = draft

    def _word_step(self, position: int, direction: int) -> int:
        if direction > 0:
            return self._words(self.text, position)[1] if position < len(self.text) else position
        return self._words(self.text, position - 1)[0] if position > 0 else 0

    def _character_step(self, position: int, direction: int) -> int:
        return min(max(position + direction, 0), len(self.text))
