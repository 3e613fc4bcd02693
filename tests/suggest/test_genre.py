"""What a model knows of the genre before any example, and how rules and model do on the invented marked reports."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from annotator import paths
from annotator.suggest.candidates import candidates
from annotator.suggest.course import Trained
from annotator.suggest.genre import KINDS, Genre, genre
from annotator.suggest.habits import Habit
from annotator.suggest.learned import Facts, Learned, Model, train
from annotator.suggest.model import LabelModel
from annotator.suggest.reading import Reading
from annotator.suggest.rules import Rules
from annotator.text.words import Words
from tests.suggest.marked_reports import FOLDER, marked_reports
from tests.suggest.reports import SCHEMA, report
from tests.suggest.shared import f1

ROOT = Path(__file__).resolve().parents[2]
ASIDE = FOLDER / "aside"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("genre_script", ROOT / "packaging" / "genre.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_shipped_is_what_the_reports_teach(script: ModuleType) -> None:
    shipped = json.loads(paths.resource("genre.json").read_text(encoding="utf-8"))
    assert set(shipped) == set(script.LABELS)
    for label, known in shipped.items():
        anew = script.weighed(marked_reports(), SCHEMA.by_name[label])
        names = {*known["weights"], *anew["weights"]}
        moved = max(abs(known["weights"].get(name, 0) - anew["weights"].get(name, 0)) for name in names)
        assert moved < 0.03, "rules, features or reports have changed: run `python packaging/genre.py`"
        assert abs(known["bias"] - anew["bias"]) < 0.01


def test_it_knows_kinds_of_wording_and_not_what_a_report_is_about() -> None:
    known = genre("measure")
    assert known is not None
    assert {name.partition("=")[0] for name in known.weights} <= set(KINDS)
    assert max(len(name.rpartition(" ")[2]) for name in known.weights if name.startswith("class=closes")) == 2
    assert genre("actor") is None


def test_a_probability_follows_the_rules_and_the_features() -> None:
    known = Genre({"class=a": 1.0, "class=b": -2.0}, bias=0.0, trust=1.0)
    assert known.probability((), 0.7) == pytest.approx(0.7)
    assert known.probability(("class=a", "class=unknown"), 0.7) > 0.7
    assert known.probability(("class=b",), 0.7) < known.probability(("class=b",), 0.85) < 0.85


def test_marked_reports_are_read_as_they_are_written() -> None:
    examples = marked_reports()
    assert len(examples) >= 12
    for example in examples:
        text = example.document.text
        assert "⟦" not in text
        assert "⟧" not in text
        for span in example.spans:
            quote = text[span.start : span.end]
            assert quote == span.text == quote.strip()
            SCHEMA.check_attributes(span.label, span.attrs)


@pytest.mark.parametrize("label", ["measure"])
def test_rules_reach_their_bar_on_reports_that_they_were_not_fitted_to(label: str) -> None:
    figures = [f1(Rules().suggest(one.document, [], SCHEMA), one, label) for one in marked_reports(ASIDE)]
    assert sum(figures) / len(figures) >= 0.8


def test_learned_does_better_than_rules_on_reports_that_neither_was_fitted_to(tmp_path: Path) -> None:
    """Trained on one report of a marker, tested on the other; a marker is the first letter of a file's name."""
    words = Words(tmp_path)
    words.load()
    examples = marked_reports(ASIDE)
    better = worse = 0
    gained = 0.0
    for one, other in zip(examples[::2], examples[1::2], strict=True):
        assert one.document.id[0] == other.document.id[0]
        for seen, unseen in ((one, other), (other, one)):
            model = train([seen], SCHEMA, Facts(), words.words)
            ours = f1(Learned(model, words.words).suggest(unseen.document, [], SCHEMA), unseen, "measure")
            theirs = f1(Rules().suggest(unseen.document, [], SCHEMA), unseen, "measure")
            better, worse, gained = better + (ours > theirs), worse + (ours < theirs), gained + ours - theirs
    assert better > 2 * worse
    assert gained > 0


def test_how_long_a_sentence_is_beyond_a_few_clauses_tells_nothing() -> None:
    label = SCHEMA.label("measure")

    def of_the_sixth(count: int) -> tuple[str, ...]:
        reading = Reading(report(f"一、工作\n{'，'.join(['开展检查'] * count)}。\n二、打算\n再接再厉。\n"))
        found = candidates(reading, label, Habit(tuple(label.rules)), [], lambda _text: [], bare=True)
        return found[6].features

    assert of_the_sixth(12) == of_the_sixth(40)
    assert "place=3of4" in of_the_sixth(12)
    assert of_the_sixth(12) != of_the_sixth(6)


def test_what_the_genre_alone_proposes_says_so() -> None:
    seen = report("一、工作\n开展检查。\n二、打算\n再接再厉。\n", "a")
    model = Learned(
        Model({"measure": Trained(Habit(tuple(SCHEMA.label("measure").rules)), LabelModel(genre=1.0, least=0.0))}, Facts()),
        lambda _text: [],
    )  # fmt: skip
    by_rules = {one.place for one in Rules().suggest(seen, [], SCHEMA)}
    known = {one.place: one.reason.text for one in model.suggest(seen, [], SCHEMA)}
    assert all("the rules propose it" in known[place] for place in by_rules)
    others = [reason for place, reason in known.items() if place not in by_rules]
    assert all("the rules do not" in reason or "marked before" in reason for reason in others)
    reasons = {
        one.reason.text
        for example in marked_reports(ASIDE)
        for one in model.suggest(example.document, [], SCHEMA)
    }
    assert any("reports of this kind" in reason for reason in reasons)
