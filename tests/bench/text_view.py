"""How fast the text view is, against its bars. Run by hand: `python tests/bench/text_view.py [quick]`.

CPU time of the GUI thread, in milliseconds, offscreen at scale 1. Every action is measured with the
frame that shows it. The last column compares with the same spans' density over 10,000 characters.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from annotator.ui.text_view import LabelStyle, TextView, ViewSpan

SIZE = (1100, 800)
STYLES = {
    "measure": LabelStyle("#0072B2", "solid", "举措"),
    "problem": LabelStyle("#D55E00", "dash", "问题"),
    "metric": LabelStyle("#009E73", "dot", "指标"),
}
BARS = {"open": 100.0, "add": 8.0, "undo": 8.0, "page": 16.0, "jump": 16.0, "line": 5.0, "hit": 0.1}
STALL = 50.0
ADVERSARIAL = 100.0
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
SENTENCES = [
    "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念",
    "全市城镇新增就业12.4万人，居民人均可支配收入增长7.1%",
    "部分基层单位执法力量不足，法治宣传方式需要创新",
    "推进殡葬领域移风易俗，规范社会组织登记管理",
    "累计发放低保资金372万元，惠及困难群众1.6万户",
    "健全养老服务体系，新建社区养老服务设施46处",
]


def prose(size: int, seed: int = 1) -> str:
    """Paragraphs of a report's lengths, some thousand different characters among them."""
    chance = random.Random(seed)
    rare = [chr(code) for code in range(0x4E00, 0x4E00 + 3800)]
    parts: list[str] = []
    total = 0
    while total < size:
        sentences = []
        for _ in range(chance.choice([1, 2, 4, 6, 9])):
            words = "".join(chance.choice(COMMON) for _ in range(chance.randint(4, 30)))
            sentences.append(chance.choice(SENTENCES) + "，" + words + chance.choice(rare) + "。")
        paragraph = "    " + "".join(sentences) + "\n"
        parts.append(paragraph)
        total += len(paragraph)
    return "".join(parts)[:size]


