"""What a new mark's attributes say by themselves."""

from typing import Any

import pytest

from annotator.domain.document import Document
from annotator.domain.schema import schema_from_file
from annotator.paths import schema
from annotator.services.prefill import prefill

METRIC = schema_from_file(schema("civil-affairs.json")).label("metric")


@pytest.mark.parametrize(
    ("text", "quote", "attrs"),
    [
        ("开展检查3至5次。", "检查3至5次", {"value": "3", "upper": "5", "unit": "次", "indicator": "检查"}),
        ("投入资金300万—500万元。", "投入资金300万—500万元",
         {"value": "3000000", "upper": "5000000", "unit": "元", "indicator": "投入资金"}),
        ("合格率达到95%以上。", "合格率达到95%以上",
         {"value": "95", "unit": "%", "comparator": ">=", "approx": True, "indicator": "合格率"}),
        ("救助超过1200人次。", "救助超过1200人次",
         {"value": "1200", "unit": "人次", "comparator": ">", "indicator": "救助"}),
        ("入户走访不足十户。", "入户走访不足十户",
         {"value": "10", "unit": "户", "comparator": "<", "indicator": "入户走访"}),
        ("对不少于30%的机构进行抽查。", "30%", {"value": "30", "unit": "%", "comparator": ">="}),
        ("办理期限压缩至5个工作日以内。", "5个工作日", {"value": "5", "unit": "工作日", "comparator": "<="}),
        ("审核合同47份，不少于30份。", "审核合同47份", {"value": "47", "unit": "份", "indicator": "审核合同"}),
    ],
)  # fmt: skip
def test_a_metric_says_its_range_and_its_comparator(text: str, quote: str, attrs: dict[str, Any]) -> None:
    start = text.index(quote)
    assert prefill(Document("d", text), start, start + len(quote), METRIC) == attrs
