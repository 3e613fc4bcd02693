"""What people read: every sentence is marked, translated whole, and compiled; nothing is spoken past the catalogue."""

import ast
import importlib.util
import re
import shutil
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from annotator.i18n import _, language, set_language
from annotator.paths import resource

ROOT = Path(__file__).parent.parent
CATALOGUE = resource("translations", "zh_CN.po")
WINDOW_MODULES = sorted((ROOT / "annotator" / "ui").rglob("*.py"))

# Calls that put words before people: name → which argument holds them.
SPEAKERS = {
    "addAction": 0, "addItem": 0, "addMenu": 0, "addTab": 1, "hint": 0, "label": 0, "setAccessibleDescription": 0,
    "setAccessibleName": 0, "setInformativeText": 0, "setLabelText": 0, "setPlaceholderText": 0, "setStatusTip": 0,
    "setTabText": 1, "setText": 0, "setTitle": 0, "setToolTip": 0, "setWhatsThis": 0, "setWindowTitle": 0,
    "text_button": 0, "QAction": 0, "QCheckBox": 0, "QGroupBox": 0, "QLabel": 0, "QMenu": 0, "QPushButton": 0,
    "QRadioButton": 0, "QTableWidgetItem": 0,
}  # fmt: skip
SAME_IN_EVERY_LANGUAGE = {"annotator"}
WORD = re.compile(r"[^\W\d_]{2,}")
CHINESE = r"[\u4e00-\u9fff]"


