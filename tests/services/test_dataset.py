"""The dataset folder: what is in it, that it is the same every time, and that its figures are right."""

import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from datasets_project import make, records

from annotator.datasets.papers import SUMS
from annotator.datasets.passages import passages
from annotator.domain.errors import BadInput, NotFound, ReadOnly
from annotator.formats import FORMATS, PLAIN, WriteOptions, read
from annotator.formats.fidelity import content
from annotator.paths import schema as schema_file
from annotator.services.exchange import import_paths
from annotator.services.exporting import ExportReport, export, losses_of_export
from annotator.services.project import Project, create_project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path) as opened:
        yield opened


def write(
    project: Project, out: Path, format_: str = "jsonl", *, options: WriteOptions = PLAIN, **recipe: Any
) -> ExportReport:
    return export(
        project, out, format=format_, recipe=Recipe(**{"split": "8:1:1", **recipe}), options=options
    )


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows(file: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def ids(folder: Path) -> dict[str, list[str]]:
    return {file.stem: [row["id"] for row in rows(file)] for file in sorted(folder.glob("*.jsonl"))}


def front(card: str) -> dict[str, Any]:
    """The YAML head of a card, read by a small reader of the YAML that it uses: maps, lists and JSON strings."""
    lines = card.split("---\n")[1].splitlines()
    value, rest = _yaml(lines, 0)
    assert not rest
    assert isinstance(value, dict)
    return value


def _yaml(lines: list[str], indent: int) -> tuple[Any, list[str]]:
    found: Any = None
    while lines and _depth(lines[0]) == indent:
        line = lines[0].lstrip(" ")
        item = line.startswith("- ")
        if found is not None and item != isinstance(found, list):
            break
        if item and (": " in line or line.endswith(":")):
            inner, lines = _yaml([" " * (indent + 2) + line[2:], *lines[1:]], indent + 2)
            found = [*(found or []), inner]
        elif item:
            found, lines = [*(found or []), _scalar(line[2:])], lines[1:]
        else:
            key, _colon, value = line.partition(":")
            lines = lines[1:]
            if value.strip():
                inner = _scalar(value.strip())
            else:
                inner, lines = _yaml(lines, _depth(lines[0]))
            found = {**(found or {}), key: inner}
    return found, lines


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _scalar(text: str) -> Any:
    return orjson.loads(text) if text.startswith('"') else text


def test_a_folder_has_data_and_papers_and_every_document_once(project: Project, tmp_path: Path) -> None:
    report = write(project, tmp_path / "out")
    assert set(files(tmp_path / "out")) == {
        "train.jsonl", "dev.jsonl", "test.jsonl", "README.md", "dataset.json", "label-schema.json", SUMS,
        "record.schema.json", "label-schema.schema.json", "dataset.schema.json",
    }  # fmt: skip
    found = ids(tmp_path / "out")
    assert sorted(id_ for of in found.values() for id_ in of) == sorted(f"d{n}" for n in range(10))
    assert all(found.values())
    assert report.documents == 10
    assert report.compared
    manifest = orjson.loads((tmp_path / "out" / "dataset.json").read_bytes())
    assert {split["name"]: split["ids"] for split in manifest["splits"]} == found
    assert (
        sum(sum(split["spans"].values()) for split in manifest["splits"]) == manifest["spans"] == report.spans
    )


def test_the_same_project_and_options_give_the_same_bytes(project: Project, tmp_path: Path) -> None:
    chosen: dict[str, Any] = {
        "pseudonyms": "seed", "redact": True, "dedupe": True, "segment": "sentence", "negatives": 1.0, "seed": 3,
    }  # fmt: skip
    write(project, tmp_path / "one", **chosen)
    (tmp_path / "else").mkdir()
    project.store.backup(tmp_path / "else" / "copy.annot")
    with Project(tmp_path / "else" / "copy.annot", "somebody else") as copy:
        write(copy, tmp_path / "else" / "two", **chosen)
    assert files(tmp_path / "one") == files(tmp_path / "else" / "two")


@pytest.mark.parametrize(
    "format_",
    [
        name
        for name, known in FORMATS.items()
        if known.can_write and (not known.module or find_spec(known.module))
    ],
)
def test_every_format_gives_the_same_bytes_twice(project: Project, tmp_path: Path, format_: str) -> None:
    write(project, tmp_path / "one", format_)
    write(project, tmp_path / "two", format_)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_checksums_verify_and_cover_every_file(project: Project, tmp_path: Path) -> None:
    write(project, tmp_path / "out", "huggingface")
    found = files(tmp_path / "out")
    lines = [line.split("  ") for line in found.pop(SUMS).decode().splitlines()]
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items()
    }
    assert [name for _digest, name in lines] == sorted(found)


