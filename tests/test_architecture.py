"""The rules of the code base that a tool can check, one test a rule; import-linter keeps the layers."""

import ast
import importlib
import inspect
import string
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "annotator"
MODULES = sorted(PACKAGE.rglob("*.py"))
WINDOW_MODULES = [path for path in MODULES if PACKAGE / "ui" in path.parents]
TOP_LEVEL = {
    ".ci", ".gitignore", ".pre-commit-config.yaml", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "README.md", "annotator", "docs", "packaging", "pyproject.toml", "resources", "run", "schemas", "tests",
}  # fmt: skip
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
FORMS = {"_": 1, "N_": 1, "ngettext": 2, "NN_": 2, "in_english": 2}
"""What marks a sentence, or speaks English alone, and how many forms of it stand there."""

SPOKEN = {"_", "ngettext", "in_english"}
READS_TEXT_BACK = {"toPlainText", "selectedText"}


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def test_nothing_lies_about_at_the_top() -> None:
    """What a slip of the hand made there would be committed with the rest."""
    root = PACKAGE.parent
    if not (root / ".git").exists():
        pytest.skip("this is not a git checkout")
    told = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    assert {name.partition("/")[0] for name in told.stdout.split("\0") if name} <= TOP_LEVEL


@each(MODULES)
def test_no_file_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@each(MODULES)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    lengths = {
        f"{node.name} (line {node.lineno})": node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


@each([path for path in MODULES if path.stat().st_size])
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@each(WINDOW_MODULES)
def test_no_text_is_read_back_from_a_widget(path: Path) -> None:
    """Qt drops a BOM, folds CR LF, and turns U+00A0 and U+2028 into something else."""
    read_back = [
        f"{node.attr} (line {node.lineno})"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in READS_TEXT_BACK
    ]
    assert read_back == []


@each(WINDOW_MODULES)
def test_no_attribute_hides_a_name_of_qt(path: Path) -> None:
    """`self.actions = {}` in a widget makes `widget.actions()` fail somewhere far away."""
    module = importlib.import_module(module_name(path))
    hidden = []
    for definition in (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)):
        taken = names_of_qt(getattr(module, definition.name, object))
        hidden += [f"{definition.name}.{name}" for name in attributes_set_by(definition) if name in taken]
    assert hidden == []


@each(MODULES)
def test_no_sentence_to_be_translated_is_built_on_the_spot(path: Path) -> None:
    """`N_()` and `NN_()` take literals; `_()` and `ngettext()` literals, or a name that holds what those declared."""
    built = [
        f"{name} (line {call.lineno})"
        for name, call in marked_sentences(path)
        if not is_literal(call, FORMS[name]) and not (name in SPOKEN and is_a_name(call))
    ]
    assert built == []


@each(MODULES)
def test_every_placeholder_of_a_sentence_has_its_value(path: Path) -> None:
    missing = []
    for name, call in marked_sentences(path):
        given = {keyword.arg for keyword in call.keywords}
        if name in SPOKEN and is_literal(call, FORMS[name]) and None not in given:
            filled = given | ({"count"} if FORMS[name] == 2 else set())
            fields = {field for sentence in call.args[: FORMS[name]] for field in placeholders(sentence)}
            missing += [f"{{{field}}} (line {call.lineno})" for field in fields - filled]
    assert missing == []


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def names_of_qt(kind: type) -> set[str]:
    """Every name that the Qt classes `kind` is made of have given a meaning."""
    bases = [base for base in inspect.getmro(kind) if base.__module__.startswith("PySide6.")]
    return {name for base in bases for name in dir(base) if not name.startswith("__")}


def attributes_set_by(definition: ast.ClassDef) -> Iterator[str]:
    """Names assigned in the class body, and to `self` anywhere in its methods."""
    for statement in definition.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        yield from (target.id for target in targets if isinstance(target, ast.Name))
    for node in ast.walk(definition):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_self(node.value):
            yield node.attr


def is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def marked_sentences(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls of `FORMS`, but for those in the module that defines them."""
    if path != PACKAGE / "i18n.py":
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
                yield node.func.id, node


def is_literal(call: ast.Call, forms: int) -> bool:
    said = call.args[:forms]
    return len(said) == forms and all(isinstance(x, ast.Constant) and isinstance(x.value, str) for x in said)


def is_a_name(call: ast.Call) -> bool:
    """`_(NAME)`, or `ngettext(*NAME, …)`."""
    said = call.args[0].value if isinstance(call.args[0], ast.Starred) else call.args[0]
    return isinstance(said, ast.Name | ast.Attribute | ast.Subscript)


def placeholders(said: ast.expr) -> set[str]:
    sentence = ast.literal_eval(said)
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(sentence) if field}
