"""Small reports of ours for the tests of suggestions."""

import json

from annotator import paths
from annotator.domain.document import Document
from annotator.domain.schema import schema_from_dict
from annotator.domain.span import Span, make_span
from annotator.suggest.suggestion import Suggestion
from annotator.text.outline import outline

SCHEMA = schema_from_dict(json.loads(paths.schema("civil-affairs.json").read_text(encoding="utf-8")))

REPORT = """青禾区民政局2023年法治政府建设工作报告
2023年，我局深入推进法治政府建设。现将有关情况报告如下：
一、工作开展情况
（一）健全制度
按照上级统一要求，制定《合同管理办法》，审核合同47份。不断提高干部职工法治意识，为民政事业发展提供有力保障。
（二）规范执法
一是开展执法检查。对12家养老机构开展检查，整改率100%。二是举办培训3期；三是坚持以人民为中心的发展思想。
二、存在的问题
我局工作还存在不足：一是执法力量不足，业务能力有待提升；二是宣传形式比较单一。
三、下一步工作打算
加强执法队伍建设，招录执法人员2名。
"""


def report(text: str = REPORT, identity: str = "d") -> Document:
    return Document(identity, text, outline=outline(text))


def quotes(document: Document, found: list[Suggestion], label: str) -> list[str]:
    return [document.text[one.start : one.end] for one in found if one.label == label]


def marks(document: Document, label: str, *wanted: str, layer: str = "li", **attrs: object) -> list[Span]:
    """A mark over the first place of each of these words."""
    places = ((document.text.index(words), words) for words in wanted)
    return [
        make_span(document.id, document.text, at, at + len(words), label, layer, attrs=attrs)
        for at, words in places
    ]