def load_script() -> ModuleType:
    """`packaging/translations.py`, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
entries: dict[str | tuple[str, str], str | tuple[str, ...]] = script.translations(CATALOGUE.read_bytes())
pairs = [
    (form, translation)
    for sentence, translations in entries.items()
    for form in script.forms(sentence)
    for translation in script.forms(translations)
]
"""Each form of a sentence with each form of its translation."""

# Words after the place of a number, as far as they can belong to what is counted: "{count:,} doubtful suggestions",
# "{count} of {total} marks", "{count} more are hidden".
COUNTED = re.compile(
    r"{(?P<field>\w+)(?::[^}]*)?}(?: of(?: about)? {\w+(?::[^}]*)?})*"
    r"(?P<words>(?: (?!(?:of|with|without|for|in|at|to|and|or|by|from|on|is|was|has)\b)[A-Za-z-]+)+)"
)
PLURAL = re.compile(r"[a-z-]*[a-z](?<!s)s|passes|classes|people|continua|are|were|have")
NO_PLURALS = {"as", "its", "this"}
NO_NUMBERS = {
    "accept", "document", "end", "file", "folder", "gold", "hide", "host", "hub", "id", "index", "key", "line", "name",
    "number", "option", "people", "reject", "right", "stop", "suffix", "table", "walk",
}  # fmt: skip
"""Fields that are filled with words, keys, or the number that one thing has."""

ALWAYS_MANY = {
    "Only the first {count} are listed.",  # as many as a list holds
    "The first {shown} of {count} are listed.",
    "{files}; the first {shown} are shown",
    "both say {words}; reported {years} years later",  # of one year another sentence is said
}


def test_the_catalogue_has_the_sentences_of_the_code_and_no_others() -> None:
    assert sorted(entries, key=script.forms) == script.sentences(), (
        "run packaging/translations.py and translate what it prints"
    )


def test_every_sentence_is_translated() -> None:
    assert [
        s for s, translation in entries.items() if not all(map(str.strip, script.forms(translation)))
    ] == []


def test_a_plural_has_as_many_forms_as_the_language_asks_for() -> None:
    header = CATALOGUE.read_text(encoding="utf-8").partition("\n\n")[0]
    (forms,) = re.findall(r"nplurals=(\d+)", header)
    plurals = [translation for sentence, translation in entries.items() if isinstance(sentence, tuple)]
    assert plurals
    assert {len(translation) for translation in plurals} == {int(forms)}


def test_no_sentence_is_in_the_catalogue_with_and_without_a_plural() -> None:
    """gettext looks for the form of one alone."""
    times = Counter(script.forms(sentence)[0] for sentence in entries)
    assert [sentence for sentence, number in times.items() if number > 1] == []


def test_both_forms_of_a_sentence_have_the_same_placeholders() -> None:
    """One of them is the number, which is said in the same way in both."""
    plurals = [sentence for sentence in entries if isinstance(sentence, tuple)]
    assert [(one, many) for one, many in plurals if places(one) != places(many)] == []
    assert [many for _one, many in plurals if "count" not in fields(many)] == []


def test_both_forms_of_a_sentence_differ() -> None:
    assert [sentence for sentence in entries if isinstance(sentence, tuple) and len(set(sentence)) < 2] == []


def test_no_sentence_with_a_number_of_things_lacks_a_singular() -> None:
    """`ngettext`, or `NN_` in a table, has one."""
    plain = [sentence for sentence in entries if isinstance(sentence, str) and sentence not in ALWAYS_MANY]
    assert [sentence for sentence in plain if counted(sentence)] == []


def test_a_sentence_that_may_lack_a_singular_is_one() -> None:
    assert [sentence for sentence in ALWAYS_MANY if sentence not in entries or not counted(sentence)] == []


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("{count} marks", "marks"),
        ("Put {count:,} agreed places into gold", "places"),
        ("{count} of {total} marks", "marks"),
        ("{left} documents, {right} files", "documents"),
        ("{count} more are hidden", "are"),
        ("{count} entries", "entries"),
        ("{count} left", ""),
        ("{file} has no marks", ""),
        ("{count} of the documents", ""),
        ("{name} notes: {note}", ""),
        ("{count} without marks", ""),
    ],
)
def test_the_search_for_counted_nouns_finds_them(sentence: str, noun: str) -> None:
    assert counted(sentence) == noun


def test_a_translation_has_the_placeholders_of_its_sentence() -> None:
    assert [said for said, translation in pairs if places(said) != places(translation)] == []


def test_a_translation_has_the_lines_and_the_dots_of_its_sentence() -> None:
    """The dots are cut off where a menu entry becomes a tooltip; they stand where a dialog follows."""
    differing = [
        sentence
        for sentence, translation in pairs
        if sentence.count("\n") != translation.count("\n")
        or sentence.endswith("…") != translation.endswith("…")
    ]
    assert differing == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    half_width = re.compile(rf"{CHINESE}[,:;!?]|[,:;!?]{CHINESE}|{CHINESE}\.$|{{\w+}}[:;] ")
    assert [translation for _said, translation in pairs if half_width.search(translation)] == []


def test_no_two_menus_have_the_same_accelerator() -> None:
    letters = Counter(
        re.findall(r"&(.)", "".join(translation for said, translation in pairs if said.startswith("&")))
    )
    assert letters
    assert set(letters.values()) == {1}


def test_the_compiled_catalogue_is_that_of_the_sentences() -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == script.compiled(entries)


def test_running_the_script_again_changes_nothing(tmp_path: Path) -> None:
    shutil.copy(CATALOGUE, tmp_path)
    for _time in range(2):
        assert script.update(tmp_path) == []
        for name in ("zh_CN.po", "zh_CN.mo"):
            assert (tmp_path / name).read_bytes() == CATALOGUE.with_name(name).read_bytes()


def test_the_script_forgets_what_the_code_no_longer_says_and_asks_for_what_is_new(tmp_path: Path) -> None:
    lost = ["Undo", ("{count:,} mark", "{count:,} marks")]
    known = {s: t for s, t in entries.items() if s not in lost} | {"Nobody says this": "没有人说"}
    (tmp_path / "zh_CN.po").write_bytes(script.written(known))
    assert sorted(script.update(tmp_path), key=str) == sorted(lost, key=str)
    after = script.translations((tmp_path / "zh_CN.po").read_bytes())
    assert after == entries | {"Undo": "", lost[1]: ("",)}


def test_sentences_within_f_strings_are_found() -> None:
    assert list(script.marked("""x = f'{_("Out")}{N_("In")}' + _(name)""")) == ["Out", "In"]


def test_both_forms_of_a_sentence_with_a_number_are_found() -> None:
    code = (
        """x = ngettext("{count} cat", "{count} " "cats", n), NN_("A cat", "Cats"), ngettext(*TABLE[x], n)"""
    )
    assert list(script.marked(code)) == [("{count} cat", "{count} cats"), ("A cat", "Cats")]


def test_the_window_speaks_chinese() -> None:
    set_language("zh_CN")
    assert language() == "zh_CN"
    assert _("Undo") == "撤销"
    assert _("Undone: {title}", title="x") == "已撤销：x"
    set_language("en")
    assert _("Undo") == "Undo"


@pytest.mark.parametrize("path", WINDOW_MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_words_reach_the_window_past_the_catalogue(path: Path) -> None:
    assert [f"{word} (line {line})" for line, word in unmarked(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('a.setText("Save")', ["Save"]),
        ('a.setText("标签")', ["标签"]),
        ('tabs.addTab(pane, "Labels")', ["Labels"]),
        ('widgets.label("Name", "muted")', ["Name"]),
        ('QLabel("" if x else f"{count} of {total}")', ["of"]),
        ('QPushButton(text="Go on")', ["Go", "on"]),
        ('a.setText(_("Save"))', []),
        ('widgets.label("", "muted")', []),
        ('a.setWindowTitle(f"{title} – annotator")', []),
        ('a.setText(names["todo"] if state == "todo" else "✕")', []),
    ],
)
def test_the_search_for_unmarked_words_finds_them(code: str, words: list[str]) -> None:
    assert [word for _line, word in unmarked(code)] == words


def places(sentence: str) -> set[tuple[str, str | None]]:
    """What is filled in, and how it is written there: a number by thousands or not."""
    return {(name, spec) for _text, name, spec, _conversion in string.Formatter().parse(sentence) if name}


def counted(sentence: str) -> str:
    """The plural noun or verb that the number in a sentence goes with; '' where there is none."""
    for found in COUNTED.finditer(sentence):
        if found["field"] not in NO_NUMBERS:
            words = (
                word for word in found["words"].split() if PLURAL.fullmatch(word) and word not in NO_PLURALS
            )
            if word := next(words, ""):
                return word
    return ""


def fields(sentence: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(sentence) if field}


def unmarked(code: str) -> Iterator[tuple[int, str]]:
    """Line and word for each word that stands in the code of a speaker's argument itself."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (name := called(node)) in SPEAKERS:
            spoken = [*node.args[SPEAKERS[name] :][:1], *(k.value for k in node.keywords if k.arg == "text")]
            for literal in (literal for argument in spoken for literal in literals(argument)):
                words = WORD.findall(literal)
                yield from ((node.lineno, word) for word in words if word not in SAME_IN_EVERY_LANGUAGE)


def called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(node: ast.AST) -> Iterator[str]:
    """The strings that an expression may come out as, or be made of; what calls, keys and tests say does not count."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.Call | ast.Subscript | ast.Compare):
        for child in ast.iter_child_nodes(node):
            yield from literals(child)
