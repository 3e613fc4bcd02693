"""What other tools' own code reads of a file; run by their interpreters, `python peer_readers.py READER PATH [CHECKOUT]`.

Prints a JSON list of `{"text", "spans": [[start, end, label], …]}`, in code points. Nothing here knows annotator.
"""

import ast
import json
import os
import re
import sqlite3
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Document = dict[str, Any]  # "text", and "spans": [[start, end, label], …]


def main(reader: str, path: Path, checkout: Path | None) -> None:
    documents = list(READERS[reader](path, checkout))
    json.dump(documents, sys.stdout)


def brat(path: Path, checkout: Path | None) -> Iterator[Document]:
    """brat's server (Python 3.10, its checkout), else its parser as bratiaa ships it; a span is all its fragments."""
    if checkout is not None:
        sys.path[:0] = [str(checkout / "server" / part) for part in ("src", "lib")]
        import annotation as parser
    else:
        import bratsubset.annotation as parser
    for text in sorted(path.rglob("*.txt")):
        document = parser.TextAnnotations(str(text.with_suffix("")), read_only=True)
        assert not document.failed_lines, (text, document.failed_lines)
        marks = [[t.spans[0][0], t.spans[-1][1], t.type] for t in document.get_textbounds()]
        for mark in document.get_textbounds():
            pieces = [document.get_document_text()[start:end] for start, end in mark.spans]
            assert " ".join(pieces) == mark.text, (text, mark)
        yield {"text": document.get_document_text(), "spans": marks}


def cassis(path: Path, checkout: Path | None) -> Iterator[Document]:
    """dkpro-cassis: all annotations with a `label`, or of the built-in layer of names, of each CAS."""
    from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem

    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".json", ".xmi"))
    for file in files:
        with file.open("rb") as opened:
            if file.suffix == ".json":
                cas = load_cas_from_json(opened)
            else:
                with file.with_suffix(".TypeSystem.xml").open("rb") as types_:
                    cas = load_cas_from_xmi(opened, typesystem=load_typesystem(types_))
        ends = {"Governor", "Dependent"}  # of relations, which have a label and a place, too
        found = []
        for mark in cas.select_all_annotations():
            name = "value" if mark.type.name.endswith("NamedEntity") else "label"
            if mark.type.get_feature(name) is not None and not ends & {
                f.name for f in mark.type.all_features
            }:
                found.append([mark.begin, mark.end, mark.get(name)])
        yield {"text": cas.sofa_string or "", "spans": found}


def datasets(path: Path, checkout: Path | None) -> Iterator[Document]:
    """Hugging Face datasets: the folder, all its splits."""
    from datasets import load_dataset

    with tempfile.TemporaryDirectory() as cache:
        for rows in load_dataset(str(path), cache_dir=cache).values():
            for row in rows:
                assert all(row["text"][s["start"] : s["end"]] == s["text"] for s in row["spans"]), row["id"]
                yield {
                    "text": row["text"],
                    "spans": [[s["start"], s["end"], s["label"]] for s in row["spans"]],
                }


def doccano(path: Path, checkout: Path | None) -> Iterator[Document]:
    """doccano's own import into a fresh database, then what its models hold; run with its package installed."""
    import django

    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, str(Path(__import__("backend").__file__ or ".").parent))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": f"sqlite:///{folder}/d.db",
            "DOCCANO_HOME": folder,
        }
        django.setup()
        yield from _in_doccano(path)


def label_studio(path: Path, checkout: Path | None) -> Iterator[Document]:
    """The converter of label-studio-sdk, over tasks with the numbers that Label Studio gives when it imports."""
    from label_studio_sdk.converter import Converter

    tasks = json.loads(path.read_text(encoding="utf-8"))
    config = path.with_suffix(".config.xml")
    for number, task in enumerate(tasks, 1):
        task["id"] = number
        task["annotations"] += task.pop("predictions", [])  # which the converter passes over
        for place, annotation in enumerate(task["annotations"], 1):
            annotation |= {"id": 1000 * number + place, "task": number}
            annotation.setdefault("completed_by", 1)
            if type(annotation["completed_by"]) is dict:
                annotation["completed_by"] = 1
    with tempfile.TemporaryDirectory() as folder:
        numbered = Path(folder, "tasks.json")
        numbered.write_text(json.dumps(tasks), encoding="utf-8")
        converter = Converter(str(config) if config.exists() else None, folder, download_resources=False)
        found: dict[int, Document] = {
            number: {"text": task["data"]["text"], "spans": []} for number, task in enumerate(tasks, 1)
        }
        for item in converter.iter_from_json_file(str(numbered)):
            spans = [
                region for regions in item["output"].values() for region in regions if "labels" in region
            ]
            text = found[item["id"]]["text"]
            assert all(text[s["start"] : s["end"]] == s["text"] for s in spans), item["id"]
            found[item["id"]]["spans"] += [[s["start"], s["end"], s["labels"][0]] for s in spans]
    yield from found.values()


