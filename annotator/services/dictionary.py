"""The words that a group adds to its project: kept whole wherever words are cut, shared by all who work on it."""

import re
from collections.abc import Collection, Iterable

from annotator.domain.errors import BadInput
from annotator.i18n import _, ngettext
from annotator.services.project import Project, short
from annotator.text.words import can_be_kept

SETTING = "dictionary"
LONGEST = 30  # characters; what is longer is no word

_BETWEEN = re.compile(r"[\s,，、;；]+")


def own_words(project: Project) -> list[str]:
    """The project's own words, sorted."""
    value = project.setting(SETTING)
    return sorted({word for word in value if isinstance(word, str)}) if isinstance(value, list) else []


def add_words(project: Project, words: Iterable[str]) -> list[str]:
    """Add words in one step; returns those that were not there.

    Raises BadInput for what jieba cannot keep whole, and then adds nothing.
    """
    standing = own_words(project)
    wanted = dict.fromkeys(word.strip() for word in words)
    new = [word for word in wanted if word and word not in standing]
    for word in new:
        _check(word)
    if new:
        title = (
            _("add the word “{word}”", word=new[0])
            if len(new) == 1
            else ngettext("add {count} word", "add {count} words", len(new))
        )
        project.set_setting(SETTING, sorted([*standing, *new]), title)
    return new


def remove_words(project: Project, words: Collection[str]) -> None:
    """Take words out in one step; those that are not there do not matter."""
    rest = [word for word in own_words(project) if word not in words]
    title = (
        _("remove the word “{word}”", word=next(iter(words)))
        if len(words) == 1
        else ngettext("remove {count} word", "remove {count} words", len(words))
    )
    project.set_setting(SETTING, rest or None, title)


def words_in(typed: str) -> list[str]:
    """The words of a line or a list that somebody typed or pasted, parted by blanks, commas or new lines."""
    return [word for word in _BETWEEN.split(typed) if word]


def _check(word: str) -> None:
    if len(word) > LONGEST:
        raise BadInput(
            ngettext(
                "“{word}” is longer than {count} character, which is no word",
                "“{word}” is longer than {count} characters, which is no word",
                LONGEST,
                word=short(word),
            )
        )
    if not can_be_kept(word):
        raise BadInput(
            _("“{word}” cannot be a word: a word is two characters or more, Chinese among them, without blanks and "
              "punctuation", word=short(word))
        )  # fmt: skip
