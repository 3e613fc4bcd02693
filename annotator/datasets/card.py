"""The card of a dataset, README.md: a YAML head that the Hugging Face hub reads, then what a stranger asks first.

It says nothing but what the manifest and the label schema say, and names no time, so that equal data have equal cards.
Headings are in English and Chinese, sentences in English: datasets travel further than their makers.
See huggingface.co/docs/hub/datasets-cards.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotator.datasets.passages import FURTHEST, SHORTEST
from annotator.domain.schema import Label, LabelSchema
from annotator.i18n import in_english

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

Manifest = Mapping[str, Any]


def card(manifest: Manifest, schema: LabelSchema, features: Sequence[str] = ()) -> str:
    """README.md. `features` are the lines of `dataset_info` where the format declares its columns for `datasets`."""
    parts = [
        _head(manifest, features), _summary(manifest), _splits(manifest), _labels(schema), _people(manifest),
        _agreement(manifest), _adjudication(manifest), _leakage(manifest), _text(manifest), _fidelity(manifest),
        _limits(manifest), _reproduce(manifest),
    ]  # fmt: skip
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(manifest: Manifest, features: Sequence[str]) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: {_yaml(manifest['name'])}"
    yield from ("language:", "- zh", "license: unknown", "task_categories:", "- token-classification")
    yield from ("tags:", "- annotator", "- span-annotation", "size_categories:")
    yield f"- {next((name for most, name in _SIZES if manifest['records'] < most), '1M<n<10M')}"
    if features:  # columns of other formats hold what has no one type, which `datasets` cannot load
        yield from ("configs:", "- config_name: default", "  data_files:")
        for split in manifest["splits"]:
            if split["records"]:  # `datasets` refuses all of a data set that names a split without rows
                yield f"  - split: {split['name']}"
                yield f"    path: {_yaml(split['path'])}"
    yield from features
    yield "---"


def _summary(manifest: Manifest) -> Iterator[str]:
    format_ = manifest["format"]
    yield f"# {_plain(manifest['name'])}"
    yield ""
    documents = in_english("{count:,} Chinese document", "{count:,} Chinese documents", manifest["documents"])
    spans = in_english("{count:,} labelled span", "{count:,} labelled spans", manifest["spans"])
    records = in_english("{count:,} record", "{count:,} records", manifest["records"])
    yield (
        f"{documents} with {spans}, as {records} in the format {format_['name']}. "
        f"Offsets count {format_['offsets']} from 0, the end exclusive."
    )
    yield ""
    yield (
        f"共 {manifest['documents']:,} 篇中文文档、{manifest['spans']:,} 处标注，{manifest['records']:,} 条记录，"
        f"格式为 {format_['name']}。"
    )


def _splits(manifest: Manifest) -> Iterator[str]:
    splits = manifest["splits"]
    labels = sorted({label for split in splits for label in split["spans"]})
    yield "## Splits · 划分"
    yield ""
    yield from _table(
        ("split", "file", "documents", "share", "records", "characters", "spans", *labels),
        [
            (
                split["name"], _code(split['path']), split["documents"], _percent(split["share"]), split["records"],
                split["characters"], sum(split["spans"].values()), *(split["spans"].get(label, 0) for label in labels),
            )
            for split in splits
        ],
    )  # fmt: skip
    options = manifest["options"]
    if options["split"] is not None:
        yield ""
        yield (
            f"Split by document, wanted {options['split']}, seed {options['seed']}, balanced by documents and spans of each "
            "label. A document keeps its split when others are added."
            + (
                f" Documents of one {_code(options['group_by'])} are in one split."
                if options["group_by"]
                else ""
            )
            + (
                " Documents that share a nearly equal passage are in one split."
                if options["together"]
                else ""
            )
        )
    if options["segment"] != "document":
        yield ""
        yield (
            f"Documents were cut ({options['segment']}): `source_document`, `source_start` and `source_end` in the metadata "
            "say where a record stands in its document, in code points."
        )
    if manifest["repeats"]["count"]:
        yield ""
        yield f"Left out because they repeat earlier ones: {manifest['repeats']['count']:,}."
    if options["negatives"] is not None:
        yield ""
        yield (
            f"Records without spans were sampled, {options['negatives']:g} for each record with spans; "
            f"{manifest['negatives_left_out']:,} were left out."
        )


def _labels(schema: LabelSchema) -> Iterator[str]:
    yield "## Labels · 标签"
    yield ""
    yield f"Label schema {_code(schema.name)}, version {schema.version}, whole in `label-schema.json`."
    for label in schema.labels:
        yield ""
        yield f"### {_plain(label.name)} · {_plain(' / '.join(dict.fromkeys(label.names.values())))}"
        yield ""
        yield from _label(label)


def _label(label: Label) -> Iterator[str]:
    yield _plain(label.definition) or "No definition."
    if label.examples:
        yield f"- Yes: {_quoted(label.examples)}"
    if label.counterexamples:
        yield f"- No: {_quoted(label.counterexamples)}"
    for attribute in label.attributes:
        choices = f": {', '.join(map(_plain, attribute.choices))}" if attribute.choices else ""
        yield f"- {_code(attribute.name)} ({attribute.type}{', required' if attribute.required else ''}{choices})"


def _people(manifest: Manifest) -> Iterator[str]:
    yield "## Annotators · 标注员"
    yield ""
    yield from _table(
        ("layer", "documents marked", "finished", "spans"),
        [
            (_plain(each["layer"]), each["documents"], each["done"], each["spans"])
            for each in manifest["annotators"]
        ],
    )
    yield ""
    layers = manifest["options"]["layers"]
    yield f"In this dataset: {'all layers' if layers is None else ', '.join(map(_plain, layers))}."
    if "majority" in (layers or ()):
        yield (
            "`majority` holds what more than half of those who finished a document (two at least, gold not counted) "
            "have with the same start, end and label."
        )
    if manifest["options"]["pseudonyms"] is not None:
        yield "Names are pseudonyms."


def _agreement(manifest: Manifest) -> Iterator[str]:
    found = manifest["agreement"]
    yield "## Agreement · 一致性"
    yield ""
    if found is None:
        yield "No two annotators have finished the same document: there is no figure."
        return
    annotators = in_english("{count} annotator", "{count} annotators", len(found["layers"]))
    documents = in_english("{count:,} document", "{count:,} documents", found["documents"])
    yield (
        f"{annotators}, {documents} finished by two or more. Means over pairs (F1) and labels (Krippendorff's alpha "
        f"over characters), with {found['level']:.0%} intervals by bootstrap over documents."
    )
    yield ""
    rows = [("all", f"F1, {name}", *_figure(value)) for name, value in found["f1"].items()]
    rows.append(("all", "alpha", *_figure(found["alpha"])))
    for label, of in found["by_label"].items():
        rows.append((_plain(label), "F1, exact", *_figure(of["f1"])))
        rows.append((_plain(label), "alpha", *_figure(of["alpha"])))
    yield from _table(("label", "measure", "value", "interval"), rows)


def _adjudication(manifest: Manifest) -> Iterator[str]:
    found = manifest["adjudication"]
    yield "## Adjudication · 裁定"
    yield ""
    if found is None:
        yield "No decision is recorded."
        return
    decisions = in_english("{count:,} decision", "{count:,} decisions", found["decisions"])
    documents = in_english("{count:,} document", "{count:,} documents", found["documents"])
    yield (
        f"{decisions} in {documents}"
        + (f", by {', '.join(map(_plain, found['reviewers']))}" if found["reviewers"] else "")
        + "."
    )
    yield ""
    yield from _table(
        ("", "", "decisions"),
        [("choice", _plain(name), number) for name, number in found["by_choice"].items()]
        + [("kind", _plain(name), number) for name, number in found["by_kind"].items()],
    )


def _leakage(manifest: Manifest) -> Iterator[str]:
    found = manifest["leakage"]
    if found is None:
        return
    yield "## Leakage · 泄漏检查"
    yield ""
    yield (
        f"Passages are sentences of {SHORTEST} characters or more, compared without punctuation, script, width and "
        f"figures; nearly equal are those whose edit distance is at most {FURTHEST:.0%} of the longer. "
        "Counted are passages with a nearly equal one in an earlier split."
    )
    yield ""
    yield from _table(
        ("split", "passages", "leaking", "share"),
        [
            (
                split,
                number,
                found["leaking"][split],
                _percent(found["leaking"][split] / number if number else 0),
            )
            for split, number in found["passages"].items()
        ],
    )
    yield ""
    sets = in_english("{count:,} set of passages", "{count:,} sets of passages", found["clusters"])
    documents = in_english("{count:,} document", "{count:,} documents", found["documents"])
    yield f"{sets}, in {documents}; listed in `dataset.json`."


def _text(manifest: Manifest) -> Iterator[str]:
    yield "## Texts · 文本处理"
    yield ""
    if manifest["cleaning"]:
        yield "Removed from the files when they were read; what is left stands as it was:"
        yield ""
        yield from _table(
            ("rule", "removals", "characters"),
            [(rule, of["removals"], of["characters"]) for rule, of in manifest["cleaning"].items()],
        )
    else:
        yield "Nothing was removed from the texts."
    if manifest["redacted"] is not None:
        yield ""
        kinds = (
            ", ".join(f"{name} {number:,}" for name, number in manifest["redacted"].items())
            or "nothing found"
        )
        yield f"Masked character by character with `*`, so that no offset moved: {kinds}."


def _fidelity(manifest: Manifest) -> Iterator[str]:
    yield "## What was left behind · 未写入的内容"
    yield ""
    if manifest["fidelity"]:
        yield from _table(
            ("kind", "count"), [(kind, of["count"]) for kind, of in manifest["fidelity"].items()]
        )
    else:
        yield "Nothing: all that was selected is in the files."


def _limits(manifest: Manifest) -> Iterator[str]:
    yield "## Known limits · 已知局限"
    yield ""
    yield from (f"- {sentence}" for sentence in manifest["limits"])


def _reproduce(manifest: Manifest) -> Iterator[str]:
    yield "## How it was made · 如何复现"
    yield ""
    yield f"annotator {manifest['software']['version']}; from the same project this command gives the same bytes:"
    yield from ("", "```", manifest["command"], "```", "")
    yield "`sha256sum -c SHA256SUMS` verifies the files; `dataset.json` holds all of the above for programs."


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join('---:' if _is_number(rows, at) else '---' for at in range(len(names)))}|"
    for row in rows:
        yield f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in row)} |"


def _is_number(rows: Sequence[Sequence[Any]], at: int) -> bool:
    return bool(rows) and all(isinstance(row[at], int) for row in rows)


def _figure(found: Mapping[str, Any]) -> tuple[str, str]:
    value, interval = found["value"], found["interval"]
    return (
        "undefined" if value is None else f"{value:.3f}",
        "–" if interval is None else f"{interval[0]:.3f} to {interval[1]:.3f}",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join(f"“{_plain(text)}”" for text in texts)


def _plain(text: str) -> str:
    """A text on one line that breaks no table and is no markup."""
    line = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\|<>*_`[]#" else c for c in line)


def _code(text: str) -> str:
    line = " ".join(text.split()).replace("`", "'").replace("|", "/")
    return f"`{line}`"


def _yaml(text: str) -> str:
    """JSON strings are YAML strings."""
    return orjson.dumps(text).decode()
