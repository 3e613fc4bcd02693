"""Search over many reports: time to build the index, its size, and the time to the first page of hits.

    python tests/bench/search.py [--documents 100000] [--keep FOLDER]

The reports are made of words as frequent as they are in Chinese (jieba's dictionary), 3,000 characters each, every
tenth in traditional script. Bars: the first 50 documents with their hits in context within 100 ms, in a project that
has been opened just now as in one that has been open. With `--keep` the project is kept and used again.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import jieba
from opencc import OpenCC

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.services import search
from annotator.services.project import Project, create_project
from annotator.services.search import Search, parse

QUERIES = (
    "的", "老", "龘", "发展", "养老", "殡葬", "合同", "促进会", "办公室", "人民政府", "養老", "计划", "2023", "，并",
    "养老 服务", "养老 year:2021", "title:第77", "第777号", "issuer:民政局二",
)  # fmt: skip
EXPRESSIONS = (r"养老.{0,4}服务", r"year:2021 \d{3}号")
CHARS = 3_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (given.keep or Path(folder)) / f"search-{given.documents}.annot"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _build(path, given.documents)
        _ask(path)


def _build(path: Path, number: int) -> None:
    create_project(path, actor="bench")
    text = 0

    def changes() -> Iterator[Change]:
        nonlocal text
        for document in _documents(number):
            text += len(document.text.encode())
            yield Change(None, document)

    with Project(path, "bench") as project:
        started = time.perf_counter()
        project.commit(changes(), "documents")
        print(f"{number:,} documents made and committed in {time.perf_counter() - started:.0f} s")
    size = path.stat().st_size
    with Project(path, "bench") as project:
        longest = _index_some(project, 8, 50)  # so many as beside the window
        print(f"8 texts in a transaction: it holds the project for {longest * 1e3:.0f} ms at the longest")
        wall, cpu = time.perf_counter(), time.process_time()
        left = project.store.texts_waiting()
        search.index(project)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    grown = path.stat().st_size - size
    print(f"index: {wall:.0f} s, {cpu:.0f} s CPU, {cpu / left * 1e3:.2f} ms a report")
    print(f"text {text / 1e6:.0f} MB, project without index {size / 1e6:.0f} MB,", end=" ")
    print(f"index {grown / 1e6:.0f} MB: {grown / text:.2f} of the text")


def _index_some(project: Project, at_once: int, times: int) -> float:
    project.store.index_texts(at_once)  # which makes the tables of characters
    longest = 0.0
    for _turn in range(times):
        started = time.perf_counter()
        project.store.index_texts(at_once)
        longest = max(longest, time.perf_counter() - started)
    return longest


def _ask(path: Path) -> None:
    print(f"{'first 50 documents':24}{'opened now':>12}{'again':>10}{'cpu':>9}{'found':>7}{'of about':>10}")
    worst = 0.0
    for query, expression in [*((q, False) for q in QUERIES), *((q, True) for q in EXPRESSIONS)]:
        with Project(path, "bench") as project:
            first, _cpu, *_rest = _first_page(project, query, expression)
            again = [_first_page(project, query, expression) for _turn in range(3)]
        wall, cpu = (statistics.median(run[i] for run in again) for i in (0, 1))
        found, about = again[0][2:]
        worst = worst if expression else max(worst, first)
        name = f"/{query}/" if expression else query
        print(f"{name:24}{first * 1e3:9.1f} ms{wall * 1e3:7.1f} ms{cpu * 1e3:6.1f} ms{found:7}", end="")
        print(f"{'?' if about is None else about:>10}")
    print(f"worst without expressions: {worst * 1e3:.0f} ms (bar 100 ms)")


def _first_page(project: Project, query: str, expression: bool) -> tuple[float, float, int, int | None]:
    wall, cpu = time.perf_counter(), time.process_time()
    looked = Search(parse(query, project.schema, expression=expression))
    found = looked.more(project, 50)
    return time.perf_counter() - wall, time.process_time() - cpu, len(found), looked.about


def _documents(number: int) -> Iterator[Document]:
    """Always the same ones."""
    chance = random.Random(1)
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    words, weights = zip(*((w, int(n)) for w, n, *_tag in map(str.split, lines)), strict=True)
    cumulative = list(accumulate(weights))
    pool = []
    for _turn in range(2_000):
        parts = []
        for word in chance.choices(words, cum_weights=cumulative, k=CHARS // 2):
            parts.append(word)
            if chance.random() < 0.15:
                parts.append(chance.choice("，，，、、。；\n"))
        pool.append("".join(parts)[:CHARS])
    traditional = [OpenCC("s2t").convert(text) for text in pool[::10]]
    for i in range(number):
        page = chance.choice(traditional if i % 10 == 9 else pool)
        turned = chance.randrange(len(page))
        text = f"第{i}号" + page[turned:] + page[:turned]
        meta = {"title": f"第{i}号工作报告", "year": 2018 + i % 7, "issuer": f"民政局{'一二三四五六'[i % 6]}"}
        yield Document(f"d{i:06}", text, meta)


if __name__ == "__main__":
    main()
