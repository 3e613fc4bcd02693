"""What quantities measure, read from the words around them."""

import pytest

from annotator.suggest.attributes import attributes
from annotator.suggest.rules import Rules
from tests.suggest.reports import SCHEMA, report


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全区有养老机构57家，占总数的8.6%。", {"占总数的8.6%": "养老机构占总数"}),
        ("办理婚姻登记300对，比上一年增长5%。", {"增长5%": "办理婚姻登记比上一年增长"}),
        ("完成行政检查28次（养老机构20次，社会组织8次）。", {"社会组织8次": "行政检查社会组织"}),
        ("审查合同40份，完成率100%。", {"完成率100%": "审查合同完成率"}),
        ("对19家社会组织进行审计。", {"19家社会组织": "对社会组织进行审计"}),
        ("71个村委会均完成了公示。", {"71个村委会": "村委会完成公示"}),
        ("组织培训3期。", {"培训3期": "培训"}),
        ("立案40件，同比下降5%。", {"同比下降5%": "立案同比下降"}),
        ("群众满意率同比提高8个百分点。", {"群众满意率同比提高8个百分点": "群众满意率"}),
        ("增长5%。", {"增长5%": None}),
    ],
)
def test_the_rest_of_the_sentence_says_what_is_measured(sentence: str, told: dict[str, str | None]) -> None:
    which = report(f"一、工作开展情况\n2023年，我局依法履职。{sentence}\n二、下一步打算\n再接再厉。\n")
    found = {
        which.text[one.start : one.end]: one
        for one in Rules().suggest(which, [], SCHEMA)
        if one.label == "metric"
    }
    for quote, indicator in told.items():
        one = found[quote]
        assert one.attrs.get("indicator") == indicator
        by_key = attributes(which, one.start, one.end, SCHEMA.label("metric"))
        assert by_key.get("indicator") == indicator
