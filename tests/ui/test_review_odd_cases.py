"""Cases that are no plain spans: links, places where nothing is left, splits; blanks between versions."""

from pytestqt.qtbot import QtBot
from review_fixtures import Opened, gold, kinds, press, verdicts

from annotator.domain.change import Change
from annotator.domain.span import Relation, new_id
from annotator.services.project import Project

ENDS = [(0, 9, "measure"), (25, 31, "problem")]


def link(project: Project) -> None:
    """Layer `a` links its measure to its problem."""
    ends = [next(project.spans("d", layer="a", label=label)) for label in ("measure", "problem")]
    relation = Relation(new_id(), "addresses", ends[0].id, ends[1].id, "a")
    project.commit([Change(None, relation)], "link")


def test_a_link_is_taken_or_not_once_its_ends_are_in_gold(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": ENDS, "b": ENDS}, prepare=link)
    assert kinds(window) == ["relation"]
    shown = [[part.text for part in card_parts(card)] for card in window.decision.cards.cards]
    assert shown == [["我局审核合同47份", "  →  ", "执法力量不足"], []]
    assert not window.decision.buttons["edit"].isEnabled()
    press(qtbot, window, "E 1")
    assert "not in gold yet" in window.message_bar.message()
    assert window.session.review is not None
    window.session.review.settle()
    press(qtbot, window, "1")
    project = window.session.desk.project
    assert [each.type for each in project.relations() if each.layer == "gold"] == ["addresses"]
    press(qtbot, window, "Ctrl+Z 2")
    assert [each for each in project.relations() if each.layer == "gold"] == []
    assert len(verdicts(window)) == 1


def card_parts(card: object) -> tuple[object, ...]:
    from annotator.ui.text_view import Passage

    found = card.findChildren(Passage)  # type: ignore[attr-defined]
    return found[0].parts() if found else ()


def test_where_nothing_is_left_the_gold_is_kept_or_goes(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 9, "measure")], "b": [(0, 9, "measure")]})
    press(qtbot, window, "1")
    project = window.session.desk.project
    project.remove([*project.spans("d", layer="a"), *project.spans("d", layer="b")])
    for layer in "ab":  # they have still finished it
        with Project(project.path, layer) as other:
            other.set_state("d", "done")
    window.session.desk.poll()
    qtbot.waitUntil(lambda: kinds(window) == ["gone"])
    assert window.decision.cards.cards == []
    assert not window.decision.buttons["both"].isEnabled()
    press(qtbot, window, "K")
    assert gold(window) == [(2, 9, "measure")]
    assert window.session.current is None
    press(qtbot, window, "Ctrl+Z X")
    assert gold(window) == []


def test_one_span_against_two_shows_the_seam(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 6, "measure"), (6, 9, "measure")], "b": [(2, 9, "measure")]})
    assert kinds(window) == ["split"]
    texts = ["".join(part.text for part in card_parts(card)) for card in window.decision.cards.cards]
    assert texts == ["审核合同┃47份", "审核合同47份"]
    press(qtbot, window, "1")
    assert gold(window) == [(2, 6, "measure"), (6, 9, "measure")]


def test_an_edit_walks_through_several_marks(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 6, "measure"), (6, 9, "measure")], "b": [(2, 9, "measure")]})
    press(qtbot, window, "E Tab Alt+{ Return")
    assert gold(window) == [(2, 6, "measure"), (6, 8, "measure")]
    window.session.set_filters({"state": ["decided"]})
    press(qtbot, window, "E Delete Delete")
    assert "nothing goes into gold" in window.decision.edit_pane.hint.text()
    press(qtbot, window, "Return")
    assert gold(window) == []
    assert verdicts(window)[0].choice == "edit"


def test_attributes_are_edited_in_the_card(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 9, "measure", {"status": "done"})], "b": [(0, 9, "measure")]})
    press(qtbot, window, "E")
    field = window.decision.edit_pane._fields[0]
    field.step()
    press(qtbot, window, "Return")
    (span,) = window.session.desk.project.spans(layer="gold")
    assert span.attrs["status"] == "ongoing"


def test_tab_leads_from_the_only_mark_to_its_attributes(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 9, "measure", {"status": "done"})], "b": [(0, 9, "measure")]})
    press(qtbot, window, "E Tab")
    field = window.decision.edit_pane._fields[0]
    assert field.isAncestorOf(window.focusWidget())
    press(qtbot, window, "Tab Space Return")
    (span,) = window.session.desk.project.spans(layer="gold")
    assert span.attrs["status"] == "ongoing"


def test_what_confirms_an_edit_is_in_sight_in_the_smallest_window(qtbot: QtBot, opened: Opened) -> None:
    window = opened({"a": [(2, 9, "metric")], "b": [(0, 9, "metric")]})
    window.resize(window.minimumSize())
    press(qtbot, window, "E")
    confirm = window.decision.edit_pane.confirm
    assert confirm.visibleRegion().boundingRect() == confirm.rect()
    assert not window.decision.buttons["edit"].isVisible()
    press(qtbot, window, "Escape")
    assert not confirm.isVisible()
    assert window.decision.buttons["edit"].isVisible()


def test_an_attribute_that_only_one_of_the_labels_has_is_called_by_its_name(
    qtbot: QtBot, opened: Opened
) -> None:
    window = opened({"a": [(2, 9, "measure", {"status": "done"})], "b": [(2, 9, "problem")]})
    shown = [
        button.text() for card in window.decision.cards.cards for button in card.attribute_buttons.values()
    ]
    assert shown == ["Status", "Status"]


def test_what_changes_the_rule_stands_beside_it(qtbot: QtBot, opened: Opened) -> None:
    bar = opened().rule_bar
    qtbot.waitUntil(lambda: bar.rule.width() == bar.rule.sizeHint().width())
    assert bar.change.x() - bar.rule.geometry().right() < 16
    bar.rule.setText(bar.rule.text() * 20)
    qtbot.waitUntil(lambda: bar.rule.toolTip() == bar.rule.text())
    assert bar.width() == bar.window().width()
