"""An engine that another package brings: the example that its author may start from."""

import sys
from pathlib import Path

import pytest

from annotator.suggest.engine import Engine, plugged_in, plugin
from tests.suggest.reports import SCHEMA, report

MODULE = '''
from annotator.suggest.suggestion import Reason, Suggestion


class Shouting:
    """Proposes every exclamation as the first label of the schema."""

    name = "shouting"

    def suggest(self, document, spans, schema):
        label = schema.labels[0].name
        return [
            Suggestion(document.id, at, at + 1, label, {}, 0.5, self.name, Reason("somebody shouts"))
            for at, char in enumerate(document.text)
            if char == "！"
        ]


def make():
    return Shouting()


engine = Shouting()
nothing = object()
'''
ENTRIES = """[annotator.engines]
shouting = shouting_engine:Shouting
made = shouting_engine:make
ready = shouting_engine:engine
wrong = shouting_engine:nothing
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shouting_engine.py").write_text(MODULE, encoding="utf-8")
    facts = tmp_path / "shouting_engine-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: shouting-engine\nVersion: 1.0\n", encoding="utf-8"
    )
    (facts / "entry_points.txt").write_text(ENTRIES, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "shouting_engine", raising=False)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["shouting", "made", "ready"])
def test_a_class_a_maker_or_an_object(name: str) -> None:
    assert name in plugged_in()
    engine = plugin(name)
    assert isinstance(engine, Engine)
    (found,) = engine.suggest(report("好！"), [], SCHEMA)
    assert (found.place, found.engine) == ((1, 2, "measure"), "shouting")


@pytest.mark.usefixtures("installed")
def test_what_is_no_engine_is_none() -> None:
    assert plugin("wrong") is None
    assert plugin("unknown") is None
