"""Write resources/lexicons/script-forms.txt from the installed OpenCC: which characters stand for each other.

    python packaging/script_forms.py

The search index is made over this list, so it is kept in the project and does not follow OpenCC's version by itself.
"""

import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import opencc

TARGET = Path(__file__).parents[1] / "resources" / "lexicons" / "script-forms.txt"
DATA = Path(opencc.__file__).parent / "clib"
HEAD = """\
# Characters that may stand for each other in simplified and traditional script: a simplified character, then every
# other form of it. A character may stand in several lines (畫 is 画 and 划). Made by packaging/script_forms.py from
# OpenCC {version} (Apache-2.0, https://github.com/BYVoid/OpenCC): its conversions of Mainland, Taiwan and Hong Kong
# forms character by character, and what its phrases make of single characters.
"""


def main() -> None:
    lines: dict[str, set[str]] = {}
    for simplified, other in [*_by_character(), *_by_phrase()]:
        if simplified != other:
            lines.setdefault(simplified, set()).add(other)
    body = "".join(f"{key}{''.join(sorted(forms))}\n" for key, forms in sorted(lines.items()))
    TARGET.write_text(HEAD.format(version=opencc.__version__) + body, encoding="utf-8")
    print(f"{len(lines)} lines in {TARGET}")


def _by_character() -> Iterator[tuple[str, str]]:
    characters = [c for c in map(chr, range(0x2E80, 0x33480)) if unicodedata.category(c) in ("Lo", "So")]
    for config in ("t2s", "tw2s", "hk2s"):
        converted = opencc.OpenCC(config).convert("\n".join(characters)).split("\n")
        yield from zip(converted, characters, strict=True)


def _by_phrase() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("TSCharacters", "TSPhrases"):
            listed = Path(folder) / name
            dictionary = DATA / "share" / "opencc" / f"{name}.ocd2"
            command = [
                DATA / "bin" / "opencc_dict",
                "-f",
                "ocd2",
                "-t",
                "text",
                "-i",
                dictionary,
                "-o",
                listed,
            ]
            subprocess.run(command, check=True)
            for line in listed.read_text(encoding="utf-8").splitlines():
                phrase, _tab, choices = line.partition("\t")
                for choice in choices.split():
                    yield from zip(choice, phrase, strict=True)


if __name__ == "__main__":
    main()
