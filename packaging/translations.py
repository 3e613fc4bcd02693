"""Keep the catalogue of translations in step with the code: `python packaging/translations.py`.

Collects every sentence marked with `_()` or `N_()`, and both forms of those marked with `ngettext()` or `NN_()`, gives
each the translation that `resources/translations/zh_CN.po` has for it, drops what the code no longer says, compiles the
`.mo` beside it, and prints what is not translated yet. Both files depend on the sentences alone: no date, no line numbers, no
version of a tool, so running it twice changes nothing.

What Qt's own dialogs say and Qt's Chinese catalogue lacks stands in `qt_zh_CN.ts`, which Qt's lrelease compiles.
"""

import ast
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGE = "zh_CN"

Sentence = str | tuple[str, str]
"""What the code says: a sentence, or its forms for one and for many."""

Translation = str | tuple[str, ...]
"""Of a sentence with a plural: as many forms as the language has, in the order of its Plural-Forms."""


def update(folder: Path = FOLDER) -> list[Sentence]:
    """Bring catalogue and compiled file up to date; returns what still lacks a translation."""
    file = folder / f"{LANGUAGE}.po"
    known = translations(file.read_bytes()) if file.exists() else {}
    wanted = {sentence: known.get(sentence, "") for sentence in sentences()}
    file.write_bytes(written(wanted))
    file.with_suffix(".mo").write_bytes(compiled(wanted))
    return [sentence for sentence, translation in wanted.items() if not all(forms(translation))]


def release_qt(folder: Path = FOLDER) -> None:
    """Compile what is said for Qt. Raises CalledProcessError with what lrelease has to say."""
    import PySide6

    tool = Path(PySide6.__file__).parent / ("lrelease.exe" if os.name == "nt" else "lrelease")
    source = folder / f"qt_{LANGUAGE}.ts"
    command = [str(tool), "-silent", str(source), "-qm", str(source.with_suffix(".qm"))]
    subprocess.run(command, check=True, capture_output=True)


def sentences() -> list[Sentence]:
    """Every marked sentence of the code, each once, sorted."""
    modules = (ROOT / "annotator").rglob("*.py")
    found = {sentence for module in modules for sentence in marked(module.read_text(encoding="utf-8"))}
    return sorted(found, key=forms)


def marked(code: str) -> Iterator[Sentence]:
    """The sentences that a module hands to `MARKERS`; within f-strings too, where Babel sees none."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            said = tuple(
                each.value
                for each in node.args[: MARKERS[node.func.id]]
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
            if len(said) == MARKERS[node.func.id]:
                yield said[0] if len(said) == 1 else (said[0], said[1])


MARKERS = {"_": 1, "N_": 1, "ngettext": 2, "NN_": 2}
"""The functions that mark a sentence, and how many forms of it they are given."""


def forms(said: Sentence | Translation) -> tuple[str, ...]:
    """The forms of a sentence or a translation; one without a plural has one."""
    return (said,) if isinstance(said, str) else said


def translations(po: bytes) -> dict[Sentence, Translation]:
    """What a `.po` file says: sentence → translation, which is empty where it is still to be written."""
    catalogue = read_po(io.BytesIO(po), locale=LANGUAGE)
    return {_hashable(message.id): _hashable(message.string) for message in catalogue if message.id}


def written(entries: dict[Sentence, Translation]) -> bytes:
    """The `.po` file."""
    return _bytes(write_po, entries, width=0)


def compiled(entries: dict[Sentence, Translation]) -> bytes:
    """The `.mo` file, which gettext reads; sentences without a translation stay out and are shown in English."""
    return _bytes(write_mo, {sentence: said for sentence, said in entries.items() if all(forms(said))})


def _hashable(said: str | list[str] | tuple[str, ...]) -> Any:
    return said if isinstance(said, str) else tuple(said)


class _Catalogue(Catalog):
    """A catalogue whose header holds only what gettext needs: dates and versions would change the files."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", LANGUAGE),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"{self.plural_forms}\n"),
        ]


def _bytes(write: Callable[..., None], entries: dict[Sentence, Translation], **options: object) -> bytes:
    comment = "# annotator in simplified Chinese. Kept in step with the code by packaging/translations.py."
    catalogue = _Catalogue(locale=LANGUAGE, header_comment=comment, fuzzy=False)
    for sentence, translation in entries.items():
        message = catalogue.add(sentence, translation)
        message.flags.clear()  # Babel takes “{percent} % done” for a sentence with a %d
    buffer = io.BytesIO()
    write(buffer, catalogue, **options)
    return buffer.getvalue()


if __name__ == "__main__":
    release_qt()
    missing = update()
    for line in missing:
        print(repr(line))
    sys.exit(1 if missing else 0)