@pytest.mark.parametrize("format_", ["jsonl", "huggingface", "conll", "doccano", "csv"])
def test_manifest_and_card_hold_in_any_format(project: Project, tmp_path: Path, format_: str) -> None:
    report = write(project, tmp_path / "out", format_, redact=True)
    manifest = orjson.loads((tmp_path / "out" / "dataset.json").read_bytes())
    schema = orjson.loads(schema_file("dataset.schema.json").read_bytes())
    jsonschema_rs.Draft202012Validator(schema).validate(manifest)
    assert manifest == report.manifest
    for split in manifest["splits"]:
        assert (tmp_path / "out" / split["path"]).exists()
    head = front((tmp_path / "out" / "README.md").read_text("utf-8"))
    assert head["pretty_name"] == "civil-affairs"
    assert ("configs" in head) == (format_ == "huggingface")
    if format_ == "huggingface":
        (config,) = head["configs"]
        assert config["data_files"] == [
            {"split": split["name"], "path": split["path"]} for split in manifest["splits"]
        ]
        assert next(iter(head["dataset_info"]["features"]))["name"] == "id"


def test_the_card_says_what_a_stranger_asks(project: Project, tmp_path: Path) -> None:
    report = write(project, tmp_path / "out", selection=Selection(("li", "majority")))
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "报告单位承认的一项不足" in card  # a label's definition
    for heading in (
        "Splits",
        "Labels",
        "Annotators",
        "Agreement",
        "Adjudication",
        "Leakage",
        "Texts",
        "Known limits",
    ):
        assert f"## {heading} ·" in card
    assert "`majority` holds what more than half" in card
    assert "annotator export PROJECT OUT --format jsonl --layer li --layer majority --split 8:1:1" in card
    manifest = report.manifest
    assert manifest is not None
    assert manifest["agreement"]["layers"] == ["chen", "li", "王芳"]
    exact = manifest["agreement"]["f1"]["exact"]
    assert exact["interval"][0] <= exact["value"] <= exact["interval"][1]
    assert f"{exact['value']:.3f}" in card
    assert manifest["adjudication"]["by_choice"] == {"take": 1}


def test_planted_passages_are_found_moved_together_or_dropped(tmp_path: Path) -> None:
    with make(tmp_path) as project:
        seeds = range(40)
        parted = next(
            seed
            for seed in seeds
            if (leak := write(project, tmp_path / f"s{seed}", seed=seed).manifest)
            and leak["leakage"]["listed"]
        )
        report = write(project, tmp_path / "found", seed=parted).manifest
        assert report is not None
        (leak,) = report["leakage"]["listed"]
        assert {leak["document"], leak["like"]["document"]} == {"d1", "d4"}
        text = project.document(leak["document"]).text
        assert text[leak["start"] : leak["end"]].startswith("全年开展养老机构")
        assert any("flatter" in sentence for sentence in report["limits"])
        together = write(project, tmp_path / "together", seed=parted, together=True).manifest
        assert together is not None
        assert not any(together["leakage"]["leaking"].values())
        (home,) = [split for split in together["splits"] if "d1" in split["ids"]]
        assert "d4" in home["ids"]


def test_a_clean_set_leaks_nothing(tmp_path: Path) -> None:
    with make(tmp_path, planted=False) as project:
        report = write(project, tmp_path / "out").manifest
    assert report is not None
    assert report["leakage"]["clusters"] == 0
    assert not any(report["leakage"]["leaking"].values())


