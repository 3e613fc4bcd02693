"""What reading and writing JSON lines costs against orjson alone. Run by hand:

    python tests/bench/formats.py CORPUS.jsonl [N]

CORPUS has one document a line: {"id", "text", "meta", "annotations" or "spans": [{"start", "end", "label"}, …]}.
Prints seconds of this process's CPU (the best of three) and ratios; the ratios are what to compare.
"""

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import orjson

from annotator.formats import Record, jsonl
from annotator.formats.format import ReadOptions


def main(corpus: Path, n: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "canonical.jsonl"), Path(folder, "out.jsonl")
        count = jsonl.write(islice(_with_ids(corpus), n), source)
        print(f"{count} documents, {source.stat().st_size / 1e6:.0f} MB as canonical JSON lines")
        loads = _best("orjson.loads, every line", lambda: _loads(source))
        _best("read", lambda: _exhaust(jsonl.read(source, ReadOptions())), loads)
        both = _best("orjson.loads and orjson.dumps to a file", lambda: _copy(source, out))
        _best("read and write", lambda: jsonl.write(jsonl.read(source, ReadOptions()), out), both)
        assert out.read_bytes() == source.read_bytes(), "not byte-identical"
        _compare_writing(source, out, n // 10)
        tracemalloc.start()
        jsonl.write(islice(jsonl.read(source, ReadOptions()), 500), out)
        print(f"peak memory of read and write: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


def _compare_writing(source: Path, out: Path, n: int) -> None:
    """What writing costs without reading; `n` records fit into memory."""
    records = list(islice(jsonl.read(source, ReadOptions()), n))
    data = [orjson.loads(line) for line in source.read_bytes().split(b"\n")[:n] if line]
    dumps = _best(f"orjson.dumps of {n} to a file", lambda: _dump(data, out))
    _best(f"write of {n}", lambda: jsonl.write(records, out), dumps)


def _with_ids(corpus: Path) -> Iterator[Record]:
    """The corpus as a project would export it: everything has an id and a layer."""
    for record in jsonl.read(corpus, ReadOptions()):
        for i, span in enumerate(record.spans):
            span.id, span.layer = f"00000000-0000-7000-8000-{i:06d}{id(record) % 10**6:06d}", "gold"
        record.statuses = {"gold": "done"}
        yield record


def _best(name: str, action: Callable[[], object], floor: float = 0.0) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    ratio = f"{min(times) / floor:6.2f} ×" if floor else ""
    print(f"{name:45s} {min(times):6.2f} s {ratio}")
    return min(times)


def _exhaust(records: Iterator[Record]) -> None:
    for _ in records:
        pass


def _loads(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            orjson.loads(line)


def _copy(path: Path, out: Path) -> None:
    with path.open("rb") as file, out.open("wb") as target:
        for line in file:
            target.write(orjson.dumps(orjson.loads(line), option=orjson.OPT_APPEND_NEWLINE))


def _dump(data: list[object], out: Path) -> None:
    with out.open("wb") as target:
        for item in data:
            target.write(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
