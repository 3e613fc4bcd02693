"""A folder full of trouble: a sentence for each file that cannot be read, and the good ones come in."""

import struct
import zlib
from pathlib import Path

import orjson
import pytest
from cli_process import CommandLine

TEXT = "审核合同47份，开展检查12次。"
LONG = 200 * 2**20  # bytes


def record(**span: object) -> bytes:
    return orjson.dumps(
        {"id": str(span), "text": TEXT, "spans": [{"label": "measure", "layer": "li", **span}]}
    )


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(range(48)) for _row in range(16)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


BAD = {
    "empty.txt": b"",
    "empty.csv": b"",
    "empty.jsonl": b"",
    "picture.txt": png(),
    "invalid.txt": "审核合同47份，".encode() * 20 + b"\xff\xfe\x80" + "开展检查12次。".encode() * 20,
    "invalid.jsonl": b'{"text": "\xe5\xae\xa1\xff\xfe"}\n',
    "beyond.jsonl": record(start=0, end=1_000),
    "quote.jsonl": record(start=0, end=7, text="审核合同48份"),
    "half.jsonl": record(start=0, end=2) + b"\n" + record(start=2, end=4)[:40],
    "array.jsonl": b"[1, 2, 3]\n",
    "lone.jsonl": b'{"text": "\\ud83d"}\n',
    "names.csv": "标题,年份\n".encode(),
    "ragged.csv": "标题,正文\n甲,正文一,多,多\n".encode(),
    "report.docx": b"PK\x03\x04",
    "report.pdf": b"%PDF-1.7",
    "noname": b"text without a suffix",
}
GOOD = {
    "good.txt": "好的报告一\n".encode(),
    "good.csv": "标题,正文\n甲,好的报告二\n".encode(),
    "zzz-good.jsonl": orjson.dumps({"text": "好的报告三"}),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in {**BAD, **GOOD}.items():
        (folder / name).write_bytes(data)
    return folder


def test_each_gets_one_sentence_and_the_good_ones_come_in(run: CommandLine, folder: Path) -> None:
    run("init", "p.annot")
    ran = run("import", "p.annot", "in", "--json")
    assert ran.code == 1
    failed = {Path(failure["file"]).name: failure["error"] for failure in ran.json["failed"]}
    assert failed.keys() == BAD.keys()
    for name, sentence in failed.items():
        assert name in sentence
        assert "\n" not in sentence
        assert len(sentence) < 400
    assert sorted(ran.errors) == sorted(f"error: {sentence}" for sentence in failed.values())
    assert "1000" in failed["beyond.jsonl"]
    assert "审核合同48份" in failed["quote.jsonl"]
    assert "审核合同47份" in failed["quote.jsonl"]
    assert {Path(document["file"]).name for document in ran.json["imported"]} == GOOD.keys()
    titles = [document["title"] for document in run("list", "p.annot", "--json").json["documents"]]
    assert titles == ["甲", "好的报告一", "好的报告三"]
    assert run("check", "p.annot").out == "ok\n"
    again = run("import", "p.annot", "in")  # nothing doubled, and again a sentence each
    assert (again.code, len(again.errors)) == (1, len(BAD))


@pytest.mark.parametrize("name", ["line.jsonl", "line.csv", "line.txt"])
def test_a_line_of_200_megabytes(run: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / name).open("wb") as file:
        file.write(b'{"text": "' if name.endswith("jsonl") else b"text,x\n")
        for _part in range(200):
            file.write(b"a" * 2**20)
    (tmp_path / "in" / "good.txt").write_text("好的报告", encoding="utf-8")
    run("init", "p.annot")
    ran = run("import", "p.annot", "in")
    assert ran.code == 1
    (line,) = ran.errors
    assert name in line
    assert "64 MB" in line
    assert "1 document imported" in ran.out
