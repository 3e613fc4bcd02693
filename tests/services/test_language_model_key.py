"""Addresses that may be typed, and where keys are kept."""

from collections.abc import Iterator

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from annotator.domain.errors import BadInput, UserError
from annotator.services.llm.endpoint import endpoint_from, host_of, is_local, is_open
from annotator.services.llm.key import VARIABLE, Key, checked, forget_key, keep_key, key_for
from annotator.services.llm.permission import what_is_sent

ENDPOINT = "https://api.example.com/v1"


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class PlainRing(Ring):
    """What keyrings.alt brings: everybody can read the file."""


PlainRing.__module__ = "keyrings.alt.file"


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    monkeypatch.delenv(VARIABLE, raising=False)
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("typed", "endpoint"),
    [
        ("https://api.example.com", ENDPOINT),
        (" https://api.example.com/v1/ ", ENDPOINT),
        ("https://api.example.com/v1/chat/completions", ENDPOINT),
        ("https://api.example.com/v1/models", ENDPOINT),
        ("https://open.example.cn/api/paas/v4", "https://open.example.cn/api/paas/v4"),
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("HTTPS://API.Example.com/v1", ENDPOINT),
    ],
)
def test_what_is_typed_becomes_a_base_address(typed: str, endpoint: str) -> None:
    assert endpoint_from(typed) == endpoint
    assert endpoint_from(endpoint) == endpoint


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example",
        "ftp://a/v1",
        "https://",
        "https://u:p@a/v1",
        "https://a/v1?key=k",
        "https://a/#k",
        "https://a:x/v1",
        "https://a b/v1",
    ],
)
def test_what_is_no_address_is_a_sentence(typed: str) -> None:
    with pytest.raises(BadInput):
        endpoint_from(typed)


@pytest.mark.parametrize(
    ("endpoint", "local", "opened"),
    [
        ("http://localhost:11434/v1", True, False),
        ("http://127.8.0.1/v1", True, False),
        ("http://[::1]/v1", True, False),
        ("http://192.168.1.2/v1", False, True),
        ("http://localhost.example.com/v1", False, True),
        ("http://127.0.0.1.example.com/v1", False, True),
        ("https://api.example.com/v1", False, False),
    ],
)
def test_only_loopback_is_this_computer(endpoint: str, local: bool, opened: bool) -> None:
    assert (is_local(endpoint), is_open(endpoint)) == (local, opened)
    assert host_of(endpoint) in what_is_sent(endpoint)
    assert what_is_sent(endpoint).startswith("Nothing leaves this computer") == local


def test_a_key_is_kept_for_its_endpoint_alone(ring: Ring) -> None:
    keep_key(ENDPOINT, Key("sk-1"))
    kept = key_for(ENDPOINT)
    assert kept is not None
    assert kept.reveal() == "sk-1"
    assert key_for("https://other.example.com/v1") is None
    forget_key(ENDPOINT)
    forget_key(ENDPOINT)
    assert key_for(ENDPOINT) is None


def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_key(ENDPOINT, Key("sk-1"))
    monkeypatch.setenv(VARIABLE, " sk-2\n")
    kept = key_for(ENDPOINT)
    assert kept is not None
    assert kept.reveal() == "sk-2"


@pytest.mark.parametrize("ring_", [NoKeyring(), PlainRing()])
def test_where_no_keyring_keeps_secrets_the_sentence_names_the_variable(ring_: KeyringBackend) -> None:
    keyring.set_keyring(ring_)
    with pytest.raises(UserError, match=VARIABLE) as refused:
        keep_key(ENDPOINT, Key("sk-1"))
    assert "sk-1" not in str(refused.value)
    assert not getattr(ring_, "kept", {})
    assert key_for(ENDPOINT) is None


@pytest.mark.parametrize("typed", ["", "  ", "sk 1", "sk-1\nX-Header: y", "密钥", "sk\x00"])
def test_what_cannot_be_a_key_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked(typed)
    assert not typed.strip() or typed not in str(refused.value)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_a_key_does_not_show_itself(value: str) -> None:
    assert repr(checked(value)) == str(checked(value)) == "Key(…)"
