"""Holds what we write, and what we read, against other tools' own code; by hand, since most are too large for a build server.

    python tests/golden/peers.py --at brat=PYTHON,CHECKOUT --at labelbuddy=PROGRAM … [--only NAME]

`--at` says where a peer is: the Python that has its package, a program, and the checkout where its code is in no package
(the table `PEERS` tells). A peer without `--at` is passed over. Each prints a line for what we wrote and it reads (hard text
of ours; the shared corpus with its gold, where that is beside the project), and one for real files that both read.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "formats")]

from format_samples import label_schema, rich  # noqa: E402

from annotator import formats  # noqa: E402
from annotator.formats import FORMATS, Record, RecordSpan, Standoff, WriteOptions  # noqa: E402
from annotator.formats.fidelity import carried  # noqa: E402
from annotator.formats.losses import Losses  # noqa: E402

SHARED = HERE.parent.parent.parent / "shared"
Marks = Counter[tuple[str, int, int, str]]  # text, start, end, label


@dataclass(frozen=True)
class Peer:
    """A tool: what of ours it reads, (format, variant, name of the file); which samples both read, as a pattern.

    `blank`: it makes other white space of some, as long as that. `tokens`: it knows words without places. `one_ending`:
    the ends of lines of a text must be alike.
    """

    needs: str
    reads: tuple[tuple[str, str | None, str], ...]
    samples: tuple[str, ...] = ()
    blank: bool = False
    tokens: bool = False
    one_ending: bool = False


PEERS = {
    "brat": Peer("PYTHON,CHECKOUT (its server, Python 3.10) or PYTHON (bratiaa)", (("brat", None, "brat"),), ("brat",)),
    "cassis": Peer(
        "PYTHON", (("cas-json", None, "json"), ("cas-xmi", None, "xmi")), ("uima_cas_json/fixture*.json",)
    ),
    "datasets": Peer("PYTHON", (("huggingface", "jsonl", "hf"), ("huggingface", "parquet", "parquet")),
                     ("huggingface/jsonl_ds", "huggingface/parquet_ds")),
    "doccano": Peer(
        "PYTHON",
        (("doccano", "spans", "spans.jsonl"), ("doccano", "relations", "relations.jsonl")),
        ("doccano/import_*.jsonl", "doccano/export_sequence*.jsonl"),
    ),
    "label-studio": Peer("PYTHON", (("label-studio", "tasks", "tasks.json"),), ("label_studio/fixture_import*.json",)),
    "labelbuddy": Peer(
        "PROGRAM",
        (("labelbuddy", "jsonl", "out.jsonl"), ("labelbuddy", "json", "out.json")),
        ("labelbuddy/docs.json*", "labelbuddy/*_6docs.jsonl", "labelbuddy/exported_docs.json*", "labelbuddy/fixture*"),
    ),
    "medtator": Peer("NODE_PATH,CHECKOUT", (("medtator", None, "medtator"),)),
    "mlcroissant": Peer("PYTHON", (("croissant", None, "croissant"),), ("croissant/fixture",)),
    "qualcoder": Peer("PYTHON,CHECKOUT", (("qdpx", None, "out.qdpx"),), ("refi_qda/fixture.qdpx",), blank=True,
                      one_ending=True),
    "seqeval": Peer(
        "PYTHON",
        (("conll", "chars-bio", "bio.conll"), ("conll", "chars-bioes", "bioes.conll"), ("conll", "words-bio", "w.conll")),
        ("conll/doccano_example.conll", "conll/fixture_charlevel_iob2.tsv"),
        tokens=True,
    ),
    "spacy": Peer(
        "PYTHON",
        (("spacy", None, "out.spacy"), ("prodigy", None, "rows.jsonl")),
        ("spacy_docbin/*.spacy", "prodigy/fixture*.jsonl", "prodigy/news*.jsonl"),
    ),
    "webanno-tsv": Peer(
        "PYTHON,CHECKOUT", (("webanno-tsv", None, "tsv"),), ("webanno_tsv3/fixture_*.tsv",), blank=True
    ),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--at", action="append", default=[], metavar="PEER=PATH[,PATH]")
    parser.add_argument("--only", choices=PEERS)
    arguments = parser.parse_args()
    places = {name: paths.split(",") for name, _, paths in (at.partition("=") for at in arguments.at)}
    failed = False
    for name, peer in PEERS.items():
        if arguments.only in (None, name):
            if name not in places:
                print(f"{name:14} passed over; needs --at {name}={peer.needs}")
                continue
            with tempfile.TemporaryDirectory() as folder:
                for line, holds in lines(name, peer, places[name], Path(folder)):
                    print(f"{name:14} {line}", flush=True)
                    failed = failed or not holds
    sys.exit(failed)


def lines(name: str, peer: Peer, place: list[str], folder: Path) -> Iterator[tuple[str, bool]]:
    """What was seen with one tool, in words, and whether it holds."""
    for title, records in sets(peer):
        for format_, variant, file in peer.reads:
            try:
                out = folder / title / file
                out.parent.mkdir(exist_ok=True)
                ours = written(records, out, format_, variant)
                theirs = asked(name, place, out, peer)
                yield compared(
                    f"reads {format_}{f' ({variant})' if variant else ''}, {title}", ours, theirs, peer
                )
            except (subprocess.CalledProcessError, formats.NotFaithful) as error:
                yield f"reads {format_}, {title}: failed: {reason(error)}", False
    for pattern in peer.samples:
        for path in sorted((SHARED / "formats" / "samples").glob(pattern)):
            try:
                theirs = asked(name, place, path, peer)
                yield compared(
                    f"and we read {pattern.partition('/')[0]}/{path.name}", read(path), theirs, peer
                )
            except (subprocess.CalledProcessError, formats.BadInput) as error:
                yield f"and we read {path.name}: failed: {reason(error)}", False


def sets(peer: Peer) -> Iterator[tuple[str, list[Record]]]:
    """Records of ours that have everything, and the shared corpus with its gold."""
    hard = rich()
    if peer.one_ending:  # no line feed but those of CR LF
        hard = [replace(r, text=r.text.replace("\n尾", "\u2029尾")) for r in hard]
    yield "hard text", hard
    corpus = SHARED / "corpus"
    records = []
    for gold in sorted((corpus / "layers").glob("*/gold.jsonl")):
        text = (corpus / "reports" / f"{gold.parent.name}.txt").read_bytes().decode()
        record = Record(gold.parent.name, text, {"title": gold.parent.name})
        rows = map(json.loads, gold.read_text(encoding="utf-8").splitlines())
        for number, row in enumerate(rows):
            span = RecordSpan(
                f"{gold.parent.name}-{number}", row["start"], row["end"], row["label"], row["text"]
            )
            record.spans.append(replace(span, attrs=row.get("attrs", {}), layer="gold"))
        records.append(record)
    if records:
        yield "shared corpus", records


def written(records: list[Record], out: Path, name: str, variant: str | None) -> Marks:
    """Write; what the format's report says that it carries."""
    options = WriteOptions(variant, schema=label_schema(), relations=True)
    formats.write(records, out, format=name, options=options)
    fitted = (carried(record, FORMATS[name], options, Losses()) for record in records)
    return marks_of(record for record in fitted if record is not None)


