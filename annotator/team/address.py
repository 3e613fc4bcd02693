"""Where a hub is: a PostgreSQL URL, without its password, and with TLS unless it says otherwise."""

from dataclasses import dataclass
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

    Without `sslmode`, TLS is demanded (`verify-full` where a root certificate is named, else `require`), but for a
    host that is this machine. Raises BadInput.
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
    if "sslmode" not in options and host not in LOOPBACK and not host.startswith("/"):
        options["sslmode"] = "verify-full" if "sslrootcert" in options else "require"
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


def _hidden(text: str) -> str:
    """Without what may be a password."""
    head, at, tail = text.rpartition("@")
    return f"…@{tail}" if at and ":" in head else text
