"""Passwords and keys in the system's keyring, which only this module speaks to.

Where there is none, nothing is kept and the person is asked again. `keyring` may ask the person to unlock it, so none
of this is for the window's thread.
"""

SERVICE = "annotator"
"""What the keyring knows us by; the user name there is what the secret is for: `keyring set annotator https://…/v1`."""


def password_of(what: str) -> str | None:
    """What was kept for `what`, None where nothing was, or where this system keeps no passwords."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, what)
    except KeyringError:  # there is none here, or it stays locked
        return None


def keep_password(what: str, password: str) -> bool:
    """Keep it; returns whether the system has: some keyrings only pretend, and a file that all can read is none."""
    import keyring
    from keyring.errors import KeyringError

    if _in_plain_text(keyring.get_keyring()):
        return False
    try:
        keyring.set_password(SERVICE, what, password)
    except KeyringError:
        return False
    return password_of(what) == password


def forget_password(what: str) -> None:
    """Take it out of the keyring; that there is none does not matter."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, what)
    except KeyringError:
        return


def _in_plain_text(backend: object) -> bool:
    """The file backends of keyrings.alt keep what is given to them for everybody to read."""
    nested = getattr(backend, "backends", ())
    return type(backend).__module__.startswith("keyrings.alt") or any(
        _in_plain_text(one) for one in (nested if isinstance(nested, list | tuple) else ())
    )
