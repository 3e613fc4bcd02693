"""The manual that ships with annotator: its pages in a language, in order, and a search over them.

A page is a Markdown file: `docs/zh/…` and `docs/en/…` are parallel, `docs/*.md` are written in English alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from annotator.domain.errors import NotFound
from annotator.i18n import _
from annotator.paths import docs

# The pages of a language, in the order in which one reads them; a page that a language lacks is that of `en`.
ORDER = (
    "index", "marking", "suggestions", "schema", "search-and-correct", "team", "agreement", "review", "overview",
    "datasets", "printing-and-sharing", "data", "troubleshooting", "keys", "commands", "formats", "api",
)  # fmt: skip
CONTEXT = 36  # characters on each side of a hit
_ESCAPED = re.compile(r"\\([|*_`#<>\[\]])")


@dataclass(frozen=True)
class Page:
    """A page; `title` is its first heading."""

    file: Path

    @cached_property
    def markdown(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def title(self) -> str:
        first = next(
            (line for line in self.markdown.splitlines() if line.startswith("# ")), "# " + self.file.stem
        )
        return first.removeprefix("# ").strip()

    @cached_property
    def words(self) -> str:
        """The text as one reads it, without the signs of Markdown."""
        without = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", self.markdown)
        without = re.sub(r"^(?:#+ |```.*|\|[-|: ]+\||[-*] )|[*`]|\|", "", without, flags=re.MULTILINE)
        return " ".join(_ESCAPED.sub(r"\1", without).split())


@dataclass(frozen=True, slots=True)
class Found:
    """A page in which words occur, how often, and the first place with what stands around it."""

    page: Page
    count: int
    excerpt: str


class Manual:
    """The manual in a language (`zh_CN`, `en`). Raises NotFound where its files are missing."""

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.folder = folder or docs()
        tongue = language[:2]
        files = [self._file(tongue, name) for name in ORDER]
        more = sorted(file for file in self.folder.glob("*.md") if file.stem != "index")
        self.pages = tuple(Page(file) for file in files if file is not None)
        self.more = tuple(Page(file) for file in more)
        if not self.pages:
            raise NotFound(
                _("the manual is missing in {folder}; install annotator again", folder=self.folder)
            )

    def page(self, file: Path) -> Page | None:
        """The page of a file, also one of another language; None for a file that is none."""
        wanted = file.resolve()
        if wanted.suffix != ".md" or not wanted.is_relative_to(self.folder.resolve()) or not wanted.is_file():
            return None
        return next(
            (page for page in (*self.pages, *self.more) if page.file.resolve() == wanted), Page(wanted)
        )

    def search(self, query: str) -> list[Found]:
        """Pages that have all words of the query, most hits first, those with one in the title before others."""
        words = query.lower().split()
        found = [one for page in (*self.pages, *self.more) for one in self._found(page, words)]
        return sorted(
            found, key=lambda one: (not any(w in one.page.title.lower() for w in words), -one.count)
        )

    def _found(self, page: Page, words: list[str]) -> Iterator[Found]:
        text = page.words.lower()
        if words and all(word in text for word in words):
            at = text.index(words[0])
            start, end = max(0, at - CONTEXT), at + len(words[0]) + CONTEXT
            around = page.words[start:end].strip()
            excerpt = ("…" if start else "") + around + ("…" if end < len(text) else "")
            yield Found(page, sum(text.count(word) for word in words), excerpt)

    def _file(self, tongue: str, name: str) -> Path | None:
        for folder in (tongue, "en"):
            if (file := self.folder / folder / f"{name}.md").is_file():
                return file
        return None


def anchor(heading: str) -> str:
    """What a link names a heading by, as the website and GitHub do: `## Two words` → `two-words`."""
    return slug(heading, "-")


def slug(heading: str, separator: str) -> str:
    """`anchor` with another separator: the function that the website is built with."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", separator)
