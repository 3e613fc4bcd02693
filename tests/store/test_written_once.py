"""A long first step is written without a write-ahead log: a crash leaves nothing of it, and others are not hindered."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.change import Change
from annotator.domain.document import Document, digest_of
from annotator.store import Guest, Store

FILL = """
import sys
from pathlib import Path
from annotator.domain.change import Change
from annotator.domain.document import Document, digest_of
from annotator.store import Store

store = Store(Path(sys.argv[1]))
store._connection.execute("PRAGMA cache_size = 10")  # so that most of it is in the file before the end
with store.written_once(), store.step(actor="li", title="import") as writer:
    for number in range(200):
        text = f"{number}" * 9_000
        writer.write([Change(None, Document(f"d{number}", text, digest=digest_of(text)))])
    print("written", flush=True)
    input()
"""


def documents(store: Store | Guest) -> list[str]:
    return [document.id for document in store.documents()]


def killed_in_the_middle(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FILL, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        assert path.with_name(path.name + "-journal").exists()
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_crash_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    create(path)
    killed_in_the_middle(path)
    store = Store(path)
    assert documents(store) == []
    assert store.check() == []
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_guest_sees_nothing_of_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    create(path)
    killed_in_the_middle(path)
    left = path.read_bytes()
    with Guest(path) as guest:
        assert documents(guest) == []
        guest.prove()
    assert path.read_bytes() == left


def test_the_log_is_back_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    create(path)
    store = Store(path)
    with store.written_once(), store.step(actor="li", title="import") as writer:
        assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        writer.write([Change(None, Document("d", "text", digest=digest_of("text")))])
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with store.written_once():  # there is something to be read by others now
        assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.undo("li").title == "import"
    assert store.check() == []
    store.close()


def test_another_who_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "p.annot"
    create(path)
    store, other = Store(path), Store(path)
    with store.written_once(), store.step(actor="li", title="import") as writer:
        writer.write([Change(None, Document("d", "text", digest=digest_of("text")))])
        assert documents(other) == []
    assert documents(other) == ["d"]
    store.close()
    other.close()


def create(path: Path) -> None:
    from annotator.services.project import create_project

    create_project(path, actor="me")
