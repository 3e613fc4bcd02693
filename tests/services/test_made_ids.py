"""The ids that an import makes: the same whether made for a document at once or one span after the other."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import RecordSpan
from annotator.services.intake import _Maker

DIGEST = "0123456789abcdef" * 4
PLACES = st.tuples(
    st.integers(0, 3), st.sampled_from((4, 5, 1 << 24)), st.sampled_from("ab"), st.sampled_from((None, "l"))
)


@given(st.lists(PLACES, max_size=12), st.booleans())
def test_ids_made_at_once_are_those_made_one_by_one(
    places: list[tuple[int, int, str, str | None]], one: bool
) -> None:
    spans = [RecordSpan(None, start, end, label, layer=layer) for start, end, label, layer in places]
    taken = set()
    if one and spans:
        spans[-1].id = next(iter(_Maker(DIGEST, set()).places([RecordSpan(None, 0, 4, "a")])))
        taken = {spans[-1].id}
    assert _Maker(DIGEST, set(taken)).places(spans) == _in_turn(spans, set(taken))


def _in_turn(spans: list[RecordSpan], taken: set[str]) -> list[str]:
    """The rule: the text, the layer and the label, the place; where that is taken, a hash that is not."""
    made = []
    for span in spans:
        taken.add("")  # never empty: then the quick way is not gone
        identity = span.id or _Maker(DIGEST, taken).places([span])[0]
        taken.add(identity)
        made.append(identity)
    return made
