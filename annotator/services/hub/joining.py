"""Make a hub, let people in, join a project to it, give out documents."""

import re
import secrets as lots
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from annotator.domain.errors import BadInput, NotFound, ProjectError
from annotator.domain.history import last
from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.hub.belief import histories_of
from annotator.services.hub.state import State, hub_of, known_hub, remember
from annotator.services.project import Project, create_project
from annotator.services.secrets import keep_password, password_of
from annotator.team.address import Address, parse_address, with_login
from annotator.team.hub import ROLES, Hub, make_hub

_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Joined:
    """Which hub, as whom, and whether the system keeps the password; None: none was given, libpq has found one."""

    place: str
    annotator: str
    role: str
    password_kept: bool | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody who was let in has to be told; `password` is '' for a login that was there already."""

    annotator: str
    role: str
    url: str
    password: str


def init_hub(url: str, annotator: str, *, blind: bool | None = None) -> tuple[str, bool]:
    """Make the hub at a URL, or bring it up to date. Returns where it is, and whether it is new.

    The login of the URL must be allowed to make schemas and roles; it becomes the manager, with `annotator` as their
    layer. `blind`: whether annotators may read only their own layer. Raises BadInput, HubError, HubOffline.
    """
    address, password = _address(url)
    new = make_hub(address, password or None, annotator, blind=blind)
    _keep(address, password)
    return address.place, new


def join_hub(path: Path, url: str, annotator: str, password: str = "", *, mine: bool = False) -> Joined:
    """Let a project know its hub; one that is not there is made, with the hub's label schema.

    With `mine`, only documents that were given to us (`Hub.next`) will come.

    The password goes to the system's keyring and nowhere else. Raises BadInput, HubError, HubOffline, ProjectError.
    """
    address, known = _address(url)
    password = password or known
    with Hub(address, password or None) as hub:
        who = hub.self
        if not path.exists():
            create_project(path, _schema(hub), actor=who.annotator)
    kept = _keep(address, password)
    with Project(path, annotator) as project:
        old = hub_of(project)
        if old is None or (old.url, old.mine) != (address.url, mine):
            remember(project, State(address.url, annotator=who.annotator, role=who.role, mine=mine))
    return Joined(address.place, who.annotator, who.role, kept)


def open_hub(project: Project) -> Hub:
    """The project's hub. Raises HubError where it has none, HubOffline."""
    address, _password = parse_address(known_hub(project).url)
    return Hub(address, password_of(address.url))


def hub_at(target: str, annotator: str) -> Hub:
    """The hub at a URL, or that of the project in a file."""
    if "://" in target:
        address, password = _address(target)
        return Hub(address, password or None)
    if not Path(target).exists():
        raise ProjectError(_("{target} is neither a project nor a hub’s address", target=target))
    with Project(Path(target), annotator) as project:
        return open_hub(project)


def add_annotator(hub: Hub, name: str, role: str, login: str = "") -> Invitation:
    """Let somebody in. Raises BadInput, HubError."""
    name = name.strip()
    if name in ("", "gold"):
        raise BadInput(_("“{name}” cannot be an annotator’s name", name=name))
    if role not in ROLES:
        raise BadInput(_("“{role}” is no role; choose {roles}", role=role, roles=", ".join(ROLES)))
    login = login or login_for(name)
    password = lots.token_urlsafe(18)
    new = hub.add(name, role, login, password)
    return Invitation(name, role, with_login(hub.address, login).url, password if new else "")


def login_for(name: str) -> str:
    """A login for a name: itself where it is plain enough for every shell and URL."""
    if _PLAIN.fullmatch(name):
        return name
    return "annotator_" + blake2b(name.encode(), digest_size=4).hexdigest()


def give_out(
    project: Project, hub: Hub, documents: Sequence[str], readers: int, days: float | None = None
) -> int:
    """Have documents given to so many people each, one by one (`take_next`). Returns how many documents.

    Raises NotFound for one that the hub does not have, HubError.
    """
    if readers < 1:
        raise BadInput(_("a document is read by one person at least"))
    there = {document for document, _at in hub.changed(0)}
    for document in documents:
        if document not in there:
            raise NotFound(
                _("the hub does not have document “{id}” yet; push it first: annotator hub push {file}",
                  id=document, file=project.path)
            )  # fmt: skip
    if days is not None:
        hub.set_return_after(days)
    return hub.assign(documents, readers)


def _schema(hub: Hub) -> LabelSchema | None:
    """The hub's newest label schema; None where it has none yet."""
    histories = histories_of(hub.rows([""], "label_schema"), {})
    standing = [state for states in histories.values() if isinstance(state := last(states), LabelSchema)]
    return max(standing, key=lambda schema: schema.version, default=None)


def _address(url: str) -> tuple[Address, str]:
    """The address, and the password: that of the URL, else what the keyring has; else '', and libpq looks itself."""
    address, password = parse_address(url)
    return address, password or password_of(address.url) or ""


def _keep(address: Address, password: str) -> bool | None:
    if not password:
        return None
    return password == password_of(address.url) or keep_password(address.url, password)
