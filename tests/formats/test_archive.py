"""Zip archives: every document in them, names as they were, nothing that bursts or breaks out."""

import zipfile
from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import Record, RecordSpan, archive, hostile

TEXT = "青石县民政局2023年工作报告，全年发放低保金3725.6万元。"


def packed(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_members_of_every_kind_come_one_after_the_other(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"丁.txt": "丁"}).read_bytes()
    path = packed(
        tmp_path / "a.zip",
        {
            "2023/甲.txt": TEXT.encode("gb18030"), "2023/乙.html": f"<p>{TEXT}", "丙.csv": "title,text\n丙题,丙\n",
            "图.png": b"\x89PNG", "__MACOSX/._甲.txt": b"\0", ".DS_Store": b"\0", "子.zip": inner, "空夹/": b"",
        },
    )  # fmt: skip
    records = list(formats.read(path))
    assert [(record.source.name, record.text) for record in records] == [
        ("a.zip/2023/乙.html", TEXT), ("a.zip/2023/甲.txt", TEXT), ("a.zip/丙.csv", "丙"), ("a.zip/子.zip/丁.txt", "丁"),
    ]  # fmt: skip
    assert records[1].source.encoding == "gb18030"


@pytest.mark.parametrize(
    ("encoding", "name"), [("gb18030", "民政报告"), ("utf-8", "民政"), ("ascii", "report")]
)
def test_names_that_do_not_say_their_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    raw = name.encode(encoding)
    path = packed(tmp_path / "a.zip", {"A" * len(raw) + ".txt": TEXT})
    path.write_bytes(path.read_bytes().replace(b"A" * len(raw), raw))
    (record,) = formats.read(path)
    assert record.source.name == f"a.zip/{name}.txt"


def test_names_cannot_lead_out_of_the_archive(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = packed(inside / "a.zip", {"../../evil.txt": "甲", "/abs/evil.txt": "乙", "..\\w.txt": "丙"})
    assert [record.source.name for record in formats.read(path)] == [
        "a.zip/abs/evil.txt", "a.zip/evil.txt", "a.zip/w.txt",
    ]  # fmt: skip
    assert [p.name for p in tmp_path.rglob("*")] == ["inside", "a.zip"]


def test_a_member_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"甲.txt": "甲", "夹/乙.docx": b"nonsense"})
    with pytest.raises(BadInput) as caught:
        list(formats.read(path))
    assert f"{path}/夹/乙.docx is damaged" in str(caught.value)
    assert "unpack the archive and import the folder" in str(caught.value)
    with pytest.raises(BadInput, match=r"a\.zip/旧\.doc: \.doc files cannot be read; open it in Word"):
        list(formats.read(packed(path, {"旧.doc": b"x"})))


def test_members_are_told_by_their_content(tmp_path: Path) -> None:
    """Tools whose files have the same suffix, each as it exports; what is read along with another is no document."""
    records = [Record("d", TEXT, spans=[RecordSpan("s", 3, 6, "problem", layer="li")])]
    members: dict[str, bytes | str] = {"说明.json": "{}", "图.png": b"\x89PNG"}
    for name, file in (
        ("brat", "brat"),
        ("labelbuddy", "l.json"),
        ("label-studio", "t.json"),
        ("medtator", "m"),
    ):
        formats.write(records, tmp_path / file, format=name)
        there = tmp_path / file
        for path in there.rglob("*") if there.is_dir() else [there]:
            if path.is_file():
                members[f"导出/{path.relative_to(tmp_path).as_posix()}"] = path.read_bytes()
    path, unknown = packed(tmp_path / "a.zip", members), list[str]()
    found = list(formats.read(path, unknown=unknown))
    assert [(r.text, [(s.start, s.end, s.label, s.layer) for s in r.spans]) for r in found] == [
        (TEXT, [(3, 6, "problem", "li")])
    ] * 4
    assert {r.source.name.split("/")[2] for r in found} == {"brat", "l.json", "m", "t.json"}
    assert all(record.as_is for record in found)
    assert unknown == [f"{path}/说明.json"]


def test_names_that_systems_do_not_take_and_names_that_clash(tmp_path: Path) -> None:
    names = [
        "a:b.txt",
        "con.txt",
        "字" * 90 + ".txt",
        "a",
        "a/b.txt",
        "A/B.txt",
        "x/./../a/b.txt",
        "d" * 99 + "/" * 9 + "e.txt",
    ]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        for name in names:
            out.writestr(name, name)
    assert sorted(record.text for record in formats.read(tmp_path / "a.zip")) == sorted(set(names) - {"a"})


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A member that says of itself to be a symbolic link is a file with a path in it."""
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr(link, str(tmp_path / "secret.txt"))
    assert "秘密" not in [record.text for record in formats.read(tmp_path / "a.zip")]


def test_an_archive_of_unknown_files_names_them(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"甲.json": "{}", "乙.xml": "<a/>"})
    with pytest.raises(BadInput, match=r"whose format can be seen \(there are: 乙\.xml, 甲\.json\)"):
        list(formats.read(path))


@pytest.mark.parametrize("members", [{}, {"a.png": b"x"}])
def test_an_archive_without_documents(tmp_path: Path, members: dict[str, bytes | str]) -> None:
    with pytest.raises(BadInput, match=r"a\.zip holds no file that can be read"):
        list(formats.read(packed(tmp_path / "a.zip", members)))


def test_an_archive_in_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "0.zip", {"a.txt": "甲"})
    for depth in (1, 2):
        path = packed(tmp_path / f"{depth}.zip", {f"{depth}.zip": path.read_bytes()})
    with pytest.raises(BadInput, match=r"2\.zip/2\.zip/1\.zip is an archive within an archive within"):
        list(formats.read(path))


def test_bombs_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(tmp_path / "bomb.zip", {"a.txt": b"\0" * (60 * 2**20)})
    with pytest.raises(BadInput, match=r"bomb\.zip unpacks to 60 MB, far more than reports need"):
        list(formats.read(bomb))
    nested = packed(tmp_path / "nested.zip", {f"{n}.zip": bomb.read_bytes() for n in range(3)})
    with pytest.raises(BadInput, match=r"nested\.zip/0\.zip unpacks to 60 MB"):
        list(formats.read(nested))
    monkeypatch.setattr(hostile, "MOST_MEMBERS", 1)
    with pytest.raises(BadInput, match=r"many\.zip holds more than 1 file"):
        list(formats.read(packed(tmp_path / "many.zip", {"a.txt": "甲", "b.txt": "乙"})))


def test_archives_within_share_what_may_be_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.txt": "甲" * 1000}).read_bytes()
    path = packed(tmp_path / "a.zip", {f"{n}.zip": inner for n in range(4)})
    assert len(list(formats.read(path))) == 4
    monkeypatch.setattr(archive._Budget.__init__, "__defaults__", (9000,))
    with pytest.raises(BadInput, match=r"a\.zip/\d\.zip unpacks to 0 MB, far more"):
        list(formats.read(path))


def test_a_locked_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.txt": "甲"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(BadInput, match=r"a\.txt is locked with a password"):
        list(formats.read(path))
