"""`annotator schema`: the label schema of a project, its versions, as a file, and another one in its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.command import Command, Option, json_option, opened, project_argument
from annotator.cli.output import print_json, print_table, progress
from annotator.domain import how_many
from annotator.domain.errors import NotFound
from annotator.domain.schema import LabelSchema, schema_to_dict
from annotator.domain.schema_difference import UNIT_NAMES
from annotator.domain.schema_migration import KEEP, LONGEST, REFUSE, Migration
from annotator.i18n import N_, _, language, listed, ngettext
from annotator.services import schema_words
from annotator.services.project import Project
from annotator.services.schema_change import Effects, apply, label_counts, preview
from annotator.services.schema_request import check_losses, loss_names, migration_towards
from annotator.services.schema_versions import Version, read_schema, versions, write_schema


@click.command(
    cls=Command,
    help=N_(
        "Show a project's labels and their versions; write them to a file; put others in their place.\n\n"
        "With --apply or --restore, marks of all layers follow in one undoable step. What would be lost must be named: "
        "marks of a label that is gone become others with --map OLD=NEW or go with --drop OLD. A NAME is a label, "
        "label.attribute, label.attribute:value, link:name or document:name."
    ),
)
@project_argument
@click.option(
    "--export",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=Option,
    help=N_("Write the label schema as JSON."),
)
@click.option(
    "--apply",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=Option,
    help=N_("Take the label schema of this file."),
)
@click.option("--restore", type=int, metavar="N", cls=Option, help=N_("Take version N of the project again."))
@click.option(
    "--version", type=int, metavar="N", cls=Option, help=N_("Show or export version N, not the newest.")
)
@click.option(
    "--map",
    "maps",
    metavar="OLD=NEW",
    multiple=True,
    cls=Option,
    help=N_("What OLD, a NAME, is called now; may be repeated."),
)
@click.option(
    "--drop",
    "drops",
    metavar="NAME",
    multiple=True,
    cls=Option,
    help=N_("What may go, or “all”; may be repeated."),
)
@click.option(
    "--overlaps",
    type=click.Choice([LONGEST, KEEP]),
    cls=Option,
    help=N_("Marks that would overlap another of their label: only the longest stays, or all are kept."),
)
@click.option(
    "--preview", "only_look", is_flag=True, cls=Option, help=N_("Show what would be done and write nothing.")
)
@json_option
def schema(
    project: Path,
    out: Path | None,
    file: Path | None,
    restore: int | None,
    version: int | None,
    maps: tuple[str, ...],
    drops: tuple[str, ...],
    overlaps: str | None,
    only_look: bool,
    as_json: bool,
) -> None:
    if sum(each is not None for each in (out, file, restore)) > 1:
        raise click.UsageError(_("give only one of --export, --apply and --restore"))
    changes = file is not None or restore is not None
    if not changes and (maps or drops or overlaps or only_look):
        raise click.UsageError(_("--map, --drop, --overlaps and --preview go with --apply or --restore"))
    pairs = [_pair(text) for text in maps]
    with opened(project) as it:
        if not changes:
            _show_or_export(it, out, version, as_json)
            return
        new = read_schema(file) if file is not None else _version(it, restore).schema
        migration = migration_towards(it.schema, new, pairs, label_counts(it), guess=file is None)
        _change(it, migration, drops, overlaps, only_look=only_look, as_json=as_json)


def _change(
    project: Project,
    migration: Migration,
    drops: Sequence[str],
    overlaps: str | None,
    *,
    only_look: bool,
    as_json: bool,
) -> None:
    with progress(_("changing labels")) as tell:
        effects = preview(project, migration, clashes=overlaps or LONGEST, progress=tell)
        step = None
        if not only_look:
            titles = {
                name: schema_words.line(each, migration.old, migration.new)
                for name, each in loss_names(effects)
            }
            check_losses(effects, drops, titles)
            step, effects = apply(project, migration, clashes=overlaps or REFUSE, progress=tell)
    number = (step.id or None) if step else None
    if as_json:
        told = schema_words.to_dict(effects)
        print_json({**told, "version": project.schema.version, "step": number, "preview": only_look})
        return
    _print_effects(project, effects, migration)
    if only_look:
        click.echo(_("nothing was written"))
    elif number is None:
        click.echo(_("nothing new; nothing was written"))
    else:
        click.echo(
            _(
                "version {number} of the labels is in force; one undo takes all of it back",
                number=project.schema.version,
            )
        )


def _print_effects(project: Project, effects: Effects, migration: Migration) -> None:
    for word in effects.words:
        click.echo(word)
    for sentence in schema_words.headline(effects, project.annotator):
        click.echo(sentence)
    for line in schema_words.lines(effects, migration.old, migration.new):
        click.echo(f"  {line}")


def _show_or_export(project: Project, out: Path | None, version: int | None, as_json: bool) -> None:
    with project.store.snapshot():
        told = versions(project)
        shown = project.schema if version is None else _version(project, version).schema
        counts = label_counts(project)
    if out is not None:
        write_schema(shown, out)
        if not as_json:
            click.echo(_("{file}: version {number} of the labels", file=out, number=shown.version))
    if as_json:
        print_json(_as_dict(shown, told, counts))
    elif out is None:
        _print_schema(shown, told, counts)


def _as_dict(
    schema: LabelSchema, told: Sequence[Version], counts: dict[str, dict[str, int]]
) -> dict[str, Any]:
    return {
        "schema": schema_to_dict(schema),
        "spans": counts,
        "unknown": sorted(counts.keys() - schema.by_name.keys()),
        "versions": [
            {
                "version": each.schema.version,
                "actor": each.actor,
                "at": each.at,
                "title": each.title,
                "spans": each.spans,
                "differences": list(each.differences),
            }
            for each in told
        ],
    }


def _print_schema(schema: LabelSchema, told: Sequence[Version], counts: dict[str, dict[str, int]]) -> None:
    print_table(
        [
            (
                label.key,
                label.name,
                label.display(language()),
                _(UNIT_NAMES[label.unit]),
                label.color,
                how_many.marks(sum(counts.get(label.name, {}).values())),
                listed(attribute.display(language()) for attribute in label.attributes),
            )
            for label in schema.labels
        ]
    )
    for link in schema.relations:
        ends = " → ".join(
            "/".join(schema.by_name[name].display(language()) for name in names)
            for names in (link.heads, link.tails)
        )
        click.echo(f"{link.display(language())}: {ends}")
    for name in sorted(counts.keys() - schema.by_name.keys()):
        count = sum(counts[name].values())
        click.echo(
            ngettext(
                "{count:,} mark has the label “{name}”, which the schema lacks",
                "{count:,} marks have the label “{name}”, which the schema lacks",
                count,
                name=name,
            )
        )
    for each in told:
        click.echo(
            _("version {number}, {actor}, {at}", number=each.schema.version, actor=each.actor, at=each.at)
        )
        for sentence in each.differences:
            click.echo(f"  {sentence}")


def _version(project: Project, number: int | None) -> Version:
    found = next((each for each in versions(project) if each.schema.version == number), None)
    if found is None:
        raise NotFound(
            _("there is no version {number} of the labels in {file}", number=number, file=project.path)
        )
    return found


def _pair(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not (old and sign and new):
        raise click.UsageError(_("“{text}” is no OLD=NEW", text=text))
    return old, new
