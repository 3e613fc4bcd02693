"""What the command import does with names that the label schema lacks: --map, --new-labels, and what was left out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.output import progress
from annotator.i18n import _, listed
from annotator.services.adoption import Plan, plan_of
from annotator.services.adoption_words import left_out_in_words
from annotator.services.files import files_of
from annotator.services.import_report import ImportReport
from annotator.services.name_pairs import choices_of, define_all
from annotator.services.project import Project
from annotator.services.survey import survey


def plan_for(
    project: Project,
    paths: Sequence[Path],
    pairs: Sequence[str],
    *,
    create: bool,
    format_name: str | None,
    text_column: str | None,
    unit: str | None,
) -> Plan | None:
    """What the options say about names, after a look through the files; None where they say nothing. Raises BadInput."""
    if not pairs and not create:
        return None
    files = list(files_of(paths, project.path, ImportReport()))
    with progress(_("looking")) as tell:
        found = survey(
            files, format=format_name, text_column=text_column, unit=unit, progress=tell
        ).vocabulary
    choices = choices_of(pairs, found)
    if create:
        define_all(choices, project.schema, found)
    return plan_of(project.schema, found, choices, create=create)


def left_out(report: ImportReport) -> list[dict[str, Any]]:
    """For `--json`: what was left out, the most first."""
    return [
        {"kind": kind, "name": name, "count": count} for (kind, name), count in report.left_out.most_common()
    ]


def print_left_out(report: ImportReport) -> None:
    if report.made:
        click.echo(_("new in the label schema: {names}", names=listed(report.made)))
    for what in left_out_in_words(report.left_out):
        click.echo(_("left out: {what}", what=what))