def test_repetitions_are_dropped(tmp_path: Path) -> None:
    with make(tmp_path) as project:
        again = records()[1]
        again |= {
            "id": "again",
            "text": "另一份报告。" + again["text"].replace("11次", "25次"),
            "spans": [],
            "sections": [],
        }
        (tmp_path / "again.jsonl").write_bytes(orjson.dumps(again))
        assert not import_paths(project, [tmp_path / "again.jsonl"]).failed
        report = write(project, tmp_path / "out", dedupe=True)
        assert report.repeats == ["again"]
        assert "again" not in repr(ids(tmp_path / "out"))
        parts = export(
            project, tmp_path / "s.jsonl", format="jsonl", recipe=Recipe(dedupe=True, segment="sentence")
        )
        assert any(name.startswith("again:") for name in parts.repeats)
        texts = [row["text"] for row in rows(tmp_path / "s.jsonl")]
        assert sum("消防安全联合检查" in text for text in texts) == 1


def test_documents_of_an_issuer_stay_together(project: Project, tmp_path: Path) -> None:
    write(project, tmp_path / "out", group_by="issuer")
    issuers = {
        file.stem: {row["meta"]["issuer"] for row in rows(file)}
        for file in (tmp_path / "out").glob("*.jsonl")
    }
    assert sum(map(len, issuers.values())) == 4


def test_a_document_keeps_its_split_when_others_come(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "all").mkdir()
    with make(tmp_path / "few", count=6) as few, make(tmp_path / "all") as all_:
        write(few, tmp_path / "few" / "out", seed=2)
        write(all_, tmp_path / "all" / "out", seed=2)
    before, after = ids(tmp_path / "few" / "out"), ids(tmp_path / "all" / "out")
    assert all(set(before[split]) <= set(after[split]) for split in before)


def test_segments_quote_their_documents(project: Project, tmp_path: Path) -> None:
    report = write(project, tmp_path / "out", segment="window:40:10")
    texts = {document.id: document.text for document in project.documents()}
    for split in ("train", "dev", "test"):
        for row in rows(tmp_path / "out" / f"{split}.jsonl"):
            start = row["meta"]["source_start"]
            whole = texts[row["meta"]["source_document"]]
            assert whole[start : row["meta"]["source_end"]] == row["text"]
            for span in row["spans"]:
                assert whole[start + span["start"] : start + span["end"]] == span["text"]
    assert (
        report.losses.counts()
        == losses_of_export(
            project, format="jsonl", recipe=Recipe(split="8:1:1", segment="window:40:10")
        ).counts()
    )


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0, 100.0])
def test_negatives_are_sampled(project: Project, tmp_path: Path, ratio: float) -> None:
    report = write(project, tmp_path / "out", segment="sentence", negatives=ratio)
    assert report.manifest is not None
    for split in report.manifest["splits"]:
        negatives = split["records_without_spans"]
        assert negatives <= round(ratio * (split["records"] - negatives))
    total = write(project, tmp_path / "all", segment="sentence").manifest
    assert total is not None
    assert total["records"] == report.manifest["records"] + report.negatives_left_out


def test_sentences_for_classifiers_have_negatives(project: Project, tmp_path: Path) -> None:
    write(project, tmp_path / "out", "sentences", selection=Selection(("li",)), negatives=1.0)
    found = [row for split in ("train", "dev", "test") for row in rows(tmp_path / "out" / f"{split}.jsonl")]
    texts = {document.id: document.text for document in project.documents()}
    assert all(texts[row["doc_id"]][row["start"] : row["end"]] == row["text"] for row in found)
    assert any(not row["labels"] for row in found)
    assert any(row["labels"] for row in found)


def test_names_and_numbers_are_gone(project: Project, tmp_path: Path) -> None:
    write(
        project,
        tmp_path / "out",
        pseudonyms="secret-seed",
        redact=True,
        selection=Selection(("王芳", "majority")),
    )
    everything = b"".join(files(tmp_path / "out").values()).decode()
    for private in ("王芳", "13812345", "secret-seed"):
        assert private not in everything
    for row in rows(tmp_path / "out" / "train.jsonl"):
        assert all(row["text"][s["start"] : s["end"]] == s["text"] for s in row["spans"])
        assert len(row["text"]) == len(project.document(row["id"]).text)


def test_a_dataset_that_nobody_changed_is_replaced_and_nothing_else(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(project, out)
    write(project, out, seed=1)
    (out / "note.txt").write_text("mine")
    with pytest.raises(ReadOnly, match="already"):
        write(project, out)
    assert (out / "note.txt").read_text() == "mine"
    (out / "note.txt").unlink()
    with (out / "train.jsonl").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ReadOnly, match="already"):
        write(project, out)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".annotator")] == []


