"""Writing to the formats of other tools, read back and compared, against the least that must be done. By hand:

    python tests/bench/other_formats.py [DOCUMENTS]

The floor dumps each document's text and spans with orjson, a line each. Documents have 3,000 characters and 60 spans and are
made as they are asked for. Every run is a process of its own; printed are seconds of the processor, ratios to the floor of
the same run, megabytes a second of what was written, and the most memory for the number of documents and a tenth of it.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from annotator import formats
from annotator.domain.schema import schema_from_file
from annotator.formats import Record, RecordSpan, WriteOptions
from annotator.paths import schema

TEXT = ("全区开展检查12次，审核合同47份。养老机构执法力量不足，宣传形式单一。" * 100)[:3000]
LABELS = ("measure", "problem", "metric")
NAMES = ("floor", "jsonl", "doccano", "label-studio", "labelbuddy", "huggingface")


def main(number: int) -> None:
    floor = 0.0
    for name in NAMES:
        found = [run(name, count) for count in (number // 10, number)]
        seconds, size, peak = found[1]
        floor = floor or seconds
        print(
            f"{name:13} {seconds:6.2f} s cpu, {seconds / floor:5.2f} times, {size / seconds / 2**20:6.1f} MB/s, "
            f"{found[0][2]:.0f} and {peak:.0f} MB"
        )


def run(name: str, number: int) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        arguments = [sys.executable, __file__, "--one", name, str(number), folder]
        out = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
    seconds, size, peak = map(float, out.split())
    return seconds, size, peak


def one(name: str, number: int, folder: Path) -> None:
    out = folder / ("out" if name == "huggingface" else "out.json")
    start = time.process_time()
    if name == "floor":
        with out.open("wb") as file:
            for record in documents(number):
                spans = [[span.start, span.end, span.label] for span in record.spans]
                file.write(orjson.dumps({"id": record.id, "text": record.text, "spans": spans}) + b"\n")
    else:
        options = WriteOptions(schema=schema_from_file(schema("civil-affairs.json")))
        assert formats.write(documents(number), out, format=name, options=options).compared
    seconds = time.process_time() - start
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(seconds, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def documents(number: int) -> Iterator[Record]:
    for count in range(number):
        spans = [
            RecordSpan(
                f"{count}-{k}",
                48 * k,
                48 * k + 9,
                LABELS[k % 3],
                None,
                {"status": "done"} if k % 3 == 0 else {},
                "li",
            )
            for k in range(60)
        ]
        yield Record(f"d{count}", f"{count:06d}{TEXT[6:]}", {"title": "t", "year": 2023}, spans)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
