"""From a file to a document: header facts, cleaning, the ledger, and what is left alone."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from annotator.domain.document import digest_of
from annotator.services.exchange import import_paths
from annotator.services.project import Project, create_project
from annotator.text.cleaning import clean
from annotator.text.mapping import OffsetMap, without

PAGE = """首页 > 政务公开
青川县民政局2023年法治政府建设工作报告
发布时间：2024-01-15 来源：县民政局 浏览次数：12

　　一、工作情况

　　审核合同47份，开展检查12次。

分享到：
"""
CLEANED = "青川县民政局2023年法治政府建设工作报告\n一、工作情况\n审核合同47份，开展检查12次。"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    create_project(tmp_path / "p.annot", actor="setup")
    with Project(tmp_path / "p.annot", "li") as opened:
        yield opened


def text_file(folder: Path, text: str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_page_becomes_its_report(project: Project, tmp_path: Path) -> None:
    report = import_paths(project, [text_file(tmp_path, PAGE)])
    (document,) = project.documents()
    assert document.text == CLEANED
    assert document.digest == digest_of(CLEANED)
    assert document.meta == {
        "title": "青川县民政局2023年法治政府建设工作报告",
        "issuer": "青川县民政局",
        "published": "2024-01-15",
        "year": 2023,
        "region": "青川县",
        "source": "县民政局",
    }
    ledger = document.source.ledger
    assert without(PAGE, ledger) == CLEANED
    places = OffsetMap(len(PAGE), ledger)
    at = places.to_original(CLEANED.index("审核合同"))
    assert PAGE[at:].startswith("审核合同47份")
    assert [section.heading for section in document.outline if section.role != "header"] == ["一、工作情况"]
    assert all(CLEANED[s.start : s.end].startswith(s.heading) for s in document.outline)
    (imported,) = report.imported
    assert imported.chars == len(CLEANED)
    assert sum(imported.removed.values()) == len(PAGE) - len(CLEANED)
    assert set(imported.removed) == {entry.rule for entry in ledger}
    assert project.store.check() == []


def test_without_cleaning_the_text_stays_and_the_header_is_read(project: Project, tmp_path: Path) -> None:
    report = import_paths(project, [text_file(tmp_path, PAGE)], clean=False)
    (document,) = project.documents()
    assert document.text == PAGE
    assert document.source.ledger == ()
    assert document.meta["published"] == "2024-01-15"
    assert report.imported[0].removed == {}


def test_what_is_taken_back_stays(project: Project, tmp_path: Path) -> None:
    ledger = clean(PAGE).ledger
    index = next(i for i, entry in enumerate(ledger) if "分享到" in entry.text)
    import_paths(project, [text_file(tmp_path, PAGE)], taken_back={digest_of(PAGE): {index}})
    (document,) = project.documents()
    assert document.text == CLEANED + ledger[index].text
    assert document.source.ledger == (*ledger[:index], *ledger[index + 1 :])


def test_the_same_report_from_another_page_is_known(project: Project, tmp_path: Path) -> None:
    import_paths(project, [text_file(tmp_path, PAGE)])
    other = PAGE.replace("浏览次数：12", "浏览次数：40").replace(
        "分享到：", "扫一扫在手机打开当前页\n打印本页"
    )
    report = import_paths(project, [text_file(tmp_path, other, "b.txt")])
    assert not report.imported
    assert len(report.skipped) == 1


def test_what_the_file_states_stands_before_what_its_text_says(project: Project, tmp_path: Path) -> None:
    table = f'标题,发布日期,正文\n工作报告,2024-02-01,"{PAGE}"\n'
    import_paths(project, [text_file(tmp_path, table, "t.csv")])
    (document,) = project.documents()
    assert document.text == CLEANED
    assert document.meta["title"] == "工作报告"
    assert document.meta["published"] == "2024-02-01"
    assert document.meta["issuer"] == "县民政局"


def test_canonical_records_come_in_as_they_are(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(orjson.dumps({"id": "d", "text": PAGE}))
    import_paths(project, [tmp_path / "a.jsonl"])
    document = project.document("d")
    assert document.text == PAGE
    assert document.meta == {}
    assert document.source.ledger == ()


def test_of_a_page_of_nothing_but_furniture_all_stays(project: Project, tmp_path: Path) -> None:
    """A document without a text is of no use to anyone; the person sees what came in."""
    import_paths(project, [text_file(tmp_path, "下载\n打印\n")])
    (document,) = project.documents()
    assert document.text == "下载\n打印\n"


def test_every_file_of_the_corpus_comes_in(project: Project, shared_corpus: Path) -> None:
    files = [
        *sorted((shared_corpus / "reports").glob("*.txt")),
        *sorted((shared_corpus / "provincial").glob("*.csv")),
    ]
    report = import_paths(project, files)
    assert not report.failed
    assert not report.skipped
    documents = list(project.documents())
    assert len(documents) == len(files)
    assert all(document.meta.get("region") and document.meta.get("year") for document in documents)
    assert project.store.check() == []
