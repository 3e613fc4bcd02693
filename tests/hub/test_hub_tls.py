"""TLS with real certificates: who is not encrypted, not known or not meant is not spoken to.

The server is on this machine; `hostaddr` lets libpq find it under the name of another one.
"""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from postgres import OWNER, SECRET, Server, programs

from annotator.domain.errors import HubError, HubOffline
from annotator.services.hub.joining import init_hub
from annotator.team.address import parse_address
from annotator.team.hub import Hub

NAME = "hub.example"
_ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")  # SSLRequest of PostgreSQL's protocol


class Certificates:
    """An authority of the test's own, and what it has signed: `server.pem` and `server.key` for NAME."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._openssl("req", "-x509", "-subj", "/CN=ours", *self._new("ca"), "-out", "ca.pem")
        self._openssl("req", "-subj", f"/CN={NAME}", *self._new("server"), "-out", "server.csr")
        (folder / "names").write_text(f"subjectAltName=DNS:{NAME}")
        self._openssl(
            "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem",
        )  # fmt: skip
        self._openssl("req", "-x509", "-subj", f"/CN={NAME}", *self._new("other"), "-out", "other.pem")

    def __getitem__(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _new(self, name: str) -> list[str]:
        return ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key"]

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )


class InBetween(threading.Thread):
    """Somebody who takes the client's connection with a certificate of their own and passes everything on."""

    def __init__(self, certificates: Certificates, port: int) -> None:
        super().__init__(daemon=True)
        self._there = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ours.load_cert_chain(certificates.folder / "other.pem", certificates.folder / "other.key")
        self.heard = b""

    def run(self) -> None:
        with suppress(OSError):
            client, _address = self._listener.accept()
            with client, socket.create_connection(("127.0.0.1", self._there)) as server:
                assert client.recv(8) == _ASKS_FOR_TLS
                client.sendall(b"S")
                server.sendall(_ASKS_FOR_TLS)
                assert server.recv(1) == b"S"
                with (
                    self._ours.wrap_socket(client, server_side=True) as one,
                    ssl._create_unverified_context().wrap_socket(server) as other,
                ):
                    back = threading.Thread(target=self._pass_on, args=(other, one))
                    back.start()
                    self._pass_on(one, other)
                    other.shutdown(socket.SHUT_RDWR)
                    back.join()

    def close(self) -> None:
        self._listener.close()

    def _pass_on(self, source: ssl.SSLSocket, target: ssl.SSLSocket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                self.heard += part
                target.sendall(part)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificates, is not installed")
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def tls_server(certificates: Certificates) -> Iterator[Server]:
    if programs() is None:
        pytest.skip(
            "no PostgreSQL server is installed here (on Debian or Ubuntu: apt-get install postgresql)"
        )
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra “hub”)")
    server = Server(
        {name: certificates[name] for name in ("server.pem", "server.key")},
        ssl="on", ssl_cert_file="'server.pem'", ssl_key_file="'server.key'",
    )  # fmt: skip
    init_hub(server.make_database("reports"), "boss")
    yield server
    server.remove()


def far(server: Server, options: str = "", *, name: str = NAME, port: int = 0) -> str:
    """The hub's address as one of another machine."""
    place = f"{OWNER}:{SECRET.replace(' ', '%20')}@{name}:{port or server.port}"
    return f"postgresql://{place}/reports?hostaddr=127.0.0.1{options}"


def refusal(url: str) -> str:
    """What is said, in one line, by which nobody is told to try again later."""
    with pytest.raises(HubError) as refused:
        Hub(*parse_address(url))
    assert not isinstance(refused.value, HubOffline)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_by_default_a_connection_is_encrypted_and_bound_to_its_channel(tls_server: Server) -> None:
    address, password = parse_address(far(tls_server))
    with Hub(address, password) as hub:
        assert hub._one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") is True
    assert "channel_binding=require" in address.url


def test_by_default_a_server_without_tls_is_not_spoken_to(server: Server) -> None:
    server.make_database("reports")
    assert "SSL" in refusal(far(server))
    with psycopg.connect(server.url("reports")) as connection:  # it would have let us in
        assert connection.info.status.name == "OK"


def test_with_the_authority_the_server_is_proved(tls_server: Server, certificates: Certificates) -> None:
    url = far(tls_server, f"&sslrootcert={certificates.folder / 'ca.pem'}")
    address, password = parse_address(url)
    assert "sslmode=verify-full" in address.url
    with Hub(address, password) as hub:
        assert hub.self.role == "manager"


def test_a_server_of_another_name_is_refused(tls_server: Server, certificates: Certificates) -> None:
    ca = f"&sslrootcert={certificates.folder / 'ca.pem'}"
    said = refusal(far(tls_server, ca, name="other.example"))
    assert 'does not match host name "other.example"' in said


def test_a_server_of_another_authority_is_refused(tls_server: Server, certificates: Certificates) -> None:
    said = refusal(far(tls_server, f"&sslrootcert={certificates.folder / 'other.pem'}"))
    assert "certificate verify failed" in said


def test_whoever_stands_in_between_is_found_out(tls_server: Server, certificates: Certificates) -> None:
    between = InBetween(certificates, tls_server.port)
    between.start()
    try:
        said = refusal(far(tls_server, port=between.port))
    finally:
        between.close()
        between.join()
    assert "channel binding" in said
    assert SECRET.encode() not in between.heard
