"""The engine `learned`: it takes over what an annotator does against the rules, and tells how well it does."""

import json
import re

import pytest

from annotator.domain.document import Document
from annotator.domain.span import Span, make_span
from annotator.suggest.course import Course, Example
from annotator.suggest.habits import Habit
from annotator.suggest.learned import FORMAT, Facts, Learned, Model, cross_validated, train
from annotator.suggest.rules import Rules
from annotator.suggest.suggestion import Suggestion
from tests.suggest.reports import SCHEMA, marks, quotes, report

DEEDS = ("开展检查", "印发通知", "举办培训", "审核合同", "走访老人", "建立台账")
AIMS = ("依法行政水平", "干部法治意识", "政务服务质量", "群众满意度", "执法规范化水平", "队伍整体素质")


def cut(text: str) -> list[tuple[int, int]]:
    """Two characters a word: enough where there is no jieba."""
    return [(at, min(at + 2, len(text))) for at in range(0, len(text), 2)]


def document(identity: str, shift: int) -> Document:
    lines = "".join(
        f"按照上级要求，我局{DEEDS[(shift + at) % 6]}{at + 2}次，不断提高{AIMS[(shift + at) % 6]}。"
        for at in range(6)
    )
    return report(f"一、工作情况\n{lines}\n二、下一步打算\n再接再厉。\n", identity)


def aims(which: Document) -> Example:
    """Somebody who marks effects, which the rules leave out, and not actions."""
    return Example(which, marks(which, "measure", *(f"不断提高{aim}" for aim in AIMS)))


DOCUMENTS = [document(name, shift) for shift, name in enumerate("abcd")]


@pytest.fixture(scope="module")
def model() -> Model:
    return train([aims(one) for one in DOCUMENTS[:3]], SCHEMA, Facts("li", ("a", "b", "c"), 18), cut)


def test_it_proposes_what_the_annotator_marks_and_the_rules_do_not(model: Model) -> None:
    unseen = DOCUMENTS[3]
    assert not any(
        "不断提高" in quote for quote in quotes(unseen, Rules().suggest(unseen, [], SCHEMA), "measure")
    )
    found = Learned(model, cut).suggest(unseen, [], SCHEMA)
    assert sorted(quotes(unseen, found, "measure")) == sorted(f"不断提高{aim}" for aim in AIMS)
    assert all(0.5 <= one.score <= 1 and one.engine == "learned" for one in found)
    assert all("不断" in one.reason.text for one in found if one.label == "measure")


def test_the_reason_names_words_that_tell_something(model: Model) -> None:
    reasons = [one.reason for one in Learned(model, cut).suggest(DOCUMENTS[3], [], SCHEMA)]
    cues = [cue for reason in reasons for cue in str(reason.fields.get("cues", "")).split("、") if cue]
    assert cues
    assert all(len(cue) > 1 for cue in cues)


def test_its_figure_is_what_cross_validation_gives(model: Model) -> None:
    examples = [aims(one) for one in DOCUMENTS[:3]]
    right = offered = 0
    for example, found in zip(examples, cross_validated(examples, SCHEMA, cut), strict=True):
        places = {(one.start, one.end) for one in found if one.label == "measure"}
        offered += len(places)
        right += len(places & {(span.start, span.end) for span in example.spans})
    assert model.facts.f1["measure"] == 2 * right / (offered + 18)
    assert right > 0


def test_one_document_is_cross_validated_in_parts() -> None:
    model = train([aims(DOCUMENTS[0])], SCHEMA, Facts(), cut)
    assert model.facts.f1["measure"] is not None


def test_labels_are_learned_apart_so_that_they_nest(model: Model) -> None:
    example = DOCUMENTS[0]
    both = Example(
        example,
        [*marks(example, "measure", *(f"{deed}" for deed in DEEDS)), *marks(example, "metric", "2次", "3次")],
    )
    trained = train([both], SCHEMA, Facts(), cut)
    assert {"measure", "problem", "metric"} == set(trained.labels)


def test_it_learns_where_the_annotator_cuts() -> None:
    def keeps_the_basis(which: Document) -> Example:
        numbers = {deed: which.text.index(deed) for deed in DEEDS}
        whole = [f"按照上级要求，我局{which.text[at : at + 6]}" for at in numbers.values()]
        return Example(which, marks(which, "measure", *whole))

    model = train([keeps_the_basis(one) for one in DOCUMENTS[:3]], SCHEMA, Facts(), cut)
    assert "+basis-adverbial" in model.labels["measure"].habit.rules
    unseen = DOCUMENTS[3]
    found = quotes(unseen, Learned(model, cut).suggest(unseen, [], SCHEMA), "measure")
    assert len(found) == 6
    assert all(quote.startswith("按照上级要求，我局") for quote in found)


def bare(which: Document) -> Example:
    """Somebody who marks an action from its verb on."""
    return Example(
        which,
        marks(which, "measure", *(which.text[(at := which.text.index(deed)) : at + 6] for deed in DEEDS)),
    )


