"""The adjudication that the shared corpus records, done again with the keys of the review window."""

import json
from pathlib import Path
from statistics import median

from pytestqt.qtbot import QtBot
from review_fixtures import press
from test_review_replay import REPORTS, Decision, lines, matched, plain
from test_review_replay import project as project  # a fixture

from annotator.services.cases import Case
from annotator.services.project import Project
from annotator.text.words import Words
from annotator.ui.main_window import MainWindow
from annotator.ui.review_window import ReviewWindow
from annotator.ui.settings import Settings


def test_the_recorded_decisions_take_two_keys_a_case(
    qtbot: QtBot, project: Project, shared_corpus: Path, tmp_path: Path
) -> None:
    path = project.path
    settings = Settings(tmp_path / "window.ini")
    settings.annotator = "adjudicator"
    main = MainWindow(Project(path, "adjudicator"), settings, Words(tmp_path))
    qtbot.addWidget(main)
    main.reviewing.open()
    window = main.reviewing.dialog()
    qtbot.waitUntil(lambda: not window.session.is_reading)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, window, "Ctrl+G")
    qtbot.waitUntil(lambda: any(True for _each in project.store.verdicts()))
    qtbot.waitUntil(lambda: not window.session.is_reading and not window.session.review.stale)
    window.activateWindow()  # a window manager does it when a dialog closes
    qtbot.waitUntil(window.isActiveWindow)
    decisions = [
        json.loads(line) for line in lines(shared_corpus / "layers" / "adjudication-decisions.jsonl")
    ]
    found = matched(decisions, window.session.cases)
    assert set(found) == set(window.session.cases)
    keys = []
    while (case := window.session.current) is not None:
        pressed = keys_for(window, case, found[case])
        press(qtbot, window, " ".join(pressed))
        assert window.session.current is not case, window.message_bar.message()
        keys.append(len(pressed))
    assert median(keys) <= 2
    print(f"{len(keys)} cases, {sum(keys)} keys, median {median(keys)}, most {max(keys)}")
    for identity, report in REPORTS.items():
        expected = [json.loads(line) for line in lines(shared_corpus / "layers" / report / "gold.jsonl")]
        assert sorted(plain(**span) for span in expected) == sorted(
            plain(span.start, span.end, span.label, span.text, dict(span.attrs))
            for span in project.spans(identity, layer="gold")
        )
    main.close()


def keys_for(window: ReviewWindow, case: Case, about: list[Decision]) -> list[str]:
    """The reason, then the attributes from another version where the record says so, then the version."""
    taken, attributes_from = "", ""
    for decision in about:
        layer = next(
            name.lower() for name, said in decision["candidates"].items() if said == decision["gold"]
        )
        if decision["kind"] == "attribute":
            attributes_from = layer
        else:
            taken = layer
    if all(decision["gold"] is None for decision in about):
        return ["Alt+1", "0"]
    versions = window.session.versions(case)
    number = {layer: at for at, version in enumerate(versions) for layer in version.layers}
    wanted = number[taken or attributes_from]
    mixed: list[str] = []
    if taken and attributes_from and number[attributes_from] != wanted:
        saying = [at for at, version in enumerate(versions) if not version.is_empty]
        mixed = ["A"] * (saying.index(number[attributes_from]) + 1)
    return ["Alt+1", *mixed, str(wanted + 1)]
