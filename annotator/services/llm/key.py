"""The key of a language model's server: in the keyring of the system, or in an environment variable; nowhere else.

It is never written to a file, a log, a message or a project, and a `Key` does not show it when it is printed.
"""

import os

from annotator.domain.errors import BadInput, UserError
from annotator.i18n import _
from annotator.services.secrets import forget_password, keep_password, password_of

VARIABLE = "ANNOTATOR_LLM_KEY"


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
    value = os.environ.get(VARIABLE, "").strip() or password_of(endpoint)
    return checked(value) if value else None


def keep_key(endpoint: str, key: Key) -> None:
    """Put the key into the keyring. Raises UserError where there is none that keeps secrets, BadInput for no key."""
    checked(key.reveal())
    if not keep_password(endpoint, key.reveal()):
        raise UserError(
            _("this system has no keyring that keeps the key safe, so it was not kept; set the environment variable "
              "{variable} instead", variable=VARIABLE)
        )  # fmt: skip


def forget_key(endpoint: str) -> None:
    """Take the key out of the keyring; that there is none does not matter."""
    forget_password(endpoint)


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
