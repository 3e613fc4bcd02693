"""A project for pictures, whose every number can be counted on one's fingers, and a slow way to count any project."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

from annotator.domain.change import Change
from annotator.domain.document import Document, Section
from annotator.domain.span import Relation, Span
from annotator.domain.status import Status
from annotator.services.project import Project, create_project

# Three paragraphs: the first in no section, the second in an outer one, the third in an inner one.
TEXT = "前言部分没有标题\n甲乙丙丁戊己庚辛\n子丑寅卯辰巳午未"
OUTLINE = (Section(9, 26, 1, "一、", "achievements"), Section(18, 26, 2, "（一）", "problems"))
LABELS = ("measure", "problem", "metric")


def document(name: str, **meta: Any) -> Document:
    return Document(name, TEXT, {"title": name, **meta}, outline=OUTLINE)


def mark(
    doc: str,
    start: int,
    label: str,
    layer: str = "gold",
    end: int | None = None,
    created: str = "",
    **attrs: Any,
) -> Span:
    end = start + 2 if end is None else end
    return Span(
        str(uuid4()), doc, start, end, label, TEXT[start:end], layer, attrs, "import", created, created
    )


def metric(doc: str, start: int, indicator: str, value: Any, unit: str = "件", **attrs: Any) -> Span:
    return mark(doc, start, "metric", indicator=indicator, value=value, unit=unit, **attrs)


def make(path: Path, entities: Iterable[Any]) -> Path:
    create_project(path, actor="setup")
    with Project(path, "li") as project:
        project.commit([Change(None, each) for each in entities], "made")
    return path


def small() -> list[Any]:
    """Four documents; gold in two of them, `li` in one; one without year and issuer, one over several years."""
    marks = [
        mark("a", 0, "measure", created="2024-03-01T02:00:00.000Z"),  # in no section
        mark("a", 9, "measure", created="2024-03-01T02:00:00.000Z"),
        mark("a", 12, "problem", created="2024-03-03T02:00:00.000Z"),
        metric("a", 18, "审核合同", "47"),
        mark("b", 10, "measure"),
        metric("b", 12, "审核 合同", "52"),
        metric("b", 20, "全年审核合同", "60", period="2025年"),
        mark("b", 22, "problem"),
        mark("a", 9, "measure", "li"),
        mark("a", 18, "problem", "li"),
    ]
    links = [
        Relation("r1", "quantifies", marks[3].id, marks[1].id, "gold"),
        Relation("r2", "quantifies", marks[5].id, marks[4].id, "gold"),
        Relation("r3", "addresses", marks[1].id, marks[2].id, "gold"),
        Relation("r4", "addresses", marks[8].id, marks[9].id, "li"),
    ]
    return [
        document("a", year=2023, issuer="青禾局"),
        document("b", year="2024", issuer="南都局"),
        document("c"),
        document("d", year="2021-2025", issuer="青禾局"),
        *marks,
        *links,
        Status("a", "gold", "done"),
        Status("c", "gold", "skipped"),
        Status("d", "gold", "done"),
        Status("a", "li", "doing"),
    ]


def many_metrics() -> list[Any]:
    """Indicators over years and issuers: gaps, ranges, bounds, two values at one place, two units, a nameless one."""
    issuers = ("青禾区民政局", "南都市民政局", "北岭县民政局")
    entities: list[Any] = []
    for place, issuer in enumerate(issuers):
        for year in (2019, 2020, 2022, 2023, 2024):
            name = f"{issuer}{year}"
            entities.append(document(name, year=year, issuer=issuer))
            entities.append(metric(name, 0, "审核合同", 20 + 7 * place + 3 * (year - 2019)))
            entities.append(
                metric(name, 9, "低保申请办结率", f"{97 + place * 0.8 + (year % 3) * 0.3:.1f}", "%")
            )
            if year % 2 == 0:
                bounds = {"comparator": (">=", "<=")[place % 2]}
                entities.append(metric(name, 12, "办理时限", 5 - place, "天", upper=8 - place, **bounds))
            if place == 0:
                entities.append(
                    metric(name, 15, "发放救助金", 3_720_000 + 150_000 * (year - 2019), "元", approx=True)
                )
        entities.append(metric(f"{issuer}2024", 20, "审核合同", 5 + place, "批"))
    entities.append(document("无年份", issuer=issuers[0]))
    entities.append(metric("无年份", 0, "审核合同", 33))
    entities.append(metric("无年份", 9, "", 33))
    entities.append(mark("无年份", 12, "metric"))
    return entities


# -- the slow way: one mark after the other, from the entities themselves ------------------------------


def role_of(doc: Document, start: int) -> str:
    around = [section for section in doc.outline if section.start <= start < section.end]
    return max(around, key=lambda section: (section.start, -section.end)).role if around else "none"


def unit_of(doc: Document, start: int, unit: str) -> Any:
    if unit == "paragraph":
        return doc.id, doc.text[:start].count("\n")
    around = [at for at, section in enumerate(doc.outline) if section.start <= start < section.end]
    if not around:
        return None
    innermost = max(around, key=lambda at: (doc.outline[at].start, -doc.outline[at].end))
    return doc.id, innermost


def counted_together(
    docs: dict[str, Document], spans: Iterable[Span], unit: str
) -> tuple[Counter[Any], Counter[Any]]:
    """Units with both labels (and with one), and units with exactly these labels."""
    found: dict[Any, set[str]] = {}
    for span in spans:
        where = unit_of(docs[span.doc_id], span.start, unit)
        if where is not None:
            found.setdefault(where, set()).add(span.label)
    pairs: Counter[Any] = Counter()
    exact: Counter[Any] = Counter()
    for labels in found.values():
        exact[frozenset(labels)] += 1
        pairs.update(frozenset(pair) for pair in combinations(labels, 2))
        pairs.update(frozenset([label]) for label in labels)
    return pairs, exact
