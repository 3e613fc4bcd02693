"""Where a hub is: a PostgreSQL URL, without its password, and with TLS unless it says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import environ
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit, urlunsplit

from annotator.domain.errors import BadInput
from annotator.i18n import _

LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """`url` holds no password, and says what becomes of TLS (`sslmode`)."""

    url: str
    user: str
    place: str  # host and database, as people read it


def parse_address(text: str) -> tuple[Address, str]:
    """The address in `postgresql://user[:password]@host[:port]/database[?sslmode=…]`, and the password ('': none).

    Without `sslmode`, TLS is demanded, but for a host that is this machine: `verify-full` where a root certificate is
    named; else `require` with channel binding (RFC 5802, RFC 5929), so that whoever stands in between, though with a
    certificate of their own, does not know the password and is found out. Raises BadInput.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadInput(
            _("“{url}” is no address of a hub: {reason}", url=_hidden(text), reason=error)
        ) from error
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not database or "/" in database:
        raise BadInput(
            _(
                "“{url}” is no address of a hub; it looks like postgresql://name@host/database",
                url=_hidden(text),
            )
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = options.get("host", host)  # a folder with a socket
    if "sslmode" not in options and not _is_this_machine(host, options):
        options["sslmode"] = "verify-full" if "sslrootcert" in options else "require"
        if options["sslmode"] == "require":
            options.setdefault("channel_binding", "require")
    password = options.pop("password", "") or unquote(parts.password or "")
    user = unquote(parts.username or "")
    location = ""
    if parts.hostname:
        location = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    location = f"{quote(user, safe='')}@{location}" if user else location
    location += f":{port}" if port else ""
    url = f"postgresql://{location}/{quote(database, safe='')}" + (
        "?" + urlencode(options) if options else ""
    )
    return Address(url, user, f"{host or 'localhost'}/{database}"), password


def with_login(address: Address, login: str) -> Address:
    """The same hub for another login."""
    parts = urlsplit(address.url)
    location = f"{quote(login, safe='')}@{parts.netloc.rpartition('@')[2]}"
    return Address(urlunsplit(parts._replace(netloc=location)), login, address.place)


def _is_this_machine(host: str, options: Mapping[str, str]) -> bool:
    """Whether libpq will stay here, whatever the URL, its options and the environment say; each may name several hosts."""
    if "service" in options or (not host and "PGSERVICE" in environ):
        return False
    named = [host or environ.get("PGHOST", ""), options.get("hostaddr") or environ.get("PGHOSTADDR", "")]
    return all(one.strip() in LOOPBACK or one.startswith("/") for names in named for one in names.split(","))


def _hidden(text: str) -> str:
    """Without what may be a password."""
    head, at, tail = text.rpartition("@")
    return f"…@{tail}" if at and ":" in head else text
