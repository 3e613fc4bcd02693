"""The team's hub on PostgreSQL, whole: connect, see who one is, read what is new, push, give out documents.

The hub is one append-only log (`resources/hub/*.sql`, plain SQL that psql runs). This module knows its tables and
nothing of what the rows say; what is new for a project and what a project has for the hub is found out in
`services/hub`. Only here psycopg is imported, and only when a hub is asked for.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import BadInput, HubError, HubOffline
from annotator.i18n import _
from annotator.paths import resource
from annotator.team.address import Address
from annotator.team.hub_rows import Doing, Member, Row, Self

if TYPE_CHECKING:
    from psycopg import Connection

VERSION = 2  # of the hub's schema: the number of files in resources/hub
CLIENT = 1  # what a migration may ask for, so that older clients keep out
GROUP = "annotator_hub"  # the role that every member is in; in the SQL, too
PARTITIONS = 8  # of the log, by document
ROLES = ("annotator", "reviewer", "manager")
_SECONDS = 10  # to wait for a connection
_GATE_SECONDS = 60  # to wait for whoever writes
_LOG = "document, step, part, parent, author, at, verb, title, kind, layer, digest, changes"
# What the server says to whom it does not let in; psycopg has no code for it.
_LET_IN = ("password", "authentication", "no pg_hba", "does not exist", "permission denied", "SSL", "certificate",
           "channel binding")  # fmt: skip
_NOT_THERE = ("3F000", "42P01")  # invalid_schema_name, undefined_table


class Moved(Exception):
    """Somebody has pushed into one of the documents meanwhile: look again."""


class Hub:
    """One connection, of one thread. All methods raise HubError, or HubOffline when the connection is lost."""

    def __init__(self, address: Address, password: str | None = None) -> None:
        """Connect as a member. Raises HubOffline, and HubError for strangers and for another version."""
        self.address = address
        self._connection = _connect(address, password)
        try:
            with self._said():
                self.self = self._introduce()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Hub":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # -- reading -----------------------------------------------------------------------------------

    def last_position(self) -> int:
        """Of the newest row that one may read; 0 where there is none."""
        found: int = self._one("SELECT coalesce(max(position), 0) FROM annotator.log")
        return found

    def changed(self, after: int) -> list[tuple[str, int]]:
        """Documents ('' for what belongs to none) with rows after a position, and their last; in its order."""
        return self._all(
            "SELECT document, max(position) FROM annotator.log WHERE position > %s GROUP BY document ORDER BY 2",
            (after,),
        )

    def doings(self, after: int) -> list[Doing]:
        """Who has pushed since, the most recent first."""
        sql = "SELECT author, count(*), max(at) FROM annotator.log WHERE position > %s GROUP BY author ORDER BY 3 DESC"
        return [Doing(*row) for row in self._all(sql, (after,))]

    def rows(self, documents: Collection[str], kind: str = "") -> list[Row]:
        """All (of a kind) that was ever pushed about the documents ('': about none), in the order in which it was."""
        sql = f"SELECT {_LOG} FROM annotator.log WHERE document = ANY(%s)"
        sql += " AND kind = %s" if kind else ""
        found = self._all(sql + " ORDER BY position", (list(documents), *([kind] if kind else [])))
        return [Row(row[0], str(row[1]), *row[2:]) for row in found]

    def steps_after(self, position: int, documents: Collection[str]) -> list[tuple[str, str, str]]:
        """Document, layer and step (uuid) of what was pushed about the documents after a position."""
        sql = "SELECT DISTINCT document, layer, step::text FROM annotator.log WHERE position > %s AND document = ANY(%s)"
        return self._all(sql, (position, list(documents)))

    def documents_with(self, digests: Collection[str]) -> dict[str, str]:
        """Digest of a text → document that has, or once had it; that with the smallest id."""
        sql = "SELECT digest, min(document) FROM annotator.log WHERE digest = ANY(%s) GROUP BY digest"
        return dict(self._all(sql, (list(digests),)))

    def texts(self, digests: Collection[str]) -> dict[str, str]:
        """Digest → text."""
        sql = "SELECT digest, text FROM annotator.body WHERE digest = ANY(%s)"
        return {digest: bytes(text).decode() for digest, text in self._all(sql, (list(digests),))}

    def members(self) -> list[Member]:
        return [
            Member(*row)
            for row in self._all("SELECT annotator, role, login FROM annotator.member ORDER BY 1")
        ]

    # -- writing -----------------------------------------------------------------------------------

    def push(self, rows: Sequence[Row], texts: dict[str, str], seen: int, pulled: int) -> int:
        """Append rows, in their order, and the texts that they name (by digest), all or nothing; COPY, then one INSERT.

        What is there already is passed over. Returns up to where there is nothing to pull any more, given that this
        was so up to `pulled`. Raises Moved where one of the documents has rows after position `seen`.
        """
        with self._said(), self._connection.transaction(), self._connection.cursor() as cursor:
            _stage(cursor, rows, texts)
            cursor.execute("SELECT annotator.enter()")  # from here to the end nobody else can write
            cursor.execute(
                "SELECT EXISTS (SELECT FROM annotator.log WHERE position > %s AND document = ANY(%s)),"
                " EXISTS (SELECT FROM annotator.log WHERE position > %s)",
                (seen, list({row.document for row in rows}), pulled),
            )
            moved, news = cursor.fetchone() or (True, True)
            if moved:
                raise Moved
            cursor.execute(
                "INSERT INTO annotator.body (digest, text) SELECT digest, text FROM staged_body ON CONFLICT DO NOTHING"
            )
            cursor.execute(
                f"INSERT INTO annotator.log ({_LOG}) SELECT {_LOG} FROM staged ORDER BY number ON CONFLICT DO NOTHING"
            )
            if news:
                return pulled
            cursor.execute("SELECT coalesce(max(position), 0) FROM annotator.log")
            return int((cursor.fetchone() or (pulled,))[0])

    # -- documents one by one ----------------------------------------------------------------------

    def assign(self, documents: Sequence[str], readers: int) -> int:
        """Have each of the documents given to so many people. Returns how many documents that are."""
        count: int = self._one("SELECT annotator.assign(%s, %s)", (list(documents), readers))
        return count

    def set_return_after(self, days: float) -> None:
        """After how many days without a push a document that was taken goes to somebody else; for the owner."""
        self._do("UPDATE annotator.hub SET return_after = make_interval(secs => %s)", (days * 86_400,))

    def next(self) -> str | None:
        """The next document for whoever asks, None where there is none; never the same twice to one person."""
        found: str | None = self._one("SELECT annotator.next()")
        return found

    def taken(self) -> list[tuple[str, str]]:
        """The documents that were given to whoever asks, with what has become of them: taken, done or returned."""
        sql = "SELECT document, state FROM annotator.work WHERE annotator = %s ORDER BY touched"
        return self._all(sql, (self.self.annotator,))

    # -- people ------------------------------------------------------------------------------------

    def add(self, annotator: str, role: str, login: str, password: str) -> bool:
        """Let somebody in, or give them another role; for whoever made the hub. Returns whether the login is new.

        A login that is there keeps its password.
        """
        from psycopg import sql

        with self._said(), self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (login,))
            new = cursor.fetchone() is None
            if new:
                secret = self._connection.pgconn.encrypt_password(
                    password.encode(), login.encode(), b"scram-sha-256"
                )
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(login), sql.Literal(secret.decode())
                    )
                )
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP), sql.Identifier(login)))
            cursor.execute(
                "INSERT INTO annotator.member (login, annotator, role) VALUES (%s, %s, %s)"
                " ON CONFLICT (login) DO UPDATE SET annotator = excluded.annotator, role = excluded.role",
                (login, annotator, role),
            )
        return new

    # -- inside ------------------------------------------------------------------------------------

    def _introduce(self) -> Self:
        connection = self._connection
        row = connection.execute("SELECT max(number), max(needs) FROM annotator.version").fetchone()
        version, needs = row or (0, 0)
        check_versions(version or 0, needs or 0, self.address)
        row = connection.execute(
            "SELECT h.id::text, annotator.me(), annotator.my_role(), h.blind FROM annotator.hub h"
        ).fetchone()
        if row is None or row[1] is None:
            raise HubError(
                _("{user} is no member of the hub {hub}; ask its manager for “annotator hub add”",
                  user=self.address.user or _("this user"), hub=self.address.place)
            )  # fmt: skip
        return Self(*row)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._said():
            return self._connection.execute(sql, values or None).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._all(sql, values)[0][0]

    def _do(self, sql: str, values: Sequence[Any]) -> None:
        with self._said():
            self._connection.execute(sql, values)

    def _said(self) -> Any:
        return _said(self.address)


def check_versions(version: int, needs: int, address: Address) -> None:
    """Raises HubError where client and hub are not of one time."""
    if needs > CLIENT:
        raise HubError(_("this annotator is too old for the hub {hub}; update annotator", hub=address.place))
    if version > VERSION:
        raise HubError(
            _("the hub {hub} is of a newer annotator; update annotator to use it", hub=address.place)
        )
    if version < VERSION:
        raise HubError(
            _("the hub {hub} is of an older annotator; its manager updates it with “annotator hub init”",
              hub=address.place)
        )  # fmt: skip


def make_hub(
    address: Address,
    password: str | None,
    annotator: str,
    *,
    blind: bool | None = None,
    partitions: int = PARTITIONS,
) -> bool:
    """Make the hub's tables, or bring older ones up to date; whoever does it is a manager. Returns whether it is new.

    `blind` None leaves that as it is. For a login that may make schemas and roles. Raises HubError, HubOffline.
    """
    if annotator in ("", "gold"):
        raise BadInput(_("“{name}” cannot be an annotator’s name", name=annotator))
    connection = _connect(address, password)
    with _said(address), connection, connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('annotator.version') IS NOT NULL")
        there = (cursor.fetchone() or (False,))[0]
        version = 0
        if there:
            cursor.execute("SELECT max(number), max(needs) FROM annotator.version")
            version, needs = cursor.fetchone() or (0, 0)
            check_versions(max(version, VERSION), needs, address)
        else:
            _make_group(cursor)
        for number, script in enumerate(_migrations(), 1):
            if number > version:
                cursor.execute(script)
                cursor.execute(
                    "INSERT INTO annotator.version (number, needs) VALUES (%s, %s)", (number, CLIENT)
                )
            if number == 1 > version:
                _make_partitions(cursor, partitions)
        if blind is not None:
            cursor.execute("UPDATE annotator.hub SET blind = %s", (blind,))
        cursor.execute(
            "INSERT INTO annotator.member (login, annotator, role) VALUES (session_user, %s, 'manager')"
            " ON CONFLICT (login) DO UPDATE SET annotator = excluded.annotator, role = 'manager'",
            (annotator,),
        )
        return not there


def _stage(cursor: Any, rows: Sequence[Row], texts: dict[str, str]) -> None:
    """COPY does not go into a table with row-level security, so it goes into tables of this transaction."""
    cursor.execute(
        "CREATE TEMPORARY TABLE staged_body (digest text, text bytea) ON COMMIT DROP;"
        "CREATE TEMPORARY TABLE staged (number integer, document text, step uuid, part bigint, parent uuid, author text,"
        " at timestamptz, verb text, title text, kind text, layer text, digest text, changes text) ON COMMIT DROP"
    )
    with cursor.copy("COPY staged_body FROM STDIN") as copy:
        for digest, text in texts.items():
            copy.write_row((digest, text.encode()))
    with cursor.copy("COPY staged FROM STDIN") as copy:
        for number, row in enumerate(rows):
            copy.write_row((number, *row))


def _make_group(cursor: Any) -> None:
    """The role that all members of all hubs of a server are in; what they may do in one, its own tables say."""
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (GROUP,))
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {GROUP} NOLOGIN")


def _make_partitions(cursor: Any, count: int) -> None:
    for number in range(count):
        cursor.execute(
            f"CREATE TABLE annotator.log_{number} PARTITION OF annotator.log"
            f" FOR VALUES WITH (MODULUS {count:d}, REMAINDER {number});"
            f"CREATE TRIGGER log_whole BEFORE TRUNCATE ON annotator.log_{number}"
            " FOR EACH STATEMENT EXECUTE FUNCTION annotator.append_only()"
        )


def _migrations() -> list[str]:
    return [file.read_text("utf-8") for file in sorted(resource("hub").glob("*.sql"))]


def _connect(address: Address, password: str | None) -> "Connection[Any]":
    try:
        import psycopg
    except ImportError as error:
        raise HubError(
            _("the hub needs the extra package psycopg; install it with: pip install “annotator[hub]”")
        ) from error
    options = {"password": password} if password else {}
    with _said(address):
        connection = psycopg.connect(
            address.url, connect_timeout=_SECONDS, autocommit=True, application_name="annotator",
            keepalives_idle=30, **options,  # type: ignore[arg-type]
        )  # fmt: skip
        connection.execute(f"SET lock_timeout = '{_GATE_SECONDS}s'")
        return connection


@contextmanager
def _said(address: Address) -> Iterator[None]:
    """What PostgreSQL says becomes a sentence."""
    import psycopg

    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise HubError(
            _("the hub {hub} does not allow this: {reason}", hub=address.place, reason=_reason(error))
        ) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise _not_reached(error, address) from error
    except psycopg.Error as error:
        if error.sqlstate in _NOT_THERE:
            raise HubError(
                _("there is no hub at {hub} yet; make one with “annotator hub init”", hub=address.place)
            ) from error
        raise HubError(
            _("the hub {hub} refused: {reason}", hub=address.place, reason=_reason(error))
        ) from error


def _not_reached(error: Exception, address: Address) -> HubError:
    reason = _reason(error)
    if any(word in reason for word in _LET_IN):
        return HubError(
            _("the hub {hub} does not let {user} in: {reason}",
              hub=address.place, user=address.user or _("this user"), reason=reason)
        )  # fmt: skip
    return HubOffline(
        _("the hub {hub} cannot be reached; your work is kept here and goes there at the next sync ({reason})",
          hub=address.place, reason=reason)
    )  # fmt: skip


def _reason(error: Exception) -> str:
    """One line of what may be many."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    with suppress(IndexError):
        return lines[0].rpartition("FATAL: ")[2].strip()
    return type(error).__name__
