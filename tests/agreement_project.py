"""A small project with three annotators, built from what each of them says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from annotator.domain.change import Change
from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.domain.status import Status
from annotator.services.project import Project, create_project
from annotator.text.outline import outline

TEXT = """云溪市民政局2024年法治政府建设报告
一、主要工作成效
一是制定全年普法工作要点，审核合同47份；二是开展普法宣传活动12场，接收捐款372万元。
二、存在的问题
行政执法力量不足，法治宣传方式需要创新。
三、下一步工作计划
加强执法人员培训，审核合同47份以上。
"""
SAID = {
    "li": [
        "measure 制定全年普法工作要点",
        "metric 47份",
        "problem 行政执法力量不足",
        "measure 加强执法人员培训",
    ],
    "wang": [
        "measure 制定全年普法工作要点",
        "metric 合同47份",
        "problem 行政执法力量不足",
        "measure 加强执法人员培训",
    ],
    "zhao": ["measure 制定全年普法工作", "metric 47份", "measure 行政执法力量不足"],
}


def span_of(document: Document, layer: str, said: str, **attrs: object) -> Span:
    """The span that `label quote` says, at its first place."""
    label, quote = said.split(" ", 1)
    start = document.text.index(quote)
    return Span(
        id=str(uuid4()), doc_id=document.id, start=start, end=start + len(quote), label=label, text=quote,
        attrs=attrs, layer=layer, source="import",
    )  # fmt: skip


def agreement_project(
    path: Path, said: Mapping[str, Mapping[str, Sequence[str]]], *, done: Sequence[tuple[str, str]] = ()
) -> Path:
    """A project with documents of TEXT: id → layer → what it says; `done` documents and layers without marks."""
    create_project(path, actor="setup")
    with Project(path, "li") as project:
        changes = []
        for name, layers in said.items():
            document = Document(
                name, f"{name}\n{TEXT}", meta={"title": f"报告{name}"}, outline=outline(f"{name}\n{TEXT}")
            )
            changes.append(Change(None, document))
            for layer, quotes in layers.items():
                changes += [Change(None, span_of(document, layer, quote)) for quote in quotes]
        changes += [Change(None, Status(name, layer, "done")) for name, layer in done]
        project.commit(changes, "import")
    return path
