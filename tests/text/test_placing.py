"""Quotes find their places in a stored text from any form of it, and never a character beside."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.document import LedgerEntry
from annotator.text.mapping import restored, without
from annotator.text.placing import Quote, placings

TEXTS = st.text(st.sampled_from("甲乙丙 \n\u00a0\u3000𠮷a。"), max_size=60)


@st.composite
def cleaned(draw: st.DrawFn) -> tuple[str, tuple[LedgerEntry, ...]]:
    """An original, and a ledger over it."""
    original = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(original)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return original, tuple(LedgerEntry("x", low, high, original[low:high]) for low, high in pairs)


@given(cleaned())
def test_restored_takes_back_what_was_removed(made: tuple[str, tuple[LedgerEntry, ...]]) -> None:
    original, ledger = made
    assert restored(without(original, ledger), ledger) == original


@given(cleaned(), st.data(), st.sampled_from(["original", "windows", "mark"]))
def test_a_place_holds_what_is_kept_of_the_quote(
    made: tuple[str, tuple[LedgerEntry, ...]], data: st.DataObject, form: str
) -> None:
    original, ledger = made
    forms = {"original": original, "windows": original.replace("\n", "\r\n"), "mark": "\ufeff" + original}
    counted = forms[form]
    if not counted:
        return
    start = data.draw(st.integers(0, len(counted) - 1))
    end = data.draw(st.integers(start + 1, len(counted)))
    # The whole text as a second quote leaves no doubt about the form.
    quotes = [Quote(start, end, counted[start:end]), Quote(0, len(counted), counted)]
    text = without(original, ledger)
    found = placings(text, ledger, quotes)
    assert len(found) == 1
    place = found[0][0]
    kept = "".join(
        char
        for at, char in enumerate(counted)
        if start <= at < end and char not in "\r\ufeff" and not _removed(counted, at, ledger)
    )
    if place is not None:
        assert text[slice(*place)] == kept
    else:  # what is kept of it does not begin or end as the quote does
        assert kept.strip() != counted[start:end].replace("\r", "").strip() or not kept


def _removed(counted: str, at: int, ledger: tuple[LedgerEntry, ...]) -> bool:
    place = sum(char not in "\r\ufeff" for char in counted[:at])
    return any(entry.start <= place < entry.end for entry in ledger)


def test_quotes_that_fit_two_forms_at_different_places() -> None:
    ledger = (LedgerEntry("x", 0, 1, "甲"),)
    assert placings("甲甲", ledger, [Quote(1, 2, "甲")]) == [[(1, 2)], [(0, 1)]]
    assert placings("甲甲乙", ledger, [Quote(1, 2, "甲"), Quote(3, 4, "乙")]) == [[(0, 1), (2, 3)]]


def test_no_form_fits() -> None:
    assert placings("甲乙", (), [Quote(0, 1, "乙")]) == []
    assert placings("甲乙", (), [Quote(0, 3, None)]) == []


def test_a_ledger_of_another_text_cannot_lead_astray() -> None:
    """A corrected text keeps the ledger of the import."""
    ledger = (LedgerEntry("x", 10, 12, "丙丙"),)
    assert placings("甲乙", ledger, [Quote(0, 2, "甲乙")]) == [[(0, 2)]]
    assert placings("甲乙", ledger, [Quote(2, 4, "丙丙")]) == []
