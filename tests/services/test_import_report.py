"""What an import tells of its documents, kept in columns, reads as it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.services.import_report import ImportedDocument, ImportedDocuments, ImportReport

DOCUMENTS = st.lists(
    st.builds(
        ImportedDocument,
        st.text(min_size=1, max_size=3),
        st.sampled_from(("a.txt", "b.txt")),
        st.integers(0, 2**40),
        st.sampled_from(("utf-8", "gb18030")),
        st.integers(0, 999),
        st.booleans(),
        st.dictionaries(st.sampled_from(("menu", "blank")), st.integers(1, 9)),
        st.sampled_from(("", "报告")),
        st.sampled_from(((), ("li", "王"))),
    ),
    max_size=6,
)


@given(DOCUMENTS, DOCUMENTS)
def test_columns_read_as_a_list(first: list[ImportedDocument], second: list[ImportedDocument]) -> None:
    report, part = ImportReport(), ImportReport()
    report.imported.extend(first)
    part.imported.extend(second)
    report.add(part)
    kept, said = report.imported, [*first, *second]
    assert list(kept) == said
    assert len(kept) == len(said)
    again = ImportedDocuments()
    again.extend(said)
    assert kept == again
    again.append(ImportedDocument("d", "c.txt", 1, "utf-8", 0, True, {}))
    assert kept != again
    assert kept[1:4] == said[1:4]
    assert [kept[-n] for n in range(1, len(said) + 1)] == said[::-1]
    assert [list(document.removed) for document in kept] == [list(document.removed) for document in said]


def test_there_is_none_behind_the_last() -> None:
    with pytest.raises(IndexError):
        ImportedDocuments()[0]
