"""Passwords in the system's keyring; where there is none, nothing is kept and the person is asked again."""

SERVICE = "annotator"


def password_of(what: str) -> str | None:
    """What was kept for `what`, None where nothing was, or where this system keeps no passwords."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, what)
    except KeyringError:
        return None


def keep_password(what: str, password: str) -> bool:
    """Keep it; returns whether the system has: some keyrings only pretend."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, what, password)
    except KeyringError:
        return False
    return password_of(what) == password
