"""Times of reading units, by hand: `python tests/bench/text_units.py [a report to repeat]`.

Prints microseconds a call on a text of a million characters (lines as in a report, and one giant line),
milliseconds per 10,000 characters for outline and quantities, and the longest stall of another thread while Words loads.
"""

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from annotator.domain.schema import schema_from_dict  # noqa: E402
from annotator.text.boundaries import default_span, prepare  # noqa: E402
from annotator.text.encoding import decode  # noqa: E402
from annotator.text.outline import outline  # noqa: E402
from annotator.text.quantities import quantities  # noqa: E402
from annotator.text.units import clause_at, grow, next_clause, paragraph_at  # noqa: E402
from annotator.text.words import Words  # noqa: E402

SAMPLE = (
    "一、工作情况\n（一）加强领导。按照统一部署,一是通过召开座谈会、发放问卷等形式,听取群众意见120条;二是制定《执法办法》,"
    "审核合同47份,完成率99.5%。2023年,我局共开展普法宣传活动12场,接待群众1000余人次。\n"
)
SIZE = 1_000_000


def main() -> None:
    sample = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else SAMPLE
    lines = (sample * (SIZE // len(sample) + 1))[:SIZE]
    schema = schema_from_dict(json.loads((ROOT / "schemas/civil-affairs.json").read_text(encoding="utf-8")))
    prepare()
    words = loading()
    for name, text in (("lines", lines), ("one line", lines.replace("\n", ""))):
        carets = range(0, len(text), len(text) // 300)
        for label in schema.labels:
            report(
                f"{name}: default_span {label.name}",
                carets,
                lambda at, lab=label, t=text: default_span(t, at, lab.unit, lab.rules),
            )
        report(f"{name}: grow from a caret", carets, lambda at, t=text: grow(t, at, at, words.word_at))
        report(f"{name}: word_at", carets, lambda at, t=text: words.word_at(t, at))
        for unit in (clause_at, paragraph_at, next_clause):
            report(f"{name}: {unit.__name__}", carets, lambda at, u=unit, t=text: u(t, at))
    for function in (outline, quantities):
        start = time.perf_counter()
        function(lines)
        print(
            f"{function.__name__}: {(time.perf_counter() - start) * 1e3 / (SIZE / 10_000):.2f} ms per 10,000 characters"
        )
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        data = (lines * 2).encode(encoding)
        start = time.perf_counter()
        decode(data)
        print(f"decode {encoding}: {(time.perf_counter() - start) * 1e3:.1f} ms for {len(data) / 1e6:.1f} MB")


def report(name: str, carets: range, call: Callable[[int], object]) -> None:
    times = []
    for at in carets:
        start = time.thread_time_ns()
        call(at)
        times.append((time.thread_time_ns() - start) / 1e3)
    times.sort()
    median, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{name}: median {median:.0f} us, p95 {p95:.0f} us, worst {times[-1]:.0f} us")


def loading() -> Words:
    """Load twice, without and with a cache, beside a thread that wants to run every 5 ms."""
    with tempfile.TemporaryDirectory() as folder:
        for state in ("no cache", "cache"):
            words = Words(Path(folder))
            done = threading.Event()
            stalls: list[float] = []
            ticker = threading.Thread(target=tick, args=(done, stalls))
            ticker.start()
            start = time.perf_counter()
            loader = threading.Thread(target=words.load)
            loader.start()
            loader.join()
            took = time.perf_counter() - start
            done.set()
            ticker.join()
            print(f"Words.load, {state}: {took:.3f} s, longest stall {max(stalls) * 1e3:.1f} ms")
    return words


def tick(done: threading.Event, stalls: list[float]) -> None:
    last = time.perf_counter()
    while not done.is_set():
        time.sleep(0.005)
        now = time.perf_counter()
        stalls.append(now - last - 0.005)
        last = now


if __name__ == "__main__":
    main()