def mlcroissant(path: Path, checkout: Path | None) -> Iterator[Document]:
    """mlcroissant: validates the metadata, verifies the checksums, reads documents and spans."""
    import mlcroissant as mlc

    dataset = mlc.Dataset(str(path / "croissant.json"))
    found: dict[str, Document] = {}
    for row in dataset.records("documents"):
        found[row["documents/id"].decode()] = {"text": row["documents/text"].decode(), "spans": []}
    for row in dataset.records("spans"):
        place = [int(row[f"spans/{key}"]) for key in ("start", "end")]
        found[row["spans/doc_id"].decode()]["spans"].append([*place, row["spans/label"].decode()])
    yield from found.values()


def qualcoder(path: Path, checkout: Path | None) -> Iterator[Document]:
    """QualCoder's RefiImport (its checkout, PyQt6 without a screen) into a project of its own."""
    assert checkout is not None
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(checkout / "src"))
    import builtins

    from PyQt6 import QtWidgets

    builtins._ = str  # type: ignore[attr-defined]
    window = QtWidgets.QApplication([])
    from qualcoder import refi

    refi.Message = lambda *args: types.SimpleNamespace(exec=lambda: None)
    QtWidgets.QFileDialog.getOpenFileName = lambda *args, **kwargs: (str(path), True)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        app = _qualcoder_project(Path(folder), checkout)
        refi.RefiImport(app, QtWidgets.QTextEdit(), "qdpx")
        rows = app.conn.execute("select id, fulltext from source").fetchall()
        codes = "select fid, pos0, pos1, name, seltext from code_text join code_name using (cid)"
        for number, text in rows:
            marks = [mark for mark in app.conn.execute(codes).fetchall() if mark[0] == number]
            assert all(text[start:end] == quote for _, start, end, _, quote in marks), number
            yield {"text": text, "spans": [[start, end, name] for _, start, end, name, _ in marks]}
    window.quit()


def seqeval(path: Path, checkout: Path | None) -> Iterator[Document]:
    """seqeval's strict reading of the tags, over the characters of each sentence without white space."""
    from seqeval.scheme import IOB2, IOBES, Tokens

    scheme = IOBES if "bioes" in path.name else IOB2
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line and not line.startswith("-DOCSTART-")]
        if not rows:
            continue
        starts = [0]
        for token, _tag in rows:
            starts.append(starts[-1] + len(token))
        found = [e.to_tuple() for e in Tokens([tag for _, tag in rows], scheme).entities]
        yield {
            "text": "".join(token for token, _ in rows),
            "spans": [[starts[start], starts[end], label] for _, label, start, end in found],
        }


def spacy(path: Path, checkout: Path | None) -> Iterator[Document]:
    """spaCy: DocBin with all span groups; JSON lines as Prodigy's, their tokens made a Doc and their spans aligned to it."""
    import spacy as library
    from spacy.tokens import Doc, DocBin

    def mark(span: Any) -> list[Any]:
        return [span.start_char, span.end_char, span.label_]

    vocab = library.blank("zh").vocab
    if path.suffix == ".spacy":
        for doc in DocBin().from_disk(path).get_docs(vocab):
            spans = [mark(s) for name, group in doc.spans.items() if name != "sc" for s in group]
            for group in (doc.spans.get("sc", ()), doc.ents):  # which repeat those of the other groups
                spans += [mark(s) for s in group if mark(s) not in spans]
            yield {"text": doc.text, "spans": spans}
        return
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        row = json.loads(line)
        tokens = row.get("tokens", [])
        blank = [
            t.get("ws", row["text"][t["end"] : t["end"] + 1] == " ") for t in tokens
        ]  # old rows do not say
        doc = Doc(vocab, [t["text"] for t in tokens], blank)
        assert doc.text == row["text"], row["text"]
        for span in row.get("spans", []):
            aligned = doc.char_span(span["start"], span["end"])
            assert aligned is not None, span
            assert (aligned.start, aligned.end - 1) == (span["token_start"], span["token_end"]), span
        yield {"text": doc.text, "spans": [[s["start"], s["end"], s["label"]] for s in row.get("spans", [])]}