def read(path: Path) -> Marks:
    """What we read of a file, or of all files of a folder."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    along = formats.read_along(files)
    found: Marks = Counter()
    for file in files:
        if file not in along and formats.kinds_of(file):
            for record in formats.read(file):
                found += marks_alone(record, file) if isinstance(record, Standoff) else marks_of([record])
    return found


def marks_alone(marks: Standoff, file: Path) -> Marks:
    """Those of a file that has no texts, in the texts of the file with documents that lies beside."""
    beside = (r for path in file.parent.glob("*_documents_*") for r in formats.read(path))
    texts = {hashlib.md5(r.text.encode()).hexdigest(): r.text for r in beside if isinstance(r, Record)}
    spans = [(texts[item.md5], item.span) for item in marks.spans if item.md5]
    return Counter((text, span.start, span.end, span.label) for text, span in spans)


def marks_of(records: Iterable[Record]) -> Marks:
    return Counter((r.text, span.start, span.end, span.label) for r in records for span in r.spans)


def asked(name: str, place: list[str], path: Path, peer: Peer) -> Marks:
    """What the tool reads of a file."""
    if name == "labelbuddy":
        documents = in_labelbuddy(Path(place[0]), path)
    elif name == "medtator":
        command = ["node", str(HERE / "medtator_reader.cjs"), str(path), place[1]]
        documents = json.loads(output(command, NODE_PATH=place[0]))
    else:
        command = [place[0], str(HERE / "peer_readers.py"), name, str(path), *place[1:]]
        documents = json.loads(output(command, HF_DATASETS_OFFLINE="1"))
    return Counter((d["text"], *mark) for d in documents for mark in d["spans"])


def in_labelbuddy(program: Path, path: Path) -> list[dict[str, Any]]:
    """Its import into a new database and its export; what we read of that must say the same as the file did."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.jsonl")
        texts = path.parent / "cluster_inference_documents_6docs.jsonl"
        first = [str(texts)] if path.name.startswith("cluster_inference_") and path != texts else []
        for file in [*first, str(path)]:
            output(
                [str(program), str(Path(folder, "d.labelbuddy")), "--import-docs", file],
                QT_QPA_PLATFORM="offscreen",
            )
        output(
            [str(program), str(Path(folder, "d.labelbuddy")), "--export-docs", str(out)],
            QT_QPA_PLATFORM="offscreen",
        )
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").split("\n") if line]
        again = marks_of(r for r in formats.read(out) if isinstance(r, Record))
    documents = [
        {
            "text": row["text"],
            "spans": [[a["start_char"], a["end_char"], a["label_name"]] for a in row["annotations"]],
        }
        for row in rows
    ]
    assert again == Counter((d["text"], *mark) for d in documents for mark in d["spans"]), (
        "our import of its export"
    )
    return documents


