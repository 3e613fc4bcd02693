"""What is on the screen: lanes, patterns, the same picture whichever way the spans came."""

import random

import pytest
from PySide6.QtGui import QColor, QImage

from annotator.ui.text_view import DARK, LIGHT, ViewSpan
from annotator.ui.text_view.theme import Metrics, readable_on

TEXT = (
    "坚持稳中求进工作总基调，完整、准确、全面贯彻新发展理念。" * 12 + "\n\n" + "规范社会组织登记管理。" * 30
)
BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#009e73"


def picture(view) -> QImage:
    return view.viewport().grab().toImage()


def rows_of(image: QImage, color: str, left: int, right: int) -> set[int]:
    return {
        y for y in range(image.height()) for x in range(left, right) if image.pixelColor(x, y).name() == color
    }


def at_rest(view) -> None:
    """No caret line in the way."""
    view.set_caret(len(TEXT))


def test_nested_and_crossing_spans_have_lanes_of_their_own(make_view, chinese_font) -> None:
    view = make_view(TEXT)
    at_rest(view)
    view.set_spans(
        [
            ViewSpan("outer", 2, 30, "measure"),
            ViewSpan("inner", 10, 14, "metric"),
            ViewSpan("crossing", 24, 36, "problem"),
        ]
    )
    image = picture(view)
    metrics = view.page.metrics
    line = view.rect_of(0, 1).top()
    under_inner = view.rect_of(11, 13)
    lanes = [line + metrics.lane + lane * metrics.pitch for lane in range(3)]
    blue = rows_of(image, BLUE, under_inner.left(), under_inner.right())
    green = rows_of(image, GREEN, under_inner.left(), under_inner.right())
    assert green == {lanes[0], lanes[0] + 1}, "the inner span is nearest to the text"
    assert blue == {lanes[1], lanes[1] + 1}
    both = view.rect_of(26, 28)
    orange = rows_of(image, ORANGE, both.left(), both.right())
    blue = rows_of(image, BLUE, both.left(), both.right())
    assert orange
    assert blue
    assert not orange & blue


def test_brackets_stand_only_at_true_ends(make_view, chinese_font) -> None:
    view = make_view(TEXT)
    at_rest(view)
    view.set_spans([ViewSpan("wrapped", 30, 60, "measure")])
    image = picture(view)
    metrics = view.page.metrics
    first, second = view.rect_of(30, 31), view.rect_of(40, 41)
    above = metrics.lane - 2
    assert image.pixelColor(first.left() + 2, first.top() + above).name() == BLUE
    assert image.pixelColor(second.left() + 2, second.top() + above).name() != BLUE
    assert image.pixelColor(second.left() + 2, second.top() + metrics.lane).name() == BLUE


@pytest.mark.parametrize("seed", range(6))
def test_updating_paints_what_setting_all_paints(make_view, seed: int) -> None:
    chance = random.Random(seed)

    def some(name: str) -> ViewSpan:
        start = chance.randrange(len(TEXT) - 1)
        label = chance.choice(["measure", "problem", "metric"])
        return ViewSpan(
            name, start, min(len(TEXT), start + chance.randint(1, 90)), label, chance.random() < 0.3
        )

    spans = {f"s{n}": some(f"s{n}") for n in range(12)}
    view = make_view(TEXT)
    view.set_spans(spans.values())
    view.set_current_span("s3")
    for turn in range(10):
        view.repaint()
        gone = chance.sample(sorted(spans), 2)
        new = [some(gone[0]), some(f"n{turn}")]
        for name in gone:
            del spans[name]
        spans |= {span.id: span for span in new}
        view.update_spans(gone, new)
    other = make_view(TEXT)
    other.set_spans(spans.values())
    other.set_current_span(view.current_span())
    assert picture(view) == picture(other)


def test_lines_grow_for_many_lanes_and_count_what_finds_none(make_view, chinese_font) -> None:
    view = make_view(TEXT)
    layout = view.page.visible()[0][0]
    assert [line.height for line in layout.lines[:2]] == [Metrics(17).line] * 2
    view.set_spans([ViewSpan(f"s{n}", 2, 10 + n, "measure") for n in range(9)])
    layout = view.page.visible()[0][0]
    assert layout.lines[0].height == Metrics(17).height(6) > Metrics(17).line
    assert layout.lines[1].height == Metrics(17).line
    assert layout.lines[0].overflow == 3
    view.set_spans([])
    assert view.page.visible()[0][0].lines[0].height == Metrics(17).line


def test_hits_are_tinted_and_marked_on_the_bar(make_view, qtbot, chinese_font) -> None:
    view = make_view(TEXT)
    at_rest(view)
    view.set_hits([(0, 2), (28, 30)], current=1)
    view.set_spans([ViewSpan("s", 300, 310, "measure")])
    rect, other = view.rect_of(0, 1), view.rect_of(28, 29)
    image = picture(view)
    assert image.pixelColor(rect.left() + 1, rect.top() + 1).name() == LIGHT.hit.lower()
    assert image.pixelColor(other.left() + 1, other.top() + 1).name() == LIGHT.current_hit.lower()
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: min(bar.marks()) > 0)
    view.set_hits([])
    qtbot.waitUntil(lambda: bar.marks() == (1, 0))


def test_the_current_span_is_tinted_and_named(make_view, chinese_font) -> None:
    view = make_view(TEXT)
    at_rest(view)
    view.set_spans([ViewSpan("s", 50, 60, "measure")])
    plain = picture(view)
    view.set_current_span("s")
    marked = picture(view)
    assert plain != marked
    chip, name, _color = view._painter.chip_rect()
    assert name == "举措"
    assert marked.pixelColor(round(chip.left()) + 3, round(chip.center().y())).name() == BLUE
    view.set_current_span(None)
    assert picture(view) == plain
    view.set_current_span("s")
    view.update_spans(["s"], [])
    assert view.current_span() is None


def test_selection_themes_and_unknown_labels_paint(make_view) -> None:
    view = make_view(TEXT)
    view.set_spans([ViewSpan("s", 5, 9, "nobody knows"), ViewSpan("empty", 3, 3, "measure")])
    view.select(0, 40)
    assert picture(view).pixelColor(2, 2) == QColor(LIGHT.background)
    view.set_theme(DARK)
    image = picture(view)
    assert image.pixelColor(2, 2) == QColor(DARK.background)
    rect = view.rect_of(0, 1)
    assert image.pixelColor(rect.left() + 1, rect.top() + 1).name() == DARK.selection.lower()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_can_be_read_on_every_tint(theme) -> None:
    for ground in (theme.background, theme.selection, theme.current_line, theme.hit, theme.current_hit):
        assert contrast(theme.text, ground) >= 4.5
    assert contrast(theme.muted, theme.background) >= 4.5
    for color in ("#0072B2", "#D55E00", "#009E73", "#56B4E9", "#E69F00", "#3ED6A5"):
        assert contrast(readable_on(color), color) >= 4.5


def contrast(one: str, other: str) -> float:
    def luminance(name: str) -> float:
        parts = [
            value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in QColor(name).getRgbF()[:3]
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
