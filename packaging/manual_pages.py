"""The pages of the manual that are written by the program: commands, keys, formats, the Python interface.

Each function takes nothing but the language in use (`annotator.i18n`) and returns Markdown.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator

import click

import annotator
from annotator.cli.commands import annotator as command_line
from annotator.domain.document import Document
from annotator.domain.span import Relation, Span
from annotator.formats import FEATURES, FORMATS, Format
from annotator.i18n import _, language, listed
from annotator.services.project import Project
from annotator.ui.actions import ACTIONS, MENUS, ActionSpec, plain
from annotator.ui.consistency.actions import SPECS as CONSISTENCY
from annotator.ui.linking.overview_actions import OVERVIEW
from annotator.ui.review.actions import DECIDING

Rows = Iterable[tuple[str, ...]]


def commands() -> str:
    """Every command with its help, arguments and options."""
    context = click.Context(command_line, info_name="annotator")
    parts = [
        _in("# Command line", "# 命令行"),
        _in(
            "`annotator` alone opens the window; every other command works without a display. Exit codes: 0 done; "
            "1 the data or the request cannot be honoured (one line `error: …`, nothing half-written); 2 wrong usage. "
            "With `--json` a command prints one JSON object and nothing else.",
            "`annotator` 不带参数就打开窗口，其余命令都不需要显示器。退出码：0 完成；1 数据或请求有问题（标准错误上一行 "
            "`error: …`，不会留下写了一半的东西）；2 用法不对。加 `--json` 时只打印一个 JSON 对象。",
        ),
    ]
    return _page([*parts, *_commands_of(command_line, context)])


def keys() -> str:
    """Every action of every table of actions with the keys it has unless a person has given it others."""
    parts = [
        _in("# Keys", "# 快捷键"),
        _in(
            "These are the default keys. Give an action another key in *Help → Keys…*; the window shows the keys that hold "
            "for you. A label's key (`1`, `2`, `3` for the built-in labels) is set with the label.",
            "这里列的是默认的快捷键。在“帮助 → 快捷键…”里可以改成别的键，窗口里显示的总是您自己的键。"
            "标签的键（自带的标签为 `1`、`2`、`3`）在标签里设置。",
        ),
    ]
    for menu, title in MENUS.items():
        parts += _keys_of(plain(_(title)), [spec for spec in ACTIONS if spec.menu == menu])
    for title, specs in (
        (_in("In the review window", "复核窗口"), DECIDING),
        (_in("In the consistency window", "“标注一致性”窗口"), CONSISTENCY),
        (_in("In the window of problems and measures", "“问题与举措”窗口"), OVERVIEW),
    ):
        parts += _keys_of(title, specs)
    return _page(parts)


def formats() -> str:
    """What can be read and written, with hints, and what each format cannot carry."""
    yes = _in("yes", "是")
    rows = [
        (
            f"`{f.name}`",
            yes * f.can_read,
            yes * f.can_write,
            " ".join(f"`{e}`" for e in f.endings),
            _(f.description),
        )
        for f in FORMATS.values()
    ]
    parts = [
        _in("# Formats", "# 格式"),
        _in(
            "A file is recognised by its content and its ending, or read as what `--format` says. Every export is read back "
            "and compared; what a format cannot carry is counted before and after (see [Datasets](../datasets.md)). `jsonl` "
            "carries everything.",
            "文件按内容和扩展名识别，也可以用 `--format` 指定。每次导出之后都会读回核对；格式带不走的内容，导出前后都会计数"
            "（见 [Datasets](../datasets.md)，英文）。`jsonl` 什么都能带走。",
        ),
        _table(
            (_in("Name", "名称"), _in("Read", "读"), _in("Write", "写"), _in("Endings", "扩展名"), _in("What it is", "说明")),
            rows,
        ),
        _in("## What each cannot carry, and hints", "## 各格式带不走什么，使用提示"),
        *(part for f in FORMATS.values() for part in _about_format(f)),
    ]  # fmt: skip
    return _page(parts)


def api() -> str:
    """The Python interface, in English: `annotator`, a project's public methods, what they return."""
    example = inspect.cleandoc(annotator.__doc__ or "").partition("\n\n")[2]
    parts = [
        "# Python interface",
        "Written from the docstrings. Worked examples: [annotator from Python](../python.md).",
        "Offsets are Unicode code points, 0-based, end-exclusive.",
        f"```python\n{example}\n```",
        "## annotator.open",
        f"```text\nannotator.open{_signature(annotator.open)}\n```",
        _prose(annotator.open),
        "## Project",
        _prose(Project),
    ]
    for name, member in inspect.getmembers(Project):
        if not name.startswith("_") and inspect.getdoc(member):
            call = _signature(member) if callable(member) else ""
            parts += [f"### Project.{name}", f"```text\n{name}{call}\n```", _prose(member)]
    for kind in (Document, Span, Relation):
        fields = ", ".join(f"`{field}`" for field in inspect.signature(kind).parameters)
        parts += [f"## {kind.__name__}", _prose(kind), f"Fields: {fields}."]
    return _page(parts)


def _commands_of(group: click.Group, context: click.Context) -> Iterator[str]:
    """Every command of a group; of a group within it, those, too."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            own = click.Context(command, info_name=name, parent=context)
            yield from _command(command, own)
            if isinstance(command, click.Group):
                yield from _commands_of(command, own)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## {context.command_path}"
    yield f"```text\n{usage}\n```"
    yield _escaped(command.help or "")
    records = [
        record
        for option in command.get_params(context)
        if isinstance(option, click.Option) and "--help" not in option.opts
        if (record := option.get_help_record(context)) is not None
    ]
    if records:
        rows = [(f"`{_cell(name)}`", _escaped(text).replace("|", "\\|")) for name, text in records]
        yield _table((_("Options"), _in("Meaning", "含义")), rows)


def _keys_of(title: str, specs: Iterable[ActionSpec]) -> Iterator[str]:
    rows = [
        (_(spec.text).rstrip("…"), " / ".join(f"`{_cell(key)}`" for key in spec.keys) or "–")
        for spec in specs
    ]
    yield f"## {title}"
    yield _table((_("Action"), _("Keys")), rows)


def _about_format(f: Format) -> Iterator[str]:
    lines = [_(f.hint)] if f.hint else []
    if f.variants:
        lines.append(_("variants: {names}", names=listed(f"`{name}`" for name in f.variants)))
    if f.lacks:
        lines.append(_("cannot carry: {things}", things=listed(_(FEATURES[name]) for name in f.lacks)))
    if lines:
        yield f"### {f.name}"
        yield "\n".join(f"- {_escaped(line)}" for line in lines)


def _signature(function: Callable[..., object]) -> str:
    """Parameters as a caller writes them: without `self`, and without the modules of types."""
    text = str(inspect.signature(function)).replace("self, ", "").replace("(self)", "()")
    return re.sub(r"(?<=[>:] )'([^']+)'", r"\1", re.sub(r"\b(?:\w+\.)+(?=[A-Z])", "", text))


def _prose(thing: object) -> str:
    return _escaped(inspect.getdoc(thing) or "")


def _table(head: tuple[str, ...], rows: Rows) -> str:
    lines = [head, tuple("---" for _name in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _escaped(text: str) -> str:
    """Sentences as Markdown shows them: no tag, no emphasis by accident; code between backticks stays."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(
        piece if at % 2 else re.sub(r"([<*_\[\]])", r"\\\1", piece) for at, piece in enumerate(pieces)
    )


def _in(english: str, chinese: str) -> str:
    """What only these pages say."""
    return chinese if language().startswith("zh") else english


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"
