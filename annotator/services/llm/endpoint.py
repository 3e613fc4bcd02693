"""The address of a server that speaks OpenAI's chat completions: what may be typed, and what it comes to."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from annotator.domain.errors import BadInput
from annotator.i18n import _

_TAILS = ("/chat/completions", "/models")
_DEFAULT_PATH = "/v1"


def endpoint_from(typed: str) -> str:
    """The base address of what somebody typed: `https://host[:port]/path`, without a slash at the end.

    An address without a path gets `/v1`, one of a method (`…/chat/completions`) loses it. Raises BadInput for what is no
    address, or has a name and password, a query or a fragment in it.
    """
    typed = typed.strip()
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError as error:
        raise _bad(typed) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, typed)):
        raise _bad(typed)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadInput(
            _(
                "the address of a language model has no name, password or query in it; a key goes into its own field"
            )
        )
    path = parts.path.rstrip("/")
    for tail in _TAILS:
        path = path.removesuffix(tail)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return SplitResult(
        parts.scheme, host if port is None else f"{host}:{port}", path or _DEFAULT_PATH, "", ""
    ).geturl()


def host_of(endpoint: str) -> str:
    """The host that a text would go to, with its port where one is named."""
    return urlsplit(endpoint).netloc


def is_local(endpoint: str) -> bool:
    """Whether the address is this computer's own (loopback): nothing leaves it then."""
    host = urlsplit(endpoint).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_open(endpoint: str) -> bool:
    """Whether everybody on the way could read along: plain HTTP to another machine."""
    return urlsplit(endpoint).scheme == "http" and not is_local(endpoint)


def _bad(typed: str) -> BadInput:
    return BadInput(
        _("“{typed}” is no address of a language model; it looks like https://api.example.com/v1 or "
          "http://localhost:11434/v1", typed=typed[:80])
    )  # fmt: skip
