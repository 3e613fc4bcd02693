"""What a document is called where nobody has given it a title."""

import pytest

from annotator.domain.document import LONGEST_TITLE, Document, Source

LONG = "我" * (LONGEST_TITLE + 1)


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("报告\n正文", "a.txt", "报告"),
        (f"{LONG}\n正文", "文件夹/a.txt", "a"),
        (f"{LONG}\n正文", "a.DOCX", "a"),
        (f"{LONG}\n正文", "rows.csv", LONG[:LONGEST_TITLE]),
        (f"{LONG}\n正文", "", LONG[:LONGEST_TITLE]),
        ("\n \n", "a.txt", "a.txt"),
        ("", "", "d"),
    ],
)
def test_the_first_line_unless_it_is_running_text(text: str, name: str, title: str) -> None:
    assert Document("d", text, source=Source(name)).title == title


def test_a_given_title_stands() -> None:
    assert Document("d", LONG, {"title": LONG}, Source("a.txt")).title == LONG
