"""The view's work hangs on what is visible, not on the length of the text: counts, and ratios with slack."""

import random
import statistics
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from annotator.ui.text_view import TextView, ViewSpan

SMALL, LARGE = 10_000, 1_000_000
SENTENCE = "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念，规范社会组织登记管理。"


def prose(size: int) -> str:
    chance = random.Random(1)
    parts = []
    while size > 0:
        paragraph = "    " + SENTENCE * chance.choice([1, 2, 4, 7]) + "\n"
        parts.append(paragraph[:size])
        size -= len(paragraph)
    return "".join(parts)


def spans_for(size: int) -> list[ViewSpan]:
    chance = random.Random(2)
    spans = []
    for number in range(size // 200):
        start = chance.randrange(size - 400)
        length = chance.choice([6, 10, 40, 70, 300])
        spans.append(ViewSpan(f"s{number}", start, start + length, chance.choice("abc")))
    return spans


@pytest.fixture
def views(make_view) -> dict[int, TextView]:
    found = {size: make_view(prose(size), 1100, 800) for size in (SMALL, LARGE)}
    for size, view in found.items():
        view.set_spans(spans_for(size))
        view.repaint()
    return found


def shaped_by(view: TextView, action: Callable[[], object]) -> int:
    before = view.page.cache.shaped
    action()
    view.repaint()
    return view.page.cache.shaped - before


def test_opening_a_million_characters_shapes_one_screen(make_view) -> None:
    view = make_view(prose(LARGE), 1100, 800)
    view.repaint()
    assert view.page.cache.shaped <= 60
    chunks = view.page.blocks._chunks
    assert sum(bool(chunk.starts) for chunk in chunks) <= 3 < len(chunks)


def test_marking_shapes_nothing(views: dict[int, TextView]) -> None:
    view = views[LARGE]
    view.ensure_visible(LARGE // 2, centre=True)
    view.repaint()
    start, _end = view.visible_range()
    new = ViewSpan("new", start + 50, start + 90, "a")
    assert shaped_by(view, lambda: view.update_spans([], [new])) == 0
    assert shaped_by(view, lambda: view.update_spans(["new"], [])) == 0


def test_marking_places_only_the_touched_blocks_anew(views: dict[int, TextView], monkeypatch) -> None:
    view = views[LARGE]
    start, _end = view.visible_range()
    placed = []
    original = type(view.page.visible()[0][0]).place
    monkeypatch.setattr(
        type(view.page.visible()[0][0]),
        "place",
        lambda self, *args: (placed.append(self), original(self, *args)),
    )
    view.update_spans([], [ViewSpan("new", start + 50, start + 52, "a")])
    view.repaint()
    assert 1 <= len(placed) <= 4


def test_a_page_shapes_one_screen_and_a_line_next_to_nothing(views: dict[int, TextView]) -> None:
    bar = views[LARGE].verticalScrollBar()
    assert shaped_by(views[LARGE], lambda: bar.setValue(bar.value() + bar.pageStep())) <= 60
    for _ in range(20):
        assert shaped_by(views[LARGE], lambda: bar.setValue(bar.value() + bar.singleStep())) <= 2


def test_a_jump_shapes_two_screens_at_most(views: dict[int, TextView]) -> None:
    for place in (LARGE // 3, LARGE - 1, LARGE // 2):
        assert shaped_by(views[LARGE], lambda place=place: views[LARGE].ensure_visible(place)) <= 120


def test_one_long_paragraph_and_many_short_ones_shape_one_screen(make_view) -> None:
    for text in ((SENTENCE * (LARGE // len(SENTENCE) + 1))[:LARGE], "字\n" * (LARGE // 2)):
        view = make_view(text, 1100, 800)
        view.repaint()
        assert view.page.cache.shaped <= 60
        assert shaped_by(view, lambda view=view: view.ensure_visible(LARGE // 2)) <= 120


def test_spans_over_everything_leave_few_bars(make_view) -> None:
    view = make_view(prose(LARGE), 1100, 800)
    view.set_spans(ViewSpan(f"c{n}", n, LARGE - n, "a") for n in range(5000))
    view.ensure_visible(LARGE // 2)
    view.repaint()
    lines = [line for layout, _top in view.page.visible() for line in layout.lines if line.first < line.last]
    assert {len(line.bars) for line in lines} == {6}
    assert {line.overflow for line in lines} == {4994}


def cost(action: Callable[[int], None], turns: int) -> float:
    """The median CPU time of an action with its frame."""
    times = []
    for turn in range(turns):
        before = time.thread_time()
        action(turn)
        QApplication.processEvents()
        times.append(time.thread_time() - before)
    return statistics.median(times)


def add(view: TextView, turn: int) -> None:
    start, _end = view.visible_range()
    view.update_spans([f"n{turn - 1}"], [ViewSpan(f"n{turn}", start + 40 + turn, start + 60 + turn, "b")])


def page(view: TextView, turn: int) -> None:
    bar = view.verticalScrollBar()
    view.page.cache.clear()  # the short text would have been laid out whole after some turns
    view.page.changed()
    bar.setValue((turn % 5 + 1) * bar.pageStep())


def hit(view: TextView, turn: int) -> None:
    for number in range(100):
        view.spans_at(view.offset_at(QPoint(220 + 5 * number, 20 + 7 * number)))


@pytest.mark.parametrize("action", [add, page, hit])
def test_a_million_characters_cost_at_most_twice_ten_thousand(views: dict[int, TextView], action) -> None:
    ratios = []
    for _attempt in range(5):  # the best of some: a busy machine makes single figures worse, never better
        small = cost(lambda turn: action(views[SMALL], turn), 15)
        large = cost(lambda turn: action(views[LARGE], turn), 15)
        ratios.append(large / small)
        if ratios[-1] <= 2:
            return
    pytest.fail(f"{action.__name__}: {min(ratios):.2f} times")
