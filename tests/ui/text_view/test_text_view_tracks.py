"""Fixed lanes: each in its place on every line, named where the focus is; passages of emphasised words."""

from collections.abc import Callable

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from annotator.ui.text_view import LIGHT, LabelStyle, LaneView, Part, Passage, Tracks, ViewSpan
from annotator.ui.text_view.layout import Line

TEXT = "我局审核合同47份，开展检查12次，制定要点3项。" * 12


def made(qtbot: QtBot, spans: list[ViewSpan], tracks: Tracks) -> LaneView:
    view = LaneView()
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.set_label_styles({"m": LabelStyle("#0072B2", name="M")})
    view.set_document(TEXT)
    view.set_spans(spans)
    view.set_tracks(tracks)
    view.show()
    return view


def lines(view: LaneView) -> list[Line]:
    return [line for layout, _top in view.page.visible() for line in layout.lines]


def test_a_span_lies_in_its_lane_whatever_else_is_there(qtbot: QtBot) -> None:
    spans = [ViewSpan(f"s{lane}", 2, 9, "m", lane=lane) for lane in (0, 2, 7)]
    view = made(qtbot, spans, Tracks(tuple("abcdefgh")))
    assert [bar.lane for bar in lines(view)[0].bars] == [0, 2, 7]  # not closed up, not capped
    assert lines(view)[0].overflow == 0
    view.update_spans(["s0"], [ViewSpan("new", 3, 5, "m", lane=1)])
    assert sorted(bar.lane for bar in lines(view)[0].bars) == [1, 2, 7]


def test_the_lines_in_focus_are_open_and_others_are_not(qtbot: QtBot) -> None:
    spans = [ViewSpan("a", 2, 9, "m", lane=0), ViewSpan("b", 100, 120, "m", lane=1)]
    view = made(qtbot, spans, Tracks(("li", "wang"), 2, 9, frozenset({"a"})))
    first = lines(view)
    assert [line.open for line in first].count(True) == 1
    assert first[0].open
    assert first[0].height == view.page.metrics.open_height(2)
    view.set_tracks(Tracks(("li", "wang"), 100, 120, frozenset({"b"})))
    after = lines(view)
    assert not after[0].open
    assert after[0].height < first[0].height or after[0].height == view.page.metrics.height(2)
    assert any(line.open for line in after)


def test_lines_without_bars_are_as_high_as_ever(qtbot: QtBot) -> None:
    view = made(qtbot, [ViewSpan("a", 2, 9, "m", lane=0)], Tracks(tuple("abcd"), 2, 9))
    plain = view.page.metrics.height(0)
    assert {line.height for line in lines(view)[1:]} == {plain}


def test_long_names_get_room_and_the_text_stays(qtbot: QtBot) -> None:
    view = made(qtbot, [], Tracks(("a",)))
    narrow = view.page.left
    view.set_caret(5)
    view.set_tracks(Tracks(("a-very-long-name",)))
    assert view.page.left > narrow
    assert "a-very-long-name" in view.accessibleDescription()


def test_what_is_not_in_focus_is_dim(qtbot: QtBot) -> None:
    tracks = Tracks(("li",), 2, 9, frozenset({"a"}))
    assert [tracks.is_dim(each) for each in ("a", "b")] == [False, True]
    assert not Tracks(("li",)).is_dim("b")
    full = made(qtbot, [ViewSpan("a", 2, 9, "m", lane=0)], tracks)
    other = made(qtbot, [ViewSpan("b", 2, 9, "m", lane=0)], tracks)
    assert darkest(full) < darkest(other)


def darkest(view: LaneView) -> int:
    """The least red in the bar of the first line: the label is blue."""
    picture: QImage = view.viewport().grab().toImage()
    line = lines(view)[0]
    (bar,) = line.bars
    x = round(view.page.left + (bar.left + bar.right) / 2)
    top = view.page.visible()[0][1] + line.top + view.page.metrics.lane
    return min(picture.pixelColor(x, y).red() for y in range(top, top + line.pitch))


def test_a_passage_is_as_high_as_its_words_need(qtbot: QtBot) -> None:
    passage = Passage()
    qtbot.addWidget(passage)
    passage.set_parts([Part("审核", LIGHT.text), Part("合同😀", LIGHT.text, "#FFF1B8", heavy=True)])
    assert passage.accessibleName() == "审核合同😀"
    one = passage.heightForWidth(400)
    passage.set_parts([Part("审核合同" * 30, LIGHT.text)])
    assert passage.heightForWidth(400) > 3 * one
    assert passage.heightForWidth(200) > passage.heightForWidth(400)


def test_a_passage_marks_what_it_is_told_to(qtbot: QtBot) -> None:
    passage = Passage()
    qtbot.addWidget(passage)
    passage.resize(400, 30)

    def yellow(parts: list[Part]) -> int:
        passage.set_parts(parts)
        image = passage.grab().toImage()
        row: Callable[[int], bool] = lambda x: image.pixelColor(x, 12).name().upper() == "#FFF100"  # noqa: E731
        return sum(row(x) for x in range(image.width()))

    assert yellow([Part("𠮷林省", "#000000")]) == 0
    short = yellow([Part("𠮷", "#000000", "#FFF100"), Part("林省", "#000000")])
    assert 0 < short < yellow([Part("𠮷林", "#000000", "#FFF100"), Part("省", "#000000")])
