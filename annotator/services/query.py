"""What a person types into the search field, taken apart.

    养老 服务                  documents that have both words
    "两 个"                    words with a space between them
    label:指标 layer:gold 万   only inside marks of this label and layer; without a word, the marks themselves
    year:2021-2023 issuer:民政局 title:报告 region:… published:2023-0 doc_number:… index_number:… source_url:…

Words and values are found in simplified and traditional script, in whatever width and case. A regular expression
may come after filters: `year:2023 \\d+万元`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import regex

from annotator.domain.errors import UserError
from annotator.domain.schema import LabelSchema
from annotator.i18n import _, listed
from annotator.text import script

Matches = Callable[[str], Iterator[tuple[int, int]]]

META = ("issuer", "doc_number", "index_number", "published", "year", "region", "source_url")
_NAMES = {
    **{name: name for name in ("label", "layer", "title", *META)},
    "标签": "label", "層": "layer", "层": "layer", "标题": "title", "年份": "year", "发文机关": "issuer", "单位": "issuer",
    "文号": "doc_number", "索引号": "index_number", "地区": "region", "网址": "source_url",
}  # fmt: skip
_PART = re.compile(r'(?:(\w+)[:：])?("[^"]*"|[^\s"]\S*|")')
_YEARS = re.compile(r"(\d{4})?\s*(-|–|~|\.\.)\s*(\d{4})?")
_SECONDS = 2.0  # for one expression in one document; some would take forever


class BadQuery(UserError):
    """Nobody can look for this."""


@dataclass(frozen=True, slots=True)
class Query:
    """`matches` gives the places in a text, in order and apart, where a word (or the expression) stands; it may raise
    BadQuery. `words` is empty for a regular expression, and where there are only filters."""

    words: tuple[str, ...]
    labels: tuple[str, ...]
    layers: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]  # of the metadata and the title; any of the values will do
    expression: bool
    matches: Matches

    @property
    def marks_only(self) -> bool:
        """Whether only what lies in marks is wanted."""
        return bool(self.labels or self.layers)

    def has_all(self, text: str) -> bool:
        """Whether every word is in the text; false where no words are sought."""
        return bool(self.words) and all(re.search(script.pattern(word), text) for word in self.words)

    def fits(self, title: str, meta: Mapping[str, Any]) -> bool:
        """Whether a document is one of those asked for."""
        stated = {**meta, "title": title}
        return all(
            any(_fits(name, value, str(stated.get(name) or "")) for value in values)
            for name, values in self.facts.items()
        )


def parse(text: str, schema: LabelSchema, *, expression: bool = False) -> Query:
    """Take a query apart. Labels may go by the names they are shown under. Raises BadQuery."""
    filters, rest = _leading_filters(text) if expression else _parts(text)
    labels = tuple(_label(value, schema) for value in filters.pop("label", ()))
    layers = tuple(filters.pop("layer", ()))
    facts = {name: tuple(values) for name, values in filters.items()}
    words = () if expression else tuple(dict.fromkeys(word for word in rest if word))
    sought = "".join(rest)
    if not (sought or facts or labels or layers):
        raise BadQuery(_("there is nothing to look for; type a word"))
    matches = _expression(sought) if expression and sought else _words(words)
    return Query(words, labels, layers, facts, expression and bool(sought), matches)


def _parts(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Filters by name, and words."""
    filters: dict[str, list[str]] = {}
    words: list[str] = []
    for part in _PART.finditer(text):
        name, value = _NAMES.get(part[1] or ""), _unquoted(part[2])
        if name and value:
            filters.setdefault(name, []).append(value)
        elif not name and part[0] != '"':  # the beginning of words that are still being typed
            words.append(_unquoted(part[0]))
    return filters, words


def _leading_filters(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Filters by name, and what comes after them as it stands."""
    leading = list(takewhile(lambda part: part[1] in _NAMES, _PART.finditer(text)))
    end = leading[-1].end() if leading else 0
    return _parts(text[:end])[0], [text[end:].strip()]


def _unquoted(part: str) -> str:
    return part[1:-1] if len(part) > 1 and part[0] == part[-1] == '"' else part


def _label(value: str, schema: LabelSchema) -> str:
    for label in schema.labels:
        if value.lower() in {label.name.lower(), *(label.display(tongue).lower() for tongue in ("zh", "en"))}:
            return label.name
    raise BadQuery(
        _(
            "there is no label “{label}”; the labels are {labels}",
            label=value,
            labels=listed(label.name for label in schema.labels),
        )
    )


def _fits(name: str, wanted: str, stated: str) -> bool:
    if name == "year":
        if span := _YEARS.fullmatch(wanted):
            return stated.isdecimal() and int(span[1] or 0) <= int(stated) <= int(span[3] or 9999)
        return stated == wanted
    return re.search(script.pattern(wanted), stated) is not None


def _words(words: tuple[str, ...]) -> Matches:
    """Where one of the words stands; of two that begin at one place, the longer."""
    if not words:
        return lambda _text: iter(())
    longest_first = sorted(words, key=len, reverse=True)
    compiled = re.compile("|".join(map(script.pattern, longest_first)))
    return lambda text: (match.span() for match in compiled.finditer(text))


def _expression(sought: str) -> Matches:
    try:
        compiled = regex.compile(_in_all_scripts(sought), regex.IGNORECASE | regex.MULTILINE)
    except regex.error as error:
        raise BadQuery(
            _("“{query}” is no regular expression: {reason}", query=sought, reason=error)
        ) from error

    def matches(text: str) -> Iterator[tuple[int, int]]:
        try:
            # `concurrent`: the window goes on while this looks; `timeout`: whatever the expression.
            for match in compiled.finditer(text, concurrent=True, timeout=_SECONDS):
                if match.end() > match.start():
                    yield match.span()
        except TimeoutError as error:
            raise BadQuery(_("“{query}” would take too long; make it simpler", query=sought)) from error

    return matches


def _in_all_scripts(expression: str) -> str:
    """The expression with every Chinese character standing for all its forms too."""
    out: list[str] = []
    in_set, position = False, 0
    while position < len(expression):
        character = expression[position]
        if character == "\\":
            out.append(expression[position : position + 2])
            position += 2
            continue
        in_set = character == "[" or (in_set and character != "]")
        beside = expression[position + 1 : position + 2] + (expression[position - 1] if position else "")
        forms = script.forms(character) if character >= "\u2e80" and character.isalpha() else character
        if len(forms) == 1 or (in_set and "-" in beside):
            out.append(character)
        else:
            out.append(forms if in_set else f"[{forms}]")
        position += 1
    return "".join(out)
