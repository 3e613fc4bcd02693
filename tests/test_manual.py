"""The manual: parallel in its languages, up to date with the program, a website without warnings."""

import importlib.util
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import NotFound
from annotator.i18n import _, set_language
from annotator.paths import docs
from annotator.services.manual import ORDER, Manual, anchor
from annotator.ui.actions import ACTIONS, MENUS, ActionSpec, plain

ROOT = Path(__file__).parent.parent
PICTURES = sorted(docs("pictures").glob("*.png"))
WRITTEN = sorted({*docs("zh").glob("*.md"), *docs("en").glob("*.md")})
HANDWRITTEN = [page for page in WRITTEN if page.stem not in ("keys", "commands", "formats", "api")]


def script() -> ModuleType:
    """`packaging/manual.py`, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("manual", ROOT / "packaging" / "manual.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_made_from_the_program_are_up_to_date() -> None:
    made = script().generated()
    assert len(made) == 7
    stale = [str(file) for file, text in made.items() if file.read_text("utf-8") != text]
    assert stale == [], "run packaging/manual.py"


def test_commands_within_a_group_are_told_with_all_its_names() -> None:
    """Of hidden ones nothing is said."""
    script()
    from manual_pages import _commands_of

    outer, inner = click.Group("outer"), click.Group("inner", help="Of the <inner> ones.")
    outer.add_command(inner)
    inner.add_command(click.Command("leaf", params=[click.Option(["--size"], help="a|b")]))
    inner.add_command(click.Command("secret", hidden=True))
    told = "\n".join(_commands_of(outer, click.Context(outer, info_name="annotator")))
    assert "## annotator inner leaf" in told
    assert "Of the \\<inner> ones." in told
    assert "| `--size TEXT` | a\\|b |" in told
    assert "secret" not in told


def test_the_keys_of_every_window_are_told() -> None:
    told = docs("en", "keys.md").read_text("utf-8")
    assert len(tables()) >= 4
    assert [
        spec.id for table in tables() for spec in table if f"| {spec.text.rstrip('…')} |" not in told
    ] == []


def tables() -> list[tuple[ActionSpec, ...]]:
    """The tables of actions of all windows."""
    return [
        table
        for file in sorted((ROOT / "annotator" / "ui").rglob("*actions.py"))
        for table in vars(import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))).values()
        if isinstance(table, tuple) and table and isinstance(table[0], ActionSpec)
    ]


@pytest.mark.parametrize("page", HANDWRITTEN, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_menus_and_keys_are_called_as_in_the_window(page: Path) -> None:
    """`*File → Export…*`, “文件 → 导出…”, `Ctrl+E`: there is such an action, and it has this key by default."""
    chinese = page.parent.name == "zh"
    set_language("zh_CN" if chinese else "en")
    text = page.read_text("utf-8")
    known = {f"{plain(_(MENUS[spec.menu]))} → {_(spec.text)}" for spec in ACTIONS}
    known |= {f"{plain(_(MENUS['view']))} → {_('Language')}"}
    preferences = f"{plain(_(MENUS['edit']))} → {_('Preferences…')}"
    known |= {
        preferences,
        *(f"{preferences} → {_(tab)}" for tab in ("General", "Appearance", "Text", "Backups")),
    }
    paths = re.findall("“([^”]* → [^”]*)”" if chinese else r"\*([^*\n]* → [^*\n]*)\*", text)
    assert [path for path in paths if path not in known] == []
    keys = {key for table in tables() for spec in table for key in spec.keys}
    used = set(re.findall(r"`((?:Ctrl|Alt|Shift|F\d)(?:\+[^`]+)?)`", text)) - {"Alt", "Shift"}
    told = {key.replace("↑", "Up").replace("↓", "Down") for key in used}
    assert told - keys - {"Ctrl+Enter", "Alt+1", "Alt+9"} == set()


def test_the_languages_have_the_same_pages() -> None:
    chinese, english = ({file.name for file in docs(tongue).glob("*.md")} for tongue in ("zh", "en"))
    assert english - chinese == {"api.md"}  # what docstrings say is English
    assert chinese <= english
    assert english == {f"{name}.md" for name in ORDER}


@pytest.mark.parametrize("name", [name for name in ORDER if name != "api"])
def test_a_page_says_in_both_languages_the_same(name: str) -> None:
    """As many headings of each level, the same blocks of code but for what is said in them, the same pictures."""
    chinese, english = (docs(tongue, f"{name}.md").read_text("utf-8") for tongue in ("zh", "en"))
    for pattern in (r"^#+ ", r"^```\w*", r"^annotator .*", r"pictures/\w\w(-[\w-]+\.png)"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (chinese, english)]
        assert found[0] == found[1], pattern


@pytest.mark.parametrize("page", sorted(docs("zh").glob("*.md")), ids=lambda page: page.stem)
def test_chinese_has_chinese_punctuation(page: Path) -> None:
    text = re.sub(
        r"^```.*?^```$|`[^`]*`|\]\([^)]*\)", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    wrong = re.findall(r".?[\u4e00-\u9fff][,:;!?]|[,:;!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?=\s|$)", text)
    assert wrong == []


def test_the_website_builds_without_a_warning_and_asks_nobody(tmp_path: Path) -> None:
    script().build(tmp_path / "site")
    pages = {file.relative_to(tmp_path / "site").as_posix() for file in (tmp_path / "site").rglob("*.html")}
    assert {f"{file.relative_to(docs()).with_suffix('.html').as_posix()}" for file in WRITTEN} <= pages
    for name in pages:
        html = (tmp_path / "site" / name).read_text("utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="(https?:[^"]*)', html)
        loaded += re.findall(r'<link [^>]*rel="(?:stylesheet|preconnect)"[^>]*href="(https?:[^"]*)', html)
        assert loaded == [], name


def test_pictures_are_small_and_all_of_them_are_shown() -> None:
    assert [picture.name for picture in PICTURES if picture.stat().st_size >= 80_000] == []
    shown = Counter(
        name for page in WRITTEN for name in re.findall(r"pictures/([\w-]+\.png)", page.read_text("utf-8"))
    )
    assert set(shown) == {picture.name for picture in PICTURES}


def test_contents_are_in_the_language_and_go_on_in_english() -> None:
    manual = Manual("zh_CN")
    assert [page.file.stem for page in manual.pages] == list(ORDER)
    assert {page.file.parent.name for page in manual.pages} == {"zh", "en"}
    assert manual.pages[0].title == "快速上手"
    assert {page.file.name for page in manual.more} >= {"datasets.md", "python.md", "train.md"}


@pytest.mark.parametrize(
    ("query", "first"), [("一致性", "agreement"), ("撤销 没有上限", "data"), ("KAPPA", "agreement")]
)
def test_search_finds_the_page_that_is_about_it(query: str, first: str) -> None:
    found = Manual("zh_CN" if not query.isascii() else "en").search(query)
    assert first in [one.page.file.stem for one in found[:3]]
    assert all(query.split()[0].lower() in one.excerpt.lower() for one in found)


def test_search_for_what_stands_nowhere_or_for_nothing_finds_nothing() -> None:
    assert Manual("en").search("xylophone") == Manual("en").search("  ") == []


@given(st.text(max_size=20))
def test_search_takes_any_text(query: str) -> None:
    for one in Manual("en").search(query):
        assert one.count >= 1


def test_only_pages_of_the_manual_are_shown(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret")
    manual = Manual("en")
    assert manual.page(tmp_path / "secret.md") is None
    assert manual.page(docs("en", "..", "..", "README.md")) is None
    assert manual.page(docs("pictures")) is None
    other = manual.page(docs("en", "..", "zh", "team.md"))
    assert other is not None
    assert other.title == "小组"


def test_a_missing_manual_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="missing"):
        Manual("en", tmp_path)


def test_headings_are_named_as_links_name_them() -> None:
    assert anchor("An engine of your own") == "an-engine-of-your-own"
    assert anchor("  区间怎么读？ ") == "区间怎么读"
