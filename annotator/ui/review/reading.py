"""What review does on other threads: reading all cases, settling what all agree on, big batches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.change import Step
from annotator.i18n import _
from annotator.services.project import Project
from annotator.ui.jobs import Cancelled, Progress

if TYPE_CHECKING:
    from annotator.services.after_review import Feedback
    from annotator.services.casebook import Casebook
    from annotator.services.cases import Case
    from annotator.services.queue import Queue
    from annotator.services.settling import Settled

Stop = Callable[[], bool]


@dataclass
class Found:
    """What a thread has read: the cases, the titles of their documents, the layers there are."""

    queue: "Queue"
    titles: dict[str, str]
    layers: list[str]


def read(
    path: Path, annotator: str, layers: Sequence[str] | None, unfinished: bool
) -> Callable[[Progress, Stop], Found]:
    """Work for a job: read the cases. Raises Cancelled when it is stopped."""

    def work(progress: Progress, cancelled: Stop) -> Found:
        from annotator.services.casebook import read_cases
        from annotator.services.no_collection import no_collection
        from annotator.services.queue import Queue

        with Project(path, annotator) as project, no_collection(lasting=True):
            book = read_cases(
                project, layers=layers, unfinished=unfinished, progress=stopping(progress, cancelled)
            )
            titles = {head.id: head.title for head in project.store.document_heads()}
            return Found(Queue(book), titles, [layer for layer in project.layers() if layer != book.gold])

    return work


def settle(
    path: Path, annotator: str, layers: Sequence[str] | None, unfinished: bool
) -> Callable[[Progress, Stop], "Settled"]:
    """Work for a job: put what the layers agree on into gold, one step. Stopped, it has written nothing."""

    def work(progress: Progress, cancelled: Stop) -> "Settled":
        from annotator.services.review import Review

        with Project(path, annotator) as project:
            review = Review(project, layers=layers, unfinished=unfinished)
            try:
                return review.settle(progress=stopping(progress, cancelled))
            finally:
                review.close()

    return work


def decide_all(
    path: Path,
    annotator: str,
    book: "Casebook",
    cases: Sequence["Case"],
    choice: str,
    options: dict[str, Any],
) -> Callable[[Progress, Stop], Step]:
    """Work for a job: decide many cases alike, one step; `book` is the review's `empty()` one."""

    def work(_progress: Progress, _cancelled: Stop) -> Step:
        from annotator.services.review import Review

        with Project(path, annotator) as project:
            review = Review(project, book)
            try:
                return review.decide_all(cases, choice, **options)
            finally:
                review.close()

    return work


def feedback(path: Path, annotator: str, layer: str) -> Callable[[Progress, Stop], "Feedback"]:
    """Work for a job: where gold differs from a layer."""

    def work(_progress: Progress, _cancelled: Stop) -> "Feedback":
        from annotator.services.after_review import differences

        with Project(path, annotator) as project:
            return differences(project, layer)

    return work


def stopping(progress: Progress, cancelled: Stop) -> Progress:
    """Tell the progress, and raise Cancelled from within once the person has had enough."""

    def tell(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled(_("Stopped; nothing was changed."))
        progress(done, total)

    return tell
