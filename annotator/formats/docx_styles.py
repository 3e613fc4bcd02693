"""What a Word style says about the text: its list, whether it hides, whether it is a table of contents."""

import re
from dataclasses import dataclass, field
from typing import Any

from annotator.formats.docx_xml import children, first, switched_on, value

_CONTENTS = re.compile(r"toc(?: ?\d+| heading)|目录 ?\d*", re.IGNORECASE)
_DEEPEST = 20  # styles based on styles


@dataclass(slots=True)
class Styles:
    """The styles of a document by id."""

    root: Any
    _by_id: dict[str, Any] = field(default_factory=dict)
    _default: str = ""

    def __post_init__(self) -> None:
        for style in children(self.root, "style"):
            identity = value(style, None, "styleId")
            self._by_id[identity] = style
            if value(style, None, "type") == "paragraph" and value(style, None, "default") in ("1", "true"):
                self._default = identity

    def list_styles(self) -> dict[str, str]:
        """The list (numId) of each style that has one."""
        lists = ((identity, value(_num(style), "numId")) for identity, style in self._by_id.items())
        return {identity: num for identity, num in lists if num}

    def list_of(self, properties: Any) -> tuple[str, int] | None:
        """The list and depth of a paragraph, from its own properties or its style."""
        own = first(properties, "numPr")
        num, depth = value(own, "numId"), value(own, "ilvl")
        for style in self._chain(value(properties, "pStyle") or self._default):
            given = _num(style)
            num, depth = num or value(given, "numId"), depth or value(given, "ilvl")
        if not num or num == "0":
            return None
        return num, int(depth) if depth.isascii() and depth.isdigit() and len(depth) < 3 else 0

    def hides(self, properties: Any, style_name: str) -> bool:
        """Whether text with these run properties is hidden, by itself or by its style (rStyle or pStyle)."""
        own = first(properties, "vanish")
        if own is not None:
            return switched_on(own)
        for style in self._chain(value(properties, style_name)):
            given = first(first(style, "rPr"), "vanish")
            if given is not None:
                return switched_on(given)
        return False

    def is_contents(self, properties: Any) -> bool:
        """Whether a paragraph belongs to a table of contents, which Word makes from the headings."""
        style = self._by_id.get(value(properties, "pStyle"))
        return style is not None and _CONTENTS.fullmatch(value(style, "name").strip()) is not None

    def _chain(self, identity: str) -> list[Any]:
        """A style and those that it is based on."""
        found: list[Any] = []
        while (style := self._by_id.get(identity)) is not None and len(found) < _DEEPEST:
            found.append(style)
            identity = value(style, "basedOn")
        return found


def _num(style: Any) -> Any:
    return first(first(style, "pPr"), "numPr")
