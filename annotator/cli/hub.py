"""The team's hub: make it, let people in, join, sync, give out documents."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.command import Command, Group, Option, json_option, opened, project_argument, user
from annotator.cli.output import print_json, print_table, progress
from annotator.cli.run import refuse
from annotator.domain import how_many
from annotator.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from annotator.services.hub.meeting import SyncReport
    from annotator.services.hub.syncing import Sync
    from annotator.services.project import Project
    from annotator.team.hub import Hub

LINES = 20  # of conflicts that are named one by one
AT_ONCE = 1_000  # documents in one step: nobody types meanwhile
_take = click.option(
    "--take",
    type=click.Choice(["ours", "theirs"]),
    cls=Option,
    help=N_("Decide all conflicts: as it is here, or as it is on the hub."),
)
_layer = click.option(
    "--annotator",
    metavar="NAME",
    cls=Option,
    help=N_("Your name, which your layer bears; by default your login here."),
)


@click.group(
    cls=Group,
    help=N_(
        "Sync a project with the team’s hub, a PostgreSQL database.\n\n"
        "Every project stays whole and works offline; what was done meanwhile travels at the next sync."
    ),
)
def hub() -> None:
    pass


@hub.command(
    cls=Command,
    help=N_(
        "Make a hub in an empty database, or bring one up to date; its maker is the manager.\n\n"
        "URL is postgresql://login@host/database; the login must be allowed to make schemas and roles. The password "
        "is taken from the URL, the system’s keyring, PGPASSWORD or .pgpass. TLS is demanded unless the host is this "
        "machine or the URL says “?sslmode=…”."
    ),
)
@click.argument("url")
@_layer
@click.option(
    "--blind/--open",
    "blind",
    default=None,
    cls=Option,
    help=N_("Whether annotators can read only their own layer (blind), or everybody’s (open, the default)."),
)
@json_option
def init(url: str, annotator: str | None, blind: bool | None, as_json: bool) -> None:
    from annotator.services.hub.joining import init_hub

    place, new = init_hub(url, annotator or user(), blind=blind)
    if as_json:
        print_json({"hub": place, "new": new})
    elif new:
        click.echo(
            _("the hub {hub} is ready; now let a project join: annotator hub join PROJECT URL", hub=place)
        )
    else:
        click.echo(_("the hub {hub} is up to date", hub=place))


@hub.command(
    cls=Command,
    help=N_(
        "Let somebody in, or give them another role; prints the address and password to hand over.\n\n"
        "HUB is a project that has joined, or the hub’s URL. An annotator writes their own layer, a reviewer also "
        "gold, documents and the label schema, a manager everything."
    ),
)
@click.argument("target", metavar="HUB")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["annotator", "reviewer", "manager"]),
    default="annotator",
    cls=Option,
    help=N_("What they may do; annotator by default."),
)
@click.option(
    "--login",
    metavar="NAME",
    default="",
    cls=Option,
    help=N_("Their login on the server; made where there is none."),
)
@json_option
def add(target: str, name: str, role: str, login: str, as_json: bool) -> None:
    from annotator.services.hub.joining import add_annotator, hub_at

    with hub_at(target, user()) as there:
        invitation = add_annotator(there, name, role, login)
    if as_json:
        print_json(
            {
                "annotator": invitation.annotator,
                "role": invitation.role,
                "url": invitation.url,
                "password": invitation.password or None,
            }
        )
        return
    click.echo(_("{name} may come as {role}", name=name, role=role))
    click.echo(_("address: {url}", url=invitation.url))
    click.echo(
        _("password: {password}", password=invitation.password)
        if invitation.password
        else _("password: the one that this login has already")
    )


@hub.command(
    cls=Command,
    help=N_(
        "Let a project know its hub; where there is no such file, it is made.\n\n"
        "URL is the address that the manager handed over. The password is kept in the system’s keyring, never in the "
        "project."
    ),
)
@project_argument
@click.argument("url")
@click.option("--ask", is_flag=True, cls=Option, help=N_("Ask for the password."))
@click.option(
    "--mine",
    is_flag=True,
    cls=Option,
    help=N_("Bring in only documents that are given to you (“annotator hub next”)."),
)
@json_option
def join(project: Path, url: str, ask: bool, mine: bool, as_json: bool) -> None:
    from annotator.services.hub.joining import join_hub

    password = click.prompt(_("Password"), hide_input=True, err=True) if ask else ""
    joined = join_hub(project, url, user(), password, mine=mine)
    if as_json:
        print_json(
            {
                "hub": joined.place,
                "annotator": joined.annotator,
                "role": joined.role,
                "password_kept": joined.password_kept,
            }
        )
        return
    click.echo(_("{file} belongs to the hub {hub}; you are {name} there, as {role}",
                 file=project, hub=joined.place, name=joined.annotator, role=joined.role))  # fmt: skip
    if joined.password_kept is False:
        click.echo(_("this system keeps no passwords; put it into PGPASSWORD or .pgpass"))


@hub.command(cls=Command, help=N_("Bring in what others have done."))
@project_argument
@_take
@json_option
def pull(project: Path, take: str | None, as_json: bool) -> int:
    return _meet(project, as_json, lambda sync: sync.pull(take=take or ""))


@hub.command(cls=Command, help=N_("Send what you have done."))
@project_argument
@json_option
def push(project: Path, as_json: bool) -> int:
    return _meet(project, as_json, lambda sync: sync.push())


@hub.command(
    cls=Command,
    help=N_(
        "Pull, then push.\n\n"
        "What conflicts (the label schema, versions of a text, gold of two reviewers) waits and is listed; all the "
        "rest comes. Decide with --take or in the window."
    ),
)
@project_argument
@_take
@json_option
def sync(project: Path, take: str | None, as_json: bool) -> int:
    return _meet(project, as_json, lambda sync: sync.sync(take=take or ""))


@hub.command(cls=Command, help=N_("How project and hub stand: last sync, waiting changes, who did what."))
@project_argument
@json_option
def status(project: Path, as_json: bool) -> None:
    from annotator.services.hub.standing import local_time, standing

    with opened(project) as it:
        found = standing(it)
    if as_json:
        print_json(found.to_dict())
        return
    rows = [(_("hub"), found.place), (_("you"), f"{found.annotator} ({found.role})")]
    rows.append((_("connection"), _("there") if found.offline is None else found.offline))
    rows.append((_("last sync"), local_time(found.synced) if found.synced else _("never")))
    rows.append((_("waiting changes"), f"{found.waiting:,}"))
    rows.append((_("conflicts"), f"{found.conflicts:,}"))
    if found.news is not None:
        rows.append((_("new on the hub"), how_many.documents(found.news)))
    print_table(rows)
    for title, lines in (
        (_("who did what"), found.doing_lines()),
        (_("your documents"), found.taken_lines()),
    ):
        if lines:
            click.echo(title)
            print_table(lines, indent="  ")


@hub.command(
    cls=Command,
    help=N_(
        "Have documents given out one by one (“annotator hub next”), each to so many people.\n\n"
        "Without --docs, all documents of the project that the hub has. Reviewers and the manager can."
    ),
)
@project_argument
@click.option("--per-document", "readers", type=int, metavar="K", default=1, show_default=True, cls=Option,
              help=N_("How many people read each document."))  # fmt: skip
@click.option("--return-after", "days", type=float, metavar="DAYS", cls=Option,
              help=N_("After how many days without a sync a document goes to somebody else (7 at first)."))  # fmt: skip
@click.option("--docs", metavar="DOC", multiple=True, cls=Option,
              help=N_("An id or its beginning, a file with an id a line, or “all”; may be repeated."))  # fmt: skip
@json_option
def assign(project: Path, readers: int, days: float | None, docs: tuple[str, ...], as_json: bool) -> None:
    from annotator.services.hub.joining import give_out, open_hub
    from annotator.services.packaging import chosen_documents

    with opened(project) as it, open_hub(it) as there:
        documents = chosen_documents(it, docs or ("all",))
        count = give_out(it, there, documents, readers, days)
    if as_json:
        print_json({"documents": count, "per_document": readers})
    else:
        click.echo(
            ngettext(
                "{count} document is given out, each to {n}",
                "{count} documents are given out, each to {n}",
                count,
                n=readers,
            )
        )


@hub.command(
    "next",
    cls=Command,
    help=N_("Take the next document that is for you, and sync; never the same one twice."),
)
@project_argument
@json_option
def next_(project: Path, as_json: bool) -> int:
    with _meeting(project) as (it, there, meeting):
        document = there.next()
        report = meeting.sync()
        title = it.store.document_title(document) if document else ""
    if as_json:
        print_json({"document": document, "title": title or None})
    else:
        click.echo(f"{document}  {title}" if document else _("there is no document left for you"))
    return _closing(report)


@contextmanager
def _meeting(path: Path) -> "Iterator[tuple[Project, Hub, Sync]]":
    from annotator.services.hub.joining import open_hub
    from annotator.services.hub.state import hub_of
    from annotator.services.hub.syncing import Sync

    with opened(path) as it:
        state = hub_of(it)
        it.annotator = (state.annotator if state else "") or it.annotator
        with open_hub(it) as there, progress(_("syncing")) as tell:
            yield it, there, Sync(it, there, progress=tell, at_once=AT_ONCE)


def _meet(path: Path, as_json: bool, do: Any) -> int:
    from annotator.services.hub import words

    with _meeting(path) as (it, _there, meeting):
        report = do(meeting)
        lines = words.lines(report, it.store.document_title, LINES)
    if as_json:
        print_json(words.to_dict(report))
    else:
        for line in lines:
            click.echo(line)
    return _closing(report)


def _closing(report: "SyncReport") -> int:
    if report.conflicts:
        return refuse(
            ngettext(
                "{count} conflict waits for a decision; decide it in the window, or with --take ours or --take "
                "theirs",
                "{count} conflicts wait for a decision; decide them in the window, or all at once with --take "
                "ours or --take theirs",
                len(report.conflicts),
            )
        )
    return refuse(report.refused[0]) if report.refused else 0
