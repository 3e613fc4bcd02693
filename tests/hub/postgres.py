"""A PostgreSQL server of a test's own: in a temporary folder, on a loopback port, gone afterwards."""

import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

OWNER, SECRET = "owner", "of the tests only"
NOBODY = ("postgres", "nobody")  # the server refuses to run as root


def programs() -> Path | None:
    """Where initdb and pg_ctl are, the newest; None where there is no server."""
    folders = [found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    return max(folders, key=lambda folder: _version(folder), default=None)


class Server:
    """Running once made. `stop(crash=True)` is what a power cut is to it. `files` go into its own folder."""

    def __init__(self, files: Mapping[str, bytes] | None = None, **settings: str) -> None:
        folder = programs()
        assert folder is not None
        self._programs = folder
        self._folder = Path(tempfile.mkdtemp(prefix="annotator-postgres-"))
        self._as = _somebody()
        if self._as:
            os.chown(self._folder, *self._as)
        self.port = _free_port()
        self._data = self._folder / "data"
        secret = self._folder / "secret"
        secret.write_text(SECRET)
        if self._as:
            os.chown(secret, *self._as)
        self._run(
            "initdb", "-D", self._data, "-U", OWNER, "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
            "--encoding=UTF8", "--locale=C",
        )  # fmt: skip
        for name, content in (files or {}).items():
            path = self._data / name
            path.write_bytes(content)
            path.chmod(0o600)
            if self._as:
                os.chown(path, *self._as)
        options = {
            "listen_addresses": "'127.0.0.1'", "port": str(self.port), "unix_socket_directories": f"'{self._folder}'",
            "max_connections": "60", "shared_buffers": "64MB", "log_min_messages": "fatal",
            **settings,
        }  # fmt: skip
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in options.items())
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-l", self._folder / "log", "start")

    def stop(self, *, crash: bool = False) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-m", "immediate" if crash else "fast", "stop")

    def remove(self) -> None:
        try:
            self.stop(crash=True)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str, user: str = OWNER, password: str = SECRET) -> str:
        from urllib.parse import quote

        return f"postgresql://{quote(user)}:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str) -> str:
        """An empty database; returns its owner's URL."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        return self.url(name)

    def _run(self, program: str, *arguments: object) -> None:
        options = {} if self._as is None else {"user": self._as[0], "group": self._as[1], "extra_groups": []}
        done = subprocess.run(
            [str(self._programs / program), *map(str, arguments)],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            **options,  # type: ignore[call-overload]
        )
        if done.returncode:
            log = self._folder / "log"
            raise RuntimeError(done.stderr.decode() + (log.read_text() if log.exists() else ""))


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _somebody() -> tuple[int, int] | None:
    """Whom to run the server as; None: as whoever runs the tests."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    for name in NOBODY:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise RuntimeError("the server does not run as root, and there is neither a user postgres nor a nobody")


def _free_port() -> int:
    """Below those that a system gives to connections: one could take it before the server does, or while it is down."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free for the server")
