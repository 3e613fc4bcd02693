"""Addresses: no password stays in them, and TLS is demanded unless they say otherwise."""

import pytest

from annotator.domain.errors import BadInput
from annotator.services.hub.joining import login_for
from annotator.team.address import parse_address, with_login


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "postgresql://li@hub.example/reports",
            "postgresql://li@hub.example/reports?sslmode=require&channel_binding=require",
        ),
        (
            "postgres://hub.example:5433/reports",
            "postgresql://hub.example:5433/reports?sslmode=require&channel_binding=require",
        ),
        ("postgresql://hub.example/r?sslmode=disable", "postgresql://hub.example/r?sslmode=disable"),
        (
            "postgresql://hub.example/r?sslrootcert=/ca.pem",
            "postgresql://hub.example/r?sslrootcert=%2Fca.pem&sslmode=verify-full",
        ),
        ("postgresql://localhost/reports", "postgresql://localhost/reports"),
        ("postgresql://127.0.0.1/reports", "postgresql://127.0.0.1/reports"),
        ("postgresql://[::1]:99/reports", "postgresql://[::1]:99/reports"),
        ("postgresql:///reports?host=/run/postgresql", "postgresql:///reports?host=%2Frun%2Fpostgresql"),
        (
            "postgresql://[2001:db8::1]/reports",
            "postgresql://[2001:db8::1]/reports?sslmode=require&channel_binding=require",
        ),
        ("postgresql://localhost/r?hostaddr=127.0.0.1", "postgresql://localhost/r?hostaddr=127.0.0.1"),
        (
            "postgresql://localhost/r?hostaddr=192.0.2.1",
            "postgresql://localhost/r?hostaddr=192.0.2.1&sslmode=require&channel_binding=require",
        ),
        (
            "postgresql:///r?host=/run/postgresql,hub.example",
            "postgresql:///r?host=%2Frun%2Fpostgresql%2Chub.example&sslmode=require&channel_binding=require",
        ),
        (
            "postgresql://localhost/r?service=far",
            "postgresql://localhost/r?service=far&sslmode=require&channel_binding=require",
        ),
        (
            "postgresql://hub.example/r?channel_binding=prefer",
            "postgresql://hub.example/r?channel_binding=prefer&sslmode=require",
        ),
        (
            "postgresql://localhost/r?host=hub.example",  # libpq goes where the option says
            "postgresql://localhost/r?host=hub.example&sslmode=require&channel_binding=require",
        ),
    ],
)
def test_tls_is_demanded_but_of_this_machine(text: str, url: str) -> None:
    address, _password = parse_address(text)
    assert address.url == url
    assert parse_address(url)[0] == address


def test_where_the_environment_leads_elsewhere_tls_is_demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PGHOST", "hub.example"), ("PGHOSTADDR", "192.0.2.1"), ("PGSERVICE", "far")):
        with monkeypatch.context() as there:
            there.setenv(name, value)
            assert "sslmode=require" in parse_address("postgresql:///r")[0].url


def test_no_password_stays() -> None:
    address, password = parse_address("postgresql://%E6%9D%8E:p%40ss@localhost/r")
    assert (address.url, address.user, password) == ("postgresql://%E6%9D%8E@localhost/r", "李", "p@ss")
    address, password = parse_address("postgresql://li@localhost/r?password=secret&sslmode=prefer")
    assert (address.url, password) == ("postgresql://li@localhost/r?sslmode=prefer", "secret")


@pytest.mark.parametrize(
    "text", ["", "hub.example", "https://li:secret@hub.example/r", "postgresql://li:secret@hub.example",
             "postgresql://li:secret@hub.example:port/r", "postgresql://li:secret@[::1/r"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_telling_the_password(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_address(text)
    assert "secret" not in str(refused.value)


def test_another_login_at_the_same_hub() -> None:
    address, _password = parse_address("postgresql://owner@hub.example:5433/reports")
    assert (
        with_login(address, "李").url
        == "postgresql://%E6%9D%8E@hub.example:5433/reports?sslmode=require&channel_binding=require"
    )


def test_a_login_is_plain_and_ones_own() -> None:
    assert login_for("li_4") == "li_4"
    assert login_for("李四") != login_for("李五")
    assert login_for("李四").isascii()