def scattered(size: int, count: int, seed: int = 2) -> list[ViewSpan]:
    """60 % short, 30 % clauses, 10 % long; 80 % of them in a fifth of the text; nested and crossing."""
    chance = random.Random(seed)
    spans = []
    for number in range(count):
        length = chance.choices([(2, 12), (15, 80), (100, 400)], [60, 30, 10])[0]
        long = chance.randint(*length)
        low, high = (0, size // 5) if chance.random() < 0.8 else (0, size)
        start = chance.randint(low, max(low, high - long - 1))
        label = chance.choice(list(STYLES))
        spans.append(ViewSpan(f"s{number}", start, min(size, start + long), label, chance.random() < 0.1))
    return spans


def every_fifth_line(text: str) -> list[tuple[int, int]]:
    """Headings: the first characters of some lines, of 5,000 at most."""
    starts = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
    return [(start, start + 12) for start in starts[::5][:5000]]


class Bench:
    def __init__(self, text: str, spans: list[ViewSpan]) -> None:
        self.text, self.spans = text, spans
        self.headings = every_fifth_line(text)
        self.chance = random.Random(3)
        self.worst = 0.0

    def run(self, rounds: int) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        found["open"] = [self.timed(self.open)]
        found["add"], found["undo"] = self.marking(rounds)
        found["page"] = [self.timed(self.page) for _ in range(rounds)]
        found["jump"] = [self.timed(self.jump) for _ in range(rounds)]
        found["line"] = [self.timed(self.line) for _ in range(rounds)]
        found["hit"] = [self.timed(self.hit, frame=False) / 50 for _ in range(rounds)]
        found["resize"] = [self.timed(lambda n=n: self.resize(n)) for n in range(min(rounds, 20))]
        found["idle"] = [self.worst]
        return found

    def timed(self, action: Callable[[], None], frame: bool = True) -> float:
        before = time.thread_time()
        action()
        if frame:
            application.processEvents()
        spent = (time.thread_time() - before) * 1000
        self.idle()
        return spent

    def idle(self) -> None:
        """Let what was put off happen, and note the longest piece of it."""
        for _ in range(3):
            before = time.thread_time()
            application.processEvents()
            self.worst = max(self.worst, (time.thread_time() - before) * 1000)

    def open(self) -> None:
        self.view = TextView()
        self.view.resize(*SIZE)
        self.view.set_label_styles(STYLES)
        self.view.set_document(self.text)
        self.view.set_headings(self.headings)
        self.view.set_spans(self.spans)
        self.view.show()

    def marking(self, rounds: int) -> tuple[list[float], list[float]]:
        add, undo = [], []
        for number in range(rounds):
            if number % 10 == 0:
                self.jump()
                self.idle()
            start, end = self.view.visible_range()
            place = self.chance.randint(start, max(start, end - 30))
            new = ViewSpan(f"n{number}", place, min(len(self.text), place + 20), "measure")
            add.append(self.timed(lambda new=new: self.view.update_spans([], [new])))
            undo.append(self.timed(lambda new=new: self.view.update_spans([new.id], [])))
        return add, undo

    def page(self) -> None:
        bar = self.view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + bar.pageStep())
        if bar.value() == before:
            bar.setValue(0)

    def line(self) -> None:
        bar = self.view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + bar.singleStep())
        if bar.value() == before:
            bar.setValue(0)

    def jump(self) -> None:
        self.view.ensure_visible(self.chance.randrange(len(self.text)), centre=True)

    def hit(self) -> None:
        for _ in range(50):
            point = QPoint(self.chance.randrange(200, 800), self.chance.randrange(SIZE[1]))
            self.view.spans_at(self.view.offset_at(point))

    def resize(self, number: int) -> None:
        self.view.resize(SIZE[0] - 40 * (number % 2) - 300 * (number % 3), SIZE[1])


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def report(
    title: str, found: dict[str, list[float]], bars: dict[str, float], small: dict[str, list[float]]
) -> bool:
    print(f"\n{title}\n{'action':<8}{'p50':>9}{'p95':>9}{'max':>9}{'bar':>8}{'':>6}{'x 10k':>7}")
    good = True
    for name, values in found.items():
        bar = bars.get(name, STALL)
        middle = statistics.median(values)
        met = p95(values) <= bar
        good = good and met
        ratio = f"{middle / statistics.median(small[name]):7.2f}" if small.get(name) else ""
        print(
            f"{name:<8}{middle:9.3f}{p95(values):9.3f}{max(values):9.3f}{bar:8.1f}"
            f"{'ok' if met else 'OVER':>6}{ratio}"
        )
    return good


def main(rounds: int) -> int:
    million = 1_000_000
    Bench("暖" * 500, []).run(2)  # Qt's own first time is no matter of ours
    small = Bench(prose(10_000), scattered(10_000, 50)).run(rounds)
    good = report("10,000 characters, 50 spans", small, BARS, {})
    text = prose(million)
    large = Bench(text, scattered(million, 5000)).run(rounds)
    good &= report("1,000,000 characters, 5,000 spans", large, BARS, small)
    cover = [ViewSpan(f"c{n}", n, million - n, list(STYLES)[n % 3]) for n in range(5000)]
    cases = {
        "one paragraph of 1,000,000": (
            prose(million + million // 50).replace("\n", "。"),
            scattered(million, 5000),
        ),
        "500,000 paragraphs of one character": ("字\n" * 500_000, scattered(million, 5000)),
        "5,000 spans over everything": (text, cover),
    }
    limits = dict.fromkeys([*BARS, "resize", "idle"], ADVERSARIAL) | {"idle": STALL}
    for title, (body, spans) in cases.items():
        good &= report(title, Bench(body, spans).run(max(10, rounds // 4)), limits, {})
    dense = Bench(prose(10_000), scattered(10_000, 5000)).run(max(10, rounds // 4))
    report("For information: 5,000 spans over 10,000 characters", dense, limits, {})
    return 0 if good else 1


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    sys.exit(main(20 if "quick" in sys.argv else 100))
