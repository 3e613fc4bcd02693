"""The options with which commands ask a language model, and what they say before and after."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Option
from annotator.domain import how_many
from annotator.domain.document import Document
from annotator.i18n import N_, _
from annotator.services.project import Project
from annotator.suggest.names import LLM

if TYPE_CHECKING:
    from annotator.services.llm.config import Config
    from annotator.services.llm.engine import LanguageModel

_OPTIONS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    (
        "--endpoint", "endpoint", {"metavar": "URL"},
        N_("With --engine llm: the server, which speaks OpenAI’s chat completions; remembered with your settings."),
    ),
    ("--model", "model", {"metavar": "NAME"}, N_("With --engine llm: the model; remembered with your settings.")),
    (
        "--consent", "consent", {"is_flag": True},
        N_("With --engine llm: agree that this project’s texts go to that server; asked once for each server and project."),
    ),
    (
        "--allow-http", "allow_http", {"is_flag": True},
        N_("With --engine llm: agree that they go there unencrypted, where that is not this computer."),
    ),
    (
        "--max-requests", "max_requests", {"type": click.IntRange(1), "metavar": "N"},
        N_("With --engine llm: send no more requests than this in this run."),
    ),
    (
        "--max-characters", "max_characters", {"type": click.IntRange(1), "metavar": "N"},
        N_("With --engine llm: send no more characters than this in this run."),
    ),
)  # fmt: skip


def language_model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options of the engine `llm`, which it takes as keywords."""
    for flag, name, settings, said in reversed(_OPTIONS):
        command = click.option(flag, name, cls=Option, help=said, **settings)(command)
    return command


def check_options(name: str, options: Mapping[str, Any]) -> None:
    """Raises UsageError where these options are given for another engine."""
    given = [flag for flag, parameter, _settings, _said in _OPTIONS if options.get(parameter)]
    if given and name != LLM:
        raise click.UsageError(_("{option} goes with --engine llm", option=given[0]))


@contextmanager
def asking_model(
    project: Project, documents: Iterable[Document], options: Mapping[str, Any], *, quiet: bool
) -> "Iterator[LanguageModel]":
    """The engine `llm`, which may ask; says before what it will send, and behind what it has sent, unless `quiet`.

    What was given in the options is remembered, but for the budget, which is this run's. Raises NotPermitted and what
    `services.llm.engine.asking` raises.
    """
    from annotator.services.llm.engine import asking, plan
    from annotator.services.llm.permission import what_is_sent

    config = _configured(project, options)
    with asking(project, config) as by:
        if not quiet:
            planned = plan(project, documents, config)
            click.echo(what_is_sent(config.endpoint))
            click.echo(
                _("to ask: {requests}, {characters}; answered before: {kept}",
                  requests=how_many.requests(planned.requests),
                  characters=how_many.characters(planned.characters), kept=f"{planned.kept:,}")
            )  # fmt: skip
        yield by
        if not quiet:
            for sentence in filter(None, (by.account.spent(), by.account.dropped())):
                click.echo(sentence)


def _configured(project: Project, options: Mapping[str, Any]) -> "Config":
    from annotator.services.llm.config import load_config, save_config
    from annotator.services.llm.endpoint import endpoint_from
    from annotator.services.llm.permission import is_forbidden

    before = config = load_config()
    if options["endpoint"]:
        config = replace(config, endpoint=endpoint_from(options["endpoint"]))
    if options["model"]:
        config = replace(config, model=options["model"])
    if options["allow_http"]:
        config = config.with_open(True)
    if options["consent"] and not is_forbidden(
        project
    ):  # else it would hold once that is allowed again, unasked
        config = config.with_consent(project.store.origin(), True)
    if config != before:
        save_config(config)
    limits = {"requests": options["max_requests"], "characters": options["max_characters"]}
    budget = replace(config.budget, **{name: limit for name, limit in limits.items() if limit})
    return replace(config, budget=budget)
