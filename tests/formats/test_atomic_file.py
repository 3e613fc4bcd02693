"""A file is there whole or not at all, and what stood there before stays until then."""

import errno
import os
from pathlib import Path

import pytest

from annotator.domain.errors import DiskFull, ReadOnly
from annotator.formats.atomic import atomic_file


def test_the_file_takes_its_place_when_the_block_ends(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"before")
    with atomic_file(out) as file:
        file.write(b"after")
        assert out.read_bytes() == b"before"
    assert out.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_when_the_block_fails(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with atomic_file(tmp_path / "out") as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [(errno.ENOSPC, DiskFull), (errno.EROFS, ReadOnly), (errno.EACCES, ReadOnly), (errno.EIO, ReadOnly)],
)
def test_the_disk_s_refusal_is_a_sentence(
    tmp_path: Path, code: int, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(kind, match="out"), atomic_file(tmp_path / "out") as file:
        file.write(b"half")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ReadOnly, match=r"there is no folder .*nowhere"),
        atomic_file(tmp_path / "nowhere" / "out"),
    ):
        pass


def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(ReadOnly, match="no ordinary file"), atomic_file(tmp_path):
        pass
    assert tmp_path.is_dir()


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with atomic_file(tmp_path / "link") as file:
        file.write(b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"


def test_a_name_as_long_as_the_disk_allows(tmp_path: Path) -> None:
    out = tmp_path / ("报" * 85)
    with atomic_file(out) as file:
        file.write(b"x")
    assert out.read_bytes() == b"x"
