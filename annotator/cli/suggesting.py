"""The commands that suggest marks and judge the engines that do."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.language_model import asking_model, check_options, language_model_options
from annotator.cli.linking import (
    LinkWishes,
    Proposed,
    accept_links,
    link_data,
    link_options,
    print_links,
    propose,
)
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.reading import document_of
from annotator.cli.source import Unread, check_writable, source, source_argument
from annotator.cli.workers import crew_of, tell_of, workers_options
from annotator.domain import how_many
from annotator.i18n import N_, _, ngettext
from annotator.services.project import Project
from annotator.suggest.names import LLM


def _option(flag: str, name: str, shown: str, said: str, **settings: Any) -> Callable[[Any], Any]:
    return click.option(flag, name, metavar=shown, cls=Option, help=said, **settings)


@click.command(
    cls=Command,
    help=N_(
        "Suggest marks.\n\n"
        "By rules, by what was marked before (repeats), by a model trained on a layer (learned), by a language model that "
        "you have set up and agreed to (llm), or by an engine that another package brings. What you have marked or rejected "
        "yourself is left out. No mark is made unless --accept-into asks for it.\n\n"
        "With --links, also links between the marks of a layer: what a metric quantifies, and which problem, admitted "
        "in this or an earlier report of the same issuer, a measure addresses. --accept-into then makes these links, "
        "and no marks.\n\n"
        "PROJECT may be a folder of reports or the address of a hub (postgresql://…), too, which are read for this once."
    ),
)
@source_argument
@_option(
    "--engine",
    "name",
    "NAME",
    N_("rules, repeats, learned, llm or another engine; rules, or learned with --train-layer."),
)
@_option(
    "--train-layer",
    "train_layer",
    "LAYER",
    N_("Train the model on this layer first, and keep it in the project."),
)
@_option(
    "--doc", "docs", "DOC", N_("Only this document (id, or its beginning); may be repeated."), multiple=True
)
@_option(
    "--accept-into", "accept_into", "LAYER", N_("Make marks of all suggestions in this layer, in one step.")
)
@workers_options
@language_model_options
@link_options
@json_option
def suggest(
    project: Path | str,
    name: str | None,
    train_layer: str | None,
    docs: Sequence[str],
    accept_into: str | None,
    workers: int | None,
    scheduler: str | None,
    links: LinkWishes | None,
    as_json: bool,
    **language_model: Any,
) -> int:
    from annotator.services import suggesting
    from annotator.services.training import train_model

    chosen = name or ("learned" if train_layer else "rules")
    check_options(chosen, language_model)
    if accept_into:
        check_writable(project, "--accept-into")
    crew, unread = crew_of(workers, scheduler), Unread()
    with source(project, unread, crew) as it:
        proposed = propose(it, links, docs, accept_into) if links else None
        words = _words()
        layer = accept_into or it.annotator
        if train_layer:
            facts = train_model(it, train_layer, words.words).facts
            if not as_json:
                click.echo(_training(facts))
        identities = [document_of(it, doc).id for doc in docs] or [
            head.id for head in it.store.document_heads()
        ]
        if crew is not None and _others_do_it(it, chosen, identities, crew):
            found = _found_by_others(it, chosen, words, train_layer, layer, identities, crew)
        else:
            found = _found_here(
                it, chosen, words, train_layer, layer, identities, language_model, quiet=as_json
            )
        marking = accept_into if links is None else None
        made = suggesting.accept_all(it, found, layer=marking) if marking else []
        linked = accept_links(it, proposed, accept_into) if proposed is not None and accept_into else 0
        tell_of(crew)
        _print_suggestions(it, found, as_json, proposed)
        if proposed is not None and not as_json:
            print_links(proposed, linked, accept_into)
        elif accept_into and not as_json:
            click.echo(_made(len(made), accept_into))
    return unread.code


@click.command(
    cls=Command,
    help=N_(
        "Judge an engine by a layer: F1, attributes, actions saved.\n\n"
        "Actions are those of a simulated annotator who accepts (1), moves an edge by a word or character (1), marks "
        "with a bare key (2), selects and marks (3), rejects (1)."
    ),
)
@project_argument
@_option("--engine", "name", "NAME", N_("rules, repeats, learned, llm or another engine."), required=True)
@_option("--against", "against", "LAYER", N_("The layer that counts as right."), required=True)
@click.option(
    "--cross-validate",
    is_flag=True,
    cls=Option,
    help=N_(
        "Judge each document by a model trained on the others (learned only), and draw the learning curve."
    ),
)
@language_model_options
@json_option
def evaluate(
    project: Path, name: str, against: str, cross_validate: bool, as_json: bool, **language_model: Any
) -> None:
    from annotator.services.evaluating import evaluate as judge

    check_options(name, language_model)
    with opened(project) as it:
        words = _words()
        with (
            _judged(it, name, against, words, language_model, quiet=as_json) as by,
            progress(_("evaluating")) as tell,
        ):
            result = judge(
                it, name, against, words.words, words.word_at,
                cross_validate=cross_validate, by=by, progress=tell,
            )  # fmt: skip
    if as_json:
        print_json(result.to_dict())
    else:
        _print_evaluation(result.to_dict())


def _found_here(
    project: Project, name: str, words: Any, train_layer: str | None, layer: str, documents: Sequence[str],
    language_model: dict[str, Any], *, quiet: bool,
) -> list[tuple[str, str, Sequence[Any]]]:  # fmt: skip
    from annotator.services.suggesting import suggestions

    found: list[tuple[str, str, Sequence[Any]]] = []
    with (
        _engine(project, name, words, train_layer, documents, language_model, quiet=quiet) as by,
        progress(_("suggesting")) as tell,
    ):
        for at, identity in enumerate(documents, 1):
            document = project.document(identity)
            found.append((identity, document.digest, suggestions(project, document, by, layer=layer)))
            if tell:
                tell(at, len(documents))
    return found


def _others_do_it(project: Project, name: str, documents: Sequence[str], crew: Any) -> bool:
    from annotator.services.batch import suggesting

    if name == LLM:
        crew.idle = _("a language model is asked from here alone; workers do not help there")
        return False
    return suggesting.pays(project, documents, crew)


def _found_by_others(
    project: Project, name: str, words: Any, train_layer: str | None, layer: str, documents: Sequence[str], crew: Any
) -> list[tuple[str, str, Sequence[Any]]]:  # fmt: skip
    from annotator.services.batch.suggesting import suggest_all

    with progress(_("suggesting")) as tell:
        return [
            *suggest_all(
                project, documents, name, crew,
                train_layer=train_layer, layer=layer, words=words, progress=tell,
            )
        ]  # fmt: skip


@contextmanager
def _engine(
    project: Project,
    name: str,
    words: Any,
    layer: str | None,
    documents: Sequence[str],
    language_model: dict[str, Any],
    *,
    quiet: bool,
) -> Iterator[Any]:
    from annotator.services.suggesting import engine

    if name == LLM:
        texts = (project.document(document) for document in documents)
        with asking_model(project, texts, language_model, quiet=quiet) as by:
            yield by
    else:
        yield engine(project, name, words.words, layer=layer)


@contextmanager
def _judged(
    project: Project, name: str, against: str, words: Any, language_model: dict[str, Any], *, quiet: bool
) -> Iterator[Any]:
    """The engine to judge, where its name alone does not make it; else None."""
    from annotator.services.training import examples

    if name != LLM:
        yield None
        return
    documents = [one.document.id for one in examples(project, against)]
    with _engine(project, name, words, None, documents, language_model, quiet=quiet) as by:
        yield by


def _words() -> Any:
    from annotator.paths import cache_dir
    from annotator.text.words import Words

    words = Words(cache_dir())
    words.load()
    return words


def _made(count: int, layer: str) -> str:
    return ngettext(
        "{count} mark made in layer “{layer}”", "{count} marks made in layer “{layer}”", count, layer=layer
    )


def _training(facts: Any) -> str:
    figures = "  ".join(f"{label} {_figure(value)}" for label, value in facts.f1.items())
    return _(
        "trained on {documents} with {marks}; exact F1 on unseen ones: {figures}",
        documents=how_many.documents(len(facts.documents)),
        marks=how_many.marks(facts.spans),
        figures=figures,
    )


def _print_suggestions(
    project: Project,
    found: Sequence[tuple[str, str, Sequence[Any]]],
    as_json: bool,
    links: Proposed | None,
) -> None:
    if as_json:
        print_json(
            {
                "documents": [
                    {"id": identity, "suggestions": list(map(_data, each)), **link_data(links, identity)}
                    for identity, _digest, each in found
                ]
            }
        )
        return
    for identity, _digest, suggestions in found:
        document = project.document(identity)
        click.echo(f"{identity}  {document.title}")
        for one in suggestions:
            quote = " ".join(document.text[one.start : one.end].split())
            attributes = " ".join(f"{name}={value}" for name, value in one.attrs.items())
            click.echo(f"  {one.start}–{one.end}  {one.score:.2f}  {one.label}  “{quote}”  {attributes}")
            click.echo(f"      {one.reason.text}")
    click.echo(_("{suggestions} in {documents}", documents=how_many.documents(len(found)),
                 suggestions=how_many.suggestions(sum(len(each) for *_head, each in found))))  # fmt: skip


def _data(one: Any) -> dict[str, Any]:
    return {
        "start": one.start, "end": one.end, "label": one.label, "attrs": dict(one.attrs),
        "score": round(one.score, 4), "engine": one.engine, "reason": one.reason.text,
    }  # fmt: skip


def _print_evaluation(data: dict[str, Any]) -> None:
    click.echo(
        ngettext(
            "{engine} against {layer}, {count} document",
            "{engine} against {layer}, {count} documents",
            data["documents"],
            engine=data["engine"],
            layer=data["against"],
        )
    )
    heads = (
        _("label"),
        _("spans"),
        _("suggestions"),
        _("exact F1"),
        _("precision"),
        _("recall"),
        _("overlap F1"),
    )
    rows = [
        (name, of["spans"], of["suggestions"], _figure(of["exact"]["f1"]), _figure(of["exact"]["precision"]),
         _figure(of["exact"]["recall"]), _figure(of["overlap"]["f1"]))
        for name, of in data["by_label"].items()
    ]  # fmt: skip
    print_table([heads, *rows], right=(1, 2, 3, 4, 5, 6), indent="  ")
    known = [(name, _figure(value)) for name, value in data["accuracy"].items() if value is not None]
    if known:
        click.echo(_("attributes right, of the spans that match exactly"))
        print_table(known, right=(1,), indent="  ")
    actions = data["actions"]
    click.echo(_("actions per span: {with_} with suggestions, {without} without",
                 with_=_figure(actions["with"]["per_span"]), without=_figure(actions["without"]["per_span"])))  # fmt: skip
    for point in data["learning_curve"]:
        figures = "  ".join(f"{name} {_figure(value)}" for name, value in point["f1"].items())
        click.echo(
            _(
                "trained on {documents}: {figures}",
                documents=how_many.documents(point["documents"]),
                figures=figures,
            )
        )
    for note in data["notes"]:
        click.echo(note)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
