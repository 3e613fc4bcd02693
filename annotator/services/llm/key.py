"""The key of a language model's server: in the keyring of the system, or in an environment variable; nowhere else.

It is never written to a file, a log, a message or a project, and a `Key` does not show it when it is printed.
"""

import os

from annotator.domain.errors import BadInput, UserError
from annotator.i18n import _

VARIABLE = "ANNOTATOR_LLM_KEY"
SERVICE = "annotator"
"""What the keyring knows us by; the user name there is the endpoint: `keyring set annotator https://…/v1`."""


class Key:
    """A secret that is only given out on purpose."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Key(…)"


def key_for(endpoint: str) -> Key | None:
    """The key of this endpoint: the environment's, else the keyring's; None where there is none, as local servers need none.

    May wait for the person to unlock the keyring: not for the window's thread. Raises BadInput for a key that cannot be one.
    """
    value = os.environ.get(VARIABLE, "").strip()
    if not value:
        import keyring
        from keyring.errors import KeyringError

        try:
            value = keyring.get_password(SERVICE, endpoint) or ""
        except (
            KeyringError
        ):  # no keyring here, or it stays locked: the server will say whether it needs a key
            value = ""
    return checked(value) if value else None


def keep_key(endpoint: str, key: Key) -> None:
    """Put the key into the keyring. Raises UserError where there is none that keeps secrets, BadInput for no key."""
    import keyring
    from keyring.errors import KeyringError

    checked(key.reveal())
    if _in_plain_text(keyring.get_keyring()):
        raise _no_keyring()
    try:
        keyring.set_password(SERVICE, endpoint, key.reveal())
    except KeyringError as error:
        raise _no_keyring() from error


def forget_key(endpoint: str) -> None:
    """Take the key out of the keyring; that there is none does not matter."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, endpoint)
    except KeyringError:
        return


def checked(value: str) -> Key:
    """The key, if it can stand in a header. Raises BadInput, which does not repeat it."""
    value = value.strip()
    if not value or not value.isascii() or not value.isprintable() or " " in value:
        raise BadInput(
            _(
                "this is no key: keys are one word of Latin letters, digits and signs; copy it again without the rest"
            )
        )
    return Key(value)


def _in_plain_text(backend: object) -> bool:
    """The file backends of keyrings.alt keep what is given to them for everybody to read."""
    nested = getattr(backend, "backends", ())
    return type(backend).__module__.startswith("keyrings.alt") or any(
        _in_plain_text(one) for one in (nested if isinstance(nested, list | tuple) else ())
    )


def _no_keyring() -> UserError:
    return UserError(
        _("this system has no keyring that keeps the key safe, so it was not kept; set the environment variable "
          "{variable} instead", variable=VARIABLE)
    )  # fmt: skip