def webanno_tsv(path: Path, checkout: Path | None) -> Iterator[Document]:
    """neuged's webanno_tsv (its checkout); places are UTF-16 units of the text that the tokens' offsets give."""
    sys.path.insert(0, str(checkout))
    from webanno_tsv import webanno_tsv_read_file

    for file in sorted(path.rglob("*.tsv")) if path.is_dir() else [path]:
        document = webanno_tsv_read_file(str(file))
        units: dict[int, int] = {}
        for number, token in enumerate(document.tokens):
            units.setdefault(token.start, number)
        text, at = "", 0
        places: dict[int, int] = {}
        for token in document.tokens:
            text += " " * (token.start - at)
            places[token.start] = len(text)
            text += token.text
            places[token.end], at = len(text), token.end
        marks = [a for a in document.annotations if a.field == "label"]
        yield {"text": text, "spans": [[places[a.start], places[a.end], a.label] for a in marks]}


def _in_doccano(path: Path) -> Iterator[Document]:
    from data_import.datasets import load_dataset
    from data_import.pipeline.catalog import create_file_format
    from data_import.pipeline.readers import FileName
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from examples.models import Example
    from labels.models import Span
    from projects.models import SequenceLabelingProject

    call_command("migrate", verbosity=0)
    user = User.objects.create(username="u")
    relations = '"relations"' in path.read_text(encoding="utf-8").split("\n")[0]
    project = SequenceLabelingProject.objects.create(
        name="p",
        project_type="SequenceLabeling",
        created_by=user,
        allow_overlapping=True,
        use_relation=relations,
    )
    task = "RelationExtraction" if relations else "SequenceLabeling"
    kind, options = (
        ("CoNLL", {"delimiter": "", "scheme": "IOB2"}) if path.suffix == ".conll" else ("JSONL", {})
    )
    files = [FileName(str(path), path.name, path.name)]
    dataset = load_dataset(task, create_file_format(kind), files, project, encoding="utf_8", **options)
    dataset.save(user, batch_size=1000)
    assert not dataset.errors, [error.dict() for error in dataset.errors]
    for example in Example.objects.filter(project=project).order_by("id"):
        marks = Span.objects.filter(example=example)
        yield {"text": example.text, "spans": [[m.start_offset, m.end_offset, m.label.text] for m in marks]}


def _qualcoder_project(folder: Path, checkout: Path) -> Any:
    """An empty project of QualCoder's: its own statements that make tables, and what its import asks of the program."""
    source = (checkout / "src" / "qualcoder" / "__main__.py").read_text(encoding="utf-8")
    texts = [
        n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant) and type(n.value) is str
    ]
    for name in ("documents", "images", "audio", "video"):
        (folder / name).mkdir()
    connection = sqlite3.connect(folder / "data.qda")
    made = set()
    for text in texts:
        name = re.match(r"CREATE TABLE (\w+) ", text)
        if name and name[1] not in made:
            made.add(name[1])
            connection.execute(text)
    return types.SimpleNamespace(
        conn=connection,
        project_path=str(folder),
        project_name="p.qda",
        settings={"directory": str(folder), "codername": "u", "ai_enable": "False"},
        ai_models=[],
        write_config_ini=lambda *args: None,
    )


READERS = {
    "brat": brat,
    "cassis": cassis,
    "datasets": datasets,
    "doccano": doccano,
    "label-studio": label_studio,
    "mlcroissant": mlcroissant,
    "qualcoder": qualcoder,
    "seqeval": seqeval,
    "spacy": spacy,
    "webanno-tsv": webanno_tsv,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
