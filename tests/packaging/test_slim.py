"""What makes the Linux package smaller takes away what it says and nothing else."""

import importlib
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems' packages are not made smaller so"
)


@pytest.fixture
def slim() -> ModuleType:
    return importlib.import_module("slim")


@pytest.fixture
def library() -> Path:
    """A library that is here for certain."""
    import numpy

    return next((Path(numpy.__file__).parent / "_core").glob("_multiarray_umath*.so"))


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ("coll/ucadata.icu", True),  # the order of all letters
        ("coll/zh.res", True),  # of Chinese ones by pinyin
        ("coll/root.res", True),
        ("coll/ko.res", False),
        ("zh_Hans_CN.res", True),
        ("fr_CA.res", False),
        ("likelySubtags.res", True),
        ("zoneinfo64.res", True),
        ("nfkc.nrm", True),
        ("brkitr/khmerdict.dict", False),
        ("euc-tw-2014.cnv", False),
        ("unit/de.res", False),
    ],
)
def test_two_languages_are_kept_of_icu(slim: ModuleType, item: str, wanted: bool) -> None:
    assert bool(slim.WANTED_OF_ICU.match(item)) is wanted


def test_a_library_that_is_there_twice_becomes_a_link(
    slim: ModuleType, library: Path, tmp_path: Path
) -> None:
    for name in ("numpy.libs", "scipy.libs"):
        (tmp_path / name).mkdir()
        shutil.copyfile(library, tmp_path / name / "same.so")
        (tmp_path / name / "list.txt").write_text("no library")
    slim.link_copies(tmp_path)
    second = tmp_path / "scipy.libs" / "same.so"
    assert second.is_symlink()
    assert not (tmp_path / "numpy.libs" / "same.so").is_symlink()
    assert not second.readlink().is_absolute()
    assert second.read_bytes() == library.read_bytes()
    assert not (tmp_path / "scipy.libs" / "list.txt").is_symlink()


def test_another_build_of_a_library_becomes_a_link_and_another_library_does_not(
    slim: ModuleType, library: Path, tmp_path: Path
) -> None:
    if shutil.which("nm") is None:
        pytest.skip("nm is not installed")
    content = library.read_bytes()
    names = (
        "liba-0123abcd.so.5.0",
        "liba-4567cdef-89ab0123.so.5.0",
        "liba-4567cdef.so.6.0",
        "libb-0123abcd.so.5.0",
        "libc.so.5",
    )
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(
            content + bytes([number])
        )  # what stands behind the last section is nobody's
    slim.link_copies(tmp_path)
    links = [name for name in names if (tmp_path / name).is_symlink()]
    assert links == ["liba-4567cdef-89ab0123.so.5.0"]
    assert (tmp_path / links[0]).readlink() == Path("liba-0123abcd.so.5.0")


def test_a_library_beside_the_boundaries_of_pages_is_told_from_one_that_loads(
    slim: ModuleType, library: Path, tmp_path: Path
) -> None:
    if shutil.which("readelf") is None:
        pytest.skip("readelf is not installed")
    assert slim.is_aligned(library)
    content = bytearray(library.read_bytes())
    headers, size, count = (
        int.from_bytes(content[at : at + length], "little") for at, length in ((32, 8), (54, 2), (56, 2))
    )
    places = range(headers, headers + size * count, size)
    first = next(at for at in places if content[at] == 1)  # PT_LOAD
    content[first + 8] ^= 0x10  # its place in the file
    moved = tmp_path / "moved.so"
    moved.write_bytes(content)
    assert not slim.is_aligned(moved)


def test_what_fails_ends_the_build(slim: ModuleType) -> None:
    assert slim.told("sh", "-c", "echo done") == "done"
    with pytest.raises(SystemExit, match="sh has failed:\nout of paper"):
        slim.told("sh", "-c", "echo out of paper >&2; exit 1")
    with pytest.raises(SystemExit, match="no-such-tool is not there"):
        slim.told("no-such-tool")
