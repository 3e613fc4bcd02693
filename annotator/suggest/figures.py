"""Which quantities of a report are metrics, and their attributes: all that `text.quantities` finds in running text."""

from collections.abc import Iterator
from dataclasses import replace

from annotator.domain.schema import Label
from annotator.i18n import N_
from annotator.suggest.indicators import measured
from annotator.suggest.reading import Reading, Sentence
from annotator.suggest.suggestion import Reason, Suggestion
from annotator.text.quantities import Quantity, quantities
from annotator.text.roles import HEADER

_NAMED = N_("a number with its unit “{unit}”, and the name of what is counted beside it")
_BARE = N_("a number with its unit “{unit}”")


def metrics(reading: Reading, label: Label) -> Iterator[Suggestion]:
    """A suggestion for every quantity outside headings and header."""
    before: list[Quantity] = []
    last: Sentence | None = None
    for quantity in quantities(reading.text, light_verbs="light-verb" not in label.rules):
        sentence = reading.sentence_at(quantity.start)
        if sentence is not last:
            before, last = [], sentence
        if sentence is None or sentence.heading or sentence.explains or _furniture(sentence, reading.text):
            continue
        quantity = _behind_enumerator(quantity, sentence, reading.text)
        named = bool(quantity.indicator)
        told = measured(reading.text, quantity.start, quantity.end, quantity.indicator, before)
        before.append(quantity)
        yield Suggestion(
            reading.document.id,
            quantity.start,
            quantity.end,
            label.name,
            _attributes(replace(quantity, indicator=told), label),
            0.95 if named else 0.85,
            "rules",
            Reason(_NAMED if named else _BARE, {"unit": quantity.unit}),
        )


def _furniture(sentence: Sentence, text: str) -> bool:
    """Whether it stands above the report's text; an introduction in whole sentences may tell figures."""
    return sentence.role == HEADER and text[sentence.end - 1] not in "。;；"


def _behind_enumerator(quantity: Quantity, sentence: Sentence, text: str) -> Quantity:
    """(一)增聘人员2名 without its number."""
    if not quantity.start < sentence.body < quantity.end:
        return quantity
    indicator = quantity.indicator.removeprefix(text[quantity.start : sentence.body]).strip()
    return replace(quantity, start=sentence.body, indicator=indicator)


def _attributes(quantity: Quantity, label: Label) -> dict[str, object]:
    """Those of the quantity's facts that the label has attributes for."""
    facts: dict[str, object] = {
        "value": quantity.value,
        "unit": quantity.unit,
        "indicator": quantity.indicator,
        "approx": quantity.approx,
        "comparator": quantity.comparator,
        "upper": quantity.upper,
    }
    return {name: fact for name, fact in facts.items() if fact and label.attribute(name)}
