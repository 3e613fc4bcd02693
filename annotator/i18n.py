"""The language that people read: one gettext catalogue for the window and the command line.

English sentences are the keys; `resources/translations/<language>.po` holds the others and is compiled
to `.mo` beside it. Mark a sentence with `_()` where it is used, with `N_()` where it is only declared
(tables at import time) and translate it with `_()` when it is shown. A sentence in which a number of things is said goes
through `ngettext()`, in tables through `NN_()`: which of its forms is right is for the catalogue's Plural-Forms to say.
"""

import gettext
import os
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from annotator.paths import resource

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
PSEUDO = "ANNOTATOR_PSEUDO"
"""The variable of the environment in which the pseudo-locale is spoken, whatever is asked for. It is no language but a
proof of English: each sentence in brackets, with accents, and as long as it is in languages that need much room."""
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(name: str, *, straight: bool = False) -> None:
    """Switch to the language `name`, a key of `LANGUAGES`; an unknown one is English.

    `straight` is for whoever draws English with a Chinese font, in which curved quotation marks are as wide as a character.
    """
    global _catalogue, _language
    english = _Straight() if straight else gettext.NullTranslations()
    if os.environ.get(PSEUDO):
        _catalogue, _language = _Pseudo(english), "en"
        return
    path = resource("translations", f"{name}.mo")
    if name != "en" and path.is_file():
        with path.open("rb") as file:
            _catalogue, _language = gettext.GNUTranslations(file), name
    else:
        _catalogue, _language = english, "en"


def language() -> str:
    """The language now in use, a key of `LANGUAGES`."""
    return _language


def language_of_environment() -> str:
    """`zh_CN` where the environment's locale is Chinese, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if value := os.environ.get(name):
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"


def _(message: str, /, **values: object) -> str:
    """The sentence in the reader's language, its `{names}` filled from `values`."""
    translated = _catalogue.gettext(message) if message else ""
    return translated.format(**values) if values else translated


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The sentence about `count` things in the reader's language and in the form which that takes for `count`.

    `{count}` is filled with it, by thousands where the sentence has `{count:,}`; the other `{names}` from `values`.
    """
    return _catalogue.ngettext(one, many, count).format(**{"count": count, **values})


def in_english(one: str, many: str, count: int, /, **values: object) -> str:
    """As `ngettext`, for what is written in English whatever the reader's language is, such as the card of a dataset."""
    return gettext.NullTranslations().ngettext(one, many, count).format(**{"count": count, **values})


def spoken(sentence: "str | Plural", /, **values: Any) -> str:
    """A sentence of a table in the reader's language; for one with a plural, the number is the value `count`."""
    if isinstance(sentence, str):
        return _(sentence, **values)
    return ngettext(*sentence, values["count"], **values)


def listed(parts: Iterable[str], *, clauses: bool = False) -> str:
    """The parts in a row, between them the reader's comma for lists, or semicolon for clauses."""
    return (_("; ") if clauses else _(", ")).join(parts)


def sentences(parts: Iterable[str]) -> str:
    """Whole sentences one after the other, with the space between them that the reader's script has; empty ones left out."""
    return ("" if _language == "zh_CN" else " ").join(part for part in parts if part)


def shown_date(day: date) -> str:
    """A day as people write it: 5 Mar 2026, 2026年3月5日. Files, JSON and the command line say it in ISO 8601."""
    return _("{day} {month} {year}", day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year)


def shown_moment(stamp: str) -> str:
    """A moment of ISO 8601 with its zone, by the clock of this place, to the minute; '' stays ''."""
    if not stamp:
        return ""
    moment = datetime.fromisoformat(stamp).astimezone()
    return _("{date}, {time}", date=shown_date(moment), time=f"{moment:%H:%M}")


def shown_fact(value: object) -> str:
    """A fact about a document for people: a whole date in ISO 8601 as `shown_date`, anything else as it is; None as ''."""
    text = "" if value is None else str(value)
    if not _ISO_DAY.fullmatch(text):
        return text
    try:
        return shown_date(date.fromisoformat(text))
    except ValueError:  # such as the 31st of June
        return text


def N_(message: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return message


def NN_(one: str, many: str) -> "Plural":
    """Mark both forms of a sentence for translation without translating them yet: `ngettext(*table[key], count)`."""
    return Plural(one, many)


class Plural(NamedTuple):
    """A sentence of English about one thing and about another number of them, the first two arguments of `ngettext`."""

    one: str
    many: str


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTHS = (N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"),
           N_("Nov"), N_("Dec"))  # fmt: skip


class _Straight(gettext.NullTranslations):
    """English with the quotation marks and the apostrophe of a typewriter."""

    def gettext(self, message: str) -> str:
        return message.translate(_TYPEWRITER)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


_TYPEWRITER = str.maketrans("“”‘’", "\"\"''")


class _Pseudo(gettext.NullTranslations):
    """English as one who does not know it may see it; fields in braces and accelerators stay what they are."""

    def __init__(self, english: gettext.NullTranslations) -> None:
        super().__init__()
        self._english = english

    def gettext(self, message: str) -> str:
        message = self._english.gettext(message)
        body = message.rstrip("…")
        if not re.search("[A-Za-z]{2}", re.sub(r"{[^}]*}", "", body)):
            return message
        accented = re.sub(r"{[^}]*}|&.|[^{&]+", _accented, body)
        longer = " ".join(["ẋẋẋẋ"] * max(1, round(len(body) * _LONGER / 5)))
        return f"{PSEUDO_START}{accented} {longer}{PSEUDO_END}{message[len(body) :]}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


PSEUDO_START, PSEUDO_END = "⟦", "⟧"
_LONGER = 0.4  # than English, as advised for languages such as German and Finnish
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñöüýÁÇÉÍÑÖÜÝ")


def _accented(part: re.Match[str]) -> str:
    return part[0] if part[0][0] in "{&" else part[0].translate(_ACCENTS)