def test_it_learns_which_kinds_of_openings_are_left_off() -> None:
    model = train([bare(one) for one in DOCUMENTS[:3]], SCHEMA, Facts(), cut)
    assert model.labels["measure"].habit.openings == {"own"}
    unseen = report(DOCUMENTS[3].text.replace("我局", "全市"), "e")
    found = quotes(unseen, Learned(model, cut).suggest(unseen, [], SCHEMA), "measure")
    assert [quote[:2] for quote in found] == [deed[:2] for deed in (*DEEDS[3:], *DEEDS[:3])]


def test_it_learns_which_words_are_left_off() -> None:
    others = [report(one.text.replace("我局", "同步"), one.id) for one in DOCUMENTS]
    model = train([bare(one) for one in others[:3]], SCHEMA, Facts(), cut)
    assert model.labels["measure"].habit.heads == {"同步"}
    found = quotes(others[3], Learned(model, cut).suggest(others[3], [], SCHEMA), "measure")
    assert [quote[:2] for quote in found] == [deed[:2] for deed in (*DEEDS[3:], *DEEDS[:3])]


def test_who_keeps_one_adverbial_and_another_is_taken_to_keep_such_adverbials() -> None:
    text = (
        "一、工作情况\n按照上级要求，审核合同47份。在检查过程中，宣传条例3次。印发通知2份。举办培训4期。\n"
        "二、下一步打算\n再接再厉。\n"
    )
    which = report(text, "e")
    whole = ("按照上级要求，审核合同47份", "在检查过程中，宣传条例3次", "印发通知2份", "举办培训4期")
    course = Course([Example(which, marks(which, "measure", *whole))], cut)
    habit = course.train(SCHEMA.label("measure"))[0].habit
    assert {"+basis-adverbial", "+occasion-adverbial"} <= {*habit.rules}


def test_where_examples_teach_nothing_the_rules_stand() -> None:
    """As their own examples: the model proposes what they do, no more and no less, and says so."""
    examples = [Example(one, _marks_of(Rules().suggest(one, [], SCHEMA), one)) for one in DOCUMENTS[:2]]
    model = train(examples, SCHEMA, Facts(), cut)
    assert not model.labels["measure"].model.weights
    found = Learned(model, cut).suggest(DOCUMENTS[3], [], SCHEMA)
    assert {one.place for one in found} == {one.place for one in Rules().suggest(DOCUMENTS[3], [], SCHEMA)}
    assert all("rules propose it" in one.reason.text for one in found)


def _marks_of(found: list[Suggestion], which: Document) -> list[Span]:
    return [make_span(which.id, which.text, one.start, one.end, one.label, "li") for one in found]


def test_a_model_survives_json_and_another_format_is_none(model: Model) -> None:
    data = json.loads(json.dumps(model.to_dict()))
    again = Model.from_dict(data)
    assert again == model
    assert Model.from_dict({**data, "format": FORMAT + 1}) is None


def test_training_is_deterministic(model: Model) -> None:
    assert train([aims(one) for one in DOCUMENTS[:3]], SCHEMA, model.facts, cut) == model


def test_a_habit_trims_words_and_leaves_something() -> None:
    text = "一、工作\n共审核合同47份等。共共共共。\n"
    habit = Habit(SCHEMA.label("measure").rules, frozenset({"共"}), frozenset({"等"}))
    from annotator.suggest.reading import Reading

    found = [
        one.words
        for one in habit.clauses(Reading(report(text)), lambda words: [(n, n + 1) for n in range(len(words))])
    ]
    assert "审核合同47份" in found
    assert "共共共共" in found


def test_verbs_that_somebody_marks_with_the_figure_are_taken_in() -> None:
    """开展 stays outside by the rules; who marks it twice with the figure gets it proposed so, elsewhere too."""
    seen = report(
        "一、工作\n我局开展讲座12场。又开展检查30次。召开会议2次。\n二、下一步打算\n再接再厉。\n", "a"
    )
    whole = ("开展讲座12场", "开展检查30次", "会议2次")
    model = train([Example(seen, marks(seen, "metric", *whole))], SCHEMA, Facts(), cut_known)
    unseen = report("一、工作\n开展宣讲5场。召开会议3次。\n二、下一步打算\n再接再厉。\n", "b")
    assert quotes(unseen, Rules().suggest(unseen, [], SCHEMA), "metric") == ["宣讲5场", "会议3次"]
    found = Learned(model, cut_known).suggest(unseen, [], SCHEMA)
    assert quotes(unseen, found, "metric") == ["开展宣讲5场", "会议3次"]
    again = Model.from_dict(json.loads(json.dumps(model.to_dict())))
    assert again is not None
    assert again.labels["metric"].habit.taken == frozenset({"开展"})


def cut_known(text: str) -> list[tuple[int, int]]:
    """As `cut`, with 开展 and 召开 as words wherever they stand."""
    found, at = [], 0
    for run in re.finditer("开展|召开", text):
        found += [(low + at, high + at) for low, high in cut(text[at : run.start()])]
        found.append(run.span())
        at = run.end()
    return found + [(low + at, high + at) for low, high in cut(text[at:])]