def output(command: list[str], **environment: str) -> str:
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().split("\n")[-1]


def compared(title: str, ours: Marks, theirs: Marks, peer: Peer) -> tuple[str, bool]:
    if peer.tokens or peer.blank:
        ours, theirs = by_words(ours, peer.tokens), by_words(theirs, peer.tokens)
    same = ours & theirs
    sentence = f"{title}: {same.total()} of {ours.total()} spans equal"
    if ours == theirs:
        return sentence, True
    one, other = next(iter((ours - theirs).items()), None), next(iter((theirs - ours).items()), None)
    shown = [
        f"{text[start:end]!r} {start}–{end} {label}"
        for (text, start, end, label), _ in filter(None, (one, other))
    ]
    return f"{sentence}, {(theirs - ours).total()} it alone has; e.g. {'; '.join(shown)}", False


def by_words(marks: Marks, tokens: bool) -> Marks:
    """The marks with texts without white space; with `tokens`, by what they mark alone."""
    found: Marks = Counter()
    for (text, start, end, label), count in marks.items():
        words = "".join((text[start:end] if tokens else text).split())
        found[(words, 0, len(words), label) if tokens else (words, start, end, label)] += count
    return found


def reason(error: Exception) -> str:
    said = (
        error.stderr.strip().split("\n")[-1]
        if isinstance(error, subprocess.CalledProcessError)
        else str(error)
    )
    return said[:300]


if __name__ == "__main__":
    if shutil.which("node") is None:
        print("node is not installed: MedTator cannot be asked")
    main()
