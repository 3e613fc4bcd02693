"""Spans that have all the same fields are read by columns: never otherwise than one by one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import BadInput
from annotator.formats import RecordSpan, parse

VALUES: dict[str, tuple[Any, ...]] = {
    "id": ("a", "b", 7, None, ""),
    "start": (0, 1, -1, True, "0", None),
    "end": (1, 2**70, 1.0, None),
    "label": ("measure", "problem", "", None, 3),
    "text": ("x", "", None, 1),
    "attrs": ({}, {"b": 1, "a": [1]}, {"big": 2**70}, None, []),
    "layer": ("li", "", None, 1),
    "note": ("n", "", None, 1),
    "more": (1, "x"),
}
NEEDED = ("start", "end", "label")


@st.composite
def items(draw: st.DrawFn) -> list[Any]:
    """Mostly sound and alike; now and then a value that is none, a field that only one has, no object at all."""
    names = [
        *NEEDED,
        *draw(st.lists(st.sampled_from(sorted(VALUES.keys() - set(NEEDED))), unique=True, max_size=4)),
    ]
    good = st.fixed_dictionaries({name: st.sampled_from(VALUES[name][:2]) for name in names})
    found: list[Any] = draw(st.lists(good, min_size=1, max_size=4))
    for _time in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        item = draw(st.sampled_from(found))
        if isinstance(item, dict):
            name = draw(st.sampled_from(sorted(VALUES)))
            item[name] = draw(st.sampled_from(VALUES[name]))
    if draw(st.integers(0, 9)) == 0:
        found.append(
            draw(st.sampled_from((None, [], {"start": 0, "end": 1}, {"end": 1, "start": 0, "label": "x"})))
        )
    return found


@given(items())
def test_read_by_columns_as_one_by_one(spans: list[Any]) -> None:
    def one_by_one() -> list[RecordSpan]:
        return [parse.span_from_dict(item, index, "here") for index, item in enumerate(spans, 1)]

    def by_columns() -> list[RecordSpan]:
        return parse._alike(spans, "here") or one_by_one()

    assert _outcome(by_columns) == _outcome(one_by_one)


def test_no_two_spans_share_their_attributes() -> None:
    found = parse._alike([{"start": 0, "end": 1, "label": "x"}] * 2, "here")
    assert found is not None
    assert found[0].attrs is not found[1].attrs


def _outcome(read: Any) -> object:
    try:
        return read()
    except BadInput as error:
        return str(error)
