"""What the tour lets one do, step by step: a sentence, and what shows that it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from annotator.domain.change import Step as Written
from annotator.domain.span import Span
from annotator.i18n import N_

Marks = Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Moment:
    """What can be seen at one moment: document, caret, my marks by id, what was written last.

    `state` is that of the document in which the lesson began.
    """

    document: str
    caret: int
    marks: Marks
    state: str
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """`text` names actions in braces, which become the keys that they listen to. `done` compares the moments at the beginning
    of the lesson and now; None: the person goes on when they have read it.
    """

    title: str
    text: str
    done: Callable[[Moment, Moment], bool] | None = None


def _new(label: str) -> Callable[[Moment, Moment], bool]:
    return lambda before, now: any(
        span.label == label for key, span in now.marks.items() if key not in before.marks
    )


def _moved(before: Moment, now: Moment) -> bool:
    return before.caret != now.caret


def _other_attributes(before: Moment, now: Moment) -> bool:
    return any(
        span.attrs != before.marks[key].attrs for key, span in now.marks.items() if key in before.marks
    )


def _other_place(before: Moment, now: Moment) -> bool:
    old = before.marks
    return any(
        (s.start, s.end) != (old[key].start, old[key].end) for key, s in now.marks.items() if key in old
    )


def _undone(_before: Moment, now: Moment) -> bool:
    return now.written is not None and now.written.kind == "undo"


def _taken(before: Moment, now: Moment) -> bool:
    return any(
        span.source.startswith("suggestion") for key, span in now.marks.items() if key not in before.marks
    )


def _finished(before: Moment, now: Moment) -> bool:
    return now.state == "done" != before.state or now.document != before.document


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        N_("Reports and marks"),
        N_("On the left the reports, here the text, on the right the labels with their keys. The reports are "
           "invented, and the project of the tour is made anew each time: try what you like."),
    ),
    Lesson(
        N_("The caret is enough"),
        N_("Click into a clause that says what the bureau did, such as 制定…要点. You need not select anything."),
        _moved,
    ),
    Lesson(
        N_("One key, one mark"),
        N_("Press {label:measure}: the clause is a measure now. Numbers of list items and the full stop are left out "
           "by themselves."),
        _new("measure"),
    ),
    Lesson(
        N_("What it says of itself"),
        N_("Press {mark.attribute}: the status of the measure changes. On the right, under the list, stands all that "
           "is known of the mark."),
        _other_attributes,
    ),
    Lesson(
        N_("Boundaries"),
        N_("{mark.start_left} and {mark.start_right} move the start by a word, {mark.end_left} and {mark.end_right} "
           "the end. Move one."),
        _other_place,
    ),
    Lesson(
        N_("Metrics are read"),
        N_("Click into a number with a unit, then press {label:metric}. Value and unit are read from the text: 372万元 "
           "is 3720000 元."),
        _new("metric"),
    ),
    Lesson(
        N_("Nothing is lost"),
        N_("Press {edit.undo}: everything can be taken back, without limit, even after a restart. Everything is "
           "saved at once."),
        _undone,
    ),
    Lesson(
        N_("Suggestions"),
        N_("Dashed lines are suggestions (not seen? {suggest.show} shows them). {suggest.next} goes to the next one, "
           "{suggest.accept} takes it, {mark.remove} drops it. Take one."),
        _taken,
    ),
    Lesson(
        N_("Done with a report"),
        N_("{document.finish} says that you are done and goes on to the next report. Try it."),
        _finished,
    ),
    Lesson(
        N_("As a group"),
        N_("File → Assign and package gives everyone their reports, Merge brings them back; {view.agreement} shows "
           "how far you agree, {review.open} settles the rest, {file.export} writes the dataset. {edit.palette} "
           "finds every command. That was all of it."),
    ),
)  # fmt: skip
