"""The table of labels by labels: worked by hand; its margins are the spans that there are."""

from annotations import assigned_of, corpora, rows_of
from hypothesis import given

from annotator.agreement.confusion import confusion
from annotator.agreement.corpus import Corpus


def test_by_hand() -> None:
    marks = {
        "a": [(0, 5, "x"), (10, 15, "x"), (20, 25, "y"), (30, 35, "y")],
        "b": [(1, 5, "x"), (10, 16, "y"), (20, 25, "y"), (40, 45, "x")],
    }
    rows = [("d", who, label, s, e, f"{who}{s}") for who, spans in marks.items() for s, e, label in spans]
    corpus = Corpus.from_rows(rows, lengths={"d": 50}, layers="ab")
    assert confusion(corpus, 0, 1).tolist() == [[1, 1, 0], [0, 1, 1], [1, 0, 0]]


@given(corpora(missing=True))
def test_every_span_is_in_one_cell_and_swapping_transposes(corpus: Corpus) -> None:
    table = confusion(corpus, 0, 1)
    both = {name for name, who in assigned_of(corpus).items() if len(who) == 2}
    for layer, margin in (("a0", table[:-1].sum(axis=1)), ("a1", table[:, :-1].sum(axis=0))):
        for at, label in enumerate(corpus.labels):
            made = [row for row in rows_of(corpus) if row[0] in both and row[1:3] == (layer, label)]
            assert margin[at] == len(made)
    assert (table >= 0).all()
    assert confusion(corpus, 1, 0).tolist() == table.T.tolist()
