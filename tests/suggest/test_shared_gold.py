"""The bars on the shared gold. The rules were developed on it: what they do on unseen reports is in tests/bench/README.md."""

from pathlib import Path

import pytest

from annotator.suggest.course import Example
from annotator.suggest.learned import Facts, Learned, train
from annotator.suggest.rules import Rules
from annotator.text.words import Words
from tests.suggest.reports import SCHEMA
from tests.suggest.shared import f1, reports


@pytest.mark.parametrize(("label", "bar"), [("metric", 0.85), ("problem", 0.80), ("measure", 0.80)])
def test_rules_find_the_gold_spans(shared_corpus: Path, label: str, bar: float) -> None:
    for document, gold in reports(shared_corpus):
        found = f1(Rules().suggest(document, [], SCHEMA), Example(document, gold), label)
        print(document.id, label, found)
        assert found >= bar


def test_rules_read_status_value_and_unit(shared_corpus: Path) -> None:
    for document, gold in reports(shared_corpus):
        offered = {one.place: one.attrs for one in Rules().suggest(document, [], SCHEMA)}
        met = [
            (span, offered[place])
            for span in gold
            if (place := (span.start, span.end, span.label)) in offered
        ]
        for names, bar in ((("status",), 0.80), (("value", "unit"), 0.95)):
            known = [
                all(attrs.get(name) == span.attrs[name] for name in names)
                for span, attrs in met
                if names[0] in span.attrs
            ]
            print(document.id, names, sum(known), len(known))
            assert sum(known) >= bar * len(known)


@pytest.mark.parametrize(
    ("layer", "gain"), [("gold", 0.0), ("annotator-a", 0.0), ("annotator-b", 0.03), ("annotator-c", 0.05)]
)
def test_learned_from_one_report_is_nowhere_worse_than_rules_on_the_other(
    shared_corpus: Path, tmp_path: Path, layer: str, gain: float
) -> None:
    """On the gold, which the rules were fitted to, the genre tells more than they know; annotators have habits, too."""
    words = Words(tmp_path)
    words.load()
    examples = [Example(*one) for one in reports(shared_corpus, layer)]
    gained = 0.0
    for seen, unseen in (examples, examples[::-1]):
        by = Learned(train([seen], SCHEMA, Facts(), words.words), words.words)
        offered, by_rules = (one.suggest(unseen.document, [], SCHEMA) for one in (by, Rules()))
        for label in SCHEMA.by_name:
            ours, theirs = f1(offered, unseen, label), f1(by_rules, unseen, label)
            print(f"{layer}, tested on {unseen.document.id}, {label}: learned {ours:.3f}, rules {theirs:.3f}")
            assert ours >= theirs
            gained += (ours - theirs) / 2 if label == "measure" else 0
    assert gained >= gain