@pytest.mark.parametrize(
    ("format_", "variant"), [("jsonl", None), ("huggingface", None), ("huggingface", "parquet")]
)
def test_a_dataset_comes_back_whole(
    project: Project, tmp_path: Path, format_: str, variant: str | None
) -> None:
    if variant == "parquet":
        pytest.importorskip("pyarrow")
    write(project, tmp_path / "out", format_, options=WriteOptions(variant))
    create_project(tmp_path / "new.annot", actor="li")
    with Project(tmp_path / "new.annot", "li") as new:
        report = import_paths(new, [tmp_path / "out"])
        assert not report.failed
        assert len(report.imported) == 10
        export(new, tmp_path / "new.jsonl", format="jsonl")
    export(project, tmp_path / "old.jsonl", format="jsonl")
    old, again = (
        {record.id: content(record) for record in read(tmp_path / name)}
        for name in ("old.jsonl", "new.jsonl")
    )
    assert old == again


def test_what_cannot_be_done_is_said_and_nothing_is_written(project: Project, tmp_path: Path) -> None:
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (BadInput, {"split": "8"}),
        (BadInput, {"split": None, "group_by": "issuer"}),
        (BadInput, {"negatives": 1.0}),
        (BadInput, {"segment": "page"}),
        (NotFound, {"selection": Selection(("nobody",))}),
        (NotFound, {"selection": Selection(labels=("nothing",))}),
        (NotFound, {"selection": Selection(documents=("x",))}),
        (BadInput, {"selection": Selection(status="ready")}),
        (BadInput, {"selection": Selection(status="skipped")}),
    ]
    for error, recipe in wrong:
        with pytest.raises(error):
            write(project, tmp_path / "out", **recipe)
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadInput):
        export(
            project, tmp_path / "out", format="conll", recipe=Recipe(split="8:2"), options=WriteOptions("x")
        )


def test_the_cards_agreement_is_that_of_the_agreement_window(project: Project, tmp_path: Path) -> None:
    from annotator.services.agreeing import Scope, agreement

    manifest = write(project, tmp_path / "out").manifest
    assert manifest is not None
    shown, known = manifest["agreement"], agreement(project, Scope())
    assert shown["layers"] == known["layers"]
    assert shown["documents"] == known["documents"]
    for name, value in known["f1"].items():
        assert shown["f1"][name]["value"] == pytest.approx(value, abs=1e-4)
        assert shown["f1"][name]["interval"] == pytest.approx(known["intervals"][f"f1.{name}"], abs=1e-4)
    assert shown["alpha"]["value"] == pytest.approx(known["alpha"]["char"], abs=1e-4)


def test_real_reports_leak_what_is_planted_and_nothing_else(shared_corpus: Path, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in sorted((shared_corpus / "reports").glob("*.txt"))}
    names = list(texts)
    found = [
        (start, end)
        for start, end, _form in passages(texts[names[0]])
        if any(c.isdigit() for c in texts[names[0]][start:end])
    ]
    planted = []
    for start, end in found[:5]:
        quote = re.sub("[0-9]+", "77", texts[names[0]][start:end])
        planted.append(quote[:8] + "㐀" + quote[10:])  # two characters become another one
    for number, planting in enumerate([[], planted]):
        folder = tmp_path / str(number)
        folder.mkdir()
        create_project(folder / "p.annot", actor="li")
        lines = [
            orjson.dumps(
                {"id": name, "text": text + ("\n" + "\n".join(planting) if name == names[1] else "")}
            )
            for name, text in texts.items()
        ]
        (folder / "in.jsonl").write_bytes(b"\n".join(lines))
        with Project(folder / "p.annot", "li") as project:
            assert not import_paths(project, [folder / "in.jsonl"]).failed
            report = write(project, folder / "out", split="1:1:1")
            write(project, folder / "again", split="1:1:1")
        assert files(folder / "out") == files(folder / "again")
        assert report.manifest is not None
        leaks = report.manifest["leakage"]["listed"]
        assert len(leaks) == len(planting)
        assert all({leak["document"], leak["like"]["document"]} == {names[0], names[1]} for leak in leaks)
