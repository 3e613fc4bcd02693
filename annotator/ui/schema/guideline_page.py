"""The guideline of labels as a page: what each means, where its marks begin and end, what is one and what is none."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from annotator.domain.schema import Attribute, Label
from annotator.domain.schema_difference import UNIT_NAMES
from annotator.i18n import _, language
from annotator.text.rule_words import RULE_WORDS
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.theme import Tokens


def guideline_html(labels: Sequence[Label], tokens: Tokens, words: str = "") -> str:
    """The page of these labels; with `words` only the paragraphs that hold them, marked."""
    parts = [part for label in labels if (part := _of_label(label, tokens, words))]
    if not parts:
        sentence = _("Nothing in the guideline has “{words}”.", words=words)
        return f'<p style="color:{tokens.muted}">{escape(sentence)}</p>'
    return "".join(parts)


def _of_label(label: Label, tokens: Tokens, words: str) -> str:
    sections = [
        ("", [label.definition] if label.definition else []),
        (_("Boundaries"), _boundaries(label)),
        (_("Examples"), list(label.examples)),
        (_("Not marked"), list(label.counterexamples)),
        (_("Attributes"), [_attribute(attribute) for attribute in label.attributes]),
    ]
    body = "".join(_section(title, entries, tokens, words) for title, entries in sections)
    if words and not body:
        return ""
    name, color = escape(label.display(language())), color_of(label, tokens)
    return f'<h3 style="color:{color}">{name}</h3>{body}'


def _boundaries(label: Label) -> list[str]:
    unit = _("The key alone marks: {unit}.", unit=_(UNIT_NAMES[label.unit]))
    overlap = (
        _("Marks of this label may overlap each other.")
        if label.overlap
        else _("Two marks of this label never cover the same words.")
    )
    return [unit, *(_(RULE_WORDS[rule]) for rule in label.rules if rule in RULE_WORDS), overlap]


def _attribute(attribute: Attribute) -> str:
    choices = " / ".join(attribute.display_value(choice, language()) for choice in attribute.choices)
    required = _("required") if attribute.required else ""
    return "  ".join(
        part for part in (attribute.display(language()), choices, required, attribute.help) if part
    )


def _section(title: str, entries: Iterable[str], tokens: Tokens, words: str) -> str:
    found = [entry for entry in entries if words.lower() in entry.lower()]
    if not found:
        return ""
    if not title:
        return "".join(f'<p style="line-height:150%">{_marked(entry, tokens, words)}</p>' for entry in found)
    items = "".join(f'<li style="line-height:140%">{_marked(entry, tokens, words)}</li>' for entry in found)
    return f'<p style="color:{tokens.muted}">{escape(title)}</p><ul>{items}</ul>'


def _marked(entry: str, tokens: Tokens, words: str) -> str:
    if not words:
        return escape(entry)
    pieces = re.split(f"({re.escape(words)})", entry, flags=re.IGNORECASE)
    ground, text = tokens.view.hit, tokens.view.text
    return "".join(
        f'<span style="background:{ground};color:{text}">{escape(piece)}</span>' if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )
