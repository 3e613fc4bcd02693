"""The document on the desk: its spans by place."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import make_span
from annotator.services.open_document import OpenDocument
from annotator.services.project import Project, create_project

TEXT = "审核合同47份，开展检查三次，接收捐款。"
PLACES = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 5)).map(
    lambda pair: (pair[0], min(sum(pair), len(TEXT)))
)


def test_the_span_beyond_a_place_is_the_nearest_on_that_side(tmp_path: Path) -> None:
    @given(st.lists(PLACES, max_size=8), PLACES)
    def check(places: list[tuple[int, int]], here: tuple[int, int]) -> None:
        opened._spans = {}
        opened._order = []
        step = [make_span("d", TEXT, *place, "metric", "li") for place in places]
        for span in step:
            opened._take(None, span, {}, {})
        place = here[0], -here[1], "m"
        order = [(span.start, -span.end, span.id) for span in opened.spans()]
        assert order == sorted(order)
        after = next((key for key in order if key > place), None)
        before = next((key for key in reversed(order) if key < place), None)
        for wanted, direction in ((after, 1), (before, -1)):
            found = opened.beyond(place, direction)
            assert (found.id if found else None) == (wanted[2] if wanted else None)
        if order:
            middle = order[len(order) // 2]
            found = opened.beyond(middle, 1)
            assert (found.id if found else None) == next((key[2] for key in order if key > middle), None)

    path = tmp_path / "p.annot"
    create_project(path, actor="setup")
    with Project(path, "li") as project:
        project.commit([Change(None, Document("d", TEXT))], "import")
        opened = OpenDocument(project, project.document("d"))
        check()
